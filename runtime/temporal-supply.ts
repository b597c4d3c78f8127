/**
 * Ways to come by the `temporal` program when the machine has none: the SDK's download, or a build from its Go module.
 * The trap: several processes may do this at once, so each works in a folder of its own and the last step is a rename.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, StartProblem } from './problem.ts';

export type Say = (line: string) => void;
/** `dirs`: where to put it, best first. Answers undefined when this way is not open on this machine. */
export type Supplier = (place: {
  program: string;
  dirs: readonly string[];
  say: Say;
}) => Promise<{ path: string; origin: 'download' | 'built' } | undefined>;

/** Newer tags hold a `replace` directive in go.mod, which `go install` refuses. */
const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const DOWNLOAD_SITE = 'https://temporal.download/cli/default?platform=linux&arch=amd64';
const PROBE_TIMEOUT_MS = 3000;
const DOWNLOAD_TIMEOUT_MS = 180_000;
const PROGRESS_EVERY_MS = 10_000;
const BUILD_TIMEOUT_MS = 20 * 60_000;

/** Has the Temporal SDK fetch the program from temporal.download; gives up within seconds when that is out of reach. */
export const downloadTemporal: Supplier = async ({ program, dirs, say }) => {
  if (!(await answers(DOWNLOAD_SITE))) {
    say('temporal.download cannot be reached from here, so the Temporal server is not downloaded.');
    return undefined;
  }
  const dir = await firstWritable(dirs);
  const work = await mkdtemp(join(dir, 'downloading-'));
  try {
    say('Downloading the Temporal server (about 100 MB, once).');
    await withinMs(DOWNLOAD_TIMEOUT_MS, sdkDownload(work));
    const [file] = await readdir(work);
    if (file === undefined) return undefined;
    const path = join(dir, program);
    await rename(join(work, file), path);
    return { path, origin: 'download' };
  } catch (error) {
    say(`The download of the Temporal server failed: ${messageOf(error)}`);
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Builds the program with Go. Two to three minutes on two cores; a second build of the same machine takes seconds. */
export const buildTemporal: Supplier = async ({ program, dirs, say }) => {
  if (!(await hasGo())) return undefined;
  const dir = await firstWritable(dirs);
  const work = await mkdtemp(join(dir, 'building-'));
  const startedMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  say(`Building the Temporal server with Go (${GO_PACKAGE}): two to three minutes, once.`);
  const ticking = setInterval(() => say(`  … still building: ${elapsed()}`), PROGRESS_EVERY_MS);
  try {
    await goInstall(work);
    const path = join(dir, program);
    await rename(join(work, program), path);
    say(`Built in ${elapsed()}: ${path}`);
    return { path, origin: 'built' };
  } finally {
    clearInterval(ticking);
    await rm(work, { recursive: true, force: true });
  }
};

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}

/** The SDK has no call that only downloads: it starts the server from what it fetched, and we stop that again. */
async function sdkDownload(downloadDir: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
}

async function withinMs(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function firstWritable(dirs: readonly string[]): Promise<string> {
  let last: unknown;
  for (const dir of dirs) {
    try {
      await mkdir(dir, { recursive: true });
      await rm(await mkdtemp(join(dir, 'probe-')), { recursive: true });
      return dir;
    } catch (error) {
      last = error;
    }
  }
  throw new StartProblem(
    'usage',
    `No folder for the Temporal server can be written: ${dirs.join(', ')} (${messageOf(last)}).`,
    'Set XDG_CACHE_HOME to a folder that can be written.',
  );
}

async function hasGo(): Promise<boolean> {
  try {
    await promisify(execFile)('go', ['version']);
    return true;
  } catch {
    return false;
  }
}

function goInstall(binDir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // CGO is not needed and would ask for a C compiler; -s -w leaves debug data out (a third of the size).
    const env = { ...process.env, GOBIN: binDir, CGO_ENABLED: '0' };
    const child = spawn('go', ['install', '-ldflags=-s -w', GO_PACKAGE], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_TIMEOUT_MS,
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(buildFailed(code, output))));
  });
}

const buildFailed = (code: number | null, output: string) =>
  new StartProblem(
    'unreachable',
    `Go could not build the Temporal server (exit ${code ?? 'by signal'}):\n${output.trim()}`,
    'Install the Temporal CLI (https://docs.temporal.io/cli, version 1.5 or newer), or set TEMPORAL_ADDRESS.',
  );
