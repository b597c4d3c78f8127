/**
 * Checks the RSA signature of V2 webhooks: RSASSA-PKCS1-v1_5 with SHA-256 over `timestamp.rawBody`, key by its id from
 * the vendor's published set. The trap: the bytes as they came must be checked, never JSON that was written anew.
 */
import { verify as verifyBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import { createKeyCache } from './jwks.ts';
import { WebhookRejected } from './webhook-rejected.ts';

type Delivery = { headers: Record<string, string | string[] | undefined>; rawBody: Buffer };
export type SignatureVerifier = {
  /** Resolves when genuine; throws WebhookRejected 400, 401, 404, or 503 when the keys cannot be read. */
  verify(delivery: Delivery): Promise<void>;
};
export type VerifierOptions = { jwksUrl: string; fetchTimeoutMs?: number; now?: () => Date };

const KEY_ID = 'x-shipengine-rsa-sha256-key-id';
const SIGNATURE = 'x-shipengine-rsa-sha256-signature';
const TIMESTAMP = 'x-shipengine-timestamp';
const MAX_SKEW_MS = 5 * 60_000;

/** A verifier with its own cache of keys; make one per address of keys and keep it. */
export function createSignatureVerifier(options: VerifierOptions): SignatureVerifier {
  const now = options.now ?? (() => new Date());
  const keys = createKeyCache({ jwksUrl: options.jwksUrl, fetchTimeoutMs: options.fetchTimeoutMs ?? 5_000, now });
  return {
    verify: async ({ headers, rawBody }) => {
      const signed = signedHeaders(headers);
      const at = DateTime.fromISO(signed.timestamp, { zone: 'utc' });
      const skewMs = Math.abs(now().getTime() - at.toMillis());
      if (!at.isValid || skewMs > MAX_SKEW_MS)
        throw new WebhookRejected(400, 'the timestamp is not of the last 5 minutes');
      const key = await keys.find(signed.keyId);
      if (!key) throw new WebhookRejected(401, 'the key id is not among the published keys');
      const bytes = Buffer.concat([Buffer.from(`${signed.timestamp}.`), rawBody]);
      const genuine = verifyBytes('RSA-SHA256', bytes, key, Buffer.from(signed.signature, 'base64'));
      if (!genuine) throw new WebhookRejected(401, 'the signature does not fit');
    },
  };
}

function signedHeaders(headers: Delivery['headers']): { keyId: string; signature: string; timestamp: string } {
  const [keyId, signature, timestamp] = [KEY_ID, SIGNATURE, TIMESTAMP].map((name) => headers[name]);
  if (typeof keyId === 'string' && typeof signature === 'string' && typeof timestamp === 'string') {
    if (keyId && signature && timestamp) return { keyId, signature, timestamp };
  }
  throw new WebhookRejected(404, 'a signature header is missing');
}
