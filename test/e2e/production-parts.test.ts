/**
 * The parts of docker-compose.yml as plain processes: PostgreSQL as the store, two workers, two ingresses, each vendor's
 * webhook sent to both. One worker and one ingress are killed in the middle; nothing is lost and nothing doubled.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../runtime/temporal-server.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import { openStore } from '../../store/open.ts';
import { loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';
import { MAIN, prepare, type Workplace, workplace } from '../cli/support.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/temporal.ts';

const ORDERS = 24;
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let postgres: TestPostgres;
let databaseUrl: string;
let temporal: TestServer;
let netSuite: NetSuiteSimulator;
let shipStation: ShipStationSimulator;
let place: Workplace;
const processes: ChildProcess[] = [];
const ingressPorts: number[] = [];

beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startPostgres(), startTestServer('production')]);
  databaseUrl = await postgres.createDatabase();
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  netSuite = await startNetSuiteSimulator({
    accountId: '123456',
    concurrencyLimit: 10,
    certificates: [{ kid: 'cert-1', clientId: 'client-1', pem }],
  });
  netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 10_000 }] }],
  });
  shipStation = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } } });
  place = await workplace({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });
  await prepare(place);
  await writeFile(join(place.folder, 'connections/acme.yaml'), connectionFile());
  await writeFile(join(place.folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
});

const connectionFile = () => `id: acme
pair: netsuite-shipstation
mode: live
timeZone: America/Chicago
netsuite: { account: "123456", baseUrl: "${netSuite.url}" }
shipstation: { v1BaseUrl: "${shipStation.url}", v2BaseUrl: "${shipStation.url}", reservePerMinute: 0 }
syncs: { orderShipped: { sweep: { every: 5s }, recheck: 2s } }
`;

afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await Promise.all([shipStation?.close(), netSuite?.close(), temporal?.close(), place?.remove()]);
  await postgres?.stop();
});

/** Starts one process of the command line and waits until it says that it is ready. */
async function start(name: 'worker' | 'ingress'): Promise<ChildProcess> {
  const ports = {
    [`ML_CONNECTOR_${name.toUpperCase()}_PORT`]: String(await freePort()),
    ML_CONNECTOR_INGRESS_HEALTH_PORT: String(await freePort()),
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, name], {
    cwd: place.folder,
    env: { ...place.env, ...ports },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  if (name === 'ingress') ingressPorts.push(Number(ports.ML_CONNECTOR_INGRESS_PORT));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(`${name}: ready`)) resolve();
    });
  });
  return child;
}

/** Never printed by a command, so it is opened as the guard does. */
async function hookToken(): Promise<string> {
  const store = await openStore({ url: databaseUrl });
  const vault = await createVault(loadKeyRing({ masterKeyFile: join(place.folder, '.data/master.key') }).ring);
  const secret = await store.secrets.get('acme', 'hook');
  await store.close();
  return vault.open(secret?.sealed ?? '', 'secret/acme/hook');
}

/** One order in both systems, shipped. */
function ship(index: number): void {
  const number = `P-${index}`;
  const items = [{ lineItemKey: '1', sku: 'A', name: 'A', quantity: 2, unitPrice: 3 }];
  const [orderId = 0] = shipStation.seed({ orders: [{ orderNumber: number, orderKey: number, items }] }).orderIds;
  netSuite.seed({
    salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 2, location: '1' }] }],
  });
  shipStation.admin.buyLabels([{ orderId }]);
}

test('two workers and two ingresses on PostgreSQL: every parcel once, through a kill -9 of one of each', async () => {
  expect(await place.run(['connections', 'apply', '--no-webhooks'])).toMatchObject({ code: 0 });
  await place.run(
    ['credentials', 'set', 'acme', 'shipstation'],
    JSON.stringify({ v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' } }),
  );
  const netSuiteKeys = { kind: 'm2m', clientId: 'client-1', certificateId: 'cert-1', algorithm: 'ES256' };
  expect(
    await place.run(['credentials', 'set', 'acme', 'netsuite', '--key-file', 'key.pem'], JSON.stringify(netSuiteKeys)),
  ).toMatchObject({ code: 0 });
  const [worker, ingress] = await Promise.all([start('worker'), start('ingress'), start('worker'), start('ingress')]);
  const token = await hookToken();
  for (const port of ingressPorts) {
    const url = `http://127.0.0.1:${port}/hooks/acme/${token}`;
    shipStation.seed({ subscriptions: [{ api: 'v1', event: 'ITEM_SHIP_NOTIFY', url }] });
  }

  for (let i = 0; i < ORDERS; i++) {
    ship(i);
    if (i === ORDERS / 3) worker?.kill('SIGKILL');
    if (i === ORDERS / 2) ingress?.kill('SIGKILL');
    await sleep(20);
  }
  const posted = () => netSuite.dump().itemFulfillments;
  while (posted().length < ORDERS) await sleep(100);

  const store = await openStore({ url: databaseUrl });
  while ((await store.records.list({ connection: 'acme', status: 'done', limit: 100 })).length < ORDERS)
    await sleep(100);
  expect(posted()).toHaveLength(ORDERS);
  expect(netSuite.dump().checks).toMatchObject({ trackingNumbersTwice: {}, overFulfilled: [] });
  expect((await store.ledger.verify('acme')).brokenAt).toBeUndefined();
  await store.close();
});
