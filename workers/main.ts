/**
 * The worker process: workflows, activities, health and metrics. Waits for an absent Temporal server or store instead of
 * dying, and drains on SIGTERM. The trap: the Temporal runtime's logger must be set before anything else touches it.
 */
import { type NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { createConnectionRegistry } from '../activities/connection-registry.ts';
import { describeEnv, loadEnv } from '../runtime/env.ts';
import { type HealthServer, startHealthServer } from '../runtime/health.ts';
import { sdkLogger } from '../runtime/log.ts';
import { collectNodeMetrics, createMetrics, setWaiting } from '../runtime/metrics.ts';
import { openContext } from '../runtime/open-context.ts';
import { runProcess } from '../runtime/process.ts';
import { connectTemporal, connectWorker, type TemporalClient, waitFor } from '../runtime/temporal-connect.ts';
import { createDataConverter, failureConverterPath } from '../vault/data-converter.ts';
import { workflowBundle } from './bundle.ts';
import { countersOf } from './counters.ts';
import { createWorkers } from './create-workers.ts';
import { cacheDir } from './paths.ts';

const GRACE_MS = 20_000;

const env = loadEnv();
const context = await openContext(env, 'worker');
const { log, store, vault, ring } = context;
Runtime.install({ logger: sdkLogger(log), shutdownSignals: [] });
log.info({ environment: describeEnv(env) }, 'worker: starting');

const metrics = createMetrics();
collectNodeMetrics(metrics);
const dataConverter = createDataConverter(ring);
let workers: Worker[] = [];
let running: Promise<unknown> = Promise.resolve();
let native: NativeConnection | undefined;
let temporal: TemporalClient | undefined;
let health: HealthServer | undefined;

const lifetime = runProcess({
  name: 'worker',
  log,
  graceMs: GRACE_MS + 10_000,
  async start(stopping) {
    health = await startHealthServer({
      ...env.worker,
      registry: metrics.registry,
      checks: {
        store: () => store.healthy(),
        worker: async () => workers.length > 0 && workers.every((w) => w.getState() === 'RUNNING'),
      },
      beforeMetrics: async () => setWaiting(metrics, await store.records.counts(), new Date()),
    });
    const bundle = await workflowBundle(cacheDir(), failureConverterPath);
    native = await connectWorker(env, { log, signal: stopping });
    temporal = await waitFor(() => connectTemporal(context), `Temporal at ${env.temporal.address}`, {
      log,
      signal: stopping,
    });
    const deps = {
      store,
      vault,
      log,
      client: temporal.client,
      connections: createConnectionRegistry(store, vault),
      now: () => new Date(),
      count: countersOf(metrics),
      publicUrl: env.ingress.publicUrl,
    };
    const settings = {
      connection: native,
      namespace: env.temporal.namespace,
      dataConverter,
      bundle,
      graceMs: GRACE_MS,
    };
    workers = await waitFor(() => createWorkers(deps, settings), `the namespace ${env.temporal.namespace}`, {
      log,
      signal: stopping,
    });
    running = Promise.all(workers.map((worker) => worker.run()));
    running.catch((error: unknown) => {
      log.fatal({ err: error }, 'worker: stopped by an error');
      lifetime.end(1);
    });
  },
  async stop() {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await running.catch(() => undefined);
    await temporal?.close();
    await native?.close();
    await health?.close();
    await context.close();
  },
});
