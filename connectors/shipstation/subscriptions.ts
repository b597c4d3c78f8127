/**
 * Which webhook subscriptions a connection wants, and what must change so that ShipStation has exactly those.
 * Used by `connections apply` and by the webhook guard. The trap: ShipStation accepts the same subscription twice and
 * then delivers each event twice, so the existing ones are always compared first, never just added to.
 */
import type { WebhookSubscription } from './types.ts';

export type WantedSubscription = {
  api: 'v1' | 'v2';
  event: string;
  url: string;
  name: string;
  storeId?: string;
};

export type SubscriptionPlan = {
  create: WantedSubscription[];
  remove: WebhookSubscription[];
  keep: WebhookSubscription[];
};

/** Item-level notices only: they hold everything that the order-level ones do. */
const EVENTS = {
  v1: ['ITEM_SHIP_NOTIFY', 'FULFILLMENT_SHIPPED'],
  v2: ['label_created_v2', 'fulfillment_shipped_v2'],
} as const;

/** The name by which we know our own subscriptions again. */
export const subscriptionName = (connectionId: string): string => `ml-connector ${connectionId}`;

/** Orders exist in V1 alone; the item-level twin holds nothing more. */
const NEW_ORDERS = { api: 'v1', event: 'ORDER_NOTIFY' } as const;

/** One per event, or one per event and store where the connection is narrowed to some stores. */
export function wantedSubscriptions(input: {
  connectionId: string;
  url: string;
  webhooks: readonly ('v1' | 'v2')[];
  /** Tell of new orders too. */
  orders?: boolean;
  storeIds: readonly string[];
}): WantedSubscription[] {
  const name = subscriptionName(input.connectionId);
  const scopes = input.storeIds.length === 0 ? [{}] : input.storeIds.map((storeId) => ({ storeId }));
  const shipping = [...new Set(input.webhooks)].flatMap((api) => EVENTS[api].map((event) => ({ api, event })));
  return [...shipping, ...(input.orders === true ? [NEW_ORDERS] : [])].flatMap(({ api, event }) =>
    scopes.map((scope) => ({ api, event, url: input.url, name, ...scope })),
  );
}

/**
 * `existing` is everything that the account has. Only our own are ever removed: those that carry `name`, and nameless
 * ones that call exactly an address that we want (the V2 API leaves names out of older subscriptions).
 */
export function planSubscriptions(input: {
  name: string;
  wanted: readonly WantedSubscription[];
  existing: readonly WebhookSubscription[];
}): SubscriptionPlan {
  const urls = new Set(input.wanted.map(({ url }) => url));
  const ours = input.existing.filter(({ name, url }) => name === input.name || (!name && urls.has(url)));
  const open = new Map(input.wanted.map((wanted) => [identity(wanted), wanted]));
  const keep: WebhookSubscription[] = [];
  const remove: WebhookSubscription[] = [];
  for (const subscription of ours) {
    if (open.delete(identity(subscription))) keep.push(subscription);
    else remove.push(subscription);
  }
  return { create: [...open.values()], remove, keep };
}

const identity = (subscription: { api: string; event: string; url: string; storeId?: string }) =>
  JSON.stringify([subscription.api, subscription.event.toLowerCase(), subscription.url, subscription.storeId ?? null]);
