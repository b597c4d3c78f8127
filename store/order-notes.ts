/**
 * What is kept of a shipping system's orders: whose customer they are, what we wrote on them, how they looked last.
 * The trap: when an order is closed its personal part goes at once; only the look stays, until retention takes it.
 */
import type { OrderNoteStore } from './contract.ts';
import type { Db, Trx } from './schema.ts';
import { chunks, instant, now, withoutNulls } from './values.ts';

const HASHES_PER_QUERY = 500;

export function createOrderNoteStore(db: Db): OrderNoteStore {
  const ofOrder = (connection: string, orderId: string) =>
    db.selectFrom('order_notes').where('connection', '=', connection).where('order_id', '=', orderId);
  return {
    async get(connection, orderId) {
      const row = await ofOrder(connection, orderId)
        .select(['customer_id as customerId', 'sealed_written as sealedWritten', 'look'])
        .executeTakeFirst();
      return row === undefined ? undefined : withoutNulls(row);
    },
    putOwner: (connection, orderId, owner) =>
      db.transaction().execute(async (trx) => {
        await upsert(trx, connection, orderId, { customer_id: owner.customerId ?? null });
        await replaceKeys(trx, connection, orderId, owner.keys);
      }),
    putWritten: (connection, orderId, sealedWritten) =>
      upsert(db, connection, orderId, { sealed_written: sealedWritten }),
    putLook: (connection, orderId, look) => upsert(db, connection, orderId, { look }),
    ordersOf: (connection, customerId, keys) => ordersOf(db, connection, customerId, keys),
    close: (connection, orderId) =>
      db.transaction().execute(async (trx) => {
        await replaceKeys(trx, connection, orderId, []);
        await trx
          .updateTable('order_notes')
          .set({ customer_id: null, sealed_written: null })
          .where('connection', '=', connection)
          .where('order_id', '=', orderId)
          .execute();
      }),
    async prune(connection, before) {
      const { numDeletedRows } = await db
        .deleteFrom('order_notes')
        .where('connection', '=', connection)
        .where('updated_at', '<', instant(before))
        .where('customer_id', 'is', null)
        .where('sealed_written', 'is', null)
        .where('order_id', 'not in', (eb) =>
          eb.selectFrom('order_keys').select('order_id').where('connection', '=', connection),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

type Change = { customer_id?: string | null; sealed_written?: string; look?: string };

async function upsert(db: Db | Trx, connection: string, orderId: string, change: Change): Promise<void> {
  const changed = { ...change, updated_at: now() };
  await db
    .insertInto('order_notes')
    .values({ connection, order_id: orderId, ...changed })
    .onConflict((conflict) => conflict.columns(['connection', 'order_id']).doUpdateSet(changed))
    .execute();
}

async function replaceKeys(trx: Trx, connection: string, orderId: string, keys: string[]): Promise<void> {
  await trx.deleteFrom('order_keys').where('connection', '=', connection).where('order_id', '=', orderId).execute();
  const hashes = [...new Set(keys)];
  if (hashes.length === 0) return;
  await trx
    .insertInto('order_keys')
    .values(hashes.map((hash) => ({ connection, hash, order_id: orderId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function ordersOf(db: Db, connection: string, customerId: string, keys: string[]): Promise<string[]> {
  const found = new Set<string>();
  const owned = await db
    .selectFrom('order_notes')
    .select('order_id')
    .where('connection', '=', connection)
    .where('customer_id', '=', customerId)
    .execute();
  for (const { order_id } of owned) found.add(order_id);
  for (const part of chunks(keys, HASHES_PER_QUERY)) {
    const named = await db
      .selectFrom('order_keys')
      .select('order_id')
      .where('connection', '=', connection)
      .where('hash', 'in', part)
      .execute();
    for (const { order_id } of named) found.add(order_id);
  }
  return [...found].sort();
}
