/** Whose key is this: the directory of customers is also asked by what an order says of its owner. */
import type { Migration } from './migration.ts';

export const customerKeys: Migration = {
  version: 8,
  name: 'customers by key',
  async up(trx) {
    await trx.schema.createIndex('customer_keys_hash').on('customer_keys').columns(['connection', 'hash']).execute();
  },
};
