/**
 * Triggers that keep the ledger append-only whoever writes: no change, no removal but of what retention released.
 * The trap: prune must first move the chain's root forward (`ledger_heads.root_seq`); only rows up to it can go.
 */
import { sql } from 'kysely';
import type { Dialect, Trx } from '../schema.ts';

const REFUSED = 'the ledger is append-only';

export async function guardLedger(trx: Trx, dialect: Dialect): Promise<void> {
  for (const statement of dialect === 'sqlite' ? SQLITE : POSTGRES) await sql.raw(statement).execute(trx);
}

const SQLITE = [
  `create trigger ledger_no_update before update on ledger
   begin select raise(abort, '${REFUSED}'); end`,
  // INSERT OR REPLACE removes the old row without asking the delete trigger.
  `create trigger ledger_no_replace before insert on ledger
   when new.seq <= (select seq from ledger_heads where connection = new.connection)
   begin select raise(abort, '${REFUSED}'); end`,
  `create trigger ledger_no_delete before delete on ledger
   when old.seq > coalesce((select root_seq from ledger_heads where connection = old.connection), 0)
   begin select raise(abort, '${REFUSED}'); end`,
  `create trigger ledger_heads_no_delete before delete on ledger_heads
   begin select raise(abort, '${REFUSED}'); end`,
];

const POSTGRES = [
  `create function ledger_refuse() returns trigger language plpgsql as
   $$ begin raise exception '${REFUSED}'; end $$`,
  `create function ledger_refuse_delete() returns trigger language plpgsql as
   $$ begin
     if old.seq > coalesce((select root_seq from ledger_heads where connection = old.connection), 0) then
       raise exception '${REFUSED}';
     end if;
     return old;
   end $$`,
  `create trigger ledger_no_update before update on ledger for each row execute function ledger_refuse()`,
  `create trigger ledger_no_delete before delete on ledger for each row execute function ledger_refuse_delete()`,
  `create trigger ledger_no_truncate before truncate on ledger for each statement execute function ledger_refuse()`,
  `create trigger ledger_heads_no_delete before delete on ledger_heads for each row execute function ledger_refuse()`,
  `create trigger ledger_heads_no_truncate before truncate on ledger_heads for each statement execute function ledger_refuse()`,
];
