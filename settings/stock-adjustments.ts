/**
 * Settings of the sync `stockAdjustments` (stock changes in ShipStation that no shipment explains → Fusion inventory), as they stand in the connection's file under
 * `syncs.stockAdjustments`.
 */
import { z } from 'zod';
import { everySchema } from './common.ts';

export const stockAdjustmentsSchema = z.strictObject({
  enabled: z.boolean().default(false),
  every: everySchema('1s').default('24h').describe('How often it runs'),
});

export type StockAdjustmentsSettings = z.infer<typeof stockAdjustmentsSchema>;
