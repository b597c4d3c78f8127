/**
 * Tells the waiting records of a connection to look again, because what they wait for may be mended now.
 * The trap: the list is read page by page, newest change first, so a record woken meanwhile is not met again.
 */
import type { Client } from '@temporalio/client';
import type { RecordRow, Store } from '../../store/contract.ts';
import { isWokenInOrder } from '../../workflows/held.ts';
import { lookAgain, parkedWatch } from '../../workflows/starts.ts';

const PAGE = 500;

/** Answers how many were woken. `why` makes the event id, so that the same reason wakes only once. */
export async function wakeWaiting(
  tools: { store: Store; client: Client },
  connection: string,
  why: string,
): Promise<number> {
  let woken = 0;
  let isOrdered = false;
  for await (const row of waitingRecords(tools.store, { connection })) {
    if (isWokenInOrder(row)) isOrdered = true;
    else await wakeOne(tools.client, row, why);
    woken += 1;
  }
  if (isOrdered) await tools.client.workflow.signalWithStart('parkedConnection', parkedWatch(connection, 'checkNow'));
  return woken;
}

export async function wakeOne(
  client: Client,
  row: RecordRow,
  why: string,
  more: { nextPeriod?: boolean } = {},
): Promise<void> {
  const ref = { connection: row.connection, sync: row.sync, key: row.recordKey };
  const wake = { eventId: why, cause: 'person' as const, at: new Date().toISOString(), ...more };
  await client.workflow.signalWithStart(...lookAgain(ref, wake));
}

/** All waiting records that match, page by page. */
export async function* waitingRecords(
  store: Store,
  query: { connection?: string; sync?: string; cause?: string },
): AsyncGenerator<RecordRow> {
  const { recordCursor } = await import('../../store/records.ts');
  let after: string | undefined;
  for (;;) {
    const rows = await store.records.list({
      ...query,
      status: 'waiting',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = recordCursor(last);
  }
}
