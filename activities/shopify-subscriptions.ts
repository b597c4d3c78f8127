/**
 * Shopify's subscriptions: what the connection wants against what the app has in the shop.
 * The trap: a topic that needs a scope of its own is refused to an app without it; the others must not suffer.
 */
import type { Shopify } from '../connectors/shopify/contract.ts';
import {
  planSubscriptions,
  subscribeIfAllowed,
  subscriptionPrefix,
  type WantedSubscription,
  wantedSubscriptions,
} from '../connectors/shopify/subscriptions.ts';
import { wantedTopics } from '../connectors/shopify/topics.ts';
import type { SubscriptionKeeper } from './subscriptions.ts';

export const keepShopifySubscriptions: SubscriptionKeeper = async ({ settings, shopify }, url) => {
  if (settings.pair !== 'netsuite-shopify' || !settings.webhooks) return undefined;
  const wanted = wantedSubscriptions({ connectionId: settings.id, uri: url, topics: wantedTopics(settings.syncs) });
  return keepSubscribed(await shopify(), subscriptionPrefix(settings.id), wanted);
};

/** Those whose name begins with `prefix` become the wanted ones. */
export async function keepSubscribed(api: Shopify, prefix: string, wanted: WantedSubscription[]) {
  const plan = planSubscriptions({ prefix, wanted, existing: await api.listWebhooks() });
  // An address and a name may stand only once per topic, so the old ones go first.
  for (const { id } of plan.remove) await api.unsubscribe(id);
  const created: string[] = [];
  for (const subscription of plan.create)
    if (await subscribeIfAllowed(api, subscription)) created.push(subscription.topic);
  return {
    wanted: wanted.length - plan.create.length + created.length,
    created,
    removed: plan.remove.map(({ topic }) => topic),
  };
}
