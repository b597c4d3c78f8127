/**
 * Envelope encryption of credentials and other secrets: `mlc1.<keyId>.<wrapped data key>.<nonce + ciphertext>`.
 * The trap: nonces come from node:crypto, because libsodium-wrappers' own random costs 44 µs a call.
 */
import { createHmac, randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import type { KeyRing, Vault } from './contract.ts';
import { VaultError } from './errors.ts';
import { subKeys } from './sub-keys.ts';

const VERSION = 'mlc1';
const NONCE_BYTES = 24;
const DATA_KEY_BYTES = 32;

type Sealed = { keyId: string; wrapped: Buffer; body: Buffer };

/** Waits for libsodium and answers the vault of this key ring. Its calls throw VaultError. */
export async function createVault(ring: KeyRing): Promise<Vault> {
  await sodium.ready;
  const wrapKey = subKeys(ring, 'wrap');
  const lookupKey = subKeys(ring, 'lookup');
  const keyIds = [...new Set([ring.current.id, ...ring.keys.map(({ id }) => id)])];
  const wrap = (dataKey: Uint8Array, keyId: string): Buffer => encrypt(dataKey, wrapAad(keyId), wrapKey(keyId));
  const unwrap = ({ keyId, wrapped }: Sealed): Uint8Array => decrypt(wrapped, wrapAad(keyId), wrapKey(keyId));

  return {
    seal(plaintext, context) {
      const dataKey = randomBytes(DATA_KEY_BYTES);
      const body = encrypt(Buffer.from(plaintext, 'utf8'), bodyAad(context), dataKey);
      const keyId = ring.current.id;
      return format({ keyId, wrapped: wrap(dataKey, keyId), body });
    },
    open(sealed, context) {
      const parts = parse(sealed);
      return Buffer.from(decrypt(parts.body, bodyAad(context), unwrap(parts))).toString('utf8');
    },
    rewrap(sealed) {
      const parts = parse(sealed);
      const keyId = ring.current.id;
      if (parts.keyId === keyId) return sealed;
      return format({ keyId, wrapped: wrap(unwrap(parts), keyId), body: parts.body });
    },
    keyIdOf: (sealed) => parse(sealed).keyId,
    lookupHashes: (text, context) => keyIds.map((id) => lookupHash(lookupKey(id), text, context)),
  };
}

function encrypt(clear: Uint8Array, aad: string, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(clear, aad, null, nonce, key)]);
}

function decrypt(box: Buffer, aad: string, key: Uint8Array): Uint8Array {
  const nonce = box.subarray(0, NONCE_BYTES);
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, box.subarray(NONCE_BYTES), aad, nonce, key);
  } catch (cause) {
    throw new VaultError(
      'A sealed text does not open: it was changed, moved to another place, or sealed with another key of the same id.',
      'Set the credential again, or restore the store together with the master key that belongs to it.',
      { cause },
    );
  }
}

/** The context's length stands before it, so that no other pair of context and text has the same bytes. */
function lookupHash(key: Uint8Array, text: string, context: string): string {
  return createHmac('sha256', key).update(`${context.length}|${context}|${text}`).digest('hex');
}

function wrapAad(keyId: string): string {
  return `${VERSION}|data-key|${keyId}`;
}

// The master key's id stays out of the body's context: rewrap must leave the body as it is.
function bodyAad(context: string): string {
  return `${VERSION}|body|${context}`;
}

function format({ keyId, wrapped, body }: Sealed): string {
  return `${VERSION}.${keyId}.${wrapped.toString('base64url')}.${body.toString('base64url')}`;
}

function parse(sealed: string): Sealed {
  const [version, keyId, wrapped, body, ...rest] = sealed.split('.');
  if (version !== VERSION || !keyId || !wrapped || !body || rest.length > 0) {
    throw new VaultError(
      'This is not a sealed text of ml-connector (it should start with "mlc1.").',
      'Set the credential again with `ml-connector credentials set`.',
    );
  }
  return { keyId, wrapped: strictBase64(wrapped), body: strictBase64(body) };
}

// Buffer.from skips what it does not know; a text with stray characters must not open as if it were untouched.
function strictBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) {
    throw new VaultError('A sealed text is damaged: it is not clean base64url.', 'Set the credential again.');
  }
  return bytes;
}
