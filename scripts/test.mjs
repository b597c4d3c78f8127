// npm test: sets up, makes sure that there is a Temporal server to test with, then runs jest with the arguments given.
// Trap: jest runs real ES modules only with --experimental-vm-modules, which must be in NODE_OPTIONS for its workers.
import { join } from 'node:path';
import { QUIET_NODE, runChild } from './launch.mjs';
import { ensureSetup, ensureTemporal, ROOT, typescriptNode } from './setup.mjs';

const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

async function main(args) {
  await ensureSetup();
  const resolved = await ensureTemporal();
  if (resolved !== 0) return resolved;
  const node = typescriptNode();
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules ${QUIET_NODE}`.trim();
  return runChild(node, [JEST, '--rootDir', ROOT, ...args], { ...process.env, NODE_OPTIONS: options });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
