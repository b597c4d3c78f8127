/**
 * Orders of Shopify ↔ sales orders of NetSuite that bear their names, to the cent.
 * The trap: both sides list by change, so an order that only one side touched lately is on one list only; the second look
 * reads it whole.
 */
import { ORDER_RULES, rowOfOrder, rowOfSalesOrder } from '../../mappings/netsuite-shopify/reconcile/orders.ts';
import { salesOrderName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ReconcileStream, SecondLook } from './contract.ts';
import {
  isOn,
  lookingAt,
  madeBefore,
  type OrderLook,
  readOrders,
  readRecords,
  SYNC,
  shopifySettings,
} from './shopify-books.ts';

export const shopifyOrdersStream: ReconcileStream = {
  name: 'orders',
  sync: SYNC,
  source: 'shopify',
  target: 'netsuite',
  isOn,
  readSource(open, window, cursor) {
    const { syncs, timeZone } = shopifySettings(open);
    return readOrders(open, window, cursor, (order) => [rowOfOrder(order, syncs.shopifyOrder, timeZone)]);
  },
  readTarget(open, window, cursor) {
    const { shopifyOrder } = shopifySettings(open).syncs;
    return readRecords(open, window, cursor, ['salesOrder'], (row) => rowOfSalesOrder(row, shopifyOrder));
  },
  rules: () => ORDER_RULES,
  look: lookingAt(tell),
  posted: (writes, key) => madeBefore(writes, (name) => name.endsWith(salesOrderName('', key))),
};

function tell(open: OpenConnection, { order, held, verdict }: OrderLook): SecondLook {
  const { syncs, timeZone } = shopifySettings(open);
  const source = rowOfOrder(order, syncs.shopifyOrder, timeZone, verdict.state === 'nothing');
  const verdicts = { [order.id]: verdict };
  if (held.salesOrder === undefined) return { rows: [source], verdicts };
  const { id, tranId, total, status } = held.salesOrder;
  const externalId = salesOrderName(syncs.shopifyOrder.externalIdPrefix, order.id);
  const row = { id, tranId, total, externalId, type: 'salesOrder', status };
  return { rows: [source, ...rowOfSalesOrder(row, syncs.shopifyOrder)], verdicts };
}
