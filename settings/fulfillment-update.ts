/**
 * Settings of the sync `fulfillmentUpdate` (NetSuite item fulfilment → Shopify fulfilment), under `syncs.fulfillmentUpdate`.
 * Only sales orders that came from Shopify are looked at: those that bear the name which `shopifyOrder` gives them.
 * The trap: what Shopify cancels or mails cannot be taken back, so both are careful unless the owner says otherwise.
 */
import { z } from 'zod';
import { recheckShape, recordId, sweepShape } from './common.ts';

const urlTemplate = z
  .string()
  .regex(/^https?:\/\/[^\s]*\{number\}[^\s]*$/, 'an address with {number} where the tracking number belongs');

export const fulfillmentUpdateSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '15m', overlap: '10m' }),
  recheck: recheckShape,
  when: z
    .enum(['picked', 'packed', 'shipped'])
    .default('shipped')
    .describe(
      'From which status on a NetSuite fulfilment counts; accounts without Pick, Pack and Ship only know shipped',
    ),
  notify: z
    .strictObject({
      shipped: z.boolean().default(true).describe('Shopify mails the buyer when something is shipped'),
      trackingChanged: z.boolean().default(false).describe('… and when a tracking number changes later'),
    })
    .prefault({}),
  tracking: z
    .enum(['optional', 'required'])
    .default('optional')
    .describe('required = a fulfilment without a tracking number waits for one'),
  carriers: z
    .strictObject({
      byShipMethod: z
        .record(z.string(), z.string().min(1))
        .default({})
        .describe('NetSuite ship item id → carrier as Shopify spells it, e.g. UPS, FedEx, USPS, DHL Express'),
      detect: z
        .boolean()
        .default(true)
        .describe('Tell UPS, USPS and FedEx by NetSuite’s package list or the form of the number'),
      default: z.string().min(1).optional().describe('Where nothing else tells the carrier'),
      urls: z
        .record(z.string(), urlTemplate)
        .default({})
        .describe('Carrier → address of its tracking page; only for carriers that Shopify does not know'),
    })
    .prefault({}),
  locations: z
    .record(z.string(), recordId)
    .default({})
    .describe('NetSuite location id → Shopify location id: units are preferably taken from there'),
  otherLocation: z
    .enum(['useAssigned', 'wait'])
    .default('useAssigned')
    .describe('NetSuite ships from another location than Shopify has assigned: fulfil where it is assigned, or wait'),
  kits: z
    .record(z.string(), z.record(z.string(), z.number().int().positive()))
    .default({})
    .describe('Shopify SKU of a set → NetSuite item names and their number, where NetSuite ships the parts as lines'),
  extraItems: z
    .enum(['wait', 'ignore'])
    .default('wait')
    .describe('NetSuite ships an item that the Shopify order does not have'),
  undone: z
    .enum(['cancel', 'wait'])
    .default('cancel')
    .describe('A fulfilment is deleted, set back or made smaller in NetSuite: cancel ours in Shopify, or wait'),
  orderCancelled: z
    .enum(['wait', 'tag', 'cancel'])
    .default('wait')
    .describe(
      'The sales order is cancelled or closed unshipped in NetSuite: wait for a person, tag, or cancel in Shopify',
    ),
  cancelledTag: z.string().min(1).default('netsuite-cancelled'),
  cancel: z
    .strictObject({
      reason: z.enum(['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF']).default('OTHER'),
      refund: z.boolean().default(false).describe('true = Shopify gives the money back at once'),
      restock: z.boolean().default(false),
      notify: z.boolean().default(false),
    })
    .prefault({})
    .describe('How an order is cancelled in Shopify, for orderCancelled: cancel'),
  statusTags: z
    .record(z.string().regex(/^[A-H]$/, 'a NetSuite order status, A to H'), z.string().min(1))
    .default({})
    .describe('NetSuite order status → tag that is added to the Shopify order'),
  statusMetafield: z
    .string()
    .regex(/^[\w-]+\.[\w-]+$/, 'namespace.key')
    .optional()
    .describe('Order metafield (single_line_text_field) that shows the NetSuite status in words'),
});

export type FulfillmentUpdateSettings = z.infer<typeof fulfillmentUpdateSchema>;
