import { expect, test } from '@jest/globals';
import type { PointerRow } from '../../connectors/shipstation/types.ts';
import {
  createSignatureVerifier,
  isV2Type,
  parsePointer,
  validatePointerHost,
  WebhookRejected,
} from '../../connectors/shipstation/webhook.ts';
import { connect, START, seedOrders, settingsFor, state, useShipStation } from './shipstation-support.ts';

const MINUTE = 60_000;

useShipStation();

async function allPages(
  read: (page: number) => Promise<{ rows: PointerRow[]; hasMore: boolean }>,
): Promise<PointerRow[]> {
  const rows: PointerRow[] = [];
  for (let page = 1; page < 50; page += 1) {
    const answer = await read(page);
    rows.push(...answer.rows);
    if (!answer.hasMore) return rows;
  }
  throw new Error('the pages have no end');
}

const buy = (orderIds: number[]) => state.sim.admin.buyLabels(orderIds.map((orderId) => ({ orderId })));

async function pointers(): Promise<{ resourceUrl: string; resourceType: string }[]> {
  await state.sim.courier.idle();
  return state.delivered.map((delivery) => parsePointer(delivery.rawBody));
}

test('an order with its custom fields, its discount row and its exact number', async () => {
  const [orderId] = state.sim.seed({
    orders: [
      {
        orderNumber: '1001',
        orderKey: 'erp:1001',
        items: [
          { lineItemKey: '1', sku: 'A', name: 'Glove', quantity: 3, unitPrice: 3 },
          { lineItemKey: 'disc', name: '10% off', quantity: 1, unitPrice: -1, adjustment: true },
        ],
        advancedOptions: { storeId: 26815, warehouseId: 24080, customField1: 'acct=417' },
      },
      { orderNumber: '10010', orderKey: 'erp:10010', items: [{ sku: 'A', name: 'Glove', quantity: 1 }] },
    ],
  }).orderIds;
  const connector = connect();
  const order = await connector.getOrder(String(orderId));
  expect(order).toMatchObject({
    orderId: String(orderId),
    orderNumber: '1001',
    orderKey: 'erp:1001',
    orderStatus: 'awaiting_shipment',
    storeId: '26815',
    warehouseId: '24080',
    customFields: { customField1: 'acct=417' },
    createdAt: START,
    items: [
      { lineItemKey: '1', sku: 'A', quantity: '3', adjustment: false },
      { lineItemKey: 'disc', quantity: '1', adjustment: true },
    ],
  });
  expect((await connector.findOrders('1001')).map((found) => found.orderId)).toEqual([String(orderId)]);
  expect(await connector.findOrders('100')).toEqual([]);
  expect(await connector.getOrder('424242')).toBeUndefined();
});

test.each([false, true])('a batch of five behind one notice, in pages of two (pages 0: %p)', async (zeroPages) => {
  state.sim.setSettings({ behaviour: { zeroPages } });
  const connector = connect({ pageSize: 2 });
  await connector.subscribe({ api: 'v1', event: 'SHIP_NOTIFY', url: state.doorUrl, name: 'ml test' });
  const orderIds = seedOrders(5);
  const bought = buy(orderIds);
  const [pointer] = await pointers();
  expect(state.delivered).toHaveLength(1);
  validatePointerHost(settingsFor(), pointer!);
  const rows = await allPages((page) => connector.readPointer(pointer!, page));
  expect(rows.map((row) => row.source).sort()).toEqual(bought.rows.map((row) => `shipment:${row.shipmentId}`).sort());
  expect(new Set(rows.map((row) => row.orderId))).toEqual(new Set(orderIds.map(String)));
  expect(rows.every((row) => row.at === START && !row.voided)).toBe(true);
});

test('the vendor’s own host names are re-hosted, store-scoped notices keep their store, early reads are empty', async () => {
  state.sim.setSettings({ webhooks: { resourceHost: 'vendor', earlyProbability: 1, earlyFetches: 2 } });
  const connector = connect();
  await connector.subscribe({
    api: 'v1',
    event: 'ITEM_SHIP_NOTIFY',
    url: state.doorUrl,
    name: 'ml test',
    storeId: '26815',
  });
  buy(seedOrders(1));
  const [pointer] = await pointers();
  expect(pointer?.resourceUrl).toMatch(/^https:\/\/ssapi13\.shipstation\.com\/shipments\?storeID=26815&batchId=/);
  expect(await connector.readPointer(pointer!)).toMatchObject({ rows: [], total: 0 });
  expect(await connector.readPointer(pointer!)).toMatchObject({ rows: [], total: 0 });
  expect((await connector.readPointer(pointer!)).rows).toHaveLength(1);
});

test('shipments of an order with and without items; parts of a split add up', async () => {
  const orderId = state.sim.seed({
    orders: [{ orderNumber: 'S-1', orderKey: 'S-1', items: [{ lineItemKey: '1', sku: 'A', name: 'A', quantity: 10 }] }],
  }).orderIds[0]!;
  const [parent, child] = state.sim.admin.split({ orderId }, [{ items: [{ lineItemKey: '1', quantity: 4 }] }]);
  buy([parent!.orderId, child!.orderId]);
  const connector = connect();
  const without = await connector.listShipments({ orderId: String(orderId), includeItems: false });
  expect(without.rows[0]).not.toHaveProperty('items');
  const quantities = await Promise.all(
    [parent, child].map(async (order) => {
      const page = await connector.listShipments({ orderId: String(order!.orderId), includeItems: true });
      return page.rows[0]?.items?.map((item) => [item.lineItemKey, item.quantity]);
    }),
  );
  expect(quantities).toEqual([[['1', '6']], [['1', '4']]]);
  expect(await connector.getOrder(String(child!.orderId))).toMatchObject({
    mergedOrSplit: true,
    parentId: String(orderId),
  });
  expect(without.rows[0]).toMatchObject({ shipDate: '2026-07-15', createdAt: START, isReturnLabel: false });
});

test('a void is found by its own date only, with the time of the void; the new label is another shipment', async () => {
  const [orderId] = seedOrders(1);
  const first = buy([orderId!]).rows[0]!;
  state.sim.clock.advance(24 * 60 * MINUTE);
  state.sim.admin.voidLabel(first.shipmentId);
  const voidedAt = new Date(state.sim.clock.now()).toISOString();
  state.sim.clock.advance(10 * MINUTE);
  const second = buy([orderId!]).rows[0]!;
  const connector = connect();
  const around = (iso: string) => ({
    from: new Date(Date.parse(iso) - MINUTE).toISOString(),
    to: new Date(Date.parse(iso) + MINUTE).toISOString(),
  });
  expect((await connector.sweepPage('shipmentsVoided', around(voidedAt), 1)).rows).toEqual([
    {
      orderId: String(orderId),
      source: `shipment:${first.shipmentId}`,
      voided: true,
      isReturnLabel: false,
      at: voidedAt,
    },
  ]);
  expect((await connector.sweepPage('shipmentsVoided', around(START), 1)).rows).toEqual([]);
  expect((await connector.sweepPage('shipmentsCreated', around(START), 1)).rows).toMatchObject([
    { voided: true, at: voidedAt },
  ]);
  const both = await connector.listShipments({ orderId: String(orderId), includeItems: true });
  expect(both.rows.map((row) => [row.shipmentId, row.voided])).toEqual([
    [String(first.shipmentId), true],
    [String(second.shipmentId), false],
  ]);
});

test('marked as shipped: no shipment, one fulfillment with a plain day, found by the sweep', async () => {
  const [orderId] = seedOrders(1);
  const marked = state.sim.admin.markAsShipped({ orderId: orderId!, carrierCode: 'fedex', trackingNumber: null });
  const connector = connect();
  expect((await connector.listShipments({ orderId: String(orderId), includeItems: true })).rows).toEqual([]);
  const page = await connector.listFulfillments({ orderId: String(orderId) });
  expect(page.rows).toMatchObject([
    {
      fulfillmentId: String(marked.fulfillmentId),
      orderId: String(orderId),
      shipDate: '2026-07-15',
      createdAt: START,
      voided: false,
    },
  ]);
  expect(page.rows[0]).not.toHaveProperty('trackingNumber');
  const window = { from: '2026-07-15T14:59:00.000Z', to: '2026-07-15T15:00:00.000Z' };
  expect((await connector.sweepPage('fulfillments', window, 1)).rows).toMatchObject([
    { source: `fulfillment:${marked.fulfillmentId}` },
  ]);
  state.sim.admin.voidFulfillment(marked.fulfillmentId);
  expect((await connector.sweepPage('fulfillments', window, 1)).rows).toMatchObject([{ voided: true }]);
});

test('a sweep over the doubled autumn hour loses nothing', async () => {
  const orderIds = seedOrders(7);
  const instants = ['07:30', '08:15', '08:45', '09:15', '09:45', '10:15', '10:45'].map(
    (time) => `2026-11-01T${time}:00.000Z`,
  );
  const bought = instants.map((iso, n) => {
    state.sim.clock.set(Date.parse(iso));
    return `shipment:${buy([orderIds[n]!]).rows[0]!.shipmentId}`;
  });
  const connector = connect();
  for (const [from, to] of [
    [0, 6],
    [1, 2],
    [2, 4],
    [3, 3],
    [4, 5],
  ] as const) {
    const page = await connector.sweepPage('shipmentsCreated', { from: instants[from]!, to: instants[to]! }, 1);
    expect(page.rows.map((row) => row.source)).toEqual(expect.arrayContaining(bought.slice(from, to + 1)));
  }
});

test('V2 notices are signed: genuine ones pass and lead to the same numbers as V1, return labels are told', async () => {
  const connector = connect({ pageSize: 2 });
  for (const event of ['label_created_v2', 'fulfillment_shipped_v2', 'shipment_created_v2', 'batch_processed_v2']) {
    await connector.subscribe({ api: 'v2', event, url: state.doorUrl, name: 'ml test' });
  }
  const verifier = createSignatureVerifier({ jwksUrl: state.sim.jwksUrl });
  const { orderIds } = state.sim.seed({ generate: { count: 4 }, notify: true });
  const bought = buy(orderIds.slice(0, 3));
  const returned = state.sim.admin.buyReturnLabel({ orderId: orderIds[0]! });
  const marked = state.sim.admin.markAsShipped({ orderId: orderIds[3]! });
  const found = await pointers();
  await Promise.all(state.delivered.map((delivery) => verifier.verify(delivery)));
  expect(found.every((pointer) => isV2Type(pointer.resourceType))).toBe(true);
  const rowsOf = async (type: string) => {
    const of = found.filter((pointer) => pointer.resourceType === type);
    const rows = await Promise.all(of.map((pointer) => allPages((page) => connector.readPointer(pointer, page))));
    return rows.flat();
  };
  const labels = bought.rows.map((row) => `shipment:${row.shipmentId}`).sort();
  const created = await rowsOf('LABEL_CREATED_V2');
  expect(
    created
      .filter((row) => !row.isReturnLabel)
      .map((row) => row.source)
      .sort(),
  ).toEqual(labels);
  expect(created.filter((row) => row.isReturnLabel).map((row) => row.source)).toEqual([
    `shipment:${returned.shipmentId}`,
  ]);
  expect((await rowsOf('BATCH_PROCESSED_V2')).map((row) => row.source).sort()).toEqual(labels);
  expect(await rowsOf('FULFILLMENT_SHIPPED_V2')).toEqual([
    {
      orderId: String(orderIds[3]),
      source: `fulfillment:${marked.fulfillmentId}`,
      voided: false,
      isReturnLabel: false,
      at: START,
    },
  ]);
  expect((await rowsOf('SHIPMENT_CREATED_V2')).map((row) => row.source).sort()).toEqual(
    orderIds.map((id) => `order:${id}`).sort(),
  );
});

test('hostile deliveries are refused with the vendor’s own statuses; a rotated key is learned', async () => {
  const connector = connect();
  await connector.subscribe({ api: 'v2', event: 'label_created_v2', url: state.doorUrl, name: 'ml test' });
  let clock = Date.now();
  const verifier = createSignatureVerifier({ jwksUrl: state.sim.jwksUrl, now: () => new Date(clock) });
  buy(seedOrders(1));
  await state.sim.courier.idle();
  await verifier.verify(state.delivered[0]!);
  const first = state.sim.courier.deliveries()[0]!.id;
  const statusOf = async (mode: Parameters<typeof state.sim.courier.redeliver>[1]) => {
    state.delivered.length = 0;
    state.sim.courier.redeliver(first, mode);
    await state.sim.courier.idle();
    const status = (error: unknown) => (error as WebhookRejected).status;
    const signature = await verifier.verify(state.delivered[0]!).then(() => 200, status);
    if (signature !== 200) return signature;
    try {
      validatePointerHost(settingsFor(), parsePointer(state.delivered[0]!.rawBody));
      return 200;
    } catch (error) {
      expect(error).toBeInstanceOf(WebhookRejected);
      return status(error);
    }
  };
  expect(await statusOf(null)).toBe(200);
  expect(await statusOf('bad-signature')).toBe(401);
  expect(await statusOf('stale-timestamp')).toBe(400);
  expect(await statusOf('unknown-kid')).toBe(401);
  expect(await statusOf('missing-headers')).toBe(404);
  expect(await statusOf('reserialised')).toBe(401);
  expect(await statusOf('spaced-body')).toBe(200);
  expect(await statusOf('foreign-host')).toBe(400);
  expect(await statusOf('unknown-type')).toBe(422);
  expect(await statusOf('lowercase-type')).toBe(200);
  state.sim.signer.rotate();
  clock += 31_000;
  expect(await statusOf(null)).toBe(200);
});
