/** ShipStation's subscriptions: what the connection wants against what the account has; new ones first. */
import { planSubscriptions, subscriptionName, wantedSubscriptions } from '../connectors/shipstation/subscriptions.ts';
import { hooksOf } from '../settings/shipstation-hooks.ts';
import type { SubscriptionKeeper } from './subscriptions.ts';

export const keepShipStationSubscriptions: SubscriptionKeeper = async ({ settings, shipStation }, url) => {
  if (!('shipstation' in settings)) return undefined;
  const { id, shipstation } = settings;
  const hooks = hooksOf(settings);
  if (hooks.webhooks.length === 0 && !hooks.orders) return undefined;
  const api = await shipStation();
  const wanted = wantedSubscriptions({
    connectionId: id,
    url,
    ...hooks,
    storeIds: shipstation.storeIds,
  });
  const plan = planSubscriptions({ name: subscriptionName(id), wanted, existing: await api.listWebhooks() });
  for (const subscription of plan.create) await api.subscribe(subscription);
  for (const subscription of plan.remove) await api.unsubscribe(subscription.api, subscription.id);
  return {
    wanted: wanted.length,
    created: plan.create.map(({ event }) => event),
    removed: plan.remove.map(({ event }) => event),
  };
};
