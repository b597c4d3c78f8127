/**
 * Reconciliation: its runs, both sides' rows while one runs, and what it found.
 * The trap: a month may have 100,000 rows on each side, so both sides are joined here and never in a history.
 */
import type { Dialect, Trx } from '../schema.ts';
import { columnTypes, keyedTableOptions, type Migration, tableOptions } from './migration.ts';

export const reconcileTables: Migration = {
  version: 4,
  name: 'reconciliation',
  async up(trx, dialect) {
    await runTable(trx, dialect);
    await rowTable(trx, dialect);
    await findingTable(trx, dialect);
  },
};

async function runTable(trx: Trx, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect);
  await trx.schema
    .createTable('reconcile_runs')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('from_day', text, (column) => column.notNull())
    .addColumn('to_day', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('started_at', text, (column) => column.notNull())
    .addColumn('finished_at', text)
    .addColumn('result', text)
    .modifyEnd(tableOptions(dialect))
    .execute();
  await trx.schema
    .createIndex('reconcile_runs_recent')
    .on('reconcile_runs')
    .columns(['connection', 'started_at'])
    .execute();
}

async function rowTable(trx: Trx, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect);
  await trx.schema
    .createTable('reconcile_rows')
    .addColumn('run', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('side', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('alt_key', text)
    .addColumn('record_key', text)
    .addColumn('judged', integer, (column) => column.notNull())
    .addColumn('facts', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('reconcile_rows_key', ['run', 'stream', 'side', 'id'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
  const index = (name: string) => trx.schema.createIndex(name).on('reconcile_rows');
  await index('reconcile_rows_joined').columns(['run', 'stream', 'key']).execute();
  await index('reconcile_rows_alike').columns(['run', 'stream', 'alt_key']).execute();
}

async function findingTable(trx: Trx, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect);
  await trx.schema
    .createTable('reconcile_findings')
    .addColumn('run', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('key', text, (column) => column.notNull())
    .addColumn('what', text, (column) => column.notNull())
    .addColumn('cause', text, (column) => column.notNull())
    .addColumn('explained', integer, (column) => column.notNull())
    .addColumn('healable', integer, (column) => column.notNull())
    .addColumn('record_key', text)
    .addColumn('details', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('reconcile_findings_key', ['run', 'stream', 'key', 'what'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
}
