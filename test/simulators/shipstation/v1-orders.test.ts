// V1 orders: create or replace, locks, filters, paging, actions, and what a wrong client gets told.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Bench, bench, order } from './helpers.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench({ startAt: '2026-07-15T15:10:02.110Z' });
});
afterAll(() => b[Symbol.asyncDispose]());

const create = (body: unknown) => b.v1('POST', '/orders/createorder', body);

test('creates an order with every member, nulls sent, Pacific dates', async () => {
  const { status, json } = await create(order('C-1', { taxAmount: 0.2, unknownOne: 1 }));
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ...{ orderKey: 'erp:C-1', orderDate: '2026-07-15T08:09:13.0000000', paymentDate: null, orderTotal: 31.2 },
    advancedOptions: { storeId: 26815, mergedOrSplit: false, mergedIds: [], parentId: null, customField1: null },
    items: [{ lineItemKey: '1', quantity: 10, adjustment: false, weight: null }],
  });
  expect(json.createDate).toMatch(/^2026-07-15T08:10:0\d\.\d{3}0000$/);
  expect(json.items[0]?.createDate).toMatch(/^2026-07-15T08:10:0\d(\.\d{1,3})?$/);
  const notes = b.sim.log.entries().at(-1)?.notes;
  expect(notes).toContain('unknown member apiOrder.unknownOne');
});

test('the same key replaces the whole order and keeps its id; no key makes a duplicate', async () => {
  const first = await create(order('R-1', { internalNotes: 'keep?' }));
  const second = await create(order('R-1', { items: [] }));
  expect(second.json.orderId).toBe(first.json.orderId);
  expect(second.json).toMatchObject({ internalNotes: null, items: [], orderTotal: 0 });
  const [a, c] = [await create(order('R-2', { orderKey: null })), await create(order('R-2', { orderKey: null }))];
  expect(a.json.orderId).not.toBe(c.json.orderId);
});

test('a line keeps its orderItemId over a replace', async () => {
  const first = await create(order('L-1'));
  const second = await create(order('L-1'));
  expect(second.json.items[0]?.orderItemId).toBe(first.json.items[0]?.orderItemId);
});

test('the key counts per store by default and per account when told so', async () => {
  const one = await create(order('S-1'));
  const other = await create(order('S-1', { advancedOptions: { storeId: 26816 } }));
  expect(other.json.orderId).not.toBe(one.json.orderId);
  b.sim.setSettings({ behaviour: { orderKeyScope: 'account' } });
  const again = await create(order('S-1', { advancedOptions: { storeId: 26816 } }));
  b.sim.setSettings({ behaviour: { orderKeyScope: 'store' } });
  expect(again.json).toMatchObject({ orderId: one.json.orderId, advancedOptions: { storeId: 26815 } });
});

test('shipped and cancelled orders are locked', async () => {
  const { json } = await create(order('K-1'));
  const shipped = await b.v1('POST', '/orders/markasshipped', { orderId: json.orderId, carrierCode: 'fedex' });
  expect(shipped.json).toEqual({ orderId: json.orderId, orderNumber: 'K-1' });
  const late = await create(order('K-1'));
  expect(late.status).toBe(400);
  expect(late.json.Message).toContain('shipped');
  const fulfillment = await b.v1('GET', `/fulfillments?orderId=${json.orderId}`);
  expect(fulfillment.json).toMatchObject({
    total: 1,
    fulfillments: [
      { carrierCode: 'FedEx', trackingNumber: null, shipDate: '2026-07-15T00:00:00.0000000', voided: false },
    ],
  });
  expect((await b.v1('GET', `/shipments?orderId=${json.orderId}`)).json).toMatchObject({ shipments: [], total: 0 });
});

test.each([
  ['an array', [], 'apiOrder'],
  ['a bad boolean', order('X', { gift: 'perhaps' }), 'apiOrder.gift'],
  ['a missing number', order('X', { orderNumber: undefined }), 'apiOrder.orderNumber'],
  ['a date with Z', order('X', { orderDate: '2026-07-15T08:09:13Z' }), 'apiOrder.orderDate'],
  ['a fraction of a unit', order('X', { items: [{ sku: 'A', quantity: 1.5 }] }), 'apiOrder.items[0].quantity'],
])('400 with ModelState for %s', async (_what, body, member) => {
  const { status, json } = await create(body);
  expect(status).toBe(400);
  expect(json.Message).toBe('The request is invalid.');
  expect(Object.keys(json.ModelState)).toEqual([member]);
});

test('createorders answers per row', async () => {
  const good = order('M-1');
  const { status, json } = await b.v1('POST', '/orders/createorders', [good, order('M-2', { billTo: undefined })]);
  expect(status).toBe(200);
  expect(json.hasErrors).toBe(true);
  expect(json.results).toMatchObject([
    { orderNumber: 'M-1', success: true, errorMessage: null },
    { orderNumber: 'M-2', success: false },
  ]);
  expect((await b.v1('POST', '/orders/createorders', good)).status).toBe(400);
  expect((await b.v1('POST', '/orders/createorders', Array(101).fill(good))).status).toBe(400);
});

test('orderNumber matches by prefix, sorted by id', async () => {
  for (const number of ['P-100', 'P-1001', 'P-2', 'P-1']) await create(order(number));
  const { json } = await b.v1('GET', '/orders?orderNumber=P-1');
  expect(json.orders.map((o) => o.orderNumber)).toEqual(['P-100', 'P-1001', 'P-1']);
});

test('pages to the end and caps the page size', async () => {
  await using own = await bench();
  own.sim.seed({ generate: { count: 620 } });
  const sizes = [];
  for (const page of [1, 2, 3]) {
    const { json } = await own.v1('GET', `/orders?pageSize=900&page=${page}`);
    expect(json).toMatchObject({ total: 620, page, pages: 2 });
    sizes.push(json.orders.length);
  }
  expect(sizes).toEqual([500, 120, 0]);
  expect((await own.v1('GET', '/orders')).json.orders).toHaveLength(100);
});

test('date filters read Pacific wall time, status and store filter too', async () => {
  await using own = await bench({ startAt: '2026-09-01T06:30:00Z', frozen: true });
  const { json } = await own.v1('POST', '/orders/createorder', order('D-1'));
  expect(json.createDate).toBe('2026-08-31T23:30:00.0000000');
  const count = async (query: string) => (await own.v1('GET', `/orders?${query}`)).json.total;
  expect(await count('createDateStart=2026-08-31%2023:30:00&createDateEnd=2026-08-31%2023:30:00')).toBe(1);
  expect(await count('createDateStart=2026-09-01')).toBe(0);
  expect(await count('orderStatus=awaiting_shipment&storeID=26815')).toBe(1);
  expect(await count('storeId=26816')).toBe(0);
  expect((await own.v1('GET', '/orders?modifyDateStart=2026-08-31T00:00:00Z')).status).toBe(400);
  expect((await own.v1('GET', '/orders?orderStatus=delivered')).status).toBe(400);
  expect(await count('somethingElse=1')).toBe(1);
  expect(own.sim.log.entries().at(-1)?.notes).toEqual(['unknown query key somethingelse']);
});

test('hold, restore, tags, users, delete', async () => {
  const { orderId } = (await create(order('A-1'))).json;
  const status = async () => (await b.v1('GET', `/orders/${orderId}`)).json.orderStatus;
  await b.v1('POST', '/orders/holduntil', { orderId, holdUntilDate: '2026-08-01' });
  expect(await status()).toBe('on_hold');
  await b.v1('POST', '/orders/restorefromhold', { orderId });
  expect(await status()).toBe('awaiting_shipment');
  const tagged = await b.v1('POST', '/orders/addtag', { orderId, tagId: 1234 });
  expect(tagged.json).toEqual({ success: true, message: 'Tag added successfully.' });
  expect((await b.v1('GET', '/orders/listbytag?orderStatus=awaiting_shipment&tagId=1234')).json.total).toBe(1);
  await b.v1('POST', '/orders/removetag', { orderId, tagId: 1234 });
  expect((await b.v1('GET', `/orders/${orderId}`)).json.tagIds).toBeNull();
  const partly = await b.v1('POST', '/orders/assignuser', { orderIds: [orderId, 1], userId: 'u' });
  expect(partly.status).toBe(404);
  expect((await b.v1('GET', `/orders/${orderId}`)).json.userId).toBeNull();
  await b.v1('DELETE', `/orders/${orderId}`);
  expect((await b.v1('GET', `/orders/${orderId}`)).status).toBe(404);
});

test('customers come from orders with a username only; nothing else can make one', async () => {
  await using own = await bench();
  const anonymous = await own.v1('POST', '/orders/createorder', order('N-1', { customerUsername: null }));
  expect(anonymous.json.customerId).toBeNull();
  const known = await own.v1('POST', '/orders/createorder', order('N-2'));
  const { json } = await own.v1('GET', '/customers');
  expect(json).toMatchObject({
    total: 1,
    customers: [
      { customerId: known.json.customerId, countryCode: 'US', marketplaceUsernames: [{ username: 'ACCT-1' }] },
    ],
  });
  expect((await own.v1('POST', '/customers', {})).status).toBe(405);
  expect((await own.v1('POST', '/warehouses', {})).status).toBe(405);
  expect((await own.v1('GET', '/products?sku=GLV')).json.total).toBe(1);
});

test('warehouses, stores, carriers and tags are bare arrays', async () => {
  for (const path of ['/warehouses', '/stores', '/carriers', '/accounts/listtags', '/users']) {
    expect(Array.isArray((await b.v1('GET', path)).json)).toBe(true);
  }
  const made = await b.v1('POST', '/warehouses/createwarehouse', { warehouseName: 'W', originAddress: { name: 'x' } });
  expect(made.json.returnAddress).toEqual(made.json.originAddress);
  const gone = await b.v1('DELETE', `/warehouses/${made.json.warehouseId}`);
  expect(gone.json).toEqual({ success: true, message: 'The requested warehouse has been deleted.' });
});
