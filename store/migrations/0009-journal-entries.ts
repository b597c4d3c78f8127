/**
 * Journal entries that wait for their import into a general ledger, and what became of them.
 * The trap: an entry belongs to one import at a time; its group says which, and a later import never answers for it.
 */
import { columnTypes, keyedTableOptions, type Migration } from './migration.ts';

export const journalEntries: Migration = {
  version: 9,
  name: 'journal entries',
  async up(trx, dialect) {
    const { text } = columnTypes(dialect);
    await trx.schema
      .createTable('journal_entries')
      .addColumn('connection', text, (column) => column.notNull())
      .addColumn('key', text, (column) => column.notNull())
      .addColumn('record_key', text, (column) => column.notNull())
      .addColumn('day', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('sealed_payload', text, (column) => column.notNull())
      .addColumn('group_id', text)
      .addColumn('reason', text)
      .addColumn('noted_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('journal_entries_key', ['connection', 'key'])
      .modifyEnd(keyedTableOptions(dialect))
      .execute();
    const index = (name: string) => trx.schema.createIndex(name).on('journal_entries');
    await index('journal_entries_due').columns(['connection', 'state', 'day']).execute();
    await index('journal_entries_record').columns(['connection', 'record_key']).execute();
    await index('journal_entries_group').columns(['connection', 'group_id']).execute();
  },
};
