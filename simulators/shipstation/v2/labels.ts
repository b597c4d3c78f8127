// V2 labels (V1 shipments) and the batches they were bought in.
// Trap: no filter finds voids; a client rescans a window or asks V1 by voidDateStart.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { buyLabels, buyReturnLabel, voidLabel } from '../domain/labels.ts';
import type { ShipmentRow } from '../domain/model.ts';
import { notFound } from '../domain/refusal.ts';
import { takeHiddenRead } from '../domain/world.ts';
import { trackData } from '../hooks/track-data.ts';
import { CARRIERS } from '../v1/carriers.ts';
import { inRange, invalidField, iso, objectBody, se, seNumber, type V2Context, V2Query, v2Page } from './http.ts';
import { v2Label } from './render.ts';

const STATUSES = ['processing', 'completed', 'error', 'voided'];

function candidates(context: V2Context, batchId: number | undefined, orderId: number | undefined): ShipmentRow[] {
  const { world } = context;
  if (batchId !== undefined) {
    if (takeHiddenRead(world, `v2:batch:${batchId}`)) return [];
    return world.shipmentsByBatch.get(batchId) ?? [];
  }
  if (orderId !== undefined) return world.shipmentsByOrder.get(orderId) ?? [];
  return [...world.shipments.values()];
}

function listLabels(context: V2Context, request: FastifyRequest) {
  const query = new V2Query(request);
  const [batchId, orderId, warehouseId] = [query.id('batch_id'), query.id('shipment_id'), query.id('warehouse_id')];
  const [status, service, tracking] = ['label_status', 'service_code', 'tracking_number'].map((n) => query.text(n));
  const carrierId = query.text('carrier_id');
  query.text('rate_id');
  const created = query.range('created_at');
  const [direction, place] = [query.direction(), query.place()];
  query.sortBy(['created_at', 'modified_at', 'voided_at']);
  query.done();
  if (status !== undefined && !STATUSES.includes(status)) throw invalidField('label_status', 'Unknown label_status.');
  const carrierCode = CARRIERS.find((carrier) => carrier.v2Id === carrierId)?.code;
  const rows = candidates(context, batchId, orderId).filter(
    (row) =>
      (orderId === undefined || row.orderId === orderId) &&
      (warehouseId === undefined || row.warehouseId === warehouseId) &&
      (status === undefined || status === (row.voidedAt === null ? 'completed' : 'voided')) &&
      (service === undefined || row.serviceCode === service) &&
      (tracking === undefined || row.packages.some((p) => p.trackingNumber === tracking)) &&
      (carrierId === undefined || row.carrierCode === carrierCode) &&
      inRange(created, row.createdAt),
  );
  rows.sort((a, b) => (a.createdAt - b.createdAt || a.shipmentId - b.shipmentId) * direction);
  const base = context.base();
  const render = (row: ShipmentRow) => v2Label(row, context.world, base);
  return v2Page({ name: 'labels', rows, place, render, request, base });
}

function requireLabel(context: V2Context, id: string): ShipmentRow {
  const row = context.world.shipments.get(seNumber(id) ?? -1);
  if (!row) throw notFound(`Label ${id}`);
  return row;
}

function showBatch(context: V2Context, id: string) {
  const rows = context.world.shipmentsByBatch.get(seNumber(id) ?? -1);
  const first = rows?.[0];
  if (!rows || !first) throw notFound(`Batch ${id}`);
  return {
    batch_id: id,
    batch_number: first.batchNumber,
    external_batch_id: null,
    batch_notes: '',
    created_at: iso(first.createdAt),
    processed_at: iso(first.createdAt),
    errors: 0,
    warnings: 0,
    completed: rows.length,
    forms: 0,
    count: rows.length,
    status: 'completed',
    batch_shipments_url: { href: `${context.base()}/v2/shipments?batch_id=${id}` },
    batch_labels_url: { href: `${context.base()}/v2/labels?batch_id=${id}` },
  };
}

/** Adds the label and batch routes. */
export function addLabelRoutes(app: FastifyInstance, context: V2Context): void {
  const { world } = context;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const show = (row: ShipmentRow) => v2Label(row, world, context.base());
  app.get('/labels', (request) => listLabels(context, request));
  app.get('/labels/:id', (request) => show(requireLabel(context, idOf(request))));
  app.get('/labels/:id/track', (request) => trackData(requireLabel(context, idOf(request)), 'IT', world.clock.now()));
  app.put('/labels/:id/void', (request) => {
    const result = voidLabel(world, requireLabel(context, idOf(request)).shipmentId);
    const { approved, message, reasonCode } = result;
    return { approved, message, ...(reasonCode !== null && { reason_code: reasonCode }) };
  });
  app.post('/labels/:id/return', (request) => {
    const { orderId } = requireLabel(context, idOf(request));
    if (orderId === null) throw notFound('Shipment of the label');
    return show(buyReturnLabel(world, { orderId }));
  });
  app.post('/labels/shipment/:id', (request) => {
    objectBody(request, ['validate_address', 'label_layout', 'label_format', 'label_download_type', 'display_scheme']);
    const orderId = seNumber(idOf(request));
    if (orderId === undefined) throw notFound(`Shipment ${idOf(request)}`);
    return show(buyLabels(world, [{ orderId }]).rows[0] as ShipmentRow);
  });
  app.get('/batches/:id', (request) => showBatch(context, idOf(request)));
  app.get('/carriers', () => ({
    carriers: CARRIERS.map((carrier) => ({
      carrier_id: carrier.v2Id,
      carrier_code: carrier.code,
      account_number: String(carrier.accountNumber),
      requires_funded_amount: carrier.requiresFundedAccount,
      balance: carrier.balance,
      nickname: carrier.nickname,
      friendly_name: carrier.name,
      primary: carrier.primary,
      services: carrier.services.map((s) => ({ carrier_id: carrier.v2Id, service_code: s.code, name: s.name })),
      packages: [{ package_id: null, package_code: 'package', name: 'Package' }],
      options: [],
    })),
    request_id: se('request'),
    errors: [],
  }));
}
