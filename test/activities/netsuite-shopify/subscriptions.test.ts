// An app without the scope of a topic that can be done without still gets all the others.
import { expect, test } from '@jest/globals';
import { keepSubscribed } from '../../../activities/shopify-subscriptions.ts';
import { createShopify } from '../../../connectors/shopify/index.ts';
import { subscriptionPrefix, wantedSubscriptions } from '../../../connectors/shopify/subscriptions.ts';
import { WEBHOOK_TOPICS } from '../../../connectors/shopify/topics.ts';
import { DEFAULT_APP, DEFAULT_TOKEN, startShopifySimulator } from '../../../simulators/shopify/server.ts';

const URI = 'https://hooks.example.com/hooks/acme/token/shopify';

async function keep(scopes: string[] | undefined) {
  const sim = await startShopifySimulator(scopes === undefined ? {} : { app: { ...DEFAULT_APP, scopes } });
  try {
    const api = createShopify(
      { shop: 'sim-store.myshopify.com', baseUrl: sim.url },
      { kind: 'offline', accessToken: DEFAULT_TOKEN },
      { tokens: { load: async () => undefined, save: async () => undefined } },
    );
    const wanted = wantedSubscriptions({ connectionId: 'acme', uri: URI, topics: WEBHOOK_TOPICS });
    const first = await keepSubscribed(api, subscriptionPrefix('acme'), wanted);
    return { first, again: await keepSubscribed(api, subscriptionPrefix('acme'), wanted) };
  } finally {
    await sim.close();
  }
}

test('every topic is subscribed once', async () => {
  const { first, again } = await keep(undefined);
  expect(first.created).toEqual([...WEBHOOK_TOPICS]);
  expect(again).toEqual({ wanted: WEBHOOK_TOPICS.length, created: [], removed: [] });
});

test('without read_customer_merge all but customers/merge', async () => {
  const { first, again } = await keep(['write_orders', 'read_customers']);
  expect(first.created).toEqual(WEBHOOK_TOPICS.filter((topic) => topic !== 'CUSTOMERS_MERGE'));
  expect(again).toEqual({ wanted: WEBHOOK_TOPICS.length - 1, created: [], removed: [] });
});
