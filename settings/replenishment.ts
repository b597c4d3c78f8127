/** Settings of the sync `replenishment` (NetSuite purchase order → ShipBob receiving order), under `syncs.replenishment`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const replenishmentSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '24h', overlap: '24h' }),
  recheck: recheckShape,
});
