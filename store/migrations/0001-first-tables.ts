/**
 * The first schema: settings and secrets, webhook inbox, ledger, records, cursors.
 * The trap: each index below serves a query of the store; the inbox and the ledger pay for every further one per event.
 */
import { sql } from 'kysely';
import type { Dialect, Trx } from '../schema.ts';
import { guardLedger } from './0001-ledger-guards.ts';
import { columnTypes, keyedTableOptions, type Migration, tableOptions } from './migration.ts';

export const firstTables: Migration = {
  version: 1,
  name: 'first tables',
  async up(trx, dialect) {
    await settingsTables(trx, dialect);
    await inboxTable(trx, dialect);
    await ledgerTables(trx, dialect);
    await recordTables(trx, dialect);
    await recordDetailTables(trx, dialect);
    await guardLedger(trx, dialect);
  },
};

async function settingsTables(trx: Trx, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect);
  await trx.schema
    .createTable('connections')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('pair', text, (column) => column.notNull())
    .addColumn('mode', text, (column) => column.notNull())
    .addColumn('settings', text, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('parked_system', text)
    .addColumn('parked_failure_type', text)
    .addColumn('parked_reason', text)
    .addColumn('parked_since', text)
    .modifyEnd(tableOptions(dialect))
    .execute();
  await trx.schema
    .createTable('secrets')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('key_id', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('secrets_key', ['connection', 'name'])
    .modifyEnd(tableOptions(dialect))
    .execute();
  await trx.schema
    .createTable('hook_tokens')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('token_hash', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('expires_at', text)
    .addPrimaryKeyConstraint('hook_tokens_key', ['connection', 'token_hash'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
  await trx.schema
    .createTable('cursors')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('cursors_key', ['connection', 'stream'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
}

async function inboxTable(trx: Trx, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect);
  await trx.schema
    .createTable('inbox')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('system', text, (column) => column.notNull())
    .addColumn('topic', text, (column) => column.notNull())
    .addColumn('dedupe_key', text, (column) => column.notNull())
    .addColumn('received_at', text, (column) => column.notNull())
    .addColumn('last_received_at', text, (column) => column.notNull())
    .addColumn('deliveries', integer, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('sealed_body', text, (column) => column.notNull())
    .addColumn('workflow_id', text)
    .addUniqueConstraint('inbox_dedupe', ['connection', 'dedupe_key'])
    .modifyEnd(tableOptions(dialect))
    .execute();
  const index = (name: string) => trx.schema.createIndex(name).on('inbox');
  await index('inbox_received').columns(['connection', 'received_at', 'id']).execute();
  await index('inbox_state').columns(['connection', 'state', 'deliveries']).execute();
  await index('inbox_pending')
    .columns(['last_received_at', 'id'])
    .where(sql.ref('state'), '=', sql.lit('stored'))
    .execute();
}

async function ledgerTables(trx: Trx, dialect: Dialect): Promise<void> {
  const { text, integer, big } = columnTypes(dialect);
  await trx.schema
    .createTable('ledger')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('seq', big, (column) => column.notNull())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('sync', text, (column) => column.notNull())
    .addColumn('record_key', text, (column) => column.notNull())
    .addColumn('workflow_id', text, (column) => column.notNull())
    .addColumn('run_id', text, (column) => column.notNull())
    .addColumn('at', text, (column) => column.notNull())
    .addColumn('source_time', text)
    .addColumn('step', text, (column) => column.notNull())
    .addColumn('attempt', integer)
    .addColumn('system', text)
    .addColumn('outcome', text, (column) => column.notNull())
    .addColumn('failure_type', text)
    .addColumn('target_ref', text)
    .addColumn('summary', text, (column) => column.notNull())
    .addColumn('sealed_payload', text)
    .addColumn('prev_hash', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_key', ['connection', 'seq'])
    .modifyEnd(tableOptions(dialect))
    .execute();
  const index = (name: string) => trx.schema.createIndex(name).on('ledger');
  await index('ledger_record').columns(['connection', 'sync', 'record_key', 'seq']).execute();
  await index('ledger_time').columns(['connection', 'at', 'seq']).execute();
  await trx.schema
    .createTable('ledger_heads')
    .addColumn('connection', text, (column) => column.primaryKey())
    .addColumn('seq', big, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addColumn('root_seq', big, (column) => column.notNull())
    .addColumn('root_hash', text, (column) => column.notNull())
    .modifyEnd(tableOptions(dialect))
    .execute();
}

async function recordTables(trx: Trx, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect);
  await trx.schema
    .createTable('records')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('sync', text, (column) => column.notNull())
    .addColumn('record_key', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('cause', text)
    .addColumn('reason', text)
    .addColumn('workflow_id', text, (column) => column.notNull())
    .addColumn('found_by', text, (column) => column.notNull())
    .addColumn('first_seen_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('summary', text)
    .modifyEnd(tableOptions(dialect))
    .execute();
  const index = (name: string) => trx.schema.createIndex(name).on('records');
  await index('records_recent').columns(['updated_at', 'id']).execute();
  await index('records_recent_of').columns(['connection', 'updated_at', 'id']).execute();
  await index('records_by_status').columns(['status', 'cause', 'updated_at']).execute();
  await index('records_counts').columns(['connection', 'sync', 'status', 'cause', 'first_seen_at']).execute();
}

async function recordDetailTables(trx: Trx, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect);
  await trx.schema
    .createTable('record_numbers')
    .addColumn('record_id', text, (column) => column.notNull().references('records.id').onDelete('cascade'))
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addColumn('normal', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('record_numbers_key', ['record_id', 'kind', 'normal'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
  await trx.schema.createIndex('record_numbers_normal').on('record_numbers').columns(['normal', 'record_id']).execute();
  await trx.schema
    .createTable('record_sources')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('sync', text, (column) => column.notNull())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('record_sources_key', ['connection', 'sync', 'source'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
}
