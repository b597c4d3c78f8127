// V1 shipments and fulfillments over the life of an order: label, void, re-label, split, merge, return.
import { expect, test } from '@jest/globals';
import { bench, order } from './helpers.ts';

async function withOrder(more: Record<string, unknown> = {}) {
  const b = await bench({ startAt: '2026-07-15T23:51:14.503Z', frozen: true });
  const { json } = await b.v1('POST', '/orders/createorder', order('B-1', more));
  const shipments = async (query: string) => (await b.v1('GET', `/shipments?${query}`)).json;
  return { b, orderId: Number(json.orderId), shipments, [Symbol.asyncDispose]: () => b[Symbol.asyncDispose]() };
}

test('a label shows as a shipment; items only when asked, in any case', async () => {
  await using w = await withOrder({ advancedOptions: { warehouseId: 24080, customField1: 'acct=1' } });
  const { batchId } = w.b.sim.admin.buyLabels([{ orderId: w.orderId }]);
  const plain = await w.shipments(`batchId=${batchId}&includeShipmentItems=False`);
  expect(plain).toMatchObject({ total: 1, page: 1, pages: 1 });
  expect(plain.shipments[0]).toMatchObject({
    ...{ createDate: '2026-07-15T16:51:14.5030000', shipDate: '2026-07-15', shipmentItems: null, labelData: null },
    ...{ orderKey: 'erp:B-1', warehouseId: 24080, voided: false, voidDate: null, isReturnLabel: false, formData: null },
    shipTo: { street1: '2 ELM ST', city: 'SPARKS', postalCode: '89431-0001' },
    advancedOptions: { storeId: 26815 },
  });
  expect(plain.shipments[0]?.advancedOptions).not.toHaveProperty('customField1');
  const full = await w.shipments(`storeID=26815&batchid=${batchId}&INCLUDESHIPMENTITEMS=TRUE`);
  expect(full.shipments[0]?.shipmentItems).toMatchObject([{ lineItemKey: '1', sku: 'GLV', quantity: 10 }]);
  expect((await w.shipments('storeID=26816')).total).toBe(0);
  expect((await w.b.v1('GET', '/shipments?includeShipmentItems=perhaps')).status).toBe(400);
  expect((await w.b.v1('GET', `/orders/${w.orderId}`)).json).toMatchObject({
    orderStatus: 'shipped',
    shipDate: '2026-07-15',
  });
});

test('a void keeps the row, opens the order, is found by voidDate only; the new label is another shipment', async () => {
  await using w = await withOrder();
  const first = w.b.sim.admin.buyLabels([{ orderId: w.orderId }]).rows[0]!;
  w.b.sim.clock.advance(24 * 3_600_000);
  const voided = await w.b.v1('POST', '/shipments/voidlabel', { shipmentId: first.shipmentId });
  expect(voided.json).toEqual({ approved: true, message: 'Label voided successfully' });
  const again = await w.b.v1('POST', '/shipments/voidlabel', { shipmentId: first.shipmentId });
  expect(again.json.approved).toBe(false);
  expect((await w.b.v1('GET', `/orders/${w.orderId}`)).json.orderStatus).toBe('awaiting_shipment');
  const found = await w.shipments('voidDateStart=2026-07-16%2000:00:00');
  expect(found.shipments).toMatchObject([{ voided: true, voidDate: '2026-07-16T16:51:14.5030000' }]);
  const second = w.b.sim.admin.buyLabels([{ orderId: w.orderId }]).rows[0]!;
  expect(second.shipmentId).not.toBe(first.shipmentId);
  expect((await w.shipments(`orderId=${w.orderId}`)).total).toBe(2);
  expect((await w.shipments('voidDateStart=2026-07-16')).total).toBe(1);
});

test('chosen quantities first, the rest by default, a reship after that', async () => {
  await using w = await withOrder();
  const buy = (items?: { lineItemKey: string; quantity: number }[]) =>
    w.b.sim.admin.buyLabels([{ orderId: w.orderId, ...(items && { items }) }]).rows[0]?.items?.[0]?.quantity;
  expect([buy([{ lineItemKey: '1', quantity: 4 }]), buy(), buy()]).toEqual([4, 6, 10]);
});

test('labels without items, pre-dated, with several boxes, from a chosen warehouse', async () => {
  await using w = await withOrder();
  const orderId = w.orderId;
  const request = {
    orderId,
    withoutItems: true,
    packages: 3,
    shipDate: '2026-07-20',
    warehouseId: 24080,
    keepOpen: true,
  };
  const { rows } = w.b.sim.admin.buyLabels([request]);
  expect(rows[0]?.packages).toHaveLength(3);
  const { shipments } = await w.shipments('includeShipmentItems=true&shipDateStart=2026-07-20&shipDateEnd=2026-07-20');
  expect(shipments).toMatchObject([{ shipmentItems: null, shipDate: '2026-07-20', warehouseId: 24080 }]);
  expect((await w.b.v1('GET', `/orders/${orderId}`)).json.orderStatus).toBe('awaiting_shipment');
});

test('split 10 into 6 + 4, and both parts ship', async () => {
  await using w = await withOrder();
  const [parent, child] = w.b.sim.admin.split({ orderId: w.orderId }, [{ items: [{ lineItemKey: '1', quantity: 4 }] }]);
  const shown = (await w.b.v1('GET', `/orders/${child!.orderId}`)).json;
  expect(shown.advancedOptions).toMatchObject({ mergedOrSplit: true, parentId: w.orderId });
  expect(shown.orderKey).not.toBe('erp:B-1');
  const { batchId } = w.b.sim.admin.buyLabels([{ orderId: parent!.orderId }, { orderId: child!.orderId }]);
  const { shipments, total } = await w.shipments(`batchId=${batchId}&includeShipmentItems=true&pageSize=1`);
  expect([total, shipments.length]).toEqual([2, 1]);
  const rows = (await w.shipments(`batchId=${batchId}&includeShipmentItems=true`)).shipments;
  expect(rows.map((s) => s.shipmentItems[0]?.quantity)).toEqual([6, 4]);
  const refused = await w.b.v1('POST', '/orders/createorder', order('B-1'));
  expect(refused.status).toBe(400);
});

test('a merge moves the lines to the survivor and hides the source', async () => {
  await using w = await withOrder();
  await w.b.v1('POST', '/orders/createorder', order('B-2', { items: [{ lineItemKey: 'x', sku: 'BOX', quantity: 2 }] }));
  const survivor = w.b.sim.admin.merge([{ orderId: w.orderId }, { orderNumber: 'B-2' }]);
  expect(survivor.mergedIds).toHaveLength(1);
  expect(survivor.items.map((i) => i.lineItemKey)).toEqual(['1', 'x']);
  expect((await w.b.v1('GET', '/orders')).json.total).toBe(1);
  expect((await w.b.v1('GET', `/orders/${survivor.mergedIds[0]}`)).status).toBe(404);
});

test('createlabelfororder returns the PDF once; a label without an order has null order members', async () => {
  await using w = await withOrder();
  const label = { carrierCode: 'fedex', serviceCode: 'fedex_ground', packageCode: 'package', shipDate: '2026-07-16' };
  const test = await w.b.v1('POST', '/orders/createlabelfororder', { orderId: w.orderId, ...label, testLabel: true });
  expect(test.status).toBe(200);
  expect((await w.shipments('')).total).toBe(0);
  const wrong = { orderId: w.orderId, ...label, serviceCode: 'nonsense' };
  const failed = await w.b.v1('POST', '/orders/createlabelfororder', wrong);
  expect([failed.status, failed.json.Message]).toEqual([500, 'An error has occurred.']);
  const made = await w.b.v1('POST', '/orders/createlabelfororder', { orderId: w.orderId, ...label });
  expect(made.json).toMatchObject({ shipmentCost: 9.57, formData: null });
  expect(Buffer.from(made.json.labelData, 'base64').toString()).toMatch(/^%PDF/);
  const address = { name: 'x', postalCode: '1' };
  const loose = { ...label, weight: { value: 1, units: 'ounces' }, shipFrom: address, shipTo: address };
  const free = await w.b.v1('POST', '/shipments/createlabel', loose);
  const { shipments } = await w.shipments('');
  expect(shipments[1]).toMatchObject({ shipmentId: free.json.shipmentId, orderId: null, orderKey: null });
});

test('pages can be sent as 0, as the vendor samples do', async () => {
  await using w = await withOrder();
  w.b.sim.admin.buyLabels([{ orderId: w.orderId }]);
  w.b.sim.setSettings({ behaviour: { zeroPages: true } });
  expect(await w.shipments('')).toMatchObject({ total: 1, pages: 0 });
});

test('a voided label no longer covers its quantities', async () => {
  await using w = await withOrder();
  const buy = (request = {}) => w.b.sim.admin.buyLabels([{ orderId: w.orderId, ...request }]).rows[0]!;
  const part = buy({ items: [{ sku: 'GLV', quantity: 4 }] });
  w.b.sim.admin.voidLabel(part.shipmentId);
  expect(buy().items?.[0]?.quantity).toBe(10);
});

test('a merge can leave cancelled children and give the survivor another key', async () => {
  await using w = await withOrder();
  await w.b.v1('POST', '/orders/createorder', order('B-2'));
  w.b.sim.setSettings({ behaviour: { mergedSources: 'child', mergeKey: 'generated' } });
  const survivor = w.b.sim.admin.merge([{ orderNumber: 'B-1' }, { orderNumber: 'B-2' }]);
  expect(survivor.orderKey).not.toBe('erp:B-1');
  const { orders } = (await w.b.v1('GET', '/orders?orderNumber=B-2')).json;
  expect(orders).toMatchObject([{ orderStatus: 'cancelled', advancedOptions: { parentId: w.orderId } }]);
});

test('a void past the window is refused with 200', async () => {
  await using w = await withOrder();
  const { shipmentId } = w.b.sim.admin.buyLabels([{ orderId: w.orderId }]).rows[0]!;
  w.b.sim.setSettings({ behaviour: { voidWindowDays: 28 } });
  w.b.sim.clock.advance(29 * 86_400_000);
  const answer = await w.b.v1('POST', '/shipments/voidlabel', { shipmentId });
  expect([answer.status, answer.json.approved]).toEqual([200, false]);
  expect((await w.shipments('voidDateStart=2020-01-01')).total).toBe(0);
});
