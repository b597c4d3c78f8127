/** Settings of the sync `shipmentTracking` (ShipBob shipment → NetSuite sales order), under `syncs.shipmentTracking`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

export const shipmentTrackingSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
});
