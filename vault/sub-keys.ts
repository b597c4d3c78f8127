/**
 * Derives from each master key one key for each use, so that a text of one use can never be opened as another.
 * The trap: the context names and numbers below are part of the sealed formats; changing one makes old texts unreadable.
 */
import sodium from 'libsodium-wrappers';
import type { KeyRing } from './contract.ts';
import { keyById } from './keys.ts';

const USES = {
  wrap: { number: 1, context: 'mlc-wrap' },
  payload: { number: 2, context: 'mlc-payl' },
  lookup: { number: 3, context: 'mlc-look' },
} as const;

/** Answers the 32-byte key of a master key id for this use; cached. libsodium must be ready. Throws for an unknown id. */
export function subKeys(ring: KeyRing, use: keyof typeof USES): (keyId: string) => Uint8Array {
  const derived = new Map<string, Uint8Array>();
  const { number, context } = USES[use];
  return (keyId) => {
    const known = derived.get(keyId);
    if (known) return known;
    const key = sodium.crypto_kdf_derive_from_key(32, number, context, keyById(ring, keyId).key);
    derived.set(keyId, key);
    return key;
  };
}
