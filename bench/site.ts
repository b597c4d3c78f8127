/**
 * One installation to measure: a namespace, a home with store and keys, one live connection to the simulators, and the
 * processes that are started for it. Each measurement gets its own, so that nothing of one waits in another's queue.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { loadEnv } from '../runtime/env.ts';
import { type Context, openContext } from '../runtime/open-context.ts';
import { connectTemporal } from '../runtime/temporal-connect.ts';
import { freePort } from '../runtime/temporal-server.ts';
import { ensureNamespace, ensureSearchAttributes } from '../runtime/temporal-setup.ts';
import { connectionSchema } from '../settings/connection.ts';
import { generateMasterKey } from '../vault/keys.ts';
import type { WakeCause } from '../workflows/contracts.ts';
import { wakeRecord } from '../workflows/starts.ts';
import { type Child, startChild, untilReady } from './child.ts';
import type { Machine } from './machine.ts';
import type { Shipped } from './simulators/shipstation.ts';

export const CONNECTION = 'bench';
const TOKEN = 'bench-token';
/** Requests in flight to NetSuite. */
export const NETSUITE_SLOTS = 10;

export type Site = {
  name: string;
  home: string;
  machine: Machine;
  client: Client;
  context: Context;
  /** Starts a worker process and waits until it works. */
  worker(options?: { name?: string; nodeArgs?: string[]; bare?: boolean }): Promise<Child>;
  /** Environment and arguments of a worker for somebody else's supervisor. */
  environment(): Promise<Record<string, string>>;
  /** Starts the ingress; answers with the address that vendors would call. */
  ingress(): Promise<{ child: Child; hookUrl: string }>;
  /** Wakes an order's workflow as the webhook's pointer does. */
  wake(order: Shipped, cause: WakeCause): Promise<unknown>;
  /** Bytes of the store's files. */
  storeBytes(): number;
  close(): Promise<void>;
};

export async function openSite(machine: Machine, name: string): Promise<Site> {
  const home = join(machine.dir, name);
  mkdirSync(home);
  writeFileSync(join(home, 'master.key'), `${generateMasterKey()}\n`, { mode: 0o600 });
  const namespace = `bench-${name}`;
  await ensureNamespace(machine.connection, { namespace, retentionDays: 1 });
  await ensureSearchAttributes(machine.connection, namespace);
  const shared = {
    ML_CONNECTOR_HOME: home,
    TEMPORAL_ADDRESS: machine.server.address,
    TEMPORAL_NAMESPACE: namespace,
    ML_CONNECTOR_LOG_LEVEL: 'warn',
  };
  const context = await openContext(loadEnv(shared, home), 'bench');
  const temporal = await connectTemporal(context);
  await addConnection(machine, context);
  const environment = async () => ({ ...shared, ML_CONNECTOR_WORKER_PORT: String(await freePort()) });
  let workers = 0;
  return {
    name,
    home,
    machine,
    context,
    client: temporal.client,
    environment,
    worker: async (options = {}) => {
      workers += 1;
      const env = await environment();
      const child = startChild({
        name: options.name ?? `${name}-worker-${workers}`,
        file: options.bare === true ? 'bench/bare/worker.ts' : 'workers/main.ts',
        logFile: join(home, `worker-${workers}.log`),
        env,
        ...(options.bare === true ? { args: [String(NETSUITE_SLOTS)] } : {}),
        ...(options.nodeArgs === undefined ? {} : { nodeArgs: options.nodeArgs }),
      });
      await untilReady(child, `http://127.0.0.1:${env.ML_CONNECTOR_WORKER_PORT}/readyz`);
      return child;
    },
    ingress: () => startIngress(name, home, shared),
    wake: (order, cause) => {
      const ref = { connection: CONNECTION, sync: 'orderShipped', key: order.orderId };
      const wake = { eventId: `${cause}:${order.shipmentId}`, cause, at: new Date().toISOString() };
      return temporal.client.workflow.signalWithStart('orderShipped', wakeRecord(ref, wake));
    },
    storeBytes: () => bytesOf(join(home, 'ml-connector.db')),
    close: async () => {
      await temporal.close();
      await context.close();
    },
  };
}

async function addConnection(machine: Machine, { store, vault }: Context): Promise<void> {
  const shipStationUrl = await machine.shipStation.url();
  const settings = connectionSchema.parse({
    id: CONNECTION,
    pair: 'netsuite-shipstation',
    mode: 'live',
    timeZone: 'America/Los_Angeles',
    netsuite: { account: '123456_SB1', baseUrl: await machine.netSuite.url(), concurrency: NETSUITE_SLOTS },
    shipstation: { v1BaseUrl: shipStationUrl, v2BaseUrl: shipStationUrl, reservePerMinute: 0 },
  });
  const { id, pair, mode } = settings;
  await store.connections.put({ id, pair, mode, settings: JSON.stringify(settings) });
  await store.hookTokens.put(id, createHash('sha256').update(TOKEN).digest('hex'));
  const credentials = {
    netsuite: await machine.netSuite.credentials(),
    shipstation: { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' } },
  };
  for (const [system, secret] of Object.entries(credentials)) {
    const sealed = vault.seal(JSON.stringify(secret), `secret/${id}/${system}`);
    await store.secrets.put(id, system, sealed, vault.keyIdOf(sealed));
  }
}

async function startIngress(name: string, home: string, shared: Record<string, string>) {
  const [port, healthPort] = [await freePort(), await freePort()];
  const child = startChild({
    name: `${name}-ingress`,
    file: 'ingress/main.ts',
    logFile: join(home, 'ingress.log'),
    env: { ...shared, ML_CONNECTOR_INGRESS_PORT: String(port), ML_CONNECTOR_INGRESS_HEALTH_PORT: String(healthPort) },
  });
  await untilReady(child, `http://127.0.0.1:${healthPort}/readyz`);
  return { child, hookUrl: `http://127.0.0.1:${port}/hooks/${CONNECTION}/${TOKEN}` };
}

function bytesOf(file: string): number {
  const sizes = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((a, b) => a + b, 0);
}

/** How many runs of a workflow type have ended well in the site's namespace. */
export const countRuns = async (site: Site, type: string, status = 'Completed'): Promise<number> =>
  (await site.client.workflow.count(`WorkflowType = "${type}" AND ExecutionStatus = "${status}"`)).count;
