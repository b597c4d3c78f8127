import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { LedgerEntry, Store } from '../../store/contract.ts';
import { createDataConverter } from '../../vault/data-converter.ts';
import { pointerWorkflowId } from '../../workflows/ids.ts';
import { wakeRecord } from '../../workflows/starts.ts';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';
import { applied, openPlace, prepare, type Workplace, waiting, workplace } from './support.ts';

let temporal: TestServer;
let place: Workplace;
let store: Store;
let client: Client;

beforeAll(async () => {
  temporal = await startTestServer('cli-mend');
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
  for await (const { workflowId } of client.workflow.list())
    await client.workflow
      .getHandle(workflowId)
      .terminate()
      .catch(() => undefined);
  await place.remove();
});

const RECEIVED = '2026-11-02T10:00:00.000Z';
const POINTER = 'f'.repeat(64);
const entry = (fields: Partial<LedgerEntry>): LedgerEntry => ({
  connection: 'acme',
  kind: 'status',
  sync: 'orderShipped',
  recordKey: '77',
  workflowId: 'acme/orderShipped/77',
  runId: 'run',
  at: '2026-11-02T10:00:01.000Z',
  step: 'step',
  outcome: 'ok',
  summary: '',
  ...fields,
});

const arrive = (topic = 'ITEM_SHIP_NOTIFY', dedupeKey = POINTER, receivedAt = RECEIVED) =>
  store.inbox.add({ connection: 'acme', system: 'shipstation', topic, dedupeKey, sealedBody: 'sealed', receivedAt });

async function history(): Promise<void> {
  await arrive();
  await store.records.put(waiting('77', 'sku-missing', '10045'));
  await store.ledger.append([
    entry({
      kind: 'event',
      step: 'ITEM_SHIP_NOTIFY',
      workflowId: pointerWorkflowId('acme', POINTER),
      sourceTime: RECEIVED,
      summary: 'webhook ITEM_SHIP_NOTIFY arrived',
    }),
    ...['02', '03', '04'].map((second) =>
      entry({
        kind: 'attempt',
        at: `2026-11-02T10:00:${second}.000Z`,
        outcome: 'failed',
        failureType: 'Unavailable',
        system: 'netsuite',
        summary: 'no answer',
      }),
    ),
    entry({
      kind: 'effect',
      at: '2026-11-02T10:01:00.000Z',
      system: 'netsuite',
      targetRef: 'itemFulfillment/5001',
      summary: 'fulfilment posted',
    }),
  ]);
}

describe('trace', () => {
  test('tells the story of a number in plain words, in order, with what to do', async () => {
    await history();
    const { code, stdout } = await place.run(['trace', '#10045']);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'orderShipped 77 (acme)',
        'WAITING  10045: SKU is not known; add an alias',
        '  ml-connector retry acme/orderShipped/77',
        `Webhook ITEM_SHIP_NOTIFY received ${RECEIVED}, once.`,
        '  2026-11-02 10:00:01  told     webhook ITEM_SHIP_NOTIFY arrived',
        '  2026-11-02 10:00:02  tried failed (Unavailable) netsuite: no answer (3 times, last 10:00:04)',
        '  2026-11-02 10:01:00  DONE     netsuite: fulfilment posted [itemFulfillment/5001]',
      ]),
    );
  });

  test('as JSON, and exit code 1 for a number that nobody carries', async () => {
    await history();
    const [found, none] = await Promise.all([
      place.json<{ ledger: unknown[]; deliveries: unknown[] }[]>(['trace', '10045']),
      place.json(['trace', '4711']),
    ]);
    expect(found).toMatchObject({
      code: 0,
      answer: [{ ledger: { length: 5 }, deliveries: [{ topic: 'ITEM_SHIP_NOTIFY', deliveries: 1 }] }],
    });
    expect(none).toMatchObject({ code: 1, answer: [] });
  });
});

test('errors groups what waits by cause, most first, with an example; exit code 1', async () => {
  const none = await place.run(['errors']);
  expect(none).toMatchObject({ code: 0, stdout: 'Nothing waits.\n' });
  for (const [key, cause] of [
    ['1', 'period-closed'],
    ['2', 'sku-missing'],
    ['3', 'sku-missing'],
  ] as const) {
    await store.records.put(waiting(key, cause, `10${key}`));
  }
  const { code, answer } = await place.json<{
    groups: { cause: string; count: number; example: { reason: string } }[];
  }>(['errors']);
  expect(code).toBe(1);
  expect(answer.groups.map(({ cause, count }) => [cause, count])).toEqual([
    ['sku-missing', 2],
    ['period-closed', 1],
  ]);
  expect(answer.groups[0]?.example.reason).toContain('add an alias');
});

describe('retry', () => {
  /** Takes the part of a worker: settles a record as soon as the signal is in its history. */
  async function settleWhenAsked(key: string, signal: string, settled: object): Promise<void> {
    for (;;) {
      const { events } = await client.workflow.getHandle(`acme/orderShipped/${key}`).fetchHistory();
      const asked = events?.some((event) => event.workflowExecutionSignaledEventAttributes?.signalName === signal);
      if (asked === true) break;
      await sleep(50);
    }
    const { cause: _cause, reason: _reason, ...row } = waiting(key, '', `10${key}`);
    await store.records.put({ ...row, at: new Date().toISOString(), ...settled });
  }

  async function waitingWorkflow(key: string): Promise<void> {
    const ref = { connection: 'acme', sync: 'orderShipped', key };
    await client.workflow.signalWithStart(
      'orderShipped',
      wakeRecord(ref, { eventId: 'e', cause: 'webhook', at: RECEIVED }),
    );
    await store.records.put(waiting(key, 'sku-missing', `10${key}`));
  }

  test('one record by its number: sends the signal, waits, says how it ended', async () => {
    await waitingWorkflow('1');
    const [{ code, stdout }] = await Promise.all([
      place.run(['retry', '101']),
      settleWhenAsked('1', 'retry', { status: 'done', summary: '1 fulfilment: IF77' }),
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done  101: 1 fulfilment: IF77\n' });
  });

  test('a canary that waits again holds the others back', async () => {
    for (const key of ['1', '2', '3']) await waitingWorkflow(key);
    const [newest] = await store.records.list({ status: 'waiting', limit: 1 });
    const canary = newest?.recordKey ?? '';
    const [{ code, answer }] = await Promise.all([
      place.json(['retry', '--cause', 'sku-missing', '--canary', '1']),
      settleWhenAsked(canary, 'retry', { status: 'waiting', cause: 'sku-missing', reason: 'still unknown' }),
    ]);
    expect({ code, answer }).toMatchObject({
      code: 1,
      answer: { retried: 1, wentThrough: 0, heldBack: 2, waiting: [{ reason: 'still unknown' }] },
    });
  });

  test('a canary that goes through lets the others follow', async () => {
    for (const key of ['1', '2']) await waitingWorkflow(key);
    const done = { status: 'done', summary: 'posted' };
    const [{ code, answer }] = await Promise.all([
      place.json(['retry', '--all', '--canary', '1']),
      settleWhenAsked('1', 'retry', done),
      settleWhenAsked('2', 'retry', done),
    ]);
    expect({ code, answer }).toMatchObject({ code: 0, answer: { retried: 2, wentThrough: 2, heldBack: 0 } });
  });

  test('a record whose workflow is gone is started again; without a worker that is said', async () => {
    await store.records.put(waiting('9', 'sku-missing', '109'));
    const { code, stdout } = await place.run(['retry', 'acme/orderShipped/9', '--wait', '1']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^no answer yet {2}109: is a worker running\?/);
    expect(await client.workflow.getHandle('acme/orderShipped/9').describe()).toMatchObject({
      status: { name: 'RUNNING' },
    });
  });

  test('says what it needs when nothing is named, and when a number is on two records', async () => {
    await store.records.put(waiting('1', 'sku-missing', '100'));
    await store.records.put(waiting('2', 'sku-missing', '100'));
    const [nothing, two] = await Promise.all([place.run(['retry']), place.run(['retry', '100'])]);
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('a number, --cause or --all') });
    expect(two).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/100 is on 2 records\.\nName one of them: acme\/orderShipped/),
    });
  });

  test('skip sends the note along; a record that does not wait is refused', async () => {
    await waitingWorkflow('1');
    const [{ code, stdout }] = await Promise.all([
      place.run(['skip', '101', '--note', 'posted by hand']),
      settleWhenAsked('1', 'skip', { status: 'skipped', summary: 'skipped' }),
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '101 is skipped.\n' });
    expect((await place.run(['skip', '101', '--note', 'again'])).code).toBe(4);
  });
});

test('replay counts first, asks for a yes, then follows each webhook again', async () => {
  await arrive('ITEM_SHIP_NOTIFY', 'a'.repeat(64));
  await arrive('ITEM_SHIP_NOTIFY', 'b'.repeat(64), '2026-11-02T23:59:59.000Z');
  await arrive('ITEM_SHIP_NOTIFY', 'c'.repeat(64), '2026-11-03T00:00:01.000Z');
  const range = ['replay', '--connection', 'acme', '--from', '2026-11-02', '--to', '2026-11-02'];
  const [dry, unasked] = await Promise.all([place.json([...range, '--dry-run']), place.run(range)]);
  expect(dry).toMatchObject({ code: 0, answer: { webhooks: 2, byTopic: { ITEM_SHIP_NOTIFY: 2 }, replayed: 0 } });
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await place.json([...range, '--yes'])).toMatchObject({ code: 0, answer: { replayed: 2 } });
  for (const key of ['a', 'b']) {
    const handle = client.workflow.getHandle(pointerWorkflowId('acme', key.repeat(64)));
    expect(await handle.describe()).toMatchObject({ type: 'webhookPointer', taskQueue: 'ml-connector' });
  }
  await expect(client.workflow.getHandle(pointerWorkflowId('acme', 'c'.repeat(64))).describe()).rejects.toThrow();
});

test('ledger: the chain is proved, the export is made once and is safe in a spreadsheet', async () => {
  await history();
  await store.ledger.append([entry({ summary: '=HYPERLINK("x"), "quoted"', recordKey: '-' })]);
  const [verified, exported] = await Promise.all([
    place.json(['ledger', 'verify']),
    place.run(['ledger', 'export', 'acme', '--from', '2026-11-02', '--to', '2026-11-02', '-o', 'out.csv']),
  ]);
  expect(verified).toMatchObject({ code: 0, answer: [{ connection: 'acme', rows: 6 }] });
  expect(exported).toMatchObject({ code: 0, stdout: '', stderr: '6 rows written to out.csv.\n' });
  const lines = (await readFile(join(place.folder, 'out.csv'), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines[6]).toContain(`,-,status,`);
  expect(lines[6]).toContain(`"'=HYPERLINK(""x""), ""quoted"""`);
  expect(await place.run(['ledger', 'export', 'acme', '-o', 'out.csv'])).toMatchObject({ code: 4 });
});
