/**
 * The connections as they were applied last, and whether one is parked.
 * The trap: applying the same settings again must change nothing, or every `apply` would look like a new revision.
 */
import type { ConnectionRow, ConnectionStore } from './contract.ts';
import { StoreError } from './errors.ts';
import type { Database, Db } from './schema.ts';
import { now } from './values.ts';

export function createConnectionStore(db: Db): ConnectionStore {
  return {
    async list() {
      const rows = await db.selectFrom('connections').selectAll().orderBy('id').execute();
      return rows.map(toRow);
    },
    async get(id) {
      const row = await db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRow(row);
    },
    put: (row) => put(db, row),
    async setMode(id, mode) {
      if (await changeMode(db, id, mode)) return;
      const known = await db.selectFrom('connections').select('id').where('id', '=', id).executeTakeFirst();
      if (!known) throw unknownConnection(id);
    },
    async park(id, { system, failureType, reason }) {
      const { numUpdatedRows } = await db
        .updateTable('connections')
        .set({ parked_system: system, parked_failure_type: failureType, parked_reason: reason, parked_since: now() })
        .where('id', '=', id)
        .where('parked_since', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async unpark(id) {
      const { numUpdatedRows } = await db
        .updateTable('connections')
        .set({ parked_system: null, parked_failure_type: null, parked_reason: null, parked_since: null })
        .where('id', '=', id)
        .where('parked_since', 'is not', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    remove: (id) => remove(db, id),
  };
}

async function put(db: Db, row: Parameters<ConnectionStore['put']>[0]): ReturnType<ConnectionStore['put']> {
  const written = await db
    .insertInto('connections')
    .values({ ...row, revision: 1, updated_at: now() })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({
          pair: eb.ref('excluded.pair'),
          mode: eb.ref('excluded.mode'),
          settings: eb.ref('excluded.settings'),
          updated_at: eb.ref('excluded.updated_at'),
          revision: eb('connections.revision', '+', 1),
        }))
        .where((eb) =>
          eb.or([
            eb('connections.pair', '!=', eb.ref('excluded.pair')),
            eb('connections.mode', '!=', eb.ref('excluded.mode')),
            eb('connections.settings', '!=', eb.ref('excluded.settings')),
          ]),
        ),
    )
    .returning('revision')
    .executeTakeFirst();
  if (written) return { revision: written.revision, changed: true };
  const { revision } = await db
    .selectFrom('connections')
    .select('revision')
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  return { revision, changed: false };
}

async function changeMode(db: Db, id: string, mode: ConnectionRow['mode']): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set((eb) => ({ mode, revision: eb('revision', '+', 1), updated_at: now() }))
    .where('id', '=', id)
    .where('mode', '!=', mode)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What could open a vendor's or our own door goes with the connection; its history stays. */
async function remove(db: Db, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('secrets').where('connection', '=', id).execute();
    await trx.deleteFrom('hook_tokens').where('connection', '=', id).execute();
    await trx.deleteFrom('connections').where('id', '=', id).execute();
  });
}

function unknownConnection(id: string): StoreError {
  return new StoreError('invalid', `There is no connection "${id}".`, 'See `ml-connector connections list`.');
}

function toRow(row: Database['connections']): ConnectionRow {
  const { id, pair, mode, settings, revision } = row;
  const base = { id, pair, mode, settings, revision, updatedAt: row.updated_at };
  if (row.parked_since === null) return base;
  const parked = {
    system: row.parked_system ?? '',
    failureType: row.parked_failure_type ?? '',
    reason: row.parked_reason ?? '',
    since: row.parked_since,
  };
  return { ...base, parked };
}
