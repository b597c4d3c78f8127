/** The queue of journal entries. The trap: every change names the state that it comes from, as several processes work here. */
import type { JournalRow, JournalStore } from './journal-contract.ts';
import type { Db } from './schema.ts';
import { chunks, clean, now, withoutNulls } from './values.ts';

const KEYS_PER_QUERY = 500;
const COLUMNS = [
  'connection',
  'key',
  'record_key as recordKey',
  'day',
  'state',
  'sealed_payload as sealedPayload',
  'group_id as groupId',
  'reason',
  'noted_at as notedAt',
  'updated_at as updatedAt',
] as const;

export function createJournalStore(db: Db): JournalStore {
  const of = (connection: string) =>
    db.selectFrom('journal_entries').select(COLUMNS).where('connection', '=', connection);
  const change = (connection: string) => db.updateTable('journal_entries').where('connection', '=', connection);
  return {
    queue: (row) => queue(db, row),
    async ofRecord(connection, recordKey) {
      return (await of(connection).where('record_key', '=', recordKey).orderBy('key').execute()).map(withoutNulls);
    },
    async due(connection, limit) {
      const rows = of(connection).where('state', '=', 'due').orderBy('day').orderBy('key').limit(limit);
      return (await rows.execute()).map(withoutNulls);
    },
    async take(connection, keys, groupId) {
      for (const some of chunks(keys, KEYS_PER_QUERY)) {
        await change(connection)
          .set({ state: 'sent', group_id: groupId, reason: null, updated_at: now() })
          .where('state', '=', 'due')
          .where('key', 'in', some)
          .execute();
      }
      return ofGroup(db, connection, groupId);
    },
    ofGroup: (connection, groupId) => ofGroup(db, connection, groupId),
    async openGroups(connection) {
      const rows = await db
        .selectFrom('journal_entries')
        .select('group_id')
        .distinct()
        .where('connection', '=', connection)
        .where('state', '=', 'sent')
        .orderBy('group_id')
        .execute();
      return rows.flatMap(({ group_id: id }) => (id === null ? [] : [id]));
    },
    async settle(connection, groupId, { key, state, reason }) {
      await change(connection)
        .set({ state, reason: reason === undefined ? null : clean(reason), updated_at: now() })
        .where('key', '=', key)
        .where('group_id', '=', groupId)
        .where('state', '=', 'sent')
        .execute();
    },
    async noteReason(connection, keys, reason) {
      for (const some of chunks(keys, KEYS_PER_QUERY)) {
        await change(connection)
          .set({ reason: reason === undefined ? null : clean(reason), updated_at: now() })
          .where('state', '=', 'due')
          .where('key', 'in', some)
          .execute();
      }
    },
    async withdraw(connection, key) {
      const gone = await db
        .deleteFrom('journal_entries')
        .where('connection', '=', connection)
        .where('key', '=', key)
        .where('state', 'in', ['due', 'rejected'])
        .executeTakeFirst();
      return gone.numDeletedRows > 0n;
    },
  };
}

async function ofGroup(db: Db, connection: string, groupId: string): Promise<JournalRow[]> {
  const rows = await db
    .selectFrom('journal_entries')
    .select(COLUMNS)
    .where('connection', '=', connection)
    .where('group_id', '=', groupId)
    .orderBy('key')
    .execute();
  return rows.map(withoutNulls);
}

async function queue(db: Db, row: Parameters<JournalStore['queue']>[0]): Promise<boolean> {
  const { connection, key, recordKey, day, sealedPayload } = row;
  const at = now();
  const fresh = { state: 'due' as const, day, sealed_payload: sealedPayload, updated_at: at };
  const { numInsertedOrUpdatedRows: changed } = await db
    .insertInto('journal_entries')
    .values({ connection, key, record_key: recordKey, noted_at: at, group_id: null, reason: null, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(['connection', 'key'])
        .doUpdateSet({ ...fresh, record_key: recordKey, group_id: null, reason: null })
        .where('journal_entries.state', 'in', ['due', 'rejected', 'stuck']),
    )
    .executeTakeFirstOrThrow();
  return (changed ?? 0n) > 0n;
}
