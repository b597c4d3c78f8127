/** The file of a connection NetSuite ↔ ShipBob. */
import { z } from 'zod';
import { netSuiteSettingsSchema } from '../../connectors/netsuite/settings.ts';
import { shipBobSettingsSchema } from '../../connectors/shipbob/settings.ts';
import { idShape, modeShape, recordId, retentionShape, timeZoneSchema } from '../common.ts';
import { customerReturnSchema } from '../customer-return.ts';
import { receivingOrderSchema } from '../receiving-order.ts';
import { reconcileShape } from '../reconcile.ts';
import { replenishmentSchema } from '../replenishment.ts';
import { shipmentTrackingSchema } from '../shipment-tracking.ts';
import { warehouseChargesSchema } from '../warehouse-charges.ts';

export const netSuiteShipBobSchema = z.strictObject({
  id: idShape,
  pair: z.literal('netsuite-shipbob').describe('Which two systems: netsuite-shipbob'),
  mode: modeShape,
  timeZone: timeZoneSchema.describe('IANA time zone of the NetSuite account: whose day a posting date is'),
  netsuite: netSuiteSettingsSchema.describe('Address of the NetSuite account'),
  shipbob: shipBobSettingsSchema.prefault({}).describe('Which ShipBob account and channel'),
  locations: z
    .record(z.string().regex(/^\d+$/, 'the fulfilment centre’s id, in quotes'), recordId)
    .default({})
    .describe('ShipBob fulfilment centre id → NetSuite location id; used by every sync'),
  defaultLocation: recordId.optional().describe('NetSuite location of centres that are not listed; absent = they wait'),
  skuAliases: z
    .record(z.string(), z.string())
    .default({})
    .describe('ShipBob SKU → NetSuite item name; used by every sync. Case and blanks of the SKU do not matter'),
  webhooks: z.boolean().default(true).describe('Subscribe to ShipBob’s webhooks; false = sweeps only'),
  retention: retentionShape,
  reconcile: reconcileShape,
  syncs: z
    .strictObject({
      receivingOrder: receivingOrderSchema.prefault({}).describe('What ShipBob stowed → NetSuite stock'),
      shipmentTracking: shipmentTrackingSchema.prefault({}).describe('ShipBob shipments → NetSuite sales orders'),
      replenishment: replenishmentSchema.prefault({}).describe('NetSuite purchase orders → ShipBob receiving orders'),
      customerReturn: customerReturnSchema.prefault({}).describe('ShipBob returns → NetSuite returns and stock'),
      warehouseCharges: warehouseChargesSchema.prefault({}).describe('ShipBob invoices → NetSuite vendor bills'),
    })
    .prefault({})
    .describe('What is kept in step'),
});
