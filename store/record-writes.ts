/**
 * Writes many records in three statements: the records, their numbers, their settled sources.
 * The trap: one transaction may hold several states of one record; only the last one is written, with the numbers and
 * sources of all.
 */
import type { RecordStore } from './contract.ts';
import { StoreError } from './errors.ts';
import { normalNumber } from './record-numbers.ts';
import type { Trx } from './schema.ts';
import { chunks, clean, instant } from './values.ts';

const ROWS_PER_INSERT = 500;

type RecordPut = Parameters<RecordStore['put']>[0];

/** A record's key in one text; also the workflow id by our own naming. Throws StoreError where it could mean two. */
export function recordId(connection: string, sync: string, recordKey: string): string {
  if (connection.includes('/') || sync.includes('/')) {
    throw new StoreError(
      'invalid',
      `"${connection}" or "${sync}" holds a slash.`,
      'Name connections and syncs without /.',
    );
  }
  return `${connection}/${sync}/${recordKey}`;
}

type Merged = {
  first: RecordPut;
  last: RecordPut;
  numbers: RecordPut['numbers'];
  sources: RecordPut['sources'] & object;
};

/** Writes all of them; for use as a writer of a group commit. */
export async function putAll(trx: Trx, puts: RecordPut[]): Promise<undefined[]> {
  const merged = merge(puts);
  const ids = [...merged.keys()].sort();
  for (const part of chunks(ids, ROWS_PER_INSERT)) await upsertRecords(trx, part, merged);
  await addNumbers(trx, ids, merged);
  await settleSources(trx, ids, merged);
  return puts.map(() => undefined);
}

function merge(puts: RecordPut[]): Map<string, Merged> {
  const merged = new Map<string, Merged>();
  for (const put of puts) {
    const id = recordId(put.connection, put.sync, put.recordKey);
    const known = merged.get(id);
    const sources = put.sources ?? [];
    merged.set(id, {
      first: known?.first ?? put,
      last: put,
      numbers: [...(known?.numbers ?? []), ...put.numbers],
      sources: [...(known?.sources ?? []), ...sources],
    });
  }
  return merged;
}

async function upsertRecords(trx: Trx, ids: string[], merged: Map<string, Merged>): Promise<void> {
  const rows = ids.map((id) => merged.get(id)).filter((entry) => entry !== undefined);
  await trx
    .insertInto('records')
    .values(
      rows.map(({ first, last }) => ({
        id: recordId(last.connection, last.sync, last.recordKey),
        connection: last.connection,
        sync: last.sync,
        record_key: last.recordKey,
        status: last.status,
        cause: last.cause ?? null,
        reason: last.reason === undefined ? null : clean(last.reason),
        workflow_id: last.workflowId,
        found_by: first.foundBy,
        first_seen_at: instant(first.at),
        updated_at: instant(last.at),
        summary: last.summary === undefined ? null : clean(last.summary),
      })),
    )
    // What made us look first, and when, stays.
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        cause: eb.ref('excluded.cause'),
        reason: eb.ref('excluded.reason'),
        workflow_id: eb.ref('excluded.workflow_id'),
        updated_at: eb.ref('excluded.updated_at'),
        summary: eb.ref('excluded.summary'),
      })),
    )
    .execute();
}

async function addNumbers(trx: Trx, ids: string[], merged: Map<string, Merged>): Promise<void> {
  const rows = ids.flatMap((id) =>
    (merged.get(id)?.numbers ?? []).map(({ kind, value }) => ({
      record_id: id,
      kind,
      value: clean(value),
      normal: normalNumber(clean(value)),
    })),
  );
  const findable = rows.filter((row) => row.normal !== '');
  for (const part of chunks(findable, ROWS_PER_INSERT)) {
    await trx
      .insertInto('record_numbers')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function settleSources(trx: Trx, ids: string[], merged: Map<string, Merged>): Promise<void> {
  const rows = new Map<string, { connection: string; sync: string; source: string; state: string }>();
  for (const id of ids) {
    const entry = merged.get(id);
    for (const { source, state } of entry?.sources ?? []) {
      const { connection = '', sync = '' } = entry?.last ?? {};
      rows.set(`${connection}/${sync}/${source}`, { connection, sync, source, state });
    }
  }
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  for (const part of chunks(sorted, ROWS_PER_INSERT)) {
    await trx
      .insertInto('record_sources')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['connection', 'sync', 'source']).doUpdateSet((eb) => ({ state: eb.ref('excluded.state') })),
      )
      .execute();
  }
}
