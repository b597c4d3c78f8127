// V2 shipments (V1 orders): lists, single, create with per-row errors, cancel, tags.
// Trap: parts of a split share their shipment_number; only the shipment_id tells them apart.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OrderRow } from '../domain/model.ts';
import * as orders from '../domain/orders.ts';
import { notFound, Refusal } from '../domain/refusal.ts';
import { newGuid, nextId, ordersByPrefix, takeHiddenRead, type World } from '../domain/world.ts';
import { inRange, objectBody, requiredField, seNumber, type V2Context, V2Query, v2Page } from './http.ts';
import { externalShipmentId, v2Shipment, v2Status } from './render.ts';
import { readShipment } from './shipment-input.ts';

function batchOrders(world: World, batchId: number): OrderRow[] {
  const ids = new Set((world.shipmentsByBatch.get(batchId) ?? []).map((row) => row.orderId));
  return [...ids].map((id) => world.orders.get(id ?? -1)).filter((row) => row !== undefined);
}

function candidates(world: World, query: V2Query): OrderRow[] {
  const [importBatch, batchId] = [query.text('import_batch_id'), query.id('batch_id')];
  const [number, external] = [query.text('shipment_number'), query.text('external_shipment_id')];
  if (importBatch !== undefined) {
    if (takeHiddenRead(world, `v2:import:${importBatch}`)) return [];
    return [...(world.ordersByImport.get(importBatch) ?? [])];
  }
  if (batchId !== undefined) return batchOrders(world, batchId);
  if (external !== undefined) return (world.ordersByKey.get(external) ?? []).filter((row) => !row.keyGenerated);
  if (number !== undefined) return ordersByPrefix(world, number).filter((row) => row.orderNumber === number);
  return [...world.orders.values()];
}

function listShipments(context: V2Context, request: FastifyRequest) {
  const { world } = context;
  const query = new V2Query(request);
  const [status, name, keyword] = ['shipment_status', 'ship_to_name', 'item_keyword'].map((n) => query.text(n));
  const [storeId, salesOrderId] = [query.id('store_id'), query.id('sales_order_id')];
  const [created, modified] = [query.range('created_at'), query.range('modified_at')];
  const paid = query.range('payment_date');
  const anyPaid = paid.from === Number.NEGATIVE_INFINITY && paid.to === Number.POSITIVE_INFINITY;
  for (const unused of ['tag', 'pickup_id']) query.text(unused);
  const by = query.sortBy(['created_at', 'modified_at']);
  const [direction, place, rows] = [query.direction(), query.place(), candidates(world, query)];
  query.done();
  const found = rows.filter(
    (row) =>
      row.active &&
      (status === undefined || v2Status(row) === status) &&
      (storeId === undefined || row.advancedOptions.storeId === storeId) &&
      (salesOrderId === undefined || row.orderId === salesOrderId || row.parentId === salesOrderId) &&
      (name === undefined || row.shipTo.name?.toLowerCase().includes(name.toLowerCase())) &&
      (keyword === undefined || row.items.some((i) => i.sku?.includes(keyword) || i.name.includes(keyword))) &&
      inRange(created, row.createdAt) &&
      inRange(modified, row.modifiedAt) &&
      (anyPaid || (row.paymentDate !== null && inRange(paid, row.paymentDate))),
  );
  const value = (row: OrderRow) => (by === 'modified_at' ? row.modifiedAt : row.createdAt);
  found.sort((a, b) => (value(a) - value(b) || a.orderId - b.orderId) * direction);
  const render = (row: OrderRow) => v2Shipment(row, world);
  return v2Page({ name: 'shipments', rows: found, place, render, request, base: context.base() });
}

function requireShipment(world: World, id: string): OrderRow {
  const row = world.orders.get(seNumber(id) ?? -1);
  if (!row?.active) throw notFound(`Shipment ${id}`);
  return row;
}

function createOne(
  context: V2Context,
  request: FastifyRequest,
  given: unknown,
  importBatch: string,
  announced: OrderRow[],
) {
  const { world } = context;
  try {
    const { content, orderKey } = readShipment(world, request, given);
    if (orderKey !== null && orders.findByKey(world, orderKey, content.advancedOptions.storeId)) {
      throw new Refusal(400, `external_shipment_id ${orderKey} is taken.`, 'identifier_conflict');
    }
    const { row, announce } = orders.upsertOrder(world, content, { orderId: null, orderKey }, importBatch);
    if (announce) announced.push(row);
    return { ...v2Shipment(row, world), errors: [] as string[] };
  } catch (error) {
    if (error instanceof Error) return { errors: [error.message] };
    throw error;
  }
}

function createShipments(context: V2Context, request: FastifyRequest) {
  const { shipments } = objectBody(request, ['shipments']);
  if (!Array.isArray(shipments) || shipments.length === 0) throw requiredField('shipments');
  const [importBatch, announced]: [string, OrderRow[]] = [newGuid(), []];
  const rows = shipments.map((given) => createOne(context, request, given, importBatch, announced));
  orders.announceImport(context.world, importBatch, announced);
  return { has_errors: rows.some((row) => row.errors.length > 0), shipments: rows };
}

function tagIdOf(world: World, name: string): number {
  const known = world.tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase());
  if (known) return known.tagId;
  const tag = { tagId: nextId(world, 'tag'), name, color: '#FFFFFF' };
  world.tags.push(tag);
  return tag.tagId;
}

function setTag(world: World, request: FastifyRequest, reply: FastifyReply, present: boolean) {
  const { id, name } = request.params as { id: string; name: string };
  const { orderId } = requireShipment(world, id);
  orders.tagOrder(world, orderId, tagIdOf(world, name), present);
  return present ? { shipment_id: id, tag: { name } } : reply.code(204).send();
}

/** Adds the shipment routes. */
export function addShipmentRoutes(app: FastifyInstance, context: V2Context): void {
  const { world } = context;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  app.get('/shipments', (request) => listShipments(context, request));
  app.post('/shipments', (request) => createShipments(context, request));
  app.get('/shipments/:id', (request) => v2Shipment(requireShipment(world, idOf(request)), world));
  app.get('/shipments/external_shipment_id/:id', (request) => {
    const rows = world.ordersByKey.get(idOf(request)) ?? [];
    const row = rows.find((r) => r.active && externalShipmentId(r) !== null);
    if (!row) throw notFound(`Shipment with external id ${idOf(request)}`);
    return v2Shipment(row, world);
  });
  app.put('/shipments/:id/cancel', (request, reply) => {
    orders.cancelOrder(world, requireShipment(world, idOf(request)).orderId);
    return reply.code(204).send();
  });
  app.post('/shipments/:id/tags/:name', (request, reply) => setTag(world, request, reply, true));
  app.delete('/shipments/:id/tags/:name', (request, reply) => setTag(world, request, reply, false));
  app.get('/tags', () => ({ tags: world.tags.map(({ name }) => ({ name })) }));
}
