import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { createDataConverter } from '../../vault/data-converter.ts';
import { parkedId } from '../../workflows/ids.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';
import { openPlace, prepare, type Workplace, waiting, workplace, writeConnection } from './support.ts';

type Report = { id: string; changes: string[]; applied: boolean; revision?: number; woken?: number; webhooks?: string };
type Answer = { connections: Report[] };

const PUBLIC_URL = 'http://127.0.0.1:9';
let temporal: TestServer;
let vendor: ShipStationSimulator;
let place: Workplace;
let store: Store;
let vault: Vault;
let client: Client;

beforeAll(async () => {
  temporal = await startTestServer('cli-apply');
}, START_TIMEOUT_MS);
afterAll(() => temporal?.close());

beforeEach(async () => {
  vendor = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } } });
  place = await workplace({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ML_CONNECTOR_PUBLIC_URL: PUBLIC_URL,
  });
  await prepare(place, 'acme', lines());
  const opened = await openPlace(place);
  ({ store, vault } = opened);
  client = temporal.client({ dataConverter: createDataConverter(opened.ring) });
});
afterEach(async () => {
  await store.close();
  await vendor.close();
  await place.remove();
  for await (const { scheduleId } of client.schedule.list()) {
    await client.schedule.getHandle(scheduleId).delete();
  }
});

const lines = (...more: string[]) => [
  `shipstation: { v1BaseUrl: "${vendor.url}", v2BaseUrl: "${vendor.url}" }`,
  ...more,
];
const setCredentials = async () => {
  const credentials = { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } };
  const sealed = vault.seal(JSON.stringify(credentials), 'secret/acme/shipstation');
  await store.secrets.put('acme', 'shipstation', sealed, vault.keyIdOf(sealed));
};
const apply = async (...args: string[]) => {
  const { code, answer, stderr } = await place.json<Answer>(['connections', 'apply', ...args]);
  return { code, stderr, report: answer?.connections[0] };
};
const schedule = (id: string) => client.schedule.getHandle(id).describe();
const subscriptions = () =>
  [...vendor.world.subscriptions.values()].map(({ event, url, name }) => ({ event, url, name }));

test('makes settings, schedules, webhooks; the second time there is nothing to do', async () => {
  await setCredentials();
  const dry = await apply('--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    report: { applied: false, changes: expect.arrayContaining([expect.stringContaining('new connection acme')]) },
  });
  expect(await store.connections.list()).toEqual([]);
  expect(subscriptions()).toEqual([]);

  const first = await apply();
  expect(first).toMatchObject({ code: 0, report: { applied: true, revision: 1 } });
  const sealed = await store.secrets.get('acme', 'hook');
  const token = vault.open(sealed?.sealed ?? '', 'secret/acme/hook');
  expect(subscriptions()).toEqual([
    { event: 'ITEM_SHIP_NOTIFY', url: `${PUBLIC_URL}/hooks/acme/${token}`, name: 'ml-connector acme' },
    { event: 'FULFILLMENT_SHIPPED', url: `${PUBLIC_URL}/hooks/acme/${token}`, name: 'ml-connector acme' },
  ]);
  expect(JSON.stringify(first.report)).not.toContain(token);
  expect(await schedule('acme/orderShipped/sweep')).toMatchObject({
    spec: { intervals: [{ every: 900_000 }] },
    action: { workflowType: 'sweep', taskQueue: 'ml-connector', priority: { priorityKey: 3, fairnessKey: 'acme' } },
    policies: { overlap: 'SKIP' },
    state: { paused: false },
  });
  expect((await schedule('acme/guard')).action.workflowType).toBe('webhookGuard');

  const second = await apply();
  expect(second).toMatchObject({ code: 0, report: { applied: false, changes: [] } });
  expect((await place.run(['connections', 'apply'])).stdout).toContain('no change');
  expect(subscriptions()).toHaveLength(2);
});

test('a changed file: the difference is told, the schedule follows, waiting records look again', async () => {
  await apply('--no-webhooks');
  await store.records.put(waiting('77', 'sku-missing', '10045'));
  await writeConnection(
    place,
    'acme',
    lines('syncs: { orderShipped: { sweep: { every: 5m }, skuAliases: { A: B } } }'),
  );
  const { code, report } = await apply('--no-webhooks');
  expect(code).toBe(0);
  expect(report).toMatchObject({ revision: 2, woken: 1 });
  expect(report?.changes).toEqual([
    'syncs.orderShipped.sweep.every: "15m" → "5m"',
    'syncs.orderShipped.skuAliases.A: added "B"',
    'schedule acme/orderShipped/sweep: every 15m → 5m',
  ]);
  expect((await schedule('acme/orderShipped/sweep')).spec.intervals).toMatchObject([{ every: 300_000 }]);
  expect(await client.workflow.getHandle('acme/orderShipped/77').describe()).toMatchObject({
    type: 'orderShipped',
  });
});

test('what goes on in its order is not woken all at once, but left to the watch over the connection', async () => {
  await apply('--no-webhooks');
  const held = { ...waiting('5', 'connection-parked', '10050'), sync: 'receivablesPosting' };
  await store.records.put({ ...held, workflowId: 'acme/receivablesPosting/5' });
  await store.records.put(waiting('77', 'connection-parked', '10045'));
  await writeConnection(place, 'acme', lines('syncs: { orderShipped: { skuAliases: { A: B } } }'));
  expect((await apply('--no-webhooks')).report).toMatchObject({ woken: 2 });
  const watch = client.workflow.getHandle(parkedId('acme'));
  const { events = [] } = await watch.fetchHistory();
  expect(events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)).toContain('checkNow');
  await expect(client.workflow.getHandle('acme/receivablesPosting/5').describe()).rejects.toThrow('not found');
  expect(await client.workflow.getHandle('acme/orderShipped/77').describe()).toMatchObject({ type: 'orderShipped' });
});

test('our own stale webhook goes, a stranger’s stays', async () => {
  await setCredentials();
  await apply();
  const names = () => subscriptions().map(({ event, name }) => `${name}: ${event}`);
  const [own] = vendor.world.subscriptions.values();
  if (own !== undefined) own.url = 'http://127.0.0.1:9/old';
  const [, foreign] = vendor.world.subscriptions.values();
  if (foreign !== undefined) foreign.name = 'another program';
  const { report } = await apply();
  expect(report?.changes).toEqual([
    'webhook v1 ITEM_SHIP_NOTIFY: subscribe',
    'webhook v1 FULFILLMENT_SHIPPED: subscribe',
    expect.stringMatching(/^webhook v1 ITEM_SHIP_NOTIFY: remove our old one/),
  ]);
  expect(names().sort()).toEqual([
    'another program: FULFILLMENT_SHIPPED',
    'ml-connector acme: FULFILLMENT_SHIPPED',
    'ml-connector acme: ITEM_SHIP_NOTIFY',
  ]);
});

test('pause stops the schedules, resume starts them, rotate-token moves the webhooks', async () => {
  await setCredentials();
  await apply();
  expect((await place.run(['connections', 'pause', 'acme'])).code).toBe(0);
  expect((await schedule('acme/guard')).state.paused).toBe(true);
  expect((await store.connections.get('acme'))?.mode).toBe('paused');
  expect((await place.run(['connections', 'resume', 'acme'])).code).toBe(0);
  expect((await schedule('acme/guard')).state.paused).toBe(false);
  expect((await store.connections.get('acme'))?.mode).toBe('shadow');

  const before = subscriptions().map(({ url }) => url);
  expect((await place.run(['connections', 'rotate-token', 'acme', '--grace', '1h'])).code).toBe(0);
  const after = subscriptions().map(({ url }) => url);
  expect(after).toHaveLength(2);
  expect(after).not.toContain(before[0]);
  expect(await store.hookTokens.hashes('acme', new Date().toISOString())).toHaveLength(2);
  expect(await store.hookTokens.hashes('acme', new Date(Date.now() + 7_200_000).toISOString())).toHaveLength(1);
});

test('one bad file among several: nothing at all is applied', async () => {
  await writeConnection(place, 'bravo', ['mod: live']);
  const { code, stderr } = await apply('-f', join(place.folder, 'connections'));
  expect(code).toBe(2);
  expect(stderr).toMatch(/bravo\.yaml:5:1 {2}mod: unknown key/);
  expect(await store.connections.list()).toEqual([]);
});

test.each([
  ['ShipStation', () => setCredentials().then(() => vendor.close())],
  [
    'Temporal',
    async () => {
      place.env.TEMPORAL_ADDRESS = '127.0.0.1:9';
    },
  ],
])('%s away: exit code 3 and nothing is half-applied', async (_name, breakIt) => {
  await breakIt();
  const { code, stderr } = await apply();
  expect(code).toBe(3);
  expect(stderr).not.toContain('unexpected');
  expect(await store.connections.list()).toEqual([]);
  expect(await store.secrets.get('acme', 'hook')).toBeUndefined();
  await expect(schedule('acme/guard')).rejects.toThrow();
});

test('a vendor on the internet is not given an address of this machine', async () => {
  await writeConnection(place, 'acme');
  const { code, report } = await apply();
  expect(code).toBe(0);
  expect(report?.webhooks).toMatch(/ShipStation cannot call http:\/\/127\.0\.0\.1:9; set ML_CONNECTOR_PUBLIC_URL/);
});

test('backfill names the syncs that there are', async () => {
  await apply();
  const range = ['--connection', 'acme', '--from', '2026-10-01', '--to', '2026-10-02'];
  const told = async (sync: string) => (await place.run(['backfill', ...range, '--sync', sync])).stderr;
  expect(await told('nothing')).toMatch(/no sync "nothing"[\s\S]*There are: orderShipped, customerProfiles\./);
  expect(await told('stockLevels')).toMatch(/stockLevels has no past to look at[\s\S]*orderShipped, customerProfiles/);
});

test('remove takes back webhooks, schedules, workflows and credentials; records and ledger stay', async () => {
  await setCredentials();
  await apply();
  await store.records.put(waiting('88', 'sku-missing', '10045'));
  const workflow = await client.workflow.start('orderShipped', {
    workflowId: 'acme/orderShipped/88',
    taskQueue: 'nobody-listens',
    args: [{ connection: 'acme', key: '88', foundBy: 'webhook' }],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.connection, value: 'acme' }],
  });
  expect(subscriptions()).not.toEqual([]);
  const early = await place.run(['connections', 'remove', 'acme', '--yes']);
  expect([early.code, early.stderr]).toEqual([4, expect.stringContaining('the next apply would bring it back')]);
  expect(subscriptions()).not.toEqual([]);

  await rm(join(place.folder, 'connections', 'acme.yaml'));
  // What runs is found by Temporal's visibility, which comes a moment later.
  await until(
    async () => (await client.workflow.count("MlConnection = 'acme' AND ExecutionStatus = 'Running'")).count > 0,
  );
  const unasked = await place.run(['connections', 'remove', 'acme']);
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
  const { code, answer } = await place.json(['connections', 'remove', 'acme', '--yes']);
  expect([code, answer]).toEqual([0, expect.objectContaining({ removed: true, closed: 1 })]);
  expect(subscriptions()).toEqual([]);
  expect((await workflow.describe()).status.name).toBe('TERMINATED');
  await expect(schedule('acme/orderShipped/sweep')).rejects.toThrow();
  expect([await store.connections.list(), await store.secrets.list()]).toEqual([[], []]);
  expect(await store.records.get('acme', 'orderShipped', '88')).toMatchObject({
    status: 'skipped',
    summary: 'the connection was removed; it waited because: 10045: SKU is not known; add an alias',
  });
  const ledger = await store.ledger.range({ connection: 'acme', limit: 100 });
  expect(ledger.at(-1)).toMatchObject({ kind: 'action', step: 'remove' });
  expect((await store.ledger.verify('acme')).brokenAt).toBeUndefined();
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
