// Which subscriptions are made, kept and removed; and what Shopify says to them.
import { expect, test } from '@jest/globals';
import {
  planSubscriptions,
  subscriptionPrefix,
  wantedSubscriptions,
} from '../../../connectors/shopify/subscriptions.ts';
import { WEBHOOK_TOPICS } from '../../../connectors/shopify/topics.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

const URI = 'https://hooks.example/hooks/acme/t';
const prefix = subscriptionPrefix('acme');
const wanted = wantedSubscriptions({
  connectionId: 'acme',
  uri: URI,
  topics: ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_CREATE'],
});
const existing = (id: string, topic: string, uri: string, name?: string) => ({
  id,
  topic,
  uri,
  apiVersion: '2026-10',
  ...(name ? { name } : {}),
});

test('names fit Shopify’s rule and are unique by topic, whatever the connection is called', () => {
  const names = wantedSubscriptions({ connectionId: 'ö'.repeat(80), uri: URI, topics: WEBHOOK_TOPICS }).map(
    ({ name }) => name,
  );
  expect(new Set(names).size).toBe(WEBHOOK_TOPICS.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,50}$/);
  expect(wanted.map(({ topic }) => topic)).toEqual(['ORDERS_CREATE', 'ORDERS_UPDATED']);
});

test('keeps what fits, makes what is missing, removes our own stale ones, leaves others alone', () => {
  const plan = planSubscriptions({
    prefix,
    wanted,
    existing: [
      existing('1', 'ORDERS_CREATE', URI, `${prefix}orders_create`.toUpperCase()),
      existing('2', 'ORDERS_CREATE', 'https://old.example/h', `${prefix}orders_create-old`),
      existing('3', 'PRODUCTS_UPDATE', URI),
      existing('4', 'ORDERS_UPDATED', 'https://somebody.example/h'),
      existing('5', 'ORDERS_UPDATED', 'https://other.example/h', `${subscriptionPrefix('other')}orders_updated`),
    ],
  });
  expect(plan.keep.map(({ id }) => id)).toEqual(['1']);
  expect(plan.remove.map(({ id }) => id)).toEqual(['2', '3']);
  expect(plan.create.map(({ topic }) => topic)).toEqual(['ORDERS_UPDATED']);
});

test('a second one of the same topic and address is removed', () => {
  const twice = [existing('1', 'ORDERS_CREATE', URI, `${prefix}a`), existing('2', 'ORDERS_CREATE', URI)];
  expect(planSubscriptions({ prefix, wanted, existing: twice })).toMatchObject({
    keep: [{ id: '1' }],
    remove: [{ id: '2' }],
  });
});

test('the list is read to its last page', async () => {
  const row = (id: string) => ({
    id: `gid://shopify/WebhookSubscription/${id}`,
    topic: 'ORDERS_CREATE',
    uri: URI,
    name: null,
    apiVersion: { handle: '2026-10' },
  });
  const page = (id: string, next: string | null) => ({
    data: { webhookSubscriptions: { nodes: [row(id)], pageInfo: { hasNextPage: next !== null, endCursor: next } } },
  });
  await withVendor(
    { WebhookList: ({ variables }) => (variables.after === 'c' ? page('2', null) : page('1', 'c')) },
    async ({ url }) => {
      expect((await connect(url).listWebhooks()).map(({ id }) => id)).toEqual(['1', '2']);
    },
  );
});

const refused = (message: string) => ({
  data: {
    webhookSubscriptionCreate: {
      webhookSubscription: null,
      userErrors: [{ field: ['webhookSubscription', 'callbackUrl'], message }],
    },
  },
});

test.each([
  ['Address for this topic has already been taken', { type: 'Conflict', code: 'TAKEN' }],
  ['Name already exists, no duplicate allowed', { type: 'Conflict', code: 'TAKEN' }],
  ['Address protocol http:// is not supported', { type: 'Config' }],
])('subscribing: %s', async (message, expected) => {
  await withVendor({ WebhookCreate: refused(message) }, async ({ url }) => {
    expect(await errorOf(() => connect(url).subscribe({ topic: 'ORDERS_CREATE', uri: URI, name: 'n' }))).toMatchObject(
      expected,
    );
  });
});

test('a bad name is not sent; removing what is gone is fine', async () => {
  const gone = {
    data: {
      webhookSubscriptionDelete: {
        deletedWebhookSubscriptionId: null,
        userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
      },
    },
  };
  await withVendor({ WebhookDelete: gone }, async ({ url, count }) => {
    const shop = connect(url);
    expect(await errorOf(() => shop.subscribe({ topic: 'ORDERS_CREATE', uri: URI, name: 'no spaces' }))).toMatchObject({
      type: 'Config',
      code: 'BAD_NAME',
    });
    await shop.unsubscribe('9');
    expect(count('WebhookDelete')).toBe(1);
  });
});
