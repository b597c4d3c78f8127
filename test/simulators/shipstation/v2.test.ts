// V2 over the same rows as V1: ids, dates, money, paging, marking, inventory, plan switches.
import { expect, test } from '@jest/globals';
import { bench, order } from './helpers.ts';

const START = { startAt: '2026-07-15T23:51:14.503Z', frozen: true };

test('one order, one label, two views', async () => {
  await using b = await bench(START);
  const more = { advancedOptions: { warehouseId: 24079, customField2: 'x' }, amountPaid: 27, shipDate: '2026-07-16' };
  const { orderId } = (await b.v1('POST', '/orders/createorder', order('B-1', more))).json;
  const shipment = (await b.v2('GET', `/shipments/se-${orderId}`)).json;
  expect(shipment).toMatchObject({
    ...{ shipment_id: `se-${orderId}`, external_shipment_id: 'erp:B-1', shipment_number: 'B-1', store_id: 'se-26815' },
    ...{ warehouse_id: 'se-24079', shipment_status: 'pending', ship_date: '2026-07-16T00:00:00Z' },
    ...{ created_at: '2026-07-15T23:51:14.503Z', amount_paid: { currency: 'usd', amount: 27 } },
    advanced_options: { custom_field1: null, custom_field2: 'x' },
    items: [{ external_order_item_id: '1', sku: 'GLV', quantity: 10 }],
  });
  const row = b.sim.admin.buyLabels([{ orderNumber: 'B-1', packages: 2 }]).rows[0]!;
  const label = (await b.v2('GET', `/labels/se-${row.shipmentId}`)).json;
  expect(label).toMatchObject({
    ...{ label_id: `se-${row.shipmentId}`, shipment_id: `se-${orderId}`, batch_id: `se-${row.batchId}` },
    ...{ ship_date: '2026-07-15T07:00:00Z', created_at: '2026-07-15T23:51:14.503Z', voided_at: null },
    ...{ status: 'completed', tracking_number: row.trackingNumber, carrier_code: 'ups' },
  });
  expect(label.packages.map((p) => p.sequence)).toEqual([1, 2]);
  for (const absent of ['items', 'ship_from', 'warehouse_id']) expect(label).not.toHaveProperty(absent);
  const voided = await b.v2('PUT', `/labels/${label.label_id}/void`);
  expect(voided.json).toEqual({ approved: true, message: 'Label voided successfully' });
  expect((await b.v2('PUT', `/labels/${label.label_id}/void`)).json.reason_code).toBe('label_already_voided');
  expect((await b.v1('GET', '/shipments')).json.shipments[0]).toMatchObject({ voided: true });
  expect((await b.v2('GET', '/labels?label_status=voided')).json.total).toBe(1);
});

test('Pacific midnight of a label is 08Z in winter', async () => {
  await using b = await bench({ startAt: '2026-01-15T18:00:00Z', frozen: true });
  b.sim.seed({ orders: [order('A')] });
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  expect((await b.v2('GET', '/labels')).json.labels[0]?.ship_date).toBe('2026-01-15T08:00:00Z');
});

test('pages carry links; absent ones are empty objects', async () => {
  await using b = await bench(START);
  b.sim.seed({ generate: { count: 5 } });
  const first = (await b.v2('GET', '/shipments?shipment_status=pending&page_size=2')).json;
  expect(first).toMatchObject({ total: 5, page: 1, pages: 3, links: { prev: {} } });
  const follow = async (href: string) => (await b.v2('GET', href.slice(`${b.sim.v2Url}/v2`.length))).json;
  expect(first.links.next?.href).toContain('shipment_status=pending');
  const second = await follow(first.links.next!.href!);
  const last = await follow(second.links.next!.href!);
  expect(last.links.next).toEqual({});
  const ids = [first, second, last].flatMap((p) => p.shipments.map((s) => s.shipment_id));
  expect(new Set(ids).size).toBe(5);
  expect((await b.v2('GET', '/shipments?page=9')).json).toMatchObject({ shipments: [], total: 5 });
  expect((await b.v2('GET', '/labels')).json).toMatchObject({ total: 0, pages: 0, links: { prev: {}, next: {} } });
});

test('parts of a split share number and label key, money stays on the first', async () => {
  await using b = await bench(START);
  b.sim.seed({ orders: [order('S', { amountPaid: 31, taxAmount: 1 })] });
  const parts = b.sim.admin.split({ orderNumber: 'S' }, [{ items: [{ sku: 'GLV', quantity: 4 }] }]);
  b.sim.admin.buyLabels(parts.map(({ orderId }) => ({ orderId })));
  const { shipments } = (await b.v2('GET', '/shipments?shipment_number=S&sort_dir=asc')).json;
  expect(shipments.map((s) => [s.external_shipment_id, s.amount_paid.amount])).toEqual([
    ['erp:S', 31],
    [null, 0],
  ]);
  const { labels } = (await b.v2('GET', '/labels')).json;
  expect(labels[0]?.external_shipment_id).toMatch(/^SEAuto-/);
  expect(labels[0]?.external_shipment_id).toBe(labels[1]?.external_shipment_id);
});

test('creating and marking answer per row', async () => {
  await using b = await bench(START);
  const good = { external_shipment_id: 'k1', shipment_number: 'V-1', ship_to: { name: 'x' }, create_sales_order: true };
  const created = await b.v2('POST', '/shipments', { shipments: [good, { shipment_number: 'V-2' }, good] });
  expect(created.json.has_errors).toBe(true);
  expect(created.json.shipments.map((s) => s.errors.length)).toEqual([0, 1, 1]);
  const shipment_id = created.json.shipments[0]?.shipment_id;
  const mark = { shipment_id, tracking_number: '1Z', carrier_code: 'ups', ship_date: '2026-07-16T02:00:00Z' };
  const marked = await b.v2('POST', '/fulfillments', { fulfillments: [mark, { ...mark, shipment_id: 'se-1' }] });
  expect(marked.json).toMatchObject({
    has_errors: true,
    fulfillments: [{ shipment_number: 'V-1', error_message: null }, {}],
  });
  expect(marked.json.fulfillments[1]?.error_message).toContain('not found');
  const { json } = await b.v2('GET', `/fulfillments?shipment_id=${shipment_id}`);
  expect(json.fulfillments[0]).toMatchObject({
    ship_date: '2026-07-15T07:00:00Z',
    fulfillment_carrier_friendly_name: 'UPS',
  });
  const missing = await b.v2('POST', '/fulfillments', { fulfillments: [{ shipment_id }] });
  expect(missing.json.errors[0]).toMatchObject({ error_code: 'field_value_required', field_name: 'tracking_number' });
});

test('tags, cancel, catalogue and unknown ids', async () => {
  await using b = await bench(START);
  const id = `se-${b.sim.seed({ orders: [order('A')] }).orderIds[0]}`;
  expect((await b.v2('POST', `/shipments/${id}/tags/New`)).status).toBe(200);
  expect((await b.v2('GET', `/shipments/external_shipment_id/erp:A`)).json.tags).toEqual([{ name: 'New' }]);
  expect((await b.v2('PUT', `/shipments/${id}/cancel`)).status).toBe(204);
  expect((await b.v1('GET', `/orders/${id.slice(3)}`)).json.orderStatus).toBe('cancelled');
  expect((await b.v2('GET', '/warehouses')).json.warehouses[0]).toMatchObject({
    warehouse_id: 'se-24079',
    is_default: true,
  });
  expect((await b.v2('GET', '/products?sku=GLV')).json.total).toBe(1);
  for (const path of ['/shipments/se-1', '/labels/nonsense', '/nowhere'])
    expect((await b.v2('GET', path)).status).toBe(404);
});

test('inventory: absolute adjust, all-or-nothing decrement, allocation, consumption by labels', async () => {
  await using b = await bench(START);
  const warehouse = (await b.v2('POST', '/inventory_warehouses', { name: 'Main' })).json.inventory_warehouse_id;
  const place = { name: 'A-1', inventory_warehouse_id: warehouse };
  const inventory_location_id = String((await b.v2('POST', '/inventory_locations', place)).json.inventory_location_id);
  const change = (transaction_type: string, quantity: number, more = {}) =>
    b.v2('POST', '/inventory', { transaction_type, sku: 'GLV', quantity, inventory_location_id, ...more });
  const level = async () => (await b.v2('GET', '/inventory?sku=GLV')).json.inventory[0];
  expect((await change('adjust', 5)).status).toBe(400);
  b.sim.seed({ orders: [order('A')] });
  const made = await change('increment', 100, { cost: { amount: 1.2, currency: 'usd' } });
  expect([made.status, made.text]).toEqual([204, '']);
  expect(await level()).toMatchObject({ on_hand: 100, allocated: 10, available: 90, average_cost: { amount: 1.2 } });
  expect((await change('decrement', 101)).status).toBe(400);
  await change('modify', 5, { new_condition: 'damaged' });
  expect((await level())?.on_hand).toBe(95);
  b.sim.admin.buyLabels([{ orderNumber: 'A' }]);
  expect(await level()).toMatchObject({ on_hand: 85, allocated: 0 });
  await change('adjust', 7);
  expect((await level())?.on_hand).toBe(7);
  expect((await b.v2('DELETE', `/inventory_warehouses/${warehouse}`)).status).toBe(400);
  expect((await b.v2('DELETE', `/inventory_warehouses/${warehouse}?remove_inventory=1`)).status).toBe(204);
  expect((await b.v2('GET', '/inventory_locations')).json.total).toBe(0);
});

test('no plan, no add-on: 403, also with a good key', async () => {
  await using b = await bench();
  b.sim.setSettings({ behaviour: { inventoryAddOn: false } });
  expect((await b.v2('GET', '/inventory')).status).toBe(403);
  expect((await b.v2('GET', '/users')).status).toBe(200);
  b.sim.setSettings({ behaviour: { v2Plan: false } });
  expect((await b.v2('GET', '/users')).json.errors[0]).toMatchObject({
    error_type: 'account_status',
    error_code: 'forbidden',
  });
});

test('V2 can have a port of its own', async () => {
  await using b = await bench({ v2Port: 0 });
  expect(b.sim.v2Url).not.toBe(b.sim.url);
  b.sim.seed({ orders: [order('A')] });
  expect((await b.v2('GET', '/shipments')).json.links.first?.href).toContain(`${b.sim.v2Url}/v2/shipments?`);
});
