/**
 * Settings of the sync `customerAlignment` (ShipStation order owners ↔ Fusion customers), as they stand in the connection's file under
 * `syncs.customerAlignment`.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const customerAlignmentSchema = z.strictObject({
  enabled: z.boolean().default(false),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
});

export type CustomerAlignmentSettings = z.infer<typeof customerAlignmentSchema>;
