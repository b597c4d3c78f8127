/** One fulfilment in Shopify for each intent, over real HTTP and a real store, whatever happens to the answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import {
  type ApplyFulfillmentResult,
  applyFulfillment,
} from '../../../activities/netsuite-shopify/apply-fulfillment.ts';
import { ownFulfillmentIds } from '../../../activities/netsuite-shopify/fulfillment-plan.ts';
import type { Shopify } from '../../../connectors/shopify/contract.ts';
import { createShopify } from '../../../connectors/shopify/index.ts';
import type { FulfillmentWrite } from '../../../mappings/netsuite-shopify/fulfillment-update/types.ts';
import { DEFAULT_TOKEN, type ShopifySimulator, startShopifySimulator } from '../../../simulators/shopify/server.ts';
import type { Store } from '../../../store/contract.ts';
import { openStore } from '../../../store/open.ts';

const SCOPE = { connection: 'acme', sync: 'fulfillmentUpdate', recordKey: '55' };
const folder = mkdtempSync(join(tmpdir(), 'mlc-ful-'));
let sim: ShopifySimulator;
let shop: Shopify;
let store: Store;
let laterMs = 0;
let names = 0;

beforeAll(async () => {
  sim = await startShopifySimulator({});
  sim.seed({ products: [{ title: 'Things', variants: [{ sku: 'TEE', stock: { 'Main Warehouse': 50 } }] }] });
  store = await openStore({ path: join(folder, 'store.db') });
  shop = createShopify(
    { shop: 'sim-store.myshopify.com', baseUrl: sim.url },
    { kind: 'offline', accessToken: DEFAULT_TOKEN },
    { tokens: { load: async () => undefined, save: async () => undefined } },
  );
});
afterAll(async () => {
  await store.close();
  await sim.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  laterMs = 0;
  sim.faults.replace([]);
});

function apply(write: FulfillmentWrite, attempt = 1): Promise<ApplyFulfillmentResult> {
  const deps = {
    connections: { open: async () => ({ shopify: async () => shop }) },
    store,
    vault: { seal: (text: string) => text },
    now: () => new Date(Date.now() + laterMs),
  } as unknown as ActivityDeps;
  return new MockActivityEnvironment({ attempt }).run(applyFulfillment, deps, { ...SCOPE, write });
}

async function orderAndWrite(): Promise<{ orderId: string; write: FulfillmentWrite; count(): number }> {
  const placed = sim.admin.place({ silent: true, lines: [{ sku: 'TEE', quantity: 2 }] });
  const orderId = String(placed.id);
  const [order] = await shop.fulfillmentOrders(orderId);
  const [line] = order?.lines ?? [];
  if (order === undefined || line === undefined) throw new Error('no fulfilment order');
  names += 1;
  const parts = [{ fulfillmentOrderId: order.id, lines: [{ id: line.id, lineId: line.lineId, quantity: 1 }] }];
  const name = `itemFulfillment/${names}/1`;
  const tracking = { numbers: [`T${names}`] };
  const told = { source: `itemFulfillment:${names}`, title: 'fulfil 1', name, orderId, parts, tracking };
  const count = () => sim.dump().orders.find(({ id }) => id === placed.id)?.fulfillments.length ?? 0;
  return { orderId, write: { kind: 'create', notify: false, ...told }, count };
}

const failure = (type: string, code?: string) =>
  expect.objectContaining({ type, ...(code === undefined ? {} : { code }) });

test('made once, and linked; a repeated attempt makes nothing', async () => {
  const { write, count, orderId } = await orderAndWrite();
  const made = await apply(write);
  expect(made.done).toContain('made');
  expect((await apply(write, 2)).targetRef).toBe(made.targetRef);
  expect(count()).toBe(1);
  const order = { id: orderId, fulfillments: await shop.fulfillments(orderId) };
  expect(await ownFulfillmentIds(store, 'acme', order)).toEqual([made.targetRef.split('/')[1]]);
});

test('the answer is lost after the commit: found by lines, number and time', async () => {
  const { write, count } = await orderAndWrite();
  sim.faults.replace([{ kind: 'drop-after', operation: 'FulfillmentCreate', times: 1 }]);
  expect((await apply(write)).done).toContain('already made');
  expect(count()).toBe(1);
});

test('lost, and the look-up fails too: the next attempt finds it; meanwhile it is known as ours', async () => {
  const { write, count, orderId } = await orderAndWrite();
  sim.faults.replace([
    { kind: 'drop-after', operation: 'FulfillmentCreate', times: 1 },
    { kind: 'server-error', operation: 'OrderFulfillments', times: 1 },
  ]);
  await expect(apply(write)).rejects.toEqual(failure('Unavailable'));
  const order = { id: orderId, fulfillments: await shop.fulfillments(orderId) };
  expect(await ownFulfillmentIds(store, 'acme', order)).toHaveLength(1);
  expect((await apply(write, 2)).done).toContain('already made');
  expect(count()).toBe(1);
});

test('lost on the way there: not sent again while it may be under way, then once', async () => {
  const { write, count } = await orderAndWrite();
  sim.faults.replace([{ kind: 'drop-before', operation: 'FulfillmentCreate', times: 1 }]);
  await expect(apply(write)).rejects.toEqual(failure('Unavailable', 'LOST_ANSWER'));
  await expect(apply(write, 2)).rejects.toEqual(failure('Unavailable', 'LOST_ANSWER'));
  expect(count()).toBe(0);
  laterMs = 61_000;
  await apply(write, 3);
  expect(count()).toBe(1);
});

test('a refusal leaves no intent behind: the order has moved on', async () => {
  const { write, orderId } = await orderAndWrite();
  sim.admin.fulfil(Number(orderId));
  await expect(apply(write)).rejects.toEqual(failure('Conflict', 'FULFILLMENT_ORDER_CHANGED'));
  const [link] = await store.links.find({ ...SCOPE, targetOwner: `order/${orderId}` });
  expect(link?.state).toBe('gone');
});

test('cancelling ends its link, and may be repeated', async () => {
  const { write, orderId } = await orderAndWrite();
  const made = await apply(write);
  const fulfillmentId = made.targetRef.split('/')[1] ?? '';
  if (write.kind !== 'create') throw new Error('no create');
  const cancel: FulfillmentWrite = { ...write, kind: 'cancel', title: 'cancel', fulfillmentId };
  await apply(cancel);
  await apply(cancel, 2);
  expect((await shop.fulfillments(orderId)).map(({ status }) => status)).toEqual(['CANCELLED']);
  const [link] = await store.links.find({ ...SCOPE, targetOwner: `order/${orderId}` });
  expect(link?.state).toBe('undone');
});
