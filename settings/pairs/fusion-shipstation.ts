/** The file of a connection Oracle Fusion Cloud ERP ↔ ShipStation. */
import { z } from 'zod';
import { fusionSettingsSchema } from '../../connectors/fusion/settings.ts';
import { shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import { idShape, modeShape, retentionShape, timeZoneSchema } from '../common.ts';
import { customerAlignmentSchema } from '../customer-alignment.ts';
import {
  businessSchema,
  channelsShape,
  defaultWarehouseShape,
  lostAnswerShape,
  periodsShape,
  warehousesShape,
} from '../fusion-common.ts';
import { inventoryPostingSchema } from '../inventory-posting.ts';
import { journalImportSchema } from '../journal-import.ts';
import { receivablesPostingSchema } from '../receivables-posting.ts';
import { reconcileShape } from '../reconcile.ts';
import { stockAdjustmentsSchema } from '../stock-adjustments.ts';

export const fusionShipStationSchema = z.strictObject({
  id: idShape,
  pair: z.literal('fusion-shipstation').describe('Which two systems: fusion-shipstation'),
  mode: modeShape,
  timeZone: timeZoneSchema.describe('IANA time zone of the legal entity: whose day an accounting date is'),
  fusion: fusionSettingsSchema.describe('Address of the Fusion pod and how it is called'),
  shipstation: shipStationSettingsSchema.prefault({}).describe('Address of ShipStation; the defaults are its own'),
  business: businessSchema.describe('Whose books'),
  warehouses: warehousesShape,
  defaultWarehouse: defaultWarehouseShape,
  channels: channelsShape,
  skuAliases: z
    .record(z.string(), z.string())
    .default({})
    .describe('ShipStation SKU → Fusion item number; case and blanks of the SKU do not matter'),
  ignoreSkus: z
    .array(z.string())
    .default([])
    .describe('SKUs that are not goods, e.g. insurance: no inventory is issued'),
  periods: periodsShape,
  lostAnswer: lostAnswerShape,
  webhooks: z
    .array(z.enum(['v1', 'v2']))
    .default(['v1'])
    .describe('Which of ShipStation’s webhooks to subscribe to; empty = sweeps only'),
  retention: retentionShape,
  reconcile: reconcileShape,
  syncs: z
    .strictObject({
      receivablesPosting: receivablesPostingSchema
        .prefault({})
        .describe('ShipStation shipments → receivables invoices'),
      inventoryPosting: inventoryPostingSchema.prefault({}).describe('ShipStation shipments → inventory transactions'),
      journalImport: journalImportSchema
        .prefault({})
        .describe('The same goods as journals, where no inventory is kept'),
      stockAdjustments: stockAdjustmentsSchema.prefault({}).describe('Stock corrected in ShipStation → inventory'),
      customerAlignment: customerAlignmentSchema.prefault({}).describe('Order owners ↔ Fusion customers'),
    })
    .superRefine(({ inventoryPosting, journalImport, stockAdjustments }, context) => {
      const tell = (sync: string, key: string, message: string) =>
        context.addIssue({ code: 'custom', path: [sync, key], message });
      const byJournal = inventoryPosting.enabled && inventoryPosting.book === 'journal';
      if (byJournal && !journalImport.enabled) {
        tell(
          'journalImport',
          'enabled',
          'syncs.inventoryPosting.book is journal: its journals need this sync, set it to true',
        );
      }
      if (!stockAdjustments.enabled) return;
      if (byJournal) {
        tell(
          'stockAdjustments',
          'enabled',
          'books inventory transactions, which syncs.inventoryPosting.book: journal rules out',
        );
      }
      if (!inventoryPosting.enabled) {
        tell('stockAdjustments', 'enabled', 'adjustments are booked by syncs.inventoryPosting: switch that on too');
      }
    })
    .prefault({})
    .describe('What is kept in step'),
});

export type FusionShipStation = z.output<typeof fusionShipStationSchema>;
