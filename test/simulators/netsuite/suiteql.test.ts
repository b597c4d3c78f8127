import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, fulfil, idOf, type Json, SUITEQL, seedShop, startClient } from './client.ts';

let client: Client;
let fulfilment: string;

beforeAll(async () => {
  client = await startClient({ startAt: '2026-03-03T20:15:30Z', dateFormat: 'dd.MM.yyyy' });
  seedShop(client);
  const made = await fulfil(client, 12345, {
    externalId: 'IF_1',
    shipStatus: 'C',
    package: { items: [{ packageTrackingNumber: '1Z9', packageWeight: 1 }] },
    item: {
      items: [
        { orderLine: 1, quantity: 1 },
        { orderLine: 4, itemReceive: false },
      ],
    },
  });
  fulfilment = idOf(made);
});
afterAll(() => client.sim.close());

const rows = async (q: string, params: unknown[] = []): Promise<Json> => {
  const answer = await client.query(q, params);
  expect([answer.status, answer.body['o:errorDetails']]).toEqual([200, undefined]);
  return answer.body.items.map(({ links, ...row }: Json) => {
    expect(links).toEqual([]);
    return row;
  });
};

test('finds an order and gives every value as a string', async () => {
  expect(
    await rows("SELECT id, tranid, status FROM transaction WHERE type='SalesOrd' AND externalid = ?", ['SO_1']),
  ).toEqual([{ id: '12345', tranid: 'SO1', status: 'E' }]);
  expect(
    await rows('SELECT id, tranid FROM transaction WHERE type = ? AND otherrefnum = ?', ['SalesOrd', '1001']),
  ).toHaveLength(1);
});

test('shows the lines of an order with negative quantities and their progress', async () => {
  const q =
    "SELECT tl.id AS line, tl.item, i.itemid, ABS(NVL(tl.quantity,0)) AS qty, NVL(tl.quantityshiprecv,0) AS shipped, NVL(tl.isclosed,'F') AS isclosed, tl.location " +
    "FROM transactionline tl JOIN item i ON i.id = tl.item WHERE tl.transaction = ? AND tl.mainline='F' AND NVL(tl.taxline,'F')='F' ORDER BY tl.id";
  expect(await rows(q, ['12345'])).toEqual([
    { line: '1', item: '98', itemid: 'SKU-RED', qty: '3', shipped: '1', isclosed: 'F', location: '6' },
    { line: '4', item: '99', itemid: 'SKU-BLUE', qty: '2', shipped: '0', isclosed: 'F', location: '6' },
  ]);
  expect(await rows('SELECT quantity FROM transactionline WHERE transaction = 12345 AND id = 1')).toEqual([
    { quantity: '-3' },
  ]);
});

test('finds the fulfilments of an order through the link table', async () => {
  const q =
    "SELECT DISTINCT f.id, f.tranid, f.status FROM nextTransactionLineLink l JOIN transaction f ON f.id = l.nextdoc WHERE l.previousdoc = ? AND f.type='ItemShip'";
  expect(await rows(q, ['12345'])).toEqual([{ id: fulfilment, tranid: 'IF1001', status: 'C' }]);
  const pairs = await rows(
    'SELECT previousdoc, previousline, nextdoc, nextline, linktype FROM previousTransactionLineLink WHERE nextdoc = ?',
    [fulfilment],
  );
  expect(pairs).toEqual([
    { previousdoc: '12345', previousline: '1', nextdoc: fulfilment, nextline: '1', linktype: 'ShipRcpt' },
  ]);
  expect(
    await rows(
      'SELECT n.trackingnumber FROM trackingNumberMap m JOIN trackingNumber n ON n.id = m.trackingnumber WHERE m.transaction = ?',
      [fulfilment],
    ),
  ).toEqual([{ trackingnumber: '1Z9' }]);
});

test('polls by modified date in the account zone', async () => {
  const q =
    "SELECT t.id, t.tranid, t.externalid, t.status, TO_CHAR(t.lastmodifieddate,'YYYY-MM-DD HH24:MI:SS') AS lm " +
    "FROM transaction t WHERE t.type='ItemShip' AND t.lastmodifieddate >= TO_DATE(?, 'YYYY-MM-DD HH24:MI:SS') ORDER BY t.lastmodifieddate, t.id";
  const [found] = await rows(q, ['2026-03-03 12:00:00']);
  expect(found).toMatchObject({ id: fulfilment, externalid: 'IF_1' });
  expect(found.lm).toMatch(/^2026-03-03 12:15:3\d$/);
  expect(await rows(q, ['2026-03-03 12:16:00'])).toEqual([]);
});

test('shows stock, and dual with SYSDATE in server time', async () => {
  const q =
    'SELECT ail.item, i.itemid, ail.location, ail.quantityavailable, ail.quantityonhand FROM aggregateItemLocation ail JOIN item i ON i.id=ail.item WHERE ail.item > ? ORDER BY ail.item, ail.location';
  expect(await rows(q, ['97'])).toEqual([
    { item: '98', itemid: 'SKU-RED', location: '6', quantityavailable: '97', quantityonhand: '99' },
    { item: '99', itemid: 'SKU-BLUE', location: '6', quantityavailable: '98', quantityonhand: '100' },
  ]);
  const [now] = await rows("SELECT TO_CHAR(SYSDATE,'YYYY-MM-DD HH24:MI:SS') AS NOW FROM dual");
  expect(now.now).toMatch(/^2026-03-03 12:15:\d\d$/);
});

test('understands the dialect: display text, date sums, fetch first, decode, rownum, quoted alias', async () => {
  expect(
    await rows('SELECT BUILTIN.DF(t.status) AS st, BUILTIN.DF(entity) AS e FROM transaction t WHERE t.id = 12345'),
  ).toEqual([{ st: 'Sales Order : Pending Billing/Partially Fulfilled', e: 'Ada Ltd' }]);
  expect(
    await rows("SELECT id FROM transaction WHERE lastmodifieddate > SYSDATE - 1/24 AND type = 'ItemShip'"),
  ).toHaveLength(1);
  expect(await rows('SELECT id FROM transaction WHERE lastmodifieddate > SYSDATE + 1/24')).toHaveLength(0);
  expect(await rows('SELECT id AS "ItemId" FROM item ORDER BY id FETCH FIRST 2 ROWS ONLY')).toEqual([
    { itemid: '96' },
    { itemid: '97' },
  ]);
  expect(await rows("SELECT DECODE(status, 'E', 'part', 'other') AS d FROM transaction WHERE id = 12345")).toEqual([
    { d: 'part' },
  ]);
  expect(await rows('SELECT id FROM item WHERE ROWNUM <= 3')).toHaveLength(3);
  expect(await rows('SELECT COUNT(*) AS n, MAX(id) AS m FROM item WHERE id IN (96, 97, 98)')).toEqual([
    { n: '3', m: '98' },
  ]);
});

test('an unformatted date comes in the account format, nulls are left out', async () => {
  expect(await rows('SELECT trandate, memo FROM transaction WHERE id = 12345')).toEqual([{ trandate: '03.03.2026' }]);
  expect(await rows("SELECT id FROM transaction WHERE trandate = '03.03.2026'")).toHaveLength(2);
  const wrong = await client.query("SELECT id FROM transaction WHERE trandate >= '2022-12-31'");
  expect(detailOf(wrong)).toContain(
    'Parse of date/time "2022-12-31" failed with date format "dd.MM.yyyy" in time zone America/Los_Angeles',
  );
});

test('says what is wrong with a query in the known words', async () => {
  const prefix = 'Invalid search query. Detailed unprocessed description follows. ';
  const column = await client.query('SELECT not_existing_field FROM customer');
  expect([column.status, codeOf(column), column.body['o:errorDetails'][0]['o:errorQueryParam']]).toEqual([
    400,
    'INVALID_PARAMETER',
    'q',
  ]);
  expect(detailOf(column)).toBe(
    `${prefix}Search error occurred: Unknown identifier 'not_existing_field'. Available identifiers are: {customer=customer}`,
  );
  expect(detailOf(await client.query('SELECT id FROM foo'))).toBe(`${prefix}Invalid search type: foo.`);
  expect(detailOf(await client.query('SELECT FROM WHERE'))).toBe(
    `${prefix}Search error occurred: Invalid or unsupported search.`,
  );
  expect(detailOf(await client.query('SELECT id FROM item LIMIT 5'))).toContain('Invalid or unsupported search');
  expect(detailOf(await client.query('SELECT tl.quantityfulfilled FROM transactionline tl'))).toContain('NOT_EXPOSED');
  expect((await client.query('DELETE FROM item')).status).toBe(400);
  expect((await client.query('SELECT id FROM item WHERE id = ?', [])).status).toBe(400);
});

test('hides the columns that the account does not show', async () => {
  await client.control('POST', '/switches', { hiddenColumns: ['transactionline.itemtype', 'transaction.subsidiary'] });
  expect((await client.query('SELECT tl.itemtype FROM transactionline tl')).status).toBe(400);
  expect((await client.query('SELECT i.itemtype FROM item i')).status).toBe(200);
});

test('wants Prefer: transient, right paging and known parameters', async () => {
  const body = { q: 'SELECT id FROM item ORDER BY id' };
  const missing = await client.call('POST', SUITEQL, body);
  expect(missing.body['o:errorDetails'][0]).toMatchObject({ 'o:errorHeader': 'Prefer' });
  expect((await client.query(body.q, [], '?limit=1001')).status).toBe(400);
  expect((await client.query(body.q, [], '?limit=2&offset=3')).status).toBe(400);
  expect((await client.query(body.q, [], '?limit=1000&offset=100000')).status).toBe(400);
  expect(detailOf(await client.query(body.q, [], '?id=3'))).toContain("Invalid query parameter name 'id'");
  const page = await client.query(body.q, [], '?limit=2&offset=2');
  expect(page.body).toMatchObject({ count: 2, hasMore: false, offset: 2, totalResults: 4 });
  const first = await client.query(body.q, [], '?limit=2');
  expect(first.body).toMatchObject({ count: 2, hasMore: true, totalResults: 4 });
  expect(first.body.links[0]).toEqual({ rel: 'next', href: `${client.sim.url}${SUITEQL}?limit=2&offset=2` });
});
