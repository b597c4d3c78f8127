/**
 * Settings of the sync `replenishment` (NetSuite purchase order → ShipBob receiving order), under `syncs.replenishment`.
 * The trap: only what is ordered for locations that are mapped to a fulfilment centre is announced.
 */
import { z } from 'zod';
import { recheckShape, sweepShape } from './common.ts';

const centreId = z.union([z.string().regex(/^\d{1,10}$/), z.number().int().positive()]).transform(String);
const bodyField = z.string().regex(/^custbody[a-z0-9_]+$/i, 'a custbody… field');
const columnField = z.string().regex(/^custcol[a-z0-9_]+$/i, 'a custcol… field');

export const replenishmentSchema = z.strictObject({
  enabled: z.boolean().default(true),
  sweep: sweepShape({ every: '24h', overlap: '24h' }),
  recheck: recheckShape,
  locations: z
    .record(z.string(), centreId)
    .default({})
    .describe(
      'NetSuite location id → ShipBob fulfilment centre id, where the connection’s own locations, read backwards, name several centres or none',
    ),
  notBefore: z.iso.date().optional().describe('Purchase orders dated earlier are left alone'),
  partlyReceived: z
    .boolean()
    .default(false)
    .describe('true = also announce what is left of purchase orders of which something was received before'),
  number: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[A-Za-z0-9 _-]{0,30}$/, 'only letters, digits, blanks, _ and -')
        .default(''),
    })
    .prefault({})
    .describe(
      'ShipBob’s purchase order number is <prefix><NetSuite’s number>; it is the name that is never used twice',
    ),
  skuAliases: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'NetSuite item name → ShipBob SKU, besides the connection’s own skuAliases read backwards; case and blanks do not matter',
    ),
  ignoreSkus: z.array(z.string()).default([]).describe('NetSuite items that are not goods for the warehouse'),
  packageType: z
    .enum(['Package', 'Pallet', 'FloorLoadedContainer'])
    .default('Package')
    .describe('How the goods come; at most 50 boxes may come as packages'),
  boxes: z
    .strictObject({
      rule: z
        .enum(['single', 'perLine', 'cartons'])
        .default('single')
        .describe(
          'single = everything in one box; perLine = one box for each item; cartons = full cartons of each item',
        ),
      unitsPerCarton: z
        .record(z.string(), z.number().int().positive())
        .default({})
        .describe('For cartons: NetSuite item name → units in a full carton; items that are missing come in one box'),
      tracking: z
        .string()
        .min(1)
        .default('{po}-{box}')
        .describe('Tracking number of a box until the carrier has given one; {po} and {box} are filled in'),
      trackingField: bodyField
        .optional()
        .describe('Field of the purchase order with the carrier’s numbers, separated by commas, one for each box'),
    })
    .prefault({}),
  arrival: z
    .strictObject({
      from: z
        .union([z.enum(['expectedReceiptDate', 'dueDate', 'none']), bodyField])
        .default('expectedReceiptDate')
        .describe(
          'Where the day of arrival stands: the earliest of the lines, the header’s receive-by date, or a field',
        ),
      defaultDays: z.int().min(1).max(365).default(14).describe('Days from now where there is none'),
      leastDays: z.int().min(1).max(60).default(1).describe('A day that is past becomes this many days from now'),
      hour: z.int().min(0).max(23).default(12).describe('Hour of that day, in the connection’s time zone'),
    })
    .prefault({}),
  lots: z
    .strictObject({ number: columnField.optional(), date: columnField.optional() })
    .prefault({})
    .describe('Line fields with lot number and expiry, for items that ShipBob keeps by lot'),
  onChange: z
    .enum(['hold', 'remake'])
    .default('hold')
    .describe(
      'The purchase order was changed before anything arrived: wait for a person, or cancel the receiving order and make it anew (labels of the old one are void then)',
    ),
  onCancelledThere: z
    .enum(['wait', 'remake'])
    .default('wait')
    .describe('Somebody cancelled our receiving order in ShipBob while the purchase order is open'),
  writeBack: z
    .strictObject({
      field: bodyField.optional().describe('Text field of the purchase order that gets the receiving order’s id'),
      memo: z.boolean().default(true).describe('Add “ShipBob WRO 443002” to the purchase order’s memo'),
    })
    .prefault({}),
});

export type ReplenishmentSettings = z.infer<typeof replenishmentSchema>;
