/**
 * What Shopify shows: a page of all variants, or some SKUs, with their levels at the mapped locations.
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

/** `cursor`: a page of all. `keys`: SKUs and `inventory/<id>`. */
export type ReadRequest = PlaceScope & { cursor?: string; keys?: string[] };
export type ReadAnswer = { items: string[]; sales: Sale[]; waiting: number; next?: string };

const SKUS_AT_ONCE = 50;
const CELLS_AT_ONCE = 100;

export async function readShopStock(deps: ActivityDeps, request: ReadRequest): Promise<ReadAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const api = await open.shopify();
  const settings = stockSettings(open);
  const page = request.keys === undefined ? await api.listVariants(request.cursor) : undefined;
  const variants = page?.rows ?? (await variantsOf(deps, request, api, settings, request.keys ?? []));
  const { fit, told } = await sortOut(api, settings, variants);
  await putRecords(deps, request, told);
  await readLevels(deps, request, api, settings, fit);
  const items = fit.map(({ inventoryItemId }) => inventoryItemId);
  const sales = await unpostedSales(deps, open, settings, new Set(items));
  return { items, sales, waiting: told.length, ...(page?.next === undefined ? {} : { next: page.next }) };
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
async function sortOut(api: Shopify, settings: ShopifyStockSettings, variants: Variant[]) {
  const isWanted = wantedSkus(settings);
  const told: Told[] = [];
  const candidates: Variant[] = [];
  for (const variant of variants) {
    const sku = variant.sku?.trim() ?? '';
    if (variant.isGiftCard || variant.requiresComponents || (sku !== '' && !isWanted(sku))) continue;
    if (sku === '') told.push(...blank(variant, settings));
    else if (variant.tracked) candidates.push(variant);
    else told.push(...untracked(variant, sku, settings));
  }
  const doubles = await doubleSkus(api, candidates);
  for (const variant of candidates) {
    const sku = variant.sku?.trim() ?? '';
    if (!doubles.has(sku)) continue;
    const reason = `SKU ${sku} stands on ${doubles.get(sku)} variants in Shopify; give each its own SKU`;
    told.push({ key: sku, sku, cause: 'sku-duplicate', reason });
  }
  return { fit: candidates.filter(({ sku = '' }) => !doubles.has(sku.trim())), told };
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

/** SKU → on how many variants it stands, where it is more than one. */
async function doubleSkus(api: Shopify, variants: Variant[]): Promise<Map<string, number>> {
  const skus = [...new Set(variants.map(({ sku = '' }) => sku.trim()))];
  const doubles = new Map<string, number>();
  for (let at = 0; at < skus.length; at += SKUS_AT_ONCE) {
    for (const { sku, variants: same } of await api.findVariants(skus.slice(at, at + SKUS_AT_ONCE))) {
      if (same.length > 1) doubles.set(sku, same.length);
    }
  }
  return doubles;
}

async function readLevels(
  deps: ActivityDeps,
  { connection, run, locations }: ReadRequest,
  api: Shopify,
  settings: ShopifyStockSettings,
  variants: Variant[],
): Promise<void> {
  const ids = variants.map(({ inventoryItemId }) => inventoryItemId);
  const skuOf = new Map(variants.map(({ inventoryItemId, sku = '' }) => [inventoryItemId, sku.trim()]));
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
