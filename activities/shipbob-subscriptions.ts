/**
 * ShipBob's subscriptions: what the connection wants against what the account has. The trap: an endpoint that failed for
 * days is disabled without a word; it is removed and made anew.
 */
import { planSubscriptions, wantedSubscription } from '../connectors/shipbob/subscriptions.ts';
import { topicsFor } from '../connectors/shipbob/topics.ts';
import { signingSecret } from '../store/signing-secret.ts';
import type { SubscriptionKeeper } from './subscriptions.ts';

export const keepShipBobSubscriptions: SubscriptionKeeper = async ({ settings, shipBob }, url, { store, vault }) => {
  if (settings.pair !== 'netsuite-shipbob' || !settings.webhooks) return undefined;
  const { id, syncs } = settings;
  const enabled = Object.entries(syncs).flatMap(([name, sync]) => (sync.enabled ? [name] : []));
  const wanted = wantedSubscription({ connectionId: id, url, topics: topicsFor(enabled) });
  if (wanted.topics.length === 0) return undefined;
  const api = await shipBob();
  const secret = await signingSecret({ secrets: store.secrets, vault }, id, 'shipbob');
  const plan = planSubscriptions({ wanted, existing: await api.listWebhooks() });
  for (const subscription of plan.remove) await api.unsubscribe(subscription.id);
  for (const subscription of plan.create) await api.subscribe({ ...subscription, secret });
  return {
    wanted: wanted.topics.length,
    created: plan.create.flatMap(({ topics }) => topics),
    removed: plan.remove.flatMap(({ topics }) => topics),
  };
};
