/** The NetSuite connector against the simulated account, over HTTP: the ways an order is found, shipped, mended, lost. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { CallReport } from '../../connectors/http/contract.ts';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import { createNetSuite } from '../../connectors/netsuite/index.ts';
import type { FulfillmentDraft, NetSuiteCredentials } from '../../connectors/netsuite/types.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { failure, memoryTokens } from '../connectors/netsuite/support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const m2m: NetSuiteCredentials = {
  kind: 'm2m',
  clientId: 'the-client',
  certificateId: 'cert-1',
  privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const tba = { consumerKey: 'ck', consumerSecret: 'c&s', tokenId: 'ti', tokenSecret: 't=s' };

type Made = { id: string; tranId: string; lines: { line: number; item: string; quantity: number }[] };

let sim: NetSuiteSimulator;
let ns: NetSuite;
let calls: CallReport[];
let order: Made;

beforeAll(async () => {
  sim = await startNetSuiteSimulator({
    certificates: [{ kid: 'cert-1', clientId: 'the-client', pem }],
    tbaTokens: [tba],
    concurrencyLimit: 5,
  });
});
afterAll(() => sim.close());

beforeEach(async () => {
  await control('POST', '/reset');
  await control('POST', '/seed', {
    customers: [{ id: 110, companyName: 'Ada' }],
    items: [
      { id: 98, itemId: 'RED', externalId: 'SKU-RED', upcCode: '0123', stock: [{ location: 1, quantity: 100 }] },
      { id: 99, itemId: 'BLUE', stock: [{ location: 1, quantity: 100 }] },
    ],
  });
  order = (await control('POST', '/sales-orders', {
    externalId: 'SO_SHOP1_1001',
    otherRefNum: '1001',
    shipMethod: 4,
    lineNumbers: 'gaps',
    lines: [
      { item: 98, quantity: 3, rate: 10, location: 1 },
      { item: 99, quantity: 2, rate: 5, location: 1 },
    ],
  })) as Made;
  calls = [];
  ns = connect();
});
afterEach(() => control('DELETE', '/faults'));

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const sent =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${sim.url}/__sim${path}`, { method, ...sent });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}
const fault = (rule: object) => control('POST', '/faults', { times: 1, ...rule });

function connect(credentials: NetSuiteCredentials = m2m, settings: object = {}): NetSuite {
  return createNetSuite({ account: '123456_SB1', baseUrl: sim.url, ...settings }, credentials, {
    tokens: memoryTokens(),
    observe: (call) => calls.push(call),
  });
}

function draft(change: Partial<FulfillmentDraft> = {}): FulfillmentDraft {
  const [first, second] = order.lines;
  return {
    salesOrderId: order.id,
    externalId: 'IF_SS_77',
    tranDate: new Date().toISOString().slice(0, 10),
    memo: 'ShipStation 77',
    shipStatus: 'C',
    lines: [{ orderLine: first!.line, quantity: '2', locationId: '1' }],
    leaveOut: [second!.line],
    packageSublist: 'package',
    packages: [{ description: 'Box 1', trackingNumber: '1Z999', weight: '1.25' }],
    ...change,
  };
}

test('an order is found by each of its numbers and read with its lines', async () => {
  const ref = { id: order.id, tranId: order.tranId, status: 'B' };
  expect(await ns.findSalesOrders('externalId', 'SO_SHOP1_1001')).toEqual([ref]);
  expect(await ns.findSalesOrders('otherRefNum', '1001')).toEqual([ref]);
  expect(await ns.findSalesOrders('tranId', order.tranId)).toEqual([ref]);
  expect(await ns.findSalesOrders('id', order.id)).toEqual([ref]);
  expect(await ns.findSalesOrders('otherRefNum', "1001' OR '1'='1")).toEqual([]);
  const read = await ns.readSalesOrder(order.id);
  expect(read).toMatchObject({ ...ref, externalId: 'SO_SHOP1_1001', otherRefNum: '1001', shipMethodId: '4' });
  expect(
    read.lines.map((line) => [line.line, line.itemId, line.quantity, line.quantityFulfilled, line.isClosed]),
  ).toEqual([
    [order.lines[0]!.line, '98', '3', '0', false],
    [order.lines[1]!.line, '99', '2', '0', false],
  ]);
  expect(read.lines[0]).toMatchObject({ itemType: 'InvtPart', locationId: '1' });
});

test('custom line columns are read under the names asked for', async () => {
  await control('POST', '/switches', { customFields: ['custbody_shop_id', 'custcol_shop_line'] });
  const made = (await control('POST', '/seed', {
    records: [
      {
        type: 'salesOrder',
        body: {
          entity: { id: '110' },
          orderStatus: 'B',
          custbody_shop_id: 'S-5',
          item: { items: [{ item: { id: '98' }, quantity: 1, location: { id: '1' }, custcol_shop_line: 'L-9' }] },
        },
      },
    ],
  })) as { records: Made[] };
  const { id } = made.records[0]!;
  const read = await ns.readSalesOrder(id, ['custcol_shop_line']);
  expect(read.lines[0]!.custom).toEqual({ custcol_shop_line: 'L-9' });
});

test('items are read by id and found by SKU', async () => {
  const red = { id: '98', itemId: 'RED', externalId: 'SKU-RED', itemType: 'InvtPart' };
  expect(await ns.readItems(['98', '99', '12345678'])).toEqual([
    red,
    { id: '99', itemId: 'BLUE', itemType: 'InvtPart' },
  ]);
  expect(await ns.findItems('RED')).toEqual([red]);
  expect(await ns.findItems('SKU-RED')).toEqual([red]);
  expect(await ns.findItems('0123')).toEqual([]);
  const byUpc = connect(m2m, { itemColumns: ['upccode'] });
  expect(await byUpc.findItems('0123')).toEqual([{ ...red, upc: '0123' }]);
});

test('a part is shipped: the rest stays open, the order shows it, the fulfilment reads back', async () => {
  const { id } = await ns.createFulfillment(draft());
  const read = await ns.readFulfillment({ externalId: 'IF_SS_77' });
  expect(read).toMatchObject({
    id,
    externalId: 'IF_SS_77',
    createdFromId: order.id,
    tranDate: draft().tranDate,
    shipStatus: 'C',
    status: 'C',
    memo: 'ShipStation 77',
    packages: [{ description: 'Box 1', trackingNumber: '1Z999', weight: '1.25' }],
    packageSublist: 'package',
  });
  expect(read!.lines.map((line) => [line.orderLine, line.itemId, line.quantity, line.locationId])).toEqual([
    [order.lines[0]!.line, '98', '2', '1'],
  ]);
  expect(await ns.readFulfillment({ id })).toEqual(read);
  const after = await ns.readSalesOrder(order.id);
  expect(['D', 'E']).toContain(after.status);
  expect(after.lines.map((line) => line.quantityFulfilled)).toEqual(['2', '0']);
  expect(await ns.listFulfillments(order.id)).toEqual([
    { id, tranId: read!.tranId, status: 'C', externalId: 'IF_SS_77' },
  ]);
});

test.each([
  ['packageUps', '5'],
  ['packageFedex', '6'],
  ['packageUsps', '7'],
] as const)(
  'packages of an integrated carrier go into %s and come back from it',
  async (packageSublist, shipMethodId) => {
    const { id } = await ns.createFulfillment(draft({ packageSublist, shipMethodId }));
    const read = await ns.readFulfillment({ id });
    expect(read!.packageSublist).toBe(packageSublist);
    expect(read!.packages).toHaveLength(1);
    expect(read!.packages[0]).toMatchObject({ trackingNumber: '1Z999', weight: '1.25' });
  },
);

test('the same external id twice is a conflict, and nothing is shipped twice', async () => {
  await ns.createFulfillment(draft());
  const error = await failure(
    ns.createFulfillment(draft({ lines: [{ orderLine: order.lines[0]!.line, quantity: '1', locationId: '1' }] })),
  );
  expect([error.type, error.code]).toEqual(['Conflict', 'ALREADY_EXISTS']);
  expect(await ns.listFulfillments(order.id)).toHaveLength(1);
});

test('a create cut after it was stored is Uncertain and is found by its external id', async () => {
  await fault({ kind: 'drop-after', method: 'POST', path: 'transform' });
  const error = await failure(ns.createFulfillment(draft()));
  expect(error.type).toBe('Uncertain');
  expect((await ns.readFulfillment({ externalId: 'IF_SS_77' }))?.createdFromId).toBe(order.id);
});

test('a create cut before it was stored is Uncertain too, and is not found', async () => {
  await fault({ kind: 'drop-before', method: 'POST', path: 'transform' });
  expect((await failure(ns.createFulfillment(draft()))).type).toBe('Uncertain');
  expect(await ns.readFulfillment({ externalId: 'IF_SS_77' })).toBeUndefined();
  expect(await ns.createFulfillment(draft())).toEqual({ id: expect.stringMatching(/^\d+$/) });
});

test.each([
  ['server-error', 'Unavailable', 'Uncertain'],
  ['html', 'Unavailable', 'Uncertain'],
  ['rate-limit', 'RateLimited', 'RateLimited'],
  ['forbidden', 'Config', 'Config'],
  ['record-changed', 'Conflict', 'Conflict'],
])('fault %s: a read is %s, a write %s', async (kind, read, write) => {
  await fault({ kind, method: 'GET', path: 'salesOrder' });
  expect((await failure(ns.readSalesOrder(order.id))).type).toBe(read);
  await fault({ kind, method: 'POST', path: 'transform' });
  const error = await failure(ns.createFulfillment(draft()));
  expect(error.type).toBe(write);
  expect(error.retryAfterMs).toBeUndefined();
  if (kind === 'server-error') expect(error.message).toMatch(/Error ID: [a-z]{20}/);
  if (kind === 'record-changed') expect(error.code).toBe('RECORD_CHANGED');
  if (kind === 'forbidden') expect(error.message).toContain('"Sales Order"');
});

test('a workflow lock and a closed period are told apart from other refusals', async () => {
  await fault({ kind: 'record-locked', method: 'POST', path: 'transform' });
  const locked = await failure(ns.createFulfillment(draft()));
  expect([locked.type, locked.code]).toEqual(['Invalid', 'WORKFLOW_LOCK']);
  const today = new Date();
  const name = today.toLocaleString('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });
  expect(await control('POST', '/periods', { name, closed: true })).toEqual({ changed: 1 });
  const closed = await failure(ns.createFulfillment(draft()));
  expect([closed.type, closed.code]).toEqual(['Invalid', 'PERIOD_CLOSED']);
  const tooMany = draft({ lines: [{ orderLine: order.lines[0]!.line, quantity: '9', locationId: '1' }] });
  await control('POST', '/periods', { name, closed: false });
  const refused = await failure(ns.createFulfillment(tooMany));
  expect(refused.type).toBe('Invalid');
  expect(['USER_ERROR', 'INVALID_CONTENT']).toContain(refused.code);
  expect(await ns.listFulfillments(order.id)).toEqual([]);
});

test('without Pick, Pack and Ship the unknown field is refused, not dropped', async () => {
  await control('POST', '/switches', { pickPackShip: false });
  const error = await failure(ns.createFulfillment(draft()));
  expect(error.type).toBe('Invalid');
  expect(error.message).toMatch(/shipStatus/i);
  const { shipStatus: _left, ...without } = draft();
  await ns.createFulfillment(without);
  const check = (await ns.ping()).checks.find((one) => one.name === 'pick-pack-ship');
  expect(check?.state).toBe('warn');
});

test('memo and packages are mended, packages replaced', async () => {
  const { id } = await ns.createFulfillment(draft());
  await ns.updateFulfillment(id, { memo: 'VOIDED', packages: [{ trackingNumber: '2Z', weight: '2' }] });
  const read = await ns.readFulfillment({ id });
  expect([read!.memo, read!.packages]).toEqual(['VOIDED', [{ trackingNumber: '2Z', weight: '2' }]]);
  expect(read!.lines).toHaveLength(1);
});

test('a deleted fulfilment opens the order again; deleting it twice is fine', async () => {
  const { id } = await ns.createFulfillment(draft());
  await ns.deleteFulfillment(id);
  await ns.deleteFulfillment(id);
  expect(await ns.readFulfillment({ id })).toBeUndefined();
  expect(await ns.listFulfillments(order.id)).toEqual([]);
  const after = await ns.readSalesOrder(order.id);
  expect([after.status, after.lines[0]!.quantityFulfilled]).toEqual(['B', '0']);
});

test('an unknown order is NotFound', async () => {
  expect((await failure(ns.readSalesOrder('99999999'))).type).toBe('NotFound');
  expect((await failure(ns.createFulfillment(draft({ salesOrderId: '99999999' })))).type).toBe('NotFound');
});

test('expired tokens cost one renewal; a revoked certificate is Auth', async () => {
  await ns.readItems(['98']);
  await control('POST', '/tokens/expire');
  calls.length = 0;
  expect(await ns.readItems(['98'])).toHaveLength(1);
  expect(calls.map((call) => [call.path.split('/').at(-1), call.status])).toEqual([
    ['suiteql', 401],
    ['token', 200],
    ['suiteql', 200],
  ]);
  await control('POST', '/certificates', { kid: 'cert-2', clientId: 'the-client', pem });
  const second = connect({ ...m2m, certificateId: 'cert-2' });
  await control('DELETE', '/certificates/cert-2');
  const error = await failure(second.readItems(['98']));
  expect(error.type).toBe('Auth');
  expect(error.message).toContain('Login Audit Trail');
});

test('queries page over more than a thousand rows, by offset and by key', async () => {
  const items = Array.from({ length: 2_100 }, (_, i) => ({ id: 10_000 + i, itemId: `BULK-${i}` }));
  await control('POST', '/seed', { items });
  const query = 'SELECT id, itemid FROM item WHERE id >= ? ORDER BY id';
  const ids: string[] = [];
  for (let offset = 0; ; offset += 1000) {
    const page = await ns.suiteQl(query, ['10000'], { offset });
    ids.push(...page.rows.map((row) => row.id!));
    expect(page.totalResults).toBe(2_100);
    if (!page.hasMore) break;
  }
  expect(ids).toEqual(items.map((item) => String(item.id)));
  const byKey: string[] = [];
  const keyset = {
    query: 'SELECT id FROM item WHERE id >= ? {after} ORDER BY id',
    params: ['10000'],
    keyColumn: 'id',
    keyExpression: 'id',
  };
  for await (const rows of ns.suiteQlKeyset(keyset)) byKey.push(...rows.map((row) => row.id!));
  expect(byKey).toEqual(ids);
});

test('a query for what the account does not have is Config', async () => {
  const error = await failure(ns.suiteQl('SELECT nonsense FROM item', []));
  expect([error.type, error.code]).toEqual(['Config', 'INVALID_PARAMETER']);
  expect((await failure(ns.suiteQl('SELECT id FROM nonsense', []))).code).toBe('INVALID_PARAMETER');
});

test('token-based authentication signs reads with query, queries and transforms', async () => {
  const signed = connect({ kind: 'tba', ...tba });
  expect(await signed.findSalesOrders('otherRefNum', '1001')).toHaveLength(1);
  expect((await signed.readSalesOrder(order.id)).id).toBe(order.id);
  const { id } = await signed.createFulfillment(draft());
  await signed.updateFulfillment(id, { packages: [{ trackingNumber: '2Z', weight: '2' }] });
  expect(calls.every((call) => !call.path.includes('token'))).toBe(true);
  const wrong = connect({ kind: 'tba', ...tba, tokenSecret: 'x' });
  expect((await failure(wrong.readItems(['98']))).type).toBe('Auth');
});

test('ping finds a usable account', async () => {
  await ns.createFulfillment(draft());
  const report = await connect(m2m, { certificateExpires: '2999-12-31' }).ping();
  const unwell = report.checks.filter((check) => check.state !== 'ok');
  expect(unwell).toEqual([]);
  expect(report.checks).toHaveLength(10);
});
