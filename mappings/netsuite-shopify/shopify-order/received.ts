/**
 * Money that Shopify has received, net of change, and the NetSuite account of each gateway.
 * The trap: an authorisation is no money, a used gift card is (of another account), and change given back at the till is
 * a transaction of its own.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { Money, Order, Transaction } from '../../../connectors/shopify/types.ts';
import { isMore, least, subtract, total } from '../../shared/money.ts';
import { ruled } from './rules.ts';
import { reference } from './sales-order.ts';
import type { OrderPlanInput, Problem } from './types.ts';

/** One payment to book. `amount` is net of change given back. */
export type Received = { transaction: Transaction; amount: string };
export type Account = { account?: string | undefined; paymentOption?: string | undefined };

export const KINDS = ['SALE', 'CAPTURE'];

/** What an order's money is told by; the whole order has it, and so has a row of the list for the books. */
type Paid = {
  order: Pick<Order, 'transactions' | 'test'>;
  settings: Pick<OrderPlanInput['settings'], 'currency'>;
};

export function receivedOf({ order, settings }: Paid): Received[] {
  const pick = (money: Money) => money[settings.currency.use];
  const real = order.transactions.filter((one) => one.status === 'SUCCESS' && (order.test || !one.test));
  let change = total(
    real.filter((one) => one.kind === 'CHANGE'),
    (one) => pick(one.amount),
  );
  const received = real.filter((one) => KINDS.includes(one.kind));
  // Change goes back out of the drawer: the cash payments bear it, the last one first.
  const cashFirst = [...received].reverse().sort((a, b) => Number(isCash(b)) - Number(isCash(a)));
  const net = new Map<string, string>();
  for (const transaction of cashFirst) {
    const back = least(change, pick(transaction.amount));
    change = subtract(change, back);
    net.set(transaction.id, subtract(pick(transaction.amount), back));
  }
  return received
    .map((transaction) => ({ transaction, amount: net.get(transaction.id) ?? '0' }))
    .filter(({ amount }) => isMore(amount, '0'));
}

const isCash = (transaction: Transaction): boolean => transaction.gateway === 'cash';
const isGiftCard = (transaction: Transaction): boolean => transaction.isGiftCard || transaction.gateway === 'gift_card';

/** Account and method of a gateway; a gift card is a liability and never falls to the default. */
export function accountOf(input: OrderPlanInput, transaction: Transaction): Account | Problem {
  const { gateways, default: usual } = input.settings.payments;
  const gateway = isGiftCard(transaction) ? 'gift_card' : (transaction.gateway ?? 'unknown');
  const own = gateways[gateway] ?? (isGiftCard(transaction) ? undefined : usual);
  const account = ruled(input, 'account');
  if (own !== undefined) return account === undefined || isGiftCard(transaction) ? own : { ...own, account };
  if (account !== undefined && !isGiftCard(transaction)) return { account };
  return {
    cause: 'gateway-unmapped',
    reason:
      `${input.order.name}: its payment by "${gateway}" has no account; add ${gateway} to payments.gateways` +
      (isGiftCard(transaction) ? ' with the account of the gift card liability' : ', or set payments.default'),
  };
}

export function moneyFields(account: Account): RecordBody {
  return {
    ...(account.account === undefined ? { undepFunds: { id: 'T' } } : { account: { id: account.account } }),
    ...reference('paymentOption', account.paymentOption),
  };
}
