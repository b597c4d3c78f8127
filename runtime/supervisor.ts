/**
 * Runs several processes as one (`up`): streams their output, starts again whatever dies, stops all in order.
 * The trap: a child that keeps dying must not spin, so each quick death doubles the pause; `kill -9` of a healthy one
 * costs only the first pause.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './problem.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Whoever lived this long has recovered: its next pause is the first one again. */
const HEALTHY_AFTER_MS = 10_000;
const STOP_LIMIT_MS = 30_000;

export type ChildSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string | undefined>;
  /** First pause before a restart (default 200 ms). */
  restartDelayMs?: number;
  /** How long it may take to stop (default 30 s). */
  stopLimitMs?: number;
  /** Asked before anything is started, once what an earlier start left running is stopped; a rejection ends all. */
  startable?: () => Promise<void>;
  /** Resolves when the child may be counted on; later children start only then. Asked once. */
  ready?: () => Promise<void>;
  /** Asked while it runs. After so many misses in a row it hangs: it is killed, and so started again. */
  alive?: { check(): Promise<boolean>; everyMs: number; misses: number };
};

export type SupervisorOptions = {
  /** Holds `<name>.pid` of each living child, e.g. $HOME/run. */
  pidDir: string;
  /** One line of a child's output, without its line end. Default: standard output, `name | line`. */
  onLine?: (name: string, line: string) => void;
  /** One line about what the supervisor does. */
  say: (line: string) => void;
};

export type Supervisor = {
  pids(): Record<string, number | undefined>;
  /** How often each child was started again. */
  restarts(): Record<string, number>;
  /** Stops the children in reverse order of their start; resolves when all have ended. */
  stop(): Promise<void>;
};

/** Starts the children in order. Rejects (and stops those that run) when one is not ready. */
export async function superviseChildren(specs: readonly ChildSpec[], options: SupervisorOptions): Promise<Supervisor> {
  mkdirSync(options.pidDir, { recursive: true });
  for (const spec of specs) await stopLeftover(spec, pidFile(options, spec.name), options.say);
  for (const spec of specs) await spec.startable?.();
  const children: Child[] = [];
  const supervisor: Supervisor = {
    pids: () => Object.fromEntries(children.map((child) => [child.name, child.pid()])),
    restarts: () => Object.fromEntries(children.map((child) => [child.name, child.restarts()])),
    stop: async () => {
      for (const child of [...children].reverse()) await child.stop();
    },
  };
  for (const spec of specs) {
    children.push(runChild(spec, options));
    try {
      await spec.ready?.();
    } catch (error) {
      await supervisor.stop();
      throw new Error(`${spec.name} did not get ready: ${messageOf(error)}`, { cause: error });
    }
  }
  return supervisor;
}

type Child = { name: string; pid(): number | undefined; restarts(): number; stop(): Promise<void> };

function runChild(spec: ChildSpec, options: SupervisorOptions): Child {
  const { name } = spec;
  const firstPauseMs = spec.restartDelayMs ?? FIRST_PAUSE_MS;
  const stopping = new AbortController();
  let current: ChildProcess | undefined;
  let restarts = 0;

  const keepAlive = async () => {
    for (let pauseMs = firstPauseMs; !stopping.signal.aborted; restarts += 1) {
      const startedMs = Date.now();
      current = startOnce(spec, options);
      const how = await endOf(current, spec.name, options);
      if (stopping.signal.aborted) return;
      pauseMs = Date.now() - startedMs >= HEALTHY_AFTER_MS ? firstPauseMs : pauseMs;
      options.say(`${name} ended (${how}); starting it again in ${pauseMs} ms`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  };
  const ended = keepAlive();
  void watch(spec, () => current, stopping.signal, options);

  return {
    name,
    pid: () => (isRunning(current) ? current.pid : undefined),
    restarts: () => restarts,
    stop: async () => {
      stopping.abort();
      if (isRunning(current)) current.kill('SIGTERM');
      const hard = setTimeout(() => {
        options.say(`${name} did not stop in time; killing it`);
        current?.kill('SIGKILL');
      }, spec.stopLimitMs ?? STOP_LIMIT_MS);
      await ended;
      clearTimeout(hard);
    },
  };
}

async function watch(
  { name, alive }: ChildSpec,
  child: () => ChildProcess | undefined,
  stopped: AbortSignal,
  options: SupervisorOptions,
): Promise<void> {
  if (alive === undefined) return;
  let asked = child();
  for (let misses = 0; !stopped.aborted; ) {
    await sleep(alive.everyMs, undefined, { signal: stopped, ref: false }).catch(() => undefined);
    const now = child();
    if (stopped.aborted || !isRunning(now)) continue;
    misses = now === asked ? misses : 0;
    asked = now;
    misses = (await alive.check().catch(() => false)) ? 0 : misses + 1;
    if (misses < alive.misses || stopped.aborted || !isRunning(now)) continue;
    options.say(`${name} runs, but does not answer any more; killing it`);
    now.kill('SIGKILL');
  }
}

const isRunning = (child: ChildProcess | undefined): child is ChildProcess =>
  child !== undefined && child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function startOnce(spec: ChildSpec, options: SupervisorOptions): ChildProcess {
  const print = options.onLine ?? ((name, line) => process.stdout.write(`${name.padEnd(8)} | ${line}\n`));
  // A session of its own: Ctrl-C reaches only us, and we stop them in order.
  const child = spawn(spec.command, spec.args, {
    detached: true,
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => print(spec.name, line));
  }
  if (child.pid !== undefined) writeFileSync(pidFile(options, spec.name), String(child.pid));
  return child;
}

const pidFile = ({ pidDir }: SupervisorOptions, name: string) => join(pidDir, `${name}.pid`);

/** A supervisor that was killed leaves its children running; their ports and files are needed again. */
async function stopLeftover(spec: ChildSpec, file: string, say: (line: string) => void): Promise<void> {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (pid > 0 && commandLineOf(pid).includes(basename(spec.command))) {
    say(`${spec.name} still runs from an earlier start (process ${pid}); stopping it`);
    await stopPid(pid, spec.stopLimitMs ?? STOP_LIMIT_MS);
  }
  rmSync(file, { force: true });
}

/** Empty when there is no such process: the number may belong to somebody else by now. */
function commandLineOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

async function stopPid(pid: number, limitMs: number): Promise<void> {
  const endMs = Date.now() + limitMs;
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; sendSignal(pid, signal); ) {
    signal = Date.now() > endMs ? 'SIGKILL' : 0;
    await sleep(50);
  }
}

/** False when the process is gone. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** How it ended, in words. */
function endOf(child: ChildProcess, name: string, options: SupervisorOptions): Promise<string> {
  return new Promise((resolve) => {
    const finish = (how: string) => {
      rmSync(pidFile(options, name), { force: true });
      resolve(how);
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(signal ?? `exit code ${code}`));
  });
}
