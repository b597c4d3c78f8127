/**
 * How a change in Shopify is told from the one before: what a settled record remembers and a list shows again.
 * The trap: `updatedAt` has seconds only, and two changes of one second happen (a refund with its order), so the statuses
 * belong to it.
 */
import type { Customer, OrderRef } from '../../connectors/shopify/types.ts';

export const orderState = (order: OrderRef): string =>
  [order.updatedAt, order.financialStatus ?? '-', order.fulfillmentStatus, order.cancelledAt === undefined ? '' : 'x']
    .join(' ')
    .trim();

export const customerState = (customer: Pick<Customer, 'updatedAt' | 'state'>): string =>
  `${customer.updatedAt} ${customer.state}`;
