/** journalImport on the real engine: shipped goods become journals in the Fusion simulator, each entry once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JournalProgress } from '../../workflows/contracts.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type FusionStack, startFusionStack } from './fusion-stack.ts';
import { isRecording, recordHistories } from './record-histories.ts';

const POSTING = 'inventoryPosting';
const SYNC = 'journalImport';
const COGS = '01-000-5110-0000-000';
const STOCK = '01-000-1410-0000-000';
let stack: FusionStack;
let next = 7000;

beforeAll(async () => {
  stack = await startFusionStack({
    name: SYNC,
    fusion: { settings: { ledger: { jobStepMs: 100 } } },
    syncs: {
      [POSTING]: { book: 'journal' },
      [SYNC]: {
        debitAccount: COGS,
        creditAccount: STOCK,
        debit: [{ sku: 'BAD*', account: '99-999-9999-0000-000' }],
        costs: { A: '4.10', B: '0.335', 'BAD-1': '1', 'BAD-2': '2' },
        source: 'ShipStation',
        pollEvery: '1s',
        lookFor: '2s',
      },
    },
  });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Line = [sku: string, quantity: number];

function ship(lines: Line[]): { orderId: number; shipmentId: number } {
  const [orderId] = stack.shipStation.seed({
    orders: [
      {
        orderNumber: `J-${next++}`,
        orderKey: `journal-${next}`,
        items: lines.map(([sku, quantity], i) => ({
          lineItemKey: String(i + 1),
          sku,
          name: sku,
          quantity,
          unitPrice: 3,
        })),
      },
    ],
  }).orderIds;
  const { shipmentId } = stack.shipStation.admin.buyLabels([{ orderId: orderId! }]).rows[0]!;
  return { orderId: orderId!, shipmentId };
}

const run = (): Promise<JournalProgress> =>
  stack.client.workflow.execute(SYNC, {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${SYNC}/run-${Math.random()}`,
    args: [{ connection: CONNECTION, sync: SYNC }],
  });

type Row = { Description?: string; EnteredDr?: number | null; EnteredCr?: number | null; AccountCombination?: string };
/** What stands in the ledger under a shipment's entries. */
function standing(shipmentId: number): Row[] {
  const headers = stack.fusion
    .dump()
    .batches.flatMap((batch) => (batch.journalHeaders ?? []) as { journalLines?: Row[] }[]);
  return headers
    .flatMap((header) => header.journalLines ?? [])
    .filter((line) => line.Description?.startsWith(`SS:${shipmentId}/`));
}
const sides = (shipmentId: number) =>
  standing(shipmentId).map((row) => [row.AccountCombination, row.EnteredDr ?? null, row.EnteredCr ?? null]);
const record = (orderId: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen(POSTING, String(orderId), isSo);
const queued = ({ orderId }: { orderId: number }) => record(orderId, (_status, cause) => cause === 'journal-queued');
const done = ({ orderId }: { orderId: number }) => record(orderId, (status) => status === 'done');

test('goods wait in the queue, one import brings them into the ledger, nothing is staged', async () => {
  const one = ship([
    ['A', 2],
    ['B', 3],
  ]);
  const waiting = await queued(one);
  expect(waiting?.reason).toMatch(/8\.20 USD for 2 × SKU A/);
  const result = await run();
  expect(result).toMatchObject({ imports: 1, posted: 2, rejected: 0, stuck: 0 });
  await done(one);
  expect(sides(one.shipmentId).sort()).toEqual(
    [
      [COGS, 8.2, null],
      [STOCK, null, 8.2],
      [COGS, 1.01, null],
      [STOCK, null, 1.01],
    ].sort(),
  );
  expect(stack.fusion.dump()).toMatchObject({ staged: [], completed: [] });
  expect(await run()).toMatchObject({ imports: 0 });
});

test('of ten entries two are bad: exactly those wait with their reason, and go on once mended', async () => {
  const good = Array.from({ length: 8 }, (_, i) => ship([['A', i + 1]]));
  const bad = [ship([['BAD-1', 1]]), ship([['BAD-2', 1]])];
  await Promise.all([...good, ...bad].map(queued));
  expect(await run()).toMatchObject({ imports: 1, posted: 8, rejected: 2 });
  await Promise.all(good.map(done));
  for (const [index, one] of bad.entries()) {
    const waits = await record(one.orderId, (_status, cause) => cause === 'journal-rejected');
    expect(waits?.reason).toMatch(new RegExp(`SS:${one.shipmentId}/.*invalid account combination: 99-999`));
    expect(waits?.reason).not.toContain(`SS:${bad[1 - index]!.shipmentId}/`);
  }
  expect(good.map(({ shipmentId }) => standing(shipmentId).length)).toEqual(Array(8).fill(2));

  await stack.configure({ [SYNC]: { debit: [] } });
  for (const { orderId } of bad) {
    const handle = stack.client.workflow.getHandle(`${CONNECTION}/${POSTING}/${orderId}`);
    await handle.signal('retry', { by: 'test' });
    await queued({ orderId });
  }
  expect(await run()).toMatchObject({ imports: 1, posted: 2, rejected: 0 });
  await Promise.all(bad.map(done));
  expect(sides(bad[1]!.shipmentId)).toEqual([
    [COGS, 2, null],
    [STOCK, null, 2],
  ]);
});

test('an answer lost after the import was taken, and one lost before: one batch each', async () => {
  for (const kind of ['drop-after', 'drop-before'] as const) {
    const one = ship([['A', 5]]);
    await queued(one);
    stack.fusion.faults.add([{ kind, method: 'POST', path: 'erpintegrations', times: 1 }]);
    expect(await run()).toMatchObject({ imports: 1, posted: 1 });
    await done(one);
    expect(standing(one.shipmentId)).toHaveLength(2);
  }
});

test('a void: out of the queue before the import, turned round after it', async () => {
  const early = ship([['A', 1]]);
  const late = ship([['A', 4]]);
  await Promise.all([early, late].map(queued));
  stack.shipStation.admin.voidLabel(early.shipmentId);
  await stack.sweep(POSTING);
  await done(early);
  await run();
  await done(late);
  stack.shipStation.admin.voidLabel(late.shipmentId);
  await stack.sweep(POSTING);
  await queued(late);
  await run();
  await done(late);
  expect(standing(early.shipmentId)).toEqual([]);
  expect(sides(late.shipmentId)).toEqual([
    [COGS, 16.4, null],
    [STOCK, null, 16.4],
    [STOCK, 16.4, null],
    [COGS, null, 16.4],
  ]);
});

test('a closed period keeps entries waiting with the ways out until it is opened', async () => {
  stack.fusion.admin.period({ period: 'Nov-26', status: 'C', application: 'GL' });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const one = ship([['A', 1]]);
  await queued(one);
  expect(await run()).toMatchObject({ imports: 0 });
  const waits = await record(one.orderId, (_status, cause) => cause === 'period-closed');
  expect(waits?.reason).toMatch(/general ledger.*--next-period/);
  stack.fusion.admin.period({ period: 'Nov-26', status: 'O', application: 'GL' });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect(await run()).toMatchObject({ imports: 1, posted: 1 });
  await done(one);
});

test('a SKU without cost waits by name; ShipStation’s own cost is taken', async () => {
  const one = ship([['NO-COST', 1]]);
  const waits = await record(one.orderId, (_status, cause) => cause === 'cost-missing');
  expect(waits?.reason).toContain('NO-COST');
  await stack.configure({ [SYNC]: { costs: { 'NO-COST': '2.50' } } });
  await queued(one);
  await run();
  await done(one);
  expect(sides(one.shipmentId)).toEqual([
    [COGS, 2.5, null],
    [STOCK, null, 2.5],
  ]);
});

test('whatever happened: nothing twice, nothing against the rules', () => {
  const { duplicates, violations, batches } = stack.fusion.dump();
  expect(duplicates.journals).toEqual([]);
  expect(violations).toEqual([]);
  const keys = batches
    .flatMap((batch) => (batch.journalHeaders ?? []) as { journalLines?: Row[] }[])
    .flatMap((header) => header.journalLines ?? [])
    .map((line) => `${line.Description} ${line.EnteredDr === null ? 'credit' : 'debit'}`);
  expect(new Set(keys).size).toBe(keys.length);
});
