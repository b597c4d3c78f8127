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

/** Where a Chromium is and with which environment it runs. */
export type Chromium = { executablePath: string; env?: Record<string, string> };

/** Throws with what to install when there is none. */
export async function findChromium(): Promise<Chromium> {
  const given = process.env.CHROME_PATH;
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`There is no program at CHROME_PATH=${given}. ${ADVICE}`);
    return { executablePath: given };
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = [...folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))), ...APPLICATIONS];
  const found = places.find((place) => existsSync(place));
  return found === undefined ? packagedChromium() : { executablePath: found };
}

/** Close it. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  try {
    return await chromium.launch({
      executablePath,
      ...(env === undefined ? {} : { env: { ...environment(), ...env } }),
    });
  } catch (cause) {
    throw new Error(`${executablePath} does not start. ${ADVICE}\n${String(cause)}`, { cause });
  }
}

/** The one of @sparticuz/chromium: Linux on x64 only, with the libraries (NSS) and fonts that a bare machine lacks. */
async function packagedChromium(): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`There is no Chromium here. ${ADVICE}`);
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  const folder = join(ROOT, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(entry, folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib') },
  };
}

async function unpack(entry: string, folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const half = mkdtempSync(`${folder}-`);
  const script = `import(${JSON.stringify(entry)}).then((chromium) => chromium.default.executablePath())`;
  // On Lambda the package also unpacks the libraries; elsewhere it hopes for the machine's.
  const env = { ...environment(), TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  await run(process.execPath, ['-e', script], { env });
  try {
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another test process was quicker.
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
