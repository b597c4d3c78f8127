/**
 * Sealed secrets by connection and name. The trap: nothing here can open them; sealing is the vault's work.
 */
import type { SecretStore } from './contract.ts';
import type { Db } from './schema.ts';
import { now } from './values.ts';

export function createSecretStore(db: Db): SecretStore {
  return {
    async put(connection, name, sealed, keyId) {
      await db
        .insertInto('secrets')
        .values({ connection, name, sealed, key_id: keyId, updated_at: now() })
        .onConflict((conflict) =>
          conflict.columns(['connection', 'name']).doUpdateSet((eb) => ({
            sealed: eb.ref('excluded.sealed'),
            key_id: eb.ref('excluded.key_id'),
            updated_at: eb.ref('excluded.updated_at'),
          })),
        )
        .execute();
    },
    async replace(connection, name, expected, sealed, keyId) {
      const { numUpdatedRows } = await db
        .updateTable('secrets')
        .set({ sealed, key_id: keyId, updated_at: now() })
        .where('connection', '=', connection)
        .where('name', '=', name)
        .where('sealed', '=', expected)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    get: (connection, name) =>
      db
        .selectFrom('secrets')
        .select(['sealed', 'key_id as keyId', 'updated_at as updatedAt'])
        .where('connection', '=', connection)
        .where('name', '=', name)
        .executeTakeFirst(),
    list: () =>
      db
        .selectFrom('secrets')
        .select(['connection', 'name', 'key_id as keyId', 'updated_at as updatedAt'])
        .orderBy('connection')
        .orderBy('name')
        .execute(),
    async remove(connection, name) {
      await db.deleteFrom('secrets').where('connection', '=', connection).where('name', '=', name).execute();
    },
  };
}
