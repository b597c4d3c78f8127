/**
 * The workers of one process: workflows with our own steps, and one for each vendor's queue.
 * The trap: NetSuite counts requests in flight over the whole account, so its queue has just as many slots as allowed.
 */
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ActivityDeps } from '../activities/deps.ts';
import { FailureInterceptor } from '../activities/failures.ts';
import { createStoreActivities, createVendorActivities } from '../activities/index.ts';
import type { GuardSettings } from '../activities/subscriptions.ts';
import { parseStoredConnection } from '../settings/connection.ts';
import type { Store } from '../store/contract.ts';
import { SYSTEMS, type System } from '../workflows/manifest.ts';
import { MAIN_QUEUE, vendorQueue } from '../workflows/policies.ts';

export type WorkerSettings = {
  connection: NativeConnection;
  namespace: string;
  dataConverter: NonNullable<WorkerOptions['dataConverter']>;
  bundle: { code: string };
  /** How long a shutdown waits for running activities. */
  graceMs: number;
};

/** NetSuite counts calls in flight; the others count calls per minute, so their slots only bound memory. */
const VENDOR_SLOTS = 16;
const WORKFLOW_TASKS = 4;
const LEAST_NETSUITE_SLOTS = 2;

export type Workers = { main: Worker; netSuite: Worker; others: Worker[] };

export async function createWorkers(
  deps: ActivityDeps & GuardSettings,
  settings: WorkerSettings,
  slots: number,
): Promise<Workers> {
  const others = SYSTEMS.filter((system) => system !== 'netsuite');
  const [main, netSuite, ...rest] = await Promise.all([
    createMainWorker(deps, settings),
    createNetSuiteWorker(deps, settings, slots),
    ...others.map((system) => createVendorWorker(deps, settings, system, VENDOR_SLOTS)),
  ]);
  return { main, netSuite, others: rest };
}

const createMainWorker = (deps: ActivityDeps & GuardSettings, settings: WorkerSettings): Promise<Worker> =>
  Worker.create({
    ...commonOptions(deps, settings),
    taskQueue: MAIN_QUEUE,
    workflowBundle: settings.bundle,
    activities: createStoreActivities(deps),
    maxCachedWorkflows: 200,
    // What a worker has taken is no longer sorted by priority, so it takes little at a time.
    maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS,
    // After kill -9 of a worker its open workflows move on after this, not after ten seconds.
    stickyQueueScheduleToStartTimeout: '1s',
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 4, maximum: WORKFLOW_TASKS },
  });

const createVendorWorker = (
  deps: ActivityDeps & GuardSettings,
  settings: WorkerSettings,
  system: System,
  slots: number,
): Promise<Worker> =>
  Worker.create({
    ...commonOptions(deps, settings),
    taskQueue: vendorQueue(system),
    activities: createVendorActivities(deps)[system],
    maxConcurrentActivityTaskExecutions: slots,
  });

/** NetSuite's queue with this many calls at once. */
export const createNetSuiteWorker = (
  deps: ActivityDeps & GuardSettings,
  settings: WorkerSettings,
  slots: number,
): Promise<Worker> => createVendorWorker(deps, settings, 'netsuite', slots);

function commonOptions(deps: ActivityDeps, settings: WorkerSettings) {
  return {
    connection: settings.connection,
    namespace: settings.namespace,
    dataConverter: settings.dataConverter,
    shutdownGraceTime: settings.graceMs,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 4, maximum: 16 },
    interceptors: { activity: [(context) => ({ inbound: new FailureInterceptor(context, deps) })] },
  } satisfies Partial<WorkerOptions>;
}

/** Requests that all NetSuite accounts together allow in flight. */
export async function netSuiteSlots(store: Store): Promise<number> {
  const rows = await store.connections.list();
  const allowed = rows.map((row) => {
    const settings = parseStoredConnection(row.settings);
    return 'netsuite' in settings ? settings.netsuite.concurrency : 0;
  });
  return Math.max(
    LEAST_NETSUITE_SLOTS,
    allowed.reduce((a, b) => a + b, 0),
  );
}
