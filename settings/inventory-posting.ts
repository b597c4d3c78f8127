/**
 * Settings of the sync `inventoryPosting` (ShipStation shipments → Fusion inventory transactions), as they stand in the connection's file under
 * `syncs.inventoryPosting`.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const inventoryPostingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
});

export type InventoryPostingSettings = z.infer<typeof inventoryPostingSchema>;
