/**
 * `up` as a person runs it: real processes against a real Temporal server and both vendors' simulators, driven only by
 * commands. One test file, one start: the steps build on each other in their order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../runtime/temporal-server.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';
import { MAIN, prepare, type Workplace, workplace } from './support.ts';

let temporal: TestServer;
let netSuite: NetSuiteSimulator;
let shipStation: ShipStationSimulator;
let place: Workplace;
let up: ChildProcess;
let said = '';
let ended: Promise<number | null>;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
const pem = (key: typeof publicKey, type: 'spki' | 'pkcs8') => key.export({ type, format: 'pem' } as never).toString();

beforeAll(async () => {
  temporal = await startTestServer('cli-up');
  const certificates = [{ kid: 'cert-1', clientId: 'client-1', pem: pem(publicKey, 'spki') }];
  netSuite = await startNetSuiteSimulator({ accountId: '123456_SB1', concurrencyLimit: 10, certificates });
  shipStation = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } } });
  const names = ['INGRESS', 'INGRESS_HEALTH', 'CODEC', 'WORKER'];
  const ports = await Promise.all(names.map(async (name) => [`ML_CONNECTOR_${name}_PORT`, String(await freePort())]));
  place = await workplace({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ...Object.fromEntries(ports),
  });
  await prepare(place, 'acme', [
    'mode: live',
    `shipstation: { v1BaseUrl: "${shipStation.url}", v2BaseUrl: "${shipStation.url}", jwksUrl: "${shipStation.jwksUrl}", reservePerMinute: 0 }`,
  ]);
  const file = join(place.folder, 'connections/acme.yaml');
  const account = `netsuite: { account: "123456_SB1", baseUrl: "${netSuite.url}" }`;
  await writeFile(file, (await readFile(file, 'utf8')).replace('netsuite: { account: "1" }', account));
  await writeFile(join(place.folder, 'key.pem'), pem(privateKey, 'pkcs8'));
  up = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'up', '--json'], {
    cwd: place.folder,
    env: place.env,
  });
  ended = new Promise((resolve) => up.once('close', (code) => resolve(code)));
  up.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
}, START_TIMEOUT_MS);

afterAll(async () => {
  if (up?.exitCode === null) up.kill('SIGTERM');
  await ended;
  await shipStation?.close();
  await netSuite?.close();
  await temporal?.close();
  await place?.remove();
}, START_TIMEOUT_MS);

type Ready = { links: Record<string, string>; pids: Record<string, number> };
let ready: Ready;

test(
  'says that it is ready, with links and process ids',
  async () => {
    let text = '';
    for await (const chunk of up.stdout ?? []) {
      text += chunk;
      if (text.endsWith('}\n')) break;
    }
    ready = JSON.parse(text);
    expect(Object.keys(ready.pids)).toEqual(['codec', 'worker', 'ingress']);
    expect((await fetch(String(ready.links.health))).status).toBe(200);
  },
  START_TIMEOUT_MS,
);

test('apply, credentials, ping: everything answers', async () => {
  expect(await place.run(['connections', 'apply'])).toMatchObject({ code: 0 });
  const shipStationKeys = JSON.stringify({ v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' } });
  const netSuiteKeys = JSON.stringify({ kind: 'm2m', clientId: 'client-1', certificateId: 'cert-1' });
  expect(await place.run(['credentials', 'set', 'acme', 'shipstation'], shipStationKeys)).toMatchObject({ code: 0 });
  expect(
    await place.run(['credentials', 'set', 'acme', 'netsuite', '--key-file', 'key.pem'], netSuiteKeys),
  ).toMatchObject({ code: 0 });
  // The worker's own guard may have subscribed already; either way nothing is missing and nothing is doubled afterwards.
  expect(await place.run(['connections', 'apply'])).toMatchObject({ code: 0 });
  expect((await subscribedEvents()).sort()).toEqual(['FULFILLMENT_SHIPPED', 'ITEM_SHIP_NOTIFY']);
  expect((await place.json<{ connections: { changes: string[] }[] }>(['connections', 'apply'])).answer).toMatchObject({
    connections: [{ changes: [] }],
  });
  const ping = await place.json<
    { systems: { system: string; checks: { name: string; state: string; detail: string }[] }[] }[]
  >(['ping']);
  const failed = ping.answer
    .flatMap(({ systems }) => systems.flatMap(({ checks }) => checks))
    .filter(({ state }) => state === 'fail');
  expect(failed.filter(({ name }) => name.includes('sign-in'))).toEqual([]);
});

/** What ShipStation itself lists. */
async function subscribedEvents(): Promise<string[]> {
  const authorization = `Basic ${Buffer.from('sim-key:sim-secret').toString('base64')}`;
  const answer = await fetch(`${shipStation.url}/webhooks`, { headers: { authorization } });
  const { webhooks } = (await answer.json()) as { webhooks: { HookType: string }[] };
  return webhooks.map(({ HookType }) => HookType);
}

/** One order in both systems, shipped. */
function shipOrder(number: string, sku: string): string {
  const [orderId = 0] = shipStation.seed({
    orders: [
      {
        orderNumber: number,
        orderKey: `key-${number}`,
        items: [{ lineItemKey: '1', sku, name: sku, quantity: 2, unitPrice: 3 }],
      },
    ],
  }).orderIds;
  netSuite.seed({
    salesOrders: [
      { otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 2, rate: 3, location: '1' }] },
    ],
  });
  shipStation.admin.buyLabels([{ orderId }]);
  return String(orderId);
}

type Story = {
  record: { status: string; summary?: string; cause?: string; reason?: string };
  ledger: unknown[];
  deliveries: unknown[];
};

async function traceWhen(number: string, status: string): Promise<Story> {
  for (;;) {
    const { answer } = await place.json<Story[]>(['trace', number]);
    if (answer[0]?.record.status === status) return answer[0];
    await sleep(200);
  }
}

test('a label becomes a fulfilment, and trace tells how', async () => {
  netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 1000 }] }],
  });
  shipOrder('T-1', 'A');
  const story = await traceWhen('T-1', 'done');
  expect(story.record.summary).toContain('item fulfilment');
  expect(story.deliveries).toMatchObject([{ topic: 'ITEM_SHIP_NOTIFY' }]);
  expect(netSuite.dump().itemFulfillments).toHaveLength(1);
  const { stdout } = await place.run(['trace', 'T-1']);
  expect(stdout).toMatch(/DONE +netsuite: /);
});

test('an unknown SKU waits; preview says the same; a new alias in the file lets it go on', async () => {
  shipOrder('T-2', 'STRANGE');
  const story = await traceWhen('T-2', 'waiting');
  expect(story.record.reason).toContain('STRANGE');
  const [errors, preview] = await Promise.all([place.run(['errors']), place.run(['preview', 'acme', 'T-2'])]);
  expect(errors).toMatchObject({ code: 1, stdout: expect.stringContaining('STRANGE') });
  expect(preview).toMatchObject({ code: 1, stdout: expect.stringContaining('STRANGE') });
  const file = join(place.folder, 'connections/acme.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}syncs: { orderShipped: { skuAliases: { STRANGE: A } } }\n`);
  const { stdout } = await place.run(['connections', 'apply']);
  expect(stdout).toContain('1 waiting record looks again now');
  await traceWhen('T-2', 'done');
  expect((await place.run(['errors'])).code).toBe(0);
});

test('backfill is followed to its end', async () => {
  const { code, stdout } = await place.run([
    'backfill',
    '--connection',
    'acme',
    '--from',
    '2026-01-01',
    '--to',
    '2027-01-01',
  ]);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/Done: \d+ rows read, 0 orders looked at, \d+ were settled already/),
  });
});

test('a killed worker is started again, and SIGTERM stops everything with exit code 0', async () => {
  process.kill(ready.pids.worker ?? 0, 'SIGKILL');
  while (!said.includes('worker ended (SIGKILL); starting it again')) await sleep(50);
  const pidFile = join(place.folder, '.data/run/worker.pid');
  const worker = async () => Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  while ([0, ready.pids.worker].includes(await worker())) await sleep(50);
  const pids = [await worker(), ready.pids.ingress ?? 0, ready.pids.codec ?? 0];
  up.kill('SIGTERM');
  expect(await ended).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});
