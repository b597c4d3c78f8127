/**
 * Money that came in and went back in Shopify ↔ the records of NetSuite that bear its names, to the cent.
 * The trap: NetSuite's records name a transaction, not its order, so what stands there alone leads to no record.
 */
import {
  moneyTypes,
  PAYMENT_RULES,
  rowOfMoneyRecord,
  rowsOfMoney,
} from '../../mappings/netsuite-shopify/reconcile/payments.ts';
import type { TargetMoney } from '../../mappings/netsuite-shopify/shopify-order/types.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ReconcileStream, SecondLook } from './contract.ts';
import {
  isOn,
  lookAtOrder,
  madeBefore,
  type OrderLook,
  readOrders,
  readRecords,
  SYNC,
  shopifySettings,
  verdictsFor,
} from './shopify-books.ts';

export const shopifyPaymentsStream: ReconcileStream = {
  name: 'payments',
  sync: SYNC,
  source: 'shopify',
  target: 'netsuite',
  isOn: (open) => isOn(open) && moneyTypes(shopifySettings(open).syncs.shopifyOrder).length > 0,
  readSource(open, window, cursor) {
    const { syncs, timeZone } = shopifySettings(open);
    return readOrders(open, window, cursor, (order) => rowsOfMoney(order, syncs.shopifyOrder, timeZone));
  },
  readTarget(open, window, cursor) {
    const { shopifyOrder } = shopifySettings(open).syncs;
    const rowsOf = (row: Parameters<typeof rowOfMoneyRecord>[0]) => rowOfMoneyRecord(row, shopifyOrder);
    return readRecords(open, window, cursor, moneyTypes(shopifyOrder), rowsOf);
  },
  rules: () => PAYMENT_RULES,
  look,
  posted: (writes, key) => madeBefore(writes, (name) => name === key),
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
  const rows = rowsOfMoney(seen.order, syncs.shopifyOrder, timeZone);
  const held = heldMoney(seen).flatMap((row) => rowOfMoneyRecord(row, syncs.shopifyOrder));
  const keys = rows.map(({ key }) => key);
  return { rows: [...rows, ...held], verdicts: verdictsFor(keys, seen.verdict) };
}

const heldMoney = ({ held }: OrderLook) => [
  ...typed('customerDeposit', held.deposits),
  ...typed('customerPayment', held.payments),
  ...typed('cashSale', held.cashSales),
  ...typed('customerRefund', held.customerRefunds),
];

const typed = (type: string, rows: TargetMoney[]) =>
  rows.map(({ amount, ...row }) => ({ ...row, type, status: '', total: amount }));
