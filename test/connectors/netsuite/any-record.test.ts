/** Any record type: what is posted digit for digit, what is read, and how a write fails. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeAccount, failure, nsError, type Seen } from './support.ts';

let fake: FakeAccount;
beforeEach(async () => {
  fake = await new FakeAccount().start();
});
afterEach(() => fake.app.close());

const RECORD = '/services/rest/record/v1';
const made = (location: string) => ({ status: 204, headers: { location } });
const deposit = {
  externalId: 'DEP_1',
  customer: { id: '6' },
  payment: { decimal: '47.480' },
  undepFunds: true,
  memo: null,
};

test('creates: the body digit for digit, the id from the address', async () => {
  fake.respond = () => made(`https://123456.suitetalk.api.netsuite.com${RECORD}/customerdeposit/900`);
  expect(await fake.connect().createRecord('customerDeposit', deposit)).toEqual({ id: '900' });
  const seen = fake.seen[0]!;
  expect([seen.method, seen.path, seen.query]).toEqual(['POST', `${RECORD}/customerDeposit`, {}]);
  expect(seen.text).toBe('{"externalId":"DEP_1","customer":{"id":"6"},"payment":47.480,"undepFunds":true,"memo":null}');
  expect(seen.headers['x-netsuite-propertynamevalidation']).toBe('error');
});

test('transforms and replaces sublists', async () => {
  fake.respond = () => made(`${RECORD}/invoice/901`);
  const ns = fake.connect();
  const from = { recordType: 'salesOrder', id: '12345' } as const;
  const body = { externalId: 'INV_1', item: { items: [{ item: { id: '98' }, quantity: { decimal: '1' } }] } };
  expect(await ns.transformRecord(from, 'invoice', body, { replace: ['item', 'taxDetails'] })).toEqual({ id: '901' });
  await ns.transformRecord(from, 'invoice', {});
  expect(fake.seen.map((seen) => [seen.method, seen.path, seen.query])).toEqual([
    ['POST', `${RECORD}/salesOrder/12345/!transform/invoice`, { replace: 'item,taxDetails' }],
    ['POST', `${RECORD}/salesOrder/12345/!transform/invoice`, {}],
  ]);
});

test('updates and deletes; what is gone already may be deleted', async () => {
  fake.respond = () => made(`${RECORD}/salesOrder/12345`);
  const ns = fake.connect();
  const lines = [{ line: { decimal: '4' }, isClosed: true }];
  await ns.updateRecord('salesOrder', '12345', { item: { items: lines } }, { replace: [] });
  await ns.updateRecord('salesOrder', '12345', { item: { items: [] } }, { replace: ['item'] });
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  await ns.deleteRecord('salesOrder', '12345');
  expect(fake.seen.map((seen) => [seen.method, seen.path, seen.query, seen.text])).toEqual([
    ['PATCH', `${RECORD}/salesOrder/12345`, {}, '{"item":{"items":[{"line":4,"isClosed":true}]}}'],
    ['PATCH', `${RECORD}/salesOrder/12345`, { replace: 'item' }, '{"item":{"items":[]}}'],
    ['DELETE', `${RECORD}/salesOrder/12345`, {}, ''],
  ]);
});

test('a bill that tells its total under its other name', async () => {
  fake.respond = () => ({ status: 200, body: { id: '7', userTotal: 116.1 } });
  expect(await fake.connect().readRecord('vendorBill', { id: '7' })).toEqual({
    id: '7',
    userTotal: '116.1',
    total: '116.1',
  });
  fake.respond = () => ({ status: 200, body: { id: '7', total: 5, userTotal: 116.1 } });
  expect(await fake.connect().readRecord('vendorBill', { id: '7' })).toMatchObject({ total: '5' });
});

test.each([
  ['the connection is cut', { cut: true }, 'Uncertain', 'ECONNRESET'],
  ['no address comes back', { status: 204 }, 'Uncertain', 'NO_LOCATION'],
  [
    'the address of a job comes back',
    { status: 202, headers: { location: '/services/rest/async/v1/job/7' } },
    'Uncertain',
    'STILL_RUNNING',
  ],
  ['the address of something else comes back', made(`${RECORD}/salesOrder/7`), 'Uncertain', 'NO_LOCATION'],
  ['the server fails', { status: 500 }, 'Uncertain', 'HTTP_500'],
  ['the name is taken', nsError(400, 'USER_ERROR', 'This record already exists.'), 'Conflict', 'ALREADY_EXISTS'],
  ['the month is closed', nsError(400, 'USER_ERROR', 'The accounting period is closed.'), 'Invalid', 'PERIOD_CLOSED'],
  [
    'a permission is missing',
    nsError(403, 'INSUFFICIENT_PERMISSION', 'Permission Violation'),
    'Config',
    'INSUFFICIENT_PERMISSION',
  ],
])('a create when %s', async (_name, answer, type, code) => {
  fake.respond = () => answer;
  const error = await failure(fake.connect().createRecord('customerDeposit', deposit));
  expect([error.type, error.code]).toEqual([type, code]);
});

test('an update or a deletion that became a job is Uncertain', async () => {
  fake.respond = () => made('x');
  const ns = fake.connect();
  fake.respond = () => ({ status: 202, headers: { location: '/services/rest/async/v1/job/7' } });
  expect((await failure(ns.updateRecord('invoice', '1', {}))).code).toBe('STILL_RUNNING');
  expect((await failure(ns.deleteRecord('invoice', '1'))).type).toBe('Uncertain');
});

test.each([
  [{ externalId: 'a b' }, 'BAD_EXTERNAL_ID'],
  [{ payment: { decimal: '1,5' } }, 'BAD_NUMBER'],
  [{ item: { items: [{ rate: { decimal: '1e3' } }] } }, 'BAD_NUMBER'],
])('%j is refused before anything is sent', async (body, code) => {
  const error = await failure(fake.connect().createRecord('invoice', body));
  expect([error.type, error.code]).toEqual(['Invalid', code]);
  expect(fake.seen).toHaveLength(0);
});

const link = (href: string) => [{ rel: 'self', href }];
const invoice = {
  links: link('x'),
  id: '901',
  tranId: 'INV7',
  entity: { links: [], id: '110', refName: 'CUST110 Ada' },
  status: { id: 'A', refName: 'Open' },
  toBeEmailed: false,
  memo: null,
  shippingAddress: { links: [], city: 'Austin', country: { id: 'US', refName: 'United States' } },
  item: {
    links: [],
    items: [{ links: [], line: 1, amount: 2.5, item: { links: [], id: 98 } }],
    count: 1,
    hasMore: false,
  },
};

test('reads a record: exact numbers, no links, sublists and subrecords', async () => {
  const text = JSON.stringify(invoice).replace('{', '{"total":12345678901234567.10,"exchangeRate":1.0,');
  fake.respond = () => ({ text });
  expect(await fake.connect().readRecord('invoice', { externalId: 'INV_1' })).toEqual({
    id: '901',
    tranId: 'INV7',
    total: '12345678901234567.1',
    exchangeRate: '1',
    entity: { id: '110', refName: 'CUST110 Ada' },
    status: { id: 'A', refName: 'Open' },
    toBeEmailed: false,
    memo: null,
    shippingAddress: { city: 'Austin', country: { id: 'US', refName: 'United States' } },
    item: { items: [{ line: '1', amount: '2.5', item: { id: '98' } }] },
  });
  expect([fake.seen[0]!.path, fake.seen[0]!.query]).toEqual([
    `${RECORD}/invoice/eid:INV_1`,
    { expandSubResources: 'true' },
  ]);
});

test('reads the header alone, and the named parts alone', async () => {
  fake.respond = (seen) =>
    seen.path.endsWith('/apply')
      ? { body: { items: [{ line: 0, doc: { id: '104' }, amount: 200.0 }], hasMore: false } }
      : { body: { ...invoice, apply: { links: link('x') }, salesTeam: { links: link('x') } } };
  const ns = fake.connect();
  const header = await ns.readRecord('invoice', { id: '901' }, { sublists: [], fields: ['tranId', 'entity'] });
  expect(Object.keys(header!)).toEqual(['id', 'tranId', 'entity', 'status', 'toBeEmailed', 'memo']);
  expect(fake.seen[0]!.query).toEqual({ fields: 'tranId,entity' });
  const parts = await ns.readRecord('invoice', { id: '901' }, { sublists: ['Apply'] });
  expect(parts!.apply).toEqual({ items: [{ line: '0', doc: { id: '104' }, amount: '200' }] });
  expect(parts).not.toHaveProperty('item');
  expect(parts).not.toHaveProperty('salesTeam');
});

test('a sublist of several pages is read to its end, on our own host only', async () => {
  const all = Array.from({ length: 250 }, (_, i) => ({ line: i + 1, quantity: i + 0.5 }));
  const answer = (seen: Seen) => {
    if (!seen.path.endsWith('/item')) {
      return { body: { ...invoice, item: { items: all.slice(0, 20), hasMore: true, totalResults: 250 } } };
    }
    const offset = Number(seen.query.offset);
    const next = `https://evil.example/item?limit=100&offset=${offset + 100}`;
    const more = offset + 100 < 250;
    return {
      body: { items: all.slice(offset, offset + 100), hasMore: more, links: more ? [{ rel: 'next', href: next }] : [] },
    };
  };
  fake.respond = answer;
  const view = await fake.connect().readRecord('invoice', { id: '901' });
  expect((view!.item as { items: { line: string }[] }).items.map((line) => line.line)).toEqual(
    all.map((line) => String(line.line)),
  );
  expect(fake.seen.map((seen) => seen.query.offset)).toEqual([undefined, '0', '100', '200']);
});

test('a sublist whose pages repeat or fall short is not taken for whole', async () => {
  const first = { ...invoice, item: { items: [], hasMore: true } };
  fake.respond = (seen) =>
    seen.path.endsWith('/item')
      ? { body: { items: [{ line: 1 }], hasMore: true, links: [{ rel: 'next', href: 'x?offset=0' }] } }
      : { body: first };
  const read = () => fake.connect().readRecord('invoice', { id: '901' });
  expect((await failure(read())).message).toContain('pages repeat');
  fake.respond = (seen) => ({ body: seen.path.endsWith('/item') ? { items: [], totalResults: 3 } : first });
  expect((await failure(read())).code).toBe('UNEXPECTED_ANSWER');
});

test('a record that is not there is undefined; an answer that is no record is not', async () => {
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  expect(await fake.connect().readRecord('customer', { externalId: 'CUST_1' })).toBeUndefined();
  fake.respond = () => ({ text: '["secret person"]' });
  const error = await failure(fake.connect().readRecord('customer', { id: '1' }));
  expect([error.type, error.code]).toEqual(['Unavailable', 'UNEXPECTED_ANSWER']);
  expect(error.message).not.toContain('secret');
});
