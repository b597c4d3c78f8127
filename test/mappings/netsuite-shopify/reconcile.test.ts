/** Orders and payments as rows for the books: names, days, sums, and what need not be in NetSuite. */
import { expect, test } from '@jest/globals';
import type { BookedOrder, Transaction } from '../../../connectors/shopify/types.ts';
import { rowOfOrder, rowOfSalesOrder } from '../../../mappings/netsuite-shopify/reconcile/orders.ts';
import { moneyTypes, rowOfMoneyRecord, rowsOfMoney } from '../../../mappings/netsuite-shopify/reconcile/payments.ts';
import { shopifyOrderSchema } from '../../../settings/shopify-order.ts';

const ZONE = 'America/New_York';
const settings = (given: object = {}) => shopifyOrderSchema.parse({ externalIdPrefix: 'S', ...given });
const money = (amount: string) => ({ shop: amount, presentment: `${amount}9` });

const transaction = (id: string, kind: string, amount: string, more: Partial<Transaction> = {}): Transaction => ({
  ...{ id, kind, status: 'SUCCESS', test: false, gateway: 'shopify_payments', isGiftCard: false, isManual: false },
  ...{ amount: money(amount), createdAt: '2026-11-02T03:00:00Z', processedAt: '2026-11-02T03:00:00Z' },
  ...more,
});

const order = (more: Partial<BookedOrder> = {}): BookedOrder => ({
  ...{ id: '7', name: '#7', createdAt: '2026-11-02T03:00:00Z', updatedAt: '2026-11-03T00:00:00Z', test: false },
  ...{ financialStatus: 'PAID', fulfillmentStatus: 'UNFULFILLED', processedAt: '2026-11-02T03:00:00Z' },
  ...{ total: money('64.77'), isRefunded: false, transactions: [transaction('1', 'SALE', '64.77')] },
  ...more,
});

const amounts = (given: BookedOrder, sync: object = {}) =>
  rowsOfMoney(given, settings(sync), ZONE).map(({ key, facts }) => [key, facts.amounts?.total]);

test('a plain order is compared by its sum, on the day of the account; the posted currency counts', () => {
  expect(rowOfOrder(order(), settings(), ZONE)).toMatchObject({
    ...{ key: '7', recordKey: '7', day: '2026-11-01', at: '2026-11-03T00:00:00Z' },
    facts: { order: '#7', amounts: { total: '64.77' } },
  });
  const inPresentment = settings({ currency: { use: 'presentment' } });
  expect(rowOfOrder(order(), inPresentment, ZONE).facts.amounts).toEqual({ total: '64.779' });
});

test.each([
  ['refunded', order({ isRefunded: true }), {}],
  ['cancelled', order({ cancelledAt: '2026-11-03T00:00:00Z' }), {}],
  ['without the tax of marketplaces', order(), { tax: { channelLiable: 'leaveOut' } }],
])('%s: only whether it is there', (_name, given, sync) => {
  expect(rowOfOrder(given, settings(sync), ZONE).facts.amounts).toBeUndefined();
});

test.each([
  ['test orders', order({ test: true }), {}, true],
  ['test orders that are wanted', order({ test: true }), { test: 'import' }, false],
  ['POS', order({ sourceName: 'pos' }), { pos: 'skip' }, true],
  ['POS, wanted', order({ sourceName: 'pos' }), {}, false],
  ['drafts', order({ sourceName: 'shopify_draft_order' }), { draft: 'skip' }, true],
  ['cancelled before it was posted', order({ cancelledAt: '2026-11-03T00:00:00Z' }), {}, true],
])('%s: need it be in NetSuite?', (_name, given, sync, isLeftOut) => {
  const { facts } = rowOfOrder(given, settings(sync), ZONE);
  const [payment] = rowsOfMoney({ ...given, test: false }, settings(sync), ZONE);
  expect(facts.goods).toEqual(isLeftOut ? [] : undefined);
  if (!given.test) expect(payment?.facts.goods).toEqual(facts.goods);
});

test('each payment and each refund bears its own name, in the mode that is set', () => {
  const paid = order({
    transactions: [
      transaction('1', 'AUTHORIZATION', '64.77'),
      transaction('2', 'CAPTURE', '60.00'),
      transaction('3', 'SALE', '10.00', { gateway: 'cash' }),
      transaction('4', 'CHANGE', '5.23', { gateway: 'cash' }),
      transaction('5', 'SALE', '9.00', { status: 'FAILURE' }),
      transaction('6', 'SALE', '8.00', { test: true }),
      transaction('7', 'REFUND', '4.00', { processedAt: '2026-12-24T12:00:00Z' }),
      transaction('8', 'REFUND', '1.00', { status: 'PENDING' }),
    ],
  });
  const back = ['S_CR_7', '4.00'];
  expect(amounts(paid)).toEqual([['S_DEP_2', '60'], ['S_DEP_3', '4.77'], back]);
  expect(amounts(paid, { payments: { as: 'customerPayment' } })).toEqual([
    ['S_PAY_2', '60'],
    ['S_PAY_3', '4.77'],
    back,
  ]);
  expect(amounts(paid, { refunds: { as: 'ignore' } })).toHaveLength(2);
  expect(amounts(paid, { payments: { as: 'none' } })).toEqual([]);
  expect(rowsOfMoney(paid, settings(), ZONE).at(-1)?.day).toBe('2026-12-24');
});

test('a cash sale holds all payments and comes when all is shipped', () => {
  const sync = { payments: { as: 'cashSale' } };
  const transactions = [transaction('1', 'SALE', '60.00'), transaction('2', 'SALE', '4.77')];
  const rows = (fulfillmentStatus: string) =>
    rowsOfMoney(order({ transactions, fulfillmentStatus }), settings(sync), ZONE);
  expect(rows('FULFILLED')).toMatchObject([{ key: 'S_CS_7', facts: { amounts: { total: '64.77' } } }]);
  expect(rows('FULFILLED')[0]?.facts.goods).toBeUndefined();
  expect(rows('UNFULFILLED')[0]?.facts.goods).toEqual([]);
  expect(rowsOfMoney(order({ transactions: [] }), settings(sync), ZONE)).toEqual([]);
});

test('of NetSuite’s records only those that bear our names count', () => {
  const row = { id: '5', tranId: 'SO5', status: 'B', total: '64.77', tranDate: '2026-11-01' };
  expect(rowOfSalesOrder({ ...row, type: 'salesOrder', externalId: 'S_SO_7' }, settings())).toMatchObject([
    { key: '7', recordKey: '7', day: '2026-11-01', facts: { ours: true, amounts: { total: '64.77' } } },
  ]);
  expect(rowOfSalesOrder({ ...row, type: 'salesOrder', externalId: 'OTHER_SO_7' }, settings())).toEqual([]);
  expect(rowOfMoneyRecord({ ...row, type: 'customerDeposit', externalId: 'S_DEP_2' }, settings())).toMatchObject([
    { key: 'S_DEP_2', facts: { label: 'customer deposit SO5' } },
  ]);
  expect(rowOfMoneyRecord({ ...row, type: 'cashSale', externalId: 'S_CS_7' }, settings())).toMatchObject([
    { key: 'S_CS_7', recordKey: '7' },
  ]);
  expect(rowOfMoneyRecord({ ...row, type: 'customerDeposit' }, settings())).toEqual([]);
  expect(moneyTypes(settings({ payments: { as: 'cashSale' } }))).toEqual(['cashSale']);
});
