/**
 * State that all processes change together, one row per key: read, change, replace while nobody else did.
 * The trap: the change may be asked for several times, so it must have no effect of its own.
 */
import type { SharedStateStore } from './contract.ts';
import { StoreError } from './errors.ts';
import type { Db } from './schema.ts';
import { now } from './values.ts';

/** So many others in between mean that something is wrong. */
const MOST_TRIES = 200;

export function createSharedStateStore(db: Db): SharedStateStore {
  const read = (key: string) =>
    db.selectFrom('shared_state').select(['version', 'value']).where('key', '=', key).executeTakeFirst();
  const replace = async (key: string, version: number, value: string): Promise<boolean> => {
    const updated = await db
      .updateTable('shared_state')
      .set({ version: version + 1, value, updated_at: now() })
      .where('key', '=', key)
      .where('version', '=', version)
      .executeTakeFirst();
    return updated.numUpdatedRows === 1n;
  };
  const insert = async (key: string, value: string): Promise<boolean> => {
    const inserted = await db
      .insertInto('shared_state')
      .values({ key, version: 1, value, updated_at: now() })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 1n;
  };
  return {
    get: async (key) => (await read(key))?.value,
    async change(key, change) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const found = await read(key);
        const { value, answer } = change(found?.value);
        if (value === found?.value) return answer;
        const done = found === undefined ? await insert(key, value) : await replace(key, Number(found.version), value);
        if (done) return answer;
      }
      throw new StoreError('failed', `The shared state ${key} could not be changed.`, 'Look at the other processes.');
    },
  };
}
