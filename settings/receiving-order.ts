/** Settings of the sync `receivingOrder` (ShipBob receiving order → NetSuite stock), under `syncs.receivingOrder`. */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';
import {
  adjustmentShape,
  adjustOrWait,
  closedPeriodShape,
  costShape,
  externalIdPrefixSchema,
  mostLinesShape,
  unlottedShape,
} from './stock-booking.ts';

const purchaseOrderField = z
  .string()
  .regex(
    /^(tranId|externalId|otherRefNum|id|custbody[a-z0-9_]+)$/,
    'use tranId, externalId, otherRefNum, id or a custbody_… field',
  );

const pattern = z.string().superRefine((text, context) => {
  try {
    // A group that nobody closed is found here, not when the first order comes.
    if (new RegExp(`^(?:${text})$|`).exec('')?.length !== 2)
      context.addIssue({ code: 'custom', message: `"${text}" must have exactly one group, e.g. (.+)-\\d+` });
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is not a regular expression` });
  }
});

const matchRuleSchema = z
  .strictObject({
    shipbob: z.enum(['purchaseOrderNumber', 'id']).describe('Field of the receiving order'),
    netsuite: purchaseOrderField.describe('Field of the NetSuite purchase order'),
    prefix: z.string().optional().describe('Put before the value, e.g. "PO"'),
    stripPrefix: z.string().optional().describe('Taken off the value first'),
    pattern: pattern
      .optional()
      .describe('Regular expression for the whole value; its one group is taken, e.g. (.+)-\\d+ for parts of a split'),
  })
  .describe('Tried in order; the first rule that finds exactly one purchase order wins');

export const receivingOrderSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '30m', overlap: '24h' }),
  recheck: recheckShape,
  externalIdPrefix: externalIdPrefixSchema.describe(
    'Postings are named <prefix>_WRO_<receiving order id>_<number>; never change it on a connection that has posted',
  ),
  match: z
    .array(matchRuleSchema)
    .default([
      { shipbob: 'purchaseOrderNumber', netsuite: 'tranId' },
      { shipbob: 'purchaseOrderNumber', netsuite: 'externalId' },
      { shipbob: 'purchaseOrderNumber', netsuite: 'otherRefNum' },
    ])
    .describe('How a receiving order finds its purchase order; empty = never'),
  post: z
    .enum(['asStowed', 'daily', 'whenCompleted'])
    .default('asStowed')
    .describe(
      'asStowed = whenever more was stowed; daily = once a day and at the end; whenCompleted = once, at the end',
    ),
  withoutNumber: adjustOrWait('adjust').describe('Receiving orders that name no purchase order'),
  numberUnknown: adjustOrWait('wait').describe('Receiving orders whose purchase order is not found in NetSuite'),
  overReceipt: adjustOrWait('adjust').describe('More stowed than the purchase order has open, or not on it at all'),
  correction: adjustOrWait('adjust').describe('Less stowed than is booked, after a recount'),
  adjustment: adjustmentShape,
  cost: costShape,
  closedPeriod: closedPeriodShape,
  postingDay: z
    .enum(['stowed', 'today'])
    .default('stowed')
    .describe('Day of a posting: when ShipBob last stowed, or the day on which it is posted'),
  lotWhenNone: unlottedShape,
  mostLines: mostLinesShape,
});

export type ReceivingOrderSettings = z.infer<typeof receivingOrderSchema>;
export type PurchaseOrderRule = z.infer<typeof matchRuleSchema>;
