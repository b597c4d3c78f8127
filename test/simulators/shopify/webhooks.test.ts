// Subscriptions, deliveries, signatures, retries, chaos, payload shapes, topic sets per action.
import { expect, test } from '@jest/globals';
import { at, bench, CATALOGUE, gid, receiver, SAMPLE_ORDER, signedBy, subscribe } from './helpers.ts';

const SECRET = 'sim-shopify-secret';
const SUBSCRIBE =
  'mutation S($t: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $s) { webhookSubscription { id topic uri apiVersion { handle } } userErrors { field message } } }';

test('subscriptions are checked, listed, changed and deleted', async () => {
  await using b = await bench({ settings: { webhooks: { allowLocal: false } } });
  const refused = async (s: object, t = 'ORDERS_CREATE') =>
    (await b.gql(SUBSCRIBE, { t, s })).get('webhookSubscriptionCreate.userErrors.0.message');
  expect(await refused({ uri: 'http://example.com' })).toBe('Address protocol http:// is not supported');
  expect(await refused({ uri: 'nonsense' })).toBe('Address is invalid');
  expect(await refused({ uri: '' })).toBe("Address can't be blank");
  expect(await refused({ uri: 'https://localhost/x' })).toBe('Address cannot be a Shopify or an internal domain');
  expect(await refused({ uri: 'https://a.example', format: 'XML' })).toBe(
    "Format 'xml' is invalid for this webhook topic. Allowed formats: json",
  );
  expect(await refused({ uri: 'https://a.example', filter: 'nothing' })).toContain('The specified filter is invalid');
  const made = await b.gql(
    SUBSCRIBE,
    { t: 'ORDERS_CREATE', s: { uri: 'https://a.example', name: 'One' } },
    { version: '2026-07' },
  );
  expect(made.get('webhookSubscriptionCreate.webhookSubscription')).toMatchObject({
    topic: 'ORDERS_CREATE',
    apiVersion: { handle: '2026-07' },
  });
  expect(await refused({ uri: 'https://a.example' })).toBe('Address for this topic has already been taken');
  expect(await refused({ uri: 'https://b.example', name: 'ONE' })).toBe('Name already exists, no duplicate allowed');
  expect((await b.gql(SUBSCRIBE, { t: 'CUSTOMERS_REDACT', s: { uri: 'https://a.example' } })).codes).toEqual([
    'INVALID_VARIABLE',
  ]);
  const id = made.get('webhookSubscriptionCreate.webhookSubscription.id');
  await b.gql(
    'mutation U($id: ID!, $s: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $s) { userErrors { message } } }',
    { id, s: { uri: 'https://c.example' } },
  );
  expect(
    (await b.gql('{ webhookSubscriptions(first: 5) { nodes { uri } } }')).get('webhookSubscriptions.nodes'),
  ).toEqual([{ uri: 'https://c.example' }]);
  const remove = () =>
    b.gql(
      'mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }',
      { id },
    );
  expect((await remove()).get('webhookSubscriptionDelete.deletedWebhookSubscriptionId')).toBe(id);
  expect((await remove()).get('webhookSubscriptionDelete.userErrors.0.message')).toBe(
    'Webhook subscription does not exist',
  );
});

const ALL = [
  ...['ORDERS_CREATE', 'ORDERS_PAID', 'ORDERS_UPDATED', 'ORDERS_CANCELLED', 'ORDERS_EDITED', 'ORDERS_FULFILLED'],
  ...['ORDERS_PARTIALLY_FULFILLED', 'ORDERS_DELETE', 'REFUNDS_CREATE', 'FULFILLMENTS_CREATE', 'FULFILLMENTS_UPDATE'],
  ...['ORDER_TRANSACTIONS_CREATE', 'CUSTOMERS_CREATE', 'CUSTOMERS_UPDATE', 'INVENTORY_LEVELS_UPDATE'],
  ...['FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', 'APP_UNINSTALLED'],
];

test('each action raises its set of topics under one Event-Id', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  await subscribe(b, hook.url, ALL);
  const during = async (act: () => unknown) => {
    const from = hook.received.length;
    act();
    await b.sim.courier.idle();
    const got = hook.received.slice(from);
    expect(new Set(got.map((one) => one.headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(got.map((one) => one.headers['x-shopify-webhook-id'])).size).toBe(got.length);
    return got.map((one) => String(one.headers['x-shopify-topic'])).sort();
  };
  expect(await during(() => b.sim.admin.place(SAMPLE_ORDER))).toEqual([
    ...[
      'customers/create',
      'fulfillment_orders/order_routing_complete',
      'inventory_levels/update',
      'inventory_levels/update',
    ],
    ...['order_transactions/create', 'orders/create', 'orders/paid', 'orders/updated'],
  ]);
  expect(await during(() => b.sim.admin.edit('#1001', { add: [{ sku: 'MUG-01' }] }))).toEqual([
    'inventory_levels/update',
    'orders/edited',
    'orders/updated',
  ]);
  expect(await during(() => b.sim.admin.fulfil('#1001', { lines: [{ line: 'TEE-RED-M', quantity: 1 }] }))).toEqual([
    'fulfillments/create',
    'inventory_levels/update',
    'orders/partially_fulfilled',
    'orders/updated',
  ]);
  expect(
    await during(() =>
      b.sim.admin.refund('#1001', { lines: [{ line: 'TEE-RED-M', quantity: 1, restockType: 'RETURN' }] }),
    ),
  ).toEqual(['inventory_levels/update', 'order_transactions/create', 'orders/updated', 'refunds/create']);
  b.sim.admin.place({ lines: [{ sku: 'MUG-01' }], silent: true });
  expect(await during(() => b.sim.admin.cancel('#1002'))).toEqual(
    expect.arrayContaining(['orders/cancelled', 'orders/updated', 'refunds/create']),
  );
  expect(await during(() => b.sim.admin.deleteOrder('#1002'))).toEqual(['orders/delete']);
  expect(await during(() => b.sim.admin.uninstall())).toEqual(['app/uninstalled']);
  expect(b.sim.world.subscriptions.size).toBe(0);
});

test('headers, signature over the raw bytes, and the oldest unrevoked secret', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, hook.url, ['ORDERS_CREATE'], { name: 'orders' });
  const { id } = b.sim.admin.place({ test: true });
  await hook.until(1);
  const got = hook.received[0]!;
  expect(got.headers).toMatchObject({
    ...{
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': 'sim-store.myshopify.com',
      'x-shopify-test': 'true',
    },
    ...{ 'x-shopify-api-version': '2026-10', 'x-shopify-order-id': String(id), 'x-shopify-name': 'orders' },
    ...{ 'user-agent': 'Shopify-Captain-Hook', 'content-type': 'application/json' },
  });
  expect(signedBy(got, SECRET)).toBe(true);
  await b.control('POST', '/secrets', { add: 'second' });
  b.sim.admin.place({});
  await hook.until(2);
  await b.control('POST', '/secrets', { revoke: SECRET });
  b.sim.admin.place({});
  await hook.until(3);
  expect([signedBy(hook.received[1]!, SECRET), signedBy(hook.received[2]!, 'second')]).toEqual([true, true]);
});

test('the order body has REST’s shapes and the sheet’s numbers', async () => {
  await using hook = await receiver();
  await using b = await bench({ startAt: '2026-11-20T15:15:00Z', frozen: true });
  b.sim.seed(CATALOGUE);
  await subscribe(b, hook.url, ['ORDERS_CREATE']);
  b.sim.admin.place({ ...SAMPLE_ORDER, tags: ['vip', 'wholesale'], attributes: { gift: 'yes' } });
  await hook.until(1);
  const money = {
    shop_money: { amount: '71.82', currency_code: 'USD' },
    presentment_money: { amount: '71.82', currency_code: 'USD' },
  };
  expect(hook.received[0]!.json).toMatchObject({
    ...{
      name: '#1001',
      created_at: '2026-11-20T10:15:00-05:00',
      financial_status: 'paid',
      fulfillment_status: null,
      tags: 'vip, wholesale',
    },
    ...{
      total_line_items_price: '65.00',
      total_discounts: '6.50',
      subtotal_price: '58.50',
      total_tax: '5.32',
      total_price: '71.82',
      total_price_set: money,
    },
    note_attributes: [{ name: 'gift', value: 'yes' }],
    discount_codes: [{ code: 'SAVE10', amount: '6.50', type: 'percentage' }],
    discount_applications: [
      {
        type: 'discount_code',
        value: '10.0',
        value_type: 'percentage',
        allocation_method: 'across',
        target_selection: 'all',
        code: 'SAVE10',
      },
    ],
    line_items: [
      {
        sku: 'TEE-RED-M',
        price: '25.00',
        total_discount: '0.00',
        discount_allocations: [{ amount: '5.00', discount_application_index: 0 }],
        tax_lines: [{ price: '3.60', rate: 0.08 }],
      },
      { sku: 'MUG-01', discount_allocations: [{ amount: '1.50' }], tax_lines: [{ price: '1.08' }] },
    ],
    shipping_lines: [{ price: '8.00', tax_lines: [{ price: '0.64' }] }],
  });
  expect(String(at(hook.received[0]!.json, 'admin_graphql_api_id'))).toBe(
    gid('Order', Number(at(hook.received[0]!.json, 'id'))),
  );
});

test('refunds, levels and edits have their own bodies', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  await subscribe(b, hook.url, ['REFUNDS_CREATE', 'INVENTORY_LEVELS_UPDATE', 'ORDERS_EDITED']);
  const { id } = b.sim.admin.place({ ...SAMPLE_ORDER, silent: true });
  b.sim.admin.refund(id, { lines: [{ line: 'TEE-RED-M', quantity: 1, restockType: 'CANCEL' }], shipping: true });
  b.sim.admin.edit(id, { quantities: [{ line: 'MUG-01', quantity: 0 }] });
  await b.sim.courier.idle();
  const body = (topic: string) => hook.received.find((one) => one.headers['x-shopify-topic'] === topic)!.json;
  expect(body('refunds/create')).toMatchObject({
    order_id: id,
    refund_line_items: [{ quantity: 1, restock_type: 'cancel', subtotal: 22.5, total_tax: 1.8 }],
    refund_shipping_lines: [
      { subtotal_amount_set: { shop_money: { amount: '8.00' } }, tax_amount_set: { shop_money: { amount: '0.64' } } },
    ],
    transactions: [{ kind: 'refund', status: 'success', amount: '32.94' }],
  });
  expect(body('inventory_levels/update')).toMatchObject({
    available: 9,
    admin_graphql_api_id: expect.stringMatching(/InventoryLevel\/\d+\?inventory_item_id=\d+/),
  });
  expect(body('orders/edited')).toMatchObject({
    order_edit: { order_id: id, line_items: { additions: [], removals: [{ delta: 1 }] } },
  });
});

test('a failed delivery is retried with the same id and the original body; a redirect is a failure', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { retrySpanMs: 255 * 20 } } });
  await subscribe(b, hook.url, ['ORDERS_CREATE']);
  hook.answers.push(500, 302);
  b.sim.admin.place({});
  await hook.until(1);
  b.sim.admin.update('#1001', { note: 'newer' });
  await hook.until(3);
  await b.sim.courier.idle();
  const ids = hook.received.map((one) => one.headers['x-shopify-webhook-id']);
  expect(new Set(ids).size).toBe(1);
  expect(new Set(hook.received.map((one) => one.raw)).size).toBe(1);
  expect(b.sim.courier.deliveries()[0]).toMatchObject({
    state: 'delivered',
    attempts: [{ status: 500 }, { status: 302 }, { status: 200 }],
  });
});

test('after eight failed retries the subscription is gone', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { retrySpanMs: 255 } } });
  await subscribe(b, hook.url, ['ORDERS_CREATE']);
  hook.answers.push(...Array.from({ length: 9 }, () => 500));
  b.sim.admin.place({});
  await hook.until(9);
  while (b.sim.courier.deliveries()[0]!.state !== 'dropped') await new Promise((resolve) => setImmediate(resolve));
  expect(b.sim.courier.deliveries()[0]!.attempts).toHaveLength(9);
  expect(
    (await b.gql('{ webhookSubscriptions(first: 5) { nodes { id } } }')).get('webhookSubscriptions.nodes'),
  ).toEqual([]);
});

test('no answer in time is a failure', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { timeoutMs: 40, retrySpanMs: 255 * 10 } } });
  await subscribe(b, hook.url, ['ORDERS_CREATE']);
  hook.answers.push(0);
  b.sim.admin.place({});
  await hook.until(2);
  expect(b.sim.courier.deliveries()[0]!.attempts[0]).toMatchObject({ status: null, error: 'no answer within 40 ms' });
});
