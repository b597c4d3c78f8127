/** One planned write of any record, against a small NetSuite over HTTP that keeps what it is sent. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type ApplyRecordResult, applyRecord } from '../../activities/apply-record.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { RecordWrite } from '../../connectors/netsuite/record-types.ts';
import type { LedgerEntry } from '../../store/contract.ts';
import { type Answer, FakeAccount, nsError, type Seen } from '../connectors/netsuite/support.ts';

type Held = Record<string, unknown> & { id: string };

let fake: FakeAccount;
/** What the account holds, by id. */
let held: Map<string, Held>;
/** What happens to the next write instead of the usual; `after` = it is carried out all the same. */
let trouble: (Answer & { after?: boolean }) | undefined;
let ledger: LedgerEntry[];
let counted: string[];

beforeEach(async () => {
  fake = await new FakeAccount().start();
  fake.open = true;
  held = new Map();
  trouble = undefined;
  ledger = [];
  counted = [];
  fake.respond = (seen) => {
    if (seen.method === 'GET') return find(seen);
    const now = trouble;
    trouble = undefined;
    if (now !== undefined && now.after !== true) return now;
    const answer = carryOut(seen);
    return now ?? answer;
  };
});
afterEach(() => fake.app.close());

const gone = nsError(404, 'NONEXISTENT_ID', 'Record does not exist.');
const lastPart = (seen: Seen) => seen.path.split('/').at(-1) ?? '';

function find(seen: Seen): Answer {
  const name = lastPart(seen);
  const found = [...held.values()].find((one) => one.id === name || `eid:${one.externalId}` === name);
  return found === undefined ? gone : { body: found };
}

function carryOut(seen: Seen): Answer {
  const id = lastPart(seen);
  const body = seen.body as Record<string, unknown>;
  if (seen.method === 'DELETE') return { status: held.delete(id) ? 204 : 404 };
  if (seen.method === 'PATCH') {
    held.set(id, { ...held.get(id), ...body, id });
    return { status: 204 };
  }
  if ([...held.values()].some((one) => one.externalId === body.externalId)) {
    return nsError(400, 'USER_ERROR', 'Error while accessing a resource. This record already exists.');
  }
  const next = String(900 + held.size);
  held.set(next, { ...body, id: next, tranId: `T${next}` });
  return { status: 204, headers: { location: `/services/rest/record/v1/${id}/${next}` } };
}

const deps = () =>
  ({
    connections: { get: async () => ({ netSuite: async () => fake.connect() }) },
    store: { ledger: { append: async (entries: LedgerEntry[]) => ledger.push(...entries) } },
    vault: { seal: (text: string, context: string) => `${context}|${text}` },
    now: () => new Date(0),
    count: {
      effect: (...words: string[]) => counted.push(`effect ${words.join(' ')}`),
      duplicatePrevented: (...words: string[]) => counted.push(`prevented ${words.join(' ')}`),
    },
  }) as unknown as ActivityDeps;

const apply = (write: RecordWrite, attempt = 1): Promise<ApplyRecordResult> =>
  new MockActivityEnvironment({ attempt }).run(applyRecord, deps(), {
    connection: 'acme',
    sync: 'orders',
    recordKey: '1001',
    write,
  });

async function failed(write: RecordWrite, attempt = 1): Promise<{ type: string; code: string; message: string }> {
  const error = await apply(write, attempt).then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof ConnectorError) return { type: error.type, code: error.code ?? '', message: error.message };
  if (error instanceof ApplicationFailure) {
    return { type: error.type ?? '', code: String(error.details?.[0]), message: error.message };
  }
  throw new Error(`expected a failure, got ${String(error)}`);
}

const create: RecordWrite = {
  kind: 'create',
  source: 'transaction:7',
  title: 'deposit of 47.48',
  recordType: 'customerDeposit',
  externalId: 'DEP_7',
  body: { customer: { id: '6' }, payment: { decimal: '47.48' } },
  expect: [
    { field: 'payment', value: '47.480' },
    { field: 'customer.id', value: '6' },
  ],
};
const methods = () => fake.seen.map((seen) => `${seen.method} ${lastPart(seen)}`);

test('creates, reads back, and writes intent and effect', async () => {
  expect(await apply(create)).toEqual({
    targetRef: 'customerDeposit/900',
    id: '900',
    tranId: 'T900',
    done: 'customer deposit T900 made: deposit of 47.48',
  });
  expect(methods()).toEqual(['POST customerDeposit', 'GET 900']);
  expect(held.get('900')).toMatchObject({ externalId: 'DEP_7', payment: 47.48 });
  expect(ledger.map((row) => [row.kind, row.outcome, row.step, row.summary, row.targetRef])).toEqual([
    ['intent', 'planned', 'create', 'deposit of 47.48', undefined],
    ['effect', 'ok', 'create', 'customer deposit T900 made: deposit of 47.48', 'customerDeposit/900'],
  ]);
  expect(ledger[0]!.sealedPayload).toMatch(/^ledger\/acme\|\{"kind":"create"/);
  expect(counted).toEqual(['effect acme orders create']);
});

test('transforms with the sublists to replace', async () => {
  const done = await apply({
    ...create,
    kind: 'transform',
    from: { recordType: 'salesOrder', id: '12' },
    recordType: 'invoice',
    body: { item: { items: [{ item: { id: '98' }, quantity: { decimal: '2' } }] } },
    replace: ['item'],
    expect: [{ field: 'item.items[item.id=98].quantity', value: '2' }],
  });
  expect(done.targetRef).toBe('invoice/900');
  expect([fake.seen[0]!.path, fake.seen[0]!.query]).toEqual([
    '/services/rest/record/v1/salesOrder/12/!transform/invoice',
    { replace: 'item' },
  ]);
  expect(fake.seen[1]!.query).toEqual({ expandSubResources: 'true' });
});

test.each([
  ['its answer is lost', { cut: true, after: true }],
  ['it becomes a job that is done by now', { status: 202, headers: { location: '/async/v1/job/1' }, after: true }],
  ['the server fails after the change', { status: 500, after: true }],
])('a create is found by its name when %s', async (_name, first) => {
  trouble = first;
  expect(await apply(create)).toMatchObject({ id: '900', done: expect.stringContaining('found under its name') });
  expect(held.size).toBe(1);
});

test('a lost create that is not there is tried again; the next attempt looks first', async () => {
  trouble = { cut: true };
  expect(await failed(create)).toMatchObject({ type: 'Unavailable', code: 'LOST_ANSWER' });
  await apply(create, 2);
  await apply(create, 3);
  expect(methods()).toEqual([
    'POST customerDeposit',
    'GET eid:DEP_7',
    'GET eid:DEP_7',
    'POST customerDeposit',
    'GET 900',
    'GET eid:DEP_7',
  ]);
  expect(held.size).toBe(1);
  expect(counted).toContain('prevented acme orders');
});

test('a name that is taken by such a record is adopted, by another one is told', async () => {
  held.set('5', { id: '5', tranId: 'T5', externalId: 'DEP_7', payment: 47.48, customer: { id: '6' } });
  expect(await apply(create)).toMatchObject({ id: '5', tranId: 'T5' });
  held.set('5', { id: '5', tranId: 'T5', externalId: 'DEP_7', payment: 40, customer: { id: '6' } });
  const error = await failed(create);
  expect(error).toMatchObject({ type: 'Invalid', code: 'READ_BACK' });
  expect(error.message).toBe(
    'customer deposit T5 (id 5, named DEP_7) is in NetSuite, but is not what was wanted: payment: wanted 47.480, found 40',
  );
  expect(ledger.filter((row) => row.kind === 'effect')).toHaveLength(1);
});

test('a name taken by something that cannot be found is told at the second attempt', async () => {
  const taken = nsError(400, 'USER_ERROR', 'This entity already exists.');
  trouble = taken;
  expect(await failed(create)).toMatchObject({ type: 'Unavailable', code: 'LOST_ANSWER' });
  trouble = taken;
  expect(await failed(create, 2)).toMatchObject({ type: 'Invalid', code: 'NAME_TAKEN' });
});

test('a refusal of NetSuite is passed on', async () => {
  trouble = nsError(400, 'USER_ERROR', 'The accounting period is closed.');
  expect(await failed(create)).toMatchObject({ type: 'Invalid', code: 'PERIOD_CLOSED' });
  expect(methods()).toEqual(['POST customerDeposit']);
});

const update: RecordWrite = {
  kind: 'update',
  source: 'order:1',
  title: 'line 4 closed',
  recordType: 'salesOrder',
  id: '12',
  body: { item: { items: [{ line: { decimal: '4' }, isClosed: true }] } },
  expect: [{ field: 'item.items[line=4].isClosed', value: 'true' }],
};

test('an update is read back; one that was lost is tried again, one that took effect is not', async () => {
  held.set('12', { id: '12', tranId: 'SO12' });
  expect(await apply(update)).toEqual({ targetRef: 'salesOrder/12', id: '12', tranId: 'SO12', done: 'line 4 closed' });
  trouble = { cut: true, after: true };
  expect(await failed(update)).toMatchObject({ type: 'Unavailable' });
  fake.seen.length = 0;
  await apply(update, 2);
  expect(methods()).toEqual(['GET 12']);
});

test('an update that NetSuite drops, or whose record is gone, is told', async () => {
  held.set('12', { id: '12', tranId: 'SO12' });
  trouble = { status: 204 };
  const error = await failed(update);
  expect(error).toMatchObject({ type: 'Invalid', code: 'READ_BACK' });
  expect(error.message).toContain('item.items[line=4].isClosed: wanted true, found nothing');
  held.clear();
  trouble = { status: 204 };
  expect(await failed(update)).toMatchObject({ type: 'Invalid', code: 'GONE' });
});

test('lines that are appended are not appended twice', async () => {
  const line = { item: { id: '98' }, quantity: { decimal: '2.0' }, isClosed: false, memo: ' x' };
  const other = { item: { id: '98' }, quantity: { decimal: '3' } };
  const append: RecordWrite = { ...update, body: { item: { items: [line, other] } }, expect: [] };
  const there = [{ line: 1, item: { id: '98', refName: 'RED' }, quantity: 2, isClosed: false, memo: 'x' }];
  held.set('12', { id: '12', tranId: 'SO12', item: { items: there } });
  await apply(append, 2);
  expect(fake.seen.at(-2)!.text).toBe('{"item":{"items":[{"item":{"id":"98"},"quantity":3}]}}');
  // The first attempt knows that nothing of it was sent, so an equal line is a second one.
  await apply(append, 1);
  expect(fake.seen.at(-2)!.text).toContain('"quantity":2.0');
  held.clear();
  expect(await failed(append, 2)).toMatchObject({ type: 'Invalid', code: 'GONE' });
});

const remove: RecordWrite = {
  kind: 'remove',
  source: 'order:1',
  title: 'invoice taken back',
  recordType: 'invoice',
  id: '5',
  externalId: 'INV_1',
};

test('removes what is ours, once, and nothing else', async () => {
  held.set('5', { id: '5', tranId: 'INV5', externalId: 'INV_1' });
  expect(await apply(remove)).toMatchObject({ targetRef: 'invoice/5', tranId: 'INV5', done: 'invoice taken back' });
  expect(await apply(remove)).toMatchObject({ done: 'invoice taken back (it was gone already)' });
  held.set('5', { id: '5', tranId: 'INV5' });
  expect(await failed(remove)).toMatchObject({ type: 'Invalid', code: 'NOT_OURS' });
  held.set('5', { id: '5', tranId: 'INV5', externalId: 'INV_1' });
  trouble = { status: 204 };
  expect(await failed(remove)).toMatchObject({ type: 'Unavailable', code: 'STILL_THERE' });
});

test('personal data is in no message and in no readable row', async () => {
  const customer: RecordWrite = {
    ...create,
    recordType: 'customer',
    title: 'customer of order 1001',
    body: { email: 'ada@example.org', lastName: 'Lovelace', terms: { id: '2' } },
    expect: [
      { field: 'email', value: 'ada@example.com' },
      { field: 'lastName', value: 'Lovelace-King' },
      { field: 'phone', value: '5125550100' },
      { field: 'terms.id', value: '3' },
    ],
  };
  const error = await failed(customer);
  expect(error.message).toMatch(/terms.id: wanted 3, found 2$/);
  expect(error.message + ledger.map((row) => row.summary).join()).not.toMatch(/ada|lovelace|5125550100/i);
});
