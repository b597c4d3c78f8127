import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;
const ORDER = '/salesOrder/12345';

beforeEach(async () => {
  client = await startClient({
    switches: { lineNumbers: 'step', customFields: ['custbody_return', 'custcol_reason'] },
  });
  seedShop(client);
  await client.call('POST', `${ORDER}/!transform/itemFulfillment`, { shipStatus: 'C' });
});
afterEach(() => client.sim.close());

const post = (path: string, body: object = {}, search = '') => client.call('POST', path + search, body);
const read = async (path: string): Promise<Json> => (await client.call('GET', `${path}?expandSubResources=true`)).body;
const stock = () => client.sim.verdict().stock['98|6']?.onHand;
const authorize = async (body: object = {}, search = '') =>
  `/returnAuthorization/${idOf(await post(`${ORDER}/!transform/returnAuthorization`, { externalId: 'RMA_1', ...body }, search))}`;
const line = { item: { id: '98' }, quantity: 2, rate: 10, price: { id: '-1' }, orderLine: 1 };

test('replaced lines return only what was sent, with custom fields', async () => {
  const path = await authorize(
    { memo: 'damaged', custbody_return: 'R9', item: { items: [{ ...line, custcol_reason: 'torn' }] } },
    '?replace=item',
  );
  expect(await read(path)).toMatchObject({
    total: 20,
    memo: 'damaged',
    custbody_return: 'R9',
    status: { id: 'B', refName: 'Pending Receipt' },
    createdFrom: { id: '12345' },
    item: { items: [{ quantity: 2, custcol_reason: 'torn' }] },
  });
});

test('goods come back at the receipt, unless they are not restocked', async () => {
  const path = await authorize({ item: { items: [line] } }, '?replace=item');
  expect(stock()).toBe(97);
  const receive = (more: object) =>
    post(`${path}/!transform/itemReceipt`, {
      item: { items: [{ orderLine: 1, quantity: 1, itemReceive: true, ...more }] },
    });
  await receive({ location: { id: '6' } });
  expect([stock(), (await read(path)).status.id]).toEqual([98, 'E']);
  await receive({ location: { id: '6' }, restock: false });
  expect([stock(), (await read(path)).status.id]).toEqual([98, 'F']);
  expect((await post(`${path}/!transform/itemReceipt`)).status).toBe(400);
});

test('only what came back is credited, unless the account refunds in advance', async () => {
  const path = await authorize({ item: { items: [line] } }, '?replace=item');
  expect(detailOf(await post(`${path}/!transform/creditMemo`))).toContain('invalid reference');
  await post(`${path}/!transform/itemReceipt`, { item: { items: [{ orderLine: 1, quantity: 1 }] } });
  const credit = idOf(await post(`${path}/!transform/creditMemo`, { externalId: 'CM_1' }));
  expect(await read(`/creditMemo/${credit}`)).toMatchObject({
    total: 10,
    unapplied: 10,
    status: { id: 'A', refName: 'Open' },
  });
  expect(stock()).toBe(98);
  expect((await read(path)).status.id).toBe('D');
  await client.control('POST', '/switches', { refundInAdvance: true });
  expect((await post(`${path}/!transform/cashRefund`)).status).toBe(204);
});

test('an unapproved return is not received; closed lines close it', async () => {
  const path = await authorize({ orderStatus: { id: 'A' } });
  expect((await read(path)).status.id).toBe('A');
  expect(detailOf(await post(`${path}/!transform/itemReceipt`))).toContain('invalid reference');
  await client.call('PATCH', path, { orderStatus: 'B' });
  const { items } = (await read(path)).item;
  await client.call('PATCH', path, { item: { items: items.map((one: Json) => ({ line: one.line, isClosed: true })) } });
  expect((await read(path)).status).toEqual({ id: 'H', refName: 'Closed' });
});

test('a return stands alone as well; its receipt needs a place', async () => {
  const made = await post('/returnAuthorization', { entity: { id: '110' }, orderStatus: 'B', item: { items: [line] } });
  const path = `/returnAuthorization/${idOf(made)}`;
  expect(detailOf(await post(`${path}/!transform/itemReceipt`))).toContain('Items list: Location');
  expect((await post(`${path}/!transform/itemReceipt`, { location: { id: '6' } })).status).toBe(204);
  expect(stock()).toBe(99);
});

test('the same refund made twice is found as a double', async () => {
  const path = await authorize({ item: { items: [line] } }, '?replace=item');
  await client.control('POST', '/switches', { refundInAdvance: true });
  const half = { item: { items: [{ orderLine: 1, quantity: 1 }] } };
  await post(`${path}/!transform/creditMemo`, { ...half, externalId: 'CM_A' });
  await post(`${path}/!transform/creditMemo`, { ...half, externalId: 'CM_B' });
  expect(client.sim.verdict().doubles).toMatchObject([{ type: 'creditMemo', by: 'source' }]);
  expect((await client.control('GET', '/verdict')).totals.creditMemo).toBe(20);
  expect((await client.control('GET', '/records/creditmemo')).map((one: Json) => one.externalId)).toEqual([
    'CM_A',
    'CM_B',
  ]);
});
