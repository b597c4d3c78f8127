/**
 * How rows and heads of the ledger are read and locked.
 * The trap: heads are always locked in the order of their connections, or two writers could wait for each other.
 */
import { CHAIN_START } from './ledger-chain.ts';
import type { Database, Dialect, Trx } from './schema.ts';

export type Head = Database['ledger_heads'];

export const LEDGER_COLUMNS = [
  'connection',
  'kind',
  'sync',
  'record_key as recordKey',
  'workflow_id as workflowId',
  'run_id as runId',
  'at',
  'source_time as sourceTime',
  'step',
  'attempt',
  'system',
  'outcome',
  'failure_type as failureType',
  'target_ref as targetRef',
  'summary',
  'sealed_payload as sealedPayload',
  'seq',
  'prev_hash as prevHash',
  'hash',
] as const;

/** The heads of these connections, locked until the transaction ends, made where they are missing. */
export async function lockHeads(trx: Trx, dialect: Dialect, connections: string[]): Promise<Head[]> {
  if (connections.length === 0) return [];
  const found = await selectHeads(trx, dialect, connections);
  if (found.length === connections.length) return found;
  await trx
    .insertInto('ledger_heads')
    .values(
      connections.map((connection) => ({ connection, seq: 0, hash: CHAIN_START, root_seq: 0, root_hash: CHAIN_START })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return selectHeads(trx, dialect, connections);
}

/** Like lockHeads, without making missing ones. */
export function selectHeads(trx: Trx, dialect: Dialect, connections: string[]): Promise<Head[]> {
  return (
    trx
      .selectFrom('ledger_heads')
      .selectAll()
      .where('connection', 'in', connections)
      .orderBy('connection')
      // SQLite has no row locks; its transactions already hold the only write lock.
      .$if(dialect === 'postgres', (query) => query.forUpdate())
      .execute()
  );
}
