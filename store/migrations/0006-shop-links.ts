/**
 * What a sync made in the other system, for systems that keep no name of ours on what they make.
 * The trap: rows are looked up from both ends, so both owners have an index.
 */
import { columnTypes, keyedTableOptions, type Migration } from './migration.ts';

export const shopLinks: Migration = {
  version: 6,
  name: 'links to what was made',
  async up(trx, dialect) {
    const { text } = columnTypes(dialect);
    await trx.schema
      .createTable('links')
      .addColumn('connection', text, (column) => column.notNull())
      .addColumn('sync', text, (column) => column.notNull())
      .addColumn('source_ref', text, (column) => column.notNull())
      .addColumn('source_owner', text, (column) => column.notNull())
      .addColumn('target_owner', text, (column) => column.notNull())
      .addColumn('target_ref', text)
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('detail', text)
      .addColumn('noted_at', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('links_key', ['connection', 'sync', 'source_ref'])
      .modifyEnd(keyedTableOptions(dialect))
      .execute();
    const index = (name: string) => trx.schema.createIndex(name).on('links');
    await index('links_source').columns(['connection', 'sync', 'source_owner']).execute();
    await index('links_target').columns(['connection', 'sync', 'target_owner']).execute();
    await index('links_made').columns(['connection', 'sync', 'target_ref']).execute();
  },
};
