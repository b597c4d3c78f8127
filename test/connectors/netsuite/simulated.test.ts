/** Records and lists against the simulated account, over HTTP. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import { createNetSuite } from '../../../connectors/netsuite/index.ts';
import type { ReadPage, StockQuery } from '../../../connectors/netsuite/read-types.ts';
import { valueAt } from '../../../connectors/netsuite/record-view.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../../simulators/netsuite/server.ts';
import { memoryTokens } from './support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const NOW = '2026-03-10T18:00:00Z';

let sim: NetSuiteSimulator;
let ns: NetSuite;

beforeAll(async () => {
  sim = await startNetSuiteSimulator({ certificates: [{ kid: 'cert-1', clientId: 'the-client', pem }] });
});
afterAll(() => sim.close());

beforeEach(async () => {
  await control('/reset');
  await control('/clock', { now: NOW, frozen: true });
  await control('/switches', { hiddenColumns: [], customFields: ['custentity_region'] });
  sim.seed({
    locations: [
      { id: 6, name: 'Main DC' },
      { id: 7, name: 'East' },
    ],
    customers: [
      { id: 110, companyName: 'Acme', entityId: 'ACME', externalId: 'CUST_1', email: 'Buyer@Acme.test' },
      { id: 111, companyName: 'Acme West', email: 'west@acme.test', parent: { id: '110' } },
      { id: 112, companyName: 'Acme Shop', email: 'west@acme.test', parent: { id: '111' }, isInactive: true },
    ],
    vendors: [{ id: 301, companyName: 'Maker' }],
    items: [
      ...Array.from({ length: 30 }, (_, i) => ({
        id: 200 + i,
        itemId: `SKU-${i}`,
        externalId: `EXT-${i}`,
        upcCode: `0${i}`,
        isInactive: i === 3,
        stock: [
          { location: 6, quantity: i + 0.5 },
          { location: 7, quantity: 100 },
        ],
      })),
      { id: 260, itemId: 'EXT-1' },
      {
        id: 250,
        itemId: 'SET',
        members: [
          { item: 201, quantity: 2 },
          { item: 202, quantity: 1 },
        ],
      },
    ],
  });
  ns = connect();
});

async function control(path: string, body: object = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sim.url}/__sim${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
const advance = (minutes: number) => control('/clock', { advanceMs: minutes * 60_000 });

function connect(settings: object = {}): NetSuite {
  const credentials = { kind: 'm2m', clientId: 'the-client', certificateId: 'cert-1', privateKeyPem } as const;
  const deps = { tokens: memoryTokens(), now: () => new Date() };
  return createNetSuite({ account: '123456_SB1', baseUrl: sim.url, ...settings }, credentials, deps);
}

async function allPages<T>(read: (after?: string) => Promise<ReadPage<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  let after: string | undefined;
  do {
    const page: ReadPage<T> = await read(after);
    pages.push(page.rows);
    after = page.next;
  } while (after !== undefined);
  return pages;
}
const cursor = (after: string | undefined, pageSize: number) =>
  after === undefined ? { pageSize } : { after, pageSize };

test('stock of two locations, page by page, nothing twice and nothing lost', async () => {
  const query: StockQuery = { locationIds: ['6', '7'], quantity: 'onHand' };
  const pages = await allPages((after) => ns.readStock(query, cursor(after, 7)));
  expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
  const rows = pages.flat();
  expect(new Set(rows.map((row) => `${row.itemId}@${row.locationId}`)).size).toBe(60);
  expect(rows.slice(6, 8)).toEqual([
    {
      itemId: '203',
      locationId: '6',
      quantity: '3.5',
      sku: 'SKU-3',
      externalId: 'EXT-3',
      upc: '03',
      itemType: 'InvtPart',
      isInactive: true,
      modifiedAt: NOW,
    },
    expect.objectContaining({ itemId: '203', locationId: '7', quantity: '100' }),
  ]);
  const one = await ns.readStock({ locationIds: ['6'], quantity: 'available' }, { pageSize: 5000 });
  expect([one.rows.length, one.next]).toEqual([30, undefined]);
  expect(await ns.readStock({ locationIds: [], quantity: 'available' })).toEqual({ rows: [] });
});

test('a column that the account does not show is left out', async () => {
  await control('/switches', {
    hiddenColumns: ['item.upccode', 'item.itemtype', 'customer.terms', 'transaction.foreigntotal'],
  });
  const { rows } = await ns.readStock({ locationIds: ['6'], quantity: 'onHand' }, { pageSize: 1 });
  expect(Object.keys(rows[0]!)).toEqual([
    'itemId',
    'locationId',
    'quantity',
    'sku',
    'externalId',
    'isInactive',
    'modifiedAt',
  ]);
  expect(await ns.findCustomers({ id: '110' })).toHaveLength(1);
});

test('kits with their members', async () => {
  expect(await ns.readKits()).toEqual([
    {
      id: '250',
      sku: 'SET',
      isInactive: false,
      members: [
        { itemId: '201', quantity: '2' },
        { itemId: '202', quantity: '1' },
      ],
    },
  ]);
});

test('items by SKU: every candidate, and which column it stands in', async () => {
  const found = await ns.findItemsBySku(['EXT-1', 'SKU-2', 'sku-2', 'EXT-1']);
  expect(found.map(({ sku, candidates }) => [sku, candidates.map((item) => [item.id, item.column])])).toEqual([
    [
      'EXT-1',
      [
        ['201', 'externalid'],
        ['260', 'itemid'],
      ],
    ],
    ['SKU-2', [['202', 'itemid']]],
    ['sku-2', []],
  ]);
  const byUpc = await connect({ itemColumns: ['upccode'] }).findItemsBySku(['05', 'SKU-5']);
  expect(byUpc.map(({ candidates }) => candidates.map((item) => item.sku))).toEqual([['SKU-5'], []]);
});

test('items changed since', async () => {
  expect((await ns.readItemsChangedSince({ since: '2026-03-10T18:00:01Z' })).rows).toEqual([]);
  await advance(10);
  sim.seed({ items: [{ id: 205, itemId: 'SKU-5b' }] });
  const { rows } = await ns.readItemsChangedSince({ since: '2026-03-10T18:05:00Z', until: '2026-03-10T18:10:00Z' });
  expect(rows).toEqual([expect.objectContaining({ id: '205', sku: 'SKU-5b', modifiedAt: '2026-03-10T18:10:00Z' })]);
  const pages = await allPages((after) => ns.readItemsChangedSince({ since: NOW }, cursor(after, 10)));
  expect(pages.map((page) => page.length)).toEqual([10, 10, 10, 2]);
  expect(pages.flat().at(-1)!.sku).toBe('SKU-5b');
});

test('customers: look-ups, changes, parents', async () => {
  expect(await ns.findCustomers({ email: 'buyer@acme.TEST', custom: ['custentity_Region'] })).toEqual([
    expect.objectContaining({ id: '110', externalId: 'CUST_1', companyName: 'Acme', isInactive: false, custom: {} }),
  ]);
  const ids = async (query: object) => (await ns.findCustomers(query)).map((customer) => customer.id);
  expect(await ids({ email: 'west@acme.test' })).toEqual(['111', '112']);
  expect(await ids({ externalId: 'CUST_1' })).toEqual(['110']);
  expect(await ids({ externalId: 'CUST_1', email: 'other@acme.test' })).toEqual([]);
  expect(await ids({ id: 'x' })).toEqual([]);
  expect(await ns.readCustomer('112')).toMatchObject({ parentId: '111', parentIds: ['111', '110'], isInactive: true });
  expect(await ns.readCustomer('110')).toMatchObject({ parentIds: [] });
  expect(await ns.readCustomer('999')).toBeUndefined();
  const pages = await allPages((after) => ns.readCustomersChangedSince({ since: NOW }, cursor(after, 2)));
  expect(pages.map((page) => page.map((customer) => customer.id))).toEqual([['110', '111'], ['112']]);
});

const order = (externalId: string) => ({
  externalId,
  entity: { id: '110' },
  otherRefNum: '1001',
  orderStatus: { id: 'B' },
  item: {
    items: [
      {
        item: { id: '201' },
        quantity: { decimal: '2' },
        rate: { decimal: '19.99' },
        price: { id: '-1' },
        location: { id: '6' },
      },
      {
        item: { id: '202' },
        quantity: { decimal: '1' },
        rate: { decimal: '12.005' },
        price: { id: '-1' },
        location: { id: '6' },
      },
    ],
  },
});

test('an order is made, read, changed, turned into an invoice, and found again', async () => {
  const made = await ns.createRecord('salesOrder', order('SO_1'));
  const held = await ns.readRecord('salesOrder', { externalId: 'SO_1' });
  expect([valueAt(held!, 'id'), valueAt(held!, 'item.items.length')]).toEqual([made.id, '2']);
  expect(valueAt(held!, 'item.items[item.id=201].amount')).toBe('39.98');
  expect(valueAt(held!, 'item.items[item.id=202].rate')).toBe('12.005');
  const line = valueAt(held!, 'item.items[item.id=202].line')!;
  await ns.updateRecord('salesOrder', made.id, { item: { items: [{ line: { decimal: line }, isClosed: true }] } });
  const after = await ns.readRecord('salesOrder', { id: made.id }, { sublists: ['item'] });
  expect(valueAt(after!, `item.items[line=${line}].isClosed`)).toBe('true');
  expect(valueAt(after!, 'item.items.length')).toBe('2');

  const from = { recordType: 'salesOrder', id: made.id } as const;
  const lines = [{ orderLine: { decimal: '1' }, quantity: { decimal: '2' }, itemReceive: true, location: { id: '6' } }];
  const shipment = { shipStatus: { id: 'C' }, item: { items: lines } };
  const shipped = await ns.transformRecord(from, 'itemFulfillment', shipment);
  const invoice = await ns.transformRecord(from, 'invoice', { externalId: 'INV_1' });
  const [found] = await ns.findTransactions({ type: 'invoice', createdFrom: made.id, lines: true });
  expect(found).toMatchObject({
    id: invoice.id,
    type: 'invoice',
    externalId: 'INV_1',
    entityId: '110',
    modifiedAt: NOW,
  });
  expect(found!.lines![0]).toMatchObject({ itemId: '201', sku: 'SKU-1', quantity: '2', rate: '19.99' });
  const next = (await ns.transactionsLinkedTo(made.id)).map((one) => [one.id, one.type, one.direction, one.linkType]);
  expect(next).toEqual([
    [shipped.id, 'itemFulfillment', 'next', 'ShipRcpt'],
    [invoice.id, 'invoice', 'next', 'OrdBill'],
  ]);
  expect(await ns.transactionsLinkedTo(invoice.id)).toContainEqual(
    expect.objectContaining({ id: made.id, direction: 'previous', type: 'salesOrder' }),
  );
  expect(await ns.findByExternalIds('invoice', ['INV_1', 'SO_1', 'NONE'])).toEqual([
    expect.objectContaining({ externalId: 'INV_1', id: invoice.id }),
  ]);
  await ns.deleteRecord('invoice', invoice.id);
  expect(await ns.readRecord('invoice', { id: invoice.id })).toBeUndefined();
});

test('a deposit is found by the order that it belongs to', async () => {
  const made = await ns.createRecord('salesOrder', order('SO_1'));
  const deposit = { externalId: 'DEP_1', customer: { id: '110' }, salesOrder: { id: made.id }, undepFunds: true };
  const { id } = await ns.createRecord('customerDeposit', { ...deposit, payment: { decimal: '51.99' } });
  const found = await ns.findTransactions({ type: 'customerDeposit', createdFrom: made.id });
  expect(found).toEqual([expect.objectContaining({ id, externalId: 'DEP_1', total: '51.99' })]);
});

test('the tables of further reads can be checked', async () => {
  const { checks } = await ns.ping(['stock', 'kits', 'customers', 'periods', 'stock']);
  const further = ['aggregateItemLocation', 'kitItemMember', 'customer', 'accountingperiod'].map(
    (name) => `read ${name}`,
  );
  expect(checks.filter((one) => further.includes(one.name)).map((one) => one.state)).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('transactions by name and by change', async () => {
  for (const name of ['SO_1', 'SO_2', 'SO_3']) await ns.createRecord('salesOrder', order(name));
  const found = await ns.findTransactions({ type: 'salesOrder', externalIds: ['SO_3', 'SO_1', 'NONE'] });
  expect(found.map((row) => [row.externalId, row.status, row.lines])).toEqual([
    ['SO_1', 'B', undefined],
    ['SO_3', 'B', undefined],
  ]);
  expect(await ns.findTransactions({ type: 'salesOrder', otherRefNum: '1001' })).toHaveLength(3);
  expect(await ns.findTransactions({ type: 'invoice', externalIds: ['SO_1'] })).toEqual([]);
  expect(await ns.findTransactions({ type: 'salesOrder', externalIds: [] })).toEqual([]);
  const window = { types: ['salesOrder' as const, 'invoice' as const], since: NOW };
  const pages = await allPages((after) => ns.listTransactionsChanged(window, cursor(after, 2)));
  expect(pages.map((page) => page.map((row) => row.externalId))).toEqual([['SO_1', 'SO_2'], ['SO_3']]);
  const lines = await ns.listTransactionsChanged({ ...window, lines: true });
  expect(lines.rows[0]!.lines!.map((line) => [line.sku, line.quantity, line.locationId, line.isClosed])).toEqual([
    ['SKU-1', '2', '6', false],
    ['SKU-2', '1', '6', false],
  ]);
  expect((await ns.listTransactionsChanged({ ...window, since: '2026-03-10T18:00:01Z' })).rows).toEqual([]);
});

test('purchase orders of a location', async () => {
  const po = (name: string, location: string) => ({
    externalId: name,
    entity: { id: '301' },
    item: {
      items: [{ item: { id: '201' }, quantity: { decimal: '10' }, rate: { decimal: '3' }, location: { id: location } }],
    },
  });
  await ns.createRecord('purchaseOrder', po('PO_6', '6'));
  await ns.createRecord('purchaseOrder', po('PO_7', '7'));
  const window = { since: NOW, locationIds: ['6'] };
  const { rows } = await ns.readPurchaseOrdersChanged(window);
  expect(rows.map((row) => [row.externalId, row.lines!.map((line) => [line.sku, line.quantity])])).toEqual([
    ['PO_6', [['SKU-1', '10']]],
  ]);
  const { status } = rows[0]!;
  expect((await ns.readPurchaseOrdersChanged({ ...window, statuses: [status] })).rows).toHaveLength(1);
  expect((await ns.readPurchaseOrdersChanged({ ...window, statuses: ['H'] })).rows).toEqual([]);
  expect((await ns.readPurchaseOrdersChanged({ ...window, locationIds: [] })).rows).toEqual([]);
});

test('a closed month refuses what posts', async () => {
  await control('/periods', { name: 'Feb 2026', closed: true });
  const adjustment = {
    externalId: 'IA_1',
    tranDate: '2026-02-10',
    account: { id: '154' },
    subsidiary: { id: '1' },
    adjLocation: { id: '6' },
    inventory: { items: [{ item: { id: '201' }, location: { id: '6' }, adjustQtyBy: { decimal: '-1' } }] },
  };
  await expect(ns.createRecord('inventoryAdjustment', adjustment)).rejects.toMatchObject({
    type: 'Invalid',
    code: 'PERIOD_CLOSED',
  });
});
