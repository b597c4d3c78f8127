/**
 * Settings of the sync `stockLevels` (NetSuite stock → ShipStation inventory), as they stand in the connection's file under
 * `syncs.stockLevels`. The trap: it is off until somebody has mapped the locations, because a wrong map sells what is not there.
 */
import { z } from 'zod';
import { everySchema, recordId as id } from './common.ts';
import { durationSchema } from './duration.ts';

const amount = z
  .union([
    z.number().nonnegative(),
    z.string().regex(/^\d+(\.\d+)?%?$/, 'write a number such as 5, or a share such as "10%"'),
  ])
  .transform(String);

const positive = z
  .union([
    z.number().positive(),
    z.string().regex(/^\d*[1-9]\d*(\.\d+)?$|^\d*\.\d*[1-9]\d*$/, 'write a number above 0'),
  ])
  .transform(String);

export const stockLevelsSchema = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Off until the locations are mapped'),
    every: everySchema('1m').default('24h').describe('How often all levels are compared'),
    quantity: z
      .enum(['onHand', 'available'])
      .default('onHand')
      .describe(
        'Which NetSuite quantity becomes ShipStation’s on-hand quantity. ShipStation takes its own open orders off itself, so available would take them off twice where both systems hold the same orders',
      ),
    locations: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe(
        'NetSuite location id → ShipStation inventory location id; several may lead to one, which then has their sum',
      ),
    ignoreLocations: z
      .array(id)
      .default([])
      .describe('NetSuite locations that hold stock and are not meant for ShipStation'),
    skuField: z
      .enum(['itemid', 'externalid', 'upccode'])
      .default('itemid')
      .describe('Where the SKU stands in NetSuite; of “Parent : Child” the last part'),
    skuAliases: z
      .record(z.string(), z.string())
      .default({})
      .describe('ShipStation SKU → NetSuite item name, besides those of orderShipped; case and blanks do not matter'),
    onlySkus: z
      .array(z.string())
      .default([])
      .describe('Only these ShipStation SKUs, * at the end allowed; empty = all'),
    ignoreSkus: z.array(z.string()).default([]).describe('Never these ShipStation SKUs, * at the end allowed'),
    unitFactors: z
      .record(z.string(), positive)
      .default({})
      .describe('ShipStation SKU → how many of ShipStation’s units one NetSuite unit is, e.g. 12 for a dozen'),
    rounding: z.enum(['down', 'nearest', 'up']).default('down').describe('What becomes of parts of a unit'),
    buffers: z
      .strictObject({
        all: amount.default('0').describe('Kept back from every level: a number of units, or a share such as "10%"'),
        byLocation: z.record(z.string(), amount).default({}).describe('The same by ShipStation inventory location id'),
        bySku: z.record(z.string(), amount).default({}).describe('The same by ShipStation SKU'),
        bySkuAndLocation: z
          .record(z.string(), z.record(z.string(), amount))
          .default({})
          .describe('The same by ShipStation SKU and inventory location id'),
      })
      .prefault({})
      .describe('Safety stock that this channel does not show; the most particular entry counts'),
    kits: z
      .record(z.string(), z.record(z.string(), z.number().int().positive()))
      .default({})
      .describe(
        'ShipStation SKU of a kit → NetSuite item names and their number, where NetSuite does not know the kit',
      ),
    kitsFromNetSuite: z
      .boolean()
      .default(true)
      .describe('Work out the level of NetSuite’s kit items from their members’ stock'),
    inactiveItems: z.enum(['leave', 'zero']).default('leave').describe('What happens to the levels of inactive items'),
    unknownSkus: z
      .enum(['wait', 'ignore'])
      .default('wait')
      .describe('A SKU with stock that ShipStation does not know: list it among the errors, or say nothing'),
    lowStock: z.number().int().min(0).default(5).describe('Levels up to this are written first'),
    confirmAfter: durationSchema('0s')
      .default('30s')
      .describe('A run that took longer, or wrote something, reads NetSuite once more before it ends'),
  })
  .superRefine(({ enabled, locations }, context) => {
    if (!enabled || Object.keys(locations).length > 0) return;
    context.addIssue({
      code: 'custom',
      path: ['locations'],
      message: 'no location is mapped. Write NetSuite location id: ShipStation inventory location id',
    });
  });

export type StockLevelsSettings = z.infer<typeof stockLevelsSchema>;
