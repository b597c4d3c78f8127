// Judging a delivery: signature, headers, shop, ids; and the keys by which a repetition is known.
import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { COMPLIANCE_TOPICS, isComplianceTopic, topicOf, WEBHOOK_TOPICS } from '../../../connectors/shopify/topics.ts';
import { type DeliveryInput, readEvent, verifyDelivery, WebhookRejected } from '../../../connectors/shopify/webhook.ts';

const SHOP = 'acme.myshopify.com';
const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('base64');

function delivery(
  body: unknown,
  change: {
    headers?: Record<string, string | string[] | undefined>;
    secrets?: string[];
    signedBy?: string;
    raw?: Buffer;
  } = {},
): DeliveryInput {
  const rawBody = change.raw ?? Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    rawBody,
    shop: SHOP,
    secrets: change.secrets ?? ['current', 'previous'],
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-hmac-sha256': sign(rawBody, change.signedBy ?? 'current'),
      'x-shopify-shop-domain': SHOP,
      'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': 'w-1',
      'x-shopify-event-id': 'e-1',
      'x-shopify-triggered-at': '2026-11-20T15:15:02Z',
      ...change.headers,
    },
  };
}

function rejection(input: DeliveryInput): number {
  try {
    verifyDelivery(input);
  } catch (error) {
    expect(error).toBeInstanceOf(WebhookRejected);
    return (error as WebhookRejected).status;
  }
  return 0;
}

const ORDER = {
  id: 8837991727410,
  admin_graphql_api_id: 'gid://shopify/Order/8837991727410',
  updated_at: '2026-11-20T10:15:02-05:00',
};

test('a good delivery, signed with either secret', () => {
  for (const signedBy of ['current', 'previous']) {
    expect(verifyDelivery(delivery(ORDER, { signedBy }))).toEqual({
      topic: 'orders/create',
      webhookId: 'w-1',
      eventId: 'e-1',
      apiVersion: '2026-10',
      triggeredAt: '2026-11-20T15:15:02Z',
      test: false,
      event: { resourceId: '8837991727410', orderId: '8837991727410', updatedAt: ORDER.updated_at },
      dedupeKeys: ['webhook:w-1', 'event:orders/create:e-1:8837991727410'],
    });
  }
});

test.each([
  ['another secret', { signedBy: 'other' }, 401],
  ['no signature', { headers: { 'x-shopify-hmac-sha256': undefined } }, 401],
  ['two signatures', { headers: { 'x-shopify-hmac-sha256': ['a', 'b'] } }, 401],
  ['a shorter signature', { headers: { 'x-shopify-hmac-sha256': 'YWJj' } }, 401],
  [
    'a hexadecimal signature',
    {
      headers: { 'x-shopify-hmac-sha256': createHmac('sha256', 'current').update(JSON.stringify(ORDER)).digest('hex') },
    },
    401,
  ],
  ['no secret at all', { secrets: [] }, 401],
  ['an empty secret', { secrets: [''], signedBy: '' }, 401],
  ['another shop', { headers: { 'x-shopify-shop-domain': 'evil.myshopify.com' } }, 400],
  ['no shop', { headers: { 'x-shopify-shop-domain': undefined } }, 400],
  ['no topic', { headers: { 'x-shopify-topic': undefined } }, 400],
  ['no webhook id', { headers: { 'x-shopify-webhook-id': '' } }, 400],
  ['an overlong webhook id', { headers: { 'x-shopify-webhook-id': 'x'.repeat(300) } }, 400],
  ['no version', { headers: { 'x-shopify-api-version': undefined } }, 400],
])('refused: %s', (_name, change, status) => {
  expect(rejection(delivery(ORDER, change))).toBe(status);
});

test('one changed byte of the body is refused, though it is the same JSON', () => {
  const good = delivery(ORDER);
  expect(rejection({ ...good, rawBody: Buffer.concat([good.rawBody, Buffer.from(' ')]) })).toBe(401);
});

test.each(['[]', '5', 'nonsense', ''])('a signed body that is no object: %j', (body) => {
  expect(rejection(delivery(body))).toBe(400);
});

test('without an event id only the delivery’s own id is a key; two subscriptions share the second key', () => {
  expect(verifyDelivery(delivery(ORDER, { headers: { 'x-shopify-event-id': undefined } })).dedupeKeys).toEqual([
    'webhook:w-1',
  ]);
  const one = verifyDelivery(delivery(ORDER)).dedupeKeys;
  const two = verifyDelivery(delivery(ORDER, { headers: { 'x-shopify-webhook-id': 'w-2' } })).dedupeKeys;
  expect(one[0]).not.toBe(two[0]);
  expect(one[1]).toBe(two[1]);
  const paid = verifyDelivery(delivery(ORDER, { headers: { 'x-shopify-topic': 'orders/paid' } })).dedupeKeys;
  expect(paid[1]).not.toBe(one[1]);
});

test.each([
  ['orders/delete', '{"id":820982911946154501}', { resourceId: '820982911946154501', orderId: '820982911946154501' }],
  [
    'orders/edited',
    '{"order_edit":{"id":78912328793123781,"order_id":820982911946154501}}',
    { resourceId: '78912328793123781', orderId: '820982911946154501' },
  ],
  [
    'refunds/create',
    '{"id":900,"admin_graphql_api_id":"gid://shopify/Refund/900","order_id":8837991727410}',
    { resourceId: '900', orderId: '8837991727410' },
  ],
  ['fulfillments/update', '{"id":5,"order_id":6}', { resourceId: '5', orderId: '6' }],
  ['customers/update', '{"id":191167}', { resourceId: '191167', customerId: '191167' }],
  [
    'inventory_levels/update',
    '{"inventory_item_id":271878346596884000,"location_id":24826418,"available":10,"updated_at":"2026-01-01T00:00:00Z","admin_graphql_api_id":"gid://shopify/InventoryLevel/24826418?inventory_item_id=271878346596884015"}',
    {
      resourceId: '271878346596884015@24826418@2026-01-01T00:00:00Z',
      inventoryItemId: '271878346596884015',
      locationId: '24826418',
      updatedAt: '2026-01-01T00:00:00Z',
    },
  ],
  [
    'bulk_operations/finish',
    '{"admin_graphql_api_id":"gid://shopify/BulkOperation/1","status":"completed"}',
    { resourceId: '1', bulkOperationId: '1' },
  ],
  ['app/uninstalled', '{"id":954889}', { resourceId: '954889' }],
  [
    'customers/merge',
    '{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/1","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/2","status":"completed","errors":[]}',
    { customerId: '1', mergedCustomerId: '2' },
  ],
  [
    'customers/merge',
    '{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/1","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/2","status":"failed","errors":[{"message":"x"}]}',
    {},
  ],
  ['customers/redact', '{"shop_id":1,"customer":{"id":"x"}}', {}],
])('the ids of %s, to the last digit', (topic, body, expected) => {
  expect(readEvent(topic, Buffer.from(body))).toEqual(expected);
});

test('topics in both spellings', () => {
  expect(topicOf('orders/create')).toBe('ORDERS_CREATE');
  expect(topicOf('inventory_levels/update')).toBe('INVENTORY_LEVELS_UPDATE');
  expect(topicOf('bulk_operations/finish')).toBe('BULK_OPERATIONS_FINISH');
  expect(topicOf('app/scopes_update')).toBe('APP_SCOPES_UPDATE');
  expect(topicOf('carts/create')).toBeUndefined();
  expect(new Set(WEBHOOK_TOPICS).size).toBe(WEBHOOK_TOPICS.length);
  expect(COMPLIANCE_TOPICS.every(isComplianceTopic)).toBe(true);
  expect(isComplianceTopic('orders/create')).toBe(false);
});
