/**
 * What the front door needs to judge a delivery: the Standard-Webhooks signature over id, timestamp and the raw bytes.
 * The trap: the topic stands in a header that is not signed, so it only says where to look; the record is read anew.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readEvent, type ShipBobEvent } from './webhook-event.ts';
import { WebhookRejected } from './webhook-rejected.ts';

export { readEvent, type ShipBobEvent } from './webhook-event.ts';
export { WebhookRejected } from './webhook-rejected.ts';

/** As Node gives them: lower-case names. */
export type Headers = Record<string, string | string[] | undefined>;

export type Delivery = {
  /** e.g. `order.shipped`, in small letters. */
  topic: string;
  /** The same again when ShipBob repeats a delivery. */
  webhookId: string;
  /** When this attempt was signed, ISO-8601 UTC. */
  sentAt: string;
  event: ShipBobEvent;
};

export type DeliveryInput = {
  rawBody: Buffer;
  headers: Headers;
  /** Every `whsec_…` secret that may sign, in any order. */
  secrets: readonly string[];
  now: Date;
};

const MAX_SKEW_SEC = 300;
const MAX_HEADER = 255;
const MAX_SIGNATURES = 2_000;
const PREFIX = /^whsec_/;

/** Throws WebhookRejected: 401 for a missing, stale or wrong signature, 400 for a missing topic or no JSON object. */
export function verifyDelivery({ rawBody, headers, secrets, now }: DeliveryInput): Delivery {
  const webhookId = single(headers, 'webhook-id');
  const timestamp = single(headers, 'webhook-timestamp');
  const signatures = single(headers, 'webhook-signature', MAX_SIGNATURES);
  if (webhookId === undefined || timestamp === undefined || signatures === undefined)
    throw new WebhookRejected(401, 'signature-missing', 'a signature header is missing');
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now.getTime() / 1_000 - seconds) <= MAX_SKEW_SEC))
    throw new WebhookRejected(401, 'signature-stale', 'the timestamp is not of the last 5 minutes');
  if (!isSigned({ rawBody, webhookId, timestamp, signatures, secrets }))
    throw new WebhookRejected(401, 'signature-wrong', 'the signature does not fit');
  const topic = single(headers, 'x-webhook-topic')?.toLowerCase();
  if (topic === undefined || !/^[a-z_.]+$/.test(topic))
    throw new WebhookRejected(400, 'malformed', 'the topic is missing');
  return { topic, webhookId, sentAt: new Date(seconds * 1_000).toISOString(), event: readEvent(topic, rawBody) };
}

type Signed = {
  rawBody: Buffer;
  webhookId: string;
  timestamp: string;
  /** `v1,<base64>`, several with blanks between while a secret is being changed. */
  signatures: string;
  secrets: readonly string[];
};

/** Compares in constant time every signature with what every secret gives; never stops at the first that fits. */
function isSigned({ rawBody, webhookId, timestamp, signatures, secrets }: Signed): boolean {
  const message = Buffer.concat([Buffer.from(`${webhookId}.${timestamp}.`), rawBody]);
  const given = signatures.split(' ').flatMap((entry) => {
    const [version, signature] = entry.split(',');
    return version === 'v1' && signature ? [Buffer.from(signature, 'base64')] : [];
  });
  let fits = false;
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(PREFIX, ''), 'base64');
    if (key.length === 0) continue;
    const want = createHmac('sha256', key).update(message).digest();
    for (const got of given) {
      if (got.length === want.length && timingSafeEqual(got, want)) fits = true;
    }
  }
  return fits;
}

/** A header that came once, is not empty and not overlong. */
function single(headers: Headers, name: string, longest = MAX_HEADER): string | undefined {
  const value = headers[name];
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' || trimmed.length > longest ? undefined : trimmed;
}
