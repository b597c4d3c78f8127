// npm run check: types, lint and format, dead code, and the import table. All are run, then the verdict is given.
// `--write` (npm run format) lets biome mend what it can and does nothing else.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureSetup, ROOT, typescriptNode } from './setup.mjs';

const tool = (...path) => join(ROOT, 'node_modules', ...path);

const CHECKS = [
  { name: 'types', args: [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', ROOT] },
  { name: 'lint and format', args: [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', ROOT] },
  { name: 'dead code', args: [tool('knip', 'bin', 'knip.js'), '--directory', ROOT] },
  {
    name: 'import table',
    args: [tool('jest', 'bin', 'jest.js'), '--rootDir', ROOT, 'test/architecture'],
    env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
  },
];

function run({ args, env }) {
  return new Promise((resolve) => {
    const child = spawn(typescriptNode(), args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function checkAll() {
  let failed = 0;
  for (const check of CHECKS) {
    const startedMs = Date.now();
    const { ok, output } = await run(check);
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(16)} ${seconds} s`);
    if (!ok) console.log(output.trimEnd());
    failed += ok ? 0 : 1;
  }
  return failed === 0 ? 0 : 1;
}

async function write() {
  const { ok, output } = await run({ args: [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--write', ROOT] });
  console.log(output.trimEnd());
  return ok ? 0 : 1;
}

try {
  await ensureSetup();
  process.exitCode = process.argv.includes('--write') ? await write() : await checkAll();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
