/**
 * Orders of Shopify ↔ sales orders of NetSuite that bear their names, to the cent.
 * The trap: both sides list by change, so an order that only one side touched lately is on one list only; the second look
 * reads it whole.
 */
import { ORDER_RULES, rowOfOrder, rowOfSalesOrder } from '../../mappings/netsuite-shopify/reconcile/orders.ts';
import { salesOrderName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ReconcileStream, SecondLook } from './contract.ts';
import { isOn, lookAtOrder, madeBefore, readOrders, readRecords, SYNC, shopifySettings } from './shopify-books.ts';

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
  look,
  posted: (writes, key) => madeBefore(writes, (name) => name.endsWith(salesOrderName('', key))),
};

async function look(
  open: OpenConnection,
  orderId: string,
  _keys: string[],
  deps: ActivityDeps,
): Promise<SecondLook | undefined> {
  const seen = await lookAtOrder(open, orderId, deps);
  if (seen === undefined) return undefined;
  const { syncs, timeZone } = shopifySettings(open);
  const { order, held, verdict } = seen;
  const source = rowOfOrder(order, syncs.shopifyOrder, timeZone, verdict.state === 'nothing');
  if (held.salesOrder === undefined) return { rows: [source], verdicts: { [orderId]: verdict } };
  const { id, tranId, total } = held.salesOrder;
  const externalId = salesOrderName(syncs.shopifyOrder.externalIdPrefix, orderId);
  const row = { id, tranId, total, externalId, type: 'salesOrder', status: held.salesOrder.status };
  return { rows: [source, ...rowOfSalesOrder(row, syncs.shopifyOrder)], verdicts: { [orderId]: verdict } };
}
