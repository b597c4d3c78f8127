/**
 * What Shopify shows: all variants as rows of the run, then page by page their levels at the mapped locations.
 * The trap: what is sold is looked up after the levels were read, so that a sale is either in the level's value (and then
 * among the orders) or breaks the compare-and-set.
 */
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { StockCell, Variant } from '../../connectors/shopify/types.ts';
import { wantedSkus } from '../../mappings/netsuite-shipstation/stock-levels/skus.ts';
import { movedBySales } from '../../mappings/netsuite-shopify/shopify-stock/decide.ts';
import type { ShopifyStockSettings } from '../../settings/shopify-stock.ts';
import type { ActivityDeps } from '../deps.ts';
import { unpostedSales } from './stock-sales.ts';
import {
  committedOf,
  madeOfCell,
  type PlaceScope,
  putRecords,
  quantityName,
  type Sale,
  stockSettings,
  type Told,
} from './stock-scope.ts';

export type CatalogRequest = PlaceScope & { cursor?: string };
export type CatalogAnswer = { read: number; waiting: number; next?: string };
export type Place = { skuKey: string; location: string };
/** `after`: the next page of the run's rows. `keys`: SKUs and `inventory/<id>` instead. */
export type ReadRequest = PlaceScope & { after?: Place; keys?: string[] };
export type ReadAnswer = { items: string[]; sales: Sale[]; waiting: number; next?: Place };
type Thing = { inventoryItemId: string; sku: string };

const SKUS_AT_ONCE = 50;
const ITEMS_AT_ONCE = 250;
const CELLS_AT_ONCE = 100;

/** A page of all variants becomes rows of the run; which of them share a SKU is known when all are there. */
export async function catalogShopStock(deps: ActivityDeps, request: CatalogRequest): Promise<CatalogAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const page = await (await open.shopify()).listVariants(request.cursor);
  const { fit, told } = sortOut(stockSettings(open), page.rows);
  await putRecords(deps, request, told);
  await putThings(deps, request, fit);
  const next = page.next === undefined ? {} : { next: page.next };
  return { read: page.rows.length, waiting: told.length, ...next };
}

export async function readShopStock(deps: ActivityDeps, request: ReadRequest): Promise<ReadAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const api = await open.shopify();
  const settings = stockSettings(open);
  const page = request.keys === undefined ? await nextThings(deps, request) : undefined;
  const { fit, told } =
    page === undefined
      ? sortOut(settings, await variantsOf(deps, request, api, settings, request.keys ?? []))
      : { fit: page.things, told: [] };
  if (page === undefined) await putThings(deps, request, fit);
  const doubles = await tellDoubles(deps, request, fit);
  await putRecords(deps, request, [...told, ...doubles]);
  const shared = new Set(doubles.map(({ key }) => key));
  const things = fit.filter(({ sku }) => !shared.has(sku));
  await readLevels(deps, request, api, settings, things);
  const items = things.map(({ inventoryItemId }) => inventoryItemId);
  const sales = await unpostedSales(deps, open, settings, new Set(items));
  const waiting = told.length + doubles.length;
  return { items, sales, waiting, ...(page?.next === undefined ? {} : { next: page.next }) };
}

/** The next things of the run, in the order of the table. */
async function nextThings(deps: ActivityDeps, { connection, run, locations, after }: ReadRequest) {
  const limit = ITEMS_AT_ONCE * Math.max(1, locations.length);
  const rows = await deps.store.stock.list({ connection, run, limit, ...(after === undefined ? {} : { after }) });
  const last = rows.at(-1);
  const things = new Map(rows.map(({ skuKey, sku }): [string, Thing] => [skuKey, { inventoryItemId: skuKey, sku }]));
  const isEnd = last === undefined || rows.length < limit;
  return { things: [...things.values()], next: isEnd ? undefined : { skuKey: last.skuKey, location: last.location } };
}

async function putThings(
  deps: ActivityDeps,
  { connection, run, locations }: PlaceScope,
  things: Thing[],
): Promise<void> {
  const rows = locations.flatMap((location) =>
    things.map(({ inventoryItemId: skuKey, sku }) => ({ skuKey, location, sku, wanted: 0, madeOf: madeOfCell(0) })),
  );
  await deps.store.stock.putWanted(connection, run, deps.now().toISOString(), rows);
}

async function tellDoubles(deps: ActivityDeps, { connection, run }: PlaceScope, things: Thing[]): Promise<Told[]> {
  const skus = [...new Set(things.map(({ sku }) => sku))];
  const shared = await deps.store.stock.sharedSkus(connection, run, skus);
  return shared.map((sku) => {
    const reason = `SKU ${sku} stands on several variants in Shopify; give each its own SKU`;
    return { key: sku, sku, cause: 'sku-duplicate', reason };
  });
}

/** An item whose level only moved by sales is left to the orders; its new level is noted. */
async function variantsOf(
  deps: ActivityDeps,
  request: ReadRequest,
  api: Shopify,
  settings: ShopifyStockSettings,
  keys: string[],
): Promise<Variant[]> {
  const skus = new Set(keys.filter((key) => !key.startsWith('inventory/')).map((key) => key.trim()));
  for (const key of keys.filter((one) => one.startsWith('inventory/'))) {
    const sku = await movedItem(deps, request, api, settings, key.slice('inventory/'.length));
    if (sku !== undefined) skus.add(sku);
  }
  const asked = [...skus].filter((sku) => sku !== '');
  const found: Variant[] = [];
  for (let at = 0; at < asked.length; at += SKUS_AT_ONCE) {
    const some = await api.findVariants(asked.slice(at, at + SKUS_AT_ONCE));
    found.push(...some.flatMap(({ variants }) => variants));
  }
  return [...new Map(found.map((variant) => [variant.id, variant])).values()];
}

/** The SKU of an item whose level somebody else has moved. */
async function movedItem(
  deps: ActivityDeps,
  { connection, locations }: ReadRequest,
  api: Shopify,
  settings: ShopifyStockSettings,
  id: string,
): Promise<string | undefined> {
  const item = await api.inventoryItem(id);
  if (item?.sku === undefined) return undefined;
  const rows = await deps.store.stock.list({ connection, skuKeys: [id], limit: locations.length * 2 + 10 });
  const name = quantityName(settings);
  const moved = locations.filter((locationId) => {
    const row = rows.find(({ location }) => location === locationId);
    const level = item.levels.find((one) => one.locationId === locationId && one.isActive);
    if (row === undefined) return true;
    const before = { committed: committedOf(row), ...(row.shown === undefined ? {} : { shown: row.shown }) };
    const shown = level?.quantities[name];
    const after = { committed: level?.quantities.committed ?? 0, ...(shown === undefined ? {} : { shown }) };
    return before.shown !== after.shown && !movedBySales(before, after);
  });
  if (moved.length > 0) return item.sku;
  const at = deps.now().toISOString();
  for (const row of rows) {
    const level = item.levels.find((one) => one.locationId === row.location);
    const shown = level?.quantities[name];
    if (level === undefined || shown === undefined) continue;
    const { skuKey, location, sku, wanted } = row;
    const madeOf = madeOfCell(level.quantities.committed ?? 0);
    await deps.store.stock.putWanted(connection, row.run, at, [{ skuKey, location, sku, wanted, madeOf }]);
    await deps.store.stock.putShown(connection, at, [{ skuKey, location, sku, shown }]);
  }
  return undefined;
}

/** Which variants have a level to set; what a person must mend is told. */
function sortOut(settings: ShopifyStockSettings, variants: Variant[]): { fit: Thing[]; told: Told[] } {
  const isWanted = wantedSkus(settings);
  const told: Told[] = [];
  const fit: Thing[] = [];
  for (const variant of variants) {
    const sku = variant.sku?.trim() ?? '';
    if (variant.isGiftCard || variant.requiresComponents || (sku !== '' && !isWanted(sku))) continue;
    if (sku === '') told.push(...blank(variant, settings));
    else if (variant.tracked) fit.push({ inventoryItemId: variant.inventoryItemId, sku });
    else told.push(...untracked(variant, sku, settings));
  }
  return { fit, told };
}

function blank({ inventoryItemId, productTitle, tracked }: Variant, { blankSkus }: ShopifyStockSettings): Told[] {
  if (!tracked || blankSkus === 'ignore') return [];
  const reason = `a variant of "${productTitle}" has no SKU; give it one in Shopify, or set blankSkus: ignore`;
  return [{ key: `inventory/${inventoryItemId}`, cause: 'sku-blank', reason }];
}

function untracked({ requiresShipping }: Variant, sku: string, settings: ShopifyStockSettings): Told[] {
  if (!requiresShipping || settings.untracked === 'ignore') return [];
  const reason = `Shopify does not track the stock of SKU ${sku}; switch "Track quantity" on, or set untracked: ignore`;
  return [{ key: sku, sku, cause: 'not-tracked', reason }];
}

async function readLevels(
  deps: ActivityDeps,
  { connection, run, locations }: ReadRequest,
  api: Shopify,
  settings: ShopifyStockSettings,
  things: Thing[],
): Promise<void> {
  const ids = things.map(({ inventoryItemId }) => inventoryItemId);
  const skuOf = new Map(things.map(({ inventoryItemId, sku }) => [inventoryItemId, sku]));
  const name = quantityName(settings);
  const cells = await readCells(api, locations, ids);
  const at = deps.now().toISOString();
  const rows = cells.map(({ locationId, cell }) => {
    const level = cell.level?.isActive === true ? cell.level : undefined;
    const skuKey = cell.inventoryItemId;
    const base = { skuKey, location: locationId, sku: skuOf.get(skuKey) ?? '' };
    return { base, shown: level?.quantities[name], committed: level?.quantities.committed ?? 0 };
  });
  const { stock } = deps.store;
  await stock.putWanted(
    connection,
    run,
    at,
    rows.map(({ base, shown, committed }) => ({ ...base, wanted: shown ?? 0, madeOf: madeOfCell(committed) })),
  );
  await stock.forgetShown(connection, ids);
  await stock.putShown(
    connection,
    at,
    rows.flatMap(({ base, shown }) => (shown === undefined ? [] : [{ ...base, shown }])),
  );
}

/** Every item at every location. */
export async function readCells(
  api: Shopify,
  locations: string[],
  ids: string[],
): Promise<{ locationId: string; cell: StockCell }[]> {
  const cells: { locationId: string; cell: StockCell }[] = [];
  for (const locationId of locations) {
    for (let at = 0; at < ids.length; at += CELLS_AT_ONCE) {
      const some = await api.stockAt(locationId, ids.slice(at, at + CELLS_AT_ONCE));
      cells.push(...some.map((cell) => ({ locationId, cell })));
    }
  }
  return cells;
}
