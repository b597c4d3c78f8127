/**
 * What customerProfiles is woken by: customers changed in NetSuite, orders changed in ShipStation, and once a day all orders
 * that are open. The trap: closed orders change most (they ship), and waking them would spend a call each for nothing.
 */
import type { OrderSight } from '../../../connectors/shipstation/types.ts';
import { OPEN_STATUSES } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import type { ConnectionOf } from '../../../settings/connection.ts';
import { durationMs } from '../../../settings/duration.ts';
import type { OpenConnection } from '../../connection-registry.ts';
import type { ActivityDeps } from '../../deps.ts';
import { noteOrders } from '../../order-events.ts';
import type { SourcePage, SyncSource, WakeRow, Window } from '../../sync-sources.ts';
import { customerKey, orderKey, stateOf } from './keys.ts';
import { sourceOf } from './order.ts';

type Open = OpenConnection & { settings: ConnectionOf<'netsuite-shipstation'> };

const NOTHING: SourcePage = { rows: [], read: 0 };
const CUSTOMERS_PER_PAGE = 1_000;

export const customerProfilesSource: SyncSource = {
  overlapMs({ settings }, stream) {
    if (settings.pair !== 'netsuite-shipstation' || stream === 'ordersOpen') return 0;
    return durationMs(settings.syncs.customerProfiles.sweep.overlap) ?? 0;
  },
  async readPage(open, stream, window, cursor, deps) {
    if (!isOurs(open) || !open.settings.syncs.customerProfiles.enabled) return NOTHING;
    if (stream === 'customersChanged') return customersPage(open, window, cursor);
    if (stream === 'ordersModified') return modifiedPage(deps, open, window, cursor);
    if (stream === 'ordersOpen') return openPage(open, window, cursor);
    throw new Error(`customerProfiles has no stream ${stream}`);
  },
};

const isOurs = (open: OpenConnection): open is Open => open.settings.pair === 'netsuite-shipstation';

async function customersPage(open: Open, window: Window, cursor: string | undefined): Promise<SourcePage> {
  const netSuite = await open.netSuite();
  const found = await netSuite.readCustomersChangedSince(
    { since: window.from, until: window.to },
    { pageSize: CUSTOMERS_PER_PAGE, ...(cursor === undefined ? {} : { after: cursor }) },
  );
  const settings = open.settings.syncs.customerProfiles;
  const rows = found.rows.map(({ id, modifiedAt }) => ({
    key: customerKey(id),
    source: `customer:${id}`,
    state: stateOf(modifiedAt ?? '-', settings),
    at: modifiedAt ?? window.to,
  }));
  return { rows, read: found.rows.length, ...(found.next === undefined ? {} : { next: found.next }) };
}

async function modifiedPage(
  deps: ActivityDeps,
  open: Open,
  window: Window,
  cursor: string | undefined,
): Promise<SourcePage> {
  const page = Number(cursor ?? '1');
  const found = await (await open.shipStation()).listOrders({ modifiedSince: window.from }, page);
  await noteOrders(deps, open, found.rows, 'sweep');
  await closeNotes(deps, open, found.rows);
  const rows = openOrderRows(open, found.rows);
  return { rows, read: found.rows.length, ...(found.hasMore ? { next: String(page + 1) } : {}) };
}

/** What was kept of the owners of orders that are closed now is forgotten. */
async function closeNotes(deps: ActivityDeps, open: Open, orders: OrderSight[]): Promise<void> {
  const closed = orders.filter(({ orderStatus }) => !OPEN_STATUSES.includes(orderStatus));
  for (const { orderId } of closed) await deps.store.orderNotes.close(open.row.id, orderId);
}

/** The records that new orders wake; none where the sync is off. */
export const profileRows = (open: OpenConnection, orders: OrderSight[]): WakeRow[] =>
  isOurs(open) && open.settings.syncs.customerProfiles.enabled ? openOrderRows(open, orders) : [];

/** Rows of the orders that can be written. */
function openOrderRows(open: Open, orders: OrderSight[]): WakeRow[] {
  const settings = open.settings.syncs.customerProfiles;
  return orders
    .filter(({ orderStatus }) => OPEN_STATUSES.includes(orderStatus))
    .map((order) => ({ key: orderKey(order.orderId), ...sourceOf(order, settings), at: order.modifiedAt }));
}

/**
 * All open orders, status by status, in the first window of each day. After the first page come the last ones first and
 * then the first again: an order that closes meanwhile moves the others forward, onto pages that are yet to be read.
 */
async function openPage(open: Open, window: Window, cursor: string | undefined): Promise<SourcePage> {
  if (cursor === undefined && window.from.slice(0, 10) === window.to.slice(0, 10)) return NOTHING;
  const [status = '', page = ''] = (cursor ?? `${OPEN_STATUSES[0]}:first`).split(':');
  const number = page === 'first' ? 1 : Number(page);
  const found = await (await open.shipStation()).listOrders({ status }, number);
  const pages = Math.ceil((found.total ?? 0) / open.settings.shipstation.pageSize);
  const next = nextOpen(status, page, pages);
  return { rows: openOrderRows(open, found.rows), read: found.rows.length, ...(next === undefined ? {} : { next }) };
}

function nextOpen(status: string, page: string, pages: number): string | undefined {
  if (page === 'first' && pages > 1) return `${status}:${pages}`;
  if (page !== 'first' && page !== '1') return `${status}:${Number(page) - 1}`;
  const following = OPEN_STATUSES[OPEN_STATUSES.indexOf(status) + 1];
  return following === undefined ? undefined : `${following}:first`;
}
