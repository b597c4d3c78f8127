/** Charges that come long after their shipment: the comparison finds the shipment by its id, though its order is not listed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { chargedOrdersStream } from '../../activities/reconcile/charged-orders-stream.ts';
import type { Finding, Group } from '../../mappings/shared/reconcile/types.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

let shipBob: ShipBobSimulator;
let store: Store;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-fees-'));
  store = await openStore({ path: join(folder, 'ml-connector.db') });
  shipBob = await startShipBobSimulator({ settings: { limits: { perWindow: 0 }, behaviour: { orderLagMs: 0 } } });
});
afterEach(async () => {
  await store.close();
  await shipBob.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openConnection() {
  const vault = await createVault(loadKeyRing({ masterKey: generateMasterKey() }).ring);
  const settings = connectionSchema.parse({
    id: 'acme',
    pair: 'netsuite-shipbob',
    timeZone: 'UTC',
    netsuite: { account: '1' },
    shipbob: { baseUrl: shipBob.url, authUrl: shipBob.url },
  });
  await store.connections.put({ id: 'acme', pair: settings.pair, mode: 'live', settings: JSON.stringify(settings) });
  const sealed = vault.seal(JSON.stringify({ kind: 'pat', token: 'sim-pat' }), 'secret/acme/shipbob');
  await store.secrets.put('acme', 'shipbob', sealed, vault.keyIdOf(sealed));
  return createConnectionRegistry(store, vault, { freshMs: 0 }).get('acme');
}

const missing = (key: string): Finding => ({
  ...{ key, what: 'missing', cause: 'missing', explained: false, healable: false },
  reason: `charge 01K (Address Correction, 18.35 USD, 2026-11-01, shipment ${key}) has no shipment in ShipBob’s orders`,
});
const alone = (key: string): Group => ({ key, sources: [], targets: [], alike: [] });

test('a fee for a shipment of months ago is explained; one for a shipment that ShipBob does not know is not', async () => {
  shipBob.seed({ products: [{ sku: 'TEA-01', stock: { 10: 100 } }] });
  const { shipmentIds } = shipBob.admin.placeOrder({ referenceId: 'A-1', lines: [{ sku: 'TEA-01', quantity: 1 }] });
  const open = await openConnection();
  const told = async (key: string) => chargedOrdersStream.explain?.(store, open, missing(key), alone(key));
  const known = String(shipmentIds[0]);
  expect(await told(known)).toMatchObject({
    cause: 'settled',
    explained: true,
    reason: expect.stringContaining(`shipment ${known}`),
  });
  expect(await told('799999999')).toMatchObject({ cause: 'missing', explained: false });
});
