/**
 * Wakes the records that a refused connection held up one after another, as they came, so that they are booked in their
 * order: the next one when the one before has been looked at.
 * The trap: a record that waits again is in the list again, so only what last changed before the waking began is taken.
 */
import { Context } from '@temporalio/activity';
import type { RecordRow } from '../store/contract.ts';
import { isWokenInOrder } from '../workflows/held.ts';
import type { ActivityDeps } from './deps.ts';
import { heldRecords, wakeRecord } from './guard.ts';
import type { RecordScope } from './ledger-entries.ts';

/** `before`: ISO-8601 UTC, when the waking began. */
export type InOrderRequest = RecordScope & { before: string };
/** `more`: the step's time is up, and some are left. */
export type InOrderAnswer = { woken: number; more: boolean };

/** Well below the step's time limit. */
const LONGEST_MS = 200_000;
/** A record that is not done by then waits for something of its own, and must not hold up the others. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

export async function wakeInOrder(deps: ActivityDeps, request: InOrderRequest): Promise<InOrderAnswer> {
  const startedMs = Date.now();
  const held = await heldRecords(deps, request.connection);
  const rows = held.filter((row) => isWokenInOrder(row) && row.updatedAt < request.before);
  let woken = 0;
  // The syncs of one order go together.
  for (const group of Map.groupBy(rows, ({ recordKey }) => recordKey).values()) {
    if (Date.now() - startedMs > LONGEST_MS) return { woken, more: true };
    if (await isParkedAgain(deps, request.connection)) break;
    for (const row of group) await wakeRecord(deps, row, request.before);
    woken += group.length;
    Context.current().heartbeat(woken);
    await lookedAt(deps, group);
  }
  return { woken, more: false };
}

const isParkedAgain = async ({ store }: ActivityDeps, connection: string): Promise<boolean> =>
  (await store.connections.get(connection))?.parked !== undefined;

/** Until each has settled once more. */
async function lookedAt({ store }: ActivityDeps, rows: RecordRow[]): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  let left = rows;
  while (left.length > 0 && Date.now() < endMs) {
    await Context.current().sleep(LOOK_EVERY_MS);
    const now = await Promise.all(
      left.map(({ connection, sync, recordKey }) => store.records.get(connection, sync, recordKey)),
    );
    left = left.filter((row, i) => now[i]?.updatedAt === row.updatedAt);
  }
}
