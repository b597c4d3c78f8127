/**
 * The worker process: workflows, activities, health and metrics. Waits for an absent Temporal server or store instead of
 * dying, and drains on SIGTERM. The trap: the Temporal runtime's logger must be set before anything else touches it.
 */
import type { Connection } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { healthOf } from '../activities/connection-health.ts';
import { createConnectionRegistry } from '../activities/connection-registry.ts';
import { describeEnv, type Env, loadEnvOrExit } from '../runtime/env.ts';
import { startHealthServer } from '../runtime/health.ts';
import { createLogger, type Logger, sdkLogger } from '../runtime/log.ts';
import {
  collectNodeMetrics,
  createMetrics,
  setHealth,
  setParked,
  setUnexplained,
  setWaiting,
} from '../runtime/metrics.ts';
import { awaitContext, type Context } from '../runtime/open-context.ts';
import { runProcess } from '../runtime/process.ts';
import { connectTemporal, connectWorker, waitFor } from '../runtime/temporal-connect.ts';
import { ensureNamespace, ensureSearchAttributes } from '../runtime/temporal-setup.ts';
import type { Store } from '../store/contract.ts';
import { createDataConverter, failureConverterPath } from '../vault/data-converter.ts';
import type { ReconcileResult } from '../workflows/contracts.ts';
import { workflowBundle } from './bundle.ts';
import { countersOf } from './counters.ts';
import { createNetSuiteWorker, createWorkers, netSuiteSlots } from './create-workers.ts';
import { joinWorkers } from './live-workers.ts';
import { cacheDir } from './paths.ts';
import { type RunningWorkers, runWorkers } from './running-workers.ts';

const GRACE_MS = 20_000;

type Closing = () => Promise<unknown>;
type Waiting = { log: Logger; signal: AbortSignal };

/** Opens everything in order; each part that is open is put into `closing`, to be closed in reverse. */
async function start(env: Env, waiting: Waiting, closing: Closing[], failed: () => void): Promise<void> {
  const metrics = createMetrics();
  collectNodeMetrics(metrics);
  const context = await awaitContext(env, 'worker', waiting);
  closing.push(context.close);
  // Only looked into: it calls no vendor.
  const read = createConnectionRegistry(context.store, context.vault);
  const state: { running?: RunningWorkers } = {};
  const health = await startHealthServer({
    ...env.worker,
    registry: metrics.registry,
    checks: { store: () => context.store.healthy(), worker: async () => state.running?.areRunning() === true },
    beforeMetrics: async () => {
      setWaiting(metrics, await context.store.records.counts(), new Date());
      const connections = await context.store.connections.list();
      setParked(metrics, connections);
      setUnexplained(metrics, await lastResults(context.store, connections));
      setHealth(metrics, await healthOf({ ...context, connections: read }, connections, new Date()), new Date());
    },
  });
  closing.push(health.close);
  const running = await connectWorkers(env, context, metrics, waiting, closing, failed);
  state.running = running;
  closing.push(running.stop);
}

/** What the last finished reconciliation of each connection came to. */
async function lastResults(store: Store, rows: readonly { id: string }[]): Promise<ReconcileResult[]> {
  const last = await Promise.all(rows.map(({ id }) => store.reconcile.lastDone(id)));
  return last.flatMap((run) => (run?.result === undefined ? [] : [JSON.parse(run.result) as ReconcileResult]));
}

async function connectWorkers(
  env: Env,
  context: Context,
  metrics: ReturnType<typeof createMetrics>,
  waiting: Waiting,
  closing: Closing[],
  failed: () => void,
): Promise<RunningWorkers> {
  const bundle = await workflowBundle(cacheDir(), failureConverterPath);
  const connection = await connectWorker(env, waiting);
  closing.push(() => connection.close());
  const temporal = await waitFor(() => connectTemporal(context), `Temporal at ${env.temporal.address}`, waiting);
  closing.push(temporal.close);
  await waitFor(() => prepareNamespace(env, temporal.connection), `the namespace ${env.temporal.namespace}`, waiting);
  const { store, vault, log, ring } = context;
  const live = await joinWorkers(store.shared, log);
  closing.push(live.stop);
  const deps = {
    store,
    vault,
    log,
    client: temporal.client,
    connections: createConnectionRegistry(store, vault, { workers: live.count }),
    now: () => new Date(),
    count: countersOf(metrics),
    publicUrl: env.ingress.publicUrl,
  };
  const { namespace } = env.temporal;
  const settings = { connection, namespace, dataConverter: createDataConverter(ring), bundle, graceMs: GRACE_MS };
  const slots = await netSuiteSlots(store);
  const workers = await waitFor(() => createWorkers(deps, settings, slots), `the namespace ${namespace}`, waiting);
  const create = (wanted: number) => createNetSuiteWorker(deps, settings, wanted);
  return runWorkers({
    workers: [workers.main, workers.netSuite, ...workers.others],
    sized: { worker: workers.netSuite, slots, slotsNow: () => netSuiteSlots(store), create },
    log,
    failed(error) {
      log.fatal({ err: error }, 'worker: stopped by an error');
      failed();
      return undefined;
    },
  });
}

/** A worker alone, as in a container, must not depend on `up` or `apply` having run before it. */
async function prepareNamespace(env: Env, connection: Connection): Promise<void> {
  const { namespace, retentionDays } = env.temporal;
  await ensureNamespace(connection, { namespace, retentionDays });
  await ensureSearchAttributes(connection, namespace);
}

const env = loadEnvOrExit();
const log = createLogger(env, 'worker');
Runtime.install({ logger: sdkLogger(log), shutdownSignals: [] });
for (const warning of env.warnings) log.warn(warning);
log.info({ environment: describeEnv(env) }, 'worker: starting');
const closing: Closing[] = [];
const life = runProcess({
  name: 'worker',
  log,
  graceMs: GRACE_MS + 10_000,
  start: (signal) => start(env, { log, signal }, closing, () => life.end(1)),
  async stop() {
    for (const close of closing.reverse()) await close();
  },
});
