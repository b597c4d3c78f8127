// Receiving: WROs with boxes, labels, cancel, external sync; centres; unidentified receiving orders of 2026-07.
// Trap: there is no filter by time of change; LastUpdateStartDate and the like are ignored without a word.

import { atLeast, type Call, type Operation, ok } from '../api/operation.ts';
import { associateWro, createReceiving, createReceivingBySku, externalSync, patchReceiving } from '../api/shapes.ts';
import { findVariant, variantOfInventory } from '../domain/catalog.ts';
import type { Wro } from '../domain/model.ts';
import { cancelWro, createWro, holderOf, makeBoxes, type NewBox, touchWro } from '../domain/receiving.ts';
import { nowMs } from '../domain/world.ts';
import { numberedPage } from '../http/paging.ts';
import { badFields, broken, notFound } from '../http/refusals.ts';
import { boxView, centerView, distributionView, uroView, wroView } from '../render/receiving.ts';

const READ = ['receiving_read', 'receiving_write'];
const WRITE = ['receiving_write'];
const STATUSES = [
  ...['Awaiting', 'Processing', 'Completed', 'Cancelled', 'Incomplete', 'Arrived', 'PartiallyArrived'],
  ...['PartiallyArrivedAtHub', 'ArrivedAtHub', 'ProcessingAtHub', 'InternalTransfer'],
];

interface BoxBody {
  tracking_number: string;
  box_items: {
    inventory_id?: number;
    sku?: string | null;
    quantity: number;
    lot_number?: string | null;
    lot_date?: string | null;
  }[];
}

export interface WroBody {
  fulfillment_center?: { id: number };
  package_type: string;
  box_packaging_type: string;
  expected_arrival_date?: string;
  purchase_order_number?: string | null;
  boxes?: BoxBody[];
}

function wroOf(call: Call): Wro {
  const wro = call.world.wros.get(Number(call.params.id));
  if (!wro) throw notFound('receiving');
  return wro;
}

/** 400 up to 2026-01, 422 from 2026-07 on. */
const fieldStatus = (version: string) => (version >= '2026-07' ? 422 : 400);

function itemOf(call: Call, item: BoxBody['box_items'][number]): NewBox['items'][number] {
  const { world } = call;
  const variant =
    item.inventory_id === undefined ? findVariant(world, item.sku ?? '') : variantOfInventory(world, item.inventory_id);
  if (!variant || variant.inventoryId === null)
    throw broken('receiving', 422, `Inventory not found: ${item.inventory_id ?? item.sku}`);
  const given = item.lot_number != null && item.lot_date != null;
  if (variant.isLot && !given)
    throw broken('receiving', 422, `Wrong Lot Information Provided For Inventory IDs: ${variant.inventoryId}`);
  const lotMs = item.lot_date == null ? null : Date.parse(item.lot_date);
  return { inventoryId: variant.inventoryId, quantity: item.quantity, lotNumber: item.lot_number ?? null, lotMs };
}

function boxesOf(call: Call, body: WroBody): NewBox[] {
  const boxes = body.boxes ?? [];
  if (body.package_type === 'Package' && boxes.length > 50)
    throw broken('receiving', 422, 'A package order has at most 50 boxes');
  const skus = new Set(boxes.flatMap((box) => box.box_items.map((item) => item.inventory_id ?? item.sku)));
  if (skus.size > 10_000) {
    const errors = { '': ['Too many distinct SKUs'], reason_code: ['WRO_UNIQUE_SKU_LIMIT_EXCEEDED'] };
    throw badFields('receiving', 422, errors);
  }
  return boxes.map((box) => ({
    trackingNumber: box.tracking_number,
    items: box.box_items.map((item) => itemOf(call, item)),
  }));
}

function checkArrival(call: Call, text: string): number {
  const at = Date.parse(text);
  if (at > nowMs(call.world)) return at;
  throw badFields('receiving', fieldStatus(call.version), {
    ExpectedArrivalDate: ['Arrival date must be in the future'],
  });
}

function checkCenter(call: Call, id: number): number {
  const center = call.world.centers.get(id);
  if (!center?.receiving || !center.accessGranted)
    throw badFields('receiving', 422, {
      'FulfillmentCenter.Id': ['Fulfillment center does not exist or does not receive inventory'],
    });
  return id;
}

function checkPurchaseOrder(call: Call, number: string | null, own?: Wro): void {
  if (number === null) return;
  if (/[^A-Za-z0-9 ]/.test(number)) call.warn('purchase order number has characters outside A-Z, 0-9 and blank');
  const holder = holderOf(call.world, number);
  if (holder && holder !== own)
    throw broken(
      'receiving',
      422,
      'Request could not be completed, PO reference already exists and must be a unique value',
    );
}

function create(call: Call) {
  const body = call.body as WroBody;
  const centerId = checkCenter(call, body.fulfillment_center?.id ?? 0);
  const expectedArrivalMs = checkArrival(call, body.expected_arrival_date ?? '');
  const boxes = boxesOf(call, body);
  const purchaseOrderNumber = body.purchase_order_number || null;
  checkPurchaseOrder(call, purchaseOrderNumber);
  const wro = createWro(call.world, {
    ...{ centerId, expectedArrivalMs, boxes, purchaseOrderNumber, madeBy: call.credential.id },
    ...{ packageType: body.package_type, boxPackagingType: body.box_packaging_type },
  });
  return ok(wroView(call.world, wro, call.version), 201);
}

function patch(call: Call) {
  const wro = wroOf(call);
  const { purchase_order_number, ...rest } = call.body as Partial<WroBody>;
  const started = wro.status !== 'Awaiting' || wro.boxes.some((box) => box.status !== 'Awaiting');
  if (wro.status === 'Completed') throw broken('receiving', 422, 'A completed receiving order cannot be changed');
  if (started && Object.values(rest).some((value) => value !== undefined))
    throw broken('receiving', 422, 'Only the purchase order number can be changed once boxes have been started');
  if (purchase_order_number !== undefined) checkPurchaseOrder(call, purchase_order_number || null, wro);
  const centerId = rest.fulfillment_center ? checkCenter(call, rest.fulfillment_center.id) : wro.centerId;
  const expected =
    rest.expected_arrival_date === undefined ? wro.expectedArrivalMs : checkArrival(call, rest.expected_arrival_date);
  const boxes = rest.boxes
    ? boxesOf(call, { ...rest, package_type: wro.packageType, box_packaging_type: wro.boxPackagingType })
    : null;
  wro.centerId = call.world.centers.get(centerId)?.hubId ?? centerId;
  wro.expectedArrivalMs = expected;
  if (purchase_order_number !== undefined) wro.purchaseOrderNumber = purchase_order_number || null;
  if (boxes) wro.boxes = makeBoxes(call.world, boxes);
  touchWro(call.world, wro);
  return ok(wroView(call.world, wro, call.version));
}

function statusesWanted(call: Call): string[] | undefined {
  const asked = call.query.list('Statuses');
  const known = asked?.flatMap((text) => STATUSES.find((name) => name.toLowerCase() === text.toLowerCase()) ?? []);
  for (const text of asked ?? [])
    if (!STATUSES.some((name) => name.toLowerCase() === text.toLowerCase())) call.note(`unknown status ${text}`);
  return known && known.length > 0 ? known : undefined;
}

function list(call: Call) {
  const { query, world } = call;
  const ids = query.ints('IDs');
  const statuses = statusesWanted(call);
  const centers = query.ints('FulfillmentCenterIds');
  const numbers = query.list('PurchaseOrderNumbers')?.map((text) => text.toLowerCase());
  const synced = query.bool('ExternalSync');
  const between = (at: number | null, from?: number, to?: number) =>
    (from === undefined || (at !== null && at >= from)) && (to === undefined || (at !== null && at <= to));
  const [insertFrom, insertTo] = [query.date('InsertStartDate'), query.date('InsertEndDate')];
  const [doneFrom, doneTo] = [query.date('CompletedStartDate'), query.date('CompletedEndDate')];
  const rows = [...world.wros.values()]
    .filter((row) => !ids || ids.includes(row.id))
    .filter((row) => !statuses || statuses.includes(row.status))
    .filter((row) => !centers || centers.includes(row.centerId))
    .filter((row) => !numbers || numbers.includes((row.purchaseOrderNumber ?? '').trim().toLowerCase()))
    .filter((row) => synced === undefined || (row.externalSyncMs !== null) === synced)
    .filter((row) => between(row.insertMs, insertFrom, insertTo) && between(row.completedMs, doneFrom, doneTo))
    .reverse();
  const page = numberedPage(rows, query, call.place, { fallback: 50, max: world.settings.paging.receivingMax });
  return { ...page, body: (page.body as Wro[]).map((row) => wroView(world, row, call.version)) };
}

function cancel(call: Call) {
  const wro = wroOf(call);
  if (wro.status !== 'Awaiting')
    throw broken('receiving', 422, `Receiving order in status ${wro.status} cannot be cancelled`);
  cancelWro(call.world, wro);
  return ok(wroView(call.world, wro, call.version));
}

function setSync(call: Call) {
  const { ids, is_external_sync } = call.body as { ids?: number[] | null; is_external_sync?: boolean };
  const results = (ids ?? []).map((id) => {
    const wro = call.world.wros.get(id);
    if (wro) wro.externalSyncMs = is_external_sync === true ? nowMs(call.world) : null;
    return { id, action: 'ExternalSync', is_success: wro !== undefined, reason: wro ? '' : 'Not found' };
  });
  return ok({ results });
}

const LABEL = Buffer.from('%PDF-1.4\n%simulated box labels\n%%EOF\n');

/** Unidentified receiving orders, from 2026-07 on. */
const unidentified: Operation[] = [
  {
    ...{ id: 'uro.list', method: 'GET', path: '/unidentified-receiving-order', scopes: READ, dialect: 'receiving' },
    ...{ since: '2026-07', query: ['isCompleted', 'page'] },
    answer: (call) => {
      const done = call.query.bool('isCompleted');
      const rows = [...call.world.uros.values()].filter(
        (row) => done === undefined || (row.linkedWroId !== null) === done,
      );
      const from = (Math.max(1, call.query.int('page', 1)) - 1) * 50;
      return ok(rows.slice(from, from + 50).map(uroView));
    },
  },
  {
    ...{
      id: 'uro.get',
      method: 'GET',
      path: '/unidentified-receiving-order/{id}',
      scopes: READ,
      dialect: 'receiving',
      since: '2026-07',
    },
    answer: (call) => {
      const uro = call.world.uros.get(Number(call.params.id));
      if (!uro) throw notFound('receiving');
      return ok(uroView(uro));
    },
  },
  {
    ...{ id: 'uro.associate', method: 'POST', path: '/unidentified-receiving-order/{id}:associateWRO', scopes: WRITE },
    ...{ dialect: 'receiving', since: '2026-07', body: associateWro },
    answer: (call) => {
      const uro = call.world.uros.get(Number(call.params.id));
      const { wro_id } = call.body as { wro_id: number };
      if (!uro || !call.world.wros.has(wro_id)) throw notFound('receiving');
      uro.linkedWroId = wro_id;
      uro.linkedMs = nowMs(call.world);
      return ok(null, 204);
    },
  },
];

/** The receiving area. */
export const receivingOperations: Operation[] = [
  {
    ...{
      id: 'receiving.create',
      method: 'POST',
      path: '/receiving',
      scopes: WRITE,
      dialect: 'receiving',
      answer: create,
    },
    body: (version) => (atLeast(version, '2026-07') ? createReceivingBySku : createReceiving),
    badBody: fieldStatus,
  },
  {
    ...{ id: 'receiving.list', method: 'GET', path: '/receiving', scopes: READ, dialect: 'receiving', answer: list },
    query: [
      ...['Page', 'Limit', 'IDs', 'Statuses', 'InsertStartDate', 'InsertEndDate', 'FulfillmentCenterIds'],
      ...['PurchaseOrderNumbers', 'ExternalSync', 'CompletedStartDate', 'CompletedEndDate'],
    ],
  },
  {
    ...{ id: 'receiving.get', method: 'GET', path: '/receiving/{id}', scopes: READ, dialect: 'receiving' },
    answer: (call) => ok(wroView(call.world, wroOf(call), call.version)),
  },
  {
    ...{ id: 'receiving.boxes', method: 'GET', path: '/receiving/{id}/boxes', scopes: READ, dialect: 'receiving' },
    answer: (call) => ok(wroOf(call).boxes.map(boxView)),
  },
  {
    ...{ id: 'receiving.labels', method: 'GET', path: '/receiving/{id}/labels', scopes: READ, dialect: 'receiving' },
    answer: (call) => {
      wroOf(call);
      return { status: 200, body: LABEL, contentType: 'application/pdf' };
    },
  },
  {
    ...{
      id: 'receiving.distributions',
      method: 'GET',
      path: '/receiving/{id}/distributions',
      scopes: READ,
      dialect: 'receiving',
    },
    answer: (call) => {
      if (!call.world.settings.behaviour.placementProgram) throw notFound('receiving');
      return ok(distributionView(call.world, wroOf(call)));
    },
  },
  {
    ...{ id: 'receiving.update', method: 'PATCH', path: '/receiving/{id}', scopes: WRITE, dialect: 'receiving' },
    ...{ since: '2026-07', body: patchReceiving, badBody: fieldStatus, answer: patch },
  },
  {
    id: 'receiving.cancel',
    method: 'POST',
    path: '/receiving/{id}:cancel',
    scopes: WRITE,
    dialect: 'receiving',
    answer: cancel,
  },
  {
    ...{
      id: 'receiving.sync',
      method: 'POST',
      path: '/receiving:setExternalSync',
      scopes: WRITE,
      dialect: 'receiving',
    },
    ...{ body: externalSync, answer: setSync },
  },
  {
    ...{ id: 'centers.list', method: 'GET', path: '/fulfillment-center', scopes: READ, dialect: 'receiving' },
    answer: (call) => ok([...call.world.centers.values()].filter((row) => row.receiving).map(centerView)),
  },
  ...unidentified,
];
