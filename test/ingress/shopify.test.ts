import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually, type FrontDoor, openFrontDoor } from './front-door.ts';

const BODY = JSON.stringify({ id: 8837991727410, admin_graphql_api_id: 'gid://shopify/Order/8837991727410' });
let door: FrontDoor;

beforeEach(async () => {
  door = await openFrontDoor({ pair: 'netsuite-shopify', sections: { shopify: { shop: 'acme.myshopify.com' } } });
  const credentials = { kind: 'clientCredentials', clientId: 'c', clientSecret: 'new', webhookSecrets: ['old'] };
  const sealed = door.vault.seal(JSON.stringify(credentials), 'secret/acme/shopify');
  await door.store.secrets.put('acme', 'shopify', sealed, door.vault.keyIdOf(sealed));
});
afterEach(() => door.close());

const sign = (secret: string, body = BODY) => createHmac('sha256', secret).update(body).digest('base64');
const post = async (headers: Record<string, string> = {}, body = BODY) => {
  const all = {
    'x-shopify-topic': 'orders/create',
    'x-shopify-hmac-sha256': sign('new', body),
    'x-shopify-shop-domain': 'acme.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': 'w-1',
    'x-shopify-event-id': 'e-1',
    ...headers,
  };
  const response = await fetch(`${door.hookUrl()}/shopify`, { method: 'POST', headers: all, body });
  return response.status;
};

test('a signed delivery is stored once, however often it comes, and by whichever secret is in force', async () => {
  expect(await post()).toBe(200);
  expect(await post({ 'x-shopify-hmac-sha256': sign('old') })).toBe(200);
  expect(await post({ 'x-shopify-webhook-id': 'w-2' })).toBe(200);
  expect(await door.rows()).toMatchObject([{ system: 'shopify', topic: 'orders/create', deliveries: 3 }]);
});

test('another topic of the same event is a delivery of its own', async () => {
  await post();
  await post({ 'x-shopify-topic': 'orders/paid', 'x-shopify-webhook-id': 'w-3' });
  expect((await door.rows()).map(({ topic }) => topic)).toEqual(['orders/create', 'orders/paid']);
});

test.each([
  ['a wrong signature', { 'x-shopify-hmac-sha256': sign('other') }, BODY, 401],
  ['a signature of other bytes', { 'x-shopify-hmac-sha256': sign('new') }, `${BODY} `, 401],
  ['no signature', { 'x-shopify-hmac-sha256': '' }, BODY, 401],
  ['another shop', { 'x-shopify-shop-domain': 'evil.myshopify.com' }, BODY, 400],
  ['no webhook id', { 'x-shopify-webhook-id': '' }, BODY, 400],
])('%s is refused and leaves no row', async (_name, headers, body, status) => {
  expect(await post(headers, body)).toBe(status);
  expect(await door.rows()).toEqual([]);
});

test('a level that we have set ourselves is kept and wakes nobody; another one does', async () => {
  const at = { skuKey: '7001', location: '61', sku: 'TEE' };
  await door.store.stock.putWanted('acme', 'run-1', '2026-11-20T10:00:00.000Z', [{ ...at, madeOf: '[]', wanted: 12 }]);
  await door.store.stock.putShown('acme', '2026-11-20T10:00:00.000Z', [{ ...at, shown: 9 }]);
  const level = async (id: string, available: number, item = 7001) => {
    const body = JSON.stringify({ inventory_item_id: item, location_id: 61, available, updated_at: id });
    const headers = { 'x-shopify-topic': 'inventory_levels/update', 'x-shopify-hmac-sha256': sign('new', body) };
    expect(await post({ ...headers, 'x-shopify-webhook-id': id, 'x-shopify-event-id': id }, body)).toBe(200);
  };
  await level('wanted', 12);
  await level('shown', 9);
  await level('not ours', 1, 7002);
  expect((await door.rows()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  await level('sold', 8);
  await eventually(
    () => door.temporal.sent,
    (sent) => sent.length > 0,
  );
  expect(door.temporal.sent).toHaveLength(1);
});

test('without credentials every delivery is refused', async () => {
  await door.store.secrets.remove('acme', 'shopify');
  expect(await post()).toBe(401);
});
