// Makes a fresh clone ready: installs the packages (Node 24 among them) once, then gets out of the way in milliseconds.
// Trap: this runs before anything is installed and on Node 20, so it may import nothing but Node itself.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const LOCK_FILE = join(ROOT, 'package-lock.json');
const STAMP = join(MODULES, '.ml-connector-setup');
const PINNED_NODE = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const OLDEST_NODE = 20;
/** From here on Node runs TypeScript files directly. */
const TYPESCRIPT_NODE = 24;

const say = (text) => process.stderr.write(`${text}\n`);
const modifiedMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
const readText = (path) => (modifiedMs(path) === undefined ? undefined : readFileSync(path, 'utf8'));
const nodeMajor = () => Number(process.versions.node.split('.')[0]);

/** The lock file's hash, so that a touched but unchanged file does not cost a new install. */
const lockHash = () => createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');

/** Why an install is needed, in words; undefined when everything is there. */
function reasonToInstall() {
  const installedMs = modifiedMs(join(MODULES, '.package-lock.json'));
  if (installedMs === undefined) return 'the packages are not installed yet';
  const lockMs = modifiedMs(LOCK_FILE);
  if (lockMs === undefined || installedMs >= lockMs) return undefined;
  return readText(STAMP) === lockHash() ? undefined : 'package-lock.json has changed since the packages were installed';
}

/** The Node that runs the TypeScript: the pinned one, or this one when it is new enough. */
export function typescriptNode() {
  if (modifiedMs(PINNED_NODE) !== undefined) return PINNED_NODE;
  return nodeMajor() >= TYPESCRIPT_NODE ? process.execPath : undefined;
}

export const runsTypescript = () => nodeMajor() >= TYPESCRIPT_NODE;

/** `npm run` puts node_modules/.bin first; npm must not run on a Node that it is about to replace. */
const outerPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((dir) => !dir.endsWith(`node_modules${sep}.bin`))
    .join(delimiter);

function npm(args) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: outerPath() },
      shell: process.platform === 'win32',
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) =>
      reject(new Error(`npm could not be started (${error.message}): install Node with npm`)),
    );
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} failed (exit ${code}):\n${output.trim()}`)),
    );
  });
}

/** `npm ci` refuses a lock file without the binaries of every platform; a plain install takes what there is for this one. */
async function installPackages() {
  try {
    await npm(['ci', '--no-audit', '--no-fund']);
  } catch (error) {
    if (!error.message.includes('in sync')) throw error;
    say('npm ci refuses package-lock.json as incomplete; installing from it with npm install.');
    await npm(['install', '--no-save', '--no-audit', '--no-fund']);
  }
}

async function install(reason) {
  const startedMs = Date.now();
  say(`Setting up: ${reason}. Running npm ci (one to two minutes, 800 MB on disk, once).`);
  const ticking = setInterval(() => say(`  … ${Math.round((Date.now() - startedMs) / 1000)} s`), 10_000);
  try {
    await installPackages();
    // Where install scripts are switched off, the pinned Node's binary is still missing now.
    if (typescriptNode() === undefined) await npm(['rebuild', 'node', '--ignore-scripts=false']);
  } finally {
    clearInterval(ticking);
  }
  writeFileSync(STAMP, lockHash());
  say(`Set up in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** One install at a time per clone: a second process waits for the first and then finds nothing to do. */
async function underLock(work) {
  const lock = join(ROOT, '.cache', 'setup.lock');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      const handle = openSync(lock, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(lock) ?? '');
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    else if (!waited) say('Another set-up is under way in this folder; waiting for it.');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Makes `npx ml-connector` find the program at once; a read-only installation goes without. */
function linkCommand() {
  const link = join(MODULES, '.bin', 'ml-connector');
  if (modifiedMs(link) !== undefined || process.platform === 'win32') return;
  try {
    symlinkSync(join('..', '..', 'bin', 'ml-connector.mjs'), link);
  } catch {
    // Only a convenience.
  }
}

/** Installs what is missing; quick and silent when nothing is. Throws an Error with one clear text. */
export async function ensureSetup() {
  if (nodeMajor() < OLDEST_NODE)
    throw new Error(`Node ${process.version} is too old: install Node ${OLDEST_NODE} or newer.`);
  if (reasonToInstall() !== undefined) {
    await underLock(async () => {
      const reason = reasonToInstall();
      if (reason !== undefined) await install(reason);
    });
  }
  linkCommand();
  if (typescriptNode() === undefined) {
    throw new Error(
      'Node 24 is missing from node_modules: run `npm rebuild node --ignore-scripts=false`, or use Node 24.',
    );
  }
}

/** The Temporal server too: found, downloaded or built, with its progress on screen. Resolves with an exit code. */
export function ensureTemporal() {
  return new Promise((resolve, reject) => {
    const file = join(ROOT, 'runtime', 'temporal-resolve.ts');
    const child = spawn(typescriptNode(), ['--disable-warning=ExperimentalWarning', file], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await ensureSetup();
    process.exitCode = await ensureTemporal();
    if (process.exitCode === 0) say('Ready.');
  } catch (error) {
    say(error.message);
    process.exitCode = 2;
  }
}
