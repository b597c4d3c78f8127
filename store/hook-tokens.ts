/**
 * Hashes of the tokens in webhook addresses. The trap: the newest is told by its time-ordered id, because two puts can
 * fall into one millisecond.
 */
import type { HookTokenStore } from './contract.ts';
import type { Db } from './schema.ts';
import { idAt, instant, now } from './values.ts';

export function createHookTokenStore(db: Db): HookTokenStore {
  return {
    async put(connection, tokenHash) {
      await db
        .insertInto('hook_tokens')
        .values({ connection, token_hash: tokenHash, id: idAt(now()), expires_at: null })
        .onConflict((conflict) =>
          conflict
            .columns(['connection', 'token_hash'])
            .doUpdateSet((eb) => ({ id: eb.ref('excluded.id'), expires_at: null })),
        )
        .execute();
    },
    async hashes(connection, at) {
      const rows = await db
        .selectFrom('hook_tokens')
        .select('token_hash')
        .where('connection', '=', connection)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', instant(at))]))
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => row.token_hash);
    },
    async expireOld(connection, expiresAt) {
      const end = instant(expiresAt);
      const newest = db
        .selectFrom('hook_tokens')
        .select((eb) => eb.fn.max('id').as('id'))
        .where('connection', '=', connection);
      await db
        .updateTable('hook_tokens')
        .set({ expires_at: end })
        .where('connection', '=', connection)
        .where('id', '!=', newest)
        // A second rotation must not give an older token more time.
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', end)]))
        .execute();
    },
  };
}
