// Historical orders: by cursor, by bulk export, and what becomes of an export that fails.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readHistoricalOrders } from '../../../activities/netsuite-shopify/order-backfill.ts';
import type { SourcePage } from '../../../activities/sync-sources.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';
import type { Shopify } from '../../../connectors/shopify/contract.ts';
import { createShopify } from '../../../connectors/shopify/index.ts';
import { DEFAULT_TOKEN, type ShopifySimulator, startShopifySimulator } from '../../../simulators/shopify/server.ts';

const WINDOW = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const COUNT = 30;
let sim: ShopifySimulator;
let shop: Shopify;

beforeAll(async () => {
  sim = await startShopifySimulator({});
  sim.seed({ generate: { count: COUNT } });
  shop = createShopify(
    { shop: 'sim-store.myshopify.com', baseUrl: sim.url },
    { kind: 'offline', accessToken: DEFAULT_TOKEN },
    { tokens: { load: async () => undefined, save: async () => undefined } },
  );
});
afterAll(() => sim.close());

/** All pages, coming back while an export is being written, as the step's retries do. */
async function readAll(bulkAbove: number): Promise<SourcePage[]> {
  const pages: SourcePage[] = [];
  let cursor: string | undefined;
  do {
    try {
      const page = await readHistoricalOrders(shop, WINDOW, cursor, bulkAbove);
      pages.push(page);
      cursor = page.next;
    } catch (error) {
      if (!(error instanceof ConnectorError && error.code === 'EXPORT_RUNNING')) throw error;
      sim.clock.advance(5_000);
    }
  } while (cursor !== undefined);
  return pages;
}

const keysOf = (pages: SourcePage[]) => pages.flatMap(({ rows }) => rows.map(({ key }) => key)).toSorted();

test('few orders are listed by cursor, many are exported; both find the same, and tell how many there are', async () => {
  const listed = await readAll(1_000);
  const exported = await readAll(5);
  expect(keysOf(listed)).toHaveLength(COUNT);
  expect(keysOf(exported)).toEqual(keysOf(listed));
  expect(listed[0]?.total).toBe(COUNT);
  expect(exported[0]).toMatchObject({ rows: [], total: COUNT, next: expect.stringMatching(/^bulk:\d+:0$/) });
  const states = (pages: SourcePage[]) => pages.flatMap(({ rows }) => rows.map(({ state }) => state)).toSorted();
  expect(states(exported)).toEqual(states(listed));
});

test('an export that is gone is given up for the list', async () => {
  const page = await readHistoricalOrders(shop, WINDOW, 'bulk:99999999:0', 5);
  expect(page).toMatchObject({ rows: [], next: 'page:' });
  const rest = await readHistoricalOrders(shop, WINDOW, page.next, 5);
  expect(rest.rows).toHaveLength(COUNT);
});
