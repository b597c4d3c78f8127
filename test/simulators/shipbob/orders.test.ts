// Orders: create, reference rule, read lag, stock, splits, cancel; shipments: tracking, corrections, exceptions, plans.
import { expect, test } from '@jest/globals';
import { bench, CATALOGUE, DAY, idOf, type Json, orderBody } from './helpers.ts';

const CUP = { reference_id: 'CUP-01', name: 'Cup', quantity: 2 };

test('an order is created once per reference and shows in reads after the lag', async () => {
  await using b = await bench({ settings: { behaviour: { orderLagMs: 5000 } } });
  b.sim.seed(CATALOGUE);
  const create = () => b.call('POST', '/order', { body: orderBody('shop-1', [CUP]) });
  const made = await create();
  expect([made.status, made.body.status, made.body.shipments[0].tracking]).toEqual([201, 'Processing', null]);
  const again = await create();
  expect([again.status, again.body]).toEqual([422, { '': ['Cannot insert order with existing ReferenceId'] }]);
  const find = async () => (await b.call('GET', '/order?ReferenceIds=shop-1')).body;
  expect(await find()).toEqual([]);
  expect((await b.call('GET', `/order/${made.body.id}`)).status).toBe(404);
  b.sim.clock.advance(5000);
  expect((await find())[0].id).toBe(made.body.id);
  expect(b.sim.dump().counts.orders).toBe(1);
});

test('create refuses a missing field with the classic body and makes unknown products', async () => {
  await using b = await bench();
  const body = orderBody('shop-1', [{ reference_id: 'NEW', name: 'New', quantity: 1 }]);
  const bad = await b.call('POST', '/order', {
    body: { ...body, recipient: { name: 'A', address: { address1: 'x', country: 'US' } } },
  });
  expect([bad.status, bad.body]).toEqual([400, { 'Recipient.Address.City': ['The City field is required.'] }]);
  expect((await b.call('POST', '/order', { body })).status).toBe(201);
  expect((await b.call('GET', '/product?SKU=new')).body.items[0].variants[0].sku).toBe('NEW');
});

test('stock is committed, split over centres, missing stock is Exception 303, bundles take components', async () => {
  await using b = await bench();
  const seeded = b.sim.seed({
    ...CATALOGUE,
    products: [...(CATALOGUE.products ?? []), { sku: 'MAT-01', stock: { '11': 3 } }],
  });
  const order = async (reference: string, products: object[]) =>
    (await b.call('POST', '/order', { body: orderBody(reference, products) })).body;
  const whole = await order('1', [CUP]);
  expect(whole.shipments).toHaveLength(1);
  const levels = await b.call('GET', `/inventory-level/locations?InventoryIds=${idOf(seeded, 'CUP-01')}&PageSize=150`);
  expect(levels.body.items[0].locations[0]).toMatchObject({
    on_hand_quantity: 20,
    committed_quantity: 2,
    fulfillable_quantity: 18,
  });
  const two = await order('2', [
    { ...CUP, quantity: 10 },
    { reference_id: 'MAT-01', quantity: 1 },
  ]);
  expect(two.shipments.map((row: Json) => row.location.id)).toEqual([10, 11]);
  const none = await order('3', [{ reference_id: 'TEA-02', quantity: 1 }]);
  expect([none.status, none.shipments[0].status, none.shipments[0].status_details[0].id]).toEqual([
    'Exception',
    'Exception',
    303,
  ]);
  await b.control('POST', '/orders', { referenceId: '4', lines: [{ sku: 'SET-01', quantity: 2 }] });
  const set = (await b.call('GET', '/order?ReferenceIds=4')).body[0];
  expect(set.shipments[0].products[0].inventory_items.map((one: Json) => [one.id, one.quantity])).toEqual([
    [idOf(seeded, 'CUP-01'), 4],
    [idOf(seeded, 'TEA-02'), 2],
  ]);
});

test('a shipment goes from label to delivery: status, details, times, stock, timeline', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const order = (await b.call('POST', '/order', { body: orderBody('1', [CUP]) })).body;
  const shipment = order.shipments[0].id;
  const read = async () => (await b.call('GET', `/shipment/${shipment}`)).body;
  expect((await b.call('GET', `/shipment/${shipment}/timeline`)).status).toBe(404);
  await b.control('POST', '/shipments/work', { shipment, step: 'picked' });
  expect((await b.call('POST', `/order/${order.id}:cancel`)).status).toBe(422);
  await b.control('POST', '/shipments/label', { shipment, carrier: 'UPS', trackingNumber: '1Z9' });
  expect(await read()).toMatchObject({
    status: 'LabeledCreated',
    tracking: { carrier: 'UPS', tracking_number: '1Z9' },
    invoice_amount: 6.85,
  });
  await b.control('POST', '/shipments/ship', { shipment });
  b.sim.clock.advance(DAY);
  await b.control('POST', '/shipments/scan', { shipment, scan: 'InTransit' });
  const moving = await read();
  expect(moving).toMatchObject({
    status: 'Completed',
    delivery_date: null,
    status_details: [{ id: 201, name: 'InTransit' }],
  });
  await b.control('POST', '/shipments/tracking', { shipment, trackingNumber: '1Z10' });
  b.sim.clock.advance(DAY);
  await b.control('POST', '/shipments/scan', { shipment, scan: 'Delivered' });
  const done = await read();
  expect(done).toMatchObject({
    status: 'Completed',
    tracking: { tracking_number: '1Z10' },
    status_details: [{ id: 203 }],
  });
  expect(Date.parse(done.delivery_date)).toBe(b.sim.clock.now());
  expect(Date.parse(done.last_tracking_update_at)).toBeGreaterThan(Date.parse(moving.last_tracking_update_at));
  const timeline = (await b.call('GET', `/shipment/${shipment}/timeline`)).body;
  expect(timeline.map((one: Json) => one.log_type_id)).toEqual([601, 602, 604, 605, 607, 609]);
  expect(b.sim.dump().stockBySku['CUP-01']).toBe(23);
  const since = encodeURIComponent(done.last_tracking_update_at);
  expect((await b.call('GET', `/order?LastTrackingUpdateStartDate=${since}`)).body).toHaveLength(1);
  const carrier = (await b.call('GET', `/shipments-tracking?ShipmentIds=${shipment}`)).body;
  expect(carrier).toMatchObject([{ shipment_id: shipment, status: 'Delivered' }]);
  expect(idOf(seeded, 'CUP-01')).toBe(done.products[0].inventory_items[0].id);
});

test('several shipments of one order: states differ, marks of tracking upload, batch cancel', async () => {
  await using b = await bench();
  const seeded = b.sim.seed({
    ...CATALOGUE,
    orders: [
      {
        referenceId: '1',
        lines: [{ sku: 'CUP-01', quantity: 3 }],
        parcels: [[{ line: 0, quantity: 1 }], [{ line: 0, quantity: 2 }]],
      },
    ],
  });
  const [first, second] = seeded.shipmentIds;
  await b.control('POST', '/shipments/ship', { shipment: first });
  const read = async () => (await b.call('GET', `/order/${seeded.orderIds[0]}`)).body;
  expect((await read()).status).toBe('PartiallyFulfilled');
  await b.control('POST', '/shipments/block', { shipment: second, detail: 401 });
  expect((await read()).shipments[1]).toMatchObject({ status: 'OnHold', status_details: [{ name: 'InvalidAddress' }] });
  const marks = await b.call('POST', '/shipment:batchUpdateTrackingUpload', {
    body: { shipment_ids: [first, 1], is_tracking_uploaded: true },
  });
  expect(marks.body.summary).toEqual({ total: 2, successful: 1, failed: 1 });
  expect((await b.call('GET', '/order?IsTrackingUploaded=true')).body).toHaveLength(1);
  const cancelled = await b.call('POST', '/shipment:batchCancel', { body: { shipment_ids: [first, second] } });
  expect(cancelled.body.results.map((one: Json) => one.is_success)).toEqual([false, true]);
  expect((await read()).status).toBe('Fulfilled');
});

test('planned shipments are all delivered when the clock has run, by their own times', async () => {
  await using b = await bench();
  b.sim.seed({ generate: { orders: 30 } });
  await b.control('POST', '/shipments/plan', { days: 4, exceptions: 0.3, corrections: 0.3 });
  b.sim.clock.advance(2 * DAY);
  const half = b.sim.dump().orders.flatMap((order) => order.shipments);
  expect(new Set(half.map((row) => row.detail))).toEqual(
    new Set(['InTransit', 'Processing'].filter((name) => half.some((row) => row.detail === name))),
  );
  b.sim.clock.advance(3 * DAY);
  const done = b.sim.dump().orders.flatMap((order) => order.shipments);
  expect(done.every((row) => row.detail === 'Delivered')).toBe(true);
  expect(done.every((row) => row.deliveredAt === '2026-11-28T12:00:00.000Z')).toBe(true);
});
