/**
 * The audit ledger: append-only, one hash chain for each connection.
 * The trap: the head row of a connection is locked while rows are added to its chain, so a transaction that appends
 * must be short and must take the heads in one order.
 */
import type { LedgerEntry, LedgerRow, LedgerStore } from './contract.ts';
import type { GroupCommit } from './group-commit.ts';
import { chainHash, normalEntry } from './ledger-chain.ts';
import { type Head, LEDGER_COLUMNS, lockHeads } from './ledger-rows.ts';
import { pruneLedger, verifyLedger } from './ledger-upkeep.ts';
import type { Database, Db, Dialect, Trx } from './schema.ts';
import { chunks, instant, withoutNulls } from './values.ts';

const ROWS_PER_INSERT = 500;
export function createLedgerStore(db: Db, dialect: Dialect, group: GroupCommit): LedgerStore {
  const append = group.writer((trx, batches: LedgerEntry[][]) => appendAll(trx, dialect, batches));
  return {
    async append(entries) {
      if (entries.length > 0) await append(entries.map(normalEntry));
    },
    async forRecord(connection, sync, recordKey) {
      const rows = await db
        .selectFrom('ledger')
        .select(LEDGER_COLUMNS)
        .where('connection', '=', connection)
        .where('sync', '=', sync)
        .where('record_key', '=', recordKey)
        .orderBy('seq')
        .execute();
      return rows.map(withoutNulls);
    },
    range: (query) => range(db, query),
    verify: (connection) => verifyLedger(db, connection),
    prune: (connection, before) => pruneLedger(db, dialect, connection, instant(before)),
  };
}

async function range(db: Db, query: Parameters<LedgerStore['range']>[0]): Promise<LedgerRow[]> {
  const { connection, from, to, afterSeq, limit } = query;
  const rows = await db
    .selectFrom('ledger')
    .select(LEDGER_COLUMNS)
    .where('connection', '=', connection)
    .$if(from !== undefined, (rest) => rest.where('at', '>=', instant(from ?? '')))
    .$if(to !== undefined, (rest) => rest.where('at', '<=', instant(to ?? '')))
    .$if(afterSeq !== undefined, (rest) => rest.where('seq', '>', afterSeq ?? 0))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(withoutNulls);
}

async function appendAll(trx: Trx, dialect: Dialect, batches: LedgerEntry[][]): Promise<undefined[]> {
  const byConnection = Map.groupBy(batches.flat(), (entry) => entry.connection);
  const connections = [...byConnection.keys()].sort();
  const heads = await lockHeads(trx, dialect, connections);
  const rows: Database['ledger'][] = [];
  for (const head of heads) {
    for (const entry of byConnection.get(head.connection) ?? []) rows.push(link(head, entry));
  }
  for (const part of chunks(rows, ROWS_PER_INSERT)) await trx.insertInto('ledger').values(part).execute();
  for (const { connection, seq, hash } of heads) {
    await trx.updateTable('ledger_heads').set({ seq, hash }).where('connection', '=', connection).execute();
  }
  return batches.map(() => undefined);
}

/** Adds one entry to the chain: moves the head on and answers the row. */
function link(head: Head, entry: LedgerEntry): Database['ledger'] {
  const prevHash = head.hash;
  head.seq += 1;
  head.hash = chainHash(prevHash, entry);
  return {
    connection: entry.connection,
    seq: head.seq,
    kind: entry.kind,
    sync: entry.sync,
    record_key: entry.recordKey,
    workflow_id: entry.workflowId,
    run_id: entry.runId,
    at: entry.at,
    source_time: entry.sourceTime ?? null,
    step: entry.step,
    attempt: entry.attempt ?? null,
    system: entry.system ?? null,
    outcome: entry.outcome,
    failure_type: entry.failureType ?? null,
    target_ref: entry.targetRef ?? null,
    summary: entry.summary,
    sealed_payload: entry.sealedPayload ?? null,
    prev_hash: prevHash,
    hash: head.hash,
  };
}
