/** The file of a connection NetSuite ↔ ShipStation. */
import { z } from 'zod';
import { netSuiteSettingsSchema } from '../../connectors/netsuite/settings.ts';
import { shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import { idShape, modeShape, retentionShape, timeZoneSchema } from '../common.ts';
import { orderShippedSchema } from '../order-shipped.ts';
import { reconcileShape } from '../reconcile.ts';
import { stockLevelsSchema } from '../stock-levels.ts';

export const netSuiteShipStationSchema = z.strictObject({
  id: idShape,
  pair: z.literal('netsuite-shipstation').describe('Which two systems: netsuite-shipstation'),
  mode: modeShape,
  timeZone: timeZoneSchema.describe('IANA time zone of the NetSuite account: whose day a posting date is'),
  netsuite: netSuiteSettingsSchema.describe('Address of the NetSuite account'),
  shipstation: shipStationSettingsSchema.prefault({}).describe('Address of ShipStation; the defaults are its own'),
  retention: retentionShape,
  reconcile: reconcileShape,
  syncs: z
    .strictObject({
      orderShipped: orderShippedSchema.prefault({}).describe('ShipStation parcel → NetSuite item fulfilment'),
      stockLevels: stockLevelsSchema.prefault({}).describe('NetSuite stock → ShipStation inventory levels'),
    })
    .prefault({})
    .describe('What is kept in step'),
});
