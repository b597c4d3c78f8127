/**
 * A worker process of the bare workflow: three queues, codec and options as the real one's, and nothing of ours else.
 * The trap: a difference in options would be measured as a cost of our code; compare with workers/create-workers.ts.
 */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { loadEnv } from '../../runtime/env.ts';
import { startHealthServer } from '../../runtime/health.ts';
import { createLogger, sdkLogger } from '../../runtime/log.ts';
import { createMetrics } from '../../runtime/metrics.ts';
import { createDataConverter } from '../../vault/data-converter.ts';
import { loadKeyRing } from '../../vault/keys.ts';
import { MAIN_QUEUE, vendorQueue } from '../../workflows/policies.ts';
import { bareActivities } from './activities.ts';

const env = loadEnv();
Runtime.install({ logger: sdkLogger(createLogger(env, 'bare')) });
const common = {
  connection: await NativeConnection.connect({ address: env.temporal.address }),
  namespace: env.temporal.namespace,
  dataConverter: createDataConverter(loadKeyRing(env.keys).ring),
  activities: bareActivities,
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 4, maximum: 16 },
} satisfies Partial<WorkerOptions>;
const slots = Number(process.argv[2]);
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: MAIN_QUEUE,
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    maxCachedWorkflows: 200,
    stickyQueueScheduleToStartTimeout: '1s',
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
  }),
  Worker.create({ ...common, taskQueue: vendorQueue('shipstation'), maxConcurrentActivityTaskExecutions: 16 }),
  Worker.create({ ...common, taskQueue: vendorQueue('netsuite'), maxConcurrentActivityTaskExecutions: slots }),
]);
const running = Promise.all(workers.map((worker) => worker.run()));
await startHealthServer({ ...env.worker, checks: {}, registry: createMetrics().registry });
await running;
process.exit(0);
