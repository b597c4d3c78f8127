// What an order looks like to `orders(query:)`: the fields that can be searched and sorted by.
// Trap: a field that is missing here makes a search warning, as an unknown field does at the vendor.
import type { OrderRow, SearchDoc } from './model.ts';
import { financialStatus, fulfillmentStatus } from './status.ts';
import { totalsOf } from './totals.ts';
import type { World } from './world.ts';

function lifeStatus(order: OrderRow): string {
  if (order.cancelledAt !== null) return 'cancelled';
  return order.closedAt !== null ? 'closed' : 'open';
}

/** The searchable fields of an order; instants are epoch ms, enums lower case. */
export function searchDoc(world: World, order: OrderRow): SearchDoc {
  const totals = totalsOf(order, world.settings.behaviour);
  const customer = order.customerId === null ? undefined : world.customers.get(order.customerId);
  const metafields = order.metafields.map((row) => [`metafields.${row.namespace}.${row.key}`, row.value]);
  return {
    id: order.id,
    name: order.name,
    order_number: order.number,
    email: order.email,
    confirmation_number: order.confirmationNumber,
    created_at: order.createdAt,
    processed_at: order.processedAt,
    updated_at: order.updatedAt,
    tag: order.tags.map((tag) => tag.toLowerCase()),
    financial_status: (financialStatus(order, totals, world.clock.now()) ?? '').toLowerCase(),
    fulfillment_status: fulfillmentStatus(order).toLowerCase(),
    status: lifeStatus(order),
    test: order.test,
    source_name: order.sourceName,
    source_identifier: order.sourceIdentifier,
    sku: order.lines.map((line) => line.sku ?? '').filter((sku) => sku !== ''),
    customer_id: order.customerId,
    location_id: order.fulfillmentOrders.map((row) => String(row.locationId)),
    return_status: order.refunds.some((refund) => refund.lines.some((line) => line.restockType === 'RETURN'))
      ? 'returned'
      : 'no_return',
    po_number: order.poNumber,
    gateway: [...new Set(order.transactions.map((row) => row.gateway))],
    total_price: Number(totals.total.shop),
    current_total_price: Number(totals.current.total.shop),
    customer_name: customer ? `${customer.lastName ?? ''} ${customer.firstName ?? ''}`.trim() : '',
    ...Object.fromEntries(metafields),
  };
}
