/**
 * Reads the master keys that the process was given and makes new ones.
 * The trap: keys are written as `<id>:<base64 of 32 bytes>`; the id is public and stands in every sealed text, so an id
 * must never be used again for another key.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { KeyRing, MasterKey } from './contract.ts';
import { VaultError } from './errors.ts';

const KEY_BYTES = 32;
/** 32 random bytes hold about 30 different values; fewer than this is a typed or repeated pattern. */
const LEAST_DISTINCT_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const MAKE_ONE = 'Make a key with `ml-connector keys generate` and keep a copy in a safe place.';

export type KeySources = {
  /** Value of ML_CONNECTOR_MASTER_KEY. */
  masterKey?: string;
  /** Value of ML_CONNECTOR_MASTER_KEY_FILE: one key per line, the first one seals, `#` starts a comment. */
  masterKeyFile?: string;
  /** Value of ML_CONNECTOR_PREVIOUS_KEYS: keys that only open, separated by blanks or commas. */
  previousKeys?: string;
};

/**
 * Builds the key ring. `warnings` are sentences for the log (a key file that others can read).
 * Throws VaultError, naming the variable and the fix, when there is no key or a key is unusable.
 */
export function loadKeyRing(sources: KeySources): { ring: KeyRing; warnings: string[] } {
  const fromVariable = sources.masterKey?.trim();
  const file = sources.masterKeyFile?.trim();
  if (fromVariable && file) {
    throw new VaultError(
      'Both ML_CONNECTOR_MASTER_KEY and ML_CONNECTOR_MASTER_KEY_FILE are set.',
      'Set only one of them; keys of the past go to ML_CONNECTOR_PREVIOUS_KEYS or into further lines of the file.',
    );
  }
  if (!fromVariable && !file) {
    throw new VaultError(
      'There is no master key: neither ML_CONNECTOR_MASTER_KEY nor ML_CONNECTOR_MASTER_KEY_FILE is set.',
      MAKE_ONE,
    );
  }
  const keys = file
    ? parseKeys(readKeyFile(file), `ML_CONNECTOR_MASTER_KEY_FILE (${file})`)
    : parseKeys(fromVariable ?? '', 'ML_CONNECTOR_MASTER_KEY');
  const previous = parseKeys(sources.previousKeys ?? '', 'ML_CONNECTOR_PREVIOUS_KEYS');
  const ring = toRing([...keys, ...previous], file ? 'ML_CONNECTOR_MASTER_KEY_FILE' : 'ML_CONNECTOR_MASTER_KEY');
  return { ring, warnings: file ? fileWarnings(file) : [] };
}

/** A new key as one line, `<id>:<base64>`; the id starts with the day so that a person sees its age. */
export function generateMasterKey(now: Date = new Date()): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `k${day}-${randomBytes(3).toString('hex')}:${randomBytes(KEY_BYTES).toString('base64')}`;
}

/** The key of the ring with this id, or VaultError saying which key is missing. */
export function keyById(ring: KeyRing, id: string): MasterKey {
  const found = ring.keys.find((key) => key.id === id);
  if (found) return found;
  throw new VaultError(
    `This text is sealed with the master key "${id}", which is not in the key ring (it holds ${ring.keys.map((key) => `"${key.id}"`).join(', ')}).`,
    'Add that key to ML_CONNECTOR_PREVIOUS_KEYS, or to a further line of the file in ML_CONNECTOR_MASTER_KEY_FILE.',
  );
}

function toRing(all: MasterKey[], source: string): KeyRing {
  const byId = new Map<string, MasterKey>();
  for (const key of all) {
    const known = byId.get(key.id);
    if (known && !Buffer.from(known.key).equals(key.key)) {
      throw new VaultError(
        `Two different master keys have the id "${key.id}".`,
        'Give each key its own id: sealed texts find their key by it.',
      );
    }
    if (!known) byId.set(key.id, key);
  }
  const keys = [...byId.values()];
  const current = keys[0];
  if (!current) throw new VaultError(`${source} holds no key.`, MAKE_ONE);
  return { current, keys };
}

function parseKeys(text: string, source: string): MasterKey[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, ''))
    .flatMap((line) => line.split(/[\s,]+/))
    .filter((word) => word !== '')
    .map((word) => parseKey(word, source));
}

function parseKey(word: string, source: string): MasterKey {
  const colon = word.indexOf(':');
  const id = word.slice(0, Math.max(colon, 0));
  const encoded = word.slice(colon + 1);
  // The word itself is never repeated in a message: it may be the key.
  if (colon < 0 || !KEY_ID.test(id)) {
    throw new VaultError(
      `${source} holds a key that is not written as <id>:<base64 of 32 bytes> (id: letters, digits, - and _, at most 32).`,
      MAKE_ONE,
    );
  }
  const key = BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (key.length !== KEY_BYTES) {
    throw new VaultError(
      `${source}: the key "${id}" has ${key.length === 0 ? 'no readable base64' : `${key.length} bytes`}; a master key has 32 bytes.`,
      MAKE_ONE,
    );
  }
  if (looksTyped(key)) {
    throw new VaultError(
      `${source}: the key "${id}" is not random (a pattern or typed text), so it can be guessed.`,
      MAKE_ONE,
    );
  }
  return { id, key: Uint8Array.from(key) };
}

function looksTyped(key: Buffer): boolean {
  const printable = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable || new Set(key).size < LEAST_DISTINCT_BYTES;
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new VaultError(
      `The file named by ML_CONNECTOR_MASTER_KEY_FILE cannot be read: ${path} (${code}).`,
      'Correct the path, or let the user that runs ml-connector read the file.',
      { cause },
    );
  }
}

function fileWarnings(path: string): string[] {
  if (process.platform === 'win32') return [];
  const others = statSync(path).mode & 0o077;
  return others === 0 ? [] : [`The key file ${path} can be read by other users; run: chmod 600 ${path}`];
}
