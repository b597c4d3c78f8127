// Search, paging, the index that lags, the 60 days; updates, tags, metafields, cancel, edits, drafts.
import { expect, test } from '@jest/globals';
import { at, type Bench, bench, CATALOGUE, gid, type Json } from './helpers.ts';

const LIST =
  'query List($q: String, $after: String, $n: Int = 50, $key: OrderSortKeys = UPDATED_AT, $reverse: Boolean) { orders(first: $n, after: $after, query: $q, sortKey: $key, reverse: $reverse) { nodes { id name updatedAt } pageInfo { hasNextPage endCursor } } }';

async function names(b: Bench, q: string | null, more: object = {}): Promise<unknown[]> {
  const answer = await b.gql(LIST, { q, ...more });
  expect(answer.codes).toEqual([]);
  return (answer.get('orders.nodes') as Json[]).map((row) => at(row, 'name'));
}

const MINUTE = 60_000;
const START = '2026-11-20T12:00:00Z';

test('terms, quotes, comparisons, AND, OR, NOT and status words', async () => {
  await using b = await bench({ startAt: START, frozen: true });
  b.sim.admin.place({ email: 'ann@example.com', customer: { email: 'ann@example.com' }, tags: ['VIP', 'red'] });
  b.sim.clock.advance(MINUTE);
  b.sim.admin.place({ test: true, payment: 'pending', lines: [{ sku: 'X-1' }] });
  b.sim.clock.advance(MINUTE);
  b.sim.admin.place({ sourceName: 'pos', poNumber: 'PO 7' });
  expect(await names(b, "updated_at:>='2026-11-20T12:01:00Z' AND test:false")).toEqual(['#1003']);
  expect(await names(b, 'updated_at:>2026-11-20T12:00:00Z')).toEqual(['#1002', '#1003']);
  expect(await names(b, 'tag:vip OR test:true')).toEqual(['#1001', '#1002']);
  expect(await names(b, 'tag_not:vip -test:true')).toEqual(['#1003']);
  expect(await names(b, 'NOT (tag:vip OR test:true)')).toEqual(['#1003']);
  expect(await names(b, 'financial_status:pending')).toEqual(['#1002']);
  expect(await names(b, 'email:"ann@example.com"')).toEqual(['#1001']);
  expect(await names(b, "po_number:'PO 7' status:open")).toEqual([]);
  expect(await names(b, "po_number:'PO 7' status:any")).toEqual(['#1003']);
  expect(await names(b, 'sku:X-1')).toEqual(['#1002']);
  const id = (await b.gql(LIST, { q: 'name:#1002' })).get('orders.nodes.0.id');
  expect(await names(b, `id:${String(id).split('/').at(-1)}`)).toEqual(['#1002']);
  expect(await names(b, null, { reverse: true })).toEqual(['#1003', '#1002', '#1001']);
});

test('an unknown field filters nothing and leaves a warning', async () => {
  await using b = await bench();
  b.sim.admin.place({});
  b.sim.admin.place({});
  const answer = await b.gql(LIST, { q: "changed_at:>='2026-01-01'" });
  expect(answer.get('orders.nodes')).toHaveLength(2);
  expect(at(answer.body, 'extensions.search.0')).toMatchObject({
    path: ['orders'],
    warnings: [{ field: 'changed_at', code: 'invalid_field' }],
  });
  const value = await b.gql(LIST, { q: 'updated_at:>=yesterdayish' });
  expect(at(value.body, 'extensions.search.0.warnings.0.code')).toBe('invalid_value');
  expect(b.sim.log.entries()[0]!.warnings).toEqual(['changed_at: invalid_field']);
});

test('keyset paging never skips a row that is touched meanwhile', async () => {
  await using b = await bench({ startAt: START, frozen: true });
  for (let n = 0; n < 5; n += 1) {
    b.sim.admin.place({});
    b.sim.clock.advance(1000);
  }
  const first = await b.gql(LIST, { n: 2 });
  const cursor = String(first.get('orders.pageInfo.endCursor'));
  expect(JSON.parse(Buffer.from(cursor, 'base64').toString())).toEqual({
    last_id: expect.any(Number),
    last_value: expect.any(Number),
  });
  b.sim.admin.update('#1001', { note: 'touched' });
  expect(await names(b, null, { n: 3, after: cursor })).toEqual(['#1003', '#1004', '#1005']);
  const rest = await b.gql(LIST, { n: 10, after: cursor });
  expect((rest.get('orders.nodes') as Json[]).map((row) => at(row, 'name'))).toEqual([
    '#1003',
    '#1004',
    '#1005',
    '#1001',
  ]);
  expect((await b.gql(LIST, { after: 'rubbish' })).codes).toEqual(['BAD_REQUEST']);
});

test('the index lags, order(id) does not', async () => {
  await using b = await bench({ settings: { behaviour: { indexLagMs: 5000 } }, now: () => 1_790_000_000_000 });
  const { id } = b.sim.admin.place({});
  expect(await names(b, null)).toEqual([]);
  expect((await b.gql(`{ order(id: "${gid('Order', id)}") { name } }`)).get('order.name')).toBe('#1001');
  b.sim.clock.advance(5000);
  expect(await names(b, null)).toEqual(['#1001']);
  b.sim.admin.update(id, { tags: ['late'] });
  expect(await names(b, 'tag:late')).toEqual([]);
  b.sim.clock.advance(5000);
  expect(await names(b, 'tag:late')).toEqual(['#1001']);
});

test('without read_all_orders only 60 days are visible', async () => {
  await using b = await bench({ startAt: START, frozen: true });
  const { id } = b.sim.admin.place({ createdAt: '2026-09-01T00:00:00Z' });
  b.sim.admin.place({});
  await b.control('POST', '/tokens', { token: 'shpat_60', scopes: ['read_orders'] });
  const answer = await b.gql(LIST, {}, { token: 'shpat_60' });
  expect((answer.get('orders.nodes') as Json[]).map((row) => at(row, 'name'))).toEqual(['#1002']);
  expect(
    (await b.gql(`{ order(id: "${gid('Order', id)}") { name } }`, {}, { token: 'shpat_60' })).get('order'),
  ).toBeNull();
  expect(await names(b, null)).toHaveLength(2);
});

test('customers and variants are searched; a sku search is by beginning, so there may be more than one', async () => {
  await using b = await bench();
  b.sim.seed({ ...CATALOGUE, customers: [{ email: 'a@b.co' }, { email: 'aa@b.co' }] });
  b.sim.seed({ products: [{ title: 'Tee L', variants: [{ sku: 'TEE-RED-ML' }] }] });
  const skus = await b.gql(
    '{ productVariants(first: 10, query: "sku:\'TEE-RED-M\'") { nodes { sku inventoryItem { duplicateSkuCount } } } }',
  );
  expect((skus.get('productVariants.nodes') as Json[]).map((row) => at(row, 'sku'))).toEqual([
    'TEE-RED-M',
    'TEE-RED-ML',
  ]);
  const people = await b.gql(
    '{ customers(first: 10, query: "email:\\"a@b.co\\"") { nodes { defaultEmailAddress { emailAddress } } } }',
  );
  expect(people.get('customers.nodes')).toEqual([{ defaultEmailAddress: { emailAddress: 'a@b.co' } }]);
});

const UPDATE =
  'mutation U($input: OrderInput!) { orderUpdate(input: $input) { order { tags note metafield(namespace: "netsuite", key: "so") { value } } userErrors { field message } } }';

test('orderUpdate replaces, tagsAdd adds, metafieldsSet compares digests', async () => {
  await using b = await bench({ startAt: START, frozen: true });
  const order = b.sim.admin.place({ tags: ['a', 'b'] });
  const id = gid('Order', order.id);
  b.sim.clock.advance(5000);
  const updated = await b.gql(UPDATE, {
    input: {
      id,
      tags: ['c'],
      note: 'hello',
      metafields: [{ namespace: 'netsuite', key: 'so', value: '9', type: 'single_line_text_field' }],
    },
  });
  expect(updated.get('orderUpdate.order')).toEqual({ tags: ['c'], note: 'hello', metafield: { value: '9' } });
  expect(new Date(order.updatedAt).toISOString()).toBe('2026-11-20T12:00:05.000Z');
  expect((await b.gql(UPDATE, { input: { id } })).get('orderUpdate.userErrors')).toEqual([
    { field: null, message: 'No valid update parameters have been provided' },
  ]);
  expect((await b.gql(UPDATE, { input: { id, phone: 'x' } })).get('orderUpdate.userErrors.0')).toEqual({
    field: ['phone'],
    message: 'Phone is invalid',
  });
  expect(
    (await b.gql(UPDATE, { input: { id: gid('Order', 1), note: 'x' } })).get('orderUpdate.userErrors.0.message'),
  ).toBe('Order does not exist');
  await b.gql('mutation T($id: ID!) { tagsAdd(id: $id, tags: ["d", "C"]) { node { id } userErrors { message } } }', {
    id,
  });
  expect(order.tags).toEqual(['c', 'd']);
  const set =
    'mutation S($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { value compareDigest } userErrors { code elementIndex } } }';
  const row = { ownerId: id, namespace: 'netsuite', key: 'so', value: '10', type: 'single_line_text_field' };
  expect((await b.gql(set, { m: [{ ...row, compareDigest: 'stale' }] })).get('metafieldsSet.userErrors')).toEqual([
    { code: 'STALE_OBJECT', elementIndex: 0 },
  ]);
  expect((await b.gql(set, { m: [row] })).get('metafieldsSet.metafields.0.value')).toBe('10');
  expect((await b.gql(set, { m: Array.from({ length: 26 }, () => row) })).codes).toEqual(['BAD_REQUEST']);
});

const CANCEL =
  'mutation C($id: ID!, $restock: Boolean!, $refund: Boolean, $method: OrderCancelRefundMethodInput, $note: String) { orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refund: $refund, refundMethod: $method, staffNote: $note) { job { id done } orderCancelUserErrors { code message } } }';

test('orderCancel is a job; it refunds, restocks and cannot be repeated', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  const order = b.sim.admin.place({ lines: [{ sku: 'TEE-RED-M', quantity: 2 }] });
  const id = gid('Order', order.id);
  const both = await b.gql(CANCEL, { id, restock: true, refund: true, method: { originalPaymentMethodsRefund: true } });
  expect(both.get('orderCancel.orderCancelUserErrors.0.message')).toContain('Only one of the arguments');
  expect(
    (await b.gql(CANCEL, { id, restock: true, note: 'x'.repeat(256) })).get(
      'orderCancel.orderCancelUserErrors.0.message',
    ),
  ).toContain('Staff note is too long');
  const asked = await b.gql(CANCEL, { id, restock: true, method: { originalPaymentMethodsRefund: true } });
  const job = asked.get('orderCancel.job.id');
  expect([asked.get('orderCancel.job.done'), order.cancelledAt]).toEqual([false, null]);
  b.sim.clock.advance(1000);
  expect((await b.gql('query J($id: ID!) { job(id: $id) { done } }', { id: job })).get('job.done')).toBe(true);
  const dump = b.sim.dump();
  expect(dump.orders[0]).toMatchObject({
    financialStatus: 'REFUNDED',
    lines: [{ currentQuantity: 0 }],
    totals: { current: { shop: '0.00' } },
  });
  expect(dump.inventory.find((row) => row.sku === 'TEE-RED-M')!.quantities).toMatchObject({
    available: 10,
    committed: 0,
    on_hand: 10,
  });
  expect((await b.gql(CANCEL, { id, restock: true })).get('orderCancel.orderCancelUserErrors.0.message')).toBe(
    'Cannot cancel an order that has already been canceled',
  );
  const shipped = b.sim.admin.place({ lines: [{ sku: 'MUG-01' }] });
  b.sim.admin.fulfil(shipped.id);
  expect(
    (await b.gql(CANCEL, { id: gid('Order', shipped.id), restock: true })).get(
      'orderCancel.orderCancelUserErrors.0.message',
    ),
  ).toBe('Cannot cancel an order that has outstanding fulfillments');
});

test('an edit keeps quantity, lowers currentQuantity and gives added lines their own fulfilment', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  const order = b.sim.admin.place({ lines: [{ sku: 'TEE-RED-M', quantity: 3 }], taxes: [{ rate: 0.1 }] });
  b.sim.admin.edit(order.id, {
    quantities: [{ line: 'TEE-RED-M', quantity: 1 }],
    add: [{ sku: 'MUG-01' }],
    taxes: [{ rate: 0.1 }],
  });
  const dump = b.sim.dump().orders[0]!;
  expect(dump.lines.map((line) => [line.sku, line.quantity, line.currentQuantity])).toEqual([
    ['TEE-RED-M', 3, 1],
    ['MUG-01', 1, 1],
  ]);
  expect(dump.totals).toMatchObject({
    current: { shop: '44.00' },
    total: { shop: '99.00' },
    outstanding: { shop: '-38.50' },
  });
  expect(
    b.sim
      .dump()
      .inventory.filter((row) => row.location === 'Main Warehouse')
      .map((row) => [row.sku, row.quantities.available, row.quantities.committed ?? 0]),
  ).toEqual([
    ['TEE-RED-M', 9, 1],
    ['MUG-01', 4, 1],
    ['SET-1', 0, 0],
  ]);
});

test('a draft becomes an order once', async () => {
  await using b = await bench();
  const made = await b.gql(
    'mutation D($i: DraftOrderInput!) { draftOrderCreate(input: $i) { draftOrder { id status totalPriceSet { shopMoney { amount } } } userErrors { message } } }',
    {
      i: {
        lineItems: [
          {
            title: 'Thing',
            sku: '',
            originalUnitPriceWithCurrency: { amount: '4.00', currencyCode: 'USD' },
            quantity: 2,
          },
        ],
        email: 'd@example.com',
      },
    },
  );
  expect(made.get('draftOrderCreate.draftOrder')).toMatchObject({
    status: 'OPEN',
    totalPriceSet: { shopMoney: { amount: '8.0' } },
  });
  const complete = () =>
    b.gql(
      'mutation C($id: ID!) { draftOrderComplete(id: $id) { draftOrder { status order { name sourceName lineItems(first: 1) { nodes { sku } } } } userErrors { message } } }',
      { id: made.get('draftOrderCreate.draftOrder.id') },
    );
  expect((await complete()).get('draftOrderComplete.draftOrder')).toMatchObject({
    status: 'COMPLETED',
    order: { sourceName: '5801112', lineItems: { nodes: [{ sku: null }] } },
  });
  expect((await complete()).get('draftOrderComplete.userErrors.0.message')).toBe('This order has been paid');
});
