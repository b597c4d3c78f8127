// One webhook delivery and the HTTP request that carries it.
// Trap: the signature covers the exact bytes sent; the Webhook-Id stays the same for all attempts of a delivery.
import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export const CHAOS_MODES = [
  'drop',
  'duplicate',
  'duplicate-new-id',
  'bad-hmac',
  'missing-headers',
  'delay',
  'stale',
  'old-version',
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
  subscriptionId: number | null;
  /** Header spelling: orders/create. */
  topic: string;
  url: string;
  webhookId: string;
  eventId: string;
  orderId: number | null;
  /** The exact body. */
  body: string;
  /** All headers but the signature. */
  headers: Record<string, string>;
  mode: ChaosMode | null;
  /** `lost` was never sent, `dropped` used up its attempts, `debounced` equals an earlier one. */
  state: 'pending' | 'sending' | 'delivered' | 'dropped' | 'lost' | 'debounced';
  attempts: Attempt[];
  /** Id of the delivery it repeats. */
  copyOf: number | null;
}

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/** Base64 HMAC-SHA256 of a body. */
export const hmacOf = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** The headers of one attempt. */
export function outgoingHeaders(delivery: Delivery, secret: string): Record<string, string> {
  const signature = hmacOf(delivery.body, secret);
  const shown = delivery.mode === 'bad-hmac' ? hmacOf(`${delivery.body} `, secret) : signature;
  const all: Record<string, string> = { ...delivery.headers, 'X-Shopify-Hmac-Sha256': shown };
  if (delivery.mode === 'old-version') all['X-Shopify-API-Version'] = '2024-01';
  if (delivery.mode !== 'missing-headers') return all;
  const { 'X-Shopify-Hmac-Sha256': _hmac, 'X-Shopify-Webhook-Id': _id, ...rest } = all;
  return rest;
}

/** Posts a body; resolves with the status (a redirect is not followed), rejects on either time limit. */
export function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  limits: { connectTimeoutMs: number; timeoutMs: number },
): Promise<number> {
  const secure = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } };
    const outgoing = secure
      ? httpsRequest(url, { ...options, agent: agents.https })
      : httpRequest(url, { ...options, agent: agents.http });
    const stop = (why: string) => outgoing.destroy(new Error(why));
    const total = setTimeout(() => stop(`no answer within ${limits.timeoutMs} ms`), limits.timeoutMs);
    const connect = setTimeout(
      () => stop(`no connection within ${limits.connectTimeoutMs} ms`),
      limits.connectTimeoutMs,
    );
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) clearTimeout(connect);
      socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(connect));
    });
    const done = () => {
      clearTimeout(total);
      clearTimeout(connect);
    };
    outgoing.once('response', (response) => {
      response.resume();
      response.once('end', () => {
        done();
        resolve(response.statusCode ?? 0);
      });
      response.once('error', reject);
    });
    outgoing.once('error', (error) => {
      done();
      reject(error);
    });
    outgoing.end(body);
  });
}
