/**
 * Settings of the sync `stockAdjustments` (stock changes in ShipStation that no shipment explains → Fusion inventory), as
 * they stand in the connection's file under `syncs.stockAdjustments`.
 * The trap: ShipStation tells levels, not movements; what a level should be is reckoned from the last look and the labels
 * since, so a first run only remembers.
 */
import { z } from 'zod';
import { everySchema } from './common.ts';
import { accountRuleSchema, warehouseSchema } from './fusion-common.ts';

export const stockAdjustmentsSchema = z.strictObject({
  enabled: z.boolean().default(false),
  every: everySchema('1s').default('24h').describe('How often it runs'),
  locations: z
    .record(
      z.string(),
      warehouseSchema.extend({
        warehouse: z
          .string()
          .regex(/^\d+$/, 'a warehouse id is digits, in quotes')
          .optional()
          .describe('ShipStation warehouse whose labels take from here; absent = labels of all that are not named'),
      }),
    )
    .default({})
    .describe('ShipStation inventory location id → where its adjustments are booked; others are not looked at'),
  accounts: z.array(accountRuleSchema).default([]).describe('Adjustment accounts by rule (product, warehouse)'),
  account: z
    .string()
    .min(1)
    .optional()
    .describe('Adjustment account of everything that no rule names; {costCenter} is filled in'),
  labelsDecrement: z
    .boolean()
    .default(true)
    .describe('Labels take their goods off ShipStation’s stock (internal inventory is switched on)'),
  voidsReturn: z.boolean().default(true).describe('A voided label puts its goods back on ShipStation’s stock'),
  most: z
    .int()
    .min(1)
    .max(5000)
    .default(500)
    .describe('More differences than this in one run look like a recount or an import: a person is asked first'),
});

export type StockAdjustmentsSettings = z.infer<typeof stockAdjustmentsSchema>;
