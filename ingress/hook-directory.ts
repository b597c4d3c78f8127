/**
 * Which connection a hook address belongs to, and whether its token is right. Remembered for about a second, so that
 * hundreds of webhooks a second cost two queries, while a rotated token or a changed mode counts almost at once.
 * The trap: an unknown connection and a wrong token must cost and answer the same, or addresses could be guessed.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ConnectionRow, Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';

export type KnownConnection = {
  row: ConnectionRow;
  settings: unknown;
  /** A sealed secret of the connection, opened; undefined when it is not set. Remembered as long as the rest. */
  secret(name: string): Promise<unknown>;
};

export type HookDirectory = {
  /** undefined for an unknown connection and for a wrong token alike. Rejects when the store cannot be read. */
  find(connection: string, token: string): Promise<KnownConnection | undefined>;
};

type Entry = { connection: KnownConnection | undefined; digests: Buffer[] };
type Remembered = { untilMs: number; entry: Promise<Entry> };

const DIGEST_BYTES = 32;

/** `rememberMs` is how long a change in the store may go unnoticed. */
export function createHookDirectory(options: {
  store: Pick<Store, 'connections' | 'hookTokens' | 'secrets'>;
  vault: Pick<Vault, 'open'>;
  now: () => Date;
  rememberMs: number;
  mostStrangers?: number;
}): HookDirectory {
  const memory = createMemory(options.mostStrangers ?? 1_000);
  const nobody = randomBytes(DIGEST_BYTES);
  const entryOf = (id: string): Promise<Entry> => {
    const nowMs = options.now().getTime();
    const remembered = memory.get(id);
    if (remembered !== undefined && nowMs < remembered.untilMs) return remembered.entry;
    const entry = load(options, id);
    memory.put(id, { untilMs: nowMs + options.rememberMs, entry });
    return entry;
  };
  return {
    find: async (id, token) => {
      const { connection, digests } = await entryOf(id);
      const given = createHash('sha256').update(token).digest();
      const right = matchesAny(given, digests.length === 0 ? [nobody] : digests);
      return right ? connection : undefined;
    },
  };
}

type Source = {
  store: Pick<Store, 'connections' | 'hookTokens' | 'secrets'>;
  vault: Pick<Vault, 'open'>;
  now: () => Date;
};

async function load({ store, vault, now }: Source, id: string): Promise<Entry> {
  const [row, hashes] = await Promise.all([
    store.connections.get(id),
    store.hookTokens.hashes(id, now().toISOString()),
  ]);
  const digests = hashes.map((hash) => Buffer.from(hash, 'hex')).filter((digest) => digest.length === DIGEST_BYTES);
  if (row === undefined) return { connection: undefined, digests: [] };
  const opened = new Map<string, Promise<unknown>>();
  const secret = (name: string): Promise<unknown> => {
    const secretNow = opened.get(name) ?? openSecret({ store, vault }, id, name);
    opened.set(name, secretNow);
    return secretNow;
  };
  return { connection: { row, settings: JSON.parse(row.settings), secret }, digests };
}

async function openSecret({ store, vault }: Pick<Source, 'store' | 'vault'>, id: string, name: string) {
  const found = await store.secrets.get(id, name);
  return found === undefined ? undefined : (JSON.parse(vault.open(found.sealed, `secret/${id}/${name}`)) as unknown);
}

/** Looks at all of them whatever it finds, so that the time tells nothing. */
function matchesAny(given: Buffer, digests: Buffer[]): boolean {
  let found = false;
  for (const digest of digests) found = timingSafeEqual(given, digest) || found;
  return found;
}

/** Strangers' ids are kept apart and bounded: whoever tries many must not push out the real ones or fill the memory. */
function createMemory(mostStrangers: number) {
  const known = new Map<string, Remembered>();
  const strangers = new Map<string, Remembered>();
  const settle = async (id: string, remembered: Remembered): Promise<void> => {
    const entry = await remembered.entry.catch(() => undefined);
    if (strangers.get(id) === remembered && entry?.connection !== undefined) {
      strangers.delete(id);
      known.set(id, remembered);
    } else if (known.get(id) === remembered && entry?.connection === undefined) known.delete(id);
    if (entry === undefined) strangers.delete(id);
  };
  return {
    get: (id: string): Remembered | undefined => known.get(id) ?? strangers.get(id),
    put: (id: string, remembered: Remembered): void => {
      (known.has(id) ? known : strangers).set(id, remembered);
      const oldest = strangers.size > mostStrangers ? strangers.keys().next().value : undefined;
      if (oldest !== undefined) strangers.delete(oldest);
      void settle(id, remembered);
    },
  };
}
