/**
 * What the sales order's own state means for the Shopify order: cancelled there, and its status as tag or metafield.
 * The trap: cancelling in Shopify is irreversible and refused while anything is fulfilled; it is only done when asked for.
 */
import type { FulfillmentUpdateSettings } from '../../../settings/fulfillment-update.ts';
import { emptyStage, type Stage } from './settle.ts';
import { isLive, type State } from './state.ts';

const WORDS: Record<string, string> = {
  A: 'Pending Approval',
  B: 'Pending Fulfillment',
  C: 'Cancelled',
  D: 'Partially Fulfilled',
  E: 'Pending Billing/Partially Fulfilled',
  F: 'Pending Billing',
  G: 'Billed',
  H: 'Closed',
};

/** Whether the Shopify order itself must be read. */
export function needsOrder(status: string, settings: FulfillmentUpdateSettings): boolean {
  return (
    status === 'C' ||
    status === 'H' ||
    settings.statusTags[status] !== undefined ||
    settings.statusMetafield !== undefined
  );
}

export function orderStage(state: State): Stage {
  const stage = emptyStage();
  const { order } = state.target;
  if (order === undefined) return stage;
  cancelled(state, stage);
  const { source, settings } = state;
  const told = { source: `salesOrder:${source.salesOrderId}`, orderId: source.orderId };
  const tag = settings.statusTags[source.status];
  if (tag !== undefined && !order.tags.includes(tag))
    stage.writes.push({ kind: 'tag', ...told, title: `tag ${order.name}: ${tag}`, tags: [tag] });
  const value = WORDS[source.status];
  const [namespace, key] = settings.statusMetafield?.split('.') ?? [];
  if (namespace !== undefined && key !== undefined && value !== undefined && order.status !== value)
    stage.writes.push({ kind: 'status', ...told, title: `status of ${order.name}: ${value}`, namespace, key, value });
  return stage;
}

/** Cancelled, or closed before anything was shipped. */
function cancelled(state: State, stage: Stage): void {
  const { source, settings, target } = state;
  const { order } = target;
  const isOff = source.status === 'C' || (source.status === 'H' && source.fulfillments.length === 0);
  const isOpen = target.fulfillmentOrders.some(({ lines }) =>
    lines.some(({ remainingQuantity }) => remainingQuantity > 0),
  );
  if (order === undefined || !isOff || !isOpen || order.cancelledAt !== undefined) return;
  const told = { source: `salesOrder:${source.salesOrderId}`, orderId: source.orderId };
  const off = source.status === 'C' ? 'cancelled' : 'closed';
  if (settings.orderCancelled === 'tag') {
    const tags = [settings.cancelledTag];
    const isTagged = order.tags.includes(settings.cancelledTag);
    if (!isTagged)
      stage.writes.push({ kind: 'tag', ...told, title: `tag ${order.name}: ${settings.cancelledTag}`, tags });
    return;
  }
  const isShipped = target.fulfillments.some(isLive);
  if (settings.orderCancelled === 'wait' || isShipped) {
    const what = isShipped ? 'but a part of it is fulfilled in Shopify' : 'but is open in Shopify';
    const reason = `sales order ${source.tranId} is ${off} in NetSuite, ${what}; cancel ${order.name} in Shopify, or open it again in NetSuite`;
    stage.problems.push({ cause: 'order-cancelled', reason });
    return;
  }
  const { reason, refund, restock, notify } = settings.cancel;
  const note = `Sales order ${source.tranId} was ${off} in NetSuite`;
  const title = `cancel ${order.name}: ${source.tranId} is ${off} in NetSuite`;
  stage.writes.push({ kind: 'cancelOrder', ...told, title, reason, refund, restock, notify, note });
}
