/** Settings of the sync `receivingOrder` (ShipBob receiving order → NetSuite stock), under `syncs.receivingOrder`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const receivingOrderSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '30m', overlap: '24h' }),
  recheck: recheckShape,
});
