/** What a sync made in the other system. The trap: an intent is replaced by what came of it, never added to. */
import type { LinkQuery, LinkRow, LinkStore } from './links-contract.ts';
import type { Db } from './schema.ts';
import { chunks, clean, instant, withoutNulls } from './values.ts';

const REFS_PER_QUERY = 500;
const COLUMNS = [
  'connection',
  'sync',
  'source_ref as sourceRef',
  'source_owner as sourceOwner',
  'target_owner as targetOwner',
  'target_ref as targetRef',
  'state',
  'detail',
  'noted_at as notedAt',
  'updated_at as updatedAt',
] as const;

export function createLinkStore(db: Db): LinkStore {
  return {
    put: (row) => put(db, row),
    async get(connection, sync, sourceRef) {
      const row = await db
        .selectFrom('links')
        .select(COLUMNS)
        .where('connection', '=', connection)
        .where('sync', '=', sync)
        .where('source_ref', '=', sourceRef)
        .executeTakeFirst();
      return row === undefined ? undefined : withoutNulls(row);
    },
    async find(query) {
      if (query.targetRefs === undefined) return select(db, query);
      const found: LinkRow[] = [];
      for (const some of chunks(query.targetRefs, REFS_PER_QUERY)) found.push(...(await select(db, query, some)));
      return found;
    },
  };
}

async function put(db: Db, row: Parameters<LinkStore['put']>[0]): Promise<void> {
  const changed = {
    source_owner: row.sourceOwner,
    target_owner: row.targetOwner,
    target_ref: row.targetRef ?? null,
    state: row.state,
    detail: row.detail === undefined ? null : clean(row.detail),
    updated_at: instant(row.at),
  };
  await db
    .insertInto('links')
    .values({
      connection: row.connection,
      sync: row.sync,
      source_ref: row.sourceRef,
      noted_at: instant(row.at),
      ...changed,
    })
    .onConflict((conflict) => conflict.columns(['connection', 'sync', 'source_ref']).doUpdateSet(changed))
    .execute();
}

async function select(db: Db, query: LinkQuery, targetRefs?: string[]): Promise<LinkRow[]> {
  const { connection, sync, sourceOwner, targetOwner } = query;
  const rows = await db
    .selectFrom('links')
    .select(COLUMNS)
    .where('connection', '=', connection)
    .where('sync', '=', sync)
    .$if(sourceOwner !== undefined, (rest) => rest.where('source_owner', '=', sourceOwner ?? ''))
    .$if(targetOwner !== undefined, (rest) => rest.where('target_owner', '=', targetOwner ?? ''))
    .$if(targetRefs !== undefined, (rest) => rest.where('target_ref', 'in', targetRefs ?? []))
    .orderBy('noted_at')
    .orderBy('source_ref')
    .execute();
  return rows.map(withoutNulls);
}
