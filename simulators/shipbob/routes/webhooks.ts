// Webhook subscriptions: make, list, delete. There is no update.
// Trap: the secret is shown once, in the answer of the create.

import { type Call, type Operation, ok } from '../api/operation.ts';
import { createSubscription } from '../api/shapes.ts';
import type { Subscription } from '../domain/model.ts';
import { Refusal } from '../domain/refusal.ts';
import { nowMs, type World } from '../domain/world.ts';
import { newSecret } from '../hooks/signing.ts';
import { scopesOf, topicsOf } from '../hooks/topics.ts';
import { cursorPage } from '../http/paging.ts';
import { badFields } from '../http/refusals.ts';
import { iso } from '../render/time.ts';

const READ = ['webhooks_read', 'webhooks_write'];
const WRITE = ['webhooks_write'];
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function goodUrl(world: World, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'https:' || (protocol === 'http:' && world.settings.webhooks.allowLocal && LOOPBACK.has(hostname))
  );
}

/** Files a subscription. */
export function subscribe(
  world: World,
  given: { topics: string[]; url: string; description?: string | null; secret?: string | null },
): Subscription {
  const number = String(world.subscriptions.size + 1).padStart(4, '0');
  const row: Subscription = {
    ...{
      id: `ep_${world.rng.below(1_000_000_000).toString(36)}${number}`,
      topics: given.topics,
      url: given.url,
      enabled: true,
    },
    ...{ description: given.description ?? null, secrets: [given.secret ?? newSecret()], createdMs: nowMs(world) },
  };
  world.subscriptions.set(row.id, row);
  return row;
}

const view = (row: Subscription) => ({
  ...{ id: row.id, topics: row.topics, url: row.url, description: row.description, created_at: iso(row.createdMs) },
});

function create(call: Call) {
  const body = call.body as { topics: string[]; url: string; description?: string | null; secret?: string | null };
  const known = topicsOf(call.world, call.version);
  const unknown = body.topics.filter((topic) => !known.includes(topic));
  if (unknown.length > 0)
    throw badFields('webhook', 422, { Topics: unknown.map((topic) => `Invalid topic: ${topic}`) });
  if (!goodUrl(call.world, body.url))
    throw badFields('webhook', 422, { Url: ['The Url field must be a valid https URL.'] });
  const heard = (topic: string) => scopesOf(topic).some((scope) => call.credential.scopes.includes(scope));
  if (!body.topics.every(heard)) throw new Refusal(403, null);
  const row = subscribe(call.world, body);
  return ok({ ...view(row), secret: row.secrets[0] });
}

/** Webhook subscriptions. */
export const webhookOperations: Operation[] = [
  {
    ...{
      id: 'webhook.create',
      method: 'POST',
      path: '/webhook',
      scopes: WRITE,
      dialect: 'webhook',
      body: createSubscription,
    },
    ...{ badBody: () => 422, answer: create },
  },
  {
    ...{
      id: 'webhook.list',
      method: 'GET',
      path: '/webhook',
      scopes: READ,
      dialect: 'webhook',
      query: ['RecordsPerPage', 'Cursor'],
    },
    answer: (call) => {
      const cursor = cursorPage(call.query, { fallback: 50, max: 250, sizeName: 'RecordsPerPage' });
      const { items, next, prev } = cursor.page(
        [...call.world.subscriptions.values()],
        call.world.settings.paging.recordsNext,
        call.place,
      );
      return ok({ items: items.map((row) => ({ ...view(row), enabled: row.enabled })), next, prev });
    },
  },
  {
    ...{ id: 'webhook.delete', method: 'DELETE', path: '/webhook/{id}', scopes: WRITE, dialect: 'webhook' },
    answer: (call) => {
      if (!call.world.subscriptions.delete(call.params.id ?? '')) throw new Refusal(404, null);
      return ok(null, 204);
    },
  },
];
