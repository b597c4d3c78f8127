import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, idOf, type Json, seedShop, startClient } from './client.ts';

const ITEMS = 25_000;
let client: Client;
let made: Json;

beforeAll(async () => {
  client = await startClient();
  made = await client.control('POST', '/catalog', { items: ITEMS, locations: 3, onHand: 5 });
});
afterAll(() => client.sim.close());

const PAGE =
  'SELECT ail.item, i.itemid, ail.location, ail.quantityavailable, ail.quantityonhand FROM aggregateItemLocation ail ' +
  'JOIN item i ON i.id = ail.item WHERE ail.item > ? ORDER BY ail.item, ail.location FETCH FIRST 999 ROWS ONLY';

test('25,000 items in three locations are read by keyset pages', async () => {
  let after = '0';
  let rows = 0;
  for (;;) {
    const { body } = await client.query(PAGE, [after]);
    rows += body.count;
    if (body.count < 999) break;
    after = body.items.at(-1).item;
  }
  expect(rows).toBe(ITEMS * 3);
});

test('offset pages reach the last row, with the right total', async () => {
  const q = 'SELECT item, location, quantityonhand AS n FROM inventoryItemLocations ORDER BY item, location';
  const last = (await client.query(q, [], '?limit=1000&offset=74000')).body;
  expect([last.count, last.hasMore, last.totalResults]).toEqual([1000, false, 75_000]);
  expect(last.items.at(-1)).toEqual({ links: [], item: made.lastItem, location: made.locations[2], n: '25007' });
});

test('a stock change through control is seen at once, added or set', async () => {
  const [item, location] = [made.firstItem, made.locations[0]];
  const read = async () =>
    (
      await client.query(
        "SELECT quantityonhand AS n, TO_CHAR(lastquantityavailablechange, 'YYYY-MM-DD') AS d FROM aggregateItemLocation WHERE item = ? AND location = ?",
        [item, location],
      )
    ).body.items[0];
  expect((await read()).n).toBe('6');
  await client.control('POST', '/stock', { item, location, quantity: -2 });
  expect((await read()).n).toBe('4');
  await client.control('POST', '/stock', [
    { item, location, onHand: 100 },
    { item: made.lastItem, location, onHand: 0 },
  ]);
  expect(await read()).toMatchObject({ n: '100', d: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  expect(client.sim.verdict().stock[`${item}|${location}`]).toEqual({ onHand: 100, committed: 0, onOrder: 0 });
});

test('reserved and back-ordered quantities show; a kit has no row of its own', async () => {
  seedShop(client);
  client.sim.seed({ salesOrders: [{ location: 6, lines: [{ item: 98, quantity: 150 }] }] });
  const q =
    'SELECT item, quantityonhand, quantityavailable, quantitycommitted, quantitybackordered FROM aggregateItemLocation WHERE location = 6 ORDER BY item';
  const { items } = (await client.query(q)).body;
  expect(items.map((row: Json) => row.item)).toEqual(['96', '98', '99']);
  expect(items[1]).toMatchObject({
    quantityonhand: '100',
    quantityavailable: '0',
    quantitycommitted: '100',
    quantitybackordered: '53',
  });
});

test('lots have rows of their own in inventoryBalance', async () => {
  client.sim.seed({ items: [{ id: 90, itemId: 'LOT', type: 'lotNumberedInventoryItem' }] });
  await client.control('POST', '/stock', [
    { item: 90, location: 1, quantity: 3, lot: 'L-1' },
    { item: 90, location: 1, quantity: 4, lot: 'L-2' },
  ]);
  const q =
    'SELECT n.inventorynumber AS lot, b.quantityonhand AS qty FROM inventoryBalance b JOIN inventoryNumber n ON n.id = b.inventorynumber WHERE b.item = 90 ORDER BY n.inventorynumber';
  const { items } = (await client.query(q)).body;
  expect(items.map((row: Json) => [row.lot, row.qty])).toEqual([
    ['L-1', '3'],
    ['L-2', '4'],
  ]);
  const total = await client.query('SELECT quantityonhand AS q FROM aggregateItemLocation WHERE item = 90');
  expect(total.body.items[0].q).toBe('7');
});

test('items of every kind are made over REST and found in queries', async () => {
  const kinds: [string, string][] = [
    ['inventoryItem', 'InvtPart'],
    ['nonInventorySaleItem', 'NonInvtPart'],
    ['serviceSaleItem', 'Service'],
    ['otherChargeSaleItem', 'OthCharge'],
    ['giftCertificateItem', 'GiftCert'],
    ['discountItem', 'Discount'],
  ];
  for (const [type, code] of kinds) {
    const answer = await client.call('POST', `/${type}`, {
      itemId: `X-${type}`,
      externalId: `X-${type}`,
      upcCode: '4711',
    });
    expect(answer.status).toBe(204);
    const row = await client.query('SELECT itemtype, upccode FROM item WHERE id = ?', [idOf(answer)]);
    expect(row.body.items[0]).toEqual({ links: [], itemtype: code, upccode: '4711' });
  }
  const kit = await client.call('POST', '/kitItem', {
    itemId: 'X-KIT',
    member: { items: [{ item: { externalId: 'X-inventoryItem' }, quantity: 2 }] },
  });
  const members = await client.query('SELECT quantity FROM kitItemMember WHERE parentitem = ?', [idOf(kit)]);
  expect(members.body.items[0].quantity).toBe('2');
});
