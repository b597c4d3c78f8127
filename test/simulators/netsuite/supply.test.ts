import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient();
  seedShop(client);
});
afterEach(() => client.sim.close());

const onHand = async (location: number) => {
  const { body } = await client.query(
    'SELECT quantityonhand AS q FROM aggregateItemLocation WHERE item = 98 AND location = ?',
    [location],
  );
  return body.items[0]?.q;
};
const statusOf = async (path: string) => (await client.call('GET', path)).body.status.id;

test('a purchase order is received in parts, then billed', async () => {
  client.sim.seed({ vendors: [{ id: 301, companyName: 'Mill' }] });
  const order = await client.call('POST', '/purchaseOrder', {
    entity: { id: '301' },
    location: { id: '6' },
    item: {
      items: [
        { line: 1, item: { id: '98' }, quantity: 5, rate: 2 },
        { line: 2, item: { id: '99' }, quantity: 4, rate: 2 },
      ],
    },
  });
  const path = `/purchaseOrder/${idOf(order)}`;
  const part = {
    item: {
      items: [
        { orderLine: 1, quantity: 3, itemReceive: true },
        { orderLine: 2, itemReceive: false },
      ],
    },
  };
  expect((await client.call('POST', `${path}/!transform/itemReceipt`, part)).status).toBe(204);
  expect([await statusOf(path), await onHand(6)]).toEqual(['E', '103']);
  await client.call('POST', `${path}/!transform/itemReceipt`, {});
  expect([await statusOf(path), await onHand(6)]).toEqual(['F', '105']);
  expect((await client.call('POST', `${path}/!transform/vendorBill`, { tranId: 'INV-9' })).status).toBe(204);
  expect(await statusOf(path)).toBe('G');
});

test('a transfer order counts its fulfilment lines from one more than its own', async () => {
  client.sim.seed({ locations: [{ id: 7, name: 'East' }] });
  const order = await client.call('POST', '/transferOrder', {
    location: { id: '6' },
    transferLocation: { id: '7' },
    orderStatus: 'B',
    subsidiary: { id: '1' },
    item: { items: [{ line: 1, item: { id: '98' }, quantity: 5 }] },
  });
  const path = `/transferOrder/${idOf(order)}`;
  const ship = (orderLine: number) =>
    client.call('POST', `${path}/!transform/itemFulfillment`, {
      shipStatus: 'C',
      item: { items: [{ orderLine, quantity: 5 }] },
    });
  expect((await ship(1)).status).toBe(400);
  expect((await ship(2)).status).toBe(204);
  expect([await statusOf(path), await onHand(6)]).toEqual(['F', '95']);
  const receipt = await client.call('POST', `${path}/!transform/itemReceipt`, {
    item: { items: [{ orderLine: 2, quantity: 5, location: { id: '7' } }] },
  });
  expect(receipt.status).toBe(204);
  expect([await statusOf(path), await onHand(7)]).toEqual(['G', '5']);
});

test('a stock change shows in queries only after the lag', async () => {
  await client.query('SELECT item FROM aggregateItemLocation');
  await client.control('POST', '/switches', { stockLagSeconds: 30 });
  await client.control('POST', '/stock', { item: 98, location: 6, quantity: 11 });
  expect(await onHand(6)).toBe('100');
  await client.control('POST', '/clock', { advanceMs: 31_000 });
  expect(await onHand(6)).toBe('111');
});

test('a batch makes one task per record and reports each result', async () => {
  const items = ['B1', 'B2'].map((externalId) => ({ externalId, companyName: externalId, subsidiary: { id: '1' } }));
  const headers = { prefer: 'respond-async', 'content-type': 'application/vnd.oracle.resource+json; type=collection' };
  const started = await client.call(
    'POST',
    '/customer',
    { items: [...items, { externalId: 'B1', companyName: 'again', subsidiary: { id: '1' } }] },
    headers,
  );
  expect(started.status).toBe(202);
  const job = new URL(started.headers.get('location')!).pathname;
  const tasks = async (): Promise<Json[]> => (await client.call('GET', `${job}/task`)).body.items;
  while (!(await tasks()).every((task) => task.completed)) await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await tasks()).map((task) => task.progress)).toEqual(['succeeded', 'succeeded', 'failed']);
  expect(detailOf(await client.call('GET', `${job}/task/3/result`))).toContain('This entity already exists.');
  expect((await client.call('GET', '/customer/eid:B2')).body.companyName).toBe('B2');
});

test('without Advanced Shipping a fulfilment bills as well', async () => {
  await client.control('POST', '/switches', { advancedShipping: false });
  await client.call('POST', '/salesOrder/12345/!transform/itemFulfillment', { shipStatus: 'C' });
  expect(await statusOf('/salesOrder/12345')).toBe('G');
});
