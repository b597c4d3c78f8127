/**
 * Money that moved in Shopify and the deposits, payments, cash sales and customer refunds of NetSuite, each under the name
 * that it has there. The trap: a cash sale holds all payments of its order and comes when the order is shipped; and in that
 * mode refunded money is part of a cash refund, which no single transaction names.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { RecordType } from '../../../connectors/netsuite/record-types.ts';
import type { BookedOrder, Transaction } from '../../../connectors/shopify/types.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isZero, total } from '../../shared/money.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { ReconcileRow } from '../../shared/reconcile/types.ts';
import { cashSaleName, depositName, moneyBackName, paymentName } from '../shopify-order/names.ts';
import { type Received, receivedOf } from '../shopify-order/received.ts';
import { isLeftOut } from './orders.ts';

export const PAYMENT_RULES: CompareRules = { source: 'Shopify', target: 'NetSuite', thing: 'payment' };

const WORDS: Partial<Record<RecordType | string, string>> = {
  customerDeposit: 'customer deposit',
  customerPayment: 'customer payment',
  cashSale: 'cash sale',
  customerRefund: 'customer refund',
};

type NameOf = (prefix: string, ...ids: string[]) => string;
const NAMES: Record<string, NameOf> = {
  customerDeposit: depositName,
  customerPayment: paymentName,
  cashSale: cashSaleName,
  customerRefund: moneyBackName,
};

/** Record types of NetSuite that hold this money by the settings. */
export function moneyTypes({ payments, refunds }: ShopifyOrderSettings): RecordType[] {
  if (payments.as === 'none') return [];
  if (payments.as === 'cashSale') return ['cashSale'];
  return refunds.as === 'ignore' ? [payments.as] : [payments.as, 'customerRefund'];
}

export function rowsOfMoney(order: BookedOrder, settings: ShopifyOrderSettings, timeZone: string): ReconcileRow[] {
  const types = moneyTypes(settings);
  const received = receivedOf({ order, settings });
  const back = types.includes('customerRefund') ? refundsOf(order) : [];
  const rowOf = (one: Moved) => rowOfMoved(order, settings, timeZone, one);
  if (types.includes('cashSale')) return received.length === 0 ? [] : [rowOf(saleOf(order, received))];
  return [
    ...(types.length === 0
      ? []
      : received.map(({ transaction, amount }) => rowOf(paid(transaction, amount, settings)))),
    ...back.map((one) => rowOf(givenBack(one, settings))),
  ].filter(({ facts }) => !isZero(facts.amounts?.total ?? '0'));
}

/** `isLater`: it need not be in NetSuite yet. */
type Moved = { id: string; what: string; type: string; amount: string; at: string; isLater?: boolean };

const momentOf = (transaction: Transaction): string => transaction.processedAt ?? transaction.createdAt;

const paid = (transaction: Transaction, amount: string, { payments }: ShopifyOrderSettings): Moved => ({
  id: transaction.id,
  what: `payment by ${transaction.gateway ?? 'an unnamed gateway'}`,
  type: payments.as,
  amount,
  at: momentOf(transaction),
});

const givenBack = (transaction: Transaction, { currency }: ShopifyOrderSettings): Moved => ({
  id: transaction.id,
  what: 'refunded money',
  type: 'customerRefund',
  amount: transaction.amount[currency.use],
  at: momentOf(transaction),
});

function saleOf(order: BookedOrder, received: Received[]): Moved {
  return {
    id: order.id,
    what: 'payment',
    type: 'cashSale',
    amount: total(received, ({ amount }) => amount),
    at: received.map(({ transaction }) => momentOf(transaction)).sort()[0] ?? order.processedAt,
    isLater: order.fulfillmentStatus !== 'FULFILLED',
  };
}

const refundsOf = ({ transactions, test }: BookedOrder): Transaction[] =>
  transactions.filter((one) => one.kind === 'REFUND' && one.status === 'SUCCESS' && (test || !one.test));

function rowOfMoved(
  order: BookedOrder,
  settings: ShopifyOrderSettings,
  timeZone: string,
  { id, what, type, amount, at, isLater }: Moved,
): ReconcileRow {
  const name = NAMES[type]?.(settings.externalIdPrefix, id) ?? id;
  return {
    side: 'source',
    id: name,
    key: name,
    recordKey: order.id,
    day: dayIn(at, timeZone),
    at: order.updatedAt,
    facts: {
      label: `${what} of order ${order.name}`,
      order: order.name,
      amounts: { total: amount },
      ...(isLater === true || isLeftOut(order, settings) ? { goods: [] } : {}),
    },
  };
}

/** Only records that bear a name of ours. */
export function rowOfMoneyRecord(row: TransactionRow, { externalIdPrefix }: ShopifyOrderSettings): ReconcileRow[] {
  const { type, externalId = '', id, tranId, total: amount, tranDate } = row;
  const beginning = NAMES[type]?.(externalIdPrefix, '');
  if (beginning === undefined || !externalId.startsWith(beginning)) return [];
  return [
    {
      side: 'target',
      id: `${type}/${id}`,
      key: externalId,
      ...(type === 'cashSale' ? { recordKey: externalId.slice(beginning.length) } : {}),
      ...(tranDate === undefined ? {} : { day: tranDate }),
      facts: {
        label: `${WORDS[type] ?? type} ${tranId}`,
        ours: true,
        ...(amount === undefined ? {} : { amounts: { total: amount } }),
      },
    },
  ];
}
