/**
 * What the syncs that book ShipBob's stock into NetSuite have in common: inventory adjustments, their cost, the day of a
 * posting, names. The trap: an adjustment without an account cannot be posted; whatever needs one waits and says so.
 */
import { z } from 'zod';
import { recordId } from './common.ts';

const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d{1,8})?$/.test(text), 'an amount such as 4.10');

export const externalIdPrefixSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,30}$/, 'only letters, digits, _ and -')
  .default('SB');

export const adjustOrWait = (usual: 'adjust' | 'wait') => z.enum(['adjust', 'wait']).default(usual);

export const adjustmentShape = z
  .strictObject({
    account: recordId.optional().describe('NetSuite account against which stock is adjusted; absent = those wait'),
    subsidiary: recordId.optional().describe('Needed in accounts with subsidiaries'),
    department: recordId.optional(),
    class: recordId.optional(),
  })
  .prefault({})
  .describe('Inventory adjustments');

export const costShape = z
  .strictObject({
    from: z
      .enum(['netsuite', 'purchaseOrder', 'zero'])
      .default('netsuite')
      .describe('Unit cost of what an adjustment adds: NetSuite’s own, the rate on the purchase order, or nothing'),
    bySku: z.record(z.string(), amount).default({}).describe('NetSuite item name → unit cost; before everything else'),
  })
  .prefault({})
  .describe('What stock is worth that no purchase order brings in');

export const closedPeriodShape = z
  .enum(['wait', 'nextOpenDay'])
  .default('wait')
  .describe('The day lies in a closed period: wait until it is opened, or post on the first open day after it');

export const unlottedShape = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe('Lot that lot-numbered NetSuite items get where ShipBob tells none; absent = they wait');

export const mostLinesShape = z
  .number()
  .int()
  .min(1)
  .max(1000)
  .default(200)
  .describe('More lines than this go into further postings');

export type AdjustmentSettings = z.infer<typeof adjustmentShape>;
export type CostSettings = z.infer<typeof costShape>;
