// Statuses that Shopify derives: financial from transactions, fulfilment from fulfilment orders.
// Trap: financial status is null when there is no transaction at all and something is owed.
import type { FulfillmentOrderRow, LineRow, OrderRow } from './model.ts';
import { currentQuantity, type Totals } from './totals.ts';

function authorisationStatus(order: OrderRow, nowMs: number): string | null {
  const authorisations = order.transactions.filter((row) => row.kind === 'AUTHORIZATION' && row.status === 'SUCCESS');
  if (authorisations.length === 0) return null;
  const voided = new Set(order.transactions.filter((row) => row.kind === 'VOID').map((row) => row.parentId));
  if (authorisations.every((row) => voided.has(row.id))) return 'VOIDED';
  const expired = authorisations.every((row) => (row.authorizationExpiresAt ?? Number.POSITIVE_INFINITY) < nowMs);
  return expired ? 'EXPIRED' : 'AUTHORIZED';
}

/** displayFinancialStatus, or null when nothing was ever transacted. */
export function financialStatus(order: OrderRow, totals: Totals, nowMs: number): string | null {
  const { received, refunded, total } = totals;
  if (received.shop.gt(0)) {
    if (refunded.shop.gte(received.shop)) return 'REFUNDED';
    if (refunded.shop.gt(0)) return 'PARTIALLY_REFUNDED';
    return totals.outstanding.shop.gt(0) ? 'PARTIALLY_PAID' : 'PAID';
  }
  const authorised = authorisationStatus(order, nowMs);
  if (authorised) return authorised;
  if (order.cancelledAt !== null && order.transactions.length > 0) return 'VOIDED';
  if (order.transactions.some((row) => row.status === 'PENDING')) return 'PENDING';
  if (total.shop.eq(0)) return 'PAID';
  return order.transactions.length > 0 ? 'PENDING' : null;
}

const isDone = (row: FulfillmentOrderRow): boolean => row.status === 'CLOSED' || row.status === 'CANCELLED';

/** displayFulfillmentStatus. */
export function fulfillmentStatus(order: OrderRow): string {
  const done = order.fulfillments.filter((row) => row.status === 'SUCCESS');
  const open = order.fulfillmentOrders.filter((row) => !isDone(row) && row.lines.some((line) => line.remaining > 0));
  if (order.fulfillmentOrders.length === 0 && done.length === 0) return 'FULFILLMENT_NOT_REQUIRED';
  if (done.length > 0) return open.length > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
  if (open.length === 0) return 'UNFULFILLED';
  const all = (status: string) => open.every((row) => row.status === status);
  if (all('ON_HOLD')) return 'ON_HOLD';
  if (all('SCHEDULED')) return 'SCHEDULED';
  return open.some((row) => row.status === 'IN_PROGRESS') ? 'IN_PROGRESS' : 'UNFULFILLED';
}

/** Units shipped of a line. */
export function fulfilledQuantity(order: OrderRow, line: LineRow): number {
  const rows = order.fulfillments.filter((row) => row.status === 'SUCCESS').flatMap((row) => row.lines);
  return rows.filter((row) => row.lineId === line.id).reduce((all, row) => all + row.quantity, 0);
}

/** Units of a line that still wait on open fulfilment orders. */
export function unfulfilledQuantity(order: OrderRow, line: LineRow): number {
  const rows = order.fulfillmentOrders.filter((row) => !isDone(row)).flatMap((row) => row.lines);
  return rows.filter((row) => row.lineId === line.id).reduce((all, row) => all + row.remaining, 0);
}

/** Units that nobody can ship any more or ever could (tips, gift cards, refunded or removed units). */
export function nonFulfillableQuantity(order: OrderRow, line: LineRow): number {
  if (line.tip || line.giftCard) return line.quantity;
  return Math.max(0, line.quantity - fulfilledQuantity(order, line) - unfulfilledQuantity(order, line));
}

/** Units that can still be refunded. */
export const refundableQuantity = (order: OrderRow, line: LineRow): number =>
  order.cancelledAt === null ? currentQuantity(order, line) : 0;

/** Closes an order once all is shipped or cancelled and all money has moved; reopens it otherwise. */
export function closeWhenDone(order: OrderRow, totals: Totals, nowMs: number): void {
  const status = financialStatus(order, totals, nowMs);
  const settled = status === 'PAID' || status === 'REFUNDED' || status === 'PARTIALLY_REFUNDED';
  const shipped = ['FULFILLED', 'FULFILLMENT_NOT_REQUIRED'].includes(fulfillmentStatus(order));
  const done = settled && (shipped || order.cancelledAt !== null);
  if (done) order.closedAt ??= nowMs;
  else order.closedAt = null;
}
