// One webhook delivery: what is sent, in which (honest or hostile) way, and what came back.
// Trap: the signature covers the exact bytes sent; `reserialised` signs other bytes than it sends.
import type { Subscription } from '../domain/model.ts';
import type { Signer } from './signing.ts';

/** Ways to send that a receiver must refuse; only `spaced-body` is honest and must be taken. */
export type HostileMode =
  | 'bad-signature'
  | 'stale-timestamp'
  | 'unknown-kid'
  | 'missing-headers'
  | 'reserialised'
  | 'spaced-body'
  | 'foreign-host'
  | 'oversized'
  | 'unknown-type'
  | 'lowercase-type'
  | 'wrong-token';

export const HOSTILE_MODES: readonly HostileMode[] = [
  'bad-signature',
  'stale-timestamp',
  'unknown-kid',
  'missing-headers',
  'reserialised',
  'spaced-body',
  'foreign-host',
  'oversized',
  'unknown-type',
  'lowercase-type',
  'wrong-token',
];

export interface Attempt {
  /** Real instant, ISO-8601 UTC. */
  at: string;
  /** Answered status; null when there was no answer. */
  status: number | null;
  error: string | null;
  durationMs: number;
}

export interface Delivery {
  id: number;
  api: 'v1' | 'v2';
  event: string;
  subscriptionId: number;
  url: string;
  /** The pointer as it would be sent honestly. */
  body: Record<string, unknown>;
  headers: { key: string; value: string }[];
  mode: HostileMode | null;
  /** `lost` was never sent; `dropped` used up its attempts. */
  state: 'pending' | 'sending' | 'delivered' | 'dropped' | 'lost';
  /** Elapsed-clock ms at which the next attempt is due. */
  dueAtMs: number;
  attempts: Attempt[];
  /** Id of the delivery it repeats. */
  copyOf: number | null;
}

export interface OutgoingRequest {
  url: string;
  body: string;
  headers: Record<string, string>;
}

const PADDING_BYTES = 2_000_000;

function hostileBody(delivery: Delivery): Record<string, unknown> {
  const { body, mode } = delivery;
  const type = String(body.resource_type);
  if (mode === 'foreign-host') {
    const place = new URL(String(body.resource_url));
    return { ...body, resource_url: `https://ssapi.shipstation.com.evil.example${place.pathname}${place.search}` };
  }
  if (mode === 'oversized') return { ...body, padding: 'x'.repeat(PADDING_BYTES) };
  if (mode === 'unknown-type') return { ...body, resource_type: 'SOMETHING_NEW' };
  if (mode === 'lowercase-type') return { ...body, resource_type: type.toLowerCase() };
  return body;
}

function wrongToken(url: string): string {
  const changed = new URL(url);
  changed.pathname = `${changed.pathname.replace(/[^/]*$/, '')}wrong-token`;
  return changed.toString();
}

/** Changes the first character of a base64 text for another valid one. */
const spoil = (base64: string) => (base64.startsWith('A') ? 'B' : 'A') + base64.slice(1);

function signatureHeaders(delivery: Delivery, signedText: string, nowMs: number, signer: Signer) {
  const { mode } = delivery;
  if (mode === 'missing-headers') return {};
  const timestamp = new Date(mode === 'stale-timestamp' ? nowMs - 6 * 60_000 : nowMs).toISOString();
  const { keyId, signature } = signer.sign(timestamp, signedText);
  return {
    'x-shipengine-rsa-sha256-key-id': mode === 'unknown-kid' ? '00000000-0000-4000-8000-000000000000' : keyId,
    'x-shipengine-rsa-sha256-signature': mode === 'bad-signature' ? spoil(signature) : signature,
    'x-shipengine-timestamp': timestamp,
  };
}

/** The HTTP request of one attempt; V1 is unsigned, V2 is signed anew each time. */
export function outgoing(delivery: Delivery, nowMs: number, signer: Signer): OutgoingRequest {
  const content = hostileBody(delivery);
  const compact = JSON.stringify(content);
  const spaced = delivery.mode === 'reserialised' || delivery.mode === 'spaced-body';
  const body = spaced ? JSON.stringify(content, null, 2) : compact;
  const signedText = delivery.mode === 'reserialised' ? compact : body;
  const own = Object.fromEntries(delivery.headers.map(({ key, value }) => [key, value]));
  const signature = delivery.api === 'v2' ? signatureHeaders(delivery, signedText, nowMs, signer) : {};
  return {
    url: delivery.mode === 'wrong-token' ? wrongToken(delivery.url) : delivery.url,
    body,
    headers: { 'content-type': 'application/json', ...own, ...signature },
  };
}

/** A pending delivery of an event to one subscription. */
export function newDelivery(id: number, to: Subscription, body: Record<string, unknown>, dueAtMs: number): Delivery {
  const { api, event, url, headers } = to;
  return {
    ...{ id, api, event, url, headers, subscriptionId: to.id, body, dueAtMs },
    mode: null,
    state: 'pending',
    attempts: [],
    copyOf: null,
  };
}
