/**
 * Settings of the sync `shopifyStock` (NetSuite stock → Shopify inventory), under `syncs.shopifyStock`.
 * The trap: it is off until somebody has mapped the locations, because a wrong map sells what is not there.
 */
import { z } from 'zod';
import { everySchema, recordId } from './common.ts';

const amount = z
  .union([
    z.number().nonnegative(),
    z.string().regex(/^\d+(\.\d+)?%?$/, 'write a number such as 5, or a share such as "10%"'),
  ])
  .transform(String);

const factor = z
  .union([z.number().positive(), z.string().regex(/^(?=.*[1-9])\d+(\.\d+)?$/, 'write a number above 0')])
  .transform(String);

const waitOrIgnore = (usual: 'wait' | 'ignore', what: string) =>
  z.enum(['wait', 'ignore']).default(usual).describe(`${what}: list it among the errors, or say nothing`);

export const shopifyStockSchema = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Off until the locations are mapped'),
    every: everySchema('1m').default('4h').describe('How often all levels are compared'),
    quantity: z
      .enum(['available', 'onHand'])
      .default('available')
      .describe('NetSuite’s available stock becomes Shopify’s available, or its stock on hand Shopify’s on hand'),
    locations: z
      .record(z.string(), recordId)
      .default({})
      .describe('NetSuite location id → Shopify location id; several may lead to one, which then has their sum'),
    ignoreLocations: z
      .array(recordId)
      .default([])
      .describe('Shopify location ids that somebody else looks after; other unmapped ones are listed'),
    skuAliases: z
      .record(z.string(), z.string())
      .default({})
      .describe('Shopify SKU → NetSuite item name, besides those of shopifyOrder'),
    onlySkus: z.array(z.string()).default([]).describe('Only these Shopify SKUs, * at the end allowed; empty = all'),
    ignoreSkus: z.array(z.string()).default([]).describe('Never these Shopify SKUs, * at the end allowed'),
    unitFactors: z
      .record(z.string(), factor)
      .default({})
      .describe('Shopify SKU → how many of Shopify’s units one NetSuite unit is, e.g. 12 for a dozen'),
    rounding: z.enum(['down', 'nearest', 'up']).default('down').describe('What becomes of parts of a unit'),
    buffers: z
      .strictObject({
        all: amount.default('0').describe('Kept back from every level: a number of units, or a share such as "10%"'),
        byLocation: z.record(z.string(), amount).default({}).describe('The same by Shopify location id'),
        bySku: z.record(z.string(), amount).default({}).describe('The same by Shopify SKU'),
        bySkuAndLocation: z
          .record(z.string(), z.record(z.string(), amount))
          .default({})
          .describe('The same by Shopify SKU and location id'),
      })
      .prefault({})
      .describe('Safety stock that the shop does not show; the most particular entry counts'),
    kits: z
      .record(z.string(), z.record(z.string(), z.number().int().positive()))
      .default({})
      .describe('Shopify SKU of a set → NetSuite item names and their number, where NetSuite does not know the kit'),
    kitsFromNetSuite: z
      .boolean()
      .default(true)
      .describe('Work out the level of NetSuite’s kit items from their members’ stock'),
    inactiveItems: z.enum(['leave', 'zero']).default('leave').describe('Levels of items that are inactive in NetSuite'),
    unknownSkus: waitOrIgnore('wait', 'A SKU that NetSuite does not know'),
    blankSkus: waitOrIgnore('wait', 'A tracked variant without a SKU'),
    untracked: waitOrIgnore('wait', 'A variant whose stock Shopify does not track, though NetSuite has the item'),
    activate: z
      .boolean()
      .default(true)
      .describe('Stock an item at a mapped location where Shopify does not stock it yet and NetSuite has some'),
    keepBackUnposted: z
      .boolean()
      .default(true)
      .describe('Orders that are not in NetSuite yet are taken off, so that their goods are not sold twice'),
  })
  .superRefine(({ enabled, locations }, context) => {
    if (!enabled || Object.keys(locations).length > 0) return;
    context.addIssue({
      code: 'custom',
      path: ['locations'],
      message: 'no location is mapped. Write NetSuite location id: Shopify location id',
    });
  });

export type ShopifyStockSettings = z.infer<typeof shopifyStockSchema>;
