/**
 * What the levels of some items should be: NetSuite's stock of just now, mapped, buffered, rounded, less what was sold and
 * is not posted. The trap: whether an order is posted is asked before the stock is read, so it is never counted as neither.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { Kit } from '../../connectors/netsuite/read-types.ts';
import { levelsFor } from '../../mappings/netsuite-shipstation/stock-levels/levels.ts';
import { salesOrderName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import { verdictOn } from '../../mappings/netsuite-shopify/shopify-stock/decide.ts';
import {
  namesAsked,
  type Resolved,
  resolver,
  skusShowing,
} from '../../mappings/netsuite-shopify/shopify-stock/items.ts';
import type { ShopifyStockSettings } from '../../settings/shopify-stock.ts';
import type { LevelChange, StockLevelRow } from '../../store/stock-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import {
  clearRecords,
  type PlaceScope,
  putRecords,
  rowsOf,
  type Sale,
  stockSettings,
  type Told,
} from './stock-scope.ts';

export type WantRequest = PlaceScope & { items: string[]; sales: Sale[] };
/** Levels, by what is to be done with them. */
export type WantAnswer = { same: number; todo: number; waiting: number };

const ITEMS_AT_ONCE = 300;

export async function wantShopStock(deps: ActivityDeps, request: WantRequest): Promise<WantAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const settings = stockSettings(open);
  const api = await open.netSuite();
  const rows = await rowsOf(deps, request, request.items);
  const { externalIdPrefix } = open.settings.syncs.shopifyOrder;
  const keptBack = await notPosted(api, externalIdPrefix, request.sales);
  const skus = [...new Set(rows.map(({ sku }) => sku))];
  const resolve = await resolverFor(api, settings, skus, request);
  const resolved = new Map(skus.map((sku) => [sku, resolve(sku)]));
  const levelOf = await levelsOf(api, settings, resolved);
  const changes: LevelChange[] = [];
  const told: Told[] = [];
  for (const row of rows) {
    const change = changeOf(row, resolved.get(row.sku), levelOf, keptBack, settings);
    changes.push(change);
    const { cause, reason } = change;
    if (cause !== undefined && reason !== undefined) told.push({ key: row.sku, sku: row.sku, cause, reason });
  }
  await deps.store.stock.change(request.connection, changes);
  await putRecords(deps, request, told);
  // What is to be written is told when it is written.
  const unclear = changes.flatMap((change, index) => (change.state === 'todo' ? [rows[index]?.sku ?? ''] : []));
  const waiting = new Set([...told.map(({ key }) => key), ...unclear]);
  await clearRecords(
    deps,
    request,
    skus.filter((sku) => !waiting.has(sku)),
  );
  const count = (state: string) => changes.filter((change) => change.state === state).length;
  return { same: count('same') + count('changed'), todo: count('todo'), waiting: count('waiting') };
}

function changeOf(
  row: StockLevelRow,
  found: Resolved | undefined,
  levelOf: (sku: string, location: string) => number,
  keptBack: Map<string, number>,
  settings: ShopifyStockSettings,
): LevelChange {
  const { skuKey, location, sku, shown } = row;
  const named = { skuKey, location };
  if (found === undefined || 'leave' in found) return { ...named, state: 'same' };
  if ('problem' in found) return { ...named, state: 'waiting', ...found.problem };
  const level = 'zero' in found ? 0 : levelOf(sku, location);
  const verdict = verdictOn({
    ...{ sku, level, shown, activate: settings.activate },
    keptBack: keptBack.get(`${skuKey} ${location}`) ?? 0,
    wasWritten: row.changedIn === row.run,
  });
  return { ...named, ...verdict };
}

/** Units by item and location of the orders that NetSuite does not have. */
async function notPosted(api: NetSuite, prefix: string, sales: Sale[]): Promise<Map<string, number>> {
  const names = [...new Set(sales.map(({ orderId }) => salesOrderName(prefix, orderId)))];
  const posted = names.length === 0 ? [] : await api.findByExternalIds('salesOrder', names);
  const known = new Set(posted.map(({ externalId }) => externalId));
  const units = new Map<string, number>();
  for (const { orderId, itemId, locationId, quantity } of sales) {
    if (known.has(salesOrderName(prefix, orderId))) continue;
    const key = `${itemId} ${locationId}`;
    units.set(key, (units.get(key) ?? 0) + quantity);
  }
  return units;
}

async function resolverFor(api: NetSuite, settings: ShopifyStockSettings, skus: string[], { run }: WantRequest) {
  const names = namesAsked(skus, settings);
  const matches = names.length === 0 ? [] : await api.findItemsBySku(names);
  const hasKits = matches.some(({ candidates }) => candidates.some(({ itemType }) => /^kit/i.test(itemType ?? '')));
  const kits = hasKits && settings.kitsFromNetSuite ? await kitsOf(api, run) : [];
  return resolver(settings, matches, kits);
}

let lastKits: { run: string; kits: Kit[] } | undefined;

/** All kits at once, once for each run. */
async function kitsOf(api: NetSuite, run: string): Promise<Kit[]> {
  if (lastKits?.run !== run) lastKits = { run, kits: await api.readKits() };
  return lastKits.kits;
}

async function levelsOf(api: NetSuite, settings: ShopifyStockSettings, resolved: Map<string, Resolved>) {
  const sellables = [...resolved.values()].flatMap((one) => ('sellable' in one ? [one.sellable] : []));
  const ids = [...new Set(sellables.flatMap(({ parts }) => parts.map(({ itemId }) => itemId)))];
  const stock = new Map<string, string>();
  for (let at = 0; at < ids.length; at += ITEMS_AT_ONCE) {
    const query = {
      locationIds: Object.keys(settings.locations),
      quantity: settings.quantity,
      itemIds: ids.slice(at, at + ITEMS_AT_ONCE),
    };
    for (let after: string | undefined; ; ) {
      const page = await api.readStock(query, after === undefined ? {} : { after });
      for (const { itemId, locationId, quantity } of page.rows) stock.set(`${itemId} ${locationId}`, quantity);
      after = page.next;
      if (after === undefined) break;
    }
  }
  const levels = levelsFor(settings);
  const bySku = new Map(
    sellables.map((sellable) => [
      sellable.sku,
      new Map(
        levels(sellable, (item, location) => stock.get(`${item} ${location}`)).map((one) => [one.location, one.level]),
      ),
    ]),
  );
  return (sku: string, location: string): number => bySku.get(sku)?.get(location) ?? 0;
}

const TRANSACTIONS_AT_ONCE = 100;

/** SKUs that an event may have touched: `item/<id>` and `transaction/<id>`; other keys are passed on as they are. */
export async function shopStockKeys(deps: ActivityDeps, request: RecordScope & { keys: string[] }): Promise<string[]> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const settings = stockSettings(open);
  const ids = (kind: string) =>
    request.keys.filter((key) => key.startsWith(`${kind}/`)).map((key) => key.slice(kind.length + 1));
  const rest = request.keys.filter((key) => !/^(item|transaction)\//.test(key));
  const api = await open.netSuite();
  const items = new Set(ids('item'));
  const transactions = ids('transaction');
  for (let at = 0; at < transactions.length; at += TRANSACTIONS_AT_ONCE) {
    const some = transactions.slice(at, at + TRANSACTIONS_AT_ONCE);
    const query = `SELECT DISTINCT item FROM transactionline WHERE item IS NOT NULL AND transaction IN (${some.map(() => '?').join(', ')})`;
    const { rows } = await api.suiteQl(query, some, { limit: 1000 });
    for (const { item } of rows) if (item !== undefined) items.add(item);
  }
  if (items.size === 0) return rest;
  const found = await api.readItems([...items]);
  const kits = settings.kitsFromNetSuite ? await api.readKits() : [];
  const containing = kits.filter(({ members }) => members.some(({ itemId }) => items.has(itemId)));
  const names = [
    ...found.flatMap((item) => [item.itemId, item.itemId.split(' : ').at(-1) ?? '', item.externalId, item.upc]),
    ...containing.flatMap((kit) => [kit.sku, kit.externalId, kit.upc]),
  ].filter((name): name is string => name !== undefined && name !== '');
  return [...new Set([...rest, ...skusShowing(names, settings)])];
}
