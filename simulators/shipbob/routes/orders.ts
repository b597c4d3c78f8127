// Orders and shipments: create, read, cancel, tracking upload marks, timelines, carrier tracking.
// Trap: a new order shows in reads only after some seconds; a second create with its reference is refused at once.

import { type Call, type Operation, ok } from '../api/operation.ts';
import { createOrder, shipmentIds, trackingUpload } from '../api/shapes.ts';
import { addProduct, findVariant } from '../domain/catalog.ts';
import type { Order, OrderLine, Recipient, Shipment } from '../domain/model.ts';
import { findByReference, placeOrder } from '../domain/orders.ts';
import { cancellable, cancelShipment } from '../domain/ship.ts';
import { shipmentsOf } from '../domain/shipment-status.ts';
import { numberedPage } from '../http/paging.ts';
import { broken, notFound } from '../http/refusals.ts';
import { orderView, shipmentView, timelineView } from '../render/orders.ts';

const READ = ['orders_read', 'fulfillments_read', 'orders_write'];
const WRITE = ['orders_write'];

interface ProductBody {
  id?: number;
  product_id?: number;
  reference_id?: string;
  name?: string | null;
  quantity: number;
  unit_price?: number | null;
  external_line_id?: number | null;
}

interface OrderBody {
  reference_id: string;
  order_number?: string | null;
  shipping_method: string;
  type: string;
  purchase_date?: string | null;
  recipient: {
    name: string;
    email?: string | null;
    phone_number?: string | null;
    address: Partial<Recipient['address']>;
  };
  products: ProductBody[];
  location_id?: number | null;
  gift_message?: string | null;
  tags?: Order['tags'] | null;
  financials?: { total_price?: number | null } | null;
}

/** Whether the credential, and the channel header if one was sent, show an order. */
const seen = (call: Call, row: Order): boolean =>
  row.visibleAtMs <= call.world.clock.elapsedMs() && (call.channelId === null || row.channelId === call.channelId);

function orderOf(call: Call): Order {
  const row = call.world.orders.get(Number(call.params.orderId));
  if (!row || !seen(call, row)) throw notFound('classic');
  return row;
}

function shipmentOf(call: Call): Shipment {
  const row = call.world.shipments.get(Number(call.params.shipmentId));
  const order = row ? call.world.orders.get(row.orderId) : undefined;
  const wrongOrder = call.params.orderId !== undefined && Number(call.params.orderId) !== row?.orderId;
  if (!row || !order || wrongOrder || !seen(call, order)) throw notFound('classic');
  return row;
}

function lineOf(call: Call, body: ProductBody, at: number): OrderLine {
  const { world } = call;
  const wanted = body.id ?? body.product_id;
  const byId = wanted === undefined ? undefined : world.products.get(wanted)?.variantIds[0];
  if (wanted !== undefined && byId === undefined) throw broken('classic', 422, `Product ${wanted} does not exist`);
  if (wanted === undefined && !body.reference_id)
    throw broken('classic', 400, `Products[${at}]: id or reference_id is required`);
  let variantId = byId ?? findVariant(world, body.reference_id ?? '')?.id;
  if (variantId === undefined) {
    if (!body.name) throw broken('classic', 422, `Products[${at}]: name is required for an unknown reference_id`);
    variantId = addProduct(world, body.name, [{ sku: body.reference_id ?? '', name: body.name }]).variantIds[0] ?? 0;
  }
  const unitPrice = body.unit_price == null ? null : String(body.unit_price);
  return { variantId, quantity: body.quantity, unitPrice, externalLineId: body.external_line_id ?? at + 1 };
}

function create(call: Call) {
  const body = call.body as OrderBody;
  const channelId = call.channelId ?? call.credential.channelId;
  if (findByReference(call.world, channelId, body.reference_id))
    throw broken('classic', 422, 'Cannot insert order with existing ReferenceId');
  if (body.products.length === 0) throw broken('classic', 422, 'At least one product is required');
  const { address } = body.recipient;
  const blank = {
    address1: '',
    address2: null,
    company_name: null,
    city: '',
    state: null,
    zip_code: null,
    country: '',
  };
  const order = placeOrder(call.world, {
    ...{ referenceId: body.reference_id, orderNumber: body.order_number ?? null, channelId, type: body.type },
    ...{ purchaseDate: body.purchase_date ?? null, shippingMethod: body.shipping_method, madeBy: call.credential.id },
    recipient: {
      ...{
        name: body.recipient.name,
        email: body.recipient.email ?? null,
        phone_number: body.recipient.phone_number ?? null,
      },
      address: { ...blank, ...address },
    },
    lines: body.products.map((product, at) => lineOf(call, product, at)),
    ...{ tags: body.tags ?? [], giftMessage: body.gift_message ?? null, centerId: body.location_id ?? null },
    totalPrice: body.financials?.total_price ?? null,
  });
  return ok(orderView(call.world, order, call.version), 201);
}

function matching(call: Call): Order[] {
  const { query, world } = call;
  const ids = query.ints('IDs');
  const references = query.list('ReferenceIds');
  const [from, to] = [query.date('StartDate'), query.date('EndDate')];
  const [changedFrom, changedTo] = [query.date('LastUpdateStartDate'), query.date('LastUpdateEndDate')];
  const [trackedFrom, trackedTo] = [query.date('LastTrackingUpdateStartDate'), query.date('LastTrackingUpdateEndDate')];
  const [hasTracking, uploaded] = [query.bool('HasTracking'), query.bool('IsTrackingUploaded')];
  const some = (row: Order, test: (shipment: Shipment) => boolean) => shipmentsOf(world, row).some(test);
  const inside = (at: number | null, low?: number, high?: number) =>
    at !== null && (low === undefined || at >= low) && (high === undefined || at <= high);
  const asksChange = changedFrom !== undefined || changedTo !== undefined;
  const asksTracking = trackedFrom !== undefined || trackedTo !== undefined;
  return [...world.orders.values()]
    .filter((row) => seen(call, row) && (!ids || ids.includes(row.id)))
    .filter((row) => !references || references.includes(row.referenceId))
    .filter((row) => inside(row.createdMs, from, to))
    .filter((row) => !asksChange || some(row, (one) => inside(one.updatedMs, changedFrom, changedTo)))
    .filter((row) => !asksTracking || some(row, (one) => inside(one.lastTrackingMs, trackedFrom, trackedTo)))
    .filter((row) => hasTracking === undefined || some(row, (one) => one.tracking !== null) === hasTracking)
    .filter((row) => uploaded === undefined || some(row, (one) => one.trackingUploaded) === uploaded);
}

function list(call: Call) {
  const rows = matching(call);
  if (call.query.text('SortOrder')?.toLowerCase() !== 'oldest') rows.reverse();
  const page = numberedPage(rows, call.query, call.place, { fallback: 50, max: call.world.settings.paging.orderMax });
  return { ...page, body: (page.body as Order[]).map((row) => orderView(call.world, row, call.version)) };
}

function tryCancel(call: Call, row: Shipment) {
  const free = cancellable(row);
  if (free) cancelShipment(call.world, row);
  return {
    shipment_id: row.id,
    action: 'Cancel',
    is_success: free,
    reason: free ? 'Order cancelled' : 'Shipment is already being processed',
  };
}

function cancelOrder(call: Call) {
  const order = orderOf(call);
  const results = shipmentsOf(call.world, order)
    .filter((row) => row.status !== 'Cancelled')
    .map((row) => tryCancel(call, row));
  const done = results.filter((row) => row.is_success).length;
  if (done === 0) throw broken('classic', 422, 'Order cannot be cancelled');
  const status = done === results.length ? 'Success' : 'PartialSuccess';
  return ok({
    order_id: order.id,
    order: orderView(call.world, order, call.version),
    status,
    canceled_shipment_results: results,
  });
}

function cancelOne(call: Call) {
  const shipment = shipmentOf(call);
  if (!cancellable(shipment)) throw broken('classic', 422, 'Shipment cannot be cancelled');
  return ok({
    ...shipmentView(call.world, shipment, call.version),
    ...(tryCancel(call, shipment) && { status: 'Cancelled' }),
  });
}

interface IdsBody {
  shipment_ids?: number[] | null;
  is_tracking_uploaded?: boolean;
}

const known = (call: Call) =>
  ((call.body as IdsBody).shipment_ids ?? []).map((id) => ({ id, row: call.world.shipments.get(id) }));

function upload(call: Call) {
  const { is_tracking_uploaded } = call.body as IdsBody;
  const results = known(call).map(({ id, row }) => {
    if (row) row.trackingUploaded = is_tracking_uploaded === true;
    const error = row ? null : { code: 'NOT_FOUND', message: 'Shipment not found' };
    return { shipmentId: id, isSuccess: row !== undefined, error };
  });
  const successful = results.filter((one) => one.isSuccess).length;
  return ok({ results, summary: { total: results.length, successful, failed: results.length - successful } });
}

function shipmentReads(): Operation[] {
  const show = (call: Call) => ok(shipmentView(call.world, shipmentOf(call), call.version));
  const timeline = (call: Call) => {
    const row = shipmentOf(call);
    if (row.timeline.length < 2) throw notFound('classic');
    return ok(timelineView(row));
  };
  const logs = (call: Call) => ok(timelineView(shipmentOf(call)));
  return ['/shipment/{shipmentId}', '/order/{orderId}/shipment/{shipmentId}'].flatMap((path): Operation[] => {
    const common = { method: 'GET', scopes: READ, dialect: 'classic', channel: 'filter' } as const;
    return [
      { id: 'shipment.get', path, ...common, answer: show },
      { id: 'shipment.timeline', path: `${path}/timeline`, ...common, answer: timeline },
      { id: 'shipment.logs', path: `${path}/logs`, ...common, answer: logs },
      {
        id: 'shipment.cancel',
        method: 'POST',
        path: `${path}:cancel`,
        scopes: WRITE,
        dialect: 'classic',
        answer: cancelOne,
      },
    ];
  });
}

/** Orders and shipments. */
export const orderOperations: Operation[] = [
  {
    ...{ id: 'order.create', method: 'POST', path: '/order', scopes: WRITE, dialect: 'classic', channel: 'required' },
    ...{ body: createOrder, answer: create },
  },
  {
    ...{
      id: 'order.list',
      method: 'GET',
      path: '/order',
      scopes: READ,
      dialect: 'classic',
      channel: 'filter',
      answer: list,
    },
    query: [
      ...[
        'Page',
        'Limit',
        'IDs',
        'ReferenceIds',
        'StartDate',
        'EndDate',
        'SortOrder',
        'HasTracking',
        'LastUpdateStartDate',
      ],
      ...['LastUpdateEndDate', 'IsTrackingUploaded', 'LastTrackingUpdateStartDate', 'LastTrackingUpdateEndDate'],
    ],
  },
  {
    ...{
      id: 'order.get',
      method: 'GET',
      path: '/order/{orderId}',
      scopes: READ,
      dialect: 'classic',
      channel: 'filter',
    },
    answer: (call) => ok(orderView(call.world, orderOf(call), call.version)),
  },
  {
    ...{
      id: 'order.shipments',
      method: 'GET',
      path: '/order/{orderId}/shipment',
      scopes: READ,
      dialect: 'classic',
      channel: 'filter',
    },
    answer: (call) =>
      ok(shipmentsOf(call.world, orderOf(call)).map((row) => shipmentView(call.world, row, call.version))),
  },
  {
    id: 'order.cancel',
    method: 'POST',
    path: '/order/{orderId}:cancel',
    scopes: WRITE,
    dialect: 'classic',
    answer: cancelOrder,
  },
  ...shipmentReads(),
  {
    ...{ id: 'shipment.batchCancel', method: 'POST', path: '/shipment:batchCancel', scopes: WRITE, dialect: 'classic' },
    ...{ channel: 'required', body: shipmentIds },
    answer: (call) => ok({ results: known(call).flatMap(({ row }) => (row ? [tryCancel(call, row)] : [])) }),
  },
  {
    ...{ id: 'shipment.trackingUpload', method: 'POST', path: '/shipment:batchUpdateTrackingUpload', scopes: WRITE },
    ...{ dialect: 'shipment', body: trackingUpload, answer: upload },
  },
  {
    ...{
      id: 'shippingMethod.list',
      method: 'GET',
      path: '/shipping-method',
      scopes: READ,
      dialect: 'classic',
      query: ['Page', 'Limit'],
    },
    answer: (call) => {
      const rows = [
        { id: 1, name: 'Standard', active: true, default: true, service_level: { id: 3, name: 'Standard' } },
      ];
      return numberedPage(rows, call.query, call.place, { fallback: 50, max: 250 });
    },
  },
];
