/**
 * Settings of the sync `receivablesPosting` (ShipStation shipments → Fusion receivables invoices), as they stand in the connection's file under
 * `syncs.receivablesPosting`.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const receivablesPostingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
});

export type ReceivablesPostingSettings = z.infer<typeof receivablesPostingSchema>;
