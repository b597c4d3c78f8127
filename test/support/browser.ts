/**
 * A headless Chromium for tests: CHROME_PATH, else the machine's, else the one inside the npm package, unpacked once.
 * The trap: the package unpacks itself under fixed names in the temporary folder, where two test processes (or
 * two users) meet; so it is given a folder of its own, which takes its name only when it is complete.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const ADVICE =
  'Install Chromium or Chrome (Debian: apt-get install chromium; macOS: brew install --cask chromium), or set CHROME_PATH to its program.';

/** Where a Chromium is and what its environment needs; undefined = there is none. */
type Source = () => Promise<{ executablePath: string; env?: Record<string, string> } | undefined>;

/** Close it. Throws with what to install when no Chromium starts. */
export async function launchBrowser(): Promise<Browser> {
  const problems: string[] = [];
  for (const source of process.env.CHROME_PATH ? [given] : [installed, packaged]) {
    const found = await source();
    if (found === undefined) continue;
    const env = { ...environment(), ...found.env };
    try {
      return await chromium.launch({ executablePath: found.executablePath, env });
    } catch (error) {
      problems.push(`${found.executablePath}: ${String(error)}`);
    }
  }
  throw new Error([`No Chromium starts here. ${ADVICE}`, ...problems].join('\n'));
}

const given: Source = async () => ({ executablePath: process.env.CHROME_PATH ?? '' });

const installed: Source = async () => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = [...folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))), ...APPLICATIONS];
  const executablePath = places.find((place) => existsSync(place));
  return executablePath === undefined ? undefined : { executablePath };
};

/** The one of @sparticuz/chromium: Linux on x64 only, with the libraries (NSS) that a bare machine lacks. */
const packaged: Source = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  const folder = join(ROOT, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(entry, folder);
  return { executablePath: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib') } };
};

async function unpack(entry: string, folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const half = mkdtempSync(`${folder}-`);
  const script = `import(${JSON.stringify(entry)}).then((chromium) => chromium.default.executablePath())`;
  // On Lambda the package also unpacks the libraries; elsewhere it hopes for the machine's.
  const env = { ...environment(), TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  try {
    await run(process.execPath, ['-e', script], { env });
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // It is there when another test process was quicker.
    if (!existsSync(folder)) throw error;
  }
}

/** Without the test run's own settings for Node. */
function environment(): Record<string, string> {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
