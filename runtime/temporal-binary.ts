/**
 * Finds the `temporal` program: on PATH, in our caches, by the SDK's download, or built once with Go.
 * The trap: servers before 1.29 accept priorities and fairness and ignore them, so an older one is passed over.
 */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartProblem } from './problem.ts';
import { buildTemporal, downloadTemporal, type Say, type Supplier } from './temporal-supply.ts';

const run = promisify(execFile);
const OLDEST_SERVER = [1, 29] as const;
const VERSION_TIMEOUT_MS = 20_000;
const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

export type TemporalBinary = {
  path: string;
  /** How we came by it. */
  origin: 'path' | 'cache' | 'download' | 'built';
  /** e.g. `1.29.1`. */
  serverVersion: string;
};

export type ResolveOptions = {
  /** Told what is being done, one line each; default: standard error. */
  say?: Say;
  /** Default: PATH of the environment. */
  searchPath?: string;
  /** Folders that may hold the program, best first; what is fetched goes to the last one that can be written. */
  cacheDirs?: readonly string[];
  /** In the order of trying; tests put their own here. */
  suppliers?: readonly Supplier[];
};

/** The clone's own cache, then the user's, so that a second clone neither downloads nor builds again. */
export function defaultCacheDirs(env: Record<string, string | undefined> = process.env): string[] {
  const own = fileURLToPath(new URL('../.cache/temporal', import.meta.url));
  const shared = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return [own, join(shared, 'ml-connector', 'temporal')];
}

/** Resolves to a program that can be started; throws StartProblem saying what to install when nothing works. */
export async function resolveTemporalBinary(options: ResolveOptions = {}): Promise<TemporalBinary> {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const dirs = options.cacheDirs ?? defaultCacheDirs();
  const found = (await fromPath(options.searchPath ?? process.env.PATH ?? '', say)) ?? (await fromCache(dirs, say));
  if (found !== undefined) {
    say(`Temporal server ${found.serverVersion}: ${found.path}`);
    return found;
  }
  return supply(options.suppliers ?? [downloadTemporal, buildTemporal], dirs, say);
}

/** Server version that `temporal --version` names, e.g. `1.29.1`; undefined when it cannot be run. */
export async function serverVersionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    return /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
}

async function usable(path: string, origin: TemporalBinary['origin'], say: Say): Promise<TemporalBinary | undefined> {
  try {
    await access(path, constants.X_OK);
  } catch {
    return undefined;
  }
  const serverVersion = await serverVersionOf(path);
  if (serverVersion !== undefined && isNewEnough(serverVersion)) return { path, origin, serverVersion };
  const why = serverVersion === undefined ? 'its version cannot be read' : `its server is ${serverVersion}`;
  say(`Passing over ${path}: ${why}; ${OLDEST_SERVER.join('.')} or newer is needed for priorities.`);
  return undefined;
}

async function firstUsable(dirs: readonly string[], origin: TemporalBinary['origin'], say: Say) {
  for (const dir of dirs) {
    const found = await usable(join(dir, PROGRAM), origin, say);
    if (found !== undefined) return found;
  }
  return undefined;
}

const fromPath = (searchPath: string, say: Say) =>
  firstUsable(
    searchPath.split(delimiter).filter((dir) => dir !== ''),
    'path',
    say,
  );

const fromCache = (dirs: readonly string[], say: Say) => firstUsable(dirs, 'cache', say);

async function supply(suppliers: readonly Supplier[], dirs: readonly string[], say: Say): Promise<TemporalBinary> {
  for (const supplier of suppliers) {
    const made = await supplier({ program: PROGRAM, dirs: [...dirs].reverse(), say });
    const found = made === undefined ? undefined : await usable(made.path, made.origin, say);
    if (found !== undefined) {
      say(`Temporal server ${found.serverVersion}: ${found.path}`);
      return found;
    }
  }
  throw nothingLeft();
}

const nothingLeft = () =>
  new StartProblem(
    'unreachable',
    'There is no Temporal server: no `temporal` on PATH, none could be downloaded, and there is no Go to build it with.',
    'Install the Temporal CLI (https://docs.temporal.io/cli, version 1.5 or newer) or Go 1.24 or newer, or set TEMPORAL_ADDRESS.',
  );
