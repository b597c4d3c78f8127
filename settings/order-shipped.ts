/**
 * Settings of the sync `orderShipped` (ShipStation parcel → NetSuite item fulfilment), as they stand in the
 * connection's file under `syncs.orderShipped`. Everything has a default except what only the merchant knows.
 */
import { z } from 'zod';
import { everySchema, recordId as id } from './common.ts';
import { durationSchema } from './duration.ts';

const shipStationField = z.enum(['orderNumber', 'orderKey', 'orderId', 'customField1', 'customField2', 'customField3']);

const netSuiteField = z
  .string()
  .regex(
    /^(otherRefNum|tranId|externalId|id|custbody[a-z0-9_]+)$/,
    'use otherRefNum, tranId, externalId, id or a custbody_… field',
  )
  .transform((text) => text as 'otherRefNum' | 'tranId' | 'externalId' | 'id' | `custbody${string}`);

export const matchRuleSchema = z
  .strictObject({
    shipstation: shipStationField.describe('Field of the ShipStation order'),
    netsuite: netSuiteField.describe('Field of the NetSuite sales order'),
    prefix: z.string().optional().describe('Put before the ShipStation value, e.g. "SO_SHOP1_"'),
    stripPrefix: z.string().optional().describe('Taken off the ShipStation value first, e.g. "#"'),
  })
  .describe('Tried in order; the first rule that finds exactly one sales order wins');

export const orderShippedSchema = z.strictObject({
  enabled: z.boolean().default(true),
  webhooks: z
    .array(z.enum(['v1', 'v2']))
    .default(['v1'])
    .describe('Which of ShipStation’s webhooks to subscribe to; empty = sweeps only'),
  orderEvents: z
    .boolean()
    .default(false)
    .describe('Note in the trace what happens to orders before they ship: changed, split, merged, on hold, cancelled'),
  sweep: z
    .strictObject({
      every: everySchema('1s').default('15m'),
      overlap: durationSchema('0s')
        .default('90m')
        .describe('Looked at again each time; covers late commits and the repeated hour in autumn'),
      voidsOverlap: durationSchema('0s').default('24h').describe('The same for voided labels'),
      startFrom: z.iso
        .date()
        .optional()
        .describe('First sweep starts here; default one day before the connection was applied'),
    })
    .prefault({}),
  recheck: durationSchema('1s').default('15m').describe('How often a waiting record looks again by itself'),
  match: z
    .array(matchRuleSchema)
    .min(1)
    .default([
      { shipstation: 'orderKey', netsuite: 'externalId' },
      { shipstation: 'orderNumber', netsuite: 'otherRefNum' },
      { shipstation: 'orderNumber', netsuite: 'tranId' },
    ]),
  lineKey: z
    .union([z.enum(['line', 'lineUniqueKey', 'none']), z.string().regex(/^custcol[a-z0-9_]+$/)])
    .default('line')
    .describe('What ShipStation’s lineItemKey holds: NetSuite’s line number, its lineUniqueKey or a custcol_… field'),
  externalIdPrefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,30}$/, 'only letters, digits, _ and -')
    .default('IF_SS')
    .describe('Fulfilments are named <prefix>_<shipment id>; never change it on a connection that has posted'),
  shipStatus: z
    .enum(['A', 'B', 'C', 'none'])
    .default('C')
    .describe('A picked, B packed, C shipped, none = account without Pick, Pack and Ship'),
  shipDate: z
    .enum(['shipDate', 'labelCreated'])
    .default('shipDate')
    .describe('Which day becomes the fulfilment’s date'),
  onVoid: z
    .enum(['delete', 'handOver'])
    .default('delete')
    .describe('delete the fulfilment, or mark it and hand it to a person'),
  onMismatch: z
    .enum(['replace', 'correct', 'wait'])
    .default('replace')
    .describe(
      'What `reconcile --heal` does to a fulfilment of ours that does not hold what its parcel holds: replace = delete it and make it again under the same name, correct = set the quantities in place where the lines are the same, wait = leave it to a person. Without --heal it always waits.',
    ),
  locations: z.record(z.string(), id).default({}).describe('ShipStation warehouse id → NetSuite location id'),
  defaultLocation: id
    .optional()
    .describe('Location for shipments that name no warehouse; else the sales order line’s own'),
  skuAliases: z
    .record(z.string(), z.string())
    .default({})
    .describe('ShipStation SKU → NetSuite item name; case and blanks do not matter'),
  ignoreSkus: z.array(z.string()).default([]).describe('SKUs that are not goods, e.g. insurance'),
  kits: z
    .record(z.string(), z.record(z.string(), z.number().int().positive()))
    .default({})
    .describe('Kit item → its components and their number, where ShipStation ships the components'),
  shipMethods: z
    .record(z.string(), id)
    .default({})
    .describe('ShipStation service or carrier code → NetSuite shipping item id'),
  packageSublists: z
    .record(z.string(), z.enum(['package', 'packageUps', 'packageFedex', 'packageUsps']))
    .default({})
    .describe('NetSuite shipping item id → package sublist, for integrated carriers; all others use "package"'),
  weightUnit: z.enum(['lb', 'oz', 'kg', 'g']).default('lb').describe('The NetSuite account’s weight unit'),
});

export type MatchRule = z.infer<typeof matchRuleSchema>;
export type OrderShippedSettings = z.infer<typeof orderShippedSchema>;
