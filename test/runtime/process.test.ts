/** Signals and exit codes of a long-running process, seen from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const CHILD = fileURLToPath(new URL('./long-child.ts', import.meta.url));

function run(behaviour: string) {
  const child = spawn(process.execPath, [CHILD, behaviour], { stdio: ['ignore', 'pipe', 'inherit'], env: cleanEnv() });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const says = async (text: string) => {
    while (!output.includes(text)) await once(child.stdout, 'data');
  };
  return { child, says, output: () => output, ended: ended(child) };
}

const cleanEnv = () => ({ ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' });

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s drains and exits with 0', async (signal) => {
  const { child, says, output, ended } = run('fine');
  await says('ready');
  child.kill(signal);
  expect(await ended).toBe(0);
  expect(output()).toContain('drained');
});

test('a process that still waits to start stops too', async () => {
  const { child, says, ended } = run('waits');
  await says('waiting');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a second signal ends a drain that is stuck', async () => {
  const { child, says, ended } = run('stuck');
  await says('ready');
  child.kill('SIGTERM');
  await says('stopping');
  child.kill('SIGINT');
  expect(await ended).toBe(130);
});

test('an uncaught error is logged and ends it with 1', async () => {
  const { output, ended } = run('crashes');
  expect(await ended).toBe(1);
  expect(output()).toContain('uncaught error');
  expect(output()).toContain('drained');
});

test('a start that cannot be names the fix and has its own exit code', async () => {
  const { output, ended } = run('no-server');
  expect(await ended).toBe(3);
  expect(output()).toContain('"fix":"start it"');
});
