/** The supervisor: restarts what dies, stops in reverse order, finds what an earlier one left behind. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildSpec, type Supervisor, superviseChildren } from '../../runtime/supervisor.ts';

let dir = '';
let lines: string[] = [];
let said: string[] = [];
let supervisor: Supervisor | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'supervisor-'));
  lines = [];
  said = [];
});
afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const until = async (check: () => boolean) => {
  while (!check()) await sleep(10);
};
const count = (line: string) => lines.filter((one) => one === line).length;

/** Says `up`, then waits; at SIGTERM says `down`. */
const sleeper = (name: string): ChildSpec => ({
  name,
  command: '/bin/sh',
  args: ['-c', 'trap "echo down; exit 0" TERM; echo up; while :; do sleep 0.05; done'],
});
const start = async (specs: ChildSpec[]) => {
  supervisor = await superviseChildren(specs, {
    pidDir: dir,
    onLine: (name, line) => lines.push(`${name} ${line}`),
    say: (line) => said.push(line),
  });
  return supervisor;
};

test('a child killed with -9 is back after the shortest pause, with a new pid in its file', async () => {
  const running = await start([sleeper('worker')]);
  await until(() => count('worker up') === 1);
  const first = running.pids().worker ?? 0;
  expect(readFileSync(join(dir, 'worker.pid'), 'utf8')).toBe(String(first));
  process.kill(first, 'SIGKILL');
  await until(() => count('worker up') === 2);
  expect(running.pids().worker).not.toBe(first);
  expect(readFileSync(join(dir, 'worker.pid'), 'utf8')).toBe(String(running.pids().worker));
  expect(running.restarts()).toEqual({ worker: 1 });
  expect(said[0]).toMatch(/worker ended \(SIGKILL\); starting it again in 200 ms/);
});

test('a child that hangs is killed after some misses in a row, and started again', async () => {
  const answers = [true, false, true, false, false];
  const check = async () => answers.shift() ?? true;
  const running = await start([{ ...sleeper('server'), alive: { check, everyMs: 20, misses: 2 } }]);
  await until(() => count('server up') === 2);
  expect(answers).toEqual([]);
  expect(running.restarts()).toEqual({ server: 1 });
  expect(said).toEqual([
    'server runs, but does not answer any more; killing it',
    expect.stringContaining('server ended (SIGKILL)'),
  ]);
});

test('a child that keeps dying is started again with growing pauses', async () => {
  await start([{ name: 'bad', command: '/bin/sh', args: ['-c', 'exit 3'], restartDelayMs: 10 }]);
  await until(() => said.length >= 4);
  expect(said.slice(0, 4).map((line) => /in (\d+) ms/.exec(line)?.[1])).toEqual(['10', '20', '40', '80']);
  expect(said[0]).toContain('exit code 3');
});

test('a program that is not there is told and tried again', async () => {
  await start([{ name: 'gone', command: join(dir, 'nothing-here'), args: [], restartDelayMs: 10 }]);
  await until(() => said.length >= 2);
  expect(said[0]).toContain('ENOENT');
});

test('all are stopped in reverse order, and their pid files go', async () => {
  const running = await start([sleeper('server'), sleeper('worker')]);
  await until(() => count('server up') === 1 && count('worker up') === 1);
  await running.stop();
  await until(() => count('server down') === 1);
  expect(lines.indexOf('worker down')).toBeLessThan(lines.indexOf('server down'));
  expect(running.pids()).toEqual({ server: undefined, worker: undefined });
  expect(existsSync(join(dir, 'worker.pid'))).toBe(false);
});

test('a child starts only when the one before it is ready; if that fails all stop', async () => {
  const order: string[] = [];
  const ready = async () => {
    await until(() => count('server up') === 1);
    order.push(`server ready, worker up: ${count('worker up')}`);
  };
  const bad = { ...sleeper('worker'), ready: () => Promise.reject(new Error('no port')) };
  await expect(start([{ ...sleeper('server'), ready }, bad])).rejects.toThrow('worker did not get ready: no port');
  expect(order).toEqual(['server ready, worker up: 0']);
  await until(() => count('server down') === 1);
});

test('what a killed supervisor left running is stopped first', async () => {
  const spec = sleeper('worker');
  const orphan = spawn(spec.command, spec.args, { stdio: 'ignore', detached: true });
  const gone = new Promise((resolve) => orphan.once('exit', resolve));
  writeFileSync(join(dir, 'worker.pid'), String(orphan.pid));
  let wasStopped = false;
  // Ports and files are looked at when nothing of an earlier start holds them any more.
  const startable = async () => {
    wasStopped = said.length === 1 && orphan.exitCode !== null;
  };
  await start([{ ...spec, startable }]);
  await gone;
  expect(wasStopped).toBe(true);
  expect(said[0]).toContain(`worker still runs from an earlier start (process ${orphan.pid})`);
});

test('a pid that belongs to another program by now is left alone', async () => {
  writeFileSync(join(dir, 'worker.pid'), String(process.pid));
  await start([{ ...sleeper('worker'), command: '/bin/dash' }]);
  expect(said).toEqual([]);
});
