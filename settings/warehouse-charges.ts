/** Settings of the sync `warehouseCharges` (ShipBob invoice → NetSuite vendor bill), under `syncs.warehouseCharges`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const warehouseChargesSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '24h', overlap: '72h' }),
  recheck: recheckShape,
});
