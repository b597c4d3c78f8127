// Returns: announce, change, cancel, read.
// Trap: `next` is an absolute URL whose cursor is a page number; the other filters ride in that URL.

import { type Call, type Operation, ok } from '../api/operation.ts';
import { createReturn as createShape } from '../api/shapes.ts';
import { variantOfInventory } from '../domain/catalog.ts';
import type { ReturnRow } from '../domain/model.ts';
import { Refusal } from '../domain/refusal.ts';
import { cancelReturn, createReturn, type NewReturn } from '../domain/returns.ts';
import { broken, notFound } from '../http/refusals.ts';
import { returnView, thinReturnView } from '../render/others.ts';

const READ = ['returns_read', 'returns_write'];
const WRITE = ['returns_write'];

interface ReturnBody {
  fulfillment_center: { id: number };
  reference_id: string;
  tracking_number?: string | null;
  original_shipment_id?: number | null;
  inventory: {
    id: number;
    quantity: number;
    requested_action: string;
    lot_number?: string | null;
    lot_date?: string | null;
  }[];
}

function rowOf(call: Call): ReturnRow {
  const row = call.world.returns.get(Number(call.params.id));
  if (!row || (call.channelId !== null && row.channelId !== call.channelId)) throw notFound('problem');
  return row;
}

function readBody(call: Call, own?: ReturnRow): Omit<NewReturn, 'channelId' | 'madeBy'> {
  const body = call.body as ReturnBody;
  const errors: string[] = [];
  if (!call.world.centers.has(body.fulfillment_center.id)) errors.push('Fulfillment center does not exist');
  if ([...call.world.returns.values()].some((row) => row !== own && row.referenceId === body.reference_id))
    errors.push('ReferenceId already exists');
  if (new Set(body.inventory.map((item) => item.id)).size < body.inventory.length)
    errors.push('Each inventory id may occur once');
  for (const item of body.inventory)
    if (!variantOfInventory(call.world, item.id)) errors.push(`Inventory ${item.id} does not exist`);
  const original = body.original_shipment_id ?? null;
  if (original !== null && !call.world.shipments.has(original)) errors.push(`Shipment ${original} does not exist`);
  if (errors.length > 0)
    throw new Refusal(422, { message: 'Validation failed', errors, details: null, stackTrace: null });
  return {
    ...{
      referenceId: body.reference_id,
      centerId: body.fulfillment_center.id,
      trackingNumber: body.tracking_number ?? null,
    },
    originalShipmentId: original,
    items: body.inventory.map((item) => ({
      ...{
        inventoryId: item.id,
        quantity: item.quantity,
        requested: item.requested_action,
        lotNumber: item.lot_number ?? null,
      },
      lotMs: item.lot_date == null ? null : Date.parse(item.lot_date),
    })),
  };
}

function create(call: Call) {
  const channelId = call.channelId ?? call.credential.channelId;
  const row = createReturn(call.world, { ...readBody(call), channelId, madeBy: call.credential.id });
  return ok(thinReturnView(call.world, row), 201);
}

function change(call: Call) {
  const row = rowOf(call);
  if (row.status !== 'AwaitingArrival')
    throw broken('returns', 422, `Return in status ${row.status} cannot be changed`);
  const { items, ...rest } = readBody(call, row);
  Object.assign(row, rest);
  row.items = items.map((item) => ({ ...item, bundleParentSku: null, taken: [] }));
  call.world.emit({ kind: 'return', topic: 'return.updated', row });
  return ok(thinReturnView(call.world, row));
}

function matching(call: Call): ReturnRow[] {
  const { query, world } = call;
  const bare = (text: string) => text.replaceAll(' ', '').toLowerCase();
  const numbers = (name: string, of: (row: ReturnRow) => number | null) => {
    const wanted = query.ints(name);
    return (row: ReturnRow) => !wanted || wanted.includes(of(row) ?? -1);
  };
  const texts = (name: string, of: (row: ReturnRow) => (string | null)[]) => {
    const wanted = query.list(name)?.map(bare);
    return (row: ReturnRow) => !wanted || of(row).some((text) => text !== null && wanted.includes(bare(text)));
  };
  const inventory = query.ints('InventoryIds');
  const done = (row: ReturnRow) => row.history.findLast((one) => one.status === 'Completed')?.atMs;
  const inside = (at: number | undefined, low?: number, high?: number) =>
    (low === undefined || (at !== undefined && at >= low)) && (high === undefined || (at !== undefined && at <= high));
  const dates = ['StartDate', 'EndDate', 'CompletedStartDate', 'CompletedEndDate'].map((name) => query.date(name));
  const tests = [
    numbers('Ids', (row) => row.id),
    numbers('FulfillmentCenterIds', (row) => row.centerId),
    numbers('OriginalShipmentIds', (row) => row.originalShipmentId),
    texts('ReferenceIds', (row) => [row.referenceId]),
    texts('Status', (row) => [row.status]),
    texts('TrackingNumbers', (row) => [row.trackingNumber]),
    texts('ReturnTypes', (row) => [row.type]),
    texts('ReturnActions', (row) => row.items.flatMap((item) => item.taken.map((one) => one.action))),
    texts('StoreOrderIds', (row) => [returnView(world, row).store_order_id]),
    (row: ReturnRow) => !inventory || row.items.some((item) => inventory.includes(item.inventoryId)),
    (row: ReturnRow) => inside(row.insertMs, dates[0], dates[1]) && inside(done(row), dates[2], dates[3]),
    (row: ReturnRow) => call.channelId === null || row.channelId === call.channelId,
  ];
  return [...world.returns.values()].filter((row) => tests.every((test) => test(row)));
}

function list(call: Call) {
  const { query, world, place } = call;
  const rows = matching(call);
  if (query.text('SortOrder')?.toLowerCase() !== 'asc') rows.reverse();
  const size = Math.min(world.settings.paging.returnMax, Math.max(1, query.int('Limit', 50)));
  const page = Math.max(1, query.int('Cursor', 1));
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const { cursor: _cursor, ...filters } = query.all();
  const link = (to: number) =>
    `${place.base}/${place.version}${place.path}?${new URLSearchParams({ ...filters, cursor: String(to) })}`;
  return {
    status: 200,
    body: {
      items: rows.slice((page - 1) * size, page * size).map((row) => returnView(world, row)),
      ...{
        first: link(1),
        prev: page > 1 ? link(page - 1) : null,
        next: page < pages ? link(page + 1) : null,
        last: link(pages),
      },
    },
    headers: {
      ...{
        'page-number': String(page),
        'page-size': String(size),
        'total-count': String(rows.length),
        'total-pages': String(pages),
      },
    },
  };
}

/** Returns. */
export const returnOperations: Operation[] = [
  {
    ...{ id: 'return.create', method: 'POST', path: '/return', scopes: WRITE, dialect: 'returns', channel: 'required' },
    ...{ body: createShape, badBody: () => 422, answer: create },
  },
  {
    ...{
      id: 'return.list',
      method: 'GET',
      path: '/return',
      scopes: READ,
      dialect: 'problem',
      channel: 'filter',
      answer: list,
    },
    query: [
      ...[
        'Ids',
        'ReferenceIds',
        'Status',
        'FulfillmentCenterIds',
        'TrackingNumbers',
        'OriginalShipmentIds',
        'InventoryIds',
      ],
      ...['StartDate', 'EndDate', 'ReturnTypes', 'ReturnActions', 'StoreOrderIds', 'Sortby', 'CompletedStartDate'],
      ...['CompletedEndDate', 'Cursor', 'Limit', 'SortOrder'],
    ],
  },
  {
    ...{ id: 'return.get', method: 'GET', path: '/return/{id}', scopes: READ, dialect: 'problem', channel: 'filter' },
    answer: (call) => ok(returnView(call.world, rowOf(call))),
  },
  {
    ...{
      id: 'return.update',
      method: 'PUT',
      path: '/return/{id}',
      scopes: WRITE,
      dialect: 'returns',
      body: createShape,
    },
    ...{ badBody: () => 422, answer: change },
  },
  {
    ...{ id: 'return.cancel', method: 'POST', path: '/return/{id}:cancel', scopes: WRITE, dialect: 'problem' },
    answer: (call) => {
      const row = rowOf(call);
      if (row.status !== 'AwaitingArrival')
        throw broken('problem', 400, `Return in status ${row.status} cannot be cancelled`);
      cancelReturn(call.world, row);
      return ok(null);
    },
  },
];
