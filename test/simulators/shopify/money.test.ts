// Orders' money: identities in both currencies and tax modes, discounts to the cent, tips, duties, fees, gift cards.
import { expect, test } from '@jest/globals';
import Big from 'big.js';
import type { PlaceOrder } from '../../../simulators/shopify/server.ts';
import { at, type Bench, bench, CATALOGUE, gid, type Json, SAMPLE_ORDER } from './helpers.ts';

const MONEY = 'fragment M on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const ORDER = `${MONEY}
query Order($id: ID!) { order(id: $id) { name sourceName taxesIncluded dutiesIncluded displayFinancialStatus displayFulfillmentStatus closed test email
  subtotalPriceSet { ...M } totalShippingPriceSet { ...M } totalTaxSet { ...M } totalDiscountsSet { ...M } totalTipReceivedSet { ...M } totalPriceSet { ...M }
  originalTotalPriceSet { ...M } currentTotalPriceSet { ...M } currentSubtotalPriceSet { ...M } currentTotalTaxSet { ...M } currentTotalDutiesSet { ...M } currentShippingPriceSet { ...M }
  totalReceivedSet { ...M } totalRefundedSet { ...M } totalOutstandingSet { ...M } netPaymentSet { ...M } customer { id } retailLocation { name }
  totalCashRoundingAdjustment { paymentSet { ...M } }
  additionalFees { name price { ...M } taxLines { priceSet { ...M } } } taxLines { title rate channelLiable priceSet { ...M } }
  purchasingEntity { __typename ... on PurchasingCompany { company { name externalId } location { name } } }
  discountApplications(first: 10) { nodes { targetType targetSelection allocationMethod value { __typename ... on PricingPercentageValue { percentage } ... on MoneyV2 { amount } } ... on DiscountCodeApplication { code } } }
  shippingLines(first: 10) { nodes { title originalPriceSet { ...M } discountedPriceSet { ...M } taxLines { priceSet { ...M } } } }
  transactions(first: 10) { kind status gateway amountSet { ...M } }
  lineItems(first: 50) { nodes { title sku quantity currentQuantity isGiftCard requiresShipping nonFulfillableQuantity variant { id } lineItemGroup { title variantSku }
    originalUnitPriceSet { ...M } originalTotalSet { ...M } discountedTotalSet { ...M } totalDiscountSet { ...M } discountAllocations { allocatedAmountSet { ...M } }
    taxLines { priceSet { ...M } } duties { price { ...M } taxLines { priceSet { ...M } } } } }
} }`;

type Side = 'shopMoney' | 'presentmentMoney';

/** Σ of the amounts found at a path in each row. */
const total = (rows: Json | undefined, path: string, side: Side): Big =>
  ((rows ?? []) as Json[]).reduce<Big>((all, row) => all.plus(String(at(row, `${path}.${side}.amount`))), Big(0));

const lists = (rows: Json | undefined, name: string): Json[] =>
  ((rows ?? []) as Json[]).flatMap((row) => (at(row, name) ?? []) as Json[]);

/** Checks every identity of an order on one side. */
function checkSide(order: Json, side: Side): void {
  const bag = (name: string) => Big(String(at(order, `${name}.${side}.amount`) ?? '0'));
  const lines = at(order, 'lineItems.nodes') as Json[];
  const goods = lines.filter((line) => at(line, 'title') !== 'Tip');
  const shipping = at(order, 'shippingLines.nodes');
  const fees = at(order, 'additionalFees');
  const allocations = total(lists(goods, 'discountAllocations'), 'allocatedAmountSet', side);
  const duties = lists(lines, 'duties');
  const ownTax = total(lists(duties, 'taxLines'), 'priceSet', side).plus(
    total(lists(fees, 'taxLines'), 'priceSet', side),
  );
  const tax = total(lists(lines, 'taxLines'), 'priceSet', side)
    .plus(total(lists(shipping, 'taxLines'), 'priceSet', side))
    .plus(ownTax);
  const subtotal = total(goods, 'originalTotalSet', side).minus(allocations);
  const included = at(order, 'taxesIncluded') === true;
  const dutiesOnTop = at(order, 'dutiesIncluded') === true ? Big(0) : total(duties, 'price', side);
  const parts = [
    ...[subtotal, total(shipping, 'discountedPriceSet', side), included ? ownTax : tax, dutiesOnTop],
    ...[total(fees, 'price', side), bag('totalTipReceivedSet'), bag('totalCashRoundingAdjustment.paymentSet')],
  ];
  const sum = parts.reduce((all, one) => all.plus(one), Big(0));
  expect({
    side,
    subtotal: bag('subtotalPriceSet').toFixed(),
    tax: bag('totalTaxSet').toFixed(),
    total: bag('totalPriceSet').toFixed(),
  }).toEqual({
    ...{ side, subtotal: subtotal.toFixed(), tax: tax.toFixed(), total: sum.toFixed() },
  });
  expect(bag('netPaymentSet').toFixed()).toBe(bag('totalReceivedSet').minus(bag('totalRefundedSet')).toFixed());
  expect(total(at(order, 'taxLines'), 'priceSet', side).toFixed()).toBe(tax.toFixed());
}

async function place(b: Bench, input: PlaceOrder): Promise<Json> {
  const row = b.sim.admin.place(input);
  const answer = await b.gql(ORDER, { id: gid('Order', row.id) });
  expect(answer.codes).toEqual([]);
  const order = answer.get('order') as Json;
  for (const side of ['shopMoney', 'presentmentMoney'] as const) checkSide(order, side);
  return order;
}

const shop = (order: Json, name: string) => at(order, `${name}.shopMoney.amount`);

test('the sheet’s sample: 10 % code over two lines, taxed shipping', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  const order = await place(b, SAMPLE_ORDER);
  expect([shop(order, 'subtotalPriceSet'), shop(order, 'totalTaxSet'), shop(order, 'totalPriceSet')]).toEqual([
    '58.5',
    '5.32',
    '71.82',
  ]);
  expect(at(order, 'displayFinancialStatus')).toBe('PAID');
  expect(at(order, 'discountApplications.nodes.0')).toEqual({
    ...{ targetType: 'LINE_ITEM', targetSelection: 'ALL', allocationMethod: 'ACROSS', code: 'SAVE10' },
    value: { __typename: 'PricingPercentageValue', percentage: 10 },
  });
  expect(at(order, 'lineItems.nodes.0.totalDiscountSet.shopMoney.amount')).toBe('0.0');
});

test('the sheet’s tax-inclusive sample: 120.00 with 20 % inside', async () => {
  await using b = await bench({ settings: { shop: { currency: 'EUR', taxesIncluded: true } } });
  const order = await place(b, {
    lines: [{ price: '120.00' }],
    discounts: [{ code: 'TEN', value: '10' }],
    shippingLines: [{ price: '12.00' }],
    taxes: [{ title: 'VAT', rate: 0.2 }],
  });
  expect([shop(order, 'subtotalPriceSet'), shop(order, 'totalTaxSet'), shop(order, 'totalPriceSet')]).toEqual([
    '108.0',
    '20.0',
    '120.0',
  ]);
  const dump = b.sim.dump().orders[0]!;
  expect([dump.lines[0]!.net.shop, dump.lines[0]!.tax.shop, dump.shipping.net.shop, dump.shipping.tax.shop]).toEqual([
    '90.00',
    '18.00',
    '10.00',
    '2.00',
  ]);
});

test('identities hold for odd amounts in two currencies and both tax modes, with everything at once', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  for (const taxesIncluded of [false, true])
    for (const [currency, rate] of [
      ['EUR', '0.9137'],
      ['JPY', '151.73'],
    ] as const)
      await place(b, {
        taxesIncluded,
        presentment: { currency, rate },
        lines: [
          {
            title: 'Third',
            price: '3.33',
            quantity: 3,
            duties: [{ amount: '1.17', hsCode: '6109', taxes: [{ rate: 0.05 }] }],
          },
          {
            sku: 'TEE-RED-M',
            quantity: 2,
            taxes: [{ rate: 0.0725 }, { title: 'City', rate: 0.01, channelLiable: true }],
          },
          { sku: 'GIFT-50' },
        ],
        discounts: [
          { code: 'FOUR', value: '0.04', valueType: 'fixed_amount' },
          { type: 'automatic', value: '15', method: 'each', lines: [1] },
          { title: 'Manual', value: '7.77', valueType: 'fixed_amount' },
          { code: 'SHIP', value: '100', target: 'shipping_line' },
        ],
        shippingLines: [{ price: '8.25' }, { title: 'Extra', price: '4.10' }],
        taxes: [{ rate: 0.0825 }],
        tip: '2.50',
        additionalFees: [{ name: 'Eco', amount: '0.99', taxes: [{ rate: 0.1 }] }],
        cashRounding: '0.02',
      });
  const dump = b.sim.dump();
  expect(dump.orders).toHaveLength(4);
  expect(dump.orders.every((order) => order.totals.outstanding.shop.startsWith('0'))).toBe(true);
  expect(dump.orders[1]!.totals.total.presentment).toMatch(/^\d+$/);
});

test('a line-level discount shows on the line, an order-level one only in the allocations', async () => {
  await using b = await bench();
  const order = await place(b, {
    lines: [{ price: '10.00', quantity: 3 }],
    discounts: [
      { type: 'automatic', value: '10', method: 'each' },
      { code: 'ALL', value: '0.04', valueType: 'fixed_amount' },
    ],
  });
  const line = at(order, 'lineItems.nodes.0') as Json;
  expect([shop(line, 'totalDiscountSet'), shop(line, 'discountedTotalSet')]).toEqual(['3.0', '27.0']);
  expect((at(line, 'discountAllocations') as Json[]).map((one) => shop(one, 'allocatedAmountSet'))).toEqual([
    '3.0',
    '0.04',
  ]);
});

test('four cents over three lines are spread to the cent, and an odd percentage too', async () => {
  await using b = await bench();
  const lines = [{ price: '10.00' }, { price: '10.00' }, { price: '10.00' }];
  const four = await place(b, { lines, discounts: [{ code: 'FOUR', value: '0.04', valueType: 'fixed_amount' }] });
  const parts = (order: Json) =>
    (at(order, 'lineItems.nodes') as Json[]).map((line) =>
      shop(at(line, 'discountAllocations.0') ?? null, 'allocatedAmountSet'),
    );
  expect(parts(four)).toEqual(['0.02', '0.01', '0.01']);
  const odd = await place(b, { lines, discounts: [{ code: 'ODD', value: '33.37' }] });
  expect([parts(odd), shop(odd, 'totalDiscountsSet')]).toEqual([['3.34', '3.34', '3.33'], '10.01']);
});

test('tips, gift cards and bundles are lines of their own kind', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  const order = await place(b, {
    lines: [
      { sku: 'GIFT-50' },
      { sku: 'TEE-RED-M', price: '22.00', group: { title: 'Set', sku: 'SET-1' } },
      { sku: 'MUG-01', price: '18.00', group: { title: 'Set', sku: 'SET-1' } },
    ],
    tip: '5.00',
    payments: [{ gateway: 'gift_card', amount: '20.00' }, {}],
  });
  const lines = at(order, 'lineItems.nodes') as Json[];
  expect(lines[0]).toMatchObject({
    isGiftCard: true,
    requiresShipping: false,
    nonFulfillableQuantity: 1,
    taxLines: [],
  });
  expect(lines[1]).toMatchObject({ lineItemGroup: { title: 'Set', variantSku: 'SET-1' } });
  expect(lines[3]).toMatchObject({ title: 'Tip', variant: null, nonFulfillableQuantity: 1 });
  expect([shop(order, 'subtotalPriceSet'), shop(order, 'totalTipReceivedSet')]).toEqual(['90.0', '5.0']);
  expect((at(order, 'transactions') as Json[]).map((row) => [at(row, 'gateway'), shop(row, 'amountSet')])).toEqual([
    ['gift_card', '20.0'],
    ['shopify_payments', '75.0'],
  ]);
});

test('guests, companies, tills, tests and unpaid orders', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  expect(await place(b, { customer: null, email: null })).toMatchObject({ customer: null, email: null });
  expect(
    await place(b, { company: { name: 'Acme', externalId: 'A-1', location: 'HQ' }, payment: 'none' }),
  ).toMatchObject({
    displayFinancialStatus: null,
    purchasingEntity: {
      __typename: 'PurchasingCompany',
      company: { name: 'Acme', externalId: 'A-1' },
      location: { name: 'HQ' },
    },
  });
  const till = await place(b, {
    sourceName: 'pos',
    lines: [{ sku: 'MUG-01' }],
    payments: [
      { gateway: 'cash', amount: '20.00' },
      { gateway: 'cash', kind: 'CHANGE', amount: '5.00' },
    ],
  });
  expect(till).toMatchObject({
    sourceName: 'pos',
    displayFulfillmentStatus: 'FULFILLED',
    displayFinancialStatus: 'PAID',
    closed: true,
    retailLocation: { name: 'Main Warehouse' },
  });
  expect(await place(b, { test: true })).toMatchObject({ test: true });
  expect(await place(b, { payment: 'authorized' })).toMatchObject({ displayFinancialStatus: 'AUTHORIZED' });
  expect(await place(b, { payment: 'pending' })).toMatchObject({ displayFinancialStatus: 'PENDING' });
});

test('capture, partial and full refunds move the financial status', async () => {
  await using b = await bench();
  const { id } = b.sim.admin.place({
    payment: 'authorized',
    lines: [{ price: '30.00', quantity: 3, sku: 'A' }],
    taxes: [{ rate: 0.1 }],
  });
  const status = () => b.sim.dump().orders[0]!.financialStatus;
  b.sim.admin.markAsPaid(id);
  expect(status()).toBe('PAID');
  const first = b.sim.admin.refund(id, { lines: [{ line: 'A', quantity: 1 }] });
  expect([status(), first.lines[0]!.subtotal.shop.toFixed(2), first.lines[0]!.tax.shop.toFixed(2)]).toEqual([
    'PARTIALLY_REFUNDED',
    '30.00',
    '3.00',
  ]);
  b.sim.admin.refund(id, { lines: [{ line: 'A', quantity: 2 }] });
  expect([status(), b.sim.dump().orders[0]!.totals.current.shop]).toEqual(['REFUNDED', '0.00']);
});

test('a refund is spread over the payments: a gift card gives back no more than it paid', async () => {
  await using b = await bench();
  const { id } = b.sim.admin.place({
    lines: [{ title: 'Mug', quantity: 3, price: '10.00' }],
    payments: [{ gateway: 'gift_card', amount: '12.00' }, {}],
  });
  const moved = () =>
    b.sim
      .dump()
      .orders[0]!.payments.filter(({ kind }) => kind === 'REFUND')
      .map(({ gateway, amount }) => `${gateway} ${amount.shop}`);
  const [line] = b.sim.dump().orders[0]!.lines;
  for (const _ of [1, 2]) b.sim.admin.refund(id, { lines: [{ line: String(line!.id), quantity: 1 }] });
  expect(moved()).toEqual(['gift_card 10.00', 'gift_card 2.00', 'shopify_payments 8.00']);
});

test('refund lines of an amount that does not divide add up; free amounts become adjustments', async () => {
  await using b = await bench();
  const { id } = b.sim.admin.place({
    lines: [{ price: '3.34', quantity: 3, sku: 'A' }],
    discounts: [{ value: '0.04', valueType: 'fixed_amount' }],
    shippingLines: [{ price: '8.00' }],
    taxes: [{ rate: 0.0777 }],
  });
  const parts = [1, 1, 1].map((quantity) => b.sim.admin.refund(id, { lines: [{ line: 'A', quantity }] }).lines[0]!);
  const sum = (of: (row: (typeof parts)[number]) => Big) =>
    parts.reduce((all, row) => all.plus(of(row)), Big(0)).toFixed(2);
  const { lines } = b.sim.dump().orders[0]!;
  expect([sum((row) => row.subtotal.shop), sum((row) => row.tax.shop)]).toEqual([
    lines[0]!.net.shop,
    lines[0]!.tax.shop,
  ]);
  b.sim.admin.refund(id, { shipping: true });
  expect(b.sim.dump().orders[0]!.totals.current.shop).toBe('0.00');
  const other = b.sim.admin.place({ lines: [{ price: '50.00', sku: 'A' }] });
  const free = b.sim.admin.refund(other.id, { transactions: [{ amount: '5.00' }] });
  expect([free.lines, free.adjustments.map((row) => row.amount.shop.toFixed(2)), free.adjustments[0]!.reason]).toEqual([
    [],
    ['5.00'],
    'REFUND_DISCREPANCY',
  ]);
  const late = b.sim.admin.refund(other.id, { transactions: [{ amount: '5.00' }], status: 'PENDING' });
  expect([late.transactionIds.length, b.sim.dump().orders[1]!.totals.refunded.shop]).toEqual([1, '5.00']);
});
