/**
 * The state of each business record: the list, the search by any number, the counts.
 * The trap: a list shows the newest change first, and `after` is made by `recordCursor` from the last row of a page.
 */
import type { RecordRow, RecordStore } from './contract.ts';
import { StoreError } from './errors.ts';
import type { GroupCommit } from './group-commit.ts';
import { normalNumber, numbersOf } from './record-numbers.ts';
import { putAll, recordId } from './record-writes.ts';
import type { Db } from './schema.ts';
import { chunks, instant, type WithoutNulls, withoutNulls } from './values.ts';

const SOURCES_PER_QUERY = 500;

const COLUMNS = [
  'id',
  'connection',
  'sync',
  'record_key as recordKey',
  'status',
  'cause',
  'reason',
  'workflow_id as workflowId',
  'found_by as foundBy',
  'first_seen_at as firstSeenAt',
  'updated_at as updatedAt',
  'summary',
] as const;

/** What `list` takes as `after` to go on behind this row. */
export function recordCursor(row: Pick<RecordRow, 'updatedAt' | 'connection' | 'sync' | 'recordKey'>): string {
  return `${row.updatedAt} ${recordId(row.connection, row.sync, row.recordKey)}`;
}

export function createRecordStore(db: Db, group: GroupCommit): RecordStore {
  const put = group.writer(putAll);
  return {
    put: async (row) => put(row),
    async get(connection, sync, recordKey) {
      const id = recordId(connection, sync, recordKey);
      const rows = await db.selectFrom('records').select(COLUMNS).where('id', '=', id).execute();
      const [row] = await withNumbers(db, rows);
      return row;
    },
    settledAt: (connection, sync, recordKeys) => settledAt(db, connection, sync, recordKeys),
    findByNumber: (value, connection) => findByNumber(db, value, connection),
    list: (query) => list(db, query),
    counts: (connection) => counts(db, connection),
    unsettled: (connection, sync, sources) => unsettled(db, connection, sync, sources),
  };
}

type Selected = {
  [K in 'cause' | 'reason' | 'summary']: string | null;
} & { id: string } & Omit<RecordRow, 'cause' | 'reason' | 'summary' | 'numbers'>;

async function withNumbers(db: Db, rows: Selected[]): Promise<RecordRow[]> {
  const numbers = await numbersOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, ...row }) => {
    const present: WithoutNulls<typeof row> = withoutNulls(row);
    return { ...present, numbers: numbers.get(id) ?? [] };
  });
}

async function settledAt(db: Db, connection: string, sync: string, recordKeys: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of chunks(recordKeys, SOURCES_PER_QUERY)) {
    const ids = part.map((key) => recordId(connection, sync, key));
    const rows = await db.selectFrom('records').select(['record_key', 'updated_at']).where('id', 'in', ids).execute();
    for (const row of rows) found.set(row.record_key, row.updated_at);
  }
  return found;
}

async function findByNumber(db: Db, value: string, connection: string | undefined): Promise<RecordRow[]> {
  const normal = normalNumber(value);
  if (normal === '') return [];
  const rows = await db
    .selectFrom('records')
    .select(COLUMNS)
    .where('id', 'in', (eb) => eb.selectFrom('record_numbers').select('record_id').where('normal', '=', normal))
    .$if(connection !== undefined, (query) => query.where('connection', '=', connection ?? ''))
    .orderBy('first_seen_at')
    .orderBy('id')
    .execute();
  return withNumbers(db, rows);
}

async function list(db: Db, query: Parameters<RecordStore['list']>[0]): Promise<RecordRow[]> {
  const { connection, sync, status, cause, limit, after } = query;
  const rows = await db
    .selectFrom('records')
    .select(COLUMNS)
    .$if(connection !== undefined, (rest) => rest.where('connection', '=', connection ?? ''))
    .$if(sync !== undefined, (rest) => rest.where('sync', '=', sync ?? ''))
    .$if(status !== undefined, (rest) => rest.where('status', '=', status ?? 'done'))
    .$if(cause !== undefined, (rest) => rest.where('cause', '=', cause ?? ''))
    .$if(after !== undefined, (rest) => {
      const [at, id] = readCursor(after ?? '');
      return rest.where((eb) => eb(eb.refTuple('updated_at', 'id'), '<', eb.tuple(at, id)));
    })
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return withNumbers(db, rows);
}

function readCursor(after: string): [string, string] {
  const blank = after.indexOf(' ');
  if (blank < 0) {
    throw new StoreError('invalid', `"${after}" is not a place in the list.`, 'Give what recordCursor made of a row.');
  }
  return [instant(after.slice(0, blank)), after.slice(blank + 1)];
}

async function counts(db: Db, connection: string | undefined): ReturnType<RecordStore['counts']> {
  const rows = await db
    .selectFrom('records')
    .select((eb) => [
      'connection',
      'sync',
      'status',
      'cause',
      eb.fn.countAll().as('count'),
      eb.fn.min('first_seen_at').as('oldest'),
    ])
    .$if(connection !== undefined, (query) => query.where('connection', '=', connection ?? ''))
    .groupBy(['connection', 'sync', 'status', 'cause'])
    .orderBy('connection')
    .orderBy('sync')
    .orderBy('status')
    .orderBy('cause')
    .execute();
  return rows.map((row) => ({ ...withoutNulls(row), count: Number(row.count), oldest: row.oldest }));
}

async function unsettled(
  db: Db,
  connection: string,
  sync: string,
  sources: { source: string; state: string }[],
): Promise<{ source: string; state: string }[]> {
  const settled = new Map<string, string>();
  for (const part of chunks(sources, SOURCES_PER_QUERY)) {
    const rows = await db
      .selectFrom('record_sources')
      .select(['source', 'state'])
      .where('connection', '=', connection)
      .where('sync', '=', sync)
      .where(
        'source',
        'in',
        part.map((row) => row.source),
      )
      .execute();
    for (const row of rows) settled.set(row.source, row.state);
  }
  return sources.filter((row) => settled.get(row.source) !== row.state);
}
