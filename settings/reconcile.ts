/**
 * Settings of the reconciliation, as they stand in the connection's file under `reconcile`.
 * The trap: both sides are read some days beyond the range, because a label may bear another day than the one it was bought on.
 */
import { z } from 'zod';
import { everySchema } from './common.ts';
import { durationSchema } from './duration.ts';

export const reconcileShape = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Compare both systems by itself'),
    every: everySchema('15m').default('24h').describe('How often'),
    days: z
      .number()
      .int()
      .min(1)
      .max(366)
      .default(7)
      .describe('How many days back each comparison goes, today included'),
    grace: durationSchema('0s').default('1h').describe('What is younger than this is not judged yet'),
    margin: z
      .number()
      .int()
      .min(0)
      .max(62)
      .default(10)
      .describe('Days that are read before and after the range, for what bears another day than it was made on'),
  })
  .prefault({})
  .describe('Both systems compared, line by line; `ml-connector reconcile` does it at any time');

export type ReconcileSettings = z.output<typeof reconcileShape>;
