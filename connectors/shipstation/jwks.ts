/**
 * The vendor's published signing keys, cached. The trap: an unknown key id is free for anyone to send, so it may cause
 * at most one look at the published set per half minute.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { createHttpClient, type HttpClient } from '../http/client.ts';
import { WebhookRejected } from './webhook-rejected.ts';

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

/** Unknown ids lead to a new look at most this often; a failed look may be tried again sooner. */
const REFETCH_MS = 30_000;
const AFTER_FAILURE_MS = 5_000;
/** A known key is looked up again after this long, and believed without a look no longer than the second. */
const FRESH_MS = 3_600_000;
const MAX_AGE_MS = 24 * FRESH_MS;
const MAX_BYTES = 1_000_000;
const MIN_MODULUS_BITS = 2_048;

export type KeyCache = {
  /** undefined for an id that is not published; WebhookRejected 503 when that cannot be known now. */
  find(keyId: string): Promise<KeyObject | undefined>;
};

/** A cache of the RSA keys at an address; one fetch at a time, whoever asks. */
export function createKeyCache(options: { jwksUrl: string; fetchTimeoutMs: number; now: () => Date }): KeyCache {
  const nowMs = () => options.now().getTime();
  const http = createHttpClient({
    system: 'shipstation',
    baseUrl: options.jwksUrl,
    timeoutMs: options.fetchTimeoutMs,
    maxResponseBytes: MAX_BYTES,
  });
  let keys = new Map<string, KeyObject>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<boolean> | undefined;

  const fetchKeys = async (): Promise<boolean> => {
    const fetched = await readKeys(http);
    if (fetched === undefined) {
      failedAtMs = nowMs();
      return false;
    }
    keys = fetched;
    fetchedAtMs = nowMs();
    return true;
  };
  const look = (): Promise<boolean> => {
    running ??= fetchKeys().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    find: async (keyId) => {
      const known = keys.get(keyId);
      const ageMs = nowMs() - fetchedAtMs;
      if (known && ageMs < FRESH_MS) return known;
      if (!running && ageMs < REFETCH_MS) return undefined;
      const failedLately = !running && nowMs() - failedAtMs < AFTER_FAILURE_MS;
      if (!failedLately && (await look())) return keys.get(keyId);
      if (known && ageMs < MAX_AGE_MS) return known;
      throw new WebhookRejected(503, 'the published keys cannot be read now');
    },
  };
}

/** undefined when the address does not answer with a key set. */
async function readKeys(http: HttpClient): Promise<Map<string, KeyObject> | undefined> {
  const response = await http.send({ method: 'GET', path: '' }).catch(() => undefined);
  if (response?.status !== 200) return undefined;
  const set = jwksSchema.safeParse(response.body);
  if (!set.success) return undefined;
  const usable = set.data.keys.flatMap((jwk): [string, KeyObject][] => {
    const key = rsaKey(jwk);
    return key ? [[jwk.kid, key]] : [];
  });
  return new Map(usable);
}

/** One odd key must not spoil the set. */
function rsaKey(jwk: Record<string, unknown>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const fits = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS;
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}
