/**
 * What the shop has sold that NetSuite may not know yet: orders that wait, and those of the last minutes.
 * The trap: NetSuite's number still holds these goods; shown again, they would be sold twice. Whether an order is posted
 * meanwhile is asked in NetSuite itself, before its stock is read.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { ShopifyStockSettings } from '../../settings/shopify-stock.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Sale } from './stock-scope.ts';

const RECENT_MS = 15 * 60_000;
const MOST_PAGES = 4;
const MOST_ORDERS = 200;
/** An order's open lines are read again after this long. */
const KEPT_MS = 5 * 60_000;

type Kept = { sales: Sale[]; atMs: number };
const kept = new Map<string, Kept>();

export async function unpostedSales(
  deps: ActivityDeps,
  open: OpenConnection<'netsuite-shopify'>,
  settings: ShopifyStockSettings,
  items: ReadonlySet<string>,
): Promise<Sale[]> {
  const { shopifyOrder } = open.settings.syncs;
  if (!settings.keepBackUnposted || settings.quantity !== 'available' || !shopifyOrder.enabled) return [];
  const api = await open.shopify();
  const connection = open.settings.id;
  const orders = await openOrders(deps, api, connection);
  const sales: Sale[] = [];
  for (const name of orders.slice(0, MOST_ORDERS)) sales.push(...(await salesOf(deps, api, connection, name)));
  return sales.filter(({ itemId }) => items.has(itemId));
}

/** `id@state`: whoever waits, and whoever changed lately and is not settled. */
async function openOrders(deps: ActivityDeps, api: Shopify, connection: string): Promise<string[]> {
  const query = { connection, sync: 'shopifyOrder', status: 'waiting', limit: MOST_ORDERS } as const;
  const waiting = (await deps.store.records.list(query)).map(({ recordKey }) => recordKey);
  const from = new Date(deps.now().getTime() - RECENT_MS).toISOString();
  const recent = new Map<string, string>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await api.ordersUpdatedSince({ from }, cursor);
    for (const { id, updatedAt, cancelledAt } of found.rows) if (cancelledAt === undefined) recent.set(id, updatedAt);
    cursor = found.next;
    if (cursor === undefined) break;
  }
  const names = waiting.map((id) => `${id}@${recent.get(id) ?? ''}`);
  for (const [id, updatedAt] of recent) {
    if (waiting.includes(id)) continue;
    const record = await deps.store.records.get(connection, 'shopifyOrder', id);
    if (record?.status !== 'done' && record?.status !== 'skipped') names.push(`${id}@${updatedAt}`);
  }
  return names;
}

async function salesOf(deps: ActivityDeps, api: Shopify, connection: string, name: string): Promise<Sale[]> {
  const key = `${connection}/${name}`;
  const nowMs = deps.now().getTime();
  const known = kept.get(key);
  if (known !== undefined && nowMs - known.atMs < KEPT_MS) return known.sales;
  for (const [old, { atMs }] of kept) if (nowMs - atMs >= KEPT_MS) kept.delete(old);
  const orderId = name.split('@')[0] ?? '';
  const sales = await openLines(api, orderId);
  kept.set(key, { sales, atMs: nowMs });
  return sales;
}

async function openLines(api: Shopify, orderId: string): Promise<Sale[]> {
  try {
    return (await api.fulfillmentOrders(orderId)).flatMap(({ locationId, lines }) =>
      lines.flatMap(({ inventoryItemId: itemId, remainingQuantity: quantity }) =>
        itemId === undefined || locationId === undefined || quantity <= 0
          ? []
          : [{ orderId, itemId, locationId, quantity }],
      ),
    );
  } catch (error) {
    if (error instanceof ConnectorError && error.type === 'NotFound') return [];
    throw error;
  }
}
