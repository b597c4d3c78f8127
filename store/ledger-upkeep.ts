/**
 * Proves a ledger chain and lets old rows go.
 * The trap: only the beginning of a chain can go, up to the first row that must stay; the last hash that went is kept
 * as the new root, so that the rest still proves itself.
 */
import type { LedgerRow, LedgerStore } from './contract.ts';
import { entryOf, formOf } from './ledger-chain.ts';
import { type Head, LEDGER_COLUMNS, selectHeads } from './ledger-rows.ts';
import type { Db, Dialect, Trx } from './schema.ts';
import { withoutNulls } from './values.ts';

const PAGE = 1000;
type Verdict = Awaited<ReturnType<LedgerStore['verify']>>;

/** Walks the chain from its root to the head as it was at the start of the call. */
export async function verifyLedger(db: Db, connection: string): Promise<Verdict> {
  const head = await headOf(db, connection);
  if (!head) return rowsWithoutHead(db, connection);
  const verdict = await walk(db, head);
  if (verdict.brokenAt === undefined) return verdict;
  // Rows that retention removed meanwhile look like a gap.
  const now = await headOf(db, connection);
  return now && now.root_seq !== head.root_seq ? verifyLedger(db, connection) : verdict;
}

async function walk(db: Db, head: Head): Promise<Verdict> {
  let seq = head.root_seq;
  let hash = head.root_hash;
  let rows = 0;
  while (seq < head.seq) {
    const page = await pageAfter(db, head, seq);
    if (page.length === 0) return { rows, brokenAt: seq + 1 };
    for (const row of page) {
      const sound = row.seq === seq + 1 && row.prevHash === hash && formOf(hash, entryOf(row), row.hash) !== undefined;
      if (!sound) return { rows, brokenAt: Math.min(row.seq, seq + 1) };
      seq = row.seq;
      hash = row.hash;
      rows += 1;
    }
  }
  return hash === head.hash ? { rows } : { rows, brokenAt: head.seq };
}

async function pageAfter(db: Db, head: Head, seq: number): Promise<LedgerRow[]> {
  const rows = await db
    .selectFrom('ledger')
    .select(LEDGER_COLUMNS)
    .where('connection', '=', head.connection)
    .where('seq', '>', seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(PAGE)
    .execute();
  return rows.map(withoutNulls);
}

async function rowsWithoutHead(db: Db, connection: string): Promise<Verdict> {
  const row = await db.selectFrom('ledger').select('seq').where('connection', '=', connection).executeTakeFirst();
  return row ? { rows: 0, brokenAt: row.seq } : { rows: 0 };
}

function headOf(db: Db, connection: string): Promise<Head | undefined> {
  return db.selectFrom('ledger_heads').selectAll().where('connection', '=', connection).executeTakeFirst();
}

/** Removes in small transactions, so that writers never wait long. Answers how many rows went. */
export async function pruneLedger(db: Db, dialect: Dialect, connection: string, before: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const gone = await db.transaction().execute((trx) => prunePage(trx, dialect, connection, before));
    removed += gone;
    if (gone < PAGE) return removed;
  }
}

async function prunePage(trx: Trx, dialect: Dialect, connection: string, before: string): Promise<number> {
  const [head] = await selectHeads(trx, dialect, [connection]);
  if (!head) return 0;
  const rows = await trx
    .selectFrom('ledger')
    .select(['seq', 'hash', 'at'])
    .where('connection', '=', connection)
    .orderBy('seq')
    .limit(PAGE)
    .execute();
  const staying = rows.findIndex((row) => row.at >= before);
  const last = rows.at(staying < 0 ? rows.length - 1 : staying - 1);
  if (!last || staying === 0) return 0;
  await trx
    .updateTable('ledger_heads')
    .set({ root_seq: last.seq, root_hash: last.hash })
    .where('connection', '=', connection)
    .execute();
  await trx.deleteFrom('ledger').where('connection', '=', connection).where('seq', '<=', last.seq).execute();
  return last.seq - head.root_seq;
}
