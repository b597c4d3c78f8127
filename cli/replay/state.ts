/**
 * Records looked at again: both systems are read anew, and whatever is missing is written. The trap: a record may come
 * to another end than before; that is a surprise, and the rest is left alone.
 */
import type { Client } from '@temporalio/client';
import type { RecordRow, Store } from '../../store/contract.ts';
import { lookAgain } from '../../workflows/starts.ts';
import { manyRecords, oneRecord } from '../retry/choose.ts';
import { type Settled, waitSettled } from '../retry/send.ts';

export type StateQuery = {
  connection: string;
  sync?: string;
  cause?: string;
  numbers?: string[];
  range?: { from: string; to: string };
};

const PAGE = 1_000;

/** The records that are meant, always in the same order. */
export async function recordsOf(store: Store, query: StateQuery): Promise<RecordRow[]> {
  const { connection, sync, cause, numbers = [], range } = query;
  const ofSync = (row: RecordRow) => sync === undefined || row.sync === sync;
  if (numbers.length > 0) {
    const rows: RecordRow[] = [];
    for (const number of numbers) rows.push(await oneRecord(store, number, connection));
    return rows.filter(ofSync);
  }
  const happened = range === undefined ? undefined : await namedInLedger(store, connection, range);
  if (cause !== undefined) {
    const rows = await manyRecords(store, { connection, cause });
    const sorted = rows.sort(
      (a, b) => a.firstSeenAt.localeCompare(b.firstSeenAt) || a.workflowId.localeCompare(b.workflowId),
    );
    return sorted.filter((row) => ofSync(row) && (happened?.has(nameOf(row)) ?? true));
  }
  const rows: RecordRow[] = [];
  for (const { sync: own, recordKey } of happened?.values() ?? []) {
    const row = await store.records.get(connection, own, recordKey);
    if (row !== undefined && ofSync(row)) rows.push(row);
  }
  return rows;
}

type Named = { sync: string; recordKey: string };
const nameOf = ({ sync, recordKey }: Named): string => `${sync} ${recordKey}`;

/** Records to which something happened in the range, in the order in which it first did. */
async function namedInLedger(
  store: Store,
  connection: string,
  range: { from: string; to: string },
): Promise<Map<string, Named>> {
  const found = new Map<string, Named>();
  for (let after: number | undefined; ; ) {
    const page = { connection, ...range, limit: PAGE, ...(after === undefined ? {} : { afterSeq: after }) };
    const rows = await store.ledger.range(page);
    for (const { sync, recordKey } of rows) {
      if (recordKey !== '-') found.set(nameOf({ sync, recordKey }), { sync, recordKey });
    }
    after = rows.at(-1)?.seq;
    if (rows.length < PAGE) return found;
  }
}

export async function wakeAll(client: Client, rows: RecordRow[], why: string): Promise<void> {
  await Promise.all(
    rows.map((row) => {
      const ref = { connection: row.connection, sync: row.sync, key: row.recordKey };
      const wake = { eventId: `replay:${why}`, cause: 'replay' as const, at: new Date().toISOString() };
      return client.workflow.signalWithStart(...lookAgain(ref, wake));
    }),
  );
}

/** Waits for the end of each look; answers what nobody expected. `mending`: what waited was expected not to wait again. */
export async function stateSurprises(
  places: { store: Store; client: Client },
  before: RecordRow[],
  mending: boolean,
  limitMs: number,
): Promise<string[]> {
  const earlier = new Map(before.map((row) => [row.workflowId, row]));
  const settled = await waitSettled(places, before, limitMs);
  return settled.flatMap((one) => surprise(one, earlier.get(one.row.workflowId), mending) ?? []);
}

function surprise({ row, settled }: Settled, before: RecordRow | undefined, mending: boolean): string | undefined {
  const number = row.numbers[0]?.value ?? row.recordKey;
  if (!settled) return `${number}: no answer in time; is a worker running? (ml-connector doctor)`;
  if (row.status !== 'waiting') return undefined;
  const waitedSo = before?.status === 'waiting' && before.cause === row.cause;
  if (waitedSo && !mending) return undefined;
  return `${number} ${waitedSo ? 'still waits' : 'waits now'}: ${row.reason ?? row.cause ?? ''}`;
}
