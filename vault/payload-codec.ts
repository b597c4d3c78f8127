/**
 * Encrypts what goes into Temporal's event histories (XChaCha20-Poly1305 under a key derived from the master key).
 * The trap: decode must let through payloads that are not encrypted, because people type plain JSON in the Web UI.
 */
import { randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import sodium from 'libsodium-wrappers';
import type { KeyRing } from './contract.ts';
import { VaultError } from './errors.ts';
import { subKeys } from './sub-keys.ts';

const PayloadMessage = proto.temporal.api.common.v1.Payload;
const NONCE_BYTES = 24;
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const encodingBytes = Buffer.from(ENCODING);

/** The codec for worker, client and codec server. Decode throws VaultError for a key outside the ring or a changed payload. */
export function createPayloadCodec(ring: KeyRing): PayloadCodec {
  const keyOf = subKeys(ring, 'payload');
  const currentId = ring.current.id;
  const currentIdBytes = Buffer.from(currentId);

  const seal = (payload: Payload): Payload => {
    const nonce = randomBytes(NONCE_BYTES);
    const clear = PayloadMessage.encode(payload).finish();
    const box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(clear, aad(currentId), null, nonce, keyOf(currentId));
    return { metadata: { encoding: encodingBytes, [KEY_ID]: currentIdBytes }, data: Buffer.concat([nonce, box]) };
  };
  const open = (payload: Payload): Payload => {
    if (!isEncrypted(payload)) return payload;
    const keyId = text(payload.metadata?.[KEY_ID]);
    return PayloadMessage.decode(decrypt(payload.data ?? new Uint8Array(0), keyId, keyOf(keyId)));
  };

  return {
    async encode(payloads) {
      await sodium.ready;
      return payloads.map(seal);
    },
    async decode(payloads) {
      await sodium.ready;
      return payloads.map(open);
    },
  };
}

function decrypt(data: Uint8Array, keyId: string, key: Uint8Array): Uint8Array {
  const nonce = data.subarray(0, NONCE_BYTES);
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, data.subarray(NONCE_BYTES), aad(keyId), nonce, key);
  } catch (cause) {
    throw new VaultError(
      `A payload sealed with the master key "${keyId}" does not open: it was changed, or that id now means another key.`,
      'Use the key that was in force when the workflow ran.',
      { cause },
    );
  }
}

function aad(keyId: string): string {
  return `mlc-payload-1|${keyId}`;
}

function isEncrypted(payload: Payload): boolean {
  const encoding = payload.metadata?.encoding;
  return encoding !== undefined && encoding !== null && text(encoding) === ENCODING;
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : '';
}
