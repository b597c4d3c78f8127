// Deliveries that go wrong on purpose, equal updated_at, echoes, debouncing, filters, privacy topics.
import { expect, test } from '@jest/globals';
import { at, type Bench, bench, gid, type Json, receiver, signedBy, subscribe } from './helpers.ts';

const SECRET = 'sim-shopify-secret';

async function chaos(b: Bench, order: object, act: () => unknown): Promise<void> {
  await b.control('POST', '/chaos', order);
  act();
}

test('chaos on demand: doubles, wrong signatures, missing headers, delay, drop, stale', async () => {
  await using hook = await receiver();
  await using b = await bench();
  await subscribe(b, hook.url, ['ORDERS_UPDATED']);
  b.sim.admin.place({ silent: true });
  const touch = (note: string) => () => b.sim.admin.update('#1001', { note });
  const id = (n: number, name: string) => hook.received[n]!.headers[`x-shopify-${name}`];
  await chaos(b, { mode: 'duplicate' }, touch('1'));
  await hook.until(2);
  expect([id(0, 'webhook-id') === id(1, 'webhook-id'), id(0, 'event-id') === id(1, 'event-id')]).toEqual([true, true]);
  await chaos(b, { mode: 'duplicate-new-id' }, touch('2'));
  await hook.until(4);
  expect([id(2, 'webhook-id') === id(3, 'webhook-id'), id(2, 'event-id') === id(3, 'event-id')]).toEqual([false, true]);
  await chaos(b, { mode: 'bad-hmac' }, touch('3'));
  await hook.until(5);
  expect(signedBy(hook.received[4]!, SECRET)).toBe(false);
  await chaos(b, { mode: 'missing-headers' }, touch('4'));
  await hook.until(6);
  expect(id(5, 'webhook-id')).toBeUndefined();
  await chaos(b, { mode: 'drop' }, touch('5'));
  await chaos(b, { mode: 'delay', delayMs: 86_400_000 }, touch('6'));
  touch('7')();
  await hook.until(7);
  expect(at(hook.received[6]!.json, 'note')).toBe('7');
  b.sim.clock.advance(86_400_000);
  await hook.until(8);
  expect(at(hook.received[7]!.json, 'note')).toBe('6');
  await chaos(b, { mode: 'stale' }, touch('8'));
  await hook.until(10);
  expect([8, 9].map((n) => at(hook.received[n]!.json, 'note'))).toEqual(['8', '7']);
  await chaos(b, { mode: 'old-version' }, touch('9'));
  await hook.until(11);
  expect(id(10, 'api-version')).toBe('2024-01');
  expect(b.sim.dump().counts.lost).toBe(1);
});

test('two updates with equal updated_at, echoes of own writes, redelivery', async () => {
  await using hook = await receiver();
  await using b = await bench({ startAt: '2026-11-20T15:15:00Z', frozen: true });
  await subscribe(b, hook.url, ['ORDERS_UPDATED']);
  const order = b.sim.admin.place({ silent: true });
  b.sim.admin.update('#1001', { note: 'a' });
  await hook.until(1);
  b.sim.clock.advance(5000);
  b.sim.admin.update('#1001', { note: 'b' }, true);
  await hook.until(2);
  expect(hook.received.map((one) => [at(one.json, 'note'), at(one.json, 'updated_at')])).toEqual([
    ['a', '2026-11-20T10:15:00-05:00'],
    ['b', '2026-11-20T10:15:00-05:00'],
  ]);
  await b.gql('mutation T($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { userErrors { message } } }', {
    id: gid('Order', order.id),
  });
  await hook.until(3);
  expect(at(hook.received[2]!.json, 'tags')).toBe('x');
  await b.control('POST', '/deliveries/1/redeliver', {});
  await hook.until(4);
  expect(hook.received[3]!.headers['x-shopify-webhook-id']).toBe(hook.received[0]!.headers['x-shopify-webhook-id']);
});

test('includeFields shrinks and debounces, a filter selects', async () => {
  await using hook = await receiver();
  await using b = await bench({ settings: { webhooks: { debounceMs: 60_000 } } });
  await subscribe(b, hook.url, ['ORDERS_UPDATED'], { includeFields: ['id', 'note', 'test'], filter: 'test:false' });
  b.sim.admin.place({ silent: true, note: 'n' });
  b.sim.admin.place({ silent: true, test: true });
  b.sim.admin.update('#1002', { note: 'never' });
  b.sim.admin.update('#1001', { tags: ['a'] });
  b.sim.admin.update('#1001', { tags: ['b'] });
  b.sim.admin.update('#1001', { note: 'm' });
  await hook.until(2);
  await b.sim.courier.idle();
  expect(hook.received.map((one) => one.json)).toEqual([
    { id: expect.any(Number), note: 'n', test: false },
    { id: expect.any(Number), note: 'm', test: false },
  ]);
});

test('privacy topics come without a subscription', async () => {
  await using hook = await receiver();
  await using b = await bench();
  const { id, customerId } = b.sim.admin.place({ silent: true });
  for (const topic of ['customers/redact', 'customers/data_request', 'shop/redact'])
    await b.control('POST', '/privacy', { topic, url: hook.url, customerId });
  await hook.until(3);
  const bodies = Object.fromEntries(
    hook.received.map((one) => [String(one.headers['x-shopify-topic']), one.json as Record<string, Json>]),
  );
  expect(bodies['customers/redact']).toMatchObject({
    shop_domain: 'sim-store.myshopify.com',
    customer: { id: customerId },
    orders_to_redact: [id],
  });
  expect(bodies['customers/data_request']).toMatchObject({ orders_requested: [id], data_request: { id: 9999 } });
  expect(Object.keys(bodies['shop/redact']!)).toEqual(['shop_id', 'shop_domain']);
  expect(hook.received.every((one) => signedBy(one, SECRET))).toBe(true);
});
