/**
 * The customer directory, and what is kept of ShipStation's orders: whose they are, what we wrote, how they looked last.
 * The trap: profiles and written values come sealed, e-mails and usernames only as keyed hashes; nothing here is clear.
 */
import type { Dialect, Trx } from '../schema.ts';
import { columnTypes, keyedTableOptions, type Migration, tableOptions } from './migration.ts';

export const customerTables: Migration = {
  version: 3,
  name: 'customers',
  async up(trx, dialect) {
    await customers(trx, dialect);
    await orderNotes(trx, dialect);
  },
};

async function customers(trx: Trx, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect);
  await trx.schema
    .createTable('customers')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('customer_id', text, (column) => column.notNull())
    .addColumn('parent_id', text)
    .addColumn('fingerprint', text, (column) => column.notNull())
    .addColumn('sealed_profile', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('customers_key', ['connection', 'customer_id'])
    .modifyEnd(tableOptions(dialect))
    .execute();
  await trx.schema.createIndex('customers_parent').on('customers').columns(['connection', 'parent_id']).execute();
  await trx.schema
    .createTable('customer_keys')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addColumn('customer_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('customer_keys_key', ['connection', 'customer_id', 'hash'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
}

async function orderNotes(trx: Trx, dialect: Dialect): Promise<void> {
  const { text } = columnTypes(dialect);
  await trx.schema
    .createTable('order_notes')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('order_id', text, (column) => column.notNull())
    .addColumn('customer_id', text)
    .addColumn('sealed_written', text)
    .addColumn('look', text)
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('order_notes_key', ['connection', 'order_id'])
    .modifyEnd(tableOptions(dialect))
    .execute();
  const index = (name: string) => trx.schema.createIndex(name).on('order_notes');
  await index('order_notes_customer').columns(['connection', 'customer_id']).execute();
  await index('order_notes_age').columns(['connection', 'updated_at']).execute();
  await trx.schema
    .createTable('order_keys')
    .addColumn('connection', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addColumn('order_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('order_keys_key', ['connection', 'hash', 'order_id'])
    .modifyEnd(keyedTableOptions(dialect))
    .execute();
  await trx.schema.createIndex('order_keys_order').on('order_keys').columns(['connection', 'order_id']).execute();
}
