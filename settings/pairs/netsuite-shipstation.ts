/** The file of a connection NetSuite ↔ ShipStation. */
import { z } from 'zod';
import { netSuiteSettingsSchema } from '../../connectors/netsuite/settings.ts';
import { shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import { idShape, modeShape, retentionShape, timeZoneSchema } from '../common.ts';
import { customerProfilesSchema } from '../customer-profiles.ts';
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
      customerProfiles: customerProfilesSchema
        .prefault({})
        .describe('NetSuite customers and their hierarchy → fields of the open ShipStation orders'),
    })
    .prefault({})
    .describe('What is kept in step'),
});

type Syncs = z.output<typeof netSuiteShipStationSchema>['syncs'];

/** What ShipStation shall call us for: parcels by either API, new orders by V1 (only V1 has orders). */
export function shipStationHooks({ orderShipped, customerProfiles }: Syncs): {
  webhooks: ('v1' | 'v2')[];
  orders: boolean;
} {
  const orders = isTold(orderShipped) && orderShipped.orderEvents;
  return {
    webhooks: isTold(orderShipped) ? orderShipped.webhooks : [],
    orders: orders || (customerProfiles.enabled && customerProfiles.webhook),
  };
}

const isTold = (sync: Syncs['orderShipped']): boolean => sync.enabled && sync.webhooks.length > 0;
