/**
 * Which changes of ShipStation's stock no label explains.
 * The trap: a label does not tell which location it takes from, so labels are set against the drops of all locations that
 * their warehouse's goods lie in.
 */
import type { AccountRule, WarehousePlace } from '../../../settings/fusion-common.ts';
import type { StockAdjustmentsSettings } from '../../../settings/stock-adjustments.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import { accountOf, withCostCenter } from '../account-rules.ts';
import type { LineProblem, Parcel, StockLine } from './types.ts';

/** On hand by location and SKU as ShipStation's inventory spells it. */
export type Levels = Record<string, Record<string, number>>;
/** What labels took since, by warehouse (`-` = none) and normalised SKU; voids are negative. */
export type Taken = Record<string, Record<string, number>>;
type Locations = StockAdjustmentsSettings['locations'];

/** `quantity`: added to (or missing from) the location, with its sign. */
export type Difference = { location: string; sku: string; quantity: number };

const ANY = '*';

/** Locations that the same labels take from. */
export function groupsOf(locations: Locations): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [id, { warehouse = ANY }] of Object.entries(locations)) {
    groups.set(warehouse, [...(groups.get(warehouse) ?? []), id]);
  }
  return groups;
}

/** What the labels of a group took of a SKU; labels of warehouses that no location names count for the unnamed group. */
export function takenOf(group: string, sku: string, taken: Taken, groups: Map<string, string[]>): number {
  const own = Object.entries(taken).filter(([warehouse]) =>
    group === ANY ? !groups.has(warehouse) : warehouse === group,
  );
  return own.reduce((sum, [, bySku]) => sum + (bySku[normaliseSku(sku)] ?? 0), 0);
}

/** Every level that differs from the last one less what labels took. Both sides list all SKUs that have stock. */
export function unexplained(before: Levels, now: Levels, taken: Taken, locations: Locations): Difference[] {
  const groups = groupsOf(locations);
  return [...groups].flatMap(([group, ids]) => {
    const skus = new Set(ids.flatMap((id) => [...Object.keys(before[id] ?? {}), ...Object.keys(now[id] ?? {})]));
    return [...skus].sort().flatMap((sku) => {
      const changes = ids.map((id) => ({
        location: id,
        change: (now[id]?.[sku] ?? 0) - (before[id]?.[sku] ?? 0),
      }));
      return restOf(sku, changes, takenOf(group, sku, taken, groups));
    });
  });
}

function restOf(sku: string, changes: { location: string; change: number }[], taken: number): Difference[] {
  let left = taken;
  const rest = changes.map(({ location, change }) => {
    const explained = left >= 0 ? Math.min(left, Math.max(0, -change)) : Math.max(left, Math.min(0, -change));
    left -= explained;
    return { location, sku, quantity: change + explained };
  });
  // Labels took more than went missing: somebody put goods there at the same time.
  const [first] = rest;
  if (first !== undefined) first.quantity += left;
  return rest.filter(({ quantity }) => quantity !== 0);
}

/** An adjustment as it is kept until it is booked. */
export type Adjustment = { id: string; location: string; sku: string; quantity: number; at: string };

type Booking = {
  prefix: string;
  skuAliases: Record<string, string>;
  locations: Locations;
  accounts: readonly AccountRule[];
  account?: string | undefined;
};

/** The adjustment as a stock line, with its own place and account. */
export function adjustmentLine(
  { id, location, sku, quantity, at }: Adjustment,
  { prefix, skuAliases, locations, accounts, account: general }: Booking,
): { parcel: Parcel; line: StockLine } | LineProblem {
  const place: (WarehousePlace & { warehouse?: string | undefined }) | undefined = locations[location];
  if (place === undefined) return notMapped(sku, location);
  const { organization, subinventory, locator, costCenter, warehouse } = place;
  const found = accountOf({ sku, ...(warehouse === undefined ? {} : { warehouseId: warehouse }) }, accounts, general);
  const account = found === undefined ? undefined : withCostCenter(found, costCenter);
  if (account === undefined) return noAccount(sku, location);
  const parcel: Parcel = {
    ...{ kind: 'adjustment', id, source: `adjustment:${id}`, createdAt: at, shipDate: at.slice(0, 10) },
    ...{ voided: false, returned: false },
  };
  const line: StockLine = {
    ...{ name: `${prefix}:A${id}/1`, parcel, lineId: '1', sku, item: skuTable(skuAliases)(sku) ?? sku },
    quantity: String(Math.abs(quantity)),
    direction: quantity < 0 ? 'issue' : 'receipt',
    place: {
      ...{ organization, account },
      ...(subinventory === undefined ? {} : { subinventory }),
      ...(locator === undefined ? {} : { locator }),
    },
  };
  return { parcel, line };
}

const notMapped = (sku: string, location: string): LineProblem => ({
  cause: 'location-unmapped',
  reason: `stock of SKU ${sku} changed in ShipStation's inventory location ${location}, which is not listed under syncs.stockAdjustments.locations any more; add it and apply the file, or skip this record`,
});

const noAccount = (sku: string, location: string): LineProblem => ({
  cause: 'account-missing',
  reason: `no adjustment account for SKU ${sku} in inventory location ${location}; set syncs.stockAdjustments.account (and a costCenter where it has one) and apply the file`,
});
