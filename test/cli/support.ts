/** Runs the command line as a process, in a folder of its own, with nothing of our own environment. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConnectionFile } from '../../settings/load.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import type { KeyRing, Vault } from '../../vault/contract.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { createVault } from '../../vault/seal.ts';

export const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

type Ran = { code: number | null; stdout: string; stderr: string };

export type Workplace = {
  folder: string;
  env: Record<string, string>;
  run(args: string[], input?: string): Promise<Ran>;
  /** Runs with --json and reads the answer. */
  json<T>(args: string[], input?: string): Promise<{ code: number | null; answer: T; stderr: string }>;
  remove(): Promise<void>;
};

/** A fresh folder; `env` is added to a bare environment. */
export async function workplace(env: Record<string, string> = {}): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'ml-cli-'));
  const full = { PATH: process.env.PATH ?? '', HOME: folder, ...env };
  const run = (args: string[], input = '') => runCli(args, { cwd: folder, env: full, input });
  return {
    folder,
    env: full,
    run,
    json: async (args, input) => {
      const { code, stdout, stderr } = await run([...args, '--json'], input);
      return { code, answer: stdout === '' ? undefined : JSON.parse(stdout), stderr };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function runCli(args: string[], options: { cwd: string; env: Record<string, string>; input: string }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      cwd: options.cwd,
      env: options.env,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(options.input);
  });
}

/** What `init` would make, without its process: a master key and the file of one connection (lines added at its end). */
export async function prepare(place: Workplace, id = 'acme', lines: string[] = []): Promise<void> {
  await mkdir(join(place.folder, '.data'), { recursive: true });
  await mkdir(join(place.folder, 'connections'), { recursive: true });
  await writeFile(join(place.folder, '.data/master.key'), `${generateMasterKey()}\n`, { mode: 0o600 });
  await writeConnection(place, id, lines);
}

export const writeConnection = (place: Workplace, id: string, lines: string[] = []): Promise<void> =>
  writeFile(
    join(place.folder, `connections/${id}.yaml`),
    [`id: ${id}`, 'pair: netsuite-shipstation', 'timeZone: UTC', 'netsuite: { account: "1" }', ...lines, ''].join('\n'),
  );

/** The place's own store and vault, as the command opens them. Close it. */
export async function openPlace(place: Workplace): Promise<{ store: Store; vault: Vault; ring: KeyRing }> {
  const { ring } = loadKeyRing({ masterKeyFile: join(place.folder, '.data/master.key') });
  const store = await openStore({ path: join(place.folder, '.data/ml-connector.db') });
  return { store, vault: await createVault(ring), ring };
}

/** Puts a connection into the store as `apply` would, without Temporal. */
export async function applied(store: Store, place: Workplace, id = 'acme'): Promise<void> {
  const { connection } = await loadConnectionFile(join(place.folder, `connections/${id}.yaml`));
  const { pair, mode } = connection;
  await store.connections.put({ id, pair, mode, settings: JSON.stringify(connection) });
}

/** A waiting record; `numbers[0]` is its order number. */
export const waiting = (key: string, cause: string, number: string) => ({
  connection: 'acme',
  sync: 'orderShipped',
  recordKey: key,
  status: 'waiting' as const,
  cause,
  reason: `${number}: SKU is not known; add an alias`,
  workflowId: `acme/orderShipped/${key}`,
  foundBy: 'webhook',
  numbers: [{ kind: 'order', value: number }],
  at: new Date().toISOString(),
});
