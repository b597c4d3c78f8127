/**
 * What the front door needs to judge a delivery of Shopify's: signature over the raw bytes, headers, the right shop.
 * The trap: nothing but the body is signed, so the headers say who sent it only as far as the body's signature goes, and
 * an old delivery can be replayed; only remembering its ids keeps it out.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readEvent, type ShopifyEvent } from './webhook-event.ts';
import { WebhookRejected } from './webhook-rejected.ts';

export { readEvent, type ShopifyEvent } from './webhook-event.ts';
export { WebhookRejected } from './webhook-rejected.ts';

/** As Node gives them: lower-case names. */
export type Headers = Record<string, string | string[] | undefined>;

export type Delivery = {
  /** As delivered, in small letters, e.g. `orders/create`. */
  topic: string;
  /** The same again when Shopify repeats a delivery. */
  webhookId: string;
  /** Shared by all deliveries of one action, over topics. */
  eventId?: string;
  apiVersion: string;
  triggeredAt?: string;
  /** Name of the subscription, where it has one. */
  name?: string;
  test: boolean;
  event: ShopifyEvent;
  /** A delivery with any of these keys seen before is a repetition. */
  dedupeKeys: string[];
};

export type DeliveryInput = {
  rawBody: Buffer;
  headers: Headers;
  /** Every secret that may sign, in any order. */
  secrets: readonly string[];
  /** The connection's own shop domain. */
  shop: string;
};

const MAX_HEADER = 255;

/** Throws WebhookRejected: 401 for a missing or wrong signature, 400 for missing headers, another shop or no JSON. */
export function verifyDelivery(input: DeliveryInput): Delivery {
  const { rawBody, secrets } = input;
  const header = reader(input.headers);
  if (!isSigned(rawBody, header('x-shopify-hmac-sha256'), secrets))
    throw new WebhookRejected(401, 'the signature is missing or wrong');
  if (header('x-shopify-shop-domain')?.toLowerCase() !== input.shop.toLowerCase()) {
    throw new WebhookRejected(400, 'the delivery is of another shop');
  }
  const topic = header('x-shopify-topic')?.toLowerCase();
  const webhookId = header('x-shopify-webhook-id');
  const apiVersion = header('x-shopify-api-version');
  if (topic === undefined || webhookId === undefined || apiVersion === undefined) {
    throw new WebhookRejected(400, 'topic, webhook id or API version is missing');
  }
  const event = readEvent(topic, rawBody);
  const eventId = header('x-shopify-event-id');
  const triggeredAt = header('x-shopify-triggered-at');
  const name = header('x-shopify-name');
  return {
    topic,
    webhookId,
    apiVersion,
    test: header('x-shopify-test')?.toLowerCase() === 'true',
    event,
    dedupeKeys: dedupeKeys(topic, webhookId, eventId, event),
    ...(eventId === undefined ? {} : { eventId }),
    ...(triggeredAt === undefined ? {} : { triggeredAt }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Compares in constant time with what every secret gives; never stops at the first that fits. */
export function isSigned(rawBody: Buffer, signature: string | undefined, secrets: readonly string[]): boolean {
  if (signature === undefined) return false;
  const got = Buffer.from(signature, 'base64');
  let fits = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const want = createHmac('sha256', secret).update(rawBody).digest();
    if (got.length === want.length && timingSafeEqual(got, want)) fits = true;
  }
  return fits;
}

/** Two subscriptions to one topic deliver one event twice, with different ids; an event alone covers several topics. */
function dedupeKeys(topic: string, webhookId: string, eventId: string | undefined, event: ShopifyEvent): string[] {
  const byDelivery = `webhook:${webhookId}`;
  if (eventId === undefined || event.resourceId === undefined) return [byDelivery];
  return [byDelivery, `event:${topic}:${eventId}:${event.resourceId}`];
}

/** A header that came once, is not empty and not overlong. */
function reader(headers: Headers): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    if (typeof value !== 'string') return undefined;
    const trimmed = value.trim();
    return trimmed === '' || trimmed.length > MAX_HEADER ? undefined : trimmed;
  };
}
