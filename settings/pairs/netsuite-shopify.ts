/** The file of a connection NetSuite ↔ Shopify. */
import { z } from 'zod';
import { netSuiteSettingsSchema } from '../../connectors/netsuite/settings.ts';
import { shopifySettingsSchema } from '../../connectors/shopify/settings.ts';
import { idShape, modeShape, retentionShape, timeZoneSchema } from '../common.ts';
import { fulfillmentUpdateSchema } from '../fulfillment-update.ts';
import { reconcileShape } from '../reconcile.ts';
import { shopifyCustomerSchema } from '../shopify-customer.ts';
import { shopifyOrderSchema } from '../shopify-order.ts';
import { shopifyStockSchema } from '../shopify-stock.ts';

export const netSuiteShopifySchema = z.strictObject({
  id: idShape,
  pair: z.literal('netsuite-shopify').describe('Which two systems: netsuite-shopify'),
  mode: modeShape,
  timeZone: timeZoneSchema.describe('IANA time zone of the NetSuite account: whose day a posting date is'),
  netsuite: netSuiteSettingsSchema.describe('Address of the NetSuite account'),
  shopify: shopifySettingsSchema.describe('Which shop'),
  webhooks: z.boolean().default(true).describe('Subscribe to Shopify’s webhooks; false = sweeps only'),
  retention: retentionShape,
  reconcile: reconcileShape,
  syncs: z
    .strictObject({
      shopifyOrder: shopifyOrderSchema.prefault({}).describe('Shopify order → NetSuite, for its whole life'),
      shopifyCustomer: shopifyCustomerSchema.prefault({}).describe('Shopify customer → NetSuite customer'),
      fulfillmentUpdate: fulfillmentUpdateSchema.prefault({}).describe('NetSuite fulfilment → Shopify fulfilment'),
      shopifyStock: shopifyStockSchema.prefault({}).describe('NetSuite stock → Shopify inventory'),
    })
    .superRefine(({ shopifyOrder, shopifyCustomer }, context) => {
      const [order, customer] = [shopifyOrder.externalIdPrefix, shopifyCustomer.externalIdPrefix];
      if (order === customer) return;
      context.addIssue({
        code: 'custom',
        path: ['shopifyCustomer', 'externalIdPrefix'],
        message: `"${customer}" differs from "${order}" in syncs.shopifyOrder.externalIdPrefix; both must be the same, or one shop’s records bear two names`,
      });
    })
    .prefault({})
    .describe('What is kept in step'),
});
