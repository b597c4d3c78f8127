// Webhook deliveries: bodies, scoping, batching, signatures, retries, loss, early pointers, hostile copies.
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Bench, bench, order, type Received, receiver } from './helpers.ts';

const subscribe = (b: Bench, event: string, target_url: string, store_id: number | null = null) =>
  b.v1('POST', '/webhooks/subscribe', { target_url, event, store_id, friendly_name: 'erp' });

const subscribeV2 = (b: Bench, event: string, url: string, more: Record<string, unknown> = {}) =>
  b.v2('POST', '/environment/webhooks', { name: 'erp', event, url, ...more });

async function signatureHolds(b: Bench, got: Received): Promise<boolean> {
  const { keys } = (await b.raw(b.sim.jwksUrl, 'GET', {})).json;
  const header = (name: string) => String(got.headers[`x-shipengine-${name}`]);
  const jwk = keys.find((key) => key.kid === header('rsa-sha256-key-id'));
  if (!jwk) return false;
  const key = createPublicKey({ key: jwk as object as JsonWebKey, format: 'jwk' });
  const signed = Buffer.from(`${header('timestamp')}.${got.raw}`);
  return verify('RSA-SHA256', signed, key, Buffer.from(header('rsa-sha256-signature'), 'base64'));
}

test('subscribes, lists in PascalCase, deletes; doubles are accepted and both deliver', async () => {
  await using hook = await receiver();
  await using b = await bench();
  const first = await subscribe(b, 'SHIP_NOTIFY', hook.url);
  await subscribe(b, 'SHIP_NOTIFY', hook.url);
  const list = (await b.v1('GET', '/webhooks')).json.webhooks;
  expect(list[0]).toMatchObject({ WebHookID: first.json.id, HookType: 'SHIP_NOTIFY', StoreID: null, Active: true });
  b.sim.seed({ orders: [order('B-1')] });
  b.sim.admin.buyLabels([{ orderNumber: 'B-1' }]);
  await hook.until(2);
  const gone = await b.v1('DELETE', `/webhooks/${first.json.id}`);
  expect([gone.status, gone.text]).toEqual([200, '']);
  expect((await b.v1('GET', '/webhooks')).json.webhooks).toHaveLength(1);
  expect((await subscribe(b, 'NOPE', hook.url)).status).toBe(400);
});

test('a batch of three orders is one pointer with two keys; its address pages over three shipments', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, 'ITEM_SHIP_NOTIFY', hook.url);
  b.sim.seed({ generate: { count: 3 } });
  const { batchId } = b.sim.admin.buyLabels([1, 2, 3].map((n) => ({ orderNumber: `SIM-${n}` })));
  await hook.until(1);
  await b.sim.courier.idle();
  expect(hook.received.map((r) => r.json)).toEqual([
    {
      resource_url: `${b.sim.url}/shipments?batchId=${batchId}&includeShipmentItems=True`,
      resource_type: 'ITEM_SHIP_NOTIFY',
    },
  ]);
  expect(Object.keys(hook.received[0]!.headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  const path = hook.received[0]!.json.resource_url.slice(b.sim.url.length);
  const second = await b.v1('GET', `${path}&pageSize=2&page=2`);
  expect(second.json).toMatchObject({ total: 3, pages: 2, shipments: [{ orderNumber: 'SIM-3' }] });
});

test('scoped hooks hear their store only and name it first', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, 'SHIP_NOTIFY', hook.url, 26816);
  b.sim.seed({ orders: [order('A'), order('B', { advancedOptions: { storeId: 26816 } })] });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  const { batchId } = b.sim.admin.buyLabels([{ orderNumber: 'B' }]);
  await b.sim.courier.idle();
  const expected = `${b.sim.url}/shipments?storeID=26816&batchId=${batchId}&includeShipmentItems=False`;
  expect(hook.received.map((r) => r.json.resource_url)).toEqual([expected]);
});

test('orders are announced once per import, unpaid ones when they are released', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, 'ORDER_NOTIFY', hook.url);
  await b.v1('POST', '/orders/createorders', [order('A'), order('B'), order('C', { orderStatus: 'awaiting_payment' })]);
  await hook.until(1);
  const path = (at: number) => hook.received[at]!.json.resource_url.slice(b.sim.url.length);
  expect(path(0)).toMatch(/^\/orders\?importBatch=[0-9a-f-]{36}$/);
  expect((await b.v1('GET', path(0))).json.orders.map((o) => o.orderNumber)).toEqual(['A', 'B', 'C']);
  await b.v1('POST', '/orders/createorder', order('A', { internalNotes: 'edit' }));
  await b.v1('POST', '/orders/createorder', order('C'));
  await b.sim.courier.idle();
  expect(hook.received).toHaveLength(2);
  expect((await b.v1('GET', path(1))).json.orders.map((o) => o.orderNumber)).toEqual(['C']);
});

test('voids and marks raise no SHIP_NOTIFY, return labels only the V2 event', async () => {
  await using hook = await receiver();
  await using b = await bench();
  for (const event of ['SHIP_NOTIFY', 'FULFILLMENT_SHIPPED']) await subscribe(b, event, hook.url);
  await subscribeV2(b, 'label_created_v2', hook.url);
  await subscribeV2(b, 'fulfillment_shipped_v2', hook.url);
  b.sim.seed({ orders: [order('A'), order('B')] });
  b.sim.admin.markAsShipped({ orderNumber: 'A' });
  const back = b.sim.admin.buyReturnLabel({ orderNumber: 'B' });
  b.sim.admin.voidLabel(back.shipmentId);
  await b.sim.courier.idle();
  expect(hook.received.map((r) => r.json.resource_type).sort()).toEqual(['FULFILLMENT_SHIPPED_V2', 'LABEL_CREATED_V2']);
  const shipped = hook.received.find((r) => r.json.resource_type === 'FULFILLMENT_SHIPPED_V2')!;
  const path = shipped.json.resource_url.slice(`${b.sim.v2Url}/v2`.length);
  const { json } = await b.v2('GET', path);
  expect(json).toMatchObject({
    total: 1,
    fulfillments: [{ fulfillment_provider_code: 'external', tracking_number: null }],
  });
});

test('V2 deliveries are signed over the raw bytes, echo their headers and survive a key rotation', async () => {
  await using hook = await receiver();
  await using b = await bench();
  const headers = [{ key: 'X-Hook-Token', value: 's3' }];
  const made = await subscribeV2(b, 'label_created_v2', hook.url, { headers, store_id: 26815 });
  expect(made.json).toMatchObject({ event: 'label_created_v2', headers, store_id: 26815 });
  expect((await subscribeV2(b, 'label_created_v2', hook.url, { store_id: 26815 })).status).toBe(409);
  b.sim.seed({ orders: [order('A'), order('B')] });
  const { batchId } = b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  await hook.until(1);
  expect(hook.received[0]!.json).toEqual({
    resource_url: `${b.sim.v2Url}/v2/labels?batch_id=se-${batchId}`,
    resource_type: 'LABEL_CREATED_V2',
  });
  expect(hook.received[0]!.headers['x-hook-token']).toBe('s3');
  const kid = b.sim.signer.rotate();
  b.sim.admin.buyLabels([{ orderNumber: 'B' }]);
  await hook.until(2);
  expect(hook.received[1]!.headers['x-shipengine-rsa-sha256-key-id']).toBe(kid);
  for (const got of hook.received) expect(await signatureHolds(b, got)).toBe(true);
  b.sim.signer.retireOld();
  expect(await signatureHolds(b, hook.received[0]!)).toBe(false);
  expect((await b.v2('PUT', `/environment/webhooks/${made.json.webhook_id}`, { url: hook.url })).status).toBe(204);
  expect((await b.v2('DELETE', `/environment/webhooks/${made.json.webhook_id}`)).status).toBe(204);
  expect((await b.v2('GET', '/environment/webhooks')).json).toEqual([]);
});

test('hostile copies differ from the honest one in just their way', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribeV2(b, 'label_created_v2', hook.url);
  b.sim.seed({ orders: [order('A')] });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  await hook.until(1);
  const id = b.sim.courier.deliveries()[0]!.id;
  const sent = async (mode: Parameters<typeof b.sim.courier.redeliver>[1]) => {
    b.sim.courier.redeliver(id, mode);
    await b.sim.courier.idle();
    return hook.received.at(-1)!;
  };
  for (const mode of ['bad-signature', 'unknown-kid', 'reserialised', 'missing-headers'] as const) {
    const got = await sent(mode);
    expect([mode, await signatureHolds(b, got)]).toEqual([mode, false]);
    expect(got.json).toEqual(hook.received[0]!.json);
  }
  expect(await signatureHolds(b, await sent('spaced-body'))).toBe(true);
  const stale = await sent('stale-timestamp');
  expect(await signatureHolds(b, stale)).toBe(true);
  expect(Date.now() - Date.parse(String(stale.headers['x-shipengine-timestamp']))).toBeGreaterThan(300_000);
  expect(new URL((await sent('foreign-host')).json.resource_url).hostname).toBe('ssapi.shipstation.com.evil.example');
  expect((await sent('oversized')).raw.length).toBeGreaterThan(1_000_000);
  expect((await sent('unknown-type')).json.resource_type).toBe('SOMETHING_NEW');
  expect((await sent('lowercase-type')).json.resource_type).toBe('label_created_v2');
  expect((await sent('wrong-token')).path).toBe('/hook/wrong-token');
});

test('failures are retried twice, 30 minutes apart, then dropped', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, 'SHIP_NOTIFY', hook.url);
  b.sim.seed({ orders: [order('A')] });
  hook.answers.push(500, 404, 302);
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  for (const count of [1, 2, 3]) {
    await hook.until(count);
    await b.sim.courier.idle();
    b.sim.clock.advance(29 * 60_000);
    expect(hook.received).toHaveLength(count);
    b.sim.clock.advance(60_000);
  }
  const [delivery] = b.sim.courier.deliveries();
  expect(delivery?.state).toBe('dropped');
  expect(delivery?.attempts.map((a) => a.status)).toEqual([500, 404, 302]);
});

test('loss, duplicates and overtaking follow the settings', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { lossProbability: 1 } } });
  await subscribe(b, 'SHIP_NOTIFY', hook.url);
  b.sim.seed({ orders: ['A', 'B', 'C', 'D'].map((n) => order(n)) });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  await b.sim.courier.idle();
  expect([hook.received.length, b.sim.counts().lost]).toEqual([0, 1]);
  b.sim.setSettings({ webhooks: { lossProbability: 0, duplicateProbability: 1 } });
  b.sim.admin.buyLabels([{ orderNumber: 'B' }]);
  await b.sim.courier.idle();
  expect(hook.received[0]?.raw).toBe(hook.received[1]?.raw);
  b.sim.setSettings({ webhooks: { duplicateProbability: 0, reorderProbability: 1, reorderMs: 60_000 } });
  const held = b.sim.admin.buyLabels([{ orderNumber: 'C' }]).batchId;
  b.sim.setSettings({ webhooks: { reorderProbability: 0 } });
  const quick = b.sim.admin.buyLabels([{ orderNumber: 'D' }]).batchId;
  await hook.until(3);
  await b.sim.courier.flush();
  const batches = hook.received.slice(2).map((r) => new URL(r.json.resource_url).searchParams.get('batchId'));
  expect(batches).toEqual([String(quick), String(held)]);
});

test('an early pointer leads to nothing for the first reads, per API', async () => {
  await using b = await bench({ settings: { webhooks: { earlyProbability: 1, earlyFetches: 2 } } });
  b.sim.seed({ orders: [order('A')] });
  const { batchId } = b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  const read = async () => (await b.v1('GET', `/shipments?batchId=${batchId}`)).json;
  expect(await read()).toEqual({ shipments: [], total: 0, page: 1, pages: 0 });
  expect([(await read()).total, (await read()).total]).toEqual([0, 1]);
  expect((await b.v2('GET', `/labels?batch_id=se-${batchId}`)).json).toMatchObject({ total: 0, pages: 0 });
});

test('pointers can name the vendor host, for clients that must re-host them', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { resourceHost: 'vendor' } } });
  await subscribe(b, 'SHIP_NOTIFY', hook.url);
  b.sim.seed({ orders: [order('A')] });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  await hook.until(1);
  expect(new URL(hook.received[0]!.json.resource_url).origin).toBe('https://ssapi13.shipstation.com');
});

test('hundreds of deliveries go out in order of their events, a few at a time', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { concurrency: 1 } } });
  await subscribe(b, 'SHIP_NOTIFY', hook.url);
  const { orderIds } = b.sim.seed({ generate: { count: 200 } });
  const batches = orderIds.map((orderId) => b.sim.admin.buyLabels([{ orderId }]).batchId);
  await b.sim.courier.idle();
  const got = hook.received.map((r) => Number(new URL(r.json.resource_url).searchParams.get('batchId')));
  expect(got).toEqual(batches);
});

test('an unreachable receiver counts as a failure', async () => {
  await using b = await bench({ settings: { webhooks: { v1Retries: 0 } } });
  await subscribe(b, 'SHIP_NOTIFY', 'http://127.0.0.1:1/hook');
  b.sim.seed({ orders: [order('A')] });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  await b.sim.courier.idle();
  const [delivery] = b.sim.courier.deliveries();
  expect([delivery?.state, delivery?.attempts[0]?.status]).toEqual(['dropped', null]);
});

test('a hostile mode can hold for the next deliveries; V1 hears of marks when told so', async () => {
  await using hook = await receiver();
  await using b = await bench({ publicBaseUrl: 'https://sim.example/', v1BasePath: '/v1api' });
  b.sim.setSettings({ behaviour: { v1FulfillmentOnMark: true } });
  const url = hook.url;
  b.sim.seed({ orders: [order('A'), order('B')], subscriptions: [{ api: 'v1', event: 'FULFILLMENT_SHIPPED', url }] });
  b.sim.courier.setHostile('unknown-type', 1);
  const rows = ['A', 'B'].map((orderNumber) => b.sim.admin.markAsShipped({ orderNumber }));
  await hook.until(2);
  expect(hook.received.map((r) => r.json.resource_type).sort()).toEqual(['FULFILLMENT_SHIPPED', 'SOMETHING_NEW']);
  const expected = rows.map((row) => `https://sim.example/v1api/fulfillments?fulfillmentId=${row.fulfillmentId}`);
  expect(hook.received.map((r) => r.json.resource_url).sort()).toEqual(expected);
});

test('batch and track events point at records that can be read', async () => {
  await using hook = await receiver();
  await using b = await bench();
  for (const event of ['batch_processed_v2', 'track_event_v2']) await subscribeV2(b, event, hook.url);
  b.sim.seed({ generate: { count: 2 } });
  const { rows } = b.sim.admin.buyLabels([{ orderNumber: 'SIM-1' }, { orderNumber: 'SIM-2' }]);
  b.sim.admin.track(rows[0]!.shipmentId, 'DE');
  await hook.until(2);
  const types = hook.received.map((r) => r.json.resource_type).sort();
  expect(types).toEqual(['BATCH_PROCESSED_V2', 'TRACK_EVENT_V2']);
  for (const { json } of hook.received) {
    expect((await b.v2('GET', json.resource_url.slice(`${b.sim.v2Url}/v2`.length))).status).toBe(200);
  }
});
