/** What reconciliations found. The trap: `after` is made by `findingCursor` from the last finding of the page before. */
import type { ReconcileStore, StoredFinding } from './reconcile-contract.ts';
import type { Database, Db } from './schema.ts';
import { chunks, clean } from './values.ts';

const ROWS_PER_INSERT = 300;
const KEYS_PER_QUERY = 400;
const BETWEEN = '\u0001';

type FindingStore = Pick<ReconcileStore, 'replaceFindings' | 'findings' | 'findingCounts'>;

export const findingCursor = (row: { stream: string; key: string; what: string }): string =>
  [row.stream, row.key, row.what].join(BETWEEN);

export function createFindingStore(db: Db): FindingStore {
  return {
    replaceFindings: (run, stream, keys, findings) =>
      db.transaction().execute(async (trx) => {
        for (const part of chunks(keys, KEYS_PER_QUERY)) {
          await trx
            .deleteFrom('reconcile_findings')
            .where('run', '=', run)
            .where('stream', '=', stream)
            .where('key', 'in', part)
            .execute();
        }
        for (const part of chunks(findings, ROWS_PER_INSERT)) {
          await trx
            .insertInto('reconcile_findings')
            .values(part.map((found) => toStored(run, stream, found)))
            .execute();
        }
      }),
    async findings(run, { stream, explained, healable, after, limit }) {
      const [afterStream = '', afterKey = '', afterWhat = ''] = (after ?? '').split(BETWEEN);
      const rows = await db
        .selectFrom('reconcile_findings')
        .selectAll()
        .where('run', '=', run)
        .$if(stream !== undefined, (query) => query.where('stream', '=', stream ?? ''))
        .$if(explained !== undefined, (query) => query.where('explained', '=', explained ? 1 : 0))
        .$if(healable !== undefined, (query) => query.where('healable', '=', healable ? 1 : 0))
        .$if(after !== undefined, (query) =>
          query.where((eb) =>
            eb(eb.refTuple('stream', 'key', 'what'), '>', eb.tuple(afterStream, afterKey, afterWhat)),
          ),
        )
        .orderBy('stream')
        .orderBy('key')
        .orderBy('what')
        .limit(limit)
        .execute();
      return rows.map(toFinding);
    },
    async findingCounts(run) {
      const rows = await db
        .selectFrom('reconcile_findings')
        .select((eb) => ['stream', 'cause', 'explained', eb.fn.countAll().as('count')])
        .where('run', '=', run)
        .groupBy(['stream', 'cause', 'explained'])
        .orderBy('stream')
        .orderBy('explained')
        .orderBy('cause')
        .execute();
      return rows.map((row) => ({ ...row, explained: row.explained === 1, count: Number(row.count) }));
    },
  };
}

function toStored(run: string, stream: string, found: StoredFinding): Database['reconcile_findings'] {
  return {
    run,
    stream,
    key: clean(found.key),
    what: found.what,
    cause: found.cause,
    explained: found.explained ? 1 : 0,
    healable: found.healable ? 1 : 0,
    record_key: found.recordKey ?? null,
    details: clean(found.details),
  };
}

function toFinding(row: Database['reconcile_findings']): StoredFinding & { stream: string } {
  const { stream, key, what, cause, details } = row;
  return {
    stream,
    key,
    what,
    cause,
    details,
    explained: row.explained === 1,
    healable: row.healable === 1,
    ...(row.record_key === null ? {} : { recordKey: row.record_key }),
  };
}
