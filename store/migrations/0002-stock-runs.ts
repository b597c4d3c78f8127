/**
 * Stock levels: one row for each SKU and place, with what it should be, what it is, and what a run has still to do.
 * The trap: a run works through these rows, so its own history stays short however many there are.
 */
import { columnTypes, keyedTableOptions, type Migration } from './migration.ts';

export const stockRuns: Migration = {
  version: 2,
  name: 'stock levels',
  async up(trx, dialect) {
    const { text, integer, big } = columnTypes(dialect);
    await trx.schema
      .createTable('stock_levels')
      .addColumn('connection', text, (column) => column.notNull())
      .addColumn('sku_key', text, (column) => column.notNull())
      .addColumn('location', text, (column) => column.notNull())
      .addColumn('sku', text, (column) => column.notNull())
      .addColumn('made_of', text, (column) => column.notNull())
      .addColumn('wanted', big, (column) => column.notNull())
      .addColumn('wanted_at', text, (column) => column.notNull())
      .addColumn('shown', big)
      .addColumn('shown_at', text)
      .addColumn('known', integer, (column) => column.notNull())
      .addColumn('run', text, (column) => column.notNull())
      .addColumn('state', text, (column) => column.notNull())
      .addColumn('rank', big, (column) => column.notNull())
      .addColumn('tries', integer, (column) => column.notNull())
      .addColumn('changed_in', text)
      .addColumn('cause', text)
      .addColumn('reason', text)
      .addPrimaryKeyConstraint('stock_levels_key', ['connection', 'sku_key', 'location'])
      .modifyEnd(keyedTableOptions(dialect))
      .execute();
    const index = (name: string) => trx.schema.createIndex(name).on('stock_levels');
    await index('stock_levels_work').columns(['connection', 'run', 'state', 'rank']).execute();
  },
};
