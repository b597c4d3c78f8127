/** What ShipStation shall call us for, by pair. The trap: only V1 has orders, so only V1 can tell of new ones. */
import type { Connection } from './connection.ts';
import { shipStationHooks } from './pairs/netsuite-shipstation.ts';

type WithShipStation = Extract<Connection, { shipstation: unknown }>;

export function hooksOf(connection: WithShipStation): { webhooks: ('v1' | 'v2')[]; orders: boolean } {
  if (connection.pair === 'netsuite-shipstation') return shipStationHooks(connection.syncs);
  const { receivablesPosting, inventoryPosting, customerAlignment } = connection.syncs;
  const isTold = receivablesPosting.enabled || inventoryPosting.enabled;
  return {
    webhooks: isTold ? connection.webhooks : [],
    orders: customerAlignment.enabled && connection.webhooks.length > 0,
  };
}
