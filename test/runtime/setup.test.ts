/** The launchers: quick when nothing is to do, and invisible to the program that they start. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUN = join(ROOT, 'scripts', 'run.mjs');
const env = { ...process.env, NODE_OPTIONS: '' };

let dir = '';
let program = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'launch-'));
  program = join(dir, 'program.ts');
  writeFileSync(
    program,
    `const [what]: string[] = process.argv.slice(2);
     if (what === 'wait') { process.on('SIGTERM', () => { console.log('told to stop'); process.exit(4); }); console.log('waiting'); setInterval(() => undefined, 1000); }
     else process.stdin.on('data', (chunk) => console.log(process.version, process.argv.slice(2).join('|'), String(chunk).trim())).on('end', () => { process.exitCode = 7; });`,
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a set-up with nothing to do does nothing and says nothing', () => {
  const check = `import('${join(ROOT, 'scripts', 'setup.mjs')}').then((setup) => setup.ensureSetup())`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', check], { env, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('arguments, input and exit code pass through, on Node 24, without warnings', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, program, 'a b', '--c'], {
    env,
    input: 'hello\n',
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^v24\.\S+ a b\|--c hello\n$/);
  expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
});

test('a signal reaches the program, and its exit code comes back', async () => {
  const child = spawn(process.execPath, [RUN, program, 'wait'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (output === 'waiting\n') child.kill('SIGTERM');
  });
  expect((await closed)[0]).toBe(4);
  expect(output).toBe('waiting\ntold to stop\n');
});

test('the lock file names the binaries of every platform, without which npm ci refuses it elsewhere', () => {
  type Package = { optionalDependencies?: Record<string, string> };
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>;
  };
  const absent = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(absent).toEqual([]);
});
