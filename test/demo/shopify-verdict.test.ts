/** The judge of Shopify's demo: each kind of fault that is planted in what both simulators hold is found. */
import { expect, test } from '@jest/globals';
import type { Dumps, Paper, ShopLine, ShopOrder } from '../../demo/netsuite-shopify/dumps.ts';
import { CURRENCIES, MISSING_SKU, SKUS } from '../../demo/netsuite-shopify/store.ts';
import { judge, tableOf } from '../../demo/netsuite-shopify/verdict.ts';
import { isRight } from '../../demo/scenario.ts';

const TEE = SKUS[0]!;
const CAP = SKUS[3]!;
let count = 0;

const line = (sku: string, quantity: number, net: string, tax: string, currentQuantity = quantity): ShopLine => ({
  ...{ sku, kind: 'goods', quantity, currentQuantity, net, tax },
});
const order = (id: number, more: Partial<ShopOrder>): ShopOrder => ({
  ...{ id, name: `#${id}`, currency: 'USD', isCancelled: false, financialStatus: 'PAID', lines: [], current: '0.00' },
  ...{ shipping: { net: '0.00', tax: '0.00' }, payments: [], refunds: [], parcels: [] },
  ...more,
});
const money = (id: number, kind: string, amount: string) => ({
  ...{ id, kind, status: 'SUCCESS', gateway: 'shopify_payments', amount },
});
const paper = (type: string, externalId: string, total: string, more: Partial<Paper> = {}): Paper => ({
  ...{ id: String(++count), type, tranId: `${type}${count}`, externalId, total, createdFrom: '', otherRefNum: '' },
  ...{ entity: 'ann', currency: CURRENCIES.USD!, status: 'B', tracking: [], lines: [] },
  ...more,
});
const held = (sku: string, quantity: number) => ({ line: 1, sku, quantity, left: quantity });

/** #1 was shipped and a third of it came back; #2 was cancelled; #3 lost a unit before it left. All as it should be. */
function good(): Dumps {
  const one = order(1, {
    ...{ lines: [line(TEE, 3, '30.00', '2.49', 2)], shipping: { net: '5.00', tax: '0.41' }, current: '27.07' },
    payments: [money(11, 'SALE', '37.90'), money(12, 'REFUND', '10.83')],
    refunds: [{ id: 13, restock: ['RETURN'], units: { [TEE]: 1 }, refunded: '10.83' }],
    parcels: [{ id: 14, status: 'SUCCESS', tracking: ['1Z'], units: { [TEE]: 3 } }],
  });
  const two = order(2, {
    ...{ lines: [line(CAP, 1, '8.00', '0.00', 0)], isCancelled: true },
    payments: [money(21, 'SALE', '8.00'), money(22, 'REFUND', '8.00')],
    refunds: [{ id: 23, restock: ['CANCEL'], units: { [CAP]: 1 }, refunded: '8.00' }],
  });
  const three = order(3, {
    ...{ lines: [line(CAP, 2, '16.00', '0.00', 1)], currency: 'EUR', current: '8.00' },
    payments: [money(31, 'AUTHORIZATION', '16.00'), money(32, 'CAPTURE', '16.00'), money(33, 'REFUND', '8.00')],
    refunds: [{ id: 34, restock: ['CANCEL'], units: { [CAP]: 1 }, refunded: '8.00' }],
  });
  const inEuros = { entity: 'bo', currency: CURRENCIES.EUR! };
  return {
    shop: { orders: [one, two, three], available: { [TEE]: 40, [CAP]: 50 }, forged: [401], problems: [] },
    books: {
      skus: [TEE, CAP],
      available: { [TEE]: 40, [CAP]: 50 },
      doubledCustomers: [],
      papers: [
        paper('salesOrder', 'SHOPIFY_SO_1', '37.90', { id: 'so1', otherRefNum: '#1', lines: [held(TEE, 3)] }),
        paper('customerDeposit', 'SHOPIFY_DEP_11', '37.90'),
        paper('itemFulfillment', '', '0.00', { createdFrom: 'so1', tracking: ['1Z'], lines: [held(TEE, 3)] }),
        paper('creditMemo', 'SHOPIFY_REF_13', '10.83'),
        paper('customerRefund', 'SHOPIFY_CR_12', '10.83'),
        paper('salesOrder', 'SHOPIFY_SO_2', '8.00', { otherRefNum: '#2', status: 'H', lines: [held(CAP, 1)] }),
        paper('customerDeposit', 'SHOPIFY_DEP_21', '8.00'),
        paper('customerRefund', 'SHOPIFY_CR_22', '8.00'),
        paper('salesOrder', 'SHOPIFY_SO_3', '8.00', { ...inEuros, otherRefNum: '#3', lines: [held(CAP, 1)] }),
        paper('customerDeposit', 'SHOPIFY_DEP_32', '16.00', inEuros),
        paper('customerRefund', 'SHOPIFY_CR_33', '8.00', inEuros),
      ],
    },
  };
}

const found = (change: (dumps: Dumps) => void) => {
  const dumps = good();
  change(dumps);
  const verdict = judge(dumps);
  return { ...verdict, right: isRight(tableOf(verdict)) };
};
const paperOf = ({ books }: Dumps, name: string) => books.papers.find(({ externalId }) => externalId === name)!;
const parcelPaper = ({ books }: Dumps) => books.papers.find(({ type }) => type === 'itemFulfillment')!;
const changed = (name: string, change: Partial<Paper>) => (dumps: Dumps) =>
  void Object.assign(paperOf(dumps, name), change);
const parcels = ({ shop }: Dumps) => shop.orders[0]!.parcels;

test('what is as it should be is right', () => {
  expect(found(() => undefined)).toMatchObject({
    ...{ right: true, mustWait: {}, orders: 3, salesOrders: 3, credited: 1, shipped: 1, fulfilments: 1, forged: 1 },
    ...{ paid: { USD: '45.90', EUR: '16.00' }, deposited: { USD: '45.90', EUR: '16.00' } },
    ...{ givenBack: { USD: '18.83', EUR: '8.00' }, refunded: { USD: '18.83', EUR: '8.00' }, levelsRight: 2 },
  });
});

const NAMED = ['SHOPIFY_DEP_11', 'SHOPIFY_REF_13', 'SHOPIFY_CR_12', 'SHOPIFY_CR_22', 'SHOPIFY_DEP_32', 'SHOPIFY_CR_33'];
test.each(NAMED)('%s is missing: lost', (name) => {
  const { lost } = found(({ books }) => {
    books.papers = books.papers.filter(({ externalId }) => externalId !== name);
  });
  expect(lost).toHaveLength(1);
});

test('a sales order is missing, and a fulfilment in Shopify: lost', () => {
  const noOrder = found(({ books }) => {
    books.papers = books.papers.filter(({ externalId }) => !/_(SO|DEP|CR)_3/.test(externalId));
  });
  expect(noOrder.lost).toEqual(['no sales order of #3']);
  const noParcel = found((dumps) => void parcels(dumps).splice(0));
  expect(noParcel.lost).toHaveLength(1);
});

test.each([...NAMED, 'SHOPIFY_SO_1'])('%s a second time under another name: doubled', (name) => {
  const { doubled } = found(
    (dumps) => void dumps.books.papers.push({ ...paperOf(dumps, name), id: 'again', externalId: 'again' }),
  );
  expect(doubled).toHaveLength(1);
});

test('a second fulfilment in Shopify, and two customers of one buyer: doubled', () => {
  expect(found((dumps) => void parcels(dumps).push({ ...parcels(dumps)[0]!, id: 15 })).doubled).toHaveLength(1);
  expect(found(({ books }) => void books.doubledCustomers.push('ann@example.com')).doubled).toHaveLength(1);
});

test('a fulfilment that was cancelled in Shopify counts for nothing', () => {
  const again = found((dumps) => void parcels(dumps).push({ ...parcels(dumps)[0]!, id: 15, status: 'CANCELLED' }));
  expect(again).toMatchObject({ right: true, fulfilments: 1 });
});

test.each([
  ['a cent', changed('SHOPIFY_SO_1', { total: '37.91' })],
  ['a cent of a deposit', changed('SHOPIFY_DEP_11', { total: '37.89' })],
  ['a cent of a credit', changed('SHOPIFY_REF_13', { total: '10.84' })],
  ['a cent of a refund', changed('SHOPIFY_CR_12', { total: '10.82' })],
  ['a deposit of another customer', changed('SHOPIFY_DEP_11', { entity: 'bo' })],
  ['another currency', changed('SHOPIFY_SO_3', { currency: CURRENCIES.USD! })],
  ['the right sum of other goods', changed('SHOPIFY_SO_1', { lines: [held(TEE, 2)] })],
  ['a cancelled order that is still open', changed('SHOPIFY_SO_2', { status: 'B' })],
  ['another tracking number', (dumps: Dumps) => void Object.assign(parcelPaper(dumps), { tracking: ['2Z'] })],
  ['other goods in the parcel', (dumps: Dumps) => void Object.assign(parcelPaper(dumps), { lines: [held(TEE, 1)] })],
  ['a parcel of nobody', (dumps: Dumps) => void dumps.books.papers.push(paper('itemFulfillment', '', '0.00'))],
  ['a level', ({ shop }: Dumps) => void Object.assign(shop.available, { [TEE]: 41 })],
  ['a forged webhook that was believed', ({ shop }: Dumps) => void shop.forged.push(200)],
  ['what the simulator found itself', ({ shop }: Dumps) => void shop.problems.push('1 missingIdempotency')],
  [
    'sums of the shop that do not agree',
    ({ shop }: Dumps) => void Object.assign(shop.orders[0]!, { current: '27.06' }),
  ],
])('%s: wrong', (_what, change) => {
  const verdict = found(change as (dumps: Dumps) => void);
  expect([verdict.right, verdict.wrong.length, verdict.lost, verdict.doubled]).toEqual([false, 1, [], []]);
});

test('who cannot go on is told by cause, and its goods are kept back', () => {
  const waiting = found(({ shop }) => {
    const unknown = order(4, { lines: [line(MISSING_SKU.inShop, 1, '9.00', '0.00'), line(TEE, 2, '20.00', '0.00')] });
    shop.orders.push(unknown, order(5, { financialStatus: 'PENDING', lines: [line(CAP, 1, '8.00', '0.00')] }));
    Object.assign(shop.available, { [TEE]: 38, [CAP]: 49, [MISSING_SKU.inShop]: 7 });
  });
  const mustWait = { 'sku-unknown': ['#4', `stock of ${MISSING_SKU.inShop}`], 'not-paid': ['#5'] };
  expect(waiting).toMatchObject({ right: true, mustWait, orders: 5, salesOrders: 3, levels: 2 });
});

test('an order that was cancelled before NetSuite heard of it owes nothing, but for money that was kept', () => {
  const gone = found(({ books }) => {
    books.papers = books.papers.filter(({ externalId }) => !/_(SO|DEP|CR)_2/.test(externalId));
  });
  expect(gone).toMatchObject({ right: true, salesOrders: 2 });
  const kept = found(({ books, shop }) => {
    books.papers = books.papers.filter(({ externalId }) => !/_(SO|DEP|CR)_2/.test(externalId));
    shop.orders[1]!.payments.pop();
  });
  expect(kept.lost).toEqual(['no sales order of #2']);
});
