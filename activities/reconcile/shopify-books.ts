/**
 * What both lists of Shopify's books share: reading orders by their last change, and the second look, which asks the plan.
 * The trap: without `read_all_orders` Shopify hides what is older than 60 days, and a hidden order must not look like one
 * that is gone.
 */
import { DateTime } from 'luxon';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { TransactionRow } from '../../connectors/netsuite/read-types.ts';
import type { RecordType } from '../../connectors/netsuite/record-types.ts';
import type { BookedOrder, Order } from '../../connectors/shopify/types.ts';
import { type Verdict, verdictOf } from '../../mappings/shared/reconcile/explain.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { decide } from '../netsuite-shopify/shopify-order.ts';
import type { LedgerWrite, ReconcileStream, ReconcileWindow, SecondLook, SidePage } from './contract.ts';
import { startOf } from './days.ts';

export const SYNC = 'shopifyOrder';
const PAGE = 500;
const VISIBLE_DAYS = 60;

export function shopifySettings(open: OpenConnection): ConnectionOf<'netsuite-shopify'> {
  if (open.settings.pair !== 'netsuite-shopify')
    throw new Error(`Shopify's books of a ${open.settings.pair} connection`);
  return open.settings;
}

export const isOn = (open: OpenConnection): boolean => shopifySettings(open).syncs.shopifyOrder.enabled;

/** Whatever happened in the range changed its order since the range began. */
export async function readOrders(
  open: OpenConnection,
  window: ReconcileWindow,
  cursor: string | undefined,
  rowsOf: (order: BookedOrder) => ReconcileRow[],
): Promise<SidePage> {
  refuseHidden(open, window);
  const page = await (await open.shopify()).ordersForBooks(startOf(window), cursor);
  return { rows: page.rows.flatMap(rowsOf), ...(page.next === undefined ? {} : { next: page.next }) };
}

function refuseHidden(open: OpenConnection, { judged, zone }: ReconcileWindow): void {
  const { shopify } = shopifySettings(open);
  const oldest = DateTime.now().setZone(zone).minus({ days: VISIBLE_DAYS }).toISODate() ?? '';
  if (shopify.allOrders || judged.from >= oldest) return;
  throw new ConnectorError({
    type: 'Config',
    system: 'shopify',
    code: 'ORDERS_HIDDEN',
    message: `Shopify shows this app no orders from before ${oldest} (60 days); compare from then on, or give the app the scope read_all_orders and set shopify.allOrders: true`,
  });
}

/** NetSuite lists by change, and a record of the range was made, so changed, after the range began. */
export async function readRecords(
  open: OpenConnection,
  window: ReconcileWindow,
  cursor: string | undefined,
  types: RecordType[],
  rowsOf: (row: TransactionRow) => ReconcileRow[],
): Promise<SidePage> {
  const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
  const query = { since: startOf(window), types };
  const { rows, next } = await (await open.netSuite()).listTransactionsChanged(query, page);
  return { rows: rows.flatMap(rowsOf), ...(next === undefined ? {} : { next }) };
}

/** The order and its records as they are now, and what the sync would do. */
export type OrderLook = {
  order: BookedOrder;
  held: Awaited<ReturnType<typeof decide>>['input']['target'];
  verdict: Verdict;
};

/** A second look at one order, told by `tell`; it cannot tell more than the lists when Shopify does not show the order. */
export const lookingAt =
  (tell: (open: OpenConnection, seen: OrderLook) => SecondLook): NonNullable<ReconcileStream['look']> =>
  async (open, orderId, _keys, deps) => {
    const order = await (await open.shopify()).getOrder(orderId);
    if (order === undefined) return undefined;
    const { input, plan } = await decide(deps, { connection: open.row.id, sync: SYNC, recordKey: orderId, order });
    return tell(open, { order: bookedOf(order), held: input.target, verdict: verdictOf(plan) });
  };

const bookedOf = (order: Order): BookedOrder => ({
  ...order,
  total: order.totals.currentTotal,
  isRefunded: order.refunds.length > 0,
});

/** Whether the last that we did under a name was to make it. `isName`: of the external id of a planned write. */
export function madeBefore(writes: LedgerWrite[], isName: (externalId: string) => boolean) {
  let made: { ref: string; at: string } | undefined;
  let isOurs = false;
  for (const { kind, step, at, targetRef, payload } of writes) {
    if (kind === 'intent') isOurs = isName(externalIdOf(payload));
    else if (isOurs && (step === 'create' || step === 'transform') && targetRef !== undefined)
      made = { ref: targetRef, at };
  }
  return made;
}

const externalIdOf = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'externalId' in payload ? String(payload.externalId) : '';
