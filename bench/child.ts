/**
 * Child processes of the bench: started from a TypeScript file, logged into a file, measured through /proc.
 * The trap: whatever is started here must be ended here; `endAll` is the last thing that the bench does.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
/** Clock ticks of /proc/<pid>/stat; 100 a second on Linux. */
const TICK_MS = 10;

export type Child = {
  name: string;
  process: ChildProcess;
  pid: number;
  logFile: string;
  /** SIGTERM, then SIGKILL after 30 s; resolves when it has ended. */
  stop(): Promise<void>;
  /** SIGKILL now. */
  kill(): Promise<void>;
};

const running = new Set<Child>();
process.once('exit', () => {
  for (const child of running) child.process.kill('SIGKILL');
});

export type ChildOptions = {
  name: string;
  /** Below the project, e.g. `workers/main.ts`. */
  file: string;
  logFile: string;
  env?: Record<string, string>;
  args?: string[];
  nodeArgs?: string[];
};

/** Starts one; what it prints goes to its log file. */
export function startChild(options: ChildOptions): Child {
  const log = openSync(options.logFile, 'a');
  const child = fork(`${ROOT}${options.file}`, options.args ?? [], {
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.nodeArgs ?? [])],
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(hard);
    running.delete(self);
  };
  const { name, logFile } = options;
  const pid = child.pid ?? 0;
  const self: Child = { name, logFile, process: child, pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  running.add(self);
  return self;
}

/** Ends every child that still runs. */
export const endAll = async (): Promise<void> => {
  await Promise.all([...running].map((child) => child.stop()));
};

/** Polls an address until it answers 2xx; fails with the end of the child's log when the child ends or 60 s pass. */
export async function untilReady(child: Child | undefined, url: string): Promise<void> {
  const endMs = Date.now() + READY_LIMIT_MS;
  const lives = () => child === undefined || (child.process.exitCode === null && child.process.signalCode === null);
  while (lives() && Date.now() < endMs) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(25);
  }
  const tail = child === undefined ? '' : readFileSync(child.logFile, 'utf8').slice(-2_000);
  throw new Error(`${child?.name ?? url} did not get ready:\n${tail}`);
}

/** CPU time that a process has used so far, all its threads. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in MB. */
export function rssMb(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
}
