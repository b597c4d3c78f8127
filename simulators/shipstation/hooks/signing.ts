// RSA signatures of V2 webhooks and the key set that receivers check them with.
// Trap: a new key is published in /jwks before it signs; rotate() does both steps, `announceOnly` just the first.
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
}

export interface Signer {
  /** Base64 RSASSA-PKCS1-v1_5 SHA-256 over `timestamp + "." + rawBody`, with the id of its key. */
  sign(timestamp: string, rawBody: string): { keyId: string; signature: string };
  jwks(): { keys: Record<string, unknown>[] };
  /** Publishes a new key; it signs from now on unless `announceOnly`. The old key stays published. */
  rotate(announceOnly?: boolean): string;
  /** Stops publishing every key but the signing one. */
  retireOld(): void;
}

function makeKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** A signer whose first key is made on first use, since that takes a while. */
export function createSigner(): Signer {
  const keys: SigningKey[] = [];
  let active: SigningKey | undefined;
  const current = (): SigningKey => {
    if (!active) {
      active = makeKey();
      keys.push(active);
    }
    return active;
  };
  return {
    sign(timestamp, rawBody) {
      const key = current();
      const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}.${rawBody}`), key.privateKey).toString('base64');
      return { keyId: key.kid, signature };
    },
    jwks() {
      current();
      return { keys: keys.map((key) => key.jwk) };
    },
    rotate(announceOnly = false) {
      current();
      const fresh = makeKey();
      keys.push(fresh);
      if (!announceOnly) active = fresh;
      return fresh.kid;
    },
    retireOld() {
      keys.splice(0, keys.length, current());
    },
  };
}
