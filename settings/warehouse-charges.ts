/**
 * Settings of the sync `warehouseCharges` (ShipBob invoice → NetSuite vendor bill), under `syncs.warehouseCharges`.
 * The trap: fee names are ShipBob's own words and new ones appear; without `otherFees` an invoice with one that is not in
 * `fees` waits and names it.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';
import { durationSchema } from './duration.ts';
import { closedPeriodShape, externalIdPrefixSchema } from './stock-booking.ts';

const placeSchema = z.strictObject({
  account: recordId.describe('NetSuite expense account'),
  department: recordId.optional(),
  class: recordId.optional(),
  location: recordId
    .optional()
    .describe('NetSuite location, or "centre" = that of the fulfilment centre (locations of the file)'),
});

export const warehouseChargesSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '24h', overlap: '72h' }),
  recheck: recheckShape,
  settleFor: durationSchema('0s')
    .default('1m')
    .describe('Webhooks of one invoice come charge by charge: so long they are gathered before it is read'),
  externalIdPrefix: externalIdPrefixSchema.describe(
    'Papers are named <prefix>_VB_<invoice id> (bill) and <prefix>_VC_<invoice id> (bill credit); never change it',
  ),
  vendor: recordId.optional().describe('NetSuite vendor that stands for ShipBob; absent = every invoice waits'),
  subsidiary: recordId.optional().describe('Needed in accounts with subsidiaries'),
  payablesAccount: recordId.optional().describe('Account of the bill itself; absent = the vendor’s usual one'),
  terms: recordId.optional().describe('Terms; absent = the vendor’s'),
  approvalStatus: z
    .enum(['1', '2'])
    .optional()
    .describe('1 = pending approval, 2 = approved; absent = as NetSuite does'),
  customForm: recordId.optional(),
  billNumber: z.string().max(20).default('').describe('Put before ShipBob’s invoice id as the bill’s reference number'),
  vendorCurrency: z
    .string()
    .length(3)
    .default('USD')
    .describe('The vendor’s own currency: needs no entry in currencies'),
  currencies: z.record(z.string().length(3), recordId).default({}).describe('ISO code → NetSuite currency id'),
  fees: z
    .record(z.string(), placeSchema)
    .default({})
    .describe('ShipBob’s fee (Shipping, Per Pick Fee, WRO Receiving Fee, Credit …) → where it is booked'),
  otherFees: placeSchema.optional().describe('Fees that are not in fees; absent = their invoice waits and names them'),
  tax: z
    .strictObject({
      place: placeSchema.optional().describe('Where tax is booked; absent = where its fee is'),
      lineTaxCode: recordId.optional().describe('Tax code that each line gets so that NetSuite adds no tax of its own'),
    })
    .prefault({}),
  lines: z
    .enum(['reference', 'fee'])
    .default('reference')
    .describe('reference = a line per fee and shipment, return or receiving order; fee = one line per fee'),
  mostLines: z
    .number()
    .int()
    .min(10)
    .max(1000)
    .default(300)
    .describe('An invoice with more lines than this gets one line per fee'),
  referenceField: z
    .string()
    .regex(/^custcol[a-z0-9_]+$/, 'a custcol… field')
    .optional()
    .describe('Line column (text) that gets the order’s number, or ShipBob’s reference where no order is known'),
  orderLookups: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('So many shipments of an invoice that are not known here are looked up in ShipBob, one call each'),
  refunds: z
    .enum(['line', 'billCredit'])
    .default('line')
    .describe(
      'Money back inside an invoice of charges: a negative line, or a bill credit beside the bill. Invoices that are credits as a whole are bill credits',
    ),
  skipTypes: z
    .array(z.string())
    .default(['Payment'])
    .describe('Invoice types that are not booked here: payments are what you pay, not what you owe'),
  closedPeriod: closedPeriodShape,
  changed: z
    .enum(['wait', 'correct'])
    .default('wait')
    .describe('Bill and invoice differ after posting: show it and wait, or post a correcting bill or bill credit'),
});

export type WarehouseChargesSettings = z.infer<typeof warehouseChargesSchema>;
export type ChargePlace = z.infer<typeof placeSchema>;
