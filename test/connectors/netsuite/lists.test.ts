/** Lists by SuiteQL: the queries as they are sent, pages by key, columns that are missing. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FakeAccount, failure, nsError, type Seen } from './support.ts';

let fake: FakeAccount;
beforeEach(async () => {
  fake = await new FakeAccount().start();
  fake.open = true;
});
afterEach(() => fake.app.close());

const page = (items: object[], hasMore = false) => ({ body: { items, hasMore, totalResults: items.length } });
const sent = (seen: Seen | undefined) => seen?.body as { q: string; params?: string[] };
const unknown = (column: string) =>
  nsError(
    400,
    'INVALID_PARAMETER',
    `Invalid search query. Detailed unprocessed description follows. Search error occurred: Unknown identifier '${column}'. Available identifiers are: {item=item}`,
  );

test('stock: thousands of rows in one call, the next one begins after the last row', async () => {
  const all = Array.from({ length: 2600 }, (_, i) => ({ item: String(i + 1), location: '6', quantity: `${i}.50` }));
  fake.respond = (seen) => {
    const after = sent(seen).params?.at(-3) ?? '0';
    const limit = Number(seen.query.limit);
    const from = sent(seen).q.includes('s.item > ?') ? Number(after) : 0;
    return page(all.slice(from, from + limit), from + limit < all.length);
  };
  const ns = fake.connect({ stockTable: 'inventoryItemLocations' });
  const first = await ns.readStock({ locationIds: ['6', '6'], quantity: 'available' }, { pageSize: 1500 });
  expect([first.rows.length, first.next]).toEqual([1500, '1500|6']);
  expect(fake.seen.map((seen) => [seen.query.limit, sent(seen).params])).toEqual([
    ['1000', ['6']],
    ['500', ['6', '1000', '1000', '6']],
  ]);
  expect(sent(fake.seen[1]).q).toBe(
    'SELECT s.item, s.location, s.quantityavailable AS quantity, i.itemid, i.isinactive, i.externalid, i.upccode, ' +
      "i.itemtype, TO_CHAR(i.lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS modifiedat FROM inventoryItemLocations s " +
      'JOIN item i ON i.id = s.item WHERE s.location IN (?) AND (s.item > ? OR (s.item = ? AND s.location > ?)) ' +
      'ORDER BY s.item, s.location',
  );
  const rest = await ns.readStock(
    { locationIds: ['6'], quantity: 'available' },
    { after: first.next!, pageSize: 5000 },
  );
  expect([rest.rows.length, rest.next, rest.rows[0]!.quantity]).toEqual([1100, undefined, '1500.5']);
});

test('stock that changed since', async () => {
  fake.respond = () => page([]);
  const query = { locationIds: ['6'], quantity: 'onHand' as const, changedSince: '2026-07-15T20:00:00Z' };
  expect(await fake.connect().readStock(query)).toEqual({ rows: [] });
  expect(sent(fake.seen[0]).q).toContain("s.lastquantityavailablechange >= TO_DATE(?, 'YYYY-MM-DD HH24:MI:SS')");
  expect(sent(fake.seen[0]).params).toEqual(['6', '2026-07-15 13:00:00']);
});

test('stock of some items, and the locations that hold any', async () => {
  const ns = fake.connect();
  fake.respond = () => page([]);
  const query = { locationIds: ['6', '7'], quantity: 'onHand' as const };
  await ns.readStock({ ...query, itemIds: ['11', '12', '11'] });
  expect(sent(fake.seen[0]).q).toContain('WHERE s.location IN (?, ?) AND s.item IN (?, ?) ORDER BY');
  expect(sent(fake.seen[0]).params).toEqual(['6', '7', '11', '12']);
  expect(await ns.readStock({ ...query, itemIds: [] })).toEqual({ rows: [] });
  expect(fake.seen).toHaveLength(1);
  fake.respond = (seen) =>
    page(
      sent(seen).q.includes('FROM location')
        ? [{ id: '6', name: 'East' }]
        : [
            { location: '6', items: '12' },
            { location: '7', items: '3' },
          ],
    );
  expect(await ns.readStockPlaces('onHand')).toEqual([
    { locationId: '6', name: 'East', items: 12 },
    { locationId: '7', items: 3 },
  ]);
});

test('changes: the window in the account’s time, then after (time, id)', async () => {
  const row = (id: number) => ({ id, type: 'PurchOrd', status: 'PurchOrd:B', modifiedat: '2026-07-15 13:00:00' });
  fake.respond = (seen) => page([row(sent(seen).params!.includes('11') ? 12 : 11)], !sent(seen).params!.includes('11'));
  const ns = fake.connect();
  const window = { types: ['purchaseOrder' as const], since: '2026-07-15T19:00:00Z', until: '2026-07-15T21:00:00Z' };
  const first = await ns.listTransactionsChanged(window, { pageSize: 1 });
  expect(first).toEqual({
    rows: [{ id: '11', tranId: '', type: 'purchaseOrder', status: 'B', modifiedAt: '2026-07-15T20:00:00Z' }],
    next: '2026-07-15 13:00:00|11',
  });
  const second = await ns.listTransactionsChanged(window, { pageSize: 1, after: first.next! });
  expect(second.next).toBeUndefined();
  expect(sent(fake.seen[1]).params).toEqual([
    'PurchOrd',
    '2026-07-15 12:00:00',
    '2026-07-15 14:00:00',
    '2026-07-15 13:00:00',
    '2026-07-15 13:00:00',
    '11',
  ]);
  expect(sent(fake.seen[1]).q).toMatch(/ORDER BY t\.lastmodifieddate, t\.id$/);
});

test.each(['x', '1', '1|2|3', "1|2' OR 1=1"])('the cursor "%s" is refused', async (after) => {
  const error = await failure(fake.connect().readItemsChangedSince({ since: '2026-07-15T19:00:00Z' }, { after }));
  expect([error.type, error.code]).toEqual(['Config', 'BAD_CURSOR']);
  expect(fake.seen).toHaveLength(0);
});

test('a list that does not go on is not asked for ever', async () => {
  fake.respond = () => page([{ id: 1, modifiedat: '2026-07-15 13:00:00' }], true);
  const error = await failure(fake.connect().readItemsChangedSince({ since: '2026-07-15T19:00:00Z' }));
  expect(error.code).toBe('BAD_KEYSET');
  expect(fake.seen).toHaveLength(2);
});

test('a missing column is left out once for all, a needed one is told', async () => {
  const lacking = ['i.upccode', 'vendorname'];
  fake.respond = (seen) => {
    const missing = lacking.find((column) => sent(seen).q.includes(column.replace(/^i\./, '')));
    return missing === undefined ? page([{ id: 7, itemid: 'A' }]) : unknown(missing);
  };
  const ns = fake.connect();
  expect((await ns.findItemsBySku(['A']))[0]!.candidates).toEqual([
    { id: '7', sku: 'A', isInactive: false, column: 'itemid' },
  ]);
  expect(fake.seen).toHaveLength(3);
  await ns.findItemsBySku(['A']);
  expect(fake.seen).toHaveLength(4);
  fake.respond = () => unknown('isinactive');
  expect((await failure(ns.findItemsBySku(['A']))).type).toBe('Config');
  fake.respond = () => unknown('upccode');
  const strict = fake.connect({ itemColumns: ['upccode'] });
  expect((await failure(strict.findItemsBySku(['A']))).message).toContain('upccode');
});

test('many SKUs and names go in parts', async () => {
  fake.respond = () => page([]);
  const ns = fake.connect({ itemColumns: ['itemid', 'custitem_sku'] });
  const skus = Array.from({ length: 250 }, (_, i) => `S${i}`);
  expect(await ns.findItemsBySku(skus)).toHaveLength(250);
  expect(fake.seen.map((seen) => sent(seen).params!.length)).toEqual([200, 200, 100]);
  fake.seen.length = 0;
  await ns.findTransactions({ type: 'vendorBill', externalIds: skus });
  await ns.findByExternalIds('customer', skus);
  expect(fake.seen.map((seen) => sent(seen).params!.length)).toEqual([201, 51, 200, 50]);
  expect(sent(fake.seen[0]).params![0]).toBe('VendBill');
  expect(sent(fake.seen[2]).q).toContain('FROM customer x');
});

test('periods: months only, with their locks', async () => {
  fake.respond = () =>
    page([
      { id: 1, periodname: 'Q1 2026', firstday: '2026-01-01', lastday: '2026-03-31', closed: 'F', isquarter: 'T' },
      { id: 2, periodname: 'Feb 2026', firstday: '2026-02-01', lastday: '2026-02-28', closed: 'T', arlocked: 'T' },
      { id: 3, periodname: 'Mar 2026', firstday: '2026-03-01', lastday: '2026-03-31', closed: 'F' },
    ]);
  expect(await fake.connect().readPeriods({ from: '2026-02-28', to: '2026-03-01' })).toEqual([
    { id: '2', name: 'Feb 2026', from: '2026-02-01', to: '2026-02-28', isClosed: true, isArLocked: true },
    { id: '3', name: 'Mar 2026', from: '2026-03-01', to: '2026-03-31', isClosed: false },
  ]);
  expect(sent(fake.seen[0])).toMatchObject({
    q: expect.stringContaining("p.enddate >= TO_DATE(?, 'YYYY-MM-DD') AND p.startdate <= TO_DATE(?, 'YYYY-MM-DD')"),
    params: ['2026-02-28', '2026-03-01'],
  });
});

test('kits from the table and columns that the settings name', async () => {
  fake.respond = () => page([{ kit: 5, member: 6, quantity: '.5', itemid: 'SET', isinactive: 'T' }]);
  const kitMembers = { table: 'itemMember', kit: 'parent', item: 'member', quantity: 'qty' };
  expect(await fake.connect({ kitMembers }).readKits()).toEqual([
    { id: '5', sku: 'SET', isInactive: true, members: [{ itemId: '6', quantity: '0.5' }] },
  ]);
  expect(sent(fake.seen[0]).q).toContain('SELECT k.parent AS kit, k.member AS member, k.qty AS quantity');
});

test('credits and bills have no minus sign, sales keep theirs; lines have none in their quantities', async () => {
  fake.respond = (seen) =>
    sent(seen).q.includes('FROM transactionline l')
      ? page([{ transaction: 1, line: 3, item: 9, quantity: '-2', foreignamount: '-24.00', isclosed: 'T' }])
      : page([
          { id: 1, type: 'CustCred', status: 'A', foreigntotal: '-24.00' },
          { id: 2, type: 'Other', foreigntotal: '-1' },
          { id: 3, type: 'VendBill', foreigntotal: '-116.10' },
        ]);
  const found = await fake.connect().findTransactions({ type: 'creditMemo', otherRefNum: 'x', lines: true });
  expect(found).toEqual([
    {
      id: '1',
      tranId: '',
      type: 'creditMemo',
      status: 'A',
      total: '24',
      lines: [{ line: 3, itemId: '9', quantity: '2', quantityShippedOrReceived: '0', amount: '-24', isClosed: true }],
    },
    { id: '2', tranId: '', type: 'Other', status: '', total: '-1', lines: [] },
    { id: '3', tranId: '', type: 'vendorBill', status: '', total: '116.1', lines: [] },
  ]);
});

test('what cannot be asked is refused before anything is sent', async () => {
  const ns = fake.connect();
  const codes = [
    await failure(ns.findCustomers({})),
    await failure(ns.findCustomers({ email: '' })),
    await failure(ns.findCustomers({ id: '1', custom: ['x; DROP'] })),
    await failure(ns.findTransactions({ type: 'customer', otherRefNum: '1' })),
    await failure(ns.readItemsChangedSince({ since: '2026-07-15' })),
  ].map((error) => error.code);
  expect(codes).toEqual(['BAD_LOOKUP', 'BAD_LOOKUP', 'BAD_FIELD', 'BAD_TYPE', 'BAD_INSTANT']);
  expect(fake.seen).toHaveLength(0);
});

test('parents that go in a circle come to an end', async () => {
  fake.respond = (seen) => {
    const [id] = sent(seen).params!;
    return page([{ id, entityid: 'E', parent: id === '3' ? '2' : String(Number(id) + 1) }]);
  };
  expect(await fake.connect().readCustomer('1')).toMatchObject({ parentIds: ['2', '3'] });
});
