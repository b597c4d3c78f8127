/** Eight workers need ShipBob at once when the access token has ended: one of them refreshes, all go on with the new pair. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { ALL_SCOPES } from '../../simulators/shipbob/auth/oauth.ts';
import { DEFAULT_APP, type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

const WORKERS = 8;

let shipBob: ShipBobSimulator;
let stores: Store[];
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-race-'));
  // A second use of a refresh token ends the whole grant.
  shipBob = await startShipBobSimulator({
    settings: { auth: { refreshReuse: 'revoke-grant' }, limits: { perWindow: 0 } },
  });
  stores = [];
  for (let n = 0; n < WORKERS; n++) stores.push(await openStore({ path: join(folder, 'ml-connector.db') }));
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await shipBob.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a race of 8 workers makes one refresh, again and again', async () => {
  const vault = await createVault(loadKeyRing({ masterKey: generateMasterKey() }).ring);
  const { url } = shipBob;
  const settings = connectionSchema.parse({
    id: 'acme',
    pair: 'netsuite-shipbob',
    timeZone: 'UTC',
    netsuite: { account: '1' },
    shipbob: { baseUrl: url, authUrl: url },
  });
  const [store] = stores;
  await store!.connections.put({ id: 'acme', pair: settings.pair, mode: 'live', settings: JSON.stringify(settings) });
  const pair = shipBob.tokens.grant([...ALL_SCOPES, 'offline_access'], 100_101);
  const credentials = { kind: 'oauth', ...DEFAULT_APP, refreshToken: pair.refresh_token };
  const sealed = vault.seal(JSON.stringify(credentials), 'secret/acme/shipbob');
  await store!.secrets.put('acme', 'shipbob', sealed, vault.keyIdOf(sealed));
  // Each with a store of its own on the same file, as processes have.
  const registries = stores.map((one) => createConnectionRegistry(one, vault, { freshMs: 0 }));

  for (let round = 1; round <= 3; round++) {
    const all = await Promise.all(
      registries.map(async (registry) => (await (await registry.get('acme')).shipBob()).channels()),
    );
    expect(all.map((channels) => channels.length > 0)).toEqual(Array.from({ length: WORKERS }, () => true));
    expect(shipBob.tokens.stats).toMatchObject({ refreshes: round, reuses: 0, refused: 0 });
    shipBob.tokens.expire('access');
  }
});
