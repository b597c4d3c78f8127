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
  look: lookingAt(tell),
  posted: (writes, key) => madeBefore(writes, (name) => name === key),
};

/** Records of another way of booking, from before the settings changed, are not on NetSuite's list either. */
function tell(open: OpenConnection, seen: OrderLook): SecondLook {
  const { syncs, timeZone } = shopifySettings(open);
  const types: string[] = moneyTypes(syncs.shopifyOrder);
  const rows = rowsOfMoney(seen.order, syncs.shopifyOrder, timeZone);
  const held = heldMoney(seen).filter(({ type }) => types.includes(type));
  return {
    rows: [...rows, ...held.flatMap((row) => rowOfMoneyRecord(row, syncs.shopifyOrder))],
    verdicts: Object.fromEntries(rows.map(({ key }) => [key, seen.verdict])),
  };
}

const heldMoney = ({ held }: OrderLook) => [
  ...typed('customerDeposit', held.deposits),
  ...typed('customerPayment', held.payments),
  ...typed('cashSale', held.cashSales),
  ...typed('customerRefund', held.customerRefunds),
];

const typed = (type: string, rows: TargetMoney[]) =>
  rows.map(({ amount, ...row }) => ({ ...row, type, status: '', total: amount }));
