import { describe, expect, test } from '@jest/globals';
import type { RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Order, TaxLine } from '../../../connectors/shopify/types.ts';
import { orderOf, type Spec } from './shop.ts';
import { decimal, ITEMS, itemsOf, newWorld, planOf, totalOf } from './support.ts';

const salesOrder = (order: Order, more: Record<string, unknown> = {}) => {
  const plan = planOf(order, newWorld(), more);
  expect(plan.problems).toEqual([]);
  const write = plan.writes.find((one) => one.kind === 'create' && one.recordType === 'salesOrder') as Extract<
    RecordWrite,
    { kind: 'create' }
  >;
  expect(write.expect).toEqual([{ field: 'total', value: expect.any(String) }]);
  return write;
};
const rows = (body: RecordBody) =>
  itemsOf(body).map((line) => [(line.item as { id: string }).id, decimal(line.quantity), decimal(line.amount)]);
const problemsOf = (order: Order, more: Record<string, unknown> = {}) =>
  planOf(order, newWorld(), more).problems.map((one) => one.cause);

const exclusive: Spec = {
  lines: [
    { sku: 'TEE-RED-M', quantity: 2, price: '25.00', off: '5.00', tax: 8 },
    { sku: 'MUG-01', quantity: 1, price: '15.00', off: '1.50', tax: 8 },
  ],
  shipping: [{ price: '8.00', tax: 8 }],
};
const inclusive: Spec = {
  lines: [{ sku: 'LAMP', quantity: 1, price: '120.00', off: '12.00', tax: 20 }],
  shipping: [{ price: '12.00', tax: 20 }],
  taxesIncluded: true,
  currencies: { shop: 'EUR', presentment: 'EUR' },
};

describe('the worked samples', () => {
  test('tax exclusive, order-level code, taxed shipping: 71.82', () => {
    const { body, externalId, expect: wanted } = salesOrder(orderOf(exclusive));
    expect(externalId).toBe('SHOPIFY_SO_8837991727410');
    expect(wanted).toEqual([{ field: 'total', value: '71.82' }]);
    expect(rows(body)).toEqual([
      ['item-TEE-RED-M', '2', '45'],
      ['item-MUG-01', '1', '13.5'],
      [ITEMS.tax, '1', '5.32'],
    ]);
    expect([decimal(body.shippingCost), body.tranDate, body.otherRefNum, body.memo]).toEqual([
      '8',
      '2026-11-20',
      '#1494',
      'Shopify order #1494',
    ]);
    expect(itemsOf(body)[0]).toMatchObject({
      price: { id: '-1' },
      rate: { decimal: '22.5' },
      description: 'TEE-RED-M',
    });
  });

  test('goods name the location themselves, because stock is committed line by line', () => {
    const { body } = salesOrder(orderOf(exclusive), { defaults: { location: '6' } });
    expect(body.location).toEqual({ id: '6' });
    expect(itemsOf(body).map((line) => line.location)).toEqual([{ id: '6' }, { id: '6' }, undefined]);
  });

  test('tax exclusive in tax details', () => {
    const more = { tax: { mode: 'suiteTaxOverride', taxType: '1', taxCode: '7' }, shipping: { as: 'line' } };
    const { body } = salesOrder(orderOf(exclusive), more);
    expect(totalOf(body)).toBe('71.82');
    expect(body.taxDetailsOverride).toBe(true);
    expect(
      itemsOf(body, 'taxDetails').map((row) => [
        row.taxDetailsReference,
        row.taxType,
        decimal(row.taxAmount),
        decimal(row.taxRate),
      ]),
    ).toEqual([
      [{ id: 'SHOPIFY_0' }, '1', '3.6', '8'],
      [{ id: 'SHOPIFY_1' }, '1', '1.08', '8'],
      [{ id: 'SHOPIFY_2' }, '1', '0.64', '8'],
    ]);
    expect(itemsOf(body)[2]).toMatchObject({ taxDetailsReference: 'SHOPIFY_2', item: { id: ITEMS.shipping } });
  });

  test('tax inclusive: item 100.00, discount -10.00, shipping 10.00, tax 20.00', () => {
    const { body } = salesOrder(orderOf(inclusive), { discounts: 'line' });
    expect(rows(body)).toEqual([
      ['item-LAMP', '1', '100'],
      [ITEMS.discount, '0', '-10'],
      [ITEMS.tax, '1', '20'],
    ]);
    expect([decimal(body.shippingCost), totalOf(body)]).toEqual(['10', '120']);
    expect(itemsOf(body)[1]).toMatchObject({ rate: { decimal: '-10' }, description: 'SAVE10' });
  });
});

describe('money that is neither goods nor shipping', () => {
  test('included prices to a country without tax stay as they are', () => {
    const order = orderOf({ ...inclusive, lines: [{ sku: 'LAMP', quantity: 1, price: '120.00' }], shipping: [] });
    expect(rows(salesOrder(order).body)).toEqual([['item-LAMP', '1', '120']]);
  });

  test('four cents over three units: the amount, and no rate', () => {
    const order = orderOf({ lines: [{ sku: 'A', quantity: 3, price: '1.00', off: '0.04' }] });
    const [line] = itemsOf(salesOrder(order).body);
    expect(decimal(line!.amount)).toBe('2.96');
    expect(line).not.toHaveProperty('rate');
  });

  test('free shipping by a discount, and removed shipping, cost nothing', () => {
    const spec: Spec = {
      lines: [{ sku: 'A', quantity: 1, price: '9.00' }],
      shipping: [
        { price: '5.00', off: '5.00' },
        { price: '7.00', removed: true },
      ],
    };
    expect(decimal(salesOrder(orderOf(spec)).body.shippingCost)).toBe('0');
    expect(rows(salesOrder(orderOf(spec), { shipping: { as: 'line' } }).body)).toEqual([
      ['item-A', '1', '9'],
      [ITEMS.shipping, '1', '0.00'],
    ]);
  });

  test('gift card sold, tip, custom line', () => {
    const order = orderOf({
      lines: [
        { sku: 'GC', quantity: 1, price: '50.00', more: { isGiftCard: true } },
        { quantity: 1, price: '3.00', more: { name: 'Engraving', variantId: undefined } as never },
      ],
    });
    const tip = orderOf({ lines: [{ quantity: 1, price: '2.00', more: { isTip: true, name: 'Tip' } }] }).lines[0]!;
    const total = { shop: '55.00', presentment: '55.00' };
    const two = { shop: '2.00', presentment: '2.00' };
    const tipped = {
      ...order,
      lines: [...order.lines, { ...tip, id: '119' }],
      totals: { ...order.totals, tip: two, total, currentTotal: total },
    };
    expect(rows(salesOrder(tipped).body)).toEqual([
      [ITEMS.giftCard, '1', '50'],
      [ITEMS.custom, '1', '3'],
      [ITEMS.tip, '1', '2'],
    ]);
    // The same tip only as a total.
    expect(rows(salesOrder({ ...order, totals: tipped.totals }).body).at(-1)).toEqual([ITEMS.tip, '1', '2']);
  });

  test('duties and fees, on top and as included', () => {
    const order = orderOf({ lines: [{ sku: 'A', quantity: 1, price: '10.00' }] });
    const money = (amount: string) => ({ shop: amount, presentment: amount });
    const duty = { id: 'd', price: money('3.00'), taxLines: [] };
    const fee = { id: 'f', name: 'Bottle deposit', price: money('0.25'), taxLines: [] };
    const withDuty = { ...order, lines: [{ ...order.lines[0]!, duties: [duty] }], additionalFees: [fee] };
    const totals = (total: string) => ({
      ...order.totals,
      duties: money('3.00'),
      additionalFees: money('0.25'),
      total: money(total),
      currentTotal: money(total),
    });
    expect(
      rows(salesOrder({ ...withDuty, totals: totals('13.25') }, { items: { fees: { 'Bottle deposit': '77' } } }).body),
    ).toEqual([
      ['item-A', '1', '10'],
      [ITEMS.duty, '1', '3'],
      ['77', '1', '0.25'],
    ]);
    expect(rows(salesOrder({ ...withDuty, dutiesIncluded: true, totals: totals('10.25') }).body)).toHaveLength(2);
  });

  test("a marketplace's tax is its own line, or left out", () => {
    const order = orderOf({ lines: [{ sku: 'A', quantity: 1, price: '10.00', tax: 10 }] });
    const liable = (tax: TaxLine) => ({ ...tax, channelLiable: true });
    const line = { ...order.lines[0]!, taxLines: order.lines[0]!.taxLines.map(liable) };
    expect(rows(salesOrder({ ...order, lines: [line] }).body)).toEqual([
      ['item-A', '1', '10'],
      [ITEMS.marketplaceTax, '1', '1'],
    ]);
    expect(salesOrder({ ...order, lines: [line] }, { tax: { channelLiable: 'leaveOut' } }).expect[0]!.value).toBe(
      '10.00',
    );
  });

  test('cash rounding at the till, whether or not it is in the total', () => {
    const order = orderOf({ lines: [{ sku: 'A', quantity: 1, price: '9.98' }], more: { sourceName: 'pos' } });
    const money = (amount: string) => ({ shop: amount, presentment: amount });
    const rounded = (total: string) => ({
      ...order,
      totals: { ...order.totals, cashRoundingPayment: money('0.02'), total: money(total), currentTotal: money(total) },
    });
    expect(rows(salesOrder(rounded('10.00')).body)).toEqual([
      ['item-A', '1', '9.98'],
      [ITEMS.cashRounding, '1', '0.02'],
    ]);
    expect(rows(salesOrder(rounded('9.98')).body)).toEqual([['item-A', '1', '9.98']]);
  });

  test('tax that an app put on the whole order is spread over the taxable lines', () => {
    const order = orderOf({
      lines: [
        { sku: 'A', quantity: 1, price: '10.00' },
        { sku: 'B', quantity: 1, price: '20.00' },
      ],
    });
    const money = (amount: string) => ({ shop: amount, presentment: amount });
    const taxLines = [{ title: 'VAT', channelLiable: false, amount: money('1.00') }];
    const totals = {
      ...order.totals,
      tax: money('1.00'),
      total: money('31.00'),
      currentTotal: money('31.00'),
      currentTax: money('1.00'),
    };
    const { body } = salesOrder(
      { ...order, taxLines, totals },
      { tax: { mode: 'suiteTaxOverride', taxType: '1', taxCode: '2' } },
    );
    expect(itemsOf(body, 'taxDetails').map((row) => decimal(row.taxAmount))).toEqual(['0.33', '0.67']);
  });
});

describe('currencies', () => {
  const spec: Spec = {
    lines: [{ sku: 'A', quantity: 2, price: '10.01', off: '0.03', tax: 10 }],
    shipping: [{ price: '3.33' }],
    currencies: { shop: 'USD', presentment: 'JPY' },
    rate: '151.37',
  };

  test('shop or presentment, never mixed; yen have no cents', () => {
    const ids = { USD: '1', JPY: '3' };
    const shop = salesOrder(orderOf(spec), { currency: { ids } });
    const shown = salesOrder(orderOf(spec), { currency: { use: 'presentment', ids } });
    expect([shop.body.currency, shown.body.currency]).toEqual([{ id: '1' }, { id: '3' }]);
    expect(shown.expect[0]!.value).toBe(orderOf(spec).totals.total.presentment);
    expect(shown.expect[0]!.value).toMatch(/^\d+$/);
  });

  test('a currency without an id waits', () => {
    expect(problemsOf(orderOf(spec), { currency: { use: 'presentment' } })).toEqual(['currency-unknown']);
  });
});

describe('bundles', () => {
  const group = { id: 'g1', title: 'Set', quantity: 2, sku: 'SET' };
  const order = orderOf({
    lines: [
      { sku: 'CUP', quantity: 4, price: '5.00', off: '1.00', tax: 10, more: { group } },
      { sku: 'POT', quantity: 2, price: '20.00', tax: 10, more: { group } },
    ],
  });

  test('components carry price and SKU', () => {
    expect(rows(salesOrder(order).body)).toEqual([
      ['item-CUP', '4', '19'],
      ['item-POT', '2', '40'],
      [ITEMS.tax, '1', '5.9'],
    ]);
  });

  test('or the kit that the bundle’s SKU names', () => {
    expect(rows(salesOrder(order, { bundles: 'kit' }).body)).toEqual([
      ['item-SET', '2', '59'],
      [ITEMS.tax, '1', '5.9'],
    ]);
  });

  test('half a kit waits', () => {
    const half = {
      ...order,
      edited: true,
      lines: order.lines.map((line, index) => (index === 0 ? { ...line, currentQuantity: 2 } : line)),
    };
    expect(problemsOf(half, { bundles: 'kit' })).toContain('bundle-in-part');
  });
});

describe('what does not add up waits', () => {
  const money = (amount: string) => ({ shop: amount, presentment: amount });
  const order = orderOf(exclusive);

  test("Shopify's own sums", () => {
    const wrong = { ...order, totals: { ...order.totals, total: money('71.83') } };
    const [problem] = planOf(wrong).problems;
    expect(problem?.cause).toBe('shopify-sums');
    expect(problem?.reason).toMatch(/71\.82 USD.*71\.83 USD/);
    expect(problemsOf({ ...order, totals: { ...order.totals, tax: money('5.33'), total: money('71.83') } })).toEqual([
      'shopify-sums',
    ]);
  });

  test('a difference to the current total, with both numbers; a rounding line only below the limit', () => {
    const edited = { ...order, edited: true, totals: { ...order.totals, currentTotal: money('71.80') } };
    const [problem] = planOf(edited).problems;
    expect(problem).toMatchObject({ cause: 'total-differs' });
    expect(problem?.reason).toMatch(/71\.82 USD.*71\.80 USD.*-0\.02 USD/);
    expect(problemsOf(edited, { roundingLimit: '0.01' })).toEqual(['total-differs']);
    expect(rows(salesOrder(edited, { roundingLimit: '0.02' }).body).at(-1)).toEqual([ITEMS.rounding, '1', '-0.02']);
  });

  test('what only the merchant knows is asked for by name', () => {
    const reasons = planOf(order, newWorld(), { items: { tax: undefined }, shipping: {} }).problems.map(
      (one) => one.reason,
    );
    expect(reasons.join()).toMatch(/items\.tax is not set/);
    expect(problemsOf(order, { shipping: { defaultMethod: undefined } })).toEqual(['ship-method-unmapped']);
    expect(problemsOf(order, { tax: { mode: 'suiteTaxOverride' }, shipping: { as: 'line' } })).toEqual([
      'setting-missing',
    ]);
    expect(problemsOf(order, { tax: { mode: 'suiteTaxOverride', taxType: '1', taxCode: '1' } })).toEqual([
      'setting-missing',
    ]);
  });
});
