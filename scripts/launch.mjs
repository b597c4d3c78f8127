// Runs one TypeScript file on Node 24: in this process when it is Node 24 already, else in a child that gets the same
// input, output, signals and exit code. Trap: a terminal sends Ctrl-C to the child too, so it must not be sent on twice.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSetup, ROOT, runsTypescript, typescriptNode } from './setup.mjs';

export const QUIET_NODE = '--disable-warning=ExperimentalWarning';

/** The compile cache makes the second start about twice as fast. */
function compileCache() {
  const folder =
    process.env.NODE_COMPILE_CACHE ?? join(process.env.ML_CONNECTOR_CACHE ?? join(ROOT, '.cache'), 'compile');
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    return undefined; // read-only installation
  }
}

async function runHere(file, args) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(compileCache());
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning, ...rest) => {
    const kind = typeof rest[0] === 'object' ? rest[0]?.type : rest[0];
    if (kind !== 'ExperimentalWarning' && warning?.name !== 'ExperimentalWarning') emitWarning(warning, ...rest);
  };
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

/** Resolves with the exit code that the child asks for: its own, or 128 + signal. */
export function runChild(command, args, env = process.env) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const forward = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.once('error', fail);
    child.once('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(name, forward);
      done(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Sets up if needed, then runs `file` (relative to the project) with `args`. Sets the exit code. */
export async function launch(file, args) {
  try {
    if (process.env.ML_CONNECTOR_NO_SETUP !== '1') await ensureSetup();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  const path = resolve(ROOT, file);
  if (runsTypescript()) return runHere(path, args);
  const cache = compileCache();
  const env = cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache };
  process.exitCode = await runChild(typescriptNode(), [QUIET_NODE, path, ...args], env);
}
