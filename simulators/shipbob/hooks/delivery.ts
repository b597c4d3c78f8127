// One webhook delivery and the HTTP request that carries it.
// Trap: webhook-id stays the same for all attempts; timestamp and signature are new for each.
import { signatureOf } from './signing.ts';

export const CHAOS_MODES = [
  'drop',
  'duplicate',
  'delay',
  'bad-signature',
  'tampered',
  'stale',
  'missing-headers',
  'second-signature',
] as const;
export type ChaosMode = (typeof CHAOS_MODES)[number];

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
  subscriptionId: string;
  topic: string;
  url: string;
  webhookId: string;
  /** Id of the order, shipment, WRO, return or transaction. */
  subject: string;
  /** The exact body. */
  body: string;
  mode: ChaosMode | null;
  /** `lost` was never sent, `failed` used up its attempts or its endpoint was disabled. */
  state: 'pending' | 'sending' | 'delivered' | 'failed' | 'lost';
  attempts: Attempt[];
  /** Id of the delivery it repeats. */
  copyOf: number | null;
}

const STALE_SEC = 900;

/** Headers and body of one attempt. `secrets` newest first; `nowSec` is the real time. */
export function outgoing(
  delivery: Delivery,
  secrets: readonly string[],
  nowSec: number,
): { headers: Record<string, string>; body: string } {
  const { mode, webhookId, body } = delivery;
  const timestamp = String(Math.floor(nowSec) - (mode === 'stale' ? STALE_SEC : 0));
  const signed = secrets.map((secret) =>
    signatureOf(secret, webhookId, timestamp, mode === 'bad-signature' ? `${body} ` : body),
  );
  // A stranger's signature first: a receiver has to look at all of them.
  if (mode === 'second-signature') signed.unshift(`v1,${Buffer.alloc(32).toString('base64')}`, 'v2,unknown');
  const plain = {
    'content-type': 'application/json',
    'user-agent': 'Svix-Webhooks/1.0',
    'x-webhook-topic': delivery.topic,
  };
  const proof = { 'webhook-id': webhookId, 'webhook-timestamp': timestamp, 'webhook-signature': signed.join(' ') };
  const sent = mode === 'tampered' ? body.replace(/}$/, ',"tampered":true}') : body;
  return { headers: mode === 'missing-headers' ? plain : { ...plain, ...proof }, body: sent };
}

/** Posts a body; resolves with the status (a redirect is not followed), rejects when there is no answer in time. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.arrayBuffer();
  return response.status;
}
