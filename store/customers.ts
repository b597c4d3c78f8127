/**
 * The customer directory: one sealed profile per customer, and the keyed hashes by which orders may know it.
 * The trap: nothing personal may come in here in clear; the store can neither open a profile nor undo a hash.
 */
import type { CustomerStore } from './contract.ts';
import type { Db, Trx } from './schema.ts';
import { now, withoutNulls } from './values.ts';

export function createCustomerStore(db: Db): CustomerStore {
  return {
    put: (row) => db.transaction().execute((trx) => put(trx, row)),
    async get(connection, customerId) {
      const row = await db
        .selectFrom('customers')
        .select(['parent_id as parentId', 'fingerprint', 'sealed_profile as sealedProfile', 'updated_at as updatedAt'])
        .where('connection', '=', connection)
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      return row === undefined ? undefined : withoutNulls(row);
    },
    async childrenOf(connection, customerId) {
      const rows = await db
        .selectFrom('customers')
        .select('customer_id')
        .where('connection', '=', connection)
        .where('parent_id', '=', customerId)
        .orderBy('customer_id')
        .execute();
      return rows.map((row) => row.customer_id);
    },
    async keysOf(connection, customerId) {
      const rows = await db
        .selectFrom('customer_keys')
        .select('hash')
        .where('connection', '=', connection)
        .where('customer_id', '=', customerId)
        .orderBy('hash')
        .execute();
      return rows.map((row) => row.hash);
    },
    async customersOf(connection, keys) {
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom('customer_keys')
        .select('customer_id')
        .distinct()
        .where('connection', '=', connection)
        .where('hash', 'in', keys)
        .orderBy('customer_id')
        .execute();
      return rows.map((row) => row.customer_id);
    },
    remove: (connection, customerId) =>
      db.transaction().execute(async (trx) => {
        await removeKeys(trx, connection, customerId);
        const { numDeletedRows } = await trx
          .deleteFrom('customers')
          .where('connection', '=', connection)
          .where('customer_id', '=', customerId)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
  };
}

async function put(trx: Trx, row: Parameters<CustomerStore['put']>[0]): Promise<{ changed: boolean }> {
  const { connection, customerId, fingerprint, sealedProfile, keys } = row;
  const known = await trx
    .selectFrom('customers')
    .select('fingerprint')
    .where('connection', '=', connection)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  if (known?.fingerprint === fingerprint) return { changed: false };
  await trx
    .insertInto('customers')
    .values({
      connection,
      customer_id: customerId,
      parent_id: row.parentId ?? null,
      fingerprint,
      sealed_profile: sealedProfile,
      updated_at: now(),
    })
    .onConflict((conflict) =>
      conflict.columns(['connection', 'customer_id']).doUpdateSet((eb) => ({
        parent_id: eb.ref('excluded.parent_id'),
        fingerprint: eb.ref('excluded.fingerprint'),
        sealed_profile: eb.ref('excluded.sealed_profile'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
  await removeKeys(trx, connection, customerId);
  const hashes = [...new Set(keys)];
  if (hashes.length === 0) return { changed: true };
  await trx
    .insertInto('customer_keys')
    .values(hashes.map((hash) => ({ connection, customer_id: customerId, hash })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { changed: true };
}

async function removeKeys(trx: Trx, connection: string, customerId: string): Promise<void> {
  await trx
    .deleteFrom('customer_keys')
    .where('connection', '=', connection)
    .where('customer_id', '=', customerId)
    .execute();
}
