/** Orders that change while their list is read: nothing that was in it is passed over, however the pages move. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { shipmentTrackingSource } from '../../activities/netsuite-shipbob/tracked-order.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

const DAY_MS = 86_400_000;
const ORDERS = 7;

let shipBob: ShipBobSimulator;
let store: Store;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-pages-'));
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
    shipbob: { baseUrl: shipBob.url, authUrl: shipBob.url, pageSize: 2 },
  });
  await store.connections.put({ id: 'acme', pair: settings.pair, mode: 'live', settings: JSON.stringify(settings) });
  const sealed = vault.seal(JSON.stringify({ kind: 'pat', token: 'sim-pat' }), 'secret/acme/shipbob');
  await store.secrets.put('acme', 'shipbob', sealed, vault.keyIdOf(sealed));
  return createConnectionRegistry(store, vault, { freshMs: 0 }).get('acme');
}

const control = async (path: string, body: object) =>
  (
    await fetch(`${shipBob.url}/__sim${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json() as Promise<{ id: number; shipmentIds: number[] }>;

test('orders that change while a sweep reads its pages do not hide others', async () => {
  await control('/seed', { products: [{ sku: 'TEA-01', stock: { 10: 100 } }] });
  const placed = [];
  for (let n = 0; n < ORDERS; n++)
    placed.push(await control('/orders', { referenceId: `A-${n}`, lines: [{ sku: 'TEA-01', quantity: 1 }] }));
  const open = await openConnection();
  await control('/clock', { advanceMs: 60_000 });
  const now = () => new Date(Date.now() + 60_000);
  const window = { from: new Date(Date.now() - DAY_MS).toISOString(), to: now().toISOString() };
  const deps = { now } as ActivityDeps;
  const found = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page++) {
    const { rows, next } = await shipmentTrackingSource.readPage(open, 'orders', window, cursor, deps);
    for (const row of rows) found.add(row.key);
    // Those of the first page change now, after the window was opened.
    await control('/clock', { advanceMs: 120_000 });
    if (page === 0)
      for (const { shipmentIds } of placed.slice(0, 2)) await control('/shipments/ship', { shipment: shipmentIds[0] });
    cursor = next;
  }
  expect([...found].sort()).toEqual(placed.map(({ id }) => String(id)).sort());
});

test('days that are over are asked for with their end, to the last page of both lists', async () => {
  const open = await openConnection();
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const window = { from: ago(9), to: ago(8) };
  const deps = { now: () => new Date() } as ActivityDeps;
  const first = await shipmentTrackingSource.readPage(open, 'orders', window, undefined, deps);
  const second = await shipmentTrackingSource.readPage(open, 'orders', window, first.next, deps);
  expect([first.next, second.next]).toEqual(['trackedUntil', undefined]);
  const { requests } = (await (await fetch(`${shipBob.url}/__sim/requests`)).json()) as {
    requests: { path: string; query?: unknown }[];
  };
  const asked = requests.filter(({ path }) => path.includes('/order')).map((one) => JSON.stringify(one));
  expect(asked).toEqual([
    expect.stringContaining('LastUpdateEndDate'),
    expect.stringContaining('LastTrackingUpdateEndDate'),
  ]);
});
