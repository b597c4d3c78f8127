/**
 * Everything of one run: both simulators, `ml-connector up`, the connection applied with its credentials.
 * The trap: nothing here reaches into the product; it is started, told and asked the way a user does it.
 */
import { generateKeyPair } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { type Env, mlConnector, mustRun } from './command.ts';
import { prepareHome, type Tuning } from './connection.ts';
import { answers } from './control.ts';
import { netSuiteSim } from './netsuite-sim.ts';
import type { Ports } from './ports.ts';
import { type Child, notePids, sendSignal, startProgram, stopEarlierRun, supervisedPid, tailOf } from './processes.ts';
import { SHIPSTATION_KEY, shipStationSim } from './shipstation-sim.ts';
import { openShop, type Vendors } from './shop.ts';
import type { Show } from './show.ts';
import { until } from './wait.ts';

const READY_LIMIT_MS = 90_000;
const NETSUITE_LOGIN = { clientId: 'demo-integration', certificateId: 'demo-certificate' };

export type StackOptions = {
  home: string;
  ports: Ports;
  tuning: Tuning;
  /** Length of ShipStation's rate windows; the real ones are 60 s. */
  windowMs: number;
  databaseUrl?: string;
  /** A second worker process beside the supervised one. */
  workers: 1 | 2;
  show: Show;
};

export type Stack = {
  home: string;
  env: Env;
  vendors: Vendors;
  links: { webUi: string };
  /** kill -9; answers the process id, undefined when it is away just now. */
  kill(name: 'worker' | 'worker2' | 'ingress' | 'temporal'): number | undefined;
  pidOf(name: string): number | undefined;
  stop(): Promise<void>;
};

/** Stops what an earlier run left, then starts everything. Throws with the last lines of the log of what did not start. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { home, ports, show } = options;
  rmSync(home, { recursive: true, force: true });
  const env = prepareHome(home, ports, options.tuning, options.databaseUrl);
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
    const keys = promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
    children.push(...startSimulators(options));
    children.push(...startConnector(options, env));
    notePids(pidFileOf(home), [
      { pid: process.pid, word: (process.argv[1] ?? '').split(sep).slice(-2).join('/') },
      ...children.map(({ pid, name }) => ({ pid, word: WORDS[name] ?? name })),
    ]);
    const vendors = await openVendors(ports, home);
    const { publicKey, privateKey } = await keys;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await vendors.netSuite.addCertificate({
      kid: NETSUITE_LOGIN.certificateId,
      clientId: NETSUITE_LOGIN.clientId,
      pem,
    });
    await openShop(vendors);
    show.tell('both simulators are up: NetSuite and ShipStation', 'dim');
    const pem8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await Promise.all([connectorReady(options, children), setUpConnection(options, env, pem8)]);
    show.tell('Temporal, worker, webhook door and codec server are up', 'dim');
    await mustRun(env, ['connections', 'apply']);
    show.tell(`connection ${options.tuning.id} is applied: credentials sealed, webhooks subscribed`, 'dim');
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

const WORDS: Record<string, string> = {
  netsuite: 'simulators/netsuite',
  shipstation: 'simulators/shipstation',
  up: 'cli/main.ts',
  worker2: 'workers/main.ts',
};

/** Beside the home, which is thrown away at each start. */
export const pidFileOf = (home: string): string => `${home}.pids`;

export const stopEarlier = (home: string): Promise<string[]> => stopEarlierRun(pidFileOf(home), home);

const logOf = (home: string, name: string) => join(home, 'logs', `${name}.log`);

function startSimulators({ home, ports, windowMs }: StackOptions): Child[] {
  const simulator = (name: 'netsuite' | 'shipstation', args: string[]) =>
    startProgram({ name, file: `simulators/${name}/main.ts`, args, env: {}, logFile: logOf(home, name) });
  const { apiKey, apiSecret } = SHIPSTATION_KEY;
  const keys = ['--key', apiKey, '--secret', apiSecret, '--window-ms', String(windowMs)];
  return [
    simulator('netsuite', ['--port', String(ports.netsuite)]),
    simulator('shipstation', ['--port', String(ports.shipstation), ...keys]),
  ];
}

function startConnector({ home, workers, ports }: StackOptions, env: Env): Child[] {
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
function restartSecond({ home, ports }: StackOptions, env: Env, children: Child[]): number | undefined {
  const index = children.findIndex(({ name }) => name === 'worker2');
  const old = children[index];
  if (old === undefined || !sendSignal(old.pid, 'SIGKILL')) return undefined;
  children[index] = startSecond(home, ports, env);
  return old.pid;
}

async function openVendors(ports: Ports, home: string): Promise<Vendors> {
  const netSuite = netSuiteSim(`http://127.0.0.1:${ports.netsuite}`);
  const shipStation = shipStationSim(`http://127.0.0.1:${ports.shipstation}`);
  for (const { url } of [netSuite, shipStation]) {
    await until(`the simulator at ${url}`, READY_LIMIT_MS, () => answers(`${url}/__sim/health`)).catch((error) => {
      throw new Error(`${error.message}\n${tailOf(logOf(home, 'netsuite'))}\n${tailOf(logOf(home, 'shipstation'))}`);
    });
  }
  return { netSuite, shipStation };
}

/** `up --json` says so by itself. */
async function connectorReady({ home }: StackOptions, children: Child[]): Promise<void> {
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
async function setUpConnection({ home, tuning: { id } }: StackOptions, env: Env, privateKeyPem: string): Promise<void> {
  // The supervisor starts the codec server when Temporal is ready; the rest of its children are not needed for this.
  await until('Temporal', READY_LIMIT_MS, async () => supervisedPid(home, 'codec'));
  await mustRun(env, ['connections', 'apply', '--no-webhooks']);
  const netSuite = JSON.stringify({ kind: 'm2m', ...NETSUITE_LOGIN, privateKeyPem });
  const shipStation = JSON.stringify({ v1: SHIPSTATION_KEY });
  await Promise.all([
    mustRun(env, ['credentials', 'set', id, 'netsuite'], netSuite),
    mustRun(env, ['credentials', 'set', id, 'shipstation'], shipStation),
  ]);
}

function killNow(home: string, name: string): number | undefined {
  const pid = supervisedPid(home, name);
  return pid !== undefined && sendSignal(pid, 'SIGKILL') ? pid : undefined;
}

/** One page about an order, as `ml-connector trace` prints it, and its address in Temporal's Web UI. */
export async function traceOf({ env }: Stack, number: string): Promise<{ page: string; link: string | undefined }> {
  const [words, json] = await Promise.all([
    mlConnector(env, ['trace', number]),
    mlConnector(env, ['trace', number, '--json']),
  ]);
  const [story] = JSON.parse(json.stdout || '[]') as { link?: string }[];
  return { page: words.stdout, link: story?.link };
}
