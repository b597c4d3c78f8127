/**
 * How far each stream of a connection was read. The trap: a cursor is a hint; what was settled is known by the records.
 */
import type { CursorStore } from './contract.ts';
import type { Db } from './schema.ts';
import { now } from './values.ts';

export function createCursorStore(db: Db): CursorStore {
  return {
    get: (connection, stream) =>
      db
        .selectFrom('cursors')
        .select(['value', 'updated_at as updatedAt'])
        .where('connection', '=', connection)
        .where('stream', '=', stream)
        .executeTakeFirst(),
    async put(connection, stream, value) {
      await db
        .insertInto('cursors')
        .values({ connection, stream, value, updated_at: now() })
        .onConflict((conflict) =>
          conflict
            .columns(['connection', 'stream'])
            .doUpdateSet((eb) => ({ value: eb.ref('excluded.value'), updated_at: eb.ref('excluded.updated_at') })),
        )
        .execute();
    },
  };
}
