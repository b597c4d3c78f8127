/**
 * Reads NetSuite's stock into the work table: all of it page by page, the kits, single SKUs, and the freshest values just
 * before a write. The trap: a page may end in the middle of an item; the rows of its last item go on to the next page.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { StockRow } from '../../connectors/netsuite/read-types.ts';
import type { StockOf } from '../../mappings/netsuite-shipstation/stock-levels/types.ts';
import { normaliseSku, skuTable } from '../../mappings/shared/sku.ts';
import type { LevelChange, StockLevelRow, WantedLevel } from '../../store/stock-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import {
  PAIR,
  type StockRequest,
  type StockRules,
  sellableOf,
  stockIn,
  stockOfItems,
  stockRules,
  wantedOf,
} from './stock-scope.ts';

/** `next`: where the next step goes on, with rows whose item may not be complete; absent at the end. */
export type SourceCursor = { after: string; carry: StockRow[] };
/** `at` is the same for a whole reading. */
export type SourceRequest = StockRequest & { at: string; cursor?: SourceCursor };
export type SourceAnswer = { rows: number; locations: string[]; next?: SourceCursor };

const PAGE_ROWS = 1_000;
/** After so long a step gives back what it has, so that little is lost when its worker is killed. */
const STEP_MS = 10_000;

export async function readStockSource(deps: ActivityDeps, request: SourceRequest): Promise<SourceAnswer> {
  const { settings, netSuite } = await deps.connections.open(request.connection, PAIR);
  const rules = stockRules(settings);
  const api = await netSuite();
  const startedMs = Date.now();
  const seen = new Set<string>();
  let { after, carry } = request.cursor ?? { after: undefined, carry: [] };
  for (let rows = 0; ; ) {
    const page = await api.readStock(rules.query, { pageSize: PAGE_ROWS, ...(after === undefined ? {} : { after }) });
    rows += page.rows.length;
    for (const row of page.rows) seen.add(row.locationId);
    const all = [...carry, ...page.rows];
    const lastItem = page.next === undefined ? undefined : all.at(-1)?.itemId;
    await putItems(
      deps,
      request,
      rules,
      all.filter((row) => row.itemId !== lastItem),
    );
    carry = all.filter((row) => row.itemId === lastItem);
    if (page.next === undefined) return { rows, locations: [...seen] };
    after = page.next;
    if (Date.now() - startedMs > STEP_MS) return { rows, locations: [...seen], next: { after, carry } };
  }
}

async function putItems(
  deps: ActivityDeps,
  request: SourceRequest,
  rules: StockRules,
  rows: StockRow[],
): Promise<void> {
  const wanted = [...Map.groupBy(rows, (row) => row.itemId).values()].flatMap((item) => itemLevels(rules, item));
  await deps.store.stock.putWanted(request.connection, request.run, request.at, wanted);
}

/** All rows of one item, by each SKU that it is sold under. */
export function itemLevels(rules: StockRules, rows: StockRow[]): WantedLevel[] {
  const [first] = rows;
  if (first === undefined || (first.isInactive && rules.settings.inactiveItems === 'leave')) return [];
  const parts = [{ itemId: first.itemId, quantity: '1' }];
  const stockOf = first.isInactive ? () => undefined : stockIn(rows);
  return rules.skusOf(first).flatMap((sku) => wantedOf(rules, { sku, parts, kit: false }, stockOf));
}

type Kit = { sku: string; parts: { itemId: string; quantity: string }[] };
export type KitsAnswer = { kits: number; broken: { sku: string; reason: string }[] };

/** Levels of kits, from the present stock of their members. */
export async function readStockKits(deps: ActivityDeps, request: SourceRequest): Promise<KitsAnswer> {
  const { settings, netSuite } = await deps.connections.open(request.connection, PAIR);
  const rules = stockRules(settings);
  const api = await netSuite();
  const own = await kitsOfSettings(api, rules);
  const kits = [...(await kitsOfNetSuite(api, rules)), ...own.kits];
  await putKits(deps, request, rules, api, kits);
  return { kits: kits.length, broken: own.broken };
}

const KITS_AT_ONCE = 200;

async function putKits(
  deps: ActivityDeps,
  request: SourceRequest,
  rules: StockRules,
  api: NetSuite,
  kits: Kit[],
): Promise<void> {
  for (let start = 0; start < kits.length; start += KITS_AT_ONCE) {
    const some = kits.slice(start, start + KITS_AT_ONCE);
    const itemIds = some.flatMap((kit) => kit.parts.map((part) => part.itemId));
    const stockOf = stockIn(await stockOfItems(api, rules, itemIds));
    const wanted = some.flatMap((kit) => wantedOf(rules, { ...kit, kit: true }, stockOf));
    await deps.store.stock.putWanted(request.connection, request.run, request.at, wanted);
  }
}

export async function kitsOfNetSuite(api: NetSuite, rules: StockRules): Promise<Kit[]> {
  if (!rules.settings.kitsFromNetSuite) return [];
  const active = (await api.readKits()).filter((kit) => !kit.isInactive && kit.members.length > 0);
  return active.flatMap((kit) => rules.skusOf(kit).map((sku) => ({ sku, parts: kit.members })));
}

/** Parts are named in the settings; NetSuite tells their ids. */
export async function kitsOfSettings(
  api: NetSuite,
  rules: StockRules,
): Promise<{ kits: Kit[]; broken: KitsAnswer['broken'] }> {
  const table = Object.entries(rules.settings.kits);
  const names = [...new Set(table.flatMap(([, parts]) => Object.keys(parts)))];
  const ids = new Map<string, string[]>();
  for (const { sku, candidates } of names.length === 0 ? [] : await api.findItemsBySku(names))
    ids.set(
      sku,
      candidates.filter((item) => !item.isInactive).map((item) => item.id),
    );
  const broken: KitsAnswer['broken'] = [];
  const kits = table.flatMap(([sku, parts]) => {
    const unclear = Object.keys(parts).filter((name) => ids.get(name)?.length !== 1);
    if (unclear.length > 0) broken.push({ sku, reason: `NetSuite has no single active item ${unclear.join(', ')}` });
    const made = Object.entries(parts).map(([name, count]) => ({
      itemId: ids.get(name)?.[0] ?? '',
      quantity: String(count),
    }));
    return unclear.length > 0 ? [] : [{ sku, parts: made }];
  });
  return { kits, broken };
}

/** The levels of single SKUs; answers those that NetSuite does not have. */
export async function readStockOf(
  deps: ActivityDeps,
  request: SourceRequest & { only: string[] },
): Promise<{ absent: string[]; broken: KitsAnswer['broken'] }> {
  const { settings, netSuite } = await deps.connections.open(request.connection, PAIR);
  const rules = onlyThese(stockRules(settings), request.only);
  const api = await netSuite();
  const rows = await stockOfItems(api, rules, await itemsOf(deps, request, rules, api));
  await putItems(deps, request, rules, rows);
  const missing = await notYetRead(deps, request);
  if (missing.length === 0) return { absent: [], broken: [] };
  const isMissing = skuSet(missing);
  const own = await kitsOfSettings(api, rules);
  const kits = [...(await kitsOfNetSuite(api, rules)), ...own.kits].filter((kit) => isMissing(kit.sku));
  await putKits(deps, request, rules, api, kits);
  return { absent: await notYetRead(deps, request), broken: own.broken.filter((kit) => isMissing(kit.sku)) };
}

const skuSet = (skus: string[]) => {
  const keys = new Set(skus.map(normaliseSku));
  return (sku: string) => keys.has(normaliseSku(sku));
};

const onlyThese = (rules: StockRules, only: string[]): StockRules => {
  const isAsked = skuSet(only);
  return { ...rules, skusOf: (item) => rules.skusOf(item).filter(isAsked) };
};

/** By their names, and as an earlier run knew them: NetSuite finds neither another case nor the last part of a name. */
async function itemsOf(deps: ActivityDeps, request: StockRequest, rules: StockRules, api: NetSuite): Promise<string[]> {
  const { connection, only = [] } = request;
  const aliasOf = skuTable(rules.skuAliases);
  const found = await api.findItemsBySku([...new Set(only.map((sku) => aliasOf(sku) ?? sku))]);
  const known = await deps.store.stock.list({ connection, skuKeys: only.map(normaliseSku), limit: MOST_ROWS });
  const parts = known.map(sellableOf).flatMap((sellable) => (sellable.kit ? [] : sellable.parts));
  return [...found.flatMap(({ candidates }) => candidates.map((item) => item.id)), ...parts.map((part) => part.itemId)];
}

const MOST_ROWS = 100_000;

async function notYetRead(deps: ActivityDeps, request: StockRequest): Promise<string[]> {
  const { connection, run, only = [] } = request;
  const rows = await deps.store.stock.list({ connection, run, skuKeys: only.map(normaliseSku), limit: MOST_ROWS });
  const isRead = skuSet(rows.map((row) => row.skuKey));
  return only.filter((sku) => !isRead(sku));
}

/** So many SKUs are refreshed and then written. */
export const SKUS_PER_BATCH = 100;

/** Just before they are written: the next SKUs as NetSuite has them now. Answers how many SKUs that were. */
export async function refreshStock(deps: ActivityDeps, request: StockRequest): Promise<{ skus: number }> {
  const { connection, run } = request;
  const rows = await deps.store.stock.nextWork(connection, run, SKUS_PER_BATCH);
  if (rows.length === 0) return { skus: 0 };
  const { settings, netSuite } = await deps.connections.open(connection, PAIR);
  const rules = stockRules(settings);
  const bySku = Map.groupBy(rows, (row) => row.skuKey);
  const itemIds = rows.flatMap((row) => sellableOf(row).parts.map((part) => part.itemId));
  const stock = await stockOfItems(await netSuite(), rules, itemIds);
  if (stock.length === 0 && rows.some((row) => row.wanted > 0)) throw nothingAnswered();
  const stockOf = stockIn(stock.map((row) => (row.isInactive ? { ...row, quantity: '0' } : row)));
  const changes = [...bySku.values()].flatMap((some) => changedLevels(rules, some, stockOf));
  await deps.store.stock.change(connection, changes);
  return { skus: bySku.size };
}

function changedLevels(rules: StockRules, rows: StockLevelRow[], stockOf: StockOf): LevelChange[] {
  const [first] = rows;
  const levels = first === undefined ? [] : rules.levelsOf(sellableOf(first), stockOf);
  return rows.flatMap(({ skuKey, location, state, wanted }) => {
    const now = levels.find((one) => one.location === location)?.level;
    return now === undefined || now === wanted ? [] : [{ skuKey, location, state, wanted: now }];
  });
}

/** Rows that were there a moment ago are not all gone: a missing permission looks the same as no stock. */
const nothingAnswered = () =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'netsuite',
    code: 'NO_STOCK_ROWS',
    message:
      'NetSuite answered no stock row at all for items that had stock a moment ago; nothing is set to 0 for that',
  });
