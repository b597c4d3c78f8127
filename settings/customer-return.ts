/** Settings of the sync `customerReturn` (ShipBob return → NetSuite return and stock), under `syncs.customerReturn`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const customerReturnSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '1h', overlap: '24h' }),
  recheck: recheckShape,
});
