// Subscriptions, signatures, topics and bodies, retries, disabling, chaos, rotation.
import { expect, test } from '@jest/globals';
import { signatureOf } from '../../../simulators/shipbob/hooks/signing.ts';
import { type Bench, bench, CATALOGUE, DAY, type Json, receiver, signedBy } from './helpers.ts';

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const WRO = { ...CATALOGUE, wros: [{ purchaseOrderNumber: 'PO1', lines: [{ sku: 'TEA-02', quantity: 10 }] }] };

const subscribe = async (b: Bench, url: string, topics: string[], more: object = {}) =>
  (await b.call('POST', '/webhook', { body: { url, topics, secret: SECRET, ...more } })).body.id as string;

test('the published vector is reproduced', () => {
  const body = '{"id":700000101,"order_id":600000101,"status":"Completed"}';
  expect(signatureOf(SECRET, 'msg_2simvector0000000000000001', '1790000000', body)).toBe(
    'v1,cWbuTtfqTSO8JAKAkPMyq0114dPs8UbKiPPZdC7PWi4=',
  );
});

test('subscriptions: secret once, topics by version, checks, delete', async () => {
  await using b = await bench({ settings: { webhooks: { allowLocal: false } } });
  const create = (body: object, version = '2026-07') => b.call('POST', '/webhook', { body, version });
  const url = 'https://hooks.example/x';
  const made = await create({ url, topics: ['order.shipped', 'wro.completed'], description: 'acme' });
  expect(made.body.secret).toMatch(/^whsec_[a-zA-Z0-9+/]{32}$/);
  const { items } = (await b.call('GET', '/webhook')).body;
  expect(items).toMatchObject([{ id: made.body.id, enabled: true, description: 'acme' }]);
  expect(items[0].secret).toBeUndefined();
  const refused = await create({ url, topics: ['wro.completed'] }, '2026-01');
  expect([refused.status, refused.body.status_code, refused.body.value]).toEqual([
    422,
    422,
    { Topics: ['Invalid topic: wro.completed'] },
  ]);
  expect((await create({ url, topics: ['billing.charge.created'] }, '2025-07')).status).toBe(422);
  b.sim.setSettings({ behaviour: { newTopicsIn202601: 'accept' } });
  expect((await create({ url, topics: ['wro.completed'] }, '2026-01')).status).toBe(200);
  expect((await create({ url: 'http://hooks.example/x', topics: ['order.shipped'] })).status).toBe(422);
  expect((await create({ url, topics: ['order.shipped'], secret: 'whsec_short' })).status).toBe(422);
  await b.control('POST', '/tokens/pat', { token: 'small', scopes: ['webhooks_write', 'orders_read'] });
  expect((await b.call('POST', '/webhook', { token: 'small', body: { url, topics: ['wro.completed'] } })).status).toBe(
    403,
  );
  expect((await b.call('DELETE', `/webhook/${made.body.id}`)).status).toBe(204);
  expect((await b.call('GET', '/webhook')).body.items).toHaveLength(1);
});

test('each event sends the bare resource with its topic in the header, signed, of its own moment', async () => {
  await using hook = await receiver();
  await using b = await bench();
  const seeded = b.sim.seed({
    ...WRO,
    orders: [
      {
        referenceId: '1',
        lines: [{ sku: 'CUP-01', quantity: 2 }],
        parcels: [[{ line: 0, quantity: 1 }], [{ line: 0, quantity: 1 }]],
      },
    ],
  });
  await subscribe(b, hook.url, [
    ...[
      'order.shipped',
      'order.delivered',
      'order.shipment.delivered',
      'order.shipment.tracking.updated',
      'wro.updated',
    ],
    ...['wro.completed', 'wro.box.arrived', 'wro.box.scanned', 'wro.box.stowed', 'return.created', 'return.completed'],
    ...['billing.credit.created', 'billing.charge.created'],
  ]);
  const during = async (act: () => Promise<unknown>) => {
    const from = hook.received.length;
    await act();
    await b.sim.courier.idle();
    return hook.received
      .slice(from)
      .map((one) => String(one.headers['x-webhook-topic']))
      .sort();
  };
  const [first, second] = seeded.shipmentIds;
  expect(await during(() => b.control('POST', '/shipments/ship', { shipment: first }))).toEqual([]);
  expect(await during(() => b.control('POST', '/shipments/ship', { shipment: second }))).toEqual(['order.shipped']);
  expect(hook.received[0]?.json).toMatchObject({
    id: seeded.orderIds[0],
    status: 'Fulfilled',
    shipments: [{ id: first }, { id: second }],
  });
  const delivered = (shipment: number | undefined) =>
    during(() => b.control('POST', '/shipments/scan', { shipment, scan: 'Delivered' }));
  expect(await delivered(first)).toEqual(['order.shipment.delivered', 'order.shipment.tracking.updated']);
  expect(await delivered(second)).toEqual([
    'order.delivered',
    'order.shipment.delivered',
    'order.shipment.tracking.updated',
  ]);
  expect(
    await during(() => b.control('POST', '/shipments/scan', { shipment: first, scan: 'Delivered', silent: true })),
  ).toEqual([]);
  expect(await during(() => b.control('POST', '/receiving/stow', { wro: 'PO1', sku: 'TEA-02', quantity: 4 }))).toEqual([
    ...['wro.box.arrived', 'wro.box.scanned', 'wro.box.stowed', 'wro.updated', 'wro.updated'],
  ]);
  const stowed = hook.received.find((one) => one.headers['x-webhook-topic'] === 'wro.box.stowed');
  expect(stowed?.json).toMatchObject({
    id: seeded.wroIds[0],
    box_number: 1,
    box_status: 'Stowing',
    inventory_quantities: [{ stowed_quantity: 4 }],
  });
  expect(await during(() => b.control('POST', '/receiving/complete', { wro: 'PO1' }))).toEqual(['wro.completed']);
  expect(
    await during(() => b.control('POST', '/billing/charge', { type: 'Credit', fee: 'Credit', amount: 1 })),
  ).toEqual(['billing.credit.created']);
  b.sim.setSettings({ webhooks: { bodies: 'slim' } });
  await during(() => b.control('POST', '/receiving/reopen', { wro: 'PO1' }));
  expect(Object.keys(hook.received.at(-1)?.json)).toEqual([
    'id',
    'purchase_order_number',
    'status',
    'last_updated_date',
  ]);
  expect(await during(() => b.control('POST', '/billing/invoice', { date: '2026-11-25' }))).toEqual(
    Array(5).fill('billing.charge.created'),
  );
  expect(hook.received.every((one) => signedBy(one, SECRET))).toBe(true);
  const now = Date.now() / 1000;
  expect(hook.received.every((one) => Math.abs(Number(one.headers['webhook-timestamp']) - now) < 60)).toBe(true);
  expect(new Set(hook.received.map((one) => one.headers['webhook-id'])).size).toBe(hook.received.length);
});

test('eight attempts with the same id and fresh signatures, 3xx is a failure, then failed and recovered', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(WRO);
  await subscribe(b, hook.url, ['wro.updated']);
  hook.answers.push(500, 302, 500, 500, 500, 500, 500, 500);
  await b.control('POST', '/receiving/arrive', { wro: 'PO1' });
  await b.sim.courier.idle();
  const gaps = [5000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000];
  for (const [at, gap] of gaps.entries()) {
    b.sim.clock.advance(gap - 1000);
    await b.sim.courier.idle();
    expect(hook.received).toHaveLength(at + 1);
    b.sim.clock.advance(1000);
    while (hook.received.length < at + 2) await new Promise((resolve) => setImmediate(resolve));
    await b.sim.courier.idle();
  }
  expect(b.sim.courier.deliveries()[0]).toMatchObject({ state: 'failed' });
  expect(new Set(hook.received.map((one) => one.headers['webhook-id'])).size).toBe(1);
  expect(await b.control('POST', '/deliveries/recover')).toEqual({ sent: 1 });
  await b.sim.courier.idle();
  expect(b.sim.dump().counts).toMatchObject({ delivered: 1, failed: 1 });
});

test('an endpoint that fails for five days is disabled and hears nothing until it is enabled', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(WRO);
  const id = await subscribe(b, hook.url, ['wro.updated']);
  const failing = async () => {
    hook.answers.push(500);
    await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
    await b.sim.courier.idle();
  };
  const enabled = async () => (await b.call('GET', '/webhook')).body.items[0].enabled;
  await failing();
  expect(await enabled()).toBe(true);
  b.sim.clock.advance(5 * DAY);
  await failing();
  while (await enabled()) await new Promise((resolve) => setImmediate(resolve));
  hook.answers.length = 0;
  const before = hook.received.length;
  await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
  await b.sim.courier.idle();
  expect(hook.received).toHaveLength(before);
  await b.control('POST', '/subscriptions/enable', { id });
  await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
  await b.sim.courier.idle();
  expect(hook.received).toHaveLength(before + 1);
});

test('chaos: lost, doubled, late, wrongly signed, tampered, stale, bare, with a stranger’s signature', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(WRO);
  await subscribe(b, hook.url, ['wro.updated']);
  const once = async (mode: string | null, more: object = {}) => {
    const from = hook.received.length;
    if (mode) await b.control('POST', '/chaos', { mode, ...more });
    await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
    await b.sim.courier.idle();
    return hook.received.slice(from);
  };
  expect(await once('drop')).toEqual([]);
  const twice = await once('duplicate');
  expect(twice).toHaveLength(2);
  expect(twice[0]?.headers['webhook-id']).toBe(twice[1]?.headers['webhook-id']);
  for (const mode of ['bad-signature', 'tampered', 'missing-headers']) {
    const [got] = await once(mode);
    expect(got && signedBy(got, SECRET)).toBe(false);
  }
  const [stale] = await once('stale');
  expect(stale && signedBy(stale, SECRET)).toBe(true);
  expect(Date.now() / 1000 - Number(stale?.headers['webhook-timestamp'])).toBeGreaterThan(300);
  const [several] = await once('second-signature');
  expect(several && signedBy(several, SECRET)).toBe(true);
  expect(String(several?.headers['webhook-signature']).split(' ')).toHaveLength(3);
  await b.control('POST', '/chaos', { mode: 'delay', delayMs: 60_000 });
  await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 100 });
  await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
  while (b.sim.dump().counts.delivered < 8) await new Promise((resolve) => setImmediate(resolve));
  b.sim.clock.advance(60_000);
  await b.sim.courier.idle();
  const stows = hook.received.slice(-2).map((one) => one.json.inventory_quantities[0].stowed_quantity);
  expect(stows[0]).toBeGreaterThan(stows[1]);
});

test('a rotated secret signs beside the old one until that is retired', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed(WRO);
  const id = await subscribe(b, hook.url, ['wro.updated']);
  const { secrets } = await b.control('POST', '/subscriptions/rotate', { id });
  const once = async () => {
    await b.control('POST', '/receiving/recount', { wro: 'PO1', sku: 'TEA-02', quantity: 1 });
    await b.sim.courier.idle();
    return secrets.map((secret: string) => hook.received.at(-1) && signedBy(hook.received.at(-1) as Json, secret));
  };
  expect(await once()).toEqual([true, true]);
  await b.control('POST', '/subscriptions/retire', { id });
  expect(await once()).toEqual([true, false]);
});
