// Inventory items, levels and the history of stock.
// Trap: levels lag behind; an item without any stock movement has no level row.

import { type Call, type Operation, ok } from '../api/operation.ts';
import { historyFilter } from '../api/shapes.ts';
import type { Variant } from '../domain/model.ts';
import { awaitingUnits } from '../domain/stock.ts';
import type { StockRow } from '../domain/stock-book.ts';
import { nowMs } from '../domain/world.ts';
import { cursorPage } from '../http/paging.ts';
import { broken, notFound } from '../http/refusals.ts';
import { iso } from '../render/time.ts';

const INVENTORY = ['inventory_read', 'inventory_write'];
const LIMITS = { fallback: 50, max: 250, sizeName: 'PageSize' };
const LEVEL_QUERY = ['SearchBy', 'InventoryIds', 'IsActive', 'IsDigital', 'PageSize', 'SortBy', 'cursor'];

function stocked(call: Call, ids: number[] | undefined): Variant[] {
  if (ids && ids.length > 150) throw broken('problem', 400, 'InventoryIds takes at most 150 ids');
  return [...call.world.variants.values()].filter(
    (row) => row.inventoryId !== null && (!ids || ids.includes(row.inventoryId)),
  );
}

const sum = (rows: readonly StockRow[], name: 'onHand' | 'committed') =>
  rows.reduce((total, row) => total + row[name], 0);

function quantities(call: Call, rows: StockRow[], inventoryId: number, centerId: number) {
  const [onHand, committed] = [sum(rows, 'onHand'), sum(rows, 'committed')];
  return {
    ...{ on_hand_quantity: onHand, fulfillable_quantity: onHand - committed, committed_quantity: committed },
    ...{ awaiting_quantity: awaitingUnits(call.world, inventoryId, centerId), internal_transfer_quantity: 0 },
  };
}

type Level = (call: Call, variant: Variant, rows: StockRow[]) => object;

const named = (variant: Variant) => ({ inventory_id: variant.inventoryId, sku: variant.sku, name: variant.name });

const totalLevel: Level = (call, variant, rows) => {
  const exception = [...call.world.shipments.values()]
    .filter((row) => row.status === 'Exception')
    .flatMap((row) => row.items.flatMap((item) => item.inventory))
    .filter((one) => one.inventoryId === variant.inventoryId)
    .reduce((total, one) => total + one.quantity, 0);
  const [onHand, committed] = [sum(rows, 'onHand'), sum(rows, 'committed')];
  const awaiting = [...call.world.centers.keys()].reduce(
    (all, id) => all + awaitingUnits(call.world, variant.inventoryId ?? 0, id),
    0,
  );
  return {
    ...{ ...named(variant), total_on_hand_quantity: onHand, total_committed_quantity: committed },
    ...{ total_fulfillable_quantity: onHand - committed, total_sellable_quantity: onHand - committed - exception },
    ...{ total_exception_quantity: exception, total_awaiting_quantity: awaiting, total_internal_transfer_quantity: 0 },
    total_backordered_quantity: 0,
  };
};

const centersIn = (rows: StockRow[]) => [...new Set(rows.map((row) => row.centerId))];

const locationsOf = (call: Call, rows: StockRow[], inventoryId: number, only?: number) =>
  centersIn(rows)
    .filter((id) => only === undefined || id === only)
    .map((id) => ({
      ...{ location_id: id, name: call.world.centers.get(id)?.name ?? null },
      ...quantities(
        call,
        rows.filter((row) => row.centerId === id),
        inventoryId,
        id,
      ),
    }));

const locationLevel: Level = (call, variant, rows) => {
  const only = call.query.text('LocationId') === undefined ? undefined : call.query.int('LocationId', 0);
  return { ...named(variant), locations: locationsOf(call, rows, variant.inventoryId ?? 0, only) };
};

const lotLevel: Level = (call, variant, rows) => {
  const lots = [...new Set(rows.map((row) => row.lotNumber))];
  return {
    ...named(variant),
    lots: lots.map((lot) => {
      const own = rows.filter((row) => row.lotNumber === lot);
      const [onHand, committed] = [sum(own, 'onHand'), sum(own, 'committed')];
      return {
        ...{
          lot_number: lot,
          lot_date: iso(own[0]?.lotMs ?? null),
          on_hand_quantity: onHand,
          committed_quantity: committed,
        },
        ...{ fulfillable_quantity: onHand - committed, awaiting_quantity: 0, internal_transfer_quantity: 0 },
        locations: locationsOf(call, own, variant.inventoryId ?? 0),
      };
    }),
  };
};

function levels(level: Level): (call: Call) => ReturnType<typeof ok> {
  return (call) => {
    const cursor = cursorPage(call.query, LIMITS);
    const all = call.world.stock.shown(call.world.clock.elapsedMs() - call.world.settings.behaviour.levelLagMs);
    const rows = stocked(call, cursor.query.ints('InventoryIds')).flatMap((variant) => {
      const own = all.filter((row) => row.inventoryId === variant.inventoryId);
      return own.length > 0 ? [{ variant, own }] : [];
    });
    const page = cursor.page(rows, call.world.settings.paging.inventoryNext, call.place);
    return ok({ ...page, items: page.items.map(({ variant, own }) => level(call, variant, own)) });
  };
}

function oneLevel(level: Level): (call: Call) => ReturnType<typeof ok> {
  return (call) => {
    const variant = stocked(call, [Number(call.params.inventoryId)])[0];
    if (!variant) throw notFound('problem');
    const all = call.world.stock.shown(call.world.clock.elapsedMs() - call.world.settings.behaviour.levelLagMs);
    return ok(
      level(
        call,
        variant,
        all.filter((row) => row.inventoryId === variant.inventoryId),
      ),
    );
  };
}

const itemView = (row: Variant) => ({
  ...{ ...named(row), barcode: row.upc, is_case: false, is_lot: row.isLot, user_id: 100001 },
  variant: {
    is_active: row.active,
    is_bundle: false,
    is_digital: false,
    hazmat: { is_hazmat: false, validated: true },
  },
});

const DAY = 86_400_000;

function history(call: Call) {
  const body = call.body as {
    facility_id: number;
    inventory_ids?: number[] | null;
    event_category?: string | null;
    start_date?: string | null;
    end_date?: string | null;
    cursor?: number | null;
  };
  const to = body.end_date ? Date.parse(body.end_date) : nowMs(call.world);
  const from = body.start_date ? Date.parse(body.start_date) : to - 90 * DAY;
  if (to - from > 90 * DAY) throw broken('problem', 400, 'The range may be 90 days at most');
  const after = call.query.text('cursor') === undefined ? (body.cursor ?? 0) : call.query.int('cursor', 0);
  const rows = call.world.stock
    .movements()
    .filter((row) => row.onHand !== 0 && row.centerId === body.facility_id && row.eventId > after)
    .filter((row) => row.atMs >= from && row.atMs <= to)
    .filter((row) => !body.inventory_ids || body.inventory_ids.includes(row.inventoryId))
    .filter((row) => !body.event_category || row.category === body.event_category);
  const data = rows.slice(0, 250).map((row) => {
    const change = {
      ...{ facility_id: row.centerId, location_id: 5512, lot_number: row.lotNumber, expiration_date: iso(row.lotMs) },
      ...{ sku: [...call.world.variants.values()].find((one) => one.inventoryId === row.inventoryId)?.sku ?? null },
      ...{
        quantity_change: Math.abs(row.onHand),
        committed_quantity_change: Math.abs(row.committed),
        inventory_status: 'Available',
      },
    };
    return {
      ...{ inventory_audit_event_id: row.eventId, event_category: row.category, event_datetime: iso(row.atMs) },
      ...{ inventory_id: row.inventoryId, shipbob_order_id: row.orderId, merchant_user_id: 100001 },
      ...{
        additional_reference: row.references,
        increment: row.onHand > 0 ? change : null,
        decrement: row.onHand < 0 ? change : null,
      },
    };
  });
  const next = rows.length > 250 ? String(data.at(-1)?.inventory_audit_event_id) : null;
  return ok({ data, first: null, prev: null, next, last: null });
}

/** Id, path suffix, own query names, view. */
const LEVELS: [string, string, string[], Level][] = [
  ['levels', '', [], totalLevel],
  ['levelsByLocation', '/locations', ['LocationId', 'LocationType'], locationLevel],
  ['levelsByLot', '/lots', ['LocationId'], lotLevel],
];

/** Inventory. */
export const inventoryOperations: Operation[] = [
  ...LEVELS.flatMap(([id, suffix, own, level]): Operation[] => [
    {
      ...{
        id: `inventory.${id}`,
        method: 'GET',
        path: `/inventory-level${suffix}`,
        scopes: INVENTORY,
        dialect: 'problem',
      },
      ...{ query: [...LEVEL_QUERY, ...own], answer: levels(level) },
    },
    {
      ...{
        id: `inventory.${id}OfOne`,
        method: 'GET',
        path: `/inventory-level/{inventoryId}${suffix}`,
        scopes: INVENTORY,
      },
      ...{ dialect: 'problem', answer: oneLevel(level) },
    },
  ]),
  {
    ...{
      id: 'inventory.list',
      method: 'GET',
      path: '/inventory',
      scopes: INVENTORY,
      dialect: 'problem',
      query: [...LEVEL_QUERY, 'FilterOperations'],
    },
    answer: (call) => {
      const cursor = cursorPage(call.query, LIMITS);
      const page = cursor.page(
        stocked(call, cursor.query.ints('InventoryIds')),
        call.world.settings.paging.inventoryNext,
        call.place,
      );
      return ok({ ...page, items: page.items.map(itemView) });
    },
  },
  {
    ...{ id: 'inventory.get', method: 'GET', path: '/inventory/{inventoryId}', scopes: INVENTORY, dialect: 'problem' },
    answer: (call) => {
      const variant = stocked(call, [Number(call.params.inventoryId)])[0];
      if (!variant) throw notFound('problem');
      return ok(itemView(variant));
    },
  },
  {
    ...{
      id: 'inventory.history',
      method: 'POST',
      path: '/inventory/history:query',
      scopes: INVENTORY,
      dialect: 'problem',
    },
    ...{ since: '2026-01', query: ['cursor'], body: historyFilter, readOnly: true, answer: history },
  },
];
