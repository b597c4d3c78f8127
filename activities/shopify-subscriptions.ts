/** Shopify's subscriptions: what the connection wants against what the app has in the shop. */
import { planSubscriptions, subscriptionPrefix, wantedSubscriptions } from '../connectors/shopify/subscriptions.ts';
import { wantedTopics } from '../connectors/shopify/topics.ts';
import type { SubscriptionKeeper } from './subscriptions.ts';

export const keepShopifySubscriptions: SubscriptionKeeper = async ({ settings, shopify }, url) => {
  if (settings.pair !== 'netsuite-shopify' || !settings.webhooks) return undefined;
  const api = await shopify();
  const topics = wantedTopics(settings.syncs);
  const wanted = wantedSubscriptions({ connectionId: settings.id, uri: url, topics });
  const prefix = subscriptionPrefix(settings.id);
  const plan = planSubscriptions({ prefix, wanted, existing: await api.listWebhooks() });
  // An address and a name may stand only once per topic, so the old ones go first.
  for (const { id } of plan.remove) await api.unsubscribe(id);
  for (const subscription of plan.create) await api.subscribe(subscription);
  return {
    wanted: wanted.length,
    created: plan.create.map(({ topic }) => topic),
    removed: plan.remove.map(({ topic }) => topic),
  };
};
