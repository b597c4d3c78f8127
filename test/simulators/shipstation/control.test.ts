// The control API over HTTP: a whole run without touching the simulator's objects.
import { expect, test } from '@jest/globals';
import { bench, order, receiver } from './helpers.ts';

test('seed, subscribe, ship, watch, redeliver, reset', async () => {
  await using hook = await receiver();
  await using b = await bench();
  const seed = {
    stores: [{ storeId: 5, storeName: 'West' }],
    customers: [{ username: 'ACCT-9', name: 'Nine' }],
    orders: [order('A', { advancedOptions: { storeId: 5 } })],
    inventory: [{ sku: 'GLV', quantity: 50, location: 'A-1' }],
    subscriptions: [{ api: 'v1', event: 'SHIP_NOTIFY', url: hook.url }],
  };
  const seeded = await b.control('POST', '/seed', seed);
  expect(seeded.json).toMatchObject({ orderIds: [expect.any(Number)], subscriptionIds: [expect.any(Number)] });
  const bought = await b.control('POST', '/labels', { orders: [{ orderNumber: 'A' }] });
  expect(bought.json.shipments).toMatchObject([{ orderNumber: 'A', shipmentItems: [{ quantity: 10 }] }]);
  const resting = await b.control('POST', '/deliveries/idle');
  expect(resting.json).toMatchObject([{ state: 'delivered', attempts: [{ status: 200 }] }]);
  await b.control('POST', `/deliveries/${resting.json[0]?.id}/redeliver`, { mode: 'unknown-type' });
  await b.control('POST', '/deliveries/idle');
  expect(hook.received[1]?.json.resource_type).toBe('SOMETHING_NEW');
  expect((await b.control('GET', '/counts')).json).toMatchObject({
    orders: 1,
    shipments: 1,
    delivered: 2,
    customers: 2,
  });
  expect((await b.control('GET', '/stock')).json[0]?.onHand).toBe(40);
  const shipmentId = bought.json.shipments[0]?.shipmentId;
  expect((await b.control('POST', '/void-label', { shipmentId })).json.approved).toBe(true);
  await b.control('POST', '/reset');
  expect((await b.control('GET', '/counts')).json).toMatchObject({ orders: 0, shipments: 0, deliveries: 0 });
});

test('every act of the web page', async () => {
  await using b = await bench();
  await b.control('POST', '/seed', { orders: ['A', 'B', 'C', 'D'].map((n) => order(n)) });
  const act = async (path: string, body: unknown) => (await b.control('POST', path, body)).json;
  const parts = await act('/split', { orderNumber: 'A', parts: [{ items: [{ sku: 'GLV', quantity: 3 }] }] });
  expect(parts.orders.map((o) => o.items[0]?.quantity)).toEqual([7, 3]);
  expect((await act('/merge', { orders: [{ orderNumber: 'B' }, { orderNumber: 'C' }] })).items).toHaveLength(2);
  expect((await act('/hold', { orderNumber: 'B' })).orderStatus).toBe('on_hold');
  expect((await act('/restore', { orderNumber: 'B' })).orderStatus).toBe('awaiting_shipment');
  const edited = await act('/edit', {
    orderNumber: 'B',
    changes: { internalNotes: 'fragile', advancedOptions: { warehouseId: 24080 } },
  });
  expect(edited).toMatchObject({
    internalNotes: 'fragile',
    orderKey: 'erp:B',
    advancedOptions: { warehouseId: 24080, storeId: 26815 },
  });
  expect(edited.items).toHaveLength(2);
  expect((await act('/cancel', { orderNumber: 'D' })).orderStatus).toBe('cancelled');
  const marked = await act('/mark-shipped', { orderNumber: 'B', trackingNumber: '1Z', carrierCode: 'ups' });
  expect(marked).toMatchObject({ trackingNumber: '1Z', carrierCode: 'UPS' });
  expect((await act('/void-fulfillment', { fulfillmentId: marked.fulfillmentId })).voided).toBe(true);
  expect((await act('/return-label', { orderKey: 'erp:B' })).isReturnLabel).toBe(true);
  expect((await b.control('POST', '/cancel', { orderNumber: 'none' })).status).toBe(404);
});

test('settings, faults and the clock', async () => {
  await using b = await bench({ startAt: '2026-07-15T00:00:00Z', frozen: true });
  const changed = await b.control('POST', '/settings', { limits: { v1PerWindow: 1 } });
  expect(changed.json.limits?.v1PerWindow).toBe(1);
  const wrong = await b.control('POST', '/settings', { limits: { perMinute: 1 } });
  expect([wrong.status, wrong.json.error]).toEqual([400, 'unknown setting limits.perMinute']);
  expect((await b.control('PUT', '/faults', [{ kind: 'server-error', times: 1 }])).json).toMatchObject([{ hits: 0 }]);
  expect((await b.control('POST', '/faults', { kind: 'nonsense' })).status).toBe(400);
  expect((await b.v1('GET', '/stores')).status).toBe(500);
  const clock = await b.control('POST', '/clock', { advanceMs: 86_400_000 });
  expect(clock.json.now).toBe('2026-07-16T00:00:00.000Z');
  const { total, requests } = (await b.control('GET', '/requests')).json;
  expect([total, requests[0]?.fault]).toEqual([1, 'server-error']);
});

test('stays quick with 20,000 orders', async () => {
  await using b = await bench();
  b.sim.seed({ generate: { count: 20_000 } });
  const orders = Array.from({ length: 100 }, (_, n) => ({ orderNumber: `SIM-${n + 1}` }));
  const { batchId } = b.sim.admin.buyLabels(orders);
  const paths = [
    `/shipments?batchId=${batchId}&includeShipmentItems=true&pageSize=10`,
    '/orders?orderNumber=SIM-19999',
  ];
  paths.push(`/orders/${b.sim.world.orders.keys().next().value}`);
  for (let i = 0; i < 60; i++) for (const path of paths) expect((await b.v1('GET', path)).status).toBe(200);
  const times = b.sim.log
    .entries()
    .map((e) => e.durationMs)
    .sort((x, y) => x - y);
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(5);
});
