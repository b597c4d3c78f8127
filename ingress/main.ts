/**
 * The process that takes webhooks. It waits for the store, but not for Temporal: what cannot be signalled now is sent
 * on by the relay. The trap: readiness must not depend on Temporal, or an outage there would close the front door.
 */
import { describeEnv, type Env, loadEnvOrExit } from '../runtime/env.ts';
import { startHealthServer } from '../runtime/health.ts';
import { createLogger, type Logger } from '../runtime/log.ts';
import { collectNodeMetrics, createMetrics, type Metrics } from '../runtime/metrics.ts';
import { awaitContext, type Context } from '../runtime/open-context.ts';
import { messageOf, StartProblem } from '../runtime/problem.ts';
import { runProcess } from '../runtime/process.ts';
import { connectTemporal } from '../runtime/temporal-connect.ts';
import { createIngressMetrics } from './metrics.ts';
import { createRelay } from './relay.ts';
import { createIngress, type Ingress } from './server.ts';
import { createPointerStarter } from './starter.ts';

/** For one signal to Temporal; the relay tries again. */
const SIGNAL_TIMEOUT_MS = 5_000;
/** Rows that are not through by then stay in the inbox. */
const DRAIN_MS = 1_000;

type Closing = () => Promise<unknown>;

/** Opens everything in order; each part that is open is put into `closing`, to be closed in reverse. */
async function startIngress(env: Env, log: Logger, stopping: AbortSignal, closing: Closing[]): Promise<void> {
  const metrics = createMetrics();
  collectNodeMetrics(metrics);
  const context = await awaitContext(env, 'ingress', { log, signal: stopping });
  closing.push(context.close);
  const temporal = await connectTemporal(context, { lazy: true });
  closing.push(temporal.close);
  const ingress = createIngress({
    store: context.store,
    vault: context.vault,
    start: createPointerStarter(temporal.client, { timeoutMs: SIGNAL_TIMEOUT_MS }),
    log,
    metrics: createIngressMetrics(metrics),
    ...(env.ingress.trustProxy === undefined ? {} : { trustProxy: env.ingress.trustProxy }),
  });
  const relay = createRelay({ store: context.store, forwarder: ingress.forwarder, log, now: () => new Date() });
  closing.push(() => Promise.all([ingress.close({ drainMs: DRAIN_MS }), relay.stop()]));
  await listen(env, log, ingress);
  relay.start();
  closing.push(await startHealth(env, context, metrics));
}

async function listen(env: Env, log: Logger, ingress: Ingress): Promise<void> {
  const { host, port, publicUrl } = env.ingress;
  const url = await ingress.listen({ host, port }).catch(portProblem(host, port, 'ML_CONNECTOR_INGRESS_PORT'));
  log.info({ url, publicUrl }, 'taking webhooks');
}

async function startHealth(env: Env, { store }: Context, metrics: Metrics): Promise<Closing> {
  const { healthHost: host, healthPort: port } = env.ingress;
  const server = await startHealthServer({
    host,
    port,
    registry: metrics.registry,
    checks: { store: () => store.healthy() },
    beforeMetrics: async () => {
      for (const { id } of await store.connections.list()) {
        metrics.inboxPending.set({ connection: id }, (await store.inbox.counts(id)).stored);
      }
    },
  }).catch(portProblem(host, port, 'ML_CONNECTOR_INGRESS_HEALTH_PORT'));
  return server.close;
}

const portProblem =
  (host: string, port: number, variable: string) =>
  (cause: unknown): never => {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const what = taken ? 'it is in use by another program' : messageOf(cause);
    throw new StartProblem(
      'unreachable',
      `Cannot listen on ${host}:${port}: ${what}.`,
      `End that program, or set ${variable} to a free port.`,
      { cause },
    );
  };

const env = loadEnvOrExit();
const log = createLogger(env, 'ingress');
for (const warning of env.warnings) log.warn(warning);
log.info({ environment: describeEnv(env) }, 'ingress: starting');
const closing: Closing[] = [];
runProcess({
  name: 'ingress',
  log,
  start: (stopping) => startIngress(env, log, stopping, closing),
  stop: async () => {
    for (const close of closing.reverse()) await close();
  },
});
