// Reading an order: all pages, both currencies, what may not be seen, and what must not be half read.
import { expect, test } from '@jest/globals';
import { ORDER_BY_ID, ORDER_LINES_PAGE } from '../../../connectors/shopify/documents/order.ts';
import { orderVariables } from '../../../connectors/shopify/read-order.ts';
import { adminSchema } from './schema.ts';
import { answerTo } from './schema-server.ts';
import { type Answer, connect, errorOf, type Route, withVendor } from './vendor.ts';

type Raw = Record<string, unknown>;
const schema = adminSchema('2026-10');

/** An order of exactly the asked shape, freshly made; `change` may alter it. */
async function rawOrder(change: (order: Raw) => void = () => {}): Promise<Raw> {
  const variables = orderVariables('1', { scopes: [], metafields: [] });
  const { answer } = await answerTo(schema, 'full', ORDER_BY_ID.text, variables);
  const { data } = JSON.parse(JSON.stringify(answer));
  change(data.order);
  return data.order;
}

async function rawLine(change: Raw = {}): Promise<Raw> {
  const { answer } = await answerTo(schema, 'full', ORDER_LINES_PAGE.text, { id: 'gid://shopify/Order/1', after: 'x' });
  const { data } = JSON.parse(JSON.stringify(answer));
  return { ...data.order.lineItems.nodes[0], ...change };
}

const page = (nodes: unknown[], endCursor?: string) => ({
  nodes,
  pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
});
const money = (shop: string, presentment = shop, currencies = ['USD', 'USD']) => ({
  shopMoney: { amount: shop, currencyCode: currencies[0] },
  presentmentMoney: { amount: presentment, currencyCode: currencies[1] },
});
const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;
const reading = async (routes: Record<string, Route>) => withVendor(routes, ({ url }) => connect(url).getOrder('1'));

/** Every bag below gets the currencies of the order. */
function recurrency(node: unknown, shop: string, presentment: string): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'shopMoney') value.currencyCode = shop;
    else if (name === 'presentmentMoney') value.currencyCode = presentment;
    else recurrency(value, shop, presentment);
  }
}

test('an order comes with bare ids, both currencies at their own digits, and nothing undefined', async () => {
  const order = await rawOrder((raw) => {
    Object.assign(raw, { currencyCode: 'JPY', presentmentCurrencyCode: 'EUR', totalPriceSet: money('8000.0', '55.0') });
    Object.assign(raw, { currentTotalDutiesSet: null, totalTaxSet: null });
    recurrency(raw, 'JPY', 'EUR');
  });
  const read = await reading({ OrderById: { data: { order } } });
  expect(read?.currencies).toEqual({ shop: 'JPY', presentment: 'EUR' });
  expect(read?.totals.total).toEqual({ shop: '8000', presentment: '55.00' });
  expect(read?.totals.tax).toEqual({ shop: '0', presentment: '0.00' });
  expect(read?.totals.currentDuties).toEqual({ shop: '0', presentment: '0.00' });
  expect(read?.id).toBe('123');
  expect(read?.lines[0]).toMatchObject({ id: '123', variantId: '123', inventoryItemId: '123', sku: 'text' });
  expect(JSON.stringify(read)).not.toContain('gid://');
  expect(read).toEqual(JSON.parse(JSON.stringify(read)));
});

test('an amount in a third currency stops the reading', async () => {
  const order = await rawOrder((raw) => Object.assign(raw, { totalTaxSet: money('1.0', '1.0', ['CAD', 'USD']) }));
  await withVendor({ OrderById: { data: { order } } }, async ({ url }) => {
    expect(await errorOf(() => connect(url).getOrder('1'))).toMatchObject({ type: 'Invalid', code: 'CURRENCY_MIX' });
  });
});

test('an unknown order is undefined, not an error', async () => {
  expect(await reading({ OrderById: { data: { order: null } } })).toBeUndefined();
});

test('all pages of lines are read, each with the cursor of the one before', async () => {
  const lines = await Promise.all(['1', '2', '3'].map((id) => rawLine({ id: gid('LineItem', id), sku: `S${id}` })));
  const order = await rawOrder((raw) => Object.assign(raw, { lineItems: page([lines[0]], 'c1') }));
  const later = { updatedAt: order.updatedAt };
  const pages: Record<string, Answer> = {
    c1: { data: { order: { ...later, lineItems: page([lines[1]], 'c2') } } },
    c2: { data: { order: { ...later, lineItems: page([lines[2]]) } } },
  };
  await withVendor(
    {
      OrderById: { data: { order } },
      OrderLinesPage: ({ variables }) => pages[String(variables.after)] ?? { status: 500 },
    },
    async ({ url, count }) => {
      const read = await connect(url).getOrder('1');
      expect(read?.lines.map(({ id, sku }) => [id, sku])).toEqual([
        ['1', 'S1'],
        ['2', 'S2'],
        ['3', 'S3'],
      ]);
      expect(count('OrderLinesPage')).toBe(2);
    },
  );
});

test('an order that changes between two pages is a Conflict', async () => {
  const order = await rawOrder((raw) => Object.assign(raw, { lineItems: page([], 'c1') }));
  const moved = { order: { updatedAt: '2026-11-20T15:15:03Z', lineItems: page([]) } };
  await withVendor({ OrderById: { data: { order } }, OrderLinesPage: { data: moved } }, async ({ url }) => {
    expect(await errorOf(() => connect(url).getOrder('1'))).toMatchObject({
      type: 'Conflict',
      code: 'CHANGED_WHILE_READ',
    });
  });
});

test('further pages of refunded and of fulfilled lines are read', async () => {
  const order = await rawOrder();
  const [refund] = order.refunds as Raw[];
  const [fulfillment] = order.fulfillments as Raw[];
  const refundLines = refund?.refundLineItems as { nodes: Raw[] };
  const shipped = fulfillment?.fulfillmentLineItems as { nodes: Raw[] };
  const refundRow = { ...refundLines.nodes[0], id: gid('RefundLineItem', '9') };
  const shippedRow = { ...shipped.nodes[0], id: gid('FulfillmentLineItem', '8'), quantity: 7 };
  Object.assign(refund ?? {}, { refundLineItems: page(refundLines.nodes, 'r1') });
  Object.assign(fulfillment ?? {}, { fulfillmentLineItems: page(shipped.nodes, 'f1') });
  const read = await reading({
    OrderById: { data: { order } },
    RefundLinesPage: { data: { refund: { refundLineItems: page([refundRow]) } } },
    FulfillmentLinesPage: { data: { fulfillment: { fulfillmentLineItems: page([shippedRow]) } } },
  });
  expect(read?.refunds[0]?.lines.map(({ id }) => id)).toEqual(['123', '9']);
  expect(read?.fulfillments[0]?.lines.map(({ id, quantity }) => [id, quantity])).toEqual([
    ['123', 1],
    ['8', 7],
  ]);
});

test('lists without a cursor that may have been cut stop the reading', async () => {
  const order = await rawOrder((raw) => {
    const [refund] = raw.refunds as Raw[];
    raw.refunds = Array.from({ length: 250 }, () => refund);
  });
  await withVendor({ OrderById: { data: { order } } }, async ({ url }) => {
    expect(await errorOf(() => connect(url).getOrder('1'))).toMatchObject({ type: 'Invalid', code: 'TOO_MANY' });
  });
});

test('what the app may not see is left out and told', async () => {
  const order = await rawOrder((raw) => Object.assign(raw, { customer: null, email: null, shippingAddress: null }));
  const held = (path: (string | number)[]) => ({
    message: 'This app is not approved',
    path,
    extensions: { code: 'ACCESS_DENIED' },
  });
  const errors = [
    held(['order', 'customer']),
    held(['order', 'lineItems', 'nodes', 0, 'variant']),
    held(['order', 'lineItems', 'nodes', 1, 'variant']),
  ];
  const read = await reading({ OrderById: { data: { order }, errors } });
  expect(read?.hidden).toEqual(['order.customer', 'order.lineItems.nodes.variant']);
  expect(read).not.toHaveProperty('customer');
  expect(read).not.toHaveProperty('email');
});

test('any other error beside the data makes the order void', async () => {
  const order = await rawOrder();
  const errors = [{ message: 'oh', path: ['order', 'customer'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
  await withVendor({ OrderById: { data: { order }, errors } }, async ({ url }) => {
    expect(await errorOf(() => connect(url).getOrder('1'))).toMatchObject({ type: 'Unavailable' });
  });
});

test.each([
  [
    'titled so',
    { title: 'Tip', product: null, variant: null, requiresShipping: false, isGiftCard: false },
    '5.0',
    true,
  ],
  [
    'named otherwise, of the tips’ amount',
    {
      title: 'Trinkgeld',
      product: null,
      variant: null,
      requiresShipping: false,
      isGiftCard: false,
      originalTotalSet: money('5.0'),
    },
    '5.0',
    true,
  ],
  [
    'a custom line of another amount',
    {
      title: 'Wrapping',
      product: null,
      variant: null,
      requiresShipping: false,
      isGiftCard: false,
      originalTotalSet: money('7.0'),
    },
    '5.0',
    false,
  ],
  [
    'an order without tips',
    { title: 'Tip', product: null, variant: null, requiresShipping: false, isGiftCard: false },
    '0.0',
    false,
  ],
  ['goods called Tip', { title: 'Tip' }, '5.0', false],
])('a tip: %s', async (_name, line, tips, isTip) => {
  const made = await rawLine(line);
  const order = await rawOrder((raw) =>
    Object.assign(raw, { lineItems: page([made]), totalTipReceivedSet: money(tips) }),
  );
  const read = await reading({ OrderById: { data: { order } } });
  expect(read?.lines[0]?.isTip).toBe(isTip);
});

test('a company, a gift card payment, an emptied SKU and a discount are told apart', async () => {
  const line = await rawLine({ sku: '' });
  const order = await rawOrder((raw) => {
    raw.lineItems = page([line]);
    raw.purchasingEntity = {
      __typename: 'PurchasingCompany',
      company: { id: gid('Company', '7'), name: 'Acme', externalId: 'A-1' },
      location: { id: gid('CompanyLocation', '8'), name: 'North', externalId: null },
    };
    const [payment] = raw.transactions as Raw[];
    raw.transactions = [{ ...payment, gateway: 'gift_card', parentTransaction: null }];
    raw.discountApplications = page([
      {
        __typename: 'DiscountCodeApplication',
        index: 0,
        targetType: 'LINE_ITEM',
        targetSelection: 'ALL',
        allocationMethod: 'ACROSS',
        value: { __typename: 'PricingPercentageValue', percentage: 10 },
        code: 'SAVE10',
      },
      {
        __typename: 'AutomaticDiscountApplication',
        index: 1,
        targetType: 'SHIPPING_LINE',
        targetSelection: 'ALL',
        allocationMethod: 'EACH',
        value: { __typename: 'MoneyV2', amount: '4.0', currencyCode: 'USD' },
        title: 'Free shipping',
      },
    ]);
  });
  const read = await reading({ OrderById: { data: { order } } });
  expect(read?.company).toEqual({
    companyId: '7',
    companyName: 'Acme',
    companyExternalId: 'A-1',
    locationId: '8',
    locationName: 'North',
  });
  expect(read?.transactions[0]).toMatchObject({ isGiftCard: true, gateway: 'gift_card' });
  expect(read?.transactions[0]).not.toHaveProperty('parentId');
  expect(read?.lines[0]).not.toHaveProperty('sku');
  expect(read?.discountApplications).toEqual([
    expect.objectContaining({ kind: 'code', name: 'SAVE10', value: { percentage: '10' } }),
    expect.objectContaining({ kind: 'automatic', name: 'Free shipping', value: { amount: '4.0', currency: 'USD' } }),
  ]);
});

test('terms, returns and metafields are asked for only where they may be seen or are wanted', () => {
  expect(orderVariables('1', { scopes: [] })).toMatchObject({ terms: false, returns: false, withMetafields: false });
  const wide = orderVariables('1', { scopes: ['read_payment_terms', 'write_returns'], metafields: ['a.b'] });
  expect(wide).toMatchObject({ terms: true, returns: true, withMetafields: true, metafields: ['a.b'] });
});
