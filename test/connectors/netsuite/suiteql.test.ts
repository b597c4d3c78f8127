/** SuiteQL: the request, values, pages, keyset, and what is looked up by it. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeAccount, failure, type Seen } from './support.ts';

let fake: FakeAccount;
beforeEach(async () => {
  fake = await new FakeAccount().start();
});
afterEach(() => fake.app.close());

const page = (items: object[], hasMore = false) => ({ body: { items, hasMore, totalResults: items.length } });
const sent = (seen: Seen | undefined) => seen?.body as { q: string; params?: string[] };

async function collect<T>(pages: AsyncGenerator<T[]>): Promise<T[][]> {
  const all: T[][] = [];
  for await (const one of pages) all.push(one);
  return all;
}

test('posts the query with bound values and reads rows as strings without nulls', async () => {
  fake.respond = () => page([{ links: [], ID: 7, TranId: 'SO1', memo: null, isclosed: true }], true);
  const answer = await fake.connect().suiteQl('SELECT 1 FROM x WHERE a = ?', ["it's"], { limit: 10, offset: 20 });
  expect(answer).toEqual({ rows: [{ id: '7', tranid: 'SO1', isclosed: 'true' }], hasMore: true, totalResults: 1 });
  const seen = fake.seen[0]!;
  expect([seen.method, seen.path]).toEqual(['POST', '/services/rest/query/v1/suiteql']);
  expect(seen.query).toEqual({ limit: '10', offset: '20' });
  expect(seen.headers).toMatchObject({ prefer: 'transient', 'content-type': 'application/json' });
  expect(seen.headers['x-netsuite-propertynamevalidation']).toBeUndefined();
  expect(seen.body).toEqual({ q: 'SELECT 1 FROM x WHERE a = ?', params: ["it's"] });
});

test.each([
  [0, 0],
  [1001, 0],
  [10, 15],
  [1000, 100_000],
  [1.5, 0],
])('limit %d with offset %d is refused before it is sent', async (limit, offset) => {
  const error = await failure(fake.connect().suiteQl('SELECT 1 FROM x', [], { limit, offset }));
  expect([error.type, error.code]).toEqual(['Config', 'BAD_PAGE']);
  expect(fake.seen).toHaveLength(0);
});

test('an answer of another shape is Unavailable and shows no value', async () => {
  fake.respond = () => ({ body: { items: 'secret person' } });
  const error = await failure(fake.connect().suiteQl('SELECT 1 FROM x', []));
  expect([error.type, error.code]).toEqual(['Unavailable', 'UNEXPECTED_ANSWER']);
  expect(error.message).not.toContain('secret person');
});

test('a server failure of a query is Unavailable: a query changes nothing', async () => {
  fake.respond = () => ({ status: 500 });
  expect((await failure(fake.connect().suiteQl('SELECT 1 FROM x', []))).type).toBe('Unavailable');
  fake.respond = () => ({ cut: true });
  expect((await failure(fake.connect().suiteQl('SELECT 1 FROM x', []))).type).toBe('Unavailable');
});

test.each([
  ['otherRefNum', 'otherrefnum'],
  ['tranId', 'tranid'],
  ['externalId', 'externalid'],
  ['id', 'id'],
  ['custbody_Shop_Id', 'custbody_shop_id'],
] as const)('finds sales orders by %s', async (field, column) => {
  fake.respond = () =>
    page([
      { id: '12', tranid: 'SO1', status: 'SalesOrd:B' },
      { id: '13', tranid: 'SO2', status: 'Pending Billing/Partially Fulfilled' },
      { id: '14', tranid: 'SO3', status: 'G' },
    ]);
  const found = await fake.connect().findSalesOrders(field, '#1001');
  expect(found).toEqual([
    { id: '12', tranId: 'SO1', status: 'B' },
    { id: '13', tranId: 'SO2', status: 'E' },
    { id: '14', tranId: 'SO3', status: 'G' },
  ]);
  expect(sent(fake.seen[0])).toEqual({
    q: `SELECT id, tranid, status FROM transaction WHERE type='SalesOrd' AND ${column} = ?`,
    params: ['#1001'],
  });
});

test('no other text gets into a query as a column', async () => {
  for (const field of ['memo', 'constructor', 'custbody', "custbody_x = '1' OR 1"]) {
    const error = await failure(fake.connect().findSalesOrders(field as 'id', '1'));
    expect([error.type, error.code]).toEqual(['Config', 'BAD_FIELD']);
  }
  expect(fake.seen).toHaveLength(0);
});

test('a look-up goes on over all pages', async () => {
  fake.respond = ({ query }) =>
    query.offset === '0'
      ? page(
          Array.from({ length: 1000 }, (_, i) => ({ id: String(i), tranid: 'T', status: 'B' })),
          true,
        )
      : page([{ id: '1000', tranid: 'T', status: 'B' }]);
  expect(await fake.connect().findSalesOrders('otherRefNum', 'x')).toHaveLength(1001);
  expect(fake.seen.map((seen) => seen.query.offset)).toEqual(['0', '1000']);
});

test('reads items by id, each asked once', async () => {
  fake.respond = () => page([{ id: '98', itemid: 'RED', itemtype: 'InvtPart', externalid: 'X', upccode: '0123' }]);
  const ns = fake.connect({ itemColumns: ['itemid', 'upccode'] });
  expect(await ns.readItems(['98', '99', '98'])).toEqual([
    { id: '98', itemId: 'RED', externalId: 'X', upc: '0123', itemType: 'InvtPart' },
  ]);
  expect(sent(fake.seen[0])).toEqual({
    q: 'SELECT id, itemid, externalid, itemtype, upccode, isfulfillable FROM item WHERE id IN (?, ?)',
    params: ['98', '99'],
  });
  expect(await ns.readItems([])).toEqual([]);
  expect(fake.seen).toHaveLength(1);
});

test('looks a SKU up in the columns of the settings', async () => {
  fake.respond = () => page([]);
  expect(await fake.connect().findItems('RED')).toEqual([]);
  expect(sent(fake.seen[0])).toEqual({
    q: 'SELECT id, itemid, externalid, itemtype, isfulfillable FROM item WHERE itemid = ? OR externalid = ?',
    params: ['RED', 'RED'],
  });
});

test('lists the fulfilments of an order', async () => {
  fake.respond = () =>
    page([
      { id: '5', tranid: 'IF5', status: 'ItemShip:C', externalid: 'IF_1' },
      { id: '6', tranid: 'IF6', status: 'Picked' },
    ]);
  expect(await fake.connect().listFulfillments('12')).toEqual([
    { id: '5', tranId: 'IF5', status: 'C', externalId: 'IF_1' },
    { id: '6', tranId: 'IF6', status: 'A' },
  ]);
  expect(sent(fake.seen[0])).toEqual({
    q: "SELECT DISTINCT f.id, f.tranid, f.status, f.externalid FROM nextTransactionLineLink l JOIN transaction f ON f.id = l.nextdoc WHERE l.previousdoc = ? AND f.type='ItemShip'",
    params: ['12'],
  });
});

/** Answers like a table of (key, part) rows, ordered by key, for `… > ?` bound as the second of three values. */
function table(keys: number[]): void {
  fake.respond = ({ body, query }) => {
    const { q, params } = body as { q: string; params: string[] };
    const after = q.includes('AND t.id > ?') ? Number(params[1]) : -1;
    expect(params.filter((_, i) => after === -1 || i !== 1)).toEqual(['first', 'last']);
    const rest = keys.filter((key) => key > after).map((key, i) => ({ id: String(key), part: String(i) }));
    const limit = Number(query.limit);
    return page(rest.slice(0, limit), rest.length > limit);
  };
}
const keyset = {
  query: "SELECT t.id, 'why?' AS part FROM t WHERE a = ? {after} AND b = ? ORDER BY t.id",
  params: ['first', 'last'],
  keyColumn: 'ID',
  keyExpression: 't.id',
};

test('keyset paging gives every row once, beyond any offset', async () => {
  const keys = Array.from({ length: 2500 }, (_, i) => i * 3);
  table(keys);
  const pages = await collect(fake.connect().suiteQlKeyset(keyset));
  expect(pages.flat().map((row) => Number(row.id))).toEqual(keys);
  expect(fake.seen).toHaveLength(3);
  expect(fake.seen.every((seen) => seen.query.offset === '0')).toBe(true);
});

test('keyset paging keeps rows that share a key across the end of a page', async () => {
  const keys = [1, 1, 2, 2, 3, 3, 3, 4];
  table(keys);
  const pages = await collect(fake.connect().suiteQlKeyset({ ...keyset, pageSize: 4 }));
  expect(pages.flat().map((row) => Number(row.id))).toEqual(keys);
});

test('keyset paging can start after a key and may find nothing', async () => {
  table([1, 2, 3]);
  const ns = fake.connect();
  expect((await collect(ns.suiteQlKeyset({ ...keyset, after: '1' }))).flat()).toHaveLength(2);
  expect(await collect(ns.suiteQlKeyset({ ...keyset, after: '3' }))).toEqual([]);
});

test.each([
  ['one key fills a page', [1, 1, 1], 'larger page'],
  ['rows are not in order', [2, 1, 3], 'order'],
])('keyset paging fails clearly when %s', async (_name, keys, words) => {
  table(keys);
  const error = await failure(collect(fake.connect().suiteQlKeyset({ ...keyset, pageSize: 2 })));
  expect([error.type, error.code]).toEqual(['Config', 'BAD_KEYSET']);
  expect(error.message).toContain(words);
});

test('keyset paging never goes round in circles on a server that ignores the condition', async () => {
  fake.respond = () => page([{ id: '1' }, { id: '2' }, { id: '3' }], true);
  const error = await failure(collect(fake.connect().suiteQlKeyset({ ...keyset, pageSize: 3 })));
  expect(error.code).toBe('BAD_KEYSET');
  expect(fake.seen).toHaveLength(2);
  fake.respond = () => page([{ id: '1' }, { id: '2' }]);
  const again = await failure(collect(fake.connect().suiteQlKeyset({ ...keyset, after: '1' })));
  expect(again.code).toBe('BAD_KEYSET');
  const noMark = await failure(collect(fake.connect().suiteQlKeyset({ ...keyset, query: 'SELECT 1 FROM t' })));
  expect(noMark.code).toBe('BAD_KEYSET');
});
