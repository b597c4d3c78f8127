/** What of a connection runs out or must stand, as the metrics tell it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { healthOf } from '../../activities/connection-health.ts';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { createMetrics, setHealth } from '../../runtime/metrics.ts';
import { netSuiteShipStationSchema } from '../../settings/pairs/netsuite-shipstation.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { sealedSlot } from '../../store/sealed-slot.ts';
import type { Vault } from '../../vault/contract.ts';
import { createVault } from '../../vault/seal.ts';
import { randomRing } from '../vault/rings.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
let folder: string;
let store: Store;
let vault: Vault;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-health-'));
  store = await openStore({ path: join(folder, 'store.db') });
  vault = await createVault(randomRing());
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(certificateExpires?: string): Promise<void> {
  const settings = netSuiteShipStationSchema.parse({
    ...{ id: 'acme', pair: 'netsuite-shipstation', mode: 'live', timeZone: 'America/New_York' },
    netsuite: { account: '123456', ...(certificateExpires === undefined ? {} : { certificateExpires }) },
  });
  await store.connections.put({ id: 'acme', pair: settings.pair, mode: 'live', settings: JSON.stringify(settings) });
}

const save = (name: string, value: object) =>
  sealedSlot<object>({ secrets: store.secrets, vault }, 'acme', name).save(value);
const look = () =>
  healthOf(
    { store, vault, connections: createConnectionRegistry(store, vault) },
    [{ id: 'acme' }, { id: 'gone' }],
    NOW,
  );

test('nothing is told of what is not known; a connection that is gone keeps nobody from the others', async () => {
  await connect();
  expect(await look()).toEqual([{ connection: 'acme', tokens: {}, certificates: {}, budgets: {}, subscriptions: {} }]);
});

test('token and certificate in seconds; subscriptions stand while the guard looks', async () => {
  await connect('2026-12-01');
  await save('netsuite', { kind: 'm2m', clientId: 'c', certificateId: 'k', privateKeyPem: '-' });
  await save('token/netsuite', { value: 'secret-token', expiresAt: '2026-11-21T12:30:00Z' });
  await store.cursors.put('acme', 'guard/subscriptions', '2026-11-21T11:45:00Z');
  const metrics = createMetrics();
  setHealth(metrics, await look(), NOW);
  const told = async () =>
    (await metrics.registry.metrics()).split('\n').filter((line) => /^mlc_(token|cert|webhook_sub)/.test(line));
  expect(await told()).toEqual([
    'mlc_token_expires_seconds{connection="acme",system="netsuite"} 1800',
    'mlc_cert_expires_seconds{connection="acme",system="netsuite"} 907200',
    'mlc_webhook_subscription_ok{connection="acme",system="shipstation"} 1',
  ]);
  expect((await told()).join()).not.toContain('secret-token');
  await store.cursors.put('acme', 'guard/subscriptions', '2026-11-21T10:59:00Z');
  setHealth(metrics, await look(), NOW);
  expect((await told()).at(-1)).toBe('mlc_webhook_subscription_ok{connection="acme",system="shipstation"} 0');
  setHealth(metrics, [], NOW);
  expect(await told()).toEqual([]);
});
