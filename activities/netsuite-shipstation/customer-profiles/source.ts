/**
 * What customerProfiles (and customerAlignment) is woken by: customers changed in the books, orders changed in ShipStation, and once a day all orders
 * that are open. The trap: closed orders change most (they ship), and waking them would spend a call each for nothing.
 */
import type { OrderSight } from '../../../connectors/shipstation/types.ts';
import { OPEN_STATUSES } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import type { Connection } from '../../../settings/connection.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import { durationMs } from '../../../settings/duration.ts';
import type { OpenConnection } from '../../connection-registry.ts';
import type { ActivityDeps } from '../../deps.ts';
import { noteOrders } from '../../order-events.ts';
import type { SourcePage, SyncSource, WakeRow, Window } from '../../sync-sources.ts';
import { customerKey, orderKey, stateOf } from './keys.ts';
import { sourceOf } from './order.ts';
import { profileSettingsOf, profileSyncOf } from './scope.ts';

type Open = OpenConnection & { settings: Extract<Connection, { shipstation: unknown }> };
/** One page of the customers that changed in the accounting system. */
export type CustomersPage = (
  open: OpenConnection,
  window: Window,
  cursor: string | undefined,
  settings: CustomerProfilesSettings,
  deps: ActivityDeps,
) => Promise<SourcePage>;

const NOTHING: SourcePage = { rows: [], read: 0 };
const CUSTOMERS_PER_PAGE = 1_000;

/** The source of a sync that puts customers' profiles on orders; the pages of its customers are the pair's own. */
export const profileSource = (customersPage: CustomersPage): SyncSource => ({
  overlapMs(open, stream) {
    const settings = profileSettingsOf(open);
    return settings === undefined || stream === 'ordersOpen' ? 0 : (durationMs(settings.sweep.overlap) ?? 0);
  },
  async readPage(open, stream, window, cursor, deps) {
    const settings = profileSettingsOf(open);
    if (settings?.enabled !== true || !hasShipStation(open)) return NOTHING;
    if (stream === 'customersChanged') return customersPage(open, window, cursor, settings, deps);
    if (stream === 'ordersModified') return modifiedPage(deps, open, window, cursor);
    if (stream === 'ordersOpen') return openPage(open, window, cursor);
    throw new Error(`${profileSyncOf(open)} has no stream ${stream}`);
  },
});

export const customerProfilesSource: SyncSource = profileSource(netSuiteCustomers);

const hasShipStation = (open: OpenConnection): open is Open => 'shipstation' in open.settings;

async function netSuiteCustomers(
  open: OpenConnection,
  window: Window,
  cursor: string | undefined,
  settings: CustomerProfilesSettings,
): Promise<SourcePage> {
  const netSuite = await open.netSuite();
  const found = await netSuite.readCustomersChangedSince(
    { since: window.from, until: window.to },
    { pageSize: CUSTOMERS_PER_PAGE, ...(cursor === undefined ? {} : { after: cursor }) },
  );
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
  profileSettingsOf(open)?.enabled === true ? openOrderRows(open, orders) : [];

/** Rows of the orders that can be written. */
function openOrderRows(open: OpenConnection, orders: OrderSight[]): WakeRow[] {
  const settings = profileSettingsOf(open);
  if (settings === undefined) return [];
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
