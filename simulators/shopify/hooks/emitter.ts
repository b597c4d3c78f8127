// Turns an action's notices into deliveries: one per subscription of each topic, one Event-Id for all.
// Trap: the body is made now and kept; a retry hours later carries the state of this moment.
import { randomUUID } from 'node:crypto';
import type { SubscriptionRow } from '../domain/model.ts';
import type { Notice, World } from '../domain/world.ts';
import { matchesFilter } from '../graphql/search.ts';
import type { Courier } from './courier.ts';
import { type PrivacyTopic, privacyBody } from './other-bodies.ts';
import { headerTopic } from './topics.ts';

function reduced(body: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  if (fields.length === 0) return body;
  const names = new Set(fields.map((field) => field.split('.')[0]));
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)));
}

function headersFor(world: World, notice: Notice, eventId: string, subscription: SubscriptionRow | null) {
  const { webhooks, shop, behaviour } = world.settings;
  const version = webhooks.announceVersion || subscription?.apiVersion || behaviour.appVersion;
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': headerTopic(notice.topic),
    'X-Shopify-Shop-Domain': shop.domain,
    'X-Shopify-API-Version': version,
    'X-Shopify-Event-Id': eventId,
    'X-Shopify-Triggered-At': new Date(world.clock.now()).toISOString(),
    ...(subscription?.name && { 'X-Shopify-Name': subscription.name }),
    ...(notice.orderId !== undefined && {
      'X-Shopify-Order-Id': String(notice.orderId),
      'X-Shopify-Test': String(notice.test ?? false),
    }),
  };
}

/** The emitter of a shop. */
export function createEmitter(world: World, courier: Courier) {
  return (notices: Notice[]): void => {
    const eventId = randomUUID();
    for (const notice of notices) {
      const listeners = [...world.subscriptions.values()].filter((row) => row.topic === notice.topic);
      if (listeners.length === 0) continue;
      const whole = notice.body();
      for (const subscription of listeners) {
        if (subscription.filter !== null && !matchesFilter(subscription.filter, whole)) continue;
        courier.post({
          ...{ subscriptionId: subscription.id, topic: headerTopic(notice.topic), url: subscription.uri, eventId },
          orderId: notice.orderId ?? null,
          body: JSON.stringify(reduced(whole, subscription.includeFields)),
          headers: headersFor(world, notice, eventId, subscription),
          later: notice.later ?? false,
          debounce: subscription.includeFields.length > 0,
        });
      }
    }
  };
}

/** Sends one of the privacy topics, which come from the app's configuration and have no subscription row. */
export function sendPrivacy(
  world: World,
  courier: Courier,
  topic: PrivacyTopic,
  url: string,
  customerId?: number,
): void {
  const eventId = randomUUID();
  const customer = customerId === undefined ? undefined : world.customers.get(customerId);
  const notice: Notice = { topic, body: () => privacyBody(world, topic, customer) };
  courier.post({
    ...{ subscriptionId: null, topic, url, eventId, orderId: null },
    body: JSON.stringify(notice.body()),
    headers: headersFor(world, notice, eventId, null),
  });
}
