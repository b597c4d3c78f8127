/** A ShipBob connection on a store and a simulator of its own. The trap: the simulator shows orders at once, not minutes later. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnectionRegistry, type OpenConnection } from '../../activities/connection-registry.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

export type ShipBobPlace = {
  shipBob: ShipBobSimulator;
  store: Store;
  /** `more`: of the connection's section `shipbob`. */
  connect(more?: object): Promise<OpenConnection>;
  close(): Promise<void>;
};

export async function shipBobPlace(): Promise<ShipBobPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'mlc-shipbob-'));
  const store = await openStore({ path: join(folder, 'ml-connector.db') });
  const shipBob = await startShipBobSimulator({
    settings: { limits: { perWindow: 0 }, behaviour: { orderLagMs: 0 } },
  });
  return {
    shipBob,
    store,
    connect: (more = {}) => connectTo(shipBob, store, more),
    async close() {
      await store.close();
      await shipBob.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connectTo({ url }: ShipBobSimulator, store: Store, more: object): Promise<OpenConnection> {
  const vault = await createVault(loadKeyRing({ masterKey: generateMasterKey() }).ring);
  const settings = connectionSchema.parse({
    id: 'acme',
    pair: 'netsuite-shipbob',
    timeZone: 'UTC',
    netsuite: { account: '1' },
    shipbob: { baseUrl: url, authUrl: url, ...more },
  });
  await store.connections.put({ id: 'acme', pair: settings.pair, mode: 'live', settings: JSON.stringify(settings) });
  const sealed = vault.seal(JSON.stringify({ kind: 'pat', token: 'sim-pat' }), 'secret/acme/shipbob');
  await store.secrets.put('acme', 'shipbob', sealed, vault.keyIdOf(sealed));
  return createConnectionRegistry(store, vault, { freshMs: 0 }).get('acme');
}
