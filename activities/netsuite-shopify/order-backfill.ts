/**
 * Historical orders of a window, by the day they were made: by cursor, or, when there are many, by a bulk export that
 * costs nothing of the shop's query budget. The cursor says how far it is: `bulk:<operation>:<rows taken>`.
 * The trap: an export is asked for once and finished minutes later; until then the step comes back, it never waits.
 */
import { Context } from '@temporalio/activity';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { OrderRef } from '../../connectors/shopify/types.ts';
import type { SourcePage, WakeRow, Window } from '../sync-sources.ts';
import { orderState } from './states.ts';

const BULK = /^bulk:([^:]+):(\d+)$/;
/** Where the list goes on page by page after an export that came to nothing. */
const BY_CURSOR = 'page:';
/** They pass through the history of the backfill. */
const ROWS_PER_STEP = 500;
const LOOK_AGAIN_MS = 5_000;

export async function readHistoricalOrders(
  shopify: Shopify,
  window: Window,
  cursor: string | undefined,
  bulkAbove: number,
): Promise<SourcePage> {
  if (cursor === undefined) return begin(shopify, window, bulkAbove);
  const bulk = BULK.exec(cursor);
  if (bulk !== null) return readExport(shopify, bulk[1] ?? '', Number(bulk[2]));
  return readList(shopify, window, cursor.startsWith(BY_CURSOR) ? cursor.slice(BY_CURSOR.length) : cursor);
}

async function begin(shopify: Shopify, window: Window, bulkAbove: number): Promise<SourcePage> {
  const { count, isExact } = await shopify.countOrdersCreated(window);
  const total = isExact ? { total: count } : {};
  if (count > bulkAbove) {
    const { id } = await shopify.startBulkOrders(window);
    return { rows: [], read: 0, next: `bulk:${id}:0`, ...total };
  }
  return { ...(await readList(shopify, window, '')), ...total };
}

async function readList(shopify: Shopify, window: Window, cursor: string): Promise<SourcePage> {
  const page = await shopify.ordersCreatedIn(window, cursor === '' ? undefined : cursor);
  const next = page.next === undefined ? {} : { next: `${BY_CURSOR}${page.next}` };
  return { rows: page.rows.map(wakeOf), read: page.rows.length, ...next };
}

/** An export that failed, or whose file has ended, is given up: the list then goes page by page. */
async function readExport(shopify: Shopify, id: string, taken: number): Promise<SourcePage> {
  const operation = await shopify.bulkOperation(id);
  if (operation === undefined) return { rows: [], read: 0, next: BY_CURSOR };
  if (['CREATED', 'RUNNING'].includes(operation.status)) throw stillRunning(operation.objectCount);
  if (operation.status !== 'COMPLETED') return { rows: [], read: 0, next: BY_CURSOR };
  if (operation.url === undefined) return { rows: [], read: 0, total: 0 };
  try {
    const { rows, seen, isEnd } = await slice(shopify.readBulkOrders(operation.url), taken);
    const next = isEnd ? {} : { next: `bulk:${id}:${seen}` };
    return { rows, read: rows.length, total: Number(operation.objectCount), ...next };
  } catch (error) {
    if (!(error instanceof ConnectorError && error.type === 'NotFound')) throw error;
    return { rows: [], read: 0, next: BY_CURSOR };
  }
}

async function slice(orders: AsyncGenerator<OrderRef>, taken: number) {
  const rows: WakeRow[] = [];
  let seen = 0;
  for await (const order of orders) {
    if (seen === taken + ROWS_PER_STEP) return { rows, seen, isEnd: false };
    if (seen >= taken) rows.push(wakeOf(order));
    seen += 1;
    if (seen % 500 === 0) Context.current().heartbeat(seen);
  }
  return { rows, seen, isEnd: true };
}

const wakeOf = (order: OrderRef): WakeRow => ({
  key: order.id,
  source: `order:${order.id}`,
  state: orderState(order),
  at: order.updatedAt,
});

const stillRunning = (objectCount: string) =>
  new ConnectorError({
    type: 'RateLimited',
    system: 'shopify',
    code: 'EXPORT_RUNNING',
    message: `Shopify is still writing the export (${objectCount} orders so far)`,
    retryAfterMs: LOOK_AGAIN_MS,
  });
