/**
 * The runs of a reconciliation: both sides' rows while it runs, its findings and its result.
 * The trap: a page of rows may be written twice (a step that was repeated), so every write replaces what is there.
 */
import type { ReconcileRun, ReconcileStore, StoredReconcileRow } from './reconcile-contract.ts';
import { createFindingStore } from './reconcile-findings.ts';
import type { Database, Db, Trx } from './schema.ts';
import { chunks, clean, withoutNulls } from './values.ts';

const ROWS_PER_INSERT = 300;
const KEYS_PER_QUERY = 400;

export function createReconcileStore(db: Db): ReconcileStore {
  return {
    begin: (run) => begin(db, run),
    async get(id) {
      const row = await db.selectFrom('reconcile_runs').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRun(row);
    },
    async list({ connection, limit }) {
      const rows = await db
        .selectFrom('reconcile_runs')
        .selectAll()
        .$if(connection !== undefined, (query) => query.where('connection', '=', connection ?? ''))
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRun);
    },
    async lastDone(connection) {
      const row = await db
        .selectFrom('reconcile_runs')
        .selectAll()
        .where('connection', '=', connection)
        .where('state', '=', 'done')
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toRun(row);
    },
    putRows: (run, stream, rows) => db.transaction().execute((trx) => insertRows(trx, run, stream, rows)),
    replaceKeys: (run, stream, keys, rows) =>
      db.transaction().execute(async (trx) => {
        for (const part of chunks(keys, KEYS_PER_QUERY)) {
          await trx
            .deleteFrom('reconcile_rows')
            .where('run', '=', run)
            .where('stream', '=', stream)
            .where('key', 'in', part)
            .execute();
        }
        await insertRows(trx, run, stream, rows);
      }),
    async keys(run, stream, { after, limit }) {
      const rows = await db
        .selectFrom('reconcile_rows')
        .select('key')
        .distinct()
        .where('run', '=', run)
        .where('stream', '=', stream)
        .$if(after !== undefined, (query) => query.where('key', '>', after ?? ''))
        .orderBy('key')
        .limit(limit)
        .execute();
      return rows.map(({ key }) => key);
    },
    rowsOfKeys: (run, stream, keys) => rowsWhere(db, run, stream, 'key', keys),
    rowsAlike: (run, stream, altKeys) => rowsWhere(db, run, stream, 'alt_key', altKeys),
    rowCounts: (run) => rowCounts(db, run),
    ...createFindingStore(db),
    finish: (id, end) =>
      db.transaction().execute(async (trx) => {
        const { state, finishedAt, result } = end;
        await trx
          .updateTable('reconcile_runs')
          .set({ state, finished_at: finishedAt, result })
          .where('id', '=', id)
          .execute();
        await trx.deleteFrom('reconcile_rows').where('run', '=', id).execute();
      }),
    prune: (connection, keep) => prune(db, connection, keep),
  };
}

async function begin(db: Db, run: Parameters<ReconcileStore['begin']>[0]): Promise<void> {
  const { id, connection, from, to, startedAt } = run;
  await db.transaction().execute(async (trx) => {
    await removeRuns(trx, [id]);
    await trx
      .insertInto('reconcile_runs')
      .values({
        id,
        connection,
        from_day: from,
        to_day: to,
        state: 'running',
        started_at: startedAt,
        finished_at: null,
        result: null,
      })
      .execute();
  });
}

async function removeRuns(trx: Trx, ids: string[]): Promise<void> {
  await trx.deleteFrom('reconcile_rows').where('run', 'in', ids).execute();
  await trx.deleteFrom('reconcile_findings').where('run', 'in', ids).execute();
  await trx.deleteFrom('reconcile_runs').where('id', 'in', ids).execute();
}

async function insertRows(trx: Trx, run: string, stream: string, rows: StoredReconcileRow[]): Promise<void> {
  // One statement must not name a row twice.
  const distinct = [...new Map(rows.map((row) => [`${row.side} ${row.id}`, row])).values()];
  for (const part of chunks(distinct, ROWS_PER_INSERT)) {
    await trx
      .insertInto('reconcile_rows')
      .values(
        part.map((row) => ({
          run,
          stream,
          side: row.side,
          id: row.id,
          key: clean(row.key),
          alt_key: row.altKey === undefined ? null : clean(row.altKey),
          record_key: row.recordKey ?? null,
          judged: row.judged ? 1 : 0,
          facts: clean(row.facts),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['run', 'stream', 'side', 'id']).doUpdateSet((eb) => ({
          key: eb.ref('excluded.key'),
          alt_key: eb.ref('excluded.alt_key'),
          record_key: eb.ref('excluded.record_key'),
          judged: eb.ref('excluded.judged'),
          facts: eb.ref('excluded.facts'),
        })),
      )
      .execute();
  }
}

async function rowsWhere(
  db: Db,
  run: string,
  stream: string,
  column: 'key' | 'alt_key',
  values: string[],
): Promise<StoredReconcileRow[]> {
  const found: StoredReconcileRow[] = [];
  for (const part of chunks([...new Set(values)].map(clean), KEYS_PER_QUERY)) {
    const rows = await db
      .selectFrom('reconcile_rows')
      .selectAll()
      .where('run', '=', run)
      .where('stream', '=', stream)
      .where(column, 'in', part)
      .orderBy('key')
      .orderBy('side')
      .orderBy('id')
      .execute();
    found.push(...rows.map(toRow));
  }
  return found;
}

function toRow(row: Database['reconcile_rows']): StoredReconcileRow {
  const { side, id, key, facts } = row;
  return {
    side,
    id,
    key,
    facts,
    judged: row.judged === 1,
    ...(row.alt_key === null ? {} : { altKey: row.alt_key }),
    ...(row.record_key === null ? {} : { recordKey: row.record_key }),
  };
}

async function rowCounts(db: Db, run: string): ReturnType<ReconcileStore['rowCounts']> {
  const rows = await db
    .selectFrom('reconcile_rows')
    .select((eb) => ['stream', 'side', eb.fn.countAll().as('rows'), eb.fn.sum('judged').as('judged')])
    .where('run', '=', run)
    .groupBy(['stream', 'side'])
    .orderBy('stream')
    .orderBy('side')
    .execute();
  return rows.map((row) => ({ ...row, rows: Number(row.rows), judged: Number(row.judged) }));
}

async function prune(db: Db, connection: string, keep: number): Promise<number> {
  const old = await db
    .selectFrom('reconcile_runs')
    .select('id')
    .where('connection', '=', connection)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .offset(keep)
    .limit(1000)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await db.transaction().execute((trx) => removeRuns(trx, ids));
  return ids.length;
}

function toRun(row: Database['reconcile_runs']): ReconcileRun {
  const { id, connection, state } = row;
  const base = { id, connection, state, from: row.from_day, to: row.to_day, startedAt: row.started_at };
  return { ...base, ...withoutNulls({ finishedAt: row.finished_at, result: row.result }) };
}
