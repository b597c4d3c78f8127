// Which subscriptions are kept, removed and made; and topics that ShipBob does not know.
import { expect, test } from '@jest/globals';
import {
  planSubscriptions,
  subscriptionDescription,
  wantedSubscription,
} from '../../../connectors/shipbob/subscriptions.ts';
import { TOPICS, topicsFor } from '../../../connectors/shipbob/topics.ts';
import type { WebhookSubscription } from '../../../connectors/shipbob/types.ts';
import { CHANNEL, connect, errorOf, PAT, type Seen, withVendor } from './vendor.ts';

const URL_ = 'https://x.test/hooks/acme/t';
const wanted = wantedSubscription({
  connectionId: 'acme',
  url: URL_,
  topics: ['order.shipped', 'wro.completed', 'order.shipped'],
});
const row = (id: string, change: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  id,
  topics: ['order.shipped', 'wro.completed'],
  url: URL_,
  description: subscriptionDescription('acme'),
  enabled: true,
  ...change,
});
const plan = (existing: WebhookSubscription[], refused?: string[]) => {
  const { create, remove, keep } = planSubscriptions({ wanted, existing, ...(refused ? { refused } : {}) });
  return [create.flatMap(({ topics }) => topics), remove.map(({ id }) => id), keep.map(({ id }) => id)];
};

test.each<[string, WebhookSubscription[], unknown]>([
  ['nothing there', [], [['order.shipped', 'wro.completed'], [], []]],
  ['all there', [row('a')], [[], [], ['a']]],
  ['all there twice', [row('a'), row('b')], [[], ['b'], ['a']]],
  ['a part there', [row('a', { topics: ['wro.completed'] })], [['order.shipped'], [], ['a']]],
  ['disabled after failures', [row('a', { enabled: false })], [['order.shipped', 'wro.completed'], ['a'], []]],
  ['an old address', [row('a', { url: 'https://old.test' })], [['order.shipped', 'wro.completed'], ['a'], []]],
  [
    'a topic too many',
    [row('a', { topics: ['order.shipped', 'return.created'] })],
    [['order.shipped', 'wro.completed'], ['a'], []],
  ],
  ['somebody else’s', [row('a', { description: 'other' })], [['order.shipped', 'wro.completed'], [], []]],
  [
    'nameless on our address',
    [{ id: 'a', topics: ['order.shipped'], url: URL_, enabled: true }],
    [['wro.completed'], [], ['a']],
  ],
])('%s', (_name, existing, expected) => {
  expect(plan(existing)).toEqual(expected);
});

test('topics that were refused are not asked for again', () => {
  expect(plan([row('a', { topics: ['order.shipped'] })], ['wro.completed'])).toEqual([[], [], ['a']]);
});

test('the topics of the syncs, each once', () => {
  expect(topicsFor(['receivingOrder', 'receivingOrder', 'replenishment'])).toEqual([...TOPICS.receivingOrder]);
  expect(topicsFor(Object.keys(TOPICS))).toHaveLength(19);
});

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';

test('subscribing: through 2026-07, with the channel and our own secret', async () => {
  const route = ({ json }: Seen) => ({ status: 201, json: { id: 's1', ...json, created_at: '2026-11-20T00:00:00Z' } });
  await withVendor({ 'POST /webhook': route }, async ({ url, seen }) => {
    const shipBob = connect(url, {
      credentials: { ...PAT, webhookSecrets: [SECRET, 'whsec_old'] },
      settings: { apiVersion: '2026-01' },
    });
    expect(await shipBob.subscribe(wanted)).toEqual({
      created: [{ id: 's1', topics: ['order.shipped', 'wro.completed'], secret: SECRET }],
      refused: [],
    });
    expect(seen[0]).toMatchObject({ version: '2026-07', headers: { shipbob_channel_id: CHANNEL } });
    expect(seen[0]?.json).toEqual({ ...wanted, secret: SECRET });
  });
});

test('a topic that ShipBob does not know is left out, the others are subscribed to', async () => {
  let made = 0;
  const route = ({ json }: Seen) =>
    (json.topics as string[]).includes('order.delivered')
      ? { status: 422, json: { status_code: 422, value: 'topic is not valid' } }
      : { json: { id: `s${++made}`, topics: json.topics } };
  await withVendor({ 'POST /webhook': route }, async ({ url, seen }) => {
    const topics = ['order.shipped', 'wro.created', 'order.delivered', 'return.created', 'wro.completed'];
    const shipBob = connect(url);
    const { created, refused } = await shipBob.subscribe({ ...wanted, topics });
    expect(refused).toEqual(['order.delivered']);
    expect(created.flatMap((one) => one.topics).sort()).toEqual(topics.filter((t) => t !== 'order.delivered').sort());
    const calls = seen.length;
    expect(await shipBob.subscribe({ ...wanted, topics: ['order.delivered'] })).toEqual({
      created: [],
      refused: ['order.delivered'],
    });
    expect(seen).toHaveLength(calls);
  });
});

test('the next process is refused the same topic beside what there is, and that is no error', async () => {
  const { create } = planSubscriptions({ wanted, existing: [row('a', { topics: ['order.shipped'] })] });
  await withVendor({ 'POST /webhook': { status: 422, json: { value: 'topic' } } }, async ({ url, seen }) => {
    const shipBob = connect(url);
    for (const missing of create) {
      expect(await shipBob.subscribe(missing)).toEqual({ created: [], refused: ['wro.completed'] });
      expect(await shipBob.subscribe(missing)).toEqual({ created: [], refused: ['wro.completed'] });
    }
    expect(seen.map(({ json }) => json.topics)).toEqual([['wro.completed']]);
  });
});

test('an address that is refused for every topic is an error', async () => {
  await withVendor({ 'POST /webhook': { status: 422, json: { value: 'url is not valid' } } }, async ({ url }) => {
    expect(await errorOf(() => connect(url).subscribe(wanted))).toMatchObject({
      type: 'Invalid',
      message: expect.stringContaining('url is not valid'),
    });
  });
});

test('a lost answer is not tried topic by topic', async () => {
  await withVendor({ 'POST /webhook': { hangUp: true } }, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).subscribe(wanted))).toMatchObject({ type: 'Uncertain' });
    expect(seen).toHaveLength(1);
  });
});

test.each([
  ['plain http', { url: 'http://x.test/h' }, 'NOT_HTTPS'],
  ['a bad secret', { secret: 'whsec_short' }, 'BAD_SECRET'],
  ['no topics', { topics: [] }, 'NO_TOPICS'],
])('%s is not sent', async (_name, change, code) => {
  await withVendor({}, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).subscribe({ ...wanted, ...change }))).toMatchObject({ code });
    expect(seen).toEqual([]);
  });
});

test('the list tells which are disabled; removing one that is gone is fine', async () => {
  const items = [
    {
      id: 's1',
      topics: ['order.shipped'],
      url: URL_,
      description: null,
      enabled: false,
      created_at: '2026-11-20T00:00:00Z',
    },
  ];
  const routes = {
    'GET /webhook': { json: { items, next: null } },
    'DELETE /webhook/s1': { status: 204 },
    'DELETE /webhook/s2': { status: 404 },
  };
  await withVendor(routes, async ({ url, named }) => {
    expect(await connect(url).listWebhooks()).toEqual([
      { id: 's1', topics: ['order.shipped'], url: URL_, enabled: false, createdAt: '2026-11-20T00:00:00.000Z' },
    ]);
    await connect(url).unsubscribe('s1');
    await connect(url).unsubscribe('s2');
    expect(named('DELETE /webhook/s1')[0]?.headers.shipbob_channel_id).toBe(CHANNEL);
  });
});
