import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, detailOf, idOf, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient({ switches: { customFields: ['custbody_shop', 'custcol_lineid'] } });
  seedShop(client);
});
afterEach(() => client.sim.close());

const order = (more: object = {}, line: object = {}) => ({
  entity: { id: '110' },
  ...more,
  item: { items: [{ item: { id: '98' }, quantity: 1, rate: 5, price: { id: '-1' }, ...line }] },
});

test('custom fields of bodies and lines are columns of transaction and transactionline', async () => {
  const made = await client.call('POST', '/salesOrder', order({ custbody_shop: 'north' }, { custcol_lineid: 'L7' }));
  const body = await client.query('SELECT id, custbody_shop FROM transaction WHERE custbody_shop = ?', ['north']);
  expect(body.body.items).toEqual([{ links: [], id: idOf(made), custbody_shop: 'north' }]);
  const line = await client.query(
    "SELECT tl.custcol_lineid FROM transactionline tl WHERE tl.transaction = ? AND tl.mainline = 'F' AND tl.taxline = 'F'",
    [idOf(made)],
  );
  expect(line.body.items).toEqual([{ links: [], custcol_lineid: 'L7' }]);
});

test('a field added while the account runs shows at once; a removed one is unknown', async () => {
  await client.control('POST', '/switches', { customFields: ['custbody_new', 'custitem_color'] });
  const made = await client.call('POST', '/salesOrder', order({ custbody_new: true, custbody_shop: 'gone' }));
  expect(made.headers.get('x-netsuite-warnings')).toContain('custbody_shop');
  const row = await client.query('SELECT custbody_new FROM transaction WHERE id = ?', [idOf(made)]);
  expect(row.body.items[0].custbody_new).toBe('T');
  expect(detailOf(await client.query('SELECT custbody_shop FROM transaction'))).toContain(
    "Unknown identifier 'custbody_shop'",
  );
  expect((await client.query('SELECT custitem_color FROM item')).status).toBe(200);
});

test('a field of another kind of record is an unknown property', async () => {
  const misplaced = await client.call('POST', '/salesOrder', order({ custcol_lineid: 'x' }));
  expect(misplaced.headers.get('x-netsuite-warnings')).toContain('custcol_lineid');
});

test('a field that the form makes mandatory is asked for', async () => {
  await client.control('POST', '/switches', { mandatoryFields: ['salesOrder.custbody_shop'] });
  expect(detailOf(await client.call('POST', '/salesOrder', order()))).toContain(
    'Please enter value(s) for: custbody_shop',
  );
  expect((await client.call('POST', '/salesOrder', order({ custbody_shop: 'n' }))).status).toBe(204);
});
