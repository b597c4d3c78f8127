/**
 * What Shopify's syncs are woken by when no webhook came: orders and customers that changed, by cursor.
 * The trap: Shopify's search lags behind its records, so windows overlap; and an order that changes while its list is read
 * only comes again later in it, never not at all.
 */
import { durationMs } from '../../settings/duration.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { SyncSource } from '../sync-sources.ts';
import { readHistoricalOrders } from './order-backfill.ts';
import { customerState, orderState } from './states.ts';

export const shopifyOrderSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shopify' ? (durationMs(settings.syncs.shopifyOrder.sweep.overlap) ?? 0) : 0,
  async readPage(open, stream, window, cursor) {
    const shopify = await open.shopify();
    if (stream === 'ordersCreated') return readHistoricalOrders(shopify, window, cursor, bulkAboveOf(open));
    const page = await shopify.ordersUpdatedSince(window, cursor);
    const rows = page.rows.map((order) => ({
      key: order.id,
      source: `order:${order.id}`,
      state: orderState(order),
      at: order.updatedAt,
    }));
    return { rows, read: page.rows.length, ...(page.next === undefined ? {} : { next: page.next }) };
  },
};

const bulkAboveOf = ({ settings }: OpenConnection): number =>
  settings.pair === 'netsuite-shopify' ? settings.syncs.shopifyOrder.backfill.bulkAbove : 0;

export const shopifyCustomerSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shopify' ? (durationMs(settings.syncs.shopifyCustomer.sweep.overlap) ?? 0) : 0,
  async readPage(open, _stream, window, cursor) {
    const page = await (await open.shopify()).customersUpdatedSince(window, cursor);
    const rows = page.rows.map((customer) => ({
      key: customer.id,
      source: `customer:${customer.id}`,
      state: customerState(customer),
      at: customer.updatedAt,
    }));
    return { rows, read: page.rows.length, ...(page.next === undefined ? {} : { next: page.next }) };
  },
};
