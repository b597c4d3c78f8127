/**
 * What the steps of a stock run share: the run's scope, its rows in the work table, its records.
 * The trap: rows are keyed by Shopify's inventory item, because a SKU may stand on several; `made_of` keeps what was
 * committed when the level was read.
 */
import type { ShopifyStockSettings } from '../../settings/shopify-stock.ts';
import type { StockLevelRow } from '../../store/stock-contract.ts';
import { runId } from '../../workflows/ids.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';

export const STOCK_SYNC = 'shopifyStock';

export type StockScope = RecordScope & { run: string };
/** Only Shopify locations that can be written. */
export type PlaceScope = StockScope & { locations: string[] };
/** Units of an order that may not be in NetSuite yet. */
export type Sale = { orderId: string; itemId: string; locationId: string; quantity: number };

export const quantityName = ({ quantity }: ShopifyStockSettings): 'available' | 'on_hand' =>
  quantity === 'available' ? 'available' : 'on_hand';

/** The settings of the sync, with the aliases of the orders. */
export function stockSettings(open: OpenConnection<'netsuite-shopify'>): ShopifyStockSettings {
  const { shopifyStock, shopifyOrder } = open.settings.syncs;
  return { ...shopifyStock, skuAliases: { ...shopifyOrder.skuAliases, ...shopifyStock.skuAliases } };
}

export const committedOf = ({ madeOf }: StockLevelRow): number =>
  (JSON.parse(madeOf) as { committed?: number }).committed ?? 0;
export const madeOfCell = (committed: number): string => JSON.stringify({ committed });

/** Rows of these items in this run. */
export function rowsOf(deps: ActivityDeps, { connection, run, locations }: PlaceScope, items: string[]) {
  if (items.length === 0) return Promise.resolve([]);
  const limit = items.length * Math.max(1, locations.length) * 2;
  return deps.store.stock.list({ connection, run, skuKeys: items, limit });
}

export type Told = { key: string; sku?: string; cause?: string; reason?: string; summary?: string };

/** One record per SKU (or variant, or location) that waits or was changed. */
export async function putRecords(deps: ActivityDeps, { connection }: RecordScope, told: Told[]): Promise<void> {
  const at = deps.now().toISOString();
  const rows = [...new Map(told.map((one) => [one.key, one])).values()];
  await Promise.all(
    rows.map(({ key, sku, cause, reason, summary }) =>
      deps.store.records.put({
        connection,
        sync: STOCK_SYNC,
        recordKey: key,
        status: cause === undefined ? 'done' : 'waiting',
        workflowId: runId(connection, STOCK_SYNC),
        foundBy: 'sweep',
        numbers: sku === undefined ? [] : [{ kind: 'SKU', value: sku }],
        at,
        ...(cause === undefined ? {} : { cause }),
        ...(reason === undefined ? {} : { reason }),
        ...(summary === undefined ? {} : { summary }),
      }),
    ),
  );
}

/** What waited and is in order now is told as done. */
export async function clearRecords(deps: ActivityDeps, scope: RecordScope, keys: string[]): Promise<void> {
  const found = await Promise.all(
    [...new Set(keys)].map((key) => deps.store.records.get(scope.connection, STOCK_SYNC, key)),
  );
  const cleared = found.filter((row) => row?.status === 'waiting').map((row) => row?.recordKey ?? '');
  await putRecords(
    deps,
    scope,
    cleared.map((key) => ({ key, summary: 'no longer in the way' })),
  );
}
