/** Which places of the stock table bear the same SKU: a shop may have given one to several things. */
import type { Migration } from './migration.ts';

export const stockSkus: Migration = {
  version: 7,
  name: 'stock levels by SKU',
  async up(trx) {
    await trx.schema.createIndex('stock_levels_sku').on('stock_levels').columns(['connection', 'sku']).execute();
  },
};
