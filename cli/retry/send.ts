/**
 * Sends `retry` to records and waits until they are settled. The trap: a record whose workflow is closed (done, or lost
 * with Temporal's database) takes no signal; it is started again with a wake instead.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { RecordRow, Store } from '../../store/contract.ts';
import type { PersonsWord, RecordState } from '../../workflows/contracts.ts';
import { wakeOne } from '../apply/wake-waiting.ts';

export type Settled = { row: RecordRow; settled: boolean };

/** A signal, so that nothing waits for a worker here. `by` lands in the ledger. */
async function sendRetry(client: Client, row: RecordRow, word: PersonsWord): Promise<void> {
  try {
    await client.workflow.getHandle(row.workflowId).signal('retry', word);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
    await wakeOne(
      client,
      row,
      `retry:${new Date().toISOString()}`,
      word.nextPeriod === true ? { nextPeriod: true } : {},
    );
  }
}

/** Many at a time, in order. */
export async function sendRetries(client: Client, rows: readonly RecordRow[], word: PersonsWord): Promise<void> {
  const AT_ONCE = 20;
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    await Promise.all(rows.slice(start, start + AT_ONCE).map((row) => sendRetry(client, row, word)));
  }
}

const LOOK_EVERY_MS = 250;
type Places = { store: Store; client: Client };

/** Reads each record's row until it changed and no longer works, or until `limitMs` is over. */
export async function waitSettled(
  { store, client }: Places,
  rows: readonly RecordRow[],
  limitMs: number,
): Promise<Settled[]> {
  const endMs = Date.now() + limitMs;
  const open = new Map(rows.map((row) => [row.workflowId, row]));
  const done: Settled[] = [];
  for (;;) {
    for (const before of [...open.values()]) {
      const now = await store.records.get(before.connection, before.sync, before.recordKey);
      if (now === undefined || now.updatedAt === before.updatedAt || now.status === 'working') continue;
      if (now.status === 'waiting' && (await isLooking(client, now))) continue;
      open.delete(before.workflowId);
      done.push({ row: now, settled: true });
    }
    if (open.size === 0 || Date.now() > endMs) break;
    await sleep(LOOK_EVERY_MS);
  }
  return [...done, ...[...open.values()].map((row) => ({ row, settled: false }))];
}

/** A look that had begun before ours was asked for may have ended meanwhile: ours is still to come. */
async function isLooking(client: Client, { workflowId }: RecordRow): Promise<boolean> {
  const state = await client.workflow
    .getHandle(workflowId)
    .query<RecordState>('status')
    .catch(() => undefined);
  return state?.looking === true;
}

/** It went through: done or skipped, not waiting again. */
export const wentThrough = ({ row, settled }: Settled): boolean => settled && row.status !== 'waiting';
