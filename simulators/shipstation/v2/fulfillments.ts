// V2 fulfillments: the list, and marking several shipments as shipped with per-row results.
// Trap: a 200 can carry has_errors; each row's error_message tells.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { markAsShipped } from '../domain/fulfillments.ts';
import type { FulfillmentRow } from '../domain/model.ts';
import { pacificDay } from '../domain/pacific.ts';
import { Refusal } from '../domain/refusal.ts';
import { takeHiddenRead, type World } from '../domain/world.ts';
import { inRange, noteUnknown, objectBody, requiredField, seNumber, type V2Context, V2Query, v2Page } from './http.ts';
import { v2Fulfillment } from './render.ts';

function candidates(world: World, id: number | undefined, orderId: number | undefined): FulfillmentRow[] {
  if (id !== undefined) {
    if (takeHiddenRead(world, `v2:fulfillment:${id}`)) return [];
    const row = world.fulfillments.get(id);
    return row ? [row] : [];
  }
  if (orderId !== undefined) return world.fulfillmentsByOrder.get(orderId) ?? [];
  return [...world.fulfillments.values()];
}

function listFulfillments(context: V2Context, request: FastifyRequest) {
  const query = new V2Query(request);
  const [id, orderId] = [query.id('fulfillment_id'), query.id('shipment_id')];
  const [name, country, number] = ['ship_to_name', 'ship_to_country_code', 'shipment_number'].map((n) => query.text(n));
  const [provider, tracking] = [query.text('fulfillment_provider_code'), query.text('tracking_number')];
  for (const unused of ['batch_id', 'order_source_id']) query.text(unused);
  const [shipped, created] = [query.range('ship_date'), query.range('create_date')];
  const by = query.sortBy(['created_at', 'modified_at', 'shipped_at']);
  const [direction, place] = [query.direction('asc'), query.place()];
  query.done();
  const rows = candidates(context.world, id, orderId).filter(
    (row) =>
      (orderId === undefined || row.orderId === orderId) &&
      (number === undefined || row.orderNumber === number) &&
      (tracking === undefined || row.trackingNumber === tracking) &&
      (country === undefined || row.shipTo.country === country) &&
      (name === undefined || row.shipTo.name?.toLowerCase().includes(name.toLowerCase())) &&
      (provider === undefined || v2Fulfillment(row).fulfillment_provider_code === provider) &&
      inRange(shipped, row.shipDateMs) &&
      inRange(created, row.createdAt),
  );
  const value = (row: FulfillmentRow) => (by === 'shipped_at' ? row.shipDateMs : row.createdAt);
  rows.sort((a, b) => (value(a) - value(b) || a.fulfillmentId - b.fulfillmentId) * direction);
  return v2Page({ name: 'fulfillments', rows, place, render: v2Fulfillment, request, base: context.base() });
}

const MEMBERS = [
  'shipment_id',
  'tracking_number',
  'carrier_code',
  'ship_date',
  'notify_customer',
  'notify_order_source',
];

function markOne(world: World, request: FastifyRequest, given: unknown) {
  const row = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  noteUnknown(request, row, MEMBERS, 'fulfillments[].');
  for (const name of ['shipment_id', 'tracking_number', 'carrier_code']) if (!row[name]) throw requiredField(name);
  const shipment_id = String(row.shipment_id);
  const order = world.orders.get(seNumber(shipment_id) ?? -1);
  const answer = (error_message: string | null) => ({
    ...{ shipment_id, shipment_number: order?.orderNumber ?? null, error_message },
  });
  if (!order) return answer(`Shipment ${shipment_id} not found.`);
  try {
    markAsShipped(world, {
      orderId: order.orderId,
      carrierCode: String(row.carrier_code),
      trackingNumber: String(row.tracking_number),
      notifySalesChannel: row.notify_order_source === true,
      ...(typeof row.ship_date === 'string' && { shipDate: pacificDay(Date.parse(row.ship_date)) }),
    });
    return answer(null);
  } catch (error) {
    if (error instanceof Refusal) return answer(error.message);
    throw error;
  }
}

/** Adds the fulfillment routes. */
export function addFulfillmentRoutes(app: FastifyInstance, context: V2Context): void {
  app.get('/fulfillments', (request) => listFulfillments(context, request));
  app.post('/fulfillments', (request) => {
    const { fulfillments } = objectBody(request, ['fulfillments']);
    if (!Array.isArray(fulfillments) || fulfillments.length === 0) throw requiredField('fulfillments');
    const rows = fulfillments.map((given) => markOne(context.world, request, given));
    return { has_errors: rows.some((row) => row.error_message !== null), fulfillments: rows };
  });
}
