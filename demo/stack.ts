/**
 * Everything of one run: the simulators, `ml-connector up`, the connection applied with its credentials.
 * The trap: nothing here reaches into the product; it is started, told and asked the way a user does it.
 */
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Env, mlConnector, mustRun } from './command.ts';
import { type Place, prepareHome } from './connection.ts';
import { answers } from './control.ts';
import type { Ports } from './ports.ts';
import { type Child, notePids, sendSignal, startProgram, stopEarlierRun, supervisedPid, tailOf } from './processes.ts';
import type { Scenario, Simulator, Tuning, Waiting } from './scenario.ts';
import type { Show } from './show.ts';
import { until } from './wait.ts';

const READY_LIMIT_MS = 240_000;

type Setting<S extends string, V> = Pick<Scenario<S, V, Waiting>, 'simulators' | 'connection' | 'open' | 'prepare'>;

export type StackOptions<S extends string, V> = Place & {
  scenario: Setting<S, V>;
  /** Those of our processes and, under its name, that of each simulator. */
  ports: Ports & Record<S, number>;
  tuning: Tuning;
  /** Length of the vendors' rate windows; the real ones are 60 s. */
  windowMs: number;
  /** A second worker process beside the supervised one. */
  workers: 1 | 2;
  show: Show;
};

export type Stack<V> = {
  home: string;
  env: Env;
  vendors: V;
  links: { webUi: string };
  /** kill -9; answers the process id, undefined when it is away just now. */
  kill(name: 'worker' | 'worker2' | 'ingress' | 'temporal'): number | undefined;
  pidOf(name: string): number | undefined;
  stop(): Promise<void>;
};

/** Ports that the simulators of a scenario like to have. */
export const usualPortsOf = <S extends string>({
  simulators,
}: {
  simulators: Record<S, Simulator>;
}): Record<S, number> => eachOf(simulators, (_name, { usualPort }) => usualPort);

function eachOf<S extends string, A, B>(record: Record<S, A>, made: (name: S, value: A) => B): Record<S, B> {
  const names = Object.keys(record) as S[];
  return Object.fromEntries(names.map((name) => [name, made(name, record[name])])) as Record<S, B>;
}

/** Stops what an earlier run left, then starts everything. Throws with the last lines of the log of what did not start. */
export async function startStack<S extends string, V>(options: StackOptions<S, V>): Promise<Stack<V>> {
  const { scenario, home, ports, show, tuning } = options;
  rmSync(home, { recursive: true, force: true });
  const urls = eachOf(scenario.simulators, (name) => `http://127.0.0.1:${ports[name]}`);
  const env = prepareHome(options, tuning.id, scenario.connection(urls, tuning));
  const children: Child[] = [];
  // Should we end without stopping (a second Ctrl-C, a crash), they are at least told to; `up` then stops the rest.
  const onExit = () => {
    for (const { pid, exited } of children) if (!exited()) sendSignal(pid, 'SIGTERM');
  };
  process.once('exit', onExit);
  const stop = async () => {
    for (const child of [...children].reverse()) await child.stop();
    rmSync(pidFileOf(home), { force: true });
    process.removeListener('exit', onExit);
  };
  try {
    children.push(...startSimulators(options));
    children.push(...startConnector(options, env));
    const files: Record<string, string> = { ...WORDS, ...eachOf(scenario.simulators, (_name, { file }) => file) };
    notePids(pidFileOf(home), [
      { pid: process.pid, word: (process.argv[1] ?? '').split(sep).slice(-2).join('/') },
      ...children.map(({ pid, name }) => ({ pid, word: files[name] ?? name })),
    ]);
    for (const [name, url] of Object.entries<string>(urls)) await simulatorReady(home, name, url);
    const vendors = scenario.open(urls);
    const credentials = await scenario.prepare(vendors);
    show.tell(`the simulators are up: ${Object.keys(urls).join(', ')}`, 'dim');
    await Promise.all([connectorReady(home, children), setUpConnection(home, tuning.id, env, credentials)]);
    show.tell('Temporal, worker, webhook door and codec server are up', 'dim');
    await mustRun(env, ['connections', 'apply']);
    show.tell(`connection ${tuning.id} is applied: credentials sealed, webhooks subscribed`, 'dim');
    return {
      ...{ home, env, vendors, stop },
      links: { webUi: `http://127.0.0.1:${ports.ui}/namespaces/ml-connector/workflows` },
      kill: (name) => (name === 'worker2' ? restartSecond(options, env, children) : killNow(home, name)),
      pidOf: (name) => supervisedPid(home, name),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const WORDS: Record<string, string> = { up: 'cli/main.ts', worker2: 'workers/main.ts' };

/** Beside the home, which is thrown away at each start. */
export const pidFileOf = (home: string): string => `${home}.pids`;

export const stopEarlier = (home: string): Promise<string[]> => stopEarlierRun(pidFileOf(home), home);

const logOf = (home: string, name: string) => join(home, 'logs', `${name}.log`);

function startSimulators<S extends string, V>({ scenario, home, ports, windowMs }: StackOptions<S, V>): Child[] {
  const started = eachOf(scenario.simulators, (name, { file, args }) => {
    const all = ['--port', String(ports[name]), ...(args?.(windowMs) ?? [])];
    return startProgram({ name, file, args: all, env: {}, logFile: logOf(home, name) });
  });
  return Object.values<Child>(started);
}

type Starting = Pick<StackOptions<never, never>, 'home' | 'workers'> & { ports: Ports };

function startConnector({ home, workers, ports }: Starting, env: Env): Child[] {
  const log = logOf(home, 'up');
  const up = startProgram({ name: 'up', file: 'cli/main.ts', args: ['up', '--json'], env, logFile: log });
  return workers === 1 ? [up] : [up, startSecond(home, ports, env)];
}

function startSecond(home: string, ports: Ports, env: Env): Child {
  const own = { ...env, ML_CONNECTOR_WORKER_PORT: String(ports.worker2) };
  const log = logOf(home, 'worker2');
  return startProgram({ name: 'worker2', file: 'workers/main.ts', args: [], env: own, logFile: log });
}

/** The second worker is not the supervisor's, so whoever kills it starts it again. */
function restartSecond({ home, ports }: Starting, env: Env, children: Child[]): number | undefined {
  const index = children.findIndex(({ name }) => name === 'worker2');
  const old = children[index];
  if (old === undefined || !sendSignal(old.pid, 'SIGKILL')) return undefined;
  children[index] = startSecond(home, ports, env);
  return old.pid;
}

async function simulatorReady(home: string, name: string, url: string): Promise<void> {
  await until(`the simulator at ${url}`, READY_LIMIT_MS, () => answers(`${url}/__sim/health`)).catch((error) => {
    throw new Error(`${error.message}\n${tailOf(logOf(home, name))}`);
  });
}

/** `up --json` says so by itself. */
async function connectorReady(home: string, children: Child[]): Promise<void> {
  const up = children.find(({ name }) => name === 'up');
  const log = logOf(home, 'up');
  const ready = async () => {
    if (up?.exited() === true) return 'it ended';
    return (await readFile(log, 'utf8')).includes('"ready": true') ? true : undefined;
  };
  const state = await until('ml-connector up', READY_LIMIT_MS, ready, 100).catch((error: Error) => error.message);
  if (state !== true) throw new Error(`ml-connector up did not start (${state}):\n${tailOf(log)}`);
}

/** As the documentation says: apply, set the credentials; then apply again for the webhooks. */
async function setUpConnection(home: string, id: string, env: Env, credentials: Record<string, object>): Promise<void> {
  // The supervisor starts the codec server when Temporal is ready; the rest of its children are not needed for this.
  await until('Temporal', READY_LIMIT_MS, async () => supervisedPid(home, 'codec'));
  await mustRun(env, ['connections', 'apply', '--no-webhooks']);
  const set = ([system, body]: [string, object]) =>
    mustRun(env, ['credentials', 'set', id, system], JSON.stringify(body));
  await Promise.all(Object.entries(credentials).map(set));
}

function killNow(home: string, name: string): number | undefined {
  const pid = supervisedPid(home, name);
  return pid !== undefined && sendSignal(pid, 'SIGKILL') ? pid : undefined;
}

/** One page about a record, as `ml-connector trace` prints it, and its address in Temporal's Web UI. */
export async function traceOf(
  { env }: { env: Env },
  number: string,
): Promise<{ page: string; link: string | undefined }> {
  const [words, json] = await Promise.all([
    mlConnector(env, ['trace', number]),
    mlConnector(env, ['trace', number, '--json']),
  ]);
  const [story] = JSON.parse(json.stdout || '[]') as { link?: string }[];
  return { page: words.stdout, link: story?.link };
}
