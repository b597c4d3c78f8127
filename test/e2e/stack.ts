/**
 * The whole machine in one test process: both vendors' simulators, a real Temporal server, the worker, the ingress, a
 * SQLite store. The trap: only the vendors are simulated; everything else is what runs in production.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import pino from 'pino';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { createRelay } from '../../ingress/relay.ts';
import { createIngress } from '../../ingress/server.ts';
import { createPointerStarter } from '../../ingress/starter.ts';
import { connectionSchema } from '../../settings/connection.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../simulators/netsuite/server.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import type { Vault } from '../../vault/contract.ts';
import { createDataConverter, failureConverterPath } from '../../vault/data-converter.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { createWorkers, netSuiteSlots } from '../../workers/create-workers.ts';
import { cacheDir } from '../../workers/paths.ts';
import { startTestServer, type TestServer } from '../support/temporal.ts';
import { isRecording } from './record-histories.ts';

export const CONNECTION = 'acme';
const HOOK_TOKEN = 'test-hook-token-0123456789abcdefghijklmnop';

export type Stack = {
  shipStation: ShipStationSimulator;
  netSuite: NetSuiteSimulator;
  store: Store;
  vault: Vault;
  client: Client;
  server: TestServer;
  hookUrl: string;
  masterKey: string;
  /** What the command line needs to work on this machine, as environment. */
  cliEnv: Record<string, string>;
  /** Public half of the key that NetSuite knows, to take it away and give it back. */
  certificate: { kid: string; clientId: string; pem: string };
  /** Applies other settings of the sync, as `connections apply` would. */
  configure(sync: Record<string, unknown>, more?: Record<string, unknown>): Promise<void>;
  /** Resolves with the record once `isSo` holds; rejects with its last state after the limit. */
  recordWhen(
    orderId: number | string,
    isSo: (status: string, cause: string | undefined) => boolean,
  ): ReturnType<Store['records']['get']>;
  stop(): Promise<void>;
};

let runtimeInstalled = false;

export type StackOptions = {
  name: string;
  log?: pino.Logger;
  /** Absent = the shared one, in a fresh namespace. Its `close` is called by `stop`. */
  server?: TestServer;
  /** Absent = a fresh one. */
  masterKey?: string;
};

export async function startStack(options: StackOptions): Promise<Stack> {
  const log = options.log ?? pino({ level: process.env.E2E_LOG ?? 'silent' });
  if (!runtimeInstalled) Runtime.install({ logger: { ...quiet, log: () => undefined }, shutdownSignals: [] });
  runtimeInstalled = true;
  const folder = mkdtempSync(join(tmpdir(), 'mlc-e2e-'));
  const masterKey = options.masterKey ?? generateMasterKey();
  const { ring } = loadKeyRing({ masterKey });
  const vault = await createVault(ring);
  const store = await openStore({ path: join(folder, 'ml-connector.db') });
  const { netSuite, credentials, certificate } = await startNetSuite();
  const shipStation = await startShipStationSimulator({ settings: { limits: { v1PerWindow: 0, v2PerWindow: 0 } } });
  const server = options.server ?? (await startTestServer(options.name));
  // Histories that are stored for replay are kept in clear text.
  const dataConverter = isRecording() ? { failureConverterPath } : createDataConverter(ring);
  const client = server.client({ dataConverter });

  const seal = async (name: string, secret: unknown) => {
    const sealed = vault.seal(
      typeof secret === 'string' ? secret : JSON.stringify(secret),
      `secret/${CONNECTION}/${name}`,
    );
    await store.secrets.put(CONNECTION, name, sealed, vault.keyIdOf(sealed));
  };
  const configure = async (sync: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    const settings = connectionSchema.parse({
      id: CONNECTION,
      pair: 'netsuite-shipstation',
      mode: 'live',
      timeZone: 'America/New_York',
      netsuite: { account: '123456_SB1', baseUrl: netSuite.url },
      shipstation: {
        v1BaseUrl: shipStation.url,
        v2BaseUrl: shipStation.v2Url,
        jwksUrl: shipStation.jwksUrl,
        reservePerMinute: 0,
      },
      syncs: { orderShipped: { recheck: '1s', ...sync } },
      ...more,
    });
    await store.connections.put({
      id: CONNECTION,
      pair: settings.pair,
      mode: settings.mode,
      settings: JSON.stringify(settings),
    });
  };
  await configure({});
  await seal('netsuite', credentials);
  await seal('shipstation', { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } });
  await seal('hook', HOOK_TOKEN);
  const { createHash } = await import('node:crypto');
  await store.hookTokens.put(CONNECTION, createHash('sha256').update(HOOK_TOKEN).digest('hex'));

  const ingress = createIngress({
    store,
    vault,
    log,
    start: createPointerStarter(client, { timeoutMs: 5_000 }),
    limits: { rememberMs: 0 },
  });
  const ingressUrl = await ingress.listen({ host: '127.0.0.1', port: 0 });
  const relay = createRelay({ store, forwarder: ingress.forwarder, log, now: () => new Date() });
  relay.start();

  const native = await NativeConnection.connect({ address: server.address });
  const deps = {
    store,
    vault,
    client,
    log,
    connections: createConnectionRegistry(store, vault, { freshMs: 0 }),
    now: () => new Date(),
    publicUrl: ingressUrl,
  };
  const bundle = await workflowBundle(cacheDir(), failureConverterPath);
  const settings = {
    connection: native,
    namespace: server.namespace,
    dataConverter,
    bundle,
    graceMs: 2_000,
  };
  const slots = await netSuiteSlots(store);
  const { main, netSuite: sized, others } = await createWorkers(deps, settings, slots);
  const workers = [main, sized, ...others];
  const running = Promise.all(workers.map((worker) => worker.run()));
  const hookUrl = `${ingressUrl}/hooks/${CONNECTION}/${HOOK_TOKEN}`;

  return {
    shipStation,
    netSuite,
    store,
    vault,
    client,
    server,
    hookUrl,
    masterKey,
    cliEnv: {
      ML_CONNECTOR_HOME: folder,
      ML_CONNECTOR_MASTER_KEY: masterKey,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: server.namespace,
    },
    certificate,
    configure,
    recordWhen: (orderId, isSo) => recordWhen(store, String(orderId), isSo),
    async stop() {
      await relay.stop();
      await ingress.close({ drainMs: 1_000 });
      await stopWorkers(workers, running);
      await native.close();
      await server.close();
      await store.close();
      await shipStation.close();
      await netSuite.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startNetSuite() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const clientId = 'client-id-of-the-integration';
  const certificate = { kid: 'cert-1', clientId, pem };
  const netSuite = await startNetSuiteSimulator({
    accountId: '123456_SB1',
    concurrencyLimit: 10,
    certificates: [certificate],
  });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { netSuite, certificate, credentials: { kind: 'm2m', clientId, certificateId: 'cert-1', privateKeyPem } };
}

async function stopWorkers(workers: Worker[], running: Promise<unknown>): Promise<void> {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
}

const LIMIT_MS = 20_000;

async function recordWhen(store: Store, key: string, isSo: (status: string, cause: string | undefined) => boolean) {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const record = await store.records.get(CONNECTION, 'orderShipped', key);
    if (record !== undefined && isSo(record.status, record.cause)) return record;
    if (Date.now() > until) throw new Error(`order ${key} is ${JSON.stringify(record)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
