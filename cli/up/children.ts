/**
 * The processes of `up`, in the order of their start. The trap: each is a process of its own, so that a crash of one
 * (or `kill -9`) leaves the others running and is mended by the supervisor.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { codecEndpoint } from '../../runtime/codec-token.ts';
import type { Env } from '../../runtime/env.ts';
import type { ChildSpec } from '../../runtime/supervisor.ts';
import { readsHistories } from '../../runtime/temporal-probe.ts';
import { checkServerPorts, serverArguments } from '../../runtime/temporal-server.ts';

const READY_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 100;
/** Two minutes without one answer: busy is not dead. */
const ALIVE = { everyMs: 15_000, misses: 5 };

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The Temporal server of our own; nothing when TEMPORAL_ADDRESS names another. `ready` is asked once it was started. */
export async function temporalChild(env: Env, ready: () => Promise<void>): Promise<ChildSpec[]> {
  if (env.temporal.external) return [];
  const { port, uiPort, namespace } = env.temporal;
  const { resolveTemporalBinary } = await import('../../runtime/temporal-binary.ts');
  const { path } = await resolveTemporalBinary();
  const dbFile = join(env.home, 'temporal.db');
  const options = { binary: path, port, uiPort, dbFile, namespace, codecEndpoint: codecEndpoint(env) };
  const check = () => readsHistories(`127.0.0.1:${port}`, namespace, ALIVE.everyMs);
  // Not before leftovers are stopped: after kill -9 of `up` its server still holds these ports.
  const startable = () => checkServerPorts({ port, uiPort });
  const args = serverArguments(options);
  return [{ name: 'temporal', command: path, args, startable, ready, alive: { ...ALIVE, check } }];
}

/** Codec server, worker and ingress; each counts as started when it says that it is ready. */
export function ownChildren(env: Env): ChildSpec[] {
  const { healthHost: host, healthPort: port } = env.ingress;
  const children = [
    { name: 'codec', args: [fileOf('cli/main.ts'), 'codec-server'], url: addressOf(env.codec, '/livez') },
    { name: 'worker', args: [fileOf('workers/main.ts')], url: addressOf(env.worker, '/readyz') },
    { name: 'ingress', args: [fileOf('ingress/main.ts')], url: addressOf({ host, port }, '/readyz') },
  ];
  return children.map(({ name, args, url }) => ({
    name,
    command: process.execPath,
    args,
    env: childEnvironment(),
    ready: () => untilAnswers(name, url),
  }));
}

/** On a terminal people read along. */
const childEnvironment = (): Record<string, string | undefined> =>
  process.stdout.isTTY && process.env.ML_CONNECTOR_LOG_FORMAT === undefined
    ? { ML_CONNECTOR_LOG_FORMAT: 'pretty' }
    : {};

export function addressOf({ host, port }: { host: string; port: number }, path = ''): string {
  const callable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${callable}:${port}${path}`;
}

async function untilAnswers(name: string, url: string): Promise<void> {
  const endMs = Date.now() + READY_LIMIT_MS;
  while (!(await answers(url))) {
    if (Date.now() > endMs) throw new Error(`${name} did not answer at ${url} within ${READY_LIMIT_MS / 1000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
