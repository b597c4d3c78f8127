/** Key rings for the vault's tests. The trap: every call makes new random keys. */
import type { KeyRing } from '../../vault/contract.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';

export function randomRing(): KeyRing {
  return loadKeyRing({ masterKey: generateMasterKey() }).ring;
}

/** The ring after a rotation: a new key seals, those of `old` still open. */
export function rotated(old: KeyRing): KeyRing {
  const { current } = randomRing();
  return { current, keys: [current, ...old.keys] };
}
