/**
 * Our child processes: started in groups of their own, written down in a pid file, stopped in order, and found again
 * when an earlier run was killed. The trap: a number in a pid file may belong to somebody else by now, so the command
 * line of the process is looked at before anything is stopped.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sleep } from './wait.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const QUIET = '--disable-warning=ExperimentalWarning';
const STOP_LIMIT_MS = 20_000;

export type Program = { name: string; file: string; args: string[]; env: Record<string, string>; logFile: string };
export type Child = { name: string; pid: number; exited(): boolean; stop(): Promise<void> };

/** Compiled once and kept: it halves the start of each of our many processes. */
const CACHE = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, '.cache', 'compile') };

/** Environment of a child process of ours. */
export const childEnv = (own: Record<string, string>) => ({ ...process.env, ...CACHE, ...own });

/** Arguments of node for a TypeScript file of this project. */
export const nodeArguments = (file: string, args: readonly string[]): string[] => [QUIET, join(ROOT, file), ...args];

export function startProgram({ name, file, args, env, logFile }: Program): Child {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, nodeArguments(file, args), {
    cwd: ROOT,
    detached: true,
    env: childEnv(env),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  return { name, pid: child.pid ?? 0, exited, stop: () => stopChild(child, exited) };
}

async function stopChild(child: ChildProcess, exited: () => boolean): Promise<void> {
  if (exited()) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(hard);
}

/** The last lines of a log, for saying why something did not start. */
export const tailOf = (logFile: string, lines = 15): string =>
  existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';

type Noted = { pid: number; word: string };

/** Writes down who belongs to this run: `word` must stand in the process's command line. */
export const notePids = (file: string, noted: Noted[]): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(noted));
};

/** Stops what an earlier run left: its own process first, which stops the rest in order. Answers what was stopped. */
export async function stopEarlierRun(file: string, home: string): Promise<string[]> {
  const noted: Noted[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const stopped: string[] = [];
  for (const { pid, word } of [...noted, ...supervisedIn(home)]) {
    if (pid === process.pid || !commandLineOf(pid).includes(word)) continue;
    stopped.push(`${word} (process ${pid})`);
    await stopPid(pid);
  }
  rmSync(file, { force: true });
  return stopped;
}

/** What the supervisor of an earlier run has written down about its own children. */
function supervisedIn(home: string): Noted[] {
  const dir = join(home, 'run');
  if (!existsSync(dir)) return [];
  const words: Record<string, string> = {
    temporal: 'temporal',
    worker: 'workers',
    ingress: 'ingress',
    codec: 'codec-server',
  };
  return readdirSync(dir).flatMap((name) => {
    const word = words[basename(name, '.pid')];
    const pid = Number(readFileSync(join(dir, name), 'utf8'));
    return word === undefined || !(pid > 0) ? [] : [{ pid, word }];
  });
}

/** Process id of a supervised child; undefined while it is away. */
export function supervisedPid(home: string, name: string): number | undefined {
  const file = join(home, 'run', `${name}.pid`);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return pid > 0 && commandLineOf(pid) !== '' ? pid : undefined;
}

function commandLineOf(pid: number): string {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio });
  } catch {
    return '';
  }
}

async function stopPid(pid: number): Promise<void> {
  const endMs = Date.now() + STOP_LIMIT_MS;
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; sendSignal(pid, signal); ) {
    signal = Date.now() > endMs ? 'SIGKILL' : 0;
    await sleep(50);
  }
}

/** False when the process is gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
