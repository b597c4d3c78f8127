/**
 * The machine of any pair in one test process: a SQLite store, a real Temporal server, workers, ingress and relay, with the
 * settings and credentials that a test hands in. The trap: only the vendors are simulated, and they are the caller's.
 */
import { createHash } from 'node:crypto';
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
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import type { Vault } from '../../vault/contract.ts';
import { createDataConverter, failureConverterPath } from '../../vault/data-converter.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { createWorkers, netSuiteSlots } from '../../workers/create-workers.ts';
import { cacheDir } from '../../workers/paths.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { startTestServer, type TestServer } from '../support/temporal.ts';
import { isRecording } from './record-histories.ts';

export const CONNECTION = 'acme';
const HOOK_TOKEN = 'test-hook-token-0123456789abcdefghijklmnop';

export type MachineOptions = {
  name: string;
  log?: pino.Logger;
  /** Absent = the shared one, in a fresh namespace. Its `close` is called by `stop`. */
  server?: TestServer;
  /** Absent = a fresh one. */
  masterKey?: string;
  /** The connection as its file would say it. */
  settings: object;
  /** By name, as `credentials set` would store them. */
  credentials: Record<string, unknown>;
};

export type Machine = {
  store: Store;
  vault: Vault;
  client: Client;
  server: TestServer;
  hookUrl: string;
  masterKey: string;
  /** What the command line needs to work on this machine, as environment. */
  cliEnv: Record<string, string>;
  /** Applies other settings, as `connections apply` would. */
  apply(settings: object): Promise<void>;
  seal(name: string, secret: unknown): Promise<void>;
  /** Resolves with the record once `isSo` holds; rejects with its last state after the limit. */
  recordWhen(
    sync: string,
    key: string,
    isSo: (status: string, cause: string | undefined) => boolean,
  ): ReturnType<Store['records']['get']>;
  /** New workers in place of the present ones, which get two seconds to end what they do. */
  restartWorkers(): Promise<void>;
  /** For a test that brings worker processes of its own. */
  stopWorkers(): Promise<void>;
  stop(): Promise<void>;
};

let runtimeInstalled = false;

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const log = options.log ?? pino({ level: process.env.E2E_LOG ?? 'silent' });
  if (!runtimeInstalled) Runtime.install({ logger: { ...quiet, log: () => undefined }, shutdownSignals: [] });
  runtimeInstalled = true;
  const folder = mkdtempSync(join(tmpdir(), 'mlc-e2e-'));
  const masterKey = options.masterKey ?? generateMasterKey();
  const { ring } = loadKeyRing({ masterKey });
  const vault = await createVault(ring);
  const store = await openStore({ path: join(folder, 'ml-connector.db') });
  const server = options.server ?? (await startTestServer(options.name));
  // Histories that are stored for replay are kept in clear text.
  const dataConverter = isRecording() ? { failureConverterPath } : createDataConverter(ring);
  const client = server.client({ dataConverter });

  const seal = async (name: string, secret: unknown) => {
    const text = typeof secret === 'string' ? secret : JSON.stringify(secret);
    const sealed = vault.seal(text, `secret/${CONNECTION}/${name}`);
    await store.secrets.put(CONNECTION, name, sealed, vault.keyIdOf(sealed));
  };
  const apply = async (given: object) => {
    const settings = connectionSchema.parse(given);
    const { pair, mode } = settings;
    await store.connections.put({ id: CONNECTION, pair, mode, settings: JSON.stringify(settings) });
  };
  await apply(options.settings);
  for (const [name, secret] of Object.entries({ ...options.credentials, hook: HOOK_TOKEN })) await seal(name, secret);
  await store.hookTokens.put(CONNECTION, createHash('sha256').update(HOOK_TOKEN).digest('hex'));

  const start = createPointerStarter(client, { timeoutMs: 5_000 });
  const ingress = createIngress({ store, vault, log, start, limits: { rememberMs: 0 } });
  const ingressUrl = await ingress.listen({ host: '127.0.0.1', port: 0 });
  const relay = createRelay({ store, forwarder: ingress.forwarder, log, now: () => new Date() });
  relay.start();

  const native = await NativeConnection.connect({ address: server.address });
  const connections = createConnectionRegistry(store, vault, { freshMs: 0 });
  const deps = { store, vault, client, log, connections, now: () => new Date(), publicUrl: ingressUrl };
  const bundle = await workflowBundle(cacheDir(), failureConverterPath);
  const settings = { connection: native, namespace: server.namespace, dataConverter, bundle, graceMs: 2_000 };
  const runWorkers = async () => {
    const { main, netSuite: sized, others } = await createWorkers(deps, settings, await netSuiteSlots(store));
    const workers = [main, sized, ...others];
    return { workers, running: Promise.all(workers.map((worker) => worker.run())) };
  };
  let present = await runWorkers();

  return {
    store,
    vault,
    client,
    server,
    hookUrl: `${ingressUrl}/hooks/${CONNECTION}/${HOOK_TOKEN}`,
    masterKey,
    cliEnv: {
      ML_CONNECTOR_HOME: folder,
      ML_CONNECTOR_MASTER_KEY: masterKey,
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: server.namespace,
    },
    apply,
    seal,
    recordWhen: (sync, key, isSo) => recordWhen(store, sync, key, isSo),
    async restartWorkers() {
      await stopWorkers(present.workers, present.running);
      present = await runWorkers();
    },
    stopWorkers: () => stopWorkers(present.workers, present.running),
    async stop() {
      await relay.stop();
      await ingress.close({ drainMs: 1_000 });
      await stopWorkers(present.workers, present.running);
      await native.close();
      await server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function stopWorkers(workers: Worker[], running: Promise<unknown>): Promise<void> {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
}

async function recordWhen(
  store: Store,
  sync: string,
  key: string,
  isSo: (status: string, cause: string | undefined) => boolean,
) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const record = await store.records.get(CONNECTION, sync, key);
    if (record !== undefined && isSo(record.status, record.cause)) return record;
    if (Date.now() > until) throw new Error(`${sync} ${key} is ${JSON.stringify(record)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
