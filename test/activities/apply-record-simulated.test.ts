/** Planned writes against the simulated account: lost answers, taken names, jobs, and what NetSuite makes of them. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type ApplyRecordResult, applyRecord } from '../../activities/apply-record.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import { createNetSuite } from '../../connectors/netsuite/index.ts';
import type { RecordWrite } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { memoryTokens } from '../connectors/netsuite/support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let sim: NetSuiteSimulator;
let ns: NetSuite;

beforeAll(async () => {
  sim = await startNetSuiteSimulator({ certificates: [{ kid: 'cert-1', clientId: 'the-client', pem }] });
});
afterAll(() => sim.close());

beforeEach(async () => {
  await control('/reset');
  sim.seed({
    customers: [{ id: 110, companyName: 'Acme', externalId: 'CUST_1' }],
    items: [
      { id: 98, itemId: 'RED', externalId: 'SKU-RED', stock: [{ location: 1, quantity: 100 }] },
      { id: 99, itemId: 'BLUE', stock: [{ location: 1, quantity: 100 }] },
    ],
  });
  const credentials = { kind: 'm2m', clientId: 'the-client', certificateId: 'cert-1', privateKeyPem } as const;
  ns = createNetSuite({ account: '123456_SB1', baseUrl: sim.url }, credentials, { tokens: memoryTokens() });
});

async function control(path: string, body: object = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sim.url}/__sim${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

function apply(write: RecordWrite, attempt = 1): Promise<ApplyRecordResult> {
  const deps = {
    connections: { get: async () => ({ netSuite: async () => ns }) },
    store: { ledger: { append: async () => undefined } },
    vault: { seal: (text: string) => text },
    now: () => new Date(0),
  } as unknown as ActivityDeps;
  const scope = { connection: 'acme', sync: 'orders', recordKey: '1001' };
  return new MockActivityEnvironment({ attempt }).run(applyRecord, deps, { ...scope, write });
}

const order: RecordWrite = {
  kind: 'create',
  source: 'order:1001',
  title: 'sales order of 51.99',
  recordType: 'salesOrder',
  externalId: 'SO_1001',
  body: {
    entity: { externalId: 'CUST_1' },
    otherRefNum: '1001',
    orderStatus: { id: 'B' },
    item: {
      items: [
        {
          item: { id: '98' },
          quantity: { decimal: '2' },
          rate: { decimal: '19.995' },
          price: { id: '-1' },
          location: { id: '1' },
        },
        {
          item: { id: '99' },
          quantity: { decimal: '1' },
          rate: { decimal: '12.00' },
          price: { id: '-1' },
          location: { id: '1' },
        },
      ],
    },
  },
  expect: [
    { field: 'entity.id', value: '110' },
    { field: 'item.items.length', value: '2' },
    { field: 'item.items[item.id=98].rate', value: '19.9950' },
    { field: 'item.items[item.id=98].amount', value: '39.99' },
  ],
};
const orders = async () => (await ns.findTransactions({ type: 'salesOrder', otherRefNum: '1001' })).length;

test('an order is made once, whatever happens to its answers', async () => {
  await control('/faults', { kind: 'drop-after', method: 'POST', path: 'salesOrder', times: 1 });
  const first = await apply(order);
  expect(first.done).toContain('found under its name');
  const again = await apply(order, 2);
  expect([again.id, again.tranId]).toEqual([first.id, first.tranId]);
  expect((await apply(order, 1)).id).toBe(first.id);
  expect(await orders()).toBe(1);
});

test('a create that never arrived is tried again', async () => {
  await control('/faults', { kind: 'drop-before', method: 'POST', path: 'salesOrder', times: 1 });
  await expect(apply(order)).rejects.toMatchObject({ type: 'Unavailable', code: 'LOST_ANSWER' });
  await apply(order, 2);
  expect(await orders()).toBe(1);
});

test('what NetSuite makes otherwise is told; the record stays', async () => {
  const wrong = { ...order, expect: [{ field: 'item.items[item.id=99].amount', value: '11.99' }] };
  await expect(apply(wrong)).rejects.toMatchObject({
    type: 'Invalid',
    message: expect.stringMatching(/named SO_1001\) is in NetSuite.*amount: wanted 11\.99, found 12$/),
  });
  expect(await orders()).toBe(1);
});

test('a transform, an update that closes a line, and a removal', async () => {
  const made = await apply(order);
  const held = await ns.readRecord('salesOrder', { id: made.id });
  const lineOf = (item: number) => ({ decimal: valueAt(held!, `item.items[item.id=${item}].line`)! });
  const from = { recordType: 'salesOrder', id: made.id } as const;
  const transform = { kind: 'transform', source: 'order:1001', from } as const;
  const shipped = await apply({
    ...transform,
    title: 'first line shipped',
    recordType: 'itemFulfillment',
    externalId: 'IF_1001',
    body: {
      shipStatus: { id: 'C' },
      item: {
        items: [
          { orderLine: lineOf(98), itemReceive: true, quantity: { decimal: '2' }, location: { id: '1' } },
          { orderLine: lineOf(99), itemReceive: false },
        ],
      },
    },
    expect: [
      { field: 'createdFrom.id', value: made.id },
      { field: `item.items[orderLine=${lineOf(98).decimal}].quantity`, value: '2' },
      { field: 'shipStatus', value: 'C' },
    ],
  });
  expect(shipped.targetRef).toBe(`itemFulfillment/${shipped.id}`);
  const invoice = await apply({
    ...transform,
    title: 'invoice',
    recordType: 'invoice',
    externalId: 'INV_1001',
    body: { memo: 'web order' },
    expect: [{ field: 'item.items[item.id=98].amount', value: '39.99' }],
  });
  const remove: RecordWrite = {
    kind: 'remove',
    source: 'order:1001',
    title: 'invoice taken back',
    recordType: 'invoice',
    id: invoice.id,
    externalId: 'INV_1001',
  };
  await apply(remove);
  expect((await apply(remove)).done).toContain('gone already');
  const closed = await apply({
    kind: 'update',
    source: 'order:1001',
    title: 'second line closed',
    recordType: 'salesOrder',
    id: made.id,
    body: { item: { items: [{ line: lineOf(99), isClosed: true }] } },
    expect: [{ field: `item.items[line=${lineOf(99).decimal}].isClosed`, value: 'true' }],
  });
  expect(closed.done).toBe('second line closed');
});

test('a line that is added although the answer was lost is there once', async () => {
  const made = await apply(order);
  const more = {
    item: { id: '99' },
    quantity: { decimal: '5' },
    rate: { decimal: '3' },
    price: { id: '-1' },
    location: { id: '1' },
  };
  const add: RecordWrite = {
    kind: 'update',
    source: 'order:1001',
    title: 'one line more',
    recordType: 'salesOrder',
    id: made.id,
    body: { item: { items: [more] } },
    expect: [],
  };
  await control('/faults', { kind: 'drop-after', method: 'PATCH', path: 'salesOrder', times: 1 });
  await expect(apply(add)).rejects.toMatchObject({ type: 'Unavailable' });
  await apply(add, 2);
  const held = await ns.readRecord('salesOrder', { id: made.id });
  expect(held!.item).toMatchObject({ items: { length: 3 } });
});
