/**
 * The tables as Kysely knows them: one schema for SQLite and PostgreSQL, made by `migrations/`.
 * The trap: instants are text in one fixed form (see values.ts), because SQLite has no type for them.
 */
import type { Kysely, Transaction } from 'kysely';
import type { ConnectionMode, InboxState, LedgerEntry, LedgerKind, RecordStatus } from './contract.ts';
import type { JournalState } from './journal-contract.ts';
import type { LinkState } from './links-contract.ts';
import type { ReconcileState } from './reconcile-contract.ts';
import type { StockState } from './stock-contract.ts';

export type Dialect = 'sqlite' | 'postgres';

export type Database = {
  /** Not `schema_version`: Temporal's own tables have that name, and a small shop may keep both in one database. */
  ml_connector_schema: { version: number; name: string; applied_at: string };
  connections: {
    id: string;
    pair: string;
    mode: ConnectionMode;
    settings: string;
    revision: number;
    updated_at: string;
    parked_system: string | null;
    parked_failure_type: string | null;
    parked_reason: string | null;
    parked_since: string | null;
  };
  secrets: { connection: string; name: string; sealed: string; key_id: string; updated_at: string };
  /** `id` is a UUID v7: the newest token has the greatest. */
  hook_tokens: { connection: string; token_hash: string; id: string; expires_at: string | null };
  inbox: {
    id: string;
    connection: string;
    system: string;
    topic: string;
    dedupe_key: string;
    received_at: string;
    last_received_at: string;
    deliveries: number;
    state: InboxState;
    sealed_body: string;
    workflow_id: string | null;
  };
  ledger: {
    connection: string;
    seq: number;
    kind: LedgerKind;
    sync: string;
    record_key: string;
    workflow_id: string;
    run_id: string;
    at: string;
    source_time: string | null;
    step: string;
    attempt: number | null;
    system: string | null;
    outcome: LedgerEntry['outcome'];
    failure_type: string | null;
    target_ref: string | null;
    summary: string;
    sealed_payload: string | null;
    prev_hash: string;
    hash: string;
  };
  /** Last row of each chain, and the last row that retention removed. */
  ledger_heads: { connection: string; seq: number; hash: string; root_seq: number; root_hash: string };
  /** `id` is `<connection>/<sync>/<record key>`. */
  records: {
    id: string;
    connection: string;
    sync: string;
    record_key: string;
    status: RecordStatus;
    cause: string | null;
    reason: string | null;
    workflow_id: string;
    found_by: string;
    first_seen_at: string;
    updated_at: string;
    summary: string | null;
  };
  record_numbers: { record_id: string; kind: string; value: string; normal: string };
  /** Source rows that were dealt with, in which state. */
  record_sources: { connection: string; sync: string; source: string; state: string };
  cursors: { connection: string; stream: string; value: string; updated_at: string };
  reconcile_runs: {
    id: string;
    connection: string;
    from_day: string;
    to_day: string;
    state: ReconcileState;
    started_at: string;
    finished_at: string | null;
    result: string | null;
  };
  reconcile_rows: {
    run: string;
    stream: string;
    side: 'source' | 'target';
    id: string;
    key: string;
    alt_key: string | null;
    record_key: string | null;
    judged: number;
    facts: string;
  };
  reconcile_findings: {
    run: string;
    stream: string;
    key: string;
    what: string;
    cause: string;
    explained: number;
    healable: number;
    record_key: string | null;
    details: string;
  };
  shared_state: { key: string; version: number; value: string; updated_at: string };
  stock_levels: {
    connection: string;
    sku_key: string;
    location: string;
    sku: string;
    made_of: string;
    wanted: number;
    wanted_at: string;
    shown: number | null;
    shown_at: string | null;
    known: number;
    run: string;
    state: StockState;
    rank: number;
    tries: number;
    changed_in: string | null;
    cause: string | null;
    reason: string | null;
  };
  links: {
    connection: string;
    sync: string;
    source_ref: string;
    source_owner: string;
    target_owner: string;
    target_ref: string | null;
    state: LinkState;
    detail: string | null;
    noted_at: string;
    updated_at: string;
  };
  journal_entries: {
    connection: string;
    key: string;
    record_key: string;
    day: string;
    state: JournalState;
    sealed_payload: string;
    group_id: string | null;
    reason: string | null;
    noted_at: string;
    updated_at: string;
  };
  customers: {
    connection: string;
    customer_id: string;
    parent_id: string | null;
    fingerprint: string;
    sealed_profile: string;
    updated_at: string;
  };
  customer_keys: { connection: string; hash: string; customer_id: string };
  order_notes: {
    connection: string;
    order_id: string;
    customer_id: string | null;
    sealed_written: string | null;
    look: string | null;
    updated_at: string;
  };
  order_keys: { connection: string; hash: string; order_id: string };
};

export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

export const TABLES = [
  'connections',
  'secrets',
  'hook_tokens',
  'inbox',
  'ledger',
  'ledger_heads',
  'records',
  'record_numbers',
  'record_sources',
  'cursors',
  'reconcile_runs',
  'reconcile_rows',
  'reconcile_findings',
  'shared_state',
  'stock_levels',
  'links',
  'journal_entries',
  'customers',
  'customer_keys',
  'order_notes',
  'order_keys',
] as const satisfies readonly (keyof Database)[];
