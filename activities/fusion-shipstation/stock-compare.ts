/**
 * Reads ShipStation's stock and the labels since the last look, and keeps what no label explains as adjustments.
 * The trap: a label that is made while levels are read looks like a difference, so each difference is looked at again by
 * itself, and one whose SKU was shipped meanwhile is left for the next run.
 */
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { ShipmentFilter } from '../../connectors/shipstation/contract.ts';
import type { OrdersOnly } from '../../connectors/shipstation/orders-only.ts';
import type { Shipment, ShipmentItem } from '../../connectors/shipstation/types.ts';
import {
  type Adjustment,
  type Difference,
  type Levels,
  type Taken,
  unexplained,
} from '../../mappings/fusion-shipstation/inventory/adjust.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { StockAdjustmentsSettings } from '../../settings/stock-adjustments.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { readLook, writeLook } from './stock-look.ts';

const PAIR = 'fusion-shipstation';
const PAGE_SIZE = 100;
const MOST_PAGES = 2_000;
const ID_DIGITS = 15;

/** `first`: nothing was known yet. `postponed`: looked at again by the next run. `tooMany`: nothing was kept. */
export type CompareAnswer = {
  enabled: boolean;
  first: boolean;
  levels: number;
  adjustments: number;
  postponed: number;
  tooMany?: number;
};

/** On ShipStation's queue. */
export async function compareStock(deps: ActivityDeps, { connection }: RecordScope): Promise<CompareAnswer> {
  const { settings, shipStation } = await deps.connections.open(connection, PAIR);
  const sync = settings.syncs.stockAdjustments;
  const nothing = { enabled: true, first: false, levels: 0, adjustments: 0, postponed: 0 };
  const ids = Object.keys(sync.locations);
  const look = await readLook(deps, connection);
  // Levels of locations that are listed no more are forgotten: a first look at them begins anew.
  if (sync.enabled && ids.length === 0 && look !== undefined)
    await writeLook(deps, connection, { ...look, levels: {} }, look);
  if (!sync.enabled || ids.length === 0) return { ...nothing, enabled: false };
  // What an earlier run has kept is handed on first.
  if (look !== undefined && look.pending.length > 0) return { ...nothing, adjustments: look.pending.length };
  const reading = { api: await shipStation(), ids, sync, ignored: new Set(settings.ignoreSkus.map(normaliseSku)) };
  const at = deps.now().toISOString();
  const now = await levelsOf(reading);
  const until = deps.now().toISOString();
  const levels = ids.reduce((sum, id) => sum + Object.keys(now[id] ?? {}).length, 0);
  const isNew = (id: string) => look?.levels[id] === undefined;
  if (look === undefined || ids.every(isNew)) {
    await writeLook(deps, connection, { at: until, levels: now, pending: [] }, look);
    return { ...nothing, first: true, levels };
  }
  // A location that is listed for the first time is only remembered.
  const before: Levels = Object.fromEntries(ids.map((id) => [id, look.levels[id] ?? now[id] ?? {}]));
  const taken = await takenBetween(reading, look.at, until);
  const differences = unexplained(before, now, taken, sync.locations);
  if (differences.length > sync.most) return { ...nothing, levels, tooMany: differences.length };
  const sure = await lookAgain(deps, reading, { before, now, taken, until }, differences);
  const adjustments = sure.differences.map((one) => adjustmentOf(connection, one, look.at, at));
  await writeLook(deps, connection, { at: until, levels: sure.levels, pending: adjustments }, look);
  return { ...nothing, levels, adjustments: adjustments.length, postponed: sure.postponed };
}

type Reading = { api: OrdersOnly; ids: string[]; sync: StockAdjustmentsSettings; ignored: Set<string> };

async function levelsOf({ api, ids, ignored }: Reading, sku?: string): Promise<Levels> {
  const levels: Levels = {};
  for (const locationId of ids) {
    const bySku: Record<string, number> = {};
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const filter = { locationId, ...(sku === undefined ? {} : { sku }) };
      const page = await api.listInventory(filter, cursor === undefined ? { limit: PAGE_SIZE } : { cursor });
      for (const row of page.rows) {
        if (row.locationId !== locationId || ignored.has(normaliseSku(row.sku))) continue;
        bySku[row.sku] = (bySku[row.sku] ?? 0) + row.onHand;
      }
      Context.current().heartbeat();
      cursor = page.next;
      if (cursor === undefined) break;
    }
    levels[locationId] = bySku;
  }
  return levels;
}

/** What labels took in the window, less what voids gave back. */
async function takenBetween(reading: Reading, from: string, to: string): Promise<Taken> {
  const { api, sync, ignored } = reading;
  const taken: Taken = {};
  if (!sync.labelsDecrement) return taken;
  const isWithin = (at: string | undefined) => at !== undefined && at > from && at <= to;
  const add = async (shipment: Shipment, sign: 1 | -1) => {
    for (const { sku, quantity } of await itemsOf(api, shipment)) {
      const key = normaliseSku(sku ?? '');
      if (key === '' || ignored.has(key)) continue;
      const warehouse = shipment.warehouseId ?? '-';
      const bySku = taken[warehouse] ?? {};
      bySku[key] = (bySku[key] ?? 0) + sign * Number(quantity);
      taken[warehouse] = bySku;
    }
  };
  const labels = await shipmentsOf(api, { createdFrom: from, createdTo: to, includeItems: true });
  for (const one of labels) if (!one.isReturnLabel && isWithin(one.createdAt)) await add(one, 1);
  if (!sync.voidsReturn) return taken;
  const voids = await shipmentsOf(api, { voidedFrom: from, voidedTo: to, includeItems: true });
  for (const one of voids) if (!one.isReturnLabel && isWithin(one.voidedAt)) await add(one, -1);
  return taken;
}

async function shipmentsOf(api: OrdersOnly, filter: ShipmentFilter): Promise<Shipment[]> {
  const byId = new Map<string, Shipment>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const found = await api.listShipments(filter, page);
    for (const row of found.rows) byId.set(row.shipmentId, row);
    Context.current().heartbeat();
    if (!found.hasMore) break;
  }
  return [...byId.values()];
}

/** A label that names no items holds its order's goods. */
async function itemsOf(
  api: OrdersOnly,
  { items, orderId }: Shipment,
): Promise<Pick<ShipmentItem, 'sku' | 'quantity'>[]> {
  if (items !== undefined) return items;
  const order = orderId === undefined ? undefined : await api.getOrder(orderId);
  return (order?.items ?? []).filter(({ adjustment }) => !adjustment);
}

type First = { before: Levels; now: Levels; taken: Taken; until: string };

/** Each difference by itself; the levels are told as of `until`, so that the next run goes on from there. */
async function lookAgain(
  deps: ActivityDeps,
  reading: Reading,
  { before, now, taken, until }: First,
  differences: Difference[],
): Promise<{ differences: Difference[]; levels: Levels; postponed: number }> {
  const skus = [...new Set(differences.map(({ sku }) => sku))];
  const again: Levels = structuredClone(now);
  for (const sku of skus) {
    const fresh = await levelsOf(reading, sku);
    for (const id of reading.ids) {
      const bySku = again[id] ?? {};
      const level = fresh[id]?.[sku];
      if (level === undefined) delete bySku[sku];
      else bySku[sku] = level;
      again[id] = bySku;
    }
  }
  const meanwhile = skus.length === 0 ? {} : await takenBetween(reading, until, deps.now().toISOString());
  const shipped = new Set(Object.values(meanwhile).flatMap((bySku) => Object.keys(bySku)));
  const confirmed = unexplained(before, again, taken, reading.sync.locations).filter(({ sku }) => skus.includes(sku));
  const sure = confirmed.filter(({ sku }) => !shipped.has(normaliseSku(sku)));
  // What is postponed keeps its old level less what labels took, so that the next run finds the same difference.
  const levels = structuredClone(again);
  for (const { sku, location, quantity } of confirmed.filter((one) => shipped.has(normaliseSku(one.sku)))) {
    const bySku = levels[location] ?? {};
    bySku[sku] = (bySku[sku] ?? 0) - quantity;
    levels[location] = bySku;
  }
  return { differences: sure, levels, postponed: confirmed.length - sure.length };
}

/** The same difference of the same look bears the same number. */
function adjustmentOf(
  connection: string,
  { location, sku, quantity }: Difference,
  since: string,
  at: string,
): Adjustment {
  const hex = createHash('sha256').update([connection, location, sku, since].join('|')).digest('hex').slice(0, 16);
  const digits = BigInt(`0x${hex}`).toString().padStart(ID_DIGITS, '0').slice(-ID_DIGITS);
  return { id: `1${digits.slice(1)}`, location, sku, quantity, at };
}
