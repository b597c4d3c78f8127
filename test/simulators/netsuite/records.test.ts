import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient({ switches: { customFields: ['custbody_shop'] } });
  seedShop(client);
});
afterEach(() => client.sim.close());

const newOrder = {
  externalId: 'SO_SHOP1_1001',
  entity: { externalId: 'CUST_88' },
  otherRefNum: '1001',
  orderStatus: { id: 'B' },
  shippingCost: 7.5,
  shippingAddress: { addressee: 'Ada', city: 'Austin', country: { id: 'US' } },
  item: {
    items: [
      { item: { id: '98' }, quantity: 2, price: { id: '-1' }, rate: 19.99, location: { id: '6' } },
      { item: { externalId: 'SKU-BLUE' }, quantity: 1, rate: 12 },
    ],
  },
};

test('a created order is answered by 204 and reads back with references, labels and totals', async () => {
  const made = await client.call('POST', '/salesorder', newOrder);
  expect([made.status, made.body]).toEqual([204, '']);
  const { body } = await client.call('GET', `/salesOrder/${idOf(made)}?expandSubResources=true`);
  expect(body).toMatchObject({
    id: idOf(made),
    tranId: 'SO1001',
    entity: { id: '110', links: [{ rel: 'self', href: `${client.sim.url}/services/rest/record/v1/customer/110` }] },
    status: { id: 'B', refName: 'Pending Fulfillment' },
    subtotal: 51.98,
    total: 59.48,
    shippingAddress: { city: 'Austin', country: { id: 'US', refName: 'United States' } },
  });
  expect(body.item).toMatchObject({ totalResults: 2, hasMore: false });
  expect(body).not.toHaveProperty('memo');
  const stub = (await client.call('GET', `/salesOrder/${idOf(made)}?fields=tranId,item`)).body;
  expect(stub.item).toEqual({ links: [{ rel: 'self', href: expect.stringContaining('/item') }] });
  expect(stub).not.toHaveProperty('total');
});

test('a second record with the same external id is refused, in the words for its kind', async () => {
  await client.call('POST', '/salesOrder', newOrder);
  const again = await client.call('POST', '/salesOrder', newOrder);
  expect([again.status, codeOf(again)]).toEqual([400, 'USER_ERROR']);
  expect(detailOf(again)).toContain('This record already exists.');
  const customer = { companyName: 'New', externalId: 'CUST_88', subsidiary: { id: '1' } };
  expect(detailOf(await client.call('POST', '/customer', customer))).toContain('This entity already exists.');
});

test('lines sent without a number are appended, also by a repeated PUT; replace makes them exact', async () => {
  const { externalId: _external, ...body } = newOrder;
  const put = (search = '') => client.call('PUT', `/salesOrder/eid:SO_X${search}`, body);
  const count = async () => (await client.call('GET', '/salesOrder/eid:SO_X/item')).body.totalResults;
  expect((await put()).status).toBe(204);
  expect(await count()).toBe(2);
  await put();
  expect(await count()).toBe(4);
  await put('?replace=item');
  expect(await count()).toBe(2);
});

test('a PATCH with a line number changes only that line; closing all lines closes the order', async () => {
  await client.call('PATCH', '/salesOrder/12345', { item: { items: [{ line: 4, quantity: 7 }] } });
  const lines = (await client.call('GET', '/salesOrder/12345/item?expandSubResources=true')).body.items;
  expect(lines.map((line: Json) => [line.line, line.quantity])).toEqual([
    [1, 3],
    [4, 7],
  ]);
  expect((await client.call('GET', '/salesOrder/12345/item/4')).body.quantity).toBe(7);
  await client.call('PATCH', '/salesOrder/12345', {
    item: {
      items: [
        { line: 1, isClosed: true },
        { line: 4, isClosed: true },
      ],
    },
  });
  expect((await client.call('GET', '/salesOrder/12345')).body.status.id).toBe('H');
});

test('unknown properties are dropped with a warning, or refused on demand', async () => {
  const warned = await client.call('PATCH', '/salesOrder/12345', { memoo: 'x', custbody_shop: 'a' });
  expect([warned.status, warned.headers.get('x-netsuite-warnings')]).toEqual([204, expect.stringContaining("'memoo'")]);
  expect((await client.call('GET', '/salesOrder/12345')).body.custbody_shop).toBe('a');
  const strict = await client.call(
    'PATCH',
    '/salesOrder/12345',
    { item: { items: [{ line: 1, quantityy: 2 }] } },
    { 'X-NetSuite-PropertyNameValidation': 'error' },
  );
  expect(strict.body['o:errorDetails'][0]).toMatchObject({ 'o:errorPath': 'item.items[0].quantityy' });
});

test('wrong values are named with their path', async () => {
  const bad = await client.call('POST', '/salesOrder', { ...newOrder, item: { items: [{ item: { id: '9999' } }] } });
  expect(bad.body['o:errorDetails'][0]).toEqual({
    detail:
      'Error while accessing a resource. You have entered an Invalid Field Value 9999 for the following field: item.',
    'o:errorCode': 'INVALID_CONTENT',
    'o:errorPath': 'item.items[0].item',
  });
  expect(codeOf(await client.call('PATCH', '/salesOrder/12345', { tranDate: '3/2/2026' }))).toBe('INVALID_CONTENT');
  expect(codeOf(await client.call('PATCH', '/salesOrder/12345', { memo: 5 }))).toBe('INVALID_CONTENT');
  expect(detailOf(await client.call('POST', '/salesOrder', { item: newOrder.item }))).toContain(
    'Please enter value(s) for: Customer',
  );
  expect((await client.call('POST', '/salesOrder', newOrder, { 'content-type': 'text/plain' })).status).toBe(415);
});

test('what does not exist is 404 NONEXISTENT_ID', async () => {
  for (const path of ['/salesOrder/1', '/salesOrder/eid:none', '/itemFulfillment/12345', '/salesOrder/12345/item/2']) {
    const answer = await client.call('GET', path);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NONEXISTENT_ID']);
  }
});

test('null clears a field', async () => {
  await client.call('PATCH', '/salesOrder/12345', { memo: 'hello' });
  await client.call('PATCH', '/salesOrder/12345', { memo: null });
  expect((await client.call('GET', '/salesOrder/12345')).body).not.toHaveProperty('memo');
});

test('lists give ids and links, filtered by q', async () => {
  const q = encodeURIComponent('externalId IS "SO_1" AND otherRefNum ANY_OF ["1001", "5"]');
  const { body } = await client.call('GET', `/salesOrder?q=${q}`);
  expect(body).toMatchObject({ count: 1, totalResults: 1, items: [{ id: '12345' }] });
  expect(Object.keys(body.items[0]).sort()).toEqual(['id', 'links']);
  expect(codeOf(await client.call('GET', '/salesOrder?q=foo%20IS%20%22x%22'))).toBe('NONEXISTENT_FIELD');
  expect((await client.call('GET', '/salesOrder?limit=2&offset=1')).status).toBe(400);
});

test('an adjustment moves stock and fills back orders', async () => {
  const [order] = client.sim.seed({ salesOrders: [{ location: 6, lines: [{ line: 1, item: 98, quantity: 200 }] }] })
    .salesOrders!;
  const line = async () => (await client.call('GET', `/salesOrder/${order!.id}/item/1`)).body;
  expect(await line()).toMatchObject({ quantityCommitted: 97, quantityBackOrdered: 103 });
  const adjustment = {
    account: { id: '154' },
    subsidiary: { id: '1' },
    inventory: { items: [{ item: { id: '98' }, location: { id: '6' }, adjustQtyBy: 103 }] },
  };
  expect((await client.call('POST', '/inventoryAdjustment', adjustment)).status).toBe(204);
  expect(await line()).toMatchObject({ quantityCommitted: 200, quantityBackOrdered: 0 });
});

test('a return is received and credited', async () => {
  await client.call('POST', '/salesOrder/12345/!transform/itemFulfillment', { shipStatus: 'C' });
  const rma = await client.call('POST', '/salesOrder/12345/!transform/returnAuthorization', {
    orderStatus: 'B',
    item: {
      items: [
        { line: 1, quantity: 1 },
        { line: 2, quantity: 0 },
      ],
    },
  });
  const status = async () => (await client.call('GET', `/returnAuthorization/${idOf(rma)}`)).body.status.id;
  expect(await status()).toBe('B');
  const receipt = { item: { items: [{ orderLine: 1, quantity: 1, itemReceive: true, location: { id: '6' } }] } };
  expect((await client.call('POST', `/returnAuthorization/${idOf(rma)}/!transform/itemReceipt`, receipt)).status).toBe(
    204,
  );
  expect(await status()).toBe('F');
  expect((await client.call('POST', `/returnAuthorization/${idOf(rma)}/!transform/creditMemo`, {})).status).toBe(204);
  expect(await status()).toBe('G');
  const stock = await client.query('SELECT quantityonhand AS q FROM aggregateItemLocation WHERE item = 98');
  expect(stock.body.items[0].q).toBe('98');
});

test('the metadata catalogue follows the switches', async () => {
  const get = () =>
    client.call('GET', '/metadata-catalog/itemfulfillment', undefined, { accept: 'application/schema+json' });
  expect((await get()).body.properties).toHaveProperty('shipStatus');
  await client.control('POST', '/switches', { pickPackShip: false });
  expect((await get()).body.properties).not.toHaveProperty('shipStatus');
});
