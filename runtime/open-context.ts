/**
 * What worker, ingress and command line share: the logger, the key ring, the vault and the open store.
 * The trap: whoever opens it must close it, or the process does not end.
 */
import { mkdirSync } from 'node:fs';
import type { Store } from '../store/contract.ts';
import { StoreError } from '../store/errors.ts';
import { openStore } from '../store/open.ts';
import type { KeyRing, Vault } from '../vault/contract.ts';
import { VaultError } from '../vault/errors.ts';
import { loadKeyRing } from '../vault/keys.ts';
import { createVault } from '../vault/seal.ts';
import type { Env } from './env.ts';
import { createLogger, type Logger } from './log.ts';
import { StartProblem } from './problem.ts';
import { waitFor } from './temporal-connect.ts';

export type Context = { env: Env; log: Logger; ring: KeyRing; vault: Vault; store: Store; close(): Promise<void> };

/**
 * Opens everything for one process (`name` is what its log lines carry). Throws VaultError without a usable master key
 * and what openStore throws when the database cannot be reached. Warnings about the environment go to the log.
 */
export async function openContext(env: Env, name = 'ml-connector'): Promise<Context> {
  const log = createLogger(env, name);
  const { ring, warnings } = loadKeyRing(env.keys);
  for (const warning of [...env.warnings, ...warnings]) log.warn(warning);
  const vault = await createVault(ring);
  // Only the owner may look in: the store and the keys are in there.
  mkdirSync(env.home, { recursive: true, mode: 0o700 });
  const place = env.databaseUrl === undefined ? { path: env.sqliteFile } : { url: env.databaseUrl };
  // What a worker writes can be read again from both vendors, so it need not wait for the disk; a webhook cannot.
  const store = await openStore({ ...place, sync: name === 'worker' ? 'normal' : 'full' });
  return { env, log, ring, vault, store, close: () => store.close() };
}

/** Worth waiting for is only what passes by itself; a missing key or a damaged file ends the start (exit 2). */
const PASSING: readonly string[] = ['unreachable', 'busy', 'disk-full'];

/** As openContext, for long-running processes: waits for an absent store, and says what is wrong for good in one sentence. */
export const awaitContext = (env: Env, name: string, waiting: { log: Logger; signal: AbortSignal }): Promise<Context> =>
  waitFor(() => openContext({ ...env, warnings: [] }, name).catch(rethrowLasting), 'the store', waiting);

function rethrowLasting(error: unknown): never {
  const lasting = (error instanceof StoreError && !PASSING.includes(error.code)) || error instanceof VaultError;
  if (lasting) throw new StartProblem('usage', error.message, error.fix, { cause: error });
  throw error;
}
