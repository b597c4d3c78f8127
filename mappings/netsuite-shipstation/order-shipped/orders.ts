/**
 * Which sales order an order belongs to, and whether it can be fulfilled at all.
 * The trap: several candidates are never decided here; the record waits with their names.
 */
import type { SalesOrder, SalesOrderRef } from '../../../connectors/netsuite/types.ts';
import { nameParcel } from './parcels.ts';
import type { OrderMatch, Parcel, Problem, SourceView, TargetView } from './types.ts';

const STATUS_NAMES: Record<string, string> = {
  A: 'Pending Approval',
  B: 'Pending Fulfillment',
  C: 'Cancelled',
  D: 'Partially Fulfilled',
  E: 'Pending Billing/Partially Fulfilled',
  F: 'Pending Billing',
  G: 'Billed',
  H: 'Closed',
};

const describe = (order: SalesOrderRef): string => `${order.tranId} (${STATUS_NAMES[order.status] ?? order.status})`;

/** What keeps the order from being matched to exactly one sales order, or undefined. */
export function matchProblem(source: SourceView, target: TargetView): Problem | undefined {
  const ambiguous = target.matches.find((match) => match.candidates.length > 1);
  if (ambiguous !== undefined) {
    return {
      cause: 'order-ambiguous',
      reason:
        `order ${source.order.orderNumber} fits ${ambiguous.candidates.length} sales orders: ` +
        `${ambiguous.candidates.map(describe).join(', ')}; make one of them fit, or add a narrower match rule`,
    };
  }
  if (target.salesOrders.length > 0) return undefined;
  const tried = [...new Set(target.matches.flatMap((match) => match.tried))].join(', ');
  return {
    cause: 'order-not-found',
    reason: `no sales order for ShipStation order ${source.order.orderNumber} (looked for ${tried}); create it in NetSuite or correct the match rules`,
  };
}

/** Orders that were merged into this one and can no longer be read: their goods would be laid onto the wrong sales order. */
export function lostMergeProblem(parcel: Parcel, { order, family }: SourceView): Problem | undefined {
  const lost = order.mergedIds.filter((id) => !family.some((relative) => relative.orderId === id));
  if (lost.length === 0) return undefined;
  return {
    cause: 'merge-ambiguous',
    source: parcel.source,
    reason:
      `${nameParcel(parcel)} holds goods of merged orders, and ShipStation no longer shows order ${lost.join(', ')}, which was merged ` +
      `into ${order.orderNumber}; nobody can tell which sales order those goods belong to: post it in NetSuite by hand and skip this record`,
  };
}

/** A sales order that NetSuite does not let be fulfilled, as long as something is to be fulfilled on it. */
export function statusProblem(salesOrder: SalesOrder): Problem | undefined {
  const name = describe(salesOrder);
  if (salesOrder.status === 'A') {
    return { cause: 'order-not-approved', reason: `sales order ${name} must be approved before it can be fulfilled` };
  }
  if (salesOrder.status === 'C' || salesOrder.status === 'H') {
    return {
      cause: 'order-closed',
      reason: `goods left for sales order ${name}, which can no longer be fulfilled; reopen it, or skip this record and settle it by hand`,
    };
  }
  return undefined;
}

/**
 * The rules tried one after another: the first that finds exactly one sales order wins; where an earlier rule found
 * several, a later one may only decide among them.
 */
export function narrow(found: SalesOrderRef[], earlier: SalesOrderRef[]): SalesOrderRef[] {
  if (earlier.length === 0) return found;
  const among = earlier.filter((order) => found.some((other) => other.id === order.id));
  return among.length === 1 ? among : earlier;
}

export const isDecided = (match: Pick<OrderMatch, 'candidates'>): boolean => match.candidates.length === 1;
