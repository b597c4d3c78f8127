/**
 * Starts a Temporal server of our own on this machine, with the settings that this program was measured with.
 * The trap: stock settings cost nine times the latency (a 50 ms tick per step, timers rounded up to a second) and
 * switch priorities and fairness off without saying so; deploy/temporal/dynamicconfig.yaml says the same for a cluster.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, StartProblem } from './problem.ts';
import { askTemporal, tryPort } from './temporal-probe.ts';

export { freePort } from './temporal-probe.ts';

/** Values are JSON. Kept equal to deploy/temporal/dynamicconfig.yaml by a test. */
export const DYNAMIC_CONFIG: Readonly<Record<string, string | number | boolean>> = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxTimeShift': '50ms',
  'system.enableActivityEagerExecution': true,
  'matching.useNewMatcher': true,
  'matching.enableFairness': true,
};
/** A file database in SQLite's default mode waits for the disk at every step. */
const SQLITE_PRAGMAS = ['journal_mode=wal', 'synchronous=1'];
const HOST = '127.0.0.1';
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 10_000;
const TAIL_CHARACTERS = 1500;

export type ServerOptions = {
  /** Path of the `temporal` program. */
  binary: string;
  port: number;
  /** Absent = no Web UI. */
  uiPort?: number;
  /** Absent = in memory, gone at the end. */
  dbFile?: string;
  namespace?: string;
  /** Where the BROWSER finds the codec server, e.g. http://127.0.0.1:8081/<token>. */
  codecEndpoint?: string;
  /** What the server says; absent = nowhere. */
  logFile?: string;
};

export type TemporalServer = {
  address: string;
  uiUrl?: string;
  pid: number;
  /** Resolves when the process has ended by itself or by stop. */
  exited: Promise<void>;
  stop(): Promise<void>;
  /** Lets this process end while the server goes on. */
  unref(): void;
};

/** Arguments of `temporal` for these options; also for a supervisor that starts the program itself. */
export function serverArguments(options: ServerOptions): string[] {
  const { port, uiPort, dbFile, namespace, codecEndpoint } = options;
  const flag = (name: string, value: string | number | undefined) => (value === undefined ? [] : [name, String(value)]);
  return [
    'server',
    'start-dev',
    ...['--ip', HOST, '--port', String(port), '--log-level', 'warn', '--log-format', 'json'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...flag('--db-filename', dbFile),
    ...(dbFile === undefined ? [] : SQLITE_PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma])),
    ...flag('--namespace', namespace),
    ...(uiPort === undefined ? [] : flag('--ui-codec-endpoint', codecEndpoint)),
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** Throws StartProblem naming the variable to change when one of the server's ports is taken. */
export async function checkServerPorts(options: Pick<ServerOptions, 'port' | 'uiPort'>): Promise<void> {
  await checkPort(options.port, 'ML_CONNECTOR_TEMPORAL_PORT');
  if (options.uiPort !== undefined) await checkPort(options.uiPort, 'ML_CONNECTOR_TEMPORAL_UI_PORT');
}

/**
 * Starts the server in a process group of its own and waits until it answers. Throws StartProblem when a port is taken
 * or the program ends at once (with the last lines that it said).
 */
export async function startTemporalServer(options: ServerOptions): Promise<TemporalServer> {
  await checkServerPorts(options);
  if (options.dbFile !== undefined) mkdirSync(dirname(options.dbFile), { recursive: true });
  const child = launch(options);
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const address = `${HOST}:${options.port}`;
  const stop = () => stopGroup(child, exited);
  try {
    await untilAnswers(address, exited);
  } catch (cause) {
    await stop();
    const tail = options.logFile === undefined ? '' : lastWords(readFileSync(options.logFile, 'utf8'));
    throw new StartProblem(
      'unreachable',
      `The Temporal server did not start: ${messageOf(cause)}${tail}`,
      startAdvice(options),
      {
        cause,
      },
    );
  }
  const uiUrl = options.uiPort === undefined ? {} : { uiUrl: `http://${HOST}:${options.uiPort}` };
  return { address, ...uiUrl, pid: child.pid ?? 0, exited, stop, unref: () => child.unref() };
}

/** Of a Go program that gave up, the line with the reason stands far above the end. */
function lastWords(log: string): string {
  const reason = log.split('\n').findLast((line) => /^(panic|fatal error|error):/i.test(line));
  return `\n${reason ?? log.slice(-TAIL_CHARACTERS)}`;
}

const startAdvice = ({ binary, dbFile }: ServerOptions) =>
  dbFile === undefined
    ? `Try \`${binary} server start-dev\` by hand.`
    : `If its database is damaged, move ${dbFile} away: what is done stays in the ledger.`;

function launch(options: ServerOptions): ChildProcess {
  if (options.logFile !== undefined) mkdirSync(dirname(options.logFile), { recursive: true });
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a');
  const output = log ?? 'ignore';
  try {
    // Detached: Ctrl-C at the terminal must reach us, who stop the workers before their server.
    return spawn(options.binary, serverArguments(options), { detached: true, stdio: ['ignore', output, output] });
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

/** Resolves when the server at host:port answers; rejects after 30 s, or when `exited` resolves first. */
export async function untilAnswers(address: string, exited?: Promise<void>): Promise<void> {
  let gone = false;
  void exited?.then(() => {
    gone = true;
  });
  const endMs = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (gone) throw new Error('it ended at once.');
    try {
      return await askTemporal(address);
    } catch (error) {
      if (Date.now() > endMs) throw new Error(`no answer after ${START_LIMIT_MS / 1000} s (${messageOf(error)}).`);
    }
    await sleep(50);
  }
}

async function stopGroup(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return exited;
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  };
  kill('SIGTERM');
  const hard = setTimeout(() => kill('SIGKILL'), STOP_LIMIT_MS);
  await exited;
  clearTimeout(hard);
}

async function checkPort(port: number, variable: string): Promise<void> {
  try {
    await tryPort(port);
  } catch (cause) {
    const temporal = await askTemporal(`${HOST}:${port}`).then(
      () => true,
      () => false,
    );
    const who = temporal ? 'by another Temporal server' : 'by another program';
    const instead = temporal ? `, or use that server with TEMPORAL_ADDRESS=${HOST}:${port}` : '';
    throw new StartProblem(
      'usage',
      `Port ${port} is already used ${who}.`,
      `Stop it, or set ${variable} to a free port${instead}.`,
      { cause },
    );
  }
}
