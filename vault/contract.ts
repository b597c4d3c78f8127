/**
 * Keys and sealing. The trap: whoever loses the master key loses every credential and every history; rotation keeps
 * the old keys in the ring until nothing is sealed with them any more.
 */

/** One master key; `id` is public (it stands beside each sealed text), `key` is 32 bytes. */
export type MasterKey = { id: string; key: Uint8Array };

/** `current` seals; all of `keys` open. */
export type KeyRing = { current: MasterKey; keys: readonly MasterKey[] };

/**
 * Envelope encryption: a random data key for each secret, wrapped by the ring's current master key.
 * `context` binds a sealed text to its place (e.g. `credential/acme/netsuite`): opened elsewhere it fails.
 */
export type Vault = {
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
  /** Wraps the data key anew with the current master key; the secret itself is not re-encrypted. */
  rewrap(sealed: string): string;
  /** Id of the master key that a sealed text needs. */
  keyIdOf(sealed: string): string;
  /**
   * Keyed hashes (hex) by which a text can be found again without standing anywhere in clear: one for each master key of
   * the ring, the current one's first. Store the first, look up by all. The same text in another context has others.
   */
  lookupHashes(text: string, context: string): string[];
};
