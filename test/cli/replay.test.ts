/** `replay`: counts and asks first, canary then rest, stops at a surprise, goes on where it was cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { Store } from '../../store/contract.ts';
import { createDataConverter } from '../../vault/data-converter.ts';
import { pointerWorkflowId } from '../../workflows/ids.ts';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';
import { applied, openPlace, prepare, type Workplace, waiting, workplace } from './support.ts';

let temporal: TestServer;
let place: Workplace;
let store: Store;
let client: Client;

beforeAll(async () => {
  temporal = await startTestServer('cli-replay');
}, START_TIMEOUT_MS);
afterAll(() => temporal?.close());

beforeEach(async () => {
  place = await workplace({ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace });
  await prepare(place);
  const opened = await openPlace(place);
  store = opened.store;
  client = temporal.client({ dataConverter: createDataConverter(opened.ring) });
  await applied(store, place);
});
afterEach(async () => {
  await store.close();
  for await (const { workflowId } of client.workflow.list()) {
    await client.workflow
      .getHandle(workflowId)
      .terminate()
      .catch(() => undefined);
  }
  await place.remove();
});

type Answer = {
  replayed: number;
  left: number;
  surprises: string[];
  records: number;
  cost: { system: string; calls: number }[];
};
const replay = (...args: string[]) => place.json<Answer>(['replay', '--connection', 'acme', ...args]);

const done = (key: string) => {
  const { cause: _cause, reason: _reason, ...row } = waiting(key, '', `10${key}`);
  return { ...row, status: 'done' as const, summary: 'posted' };
};

/** Something happened to the record on a day. */
const happened = (key: string, day: string) =>
  store.ledger.append([
    {
      connection: 'acme',
      kind: 'status',
      sync: 'orderShipped',
      recordKey: key,
      workflowId: `acme/orderShipped/${key}`,
      runId: 'run',
      at: `${day}T10:00:00.000Z`,
      step: 'done',
      outcome: 'ok',
      summary: 'posted',
    },
  ]);

/** Takes the part of a worker: as soon as the record is woken, it comes to this end. */
async function settles(key: string, end: Record<string, unknown>): Promise<void> {
  for (;;) {
    const run = await client.workflow
      .getHandle(`acme/orderShipped/${key}`)
      .describe()
      .catch(() => undefined);
    if (run?.status.name === 'RUNNING') break;
    await sleep(25);
  }
  await store.records.put({ ...done(key), ...end, at: new Date().toISOString() });
}

const isWoken = async (key: string) => {
  const run = await client.workflow
    .getHandle(`acme/orderShipped/${key}`)
    .describe()
    .catch(() => undefined);
  return run?.status.name === 'RUNNING';
};

describe('--state', () => {
  const RANGE = ['--state', '--from', '2026-11-02', '--to', '2026-11-02'];
  const records = async (...keys: string[]) => {
    for (const key of keys) {
      await store.records.put(done(key));
      await happened(key, '2026-11-02');
    }
  };

  test('shows what it would do and what it costs, and asks', async () => {
    await records('1', '2');
    await store.records.put(done('9'));
    await happened('9', '2026-11-03');
    const [dry, unasked] = [
      await replay(...RANGE, '--dry-run'),
      await place.run(['replay', '--connection', 'acme', ...RANGE]),
    ];
    expect(dry).toMatchObject({
      code: 0,
      answer: {
        records: 2,
        bySync: { orderShipped: 2 },
        replayed: 0,
        cost: [
          { system: 'netsuite', calls: 10 },
          { system: 'shipstation', calls: 6 },
        ],
      },
    });
    expect(unasked).toMatchObject({ code: 2, stdout: expect.stringContaining('about 6 calls to shipstation (1 min)') });
    expect(await isWoken('1')).toBe(false);
  });

  test('a canary that goes as expected lets the others follow', async () => {
    await records('1', '2', '3');
    const [result] = await Promise.all([
      replay(...RANGE, '--yes', '--canary', '1'),
      ...['1', '2', '3'].map((key) => settles(key, {})),
    ]);
    expect(result).toMatchObject({ code: 0, answer: { records: 3, replayed: 3, left: 0, surprises: [] } });
    const note = (await store.ledger.range({ connection: 'acme', limit: 99 })).at(-1);
    expect(note).toMatchObject({
      kind: 'action',
      step: 'replay',
      summary: expect.stringContaining('3 records looked at again by'),
    });
  });

  test('a surprise stops it; the same command goes on when it is mended', async () => {
    await records('1', '2');
    const end = { status: 'waiting', cause: 'over-shipped', reason: 'too many' };
    const [stopped] = await Promise.all([replay(...RANGE, '--yes', '--canary', '1'), settles('1', end)]);
    expect(stopped).toMatchObject({
      code: 1,
      answer: { replayed: 0, left: 2, surprises: ['101 waits now: too many'] },
    });
    expect(await isWoken('2')).toBe(false);
    await client.workflow.getHandle('acme/orderShipped/1').terminate();
    const [again] = await Promise.all([
      replay(...RANGE, '--yes', '--canary', '1', '--keep-going', '--wait', '120'),
      settles('1', end),
      settles('2', {}),
    ]);
    // It waits for the same cause as before, so that is no surprise any more.
    expect(again).toMatchObject({ code: 0, answer: { replayed: 2, left: 0 } });
  });

  test('what was cut goes on behind what is done', async () => {
    await records(...Array.from({ length: 51 }, (_, index) => String(index + 100)));
    const first = await Promise.all([
      replay(...RANGE, '--yes', '--canary', '50', '--wait', '15'),
      ...Array.from({ length: 50 }, (_, index) => settles(String(index + 100), {})),
    ]);
    expect(first[0]).toMatchObject({
      code: 1,
      answer: { replayed: 50, left: 1, surprises: [expect.stringContaining('is a worker running')] },
    });
    const [rest] = await Promise.all([
      place.run(['replay', '--connection', 'acme', ...RANGE, '--yes']),
      settlesAgain('150'),
    ]);
    expect(rest.stdout).toMatch(/Goes on after 50, begun 20/);
    expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining('1 records were looked at again.') });
  });

  test('by cause and by number', async () => {
    await store.records.put(waiting('1', 'sku-missing', '101'));
    await store.records.put(waiting('2', 'period-closed', '102'));
    const [byCause] = await Promise.all([
      replay('--cause', 'sku-missing', '--yes'),
      settles('1', { status: 'waiting', cause: 'sku-missing', reason: 'still unknown' }),
    ]);
    expect(byCause).toMatchObject({ code: 1, answer: { records: 1, surprises: ['101 still waits: still unknown'] } });
    const [byNumber] = await Promise.all([replay('102', '--yes'), settles('2', {})]);
    expect(byNumber).toMatchObject({ code: 0, answer: { records: 1, replayed: 1 } });
  });
});

/** The record's workflow runs already from before. */
async function settlesAgain(key: string): Promise<void> {
  const signals = async () => {
    const { events } = await client.workflow.getHandle(`acme/orderShipped/${key}`).fetchHistory();
    return events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length ?? 0;
  };
  const before = await signals();
  while ((await signals()) === before) await sleep(25);
  await store.records.put({ ...done(key), at: new Date().toISOString() });
}

test('--events with a canary waits until a webhook is dealt with', async () => {
  const arrive = (dedupeKey: string) =>
    store.inbox.add({
      connection: 'acme',
      system: 'shipstation',
      topic: 'ITEM_SHIP_NOTIFY',
      dedupeKey: dedupeKey.repeat(64),
      sealedBody: 'sealed',
      receivedAt: '2026-11-02T10:00:00.000Z',
    });
  const ids = [(await arrive('a')).id, (await arrive('b')).id];
  for (const id of ids) await store.inbox.setState(id, 'done');
  const range = ['--events', '--from', '2026-11-02', '--to', '2026-11-02', '--canary', '1', '--yes'];
  const stopped = await replay(...range, '--wait', '1');
  expect(stopped).toMatchObject({
    code: 1,
    answer: { replayed: 0, left: 2, surprises: [expect.stringContaining('not dealt with')] },
  });
  const dealtWith = async (id: string) => {
    while ((await store.inbox.get(id))?.state === 'done') await sleep(25);
    await store.inbox.setState(id, 'done');
  };
  await store.inbox.setState(ids[0]!, 'done');
  const [result] = await Promise.all([replay(...range), ...ids.map(dealtWith)]);
  expect(result).toMatchObject({ code: 0, answer: { replayed: 2, left: 0 } });
  expect((await client.workflow.getHandle(pointerWorkflowId('acme', 'b'.repeat(64))).describe()).type).toBe(
    'webhookPointer',
  );
});

test.each([
  [['--events', '--cause', 'x'], 'Webhooks are chosen by time'],
  [['--state'], 'Say which records'],
  [[], 'Say which webhooks'],
  [['--events', '--state', '--from', '2026-11-01', '--to', '2026-11-01'], 'Name one of'],
  [['1', '--cause', 'x'], 'Numbers stand alone'],
  [['--from', '2026-11-01'], 'belong together'],
])('%j is refused', async (args, words) => {
  expect(await place.run(['replay', '--connection', 'acme', ...args])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(words),
  });
});
