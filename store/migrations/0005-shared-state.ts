/**
 * Small pieces of state that all processes share, e.g. how many calls of a vendor's minute are spent.
 * The trap: a row is only replaced while its version is the one that was read.
 */
import { columnTypes, keyedTableOptions, type Migration } from './migration.ts';

export const sharedState: Migration = {
  version: 5,
  name: 'shared state',
  async up(trx, dialect) {
    const { text, big } = columnTypes(dialect);
    await trx.schema
      .createTable('shared_state')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('version', big, (column) => column.notNull())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('updated_at', text, (column) => column.notNull())
      .modifyEnd(keyedTableOptions(dialect))
      .execute();
  },
};
