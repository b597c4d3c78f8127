/**
 * Which webhook subscriptions a connection wants, what must change so that the shop has exactly those, and the calls.
 * The trap: Shopify deletes a subscription after eight failed deliveries and says so only by mail, so they are compared
 * again and again.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import type { Shopify } from './contract.ts';
import { WEBHOOK_CREATE, WEBHOOK_DELETE, WEBHOOK_LIST } from './documents/bulk-and-webhooks.ts';
import { unexpectedAnswer } from './errors.ts';
import { gidOf } from './ids.ts';
import { allPages } from './lists.ts';
import { OPTIONAL_TOPICS } from './topics.ts';
import type { WebhookSubscription } from './types.ts';
import { assertAccepted, type Judge, refusalOf, userErrors } from './user-errors.ts';
import { connection, id, maybe, text } from './values.ts';

export type WantedSubscription = { topic: string; uri: string; name: string };
export type SubscriptionPlan = {
  create: WantedSubscription[];
  remove: WebhookSubscription[];
  keep: WebhookSubscription[];
};

const MAX_NAME = 50;
const HASH_DIGITS = 10;

/** What all subscriptions of a connection begin with; the id itself may be too long or hold other signs. */
export const subscriptionPrefix = (connectionId: string): string =>
  `mlc-${createHash('sha256').update(connectionId).digest('hex').slice(0, HASH_DIGITS)}-`;

/** One per topic. Names are unique in a shop, so each has its topic in it. */
export function wantedSubscriptions(input: {
  connectionId: string;
  uri: string;
  topics: readonly string[];
}): WantedSubscription[] {
  const prefix = subscriptionPrefix(input.connectionId);
  return [...new Set(input.topics)].map((topic) => ({
    topic,
    uri: input.uri,
    name: `${prefix}${topic.toLowerCase()}`.slice(0, MAX_NAME),
  }));
}

/**
 * `existing` is everything that the app has in the shop. Only our own are ever removed: those whose name begins with the
 * connection's prefix, and nameless ones that call exactly our address. Remove before create: an address and a name may
 * stand only once per topic.
 */
export function planSubscriptions(input: {
  prefix: string;
  wanted: readonly WantedSubscription[];
  existing: readonly WebhookSubscription[];
}): SubscriptionPlan {
  const uris = new Set(input.wanted.map(({ uri }) => uri));
  const prefix = input.prefix.toLowerCase();
  const isOurs = ({ name, uri }: WebhookSubscription) =>
    name === undefined ? uris.has(uri) : name.toLowerCase().startsWith(prefix);
  const open = new Map(input.wanted.map((wanted) => [identity(wanted), wanted]));
  const keep: WebhookSubscription[] = [];
  const remove: WebhookSubscription[] = [];
  for (const subscription of input.existing.filter(isOurs)) {
    if (open.delete(identity(subscription))) keep.push(subscription);
    else remove.push(subscription);
  }
  return { create: [...open.values()], remove, keep };
}

const identity = ({ topic, uri }: { topic: string; uri: string }) => JSON.stringify([topic.toUpperCase(), uri]);

const row: z.ZodType<WebhookSubscription> = z
  .object({ id, topic: z.string(), uri: z.string(), name: text, apiVersion: z.object({ handle: z.string() }) })
  .transform(({ apiVersion, ...rest }) => compact({ ...rest, apiVersion: apiVersion.handle }));

export const listWebhooks = (caller: Caller): Promise<WebhookSubscription[]> =>
  allPages(
    (after) => caller.run(WEBHOOK_LIST, { after }, z.object({ webhookSubscriptions: connection(row) })),
    (data) => data.webhookSubscriptions,
  );

export const subscribeVariables = ({ topic, uri, name }: WantedSubscription) => ({
  topic,
  subscription: { uri, name, format: 'JSON' },
});

/** What Shopify dislikes about an address or a name is a setting of ours. */
const judgeCreate: Judge = ({ message }) =>
  /already been taken|already exists/i.test(message) ? { type: 'Conflict', code: 'TAKEN' } : { type: 'Config' };

/** `Conflict` code TAKEN when topic and address, or the name, are there already: list and plan again. */
export async function subscribe(caller: Caller, wanted: WantedSubscription): Promise<{ id: string }> {
  if (!/^[A-Za-z0-9_-]{1,50}$/.test(wanted.name)) throw badName();
  const schema = z.object({
    webhookSubscriptionCreate: z.object({ webhookSubscription: maybe(z.object({ id })), userErrors }),
  });
  const { data } = await caller.run(WEBHOOK_CREATE, subscribeVariables(wanted), schema);
  assertAccepted(WEBHOOK_CREATE, data.webhookSubscriptionCreate.userErrors, judgeCreate);
  const made = data.webhookSubscriptionCreate.webhookSubscription;
  if (made === undefined) throw unexpectedAnswer(WEBHOOK_CREATE, 'neither a subscription nor a refusal');
  return made;
}

/** False: the app has no scope for a topic that can be done without; the other topics must not suffer. */
export async function subscribeIfAllowed(
  api: Pick<Shopify, 'subscribe'>,
  wanted: WantedSubscription,
): Promise<boolean> {
  try {
    await api.subscribe(wanted);
    return true;
  } catch (error) {
    const isRefused = error instanceof ConnectorError && error.type === 'Config';
    if (isRefused && OPTIONAL_TOPICS.some((topic) => topic === wanted.topic)) return false;
    throw error;
  }
}

/** Gone already is what was wanted. */
export async function unsubscribe(caller: Caller, subscriptionId: string): Promise<void> {
  const schema = z.object({ webhookSubscriptionDelete: z.object({ userErrors }) });
  try {
    const { data } = await caller.run(WEBHOOK_DELETE, { id: gidOf('WebhookSubscription', subscriptionId) }, schema);
    const refusal = refusalOf(WEBHOOK_DELETE, data.webhookSubscriptionDelete.userErrors);
    if (refusal) throw refusal;
  } catch (error) {
    if (!(error instanceof ConnectorError && error.type === 'NotFound')) throw error;
  }
}

const badName = () =>
  new ConnectorError({
    type: 'Config',
    system: 'shopify',
    code: 'BAD_NAME',
    message: 'Shopify: the name of a webhook has 1 to 50 letters, digits, _ or -.',
  });
