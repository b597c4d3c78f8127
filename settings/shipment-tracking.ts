/**
 * Settings of the sync `shipmentTracking` (ShipBob shipment → NetSuite sales order), under `syncs.shipmentTracking`.
 * The trap: NetSuite has no fields of its own for carrier, link and delivery status on a sales order; name custom ones.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';

const netSuiteField = z
  .string()
  .regex(
    /^(otherRefNum|tranId|externalId|id|custbody[a-z0-9_]+)$/,
    'use otherRefNum, tranId, externalId, id or a custbody_… field',
  )
  .transform((text) => text as 'otherRefNum' | 'tranId' | 'externalId' | 'id' | `custbody${string}`);

const bodyField = z.string().regex(/^custbody[a-z0-9_]+$/i, 'a custbody… field');

/** Where a value is shown; those that are absent are not written. */
const fieldsShape = z
  .strictObject({
    status: bodyField.optional().describe('Delivery status in words (see statuses)'),
    carrier: bodyField.optional().describe('Carrier and service'),
    trackingNumber: bodyField.optional(),
    trackingLink: bodyField.optional(),
    shippedOn: bodyField.optional().describe('Date field: the day it left ShipBob'),
    deliveredOn: bodyField.optional().describe('Date field: the day it was delivered, when all of it was'),
    shipment: bodyField.optional().describe('ShipBob’s shipment id'),
    changedAt: bodyField
      .optional()
      .describe('Text field: ShipBob’s own time of this state; an older one never overwrites a newer one'),
  })
  .prefault({});

export const STATES = [
  'processing',
  'onHold',
  'exception',
  'labelled',
  'partlyShipped',
  'awaitingCarrier',
  'inTransit',
  'outForDelivery',
  'deliveryException',
  'delivered',
  'cancelled',
] as const;

export const shipmentTrackingSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '15m', overlap: '90m' }),
  recheck: recheckShape,
  channelIds: z
    .array(z.string().regex(/^\d{1,10}$/, 'a channel id is digits, in quotes'))
    .default([])
    .describe('Only orders of these ShipBob channels; empty = all'),
  match: z
    .array(
      z.strictObject({
        shipbob: z.enum(['referenceId', 'orderNumber', 'orderId']).describe('Field of the ShipBob order'),
        netsuite: netSuiteField.describe('Field of the NetSuite sales order'),
        prefix: z.string().optional().describe('Put before ShipBob’s value'),
        stripPrefix: z.string().optional().describe('Taken off ShipBob’s value first, e.g. "#"'),
      }),
    )
    .min(1)
    .default([
      { shipbob: 'referenceId', netsuite: 'externalId' },
      { shipbob: 'referenceId', netsuite: 'otherRefNum' },
      { shipbob: 'referenceId', netsuite: 'tranId' },
      { shipbob: 'orderNumber', netsuite: 'otherRefNum' },
      { shipbob: 'orderNumber', netsuite: 'tranId' },
    ])
    .describe('Tried in order; the first rule that finds exactly one sales order wins'),
  notFound: z.enum(['wait', 'ignore']).default('wait').describe('No sales order fits: wait for it, or leave it be'),
  salesOrderFields: fieldsShape.describe('Fields of the sales order; several shipments are joined by commas'),
  fulfillmentFields: fieldsShape.describe('Fields of the item fulfilment of a shipment'),
  statuses: z
    .partialRecord(z.enum(STATES), z.string().min(1))
    .default({})
    .describe('State → what is written for it: words, or the ids of a list’s values (see statusIsList)'),
  statusIsList: z.boolean().default(false).describe('The status fields are list fields: statuses holds their ids'),
  exceptionsAsStatus: z
    .boolean()
    .default(true)
    .describe('Exceptions and holds are shown as status; false = in the trace only'),
  maxLength: z.int().min(20).max(4000).default(300).describe('Length of the text fields; whole values are left out'),
  fulfillment: z
    .enum(['record', 'adopt', 'none'])
    .default('record')
    .describe(
      'record = NetSuite gets one item fulfilment for each shipment; adopt = only those that others made are kept up to date; none = fulfilments are not touched',
    ),
  when: z
    .enum(['left', 'labelled'])
    .default('left')
    .describe('When a shipment counts as shipped: it has left ShipBob, or its label is printed'),
  onCancelled: z
    .enum(['wait', 'remove'])
    .default('remove')
    .describe('A shipment is cancelled after its fulfilment was recorded: take ours back, or wait for a person'),
  externalIdPrefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,30}$/, 'only letters, digits, _ and -')
    .default('IF_SB')
    .describe('Fulfilments are named <prefix>_<shipment id>; never change it on a connection that has posted'),
  shipStatus: z
    .enum(['A', 'B', 'C', 'none'])
    .default('C')
    .describe('A picked, B packed, C shipped, none = account without Pick, Pack and Ship'),
  ignoreSkus: z.array(z.string()).default([]).describe('SKUs that are not goods, e.g. inserts'),
  bundles: z
    .record(
      z.string(),
      z.strictObject({
        units: z.int().positive().describe('Pieces of stock in one bundle'),
        items: z
          .record(z.string(), z.int().positive())
          .optional()
          .describe('NetSuite items and how many of each, where the sales order has the parts as lines'),
      }),
    )
    .default({})
    .describe('ShipBob SKU of a bundle → what is in it'),
  shipMethods: z
    .record(z.string(), recordId)
    .default({})
    .describe('ShipBob carrier, or carrier/service → NetSuite shipping item id'),
  packageSublists: z
    .record(z.string(), z.enum(['package', 'packageUps', 'packageFedex', 'packageUsps']))
    .default({})
    .describe('NetSuite shipping item id → package sublist, for integrated carriers; all others use "package"'),
});

export type ShipmentTrackingSettings = z.infer<typeof shipmentTrackingSchema>;
export type TrackedState = (typeof STATES)[number];
