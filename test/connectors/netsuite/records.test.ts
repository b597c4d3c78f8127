/** Sales orders and fulfilments as records: what is read from them and what is posted. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FulfillmentDraft } from '../../../connectors/netsuite/types.ts';
import { FakeAccount, failure, nsError, type Seen } from './support.ts';

let fake: FakeAccount;
beforeEach(async () => {
  fake = await new FakeAccount().start();
});
afterEach(() => fake.app.close());

const RECORD = '/services/rest/record/v1';
const ref = (id: string, refName = 'x') => ({ links: [], id, refName });
const lineOf = (line: number, more: object = {}) => ({
  links: [],
  line,
  item: ref(String(90 + line), 'SKU'),
  quantity: 2.0,
  quantityFulfilled: 1.0,
  isClosed: false,
  ...more,
});
const order = (item: unknown, more: object = {}) => ({
  id: '12345',
  tranId: 'SO1001',
  status: { id: 'E', refName: 'Pending Billing/Partially Fulfilled' },
  item,
  ...more,
});

test('reads a sales order with its lines', async () => {
  const lines = [
    lineOf(1, {
      lineUniqueKey: 8801,
      itemType: ref('InvtPart'),
      location: ref('6', 'Main DC'),
      quantity: 2.5,
      custcol_shop_line: 'L-1',
      custcol_list: ref('17', 'Blue'),
      custcol_gift: true,
    }),
    lineOf(4, { itemType: 'Kit', isClosed: true, createPo: { id: 'DropShip' }, quantityFulfilled: null }),
  ];
  fake.respond = () => ({
    body: order(
      { items: lines, hasMore: false },
      { externalId: 'SO_1', otherRefNum: '1001', shipMethod: ref('4'), memo: null },
    ),
  });
  const fields = ['custcol_shop_line', 'custcol_List', 'custcol_gift', 'custcol_none'];
  expect(await fake.connect().readSalesOrder('12345', fields)).toEqual({
    id: '12345',
    tranId: 'SO1001',
    status: 'E',
    externalId: 'SO_1',
    otherRefNum: '1001',
    shipMethodId: '4',
    lines: [
      {
        line: 1,
        lineUniqueKey: '8801',
        itemId: '91',
        itemType: 'InvtPart',
        quantity: '2.5',
        quantityFulfilled: '1',
        isClosed: false,
        locationId: '6',
        custom: { custcol_shop_line: 'L-1', custcol_List: '17', custcol_gift: 'true' },
      },
      {
        line: 4,
        itemId: '94',
        itemType: 'Kit',
        quantity: '2',
        quantityFulfilled: '0',
        isClosed: true,
        createPo: 'DropShip',
        custom: {},
      },
    ],
  });
  const seen = fake.seen[0]!;
  expect([seen.method, seen.path, seen.query]).toEqual([
    'GET',
    `${RECORD}/salesOrder/12345`,
    { expandSubResources: 'true' },
  ]);
});

test.each([
  [{ id: 'Pending Fulfillment' }, 'B'],
  [{ refName: 'Partially Fulfilled' }, 'D'],
  ['SalesOrd:F', 'F'],
  ['Sales Order : Pending Billing / Partially Fulfilled', 'E'],
  ['H', 'H'],
  [{ id: 'Ausstehend' }, 'Ausstehend'],
])('status %j is read as %s', async (status, letter) => {
  fake.respond = () => ({ body: order({ items: [] }, { status }) });
  expect((await fake.connect().readSalesOrder('12345')).status).toBe(letter);
});

test('a long or unexpanded sublist is read from its own address, links line by line', async () => {
  const many = Array.from({ length: 1200 }, (_, i) => lineOf(i + 1));
  const answers = (seen: Seen) => {
    if (seen.path.endsWith('/item/7')) return { body: lineOf(7, { quantity: 70 }) };
    if (!seen.path.endsWith('/item')) return { body: order({ links: [{ rel: 'self', href: 'x' }] }) };
    expect(seen.query).toMatchObject({ expandSubResources: 'true', limit: '1000' });
    const offset = Number(seen.query.offset);
    const items: object[] = many.slice(offset, offset + 1000);
    if (offset === 0) items[6] = { links: [{ rel: 'self', href: 'https://x/salesOrder/12345/item/7' }] };
    return { body: { items, hasMore: offset === 0 } };
  };
  fake.respond = answers;
  const read = await fake.connect().readSalesOrder('12345');
  expect(read.lines.map((line) => line.line)).toEqual(many.map((line) => line.line));
  expect(read.lines[6]!.quantity).toBe('70');
  fake.respond = (seen) =>
    seen.path.endsWith('12345') ? { body: order({ items: many.slice(0, 100), hasMore: true }) } : answers(seen);
  expect((await fake.connect().readSalesOrder('12345')).lines).toHaveLength(1200);
});

test('an order that cannot be read names the fields, and an unknown one is NotFound', async () => {
  fake.respond = () => ({ body: order({ items: [{ line: 'secret', item: ref('1') }] }) });
  const error = await failure(fake.connect().readSalesOrder('12345'));
  expect([error.type, error.code]).toEqual(['Unavailable', 'UNEXPECTED_ANSWER']);
  expect(error.message).toContain('0.line');
  expect(error.message).not.toContain('secret');
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  expect((await failure(fake.connect().readSalesOrder('1'))).type).toBe('NotFound');
  expect((await failure(fake.connect().readSalesOrder('1/../2'))).code).toBe('BAD_ID');
});

const fulfillment = (more: object) => ({
  id: '5001',
  tranId: 'IF77',
  externalId: 'IF_1',
  createdFrom: ref('12345', 'Sales Order #SO1001'),
  tranDate: '2026-03-03',
  shipStatus: ref('C', 'Shipped'),
  status: { id: 'Shipped' },
  memo: 'F77',
  item: {
    items: [
      { line: 1, orderLine: 1, itemReceive: true, item: ref('98'), quantity: 1.0, location: ref('6') },
      { line: 2, kitMemberOf: 1, item: ref('99'), quantity: '2.50' },
    ],
  },
  ...more,
});

test('reads a fulfilment by id and by external id', async () => {
  const packages = { items: [{ packageDescr: 'Box', packageTrackingNumber: '1Z', packageWeight: 1.2 }] };
  fake.respond = () => ({ body: fulfillment({ package: packages }) });
  const ns = fake.connect();
  expect(await ns.readFulfillment({ id: '5001' })).toEqual({
    id: '5001',
    tranId: 'IF77',
    status: 'C',
    externalId: 'IF_1',
    createdFromId: '12345',
    tranDate: '2026-03-03',
    shipStatus: 'C',
    memo: 'F77',
    lines: [
      { line: 1, orderLine: 1, itemId: '98', quantity: '1', itemReceive: true, locationId: '6' },
      { line: 2, itemId: '99', quantity: '2.5', itemReceive: true, kitMemberOf: 1 },
    ],
    packages: [{ description: 'Box', trackingNumber: '1Z', weight: '1.2' }],
    packageSublist: 'package',
  });
  await ns.readFulfillment({ externalId: 'IF_1' });
  expect(fake.seen.map((seen) => seen.path)).toEqual([
    `${RECORD}/itemFulfillment/5001`,
    `${RECORD}/itemFulfillment/eid:IF_1`,
  ]);
});

test.each([
  ['packageUps', { packageDescrUps: 'Box', packageTrackingNumberUps: '1Z', packageWeightUps: 2 }, 'Box'],
  ['packageUsps', { packageDescrUsps: 'Box', packageTrackingNumberUsps: '1Z', packageWeightUsps: 2 }, 'Box'],
  ['packageFedex', { packageTrackingNumberFedEx: '1Z', packageWeightFedEx: 2 }, undefined],
])('reads packages from %s', async (sublist, line, description) => {
  fake.respond = () => ({ body: fulfillment({ package: { items: [] }, [sublist]: { items: [line] } }) });
  const read = await fake.connect().readFulfillment({ id: '5001' });
  const expected = { trackingNumber: '1Z', weight: '2', ...(description === undefined ? {} : { description }) };
  expect([read!.packageSublist, read!.packages]).toEqual([sublist, [expected]]);
});

test('a fulfilment that does not exist is undefined, but a web page is not taken for that', async () => {
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  expect(await fake.connect().readFulfillment({ externalId: 'IF_X' })).toBeUndefined();
  fake.respond = () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: '<html>no</html>' });
  expect((await failure(fake.connect().readFulfillment({ externalId: 'IF_X' }))).type).toBe('Unavailable');
  expect((await failure(fake.connect().readFulfillment({ externalId: '#1' }))).code).toBe('BAD_EXTERNAL_ID');
});

const draft: FulfillmentDraft = {
  salesOrderId: '12345',
  externalId: 'IF_SS_77',
  tranDate: '2026-03-03',
  memo: 'ShipStation 77',
  shipStatus: 'C',
  shipMethodId: '4',
  lines: [
    { orderLine: 1, quantity: '1.10', locationId: '6' },
    { orderLine: 3, quantity: '12' },
  ],
  leaveOut: [4, 9],
  packageSublist: 'package',
  packages: [{ description: 'Box 1', trackingNumber: '1Z', weight: '1.2' }, { description: 'light', weight: '0' }, {}],
};
const made = (location: string) => ({ status: 204, headers: { location } });

test('posts a fulfilment: shipped lines, lines left out, packages', async () => {
  fake.respond = () => made(`https://123456.suitetalk.api.netsuite.com${RECORD}/itemFulfillment/5001`);
  expect(await fake.connect().createFulfillment(draft)).toEqual({ id: '5001' });
  const seen = fake.seen[0]!;
  expect([seen.method, seen.path]).toEqual(['POST', `${RECORD}/salesOrder/12345/!transform/itemFulfillment`]);
  expect(seen.headers).toMatchObject({
    'content-type': 'application/json',
    'x-netsuite-propertynamevalidation': 'error',
  });
  expect(seen.body).toEqual({
    externalId: 'IF_SS_77',
    tranDate: '2026-03-03',
    memo: 'ShipStation 77',
    shipStatus: { id: 'C' },
    shipMethod: { id: '4' },
    item: {
      items: [
        { orderLine: 1, quantity: 1.1, itemReceive: true, location: { id: '6' } },
        { orderLine: 3, quantity: 12, itemReceive: true },
        { orderLine: 4, itemReceive: false },
        { orderLine: 9, itemReceive: false },
      ],
    },
    package: {
      items: [{ packageDescr: 'Box 1', packageTrackingNumber: '1Z', packageWeight: 1.2 }, { packageDescr: 'light' }],
    },
  });
});

test.each([
  ['packageUps', { packageDescrUps: 'B', packageTrackingNumberUps: '1Z', packageWeightUps: 1.2 }],
  ['packageUsps', { packageDescrUsps: 'B', packageTrackingNumberUsps: '1Z', packageWeightUsps: 1.2 }],
  ['packageFedex', { packageTrackingNumberFedEx: '1Z', packageWeightFedEx: 1.2 }],
] as const)('posts packages into %s with its own field names', async (packageSublist, line) => {
  fake.respond = () => made(`${RECORD}/itemfulfillment/5002`);
  const packages = [{ description: 'B', trackingNumber: '1Z', weight: '1.20' }];
  const created = await fake
    .connect({ propertyNameValidation: 'warning' })
    .createFulfillment({ ...draft, packageSublist, packages });
  expect(created).toEqual({ id: '5002' });
  const body = fake.seen[0]!.body as Record<string, unknown>;
  expect(body[packageSublist]).toEqual({ items: [line] });
  expect(Object.keys(body).filter((key) => key.startsWith('package'))).toEqual([packageSublist]);
  expect(fake.seen[0]!.headers['x-netsuite-propertynamevalidation']).toBe('warning');
});

test('leaves out what is not given', async () => {
  fake.respond = () => made(`${RECORD}/itemFulfillment/1`);
  const { shipStatus: _a, shipMethodId: _b, ...bare } = draft;
  await fake.connect().createFulfillment({ ...bare, packages: [], leaveOut: [] });
  expect(Object.keys(fake.seen[0]!.body as object)).toEqual(['externalId', 'tranDate', 'memo', 'item']);
});

test.each([
  ['a quantity that is no number', { lines: [{ orderLine: 1, quantity: '1,5' }] }, 'BAD_NUMBER'],
  ['a quantity beyond exact numbers', { lines: [{ orderLine: 1, quantity: '0.12345678901234567891' }] }, 'BAD_NUMBER'],
  [
    'a line twice',
    {
      lines: [
        { orderLine: 4, quantity: '1' },
        { orderLine: 4, quantity: '1' },
      ],
      leaveOut: [],
    },
    'BAD_DRAFT',
  ],
  ['a line shipped and left out', { leaveOut: [1] }, 'BAD_DRAFT'],
  ['an external id with a slash', { externalId: 'a/b' }, 'BAD_EXTERNAL_ID'],
])('%s is refused before anything is sent', async (_name, change, code) => {
  const error = await failure(fake.connect().createFulfillment({ ...draft, ...change }));
  expect([error.type, error.code]).toEqual(['Invalid', code]);
  expect(fake.seen).toHaveLength(0);
});

test('a create whose answer was lost, or tells no id, is Uncertain; a refusal is not', async () => {
  const ns = fake.connect();
  fake.respond = () => ({ cut: true });
  expect((await failure(ns.createFulfillment(draft))).type).toBe('Uncertain');
  fake.respond = () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' });
  expect((await failure(ns.createFulfillment(draft))).type).toBe('Uncertain');
  fake.respond = () => ({ status: 204 });
  const silent = await failure(ns.createFulfillment(draft));
  expect([silent.type, silent.code]).toEqual(['Uncertain', 'NO_LOCATION']);
  fake.respond = () => nsError(400, 'USER_ERROR', 'Error while accessing a resource. This record already exists.');
  const taken = await failure(ns.createFulfillment(draft));
  expect([taken.type, taken.code]).toEqual(['Conflict', 'ALREADY_EXISTS']);
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  expect((await failure(ns.createFulfillment(draft))).type).toBe('NotFound');
  expect(fake.seen).toHaveLength(5);
});

test('mends memo and packages, replacing the sublist only when packages are given', async () => {
  fake.respond = () => ({ status: 204 });
  const ns = fake.connect();
  await ns.updateFulfillment('5001', { memo: 'void' });
  await ns.updateFulfillment('5001', { packages: [{ trackingNumber: '1Z' }], packageSublist: 'packageFedex' });
  expect(fake.seen.map((seen) => [seen.method, seen.path, seen.query, seen.body])).toEqual([
    ['PATCH', `${RECORD}/itemFulfillment/5001`, {}, { memo: 'void' }],
    [
      'PATCH',
      `${RECORD}/itemFulfillment/5001`,
      { replace: 'packageFedex' },
      { packageFedex: { items: [{ packageTrackingNumberFedEx: '1Z' }] } },
    ],
  ]);
});

test('deletes; already gone is fine, a lost answer is Uncertain', async () => {
  const ns = fake.connect();
  fake.respond = () => ({ status: 204 });
  await ns.deleteFulfillment('5001');
  expect([fake.seen[0]!.method, fake.seen[0]!.path]).toEqual(['DELETE', `${RECORD}/itemFulfillment/5001`]);
  fake.respond = () => nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
  await ns.deleteFulfillment('5001');
  fake.respond = () => ({ cut: true });
  expect((await failure(ns.deleteFulfillment('5001'))).type).toBe('Uncertain');
  fake.respond = () => ({ headers: { 'content-type': 'text/html' }, body: '<html>maintenance</html>' });
  expect((await failure(ns.deleteFulfillment('5001'))).type).toBe('Uncertain');
});
