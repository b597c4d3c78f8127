/** Charges that come long after their shipment: the comparison finds the shipment by its id, though its order is not listed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chargedOrdersStream } from '../../activities/reconcile/charged-orders-stream.ts';
import type { Finding, Group } from '../../mappings/shared/reconcile/types.ts';
import type { ShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import { type ShipBobPlace, shipBobPlace } from './shipbob-connection.ts';

let place: ShipBobPlace;
let shipBob: ShipBobSimulator;
let store: Store;

beforeEach(async () => {
  place = await shipBobPlace();
  ({ shipBob, store } = place);
});
afterEach(() => place.close());

const missing = (key: string): Finding => ({
  ...{ key, what: 'missing', cause: 'missing', explained: false, healable: false },
  reason: `charge 01K (Address Correction, 18.35 USD, 2026-11-01, shipment ${key}) has no shipment in ShipBob’s orders`,
});
const alone = (key: string): Group => ({ key, sources: [], targets: [], alike: [] });

test('a fee for a shipment of months ago is explained; one for a shipment that ShipBob does not know is not', async () => {
  shipBob.seed({ products: [{ sku: 'TEA-01', stock: { 10: 100 } }] });
  const { shipmentIds } = shipBob.admin.placeOrder({ referenceId: 'A-1', lines: [{ sku: 'TEA-01', quantity: 1 }] });
  const open = await place.connect();
  const told = async (key: string) => chargedOrdersStream.explain?.(store, open, missing(key), alone(key));
  const known = String(shipmentIds[0]);
  expect(await told(known)).toMatchObject({
    cause: 'settled',
    explained: true,
    reason: expect.stringContaining(`shipment ${known}`),
  });
  expect(await told('799999999')).toMatchObject({ cause: 'missing', explained: false });
});
