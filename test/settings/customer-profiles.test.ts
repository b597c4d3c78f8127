/** Which notices of ShipStation's the syncs of a connection ask for. */
import { expect, test } from '@jest/globals';
import { netSuiteShipStationSchema, shipStationHooks } from '../../settings/pairs/netsuite-shipstation.ts';

const hooks = (syncs: object) =>
  shipStationHooks(
    netSuiteShipStationSchema.parse({
      id: 'acme',
      pair: 'netsuite-shipstation',
      timeZone: 'UTC',
      netsuite: { account: '1' },
      syncs,
    }).syncs,
  );

test('new orders are asked for by order events and by customer profiles, each only while it is on', () => {
  expect(hooks({})).toEqual({ webhooks: ['v1'], orders: false });
  expect(hooks({ orderShipped: { orderEvents: true, webhooks: ['v2'] } })).toEqual({ webhooks: ['v2'], orders: true });
  expect(hooks({ orderShipped: { orderEvents: true, enabled: false } })).toEqual({ webhooks: [], orders: false });
  expect(hooks({ orderShipped: { orderEvents: true, webhooks: [] } })).toEqual({ webhooks: [], orders: false });
  expect(hooks({ customerProfiles: { enabled: true } })).toEqual({ webhooks: ['v1'], orders: true });
  expect(hooks({ customerProfiles: { enabled: true, webhook: false } }).orders).toBe(false);
});
