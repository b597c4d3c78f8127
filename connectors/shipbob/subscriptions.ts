/**
 * Which webhook subscriptions a connection wants, what must change so that ShipBob has exactly those, and the calls.
 * The trap: an endpoint that failed for days is disabled silently, and there is no update: it is deleted and made anew.
 */
import { z } from 'zod';
import { type Caller, segment } from './call.ts';
import { compact } from './compact.ts';
import { isOfType, notSent } from './errors.ts';
import { allRows, linkedPage } from './paging.ts';
import type { CreatedSubscription, ListPage, WebhookSubscription } from './types.ts';
import { id, list, optionalInstant, text } from './values.ts';

/** Older versions do not know the receiving topics. */
const VERSION = '2026-07';
const PATH = '/webhook';
const PER_PAGE = '250';
const SECRET = /^whsec_[a-zA-Z0-9+/]{32}$/;

/** `beside`: others of ours call this address already, so what is refused is the topics, not the address. */
export type WantedSubscription = { topics: string[]; url: string; description: string; beside?: true };
export type SubscriptionPlan = {
  create: WantedSubscription[];
  remove: WebhookSubscription[];
  keep: WebhookSubscription[];
};

/** By this we know our own subscriptions again. */
export const subscriptionDescription = (connectionId: string): string => `ml-connector ${connectionId}`;

export const wantedSubscription = (input: {
  connectionId: string;
  url: string;
  topics: readonly string[];
}): WantedSubscription => ({
  topics: [...new Set(input.topics)],
  url: input.url,
  description: subscriptionDescription(input.connectionId),
});

/**
 * `existing` is everything that the account has. Only our own are ever removed: those with our description, and those
 * without any that call our address. `refused`: topics that ShipBob said it does not know; they are not asked for again.
 * Remove before create: the same topic would come twice meanwhile.
 */
export function planSubscriptions(input: {
  wanted: WantedSubscription;
  existing: readonly WebhookSubscription[];
  refused?: readonly string[];
}): SubscriptionPlan {
  const { wanted } = input;
  const open = new Set(wanted.topics.filter((topic) => !input.refused?.includes(topic)));
  const keep: WebhookSubscription[] = [];
  const remove: WebhookSubscription[] = [];
  for (const row of input.existing.filter((one) => isOurs(one, wanted))) {
    const fits = row.enabled && row.url === wanted.url && row.topics.length > 0 && row.topics.every((t) => open.has(t));
    if (!fits) {
      remove.push(row);
      continue;
    }
    keep.push(row);
    for (const topic of row.topics) open.delete(topic);
  }
  const missing: WantedSubscription = { ...wanted, topics: [...open], ...(keep.length === 0 ? {} : { beside: true }) };
  return { create: open.size === 0 ? [] : [missing], remove, keep };
}

const isOurs = (row: WebhookSubscription, wanted: WantedSubscription): boolean =>
  row.description === undefined ? row.url === wanted.url : row.description === wanted.description;

const subscription: z.ZodType<WebhookSubscription> = z
  .object({
    id,
    topics: list(z.string()),
    url: z.string(),
    description: text,
    enabled: z.boolean().nullish(),
    created_at: optionalInstant,
  })
  .transform(({ created_at, enabled, ...rest }) =>
    compact({ ...rest, enabled: enabled !== false, createdAt: created_at }),
  );

const created: z.ZodType<CreatedSubscription> = z
  .object({ id, topics: list(z.string()), secret: text })
  .transform((row) => compact(row));

export function listWebhooks(caller: Caller): Promise<WebhookSubscription[]> {
  const listing = { path: PATH, query: { RecordsPerPage: PER_PAGE }, row: subscription, checks: [], version: VERSION };
  return allRows((cursor): Promise<ListPage<WebhookSubscription>> => linkedPage(caller, listing, 'Cursor', cursor));
}

export type Subscribed = { created: CreatedSubscription[]; refused: string[] };

const REMEMBER_MS = 24 * 3_600_000;

/**
 * One subscription with all topics. When ShipBob refuses that, each half is tried by itself, down to the topics that it
 * does not know; those are not asked for again for a day. An address that it refuses is an error.
 */
export function createSubscriber(caller: Caller, now: () => Date) {
  const refusedAtMs = new Map<string, number>();
  const isKnown = (topic: string) => now().getTime() - (refusedAtMs.get(topic) ?? -REMEMBER_MS) < REMEMBER_MS;
  return async (wanted: WantedSubscription & { secret?: string }): Promise<Subscribed> => {
    assertWanted(wanted);
    const known = wanted.topics.filter(isKnown);
    const open = wanted.topics.filter((topic) => !known.includes(topic));
    if (open.length === 0) return { created: [], refused: known };
    const { outcome, refusal } = await tryTopics(caller, wanted, open);
    if (outcome.created.length === 0 && known.length === 0 && wanted.beside !== true) throw refusal;
    for (const topic of outcome.refused) refusedAtMs.set(topic, now().getTime());
    return { ...outcome, refused: [...known, ...outcome.refused] };
  };
}

type Tried = { outcome: Subscribed; refusal?: unknown };

async function tryTopics(
  caller: Caller,
  wanted: WantedSubscription & { secret?: string },
  topics: string[],
): Promise<Tried> {
  try {
    return { outcome: { created: [await create(caller, wanted, topics)], refused: [] } };
  } catch (refusal) {
    if (!isOfType(refusal, 'Invalid')) throw refusal;
    if (topics.length === 1) return { outcome: { created: [], refused: topics }, refusal };
    const middle = Math.ceil(topics.length / 2);
    const left = await tryTopics(caller, wanted, topics.slice(0, middle));
    const right = await tryTopics(caller, wanted, topics.slice(middle));
    const outcome = {
      created: [...left.outcome.created, ...right.outcome.created],
      refused: [...left.outcome.refused, ...right.outcome.refused],
    };
    return { outcome, refusal };
  }
}

async function create(
  caller: Caller,
  { url, description, secret }: WantedSubscription & { secret?: string },
  topics: string[],
): Promise<CreatedSubscription> {
  const json = { topics, url, description, ...(secret === undefined ? {} : { secret }) };
  const request = { method: 'POST' as const, path: PATH, json, write: true, collection: true, version: VERSION };
  const made = await caller.read(created, request);
  return { ...made, topics: made.topics.length === 0 ? topics : made.topics };
}

/** Gone already is what was wanted. */
export async function unsubscribe(caller: Caller, subscriptionId: string): Promise<void> {
  try {
    await caller.send({ method: 'DELETE', path: `${PATH}/${segment(subscriptionId)}`, write: true, version: VERSION });
  } catch (error) {
    if (!isOfType(error, 'NotFound')) throw error;
  }
}

function assertWanted({ topics, url, secret }: WantedSubscription & { secret?: string }): void {
  if (topics.length === 0) throw notSent('Invalid', 'NO_TOPICS', 'a subscription without topics');
  if (!url.startsWith('https://') && !/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url))
    throw notSent('Config', 'NOT_HTTPS', 'webhooks need a public https address (ML_CONNECTOR_PUBLIC_URL)');
  if (secret !== undefined && !SECRET.test(secret))
    throw notSent('Config', 'BAD_SECRET', 'a webhook secret is whsec_ and 32 characters of base64');
}
