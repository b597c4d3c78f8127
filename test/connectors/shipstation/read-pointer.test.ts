import { expect, test } from '@jest/globals';
import { fulfillmentRow, labelRow, orderRow, shipmentRow, v1Envelope, v2Envelope, v2FulfillmentRow } from './rows.ts';
import { connect, withVendor } from './vendor-server.ts';

const shard = (path: string) => `https://ssapi13.shipstation.com${path}`;
const api = (path: string) => `https://api.shipstation.com${path}`;
const batch = { resourceUrl: shard('/shipments?batchId=7&includeShipmentItems=False'), resourceType: 'SHIP_NOTIFY' };

test('a batch over several orders and pages is read to its last row, on our own base address', async () => {
  const route = (seen: { query: Record<string, string> }) => {
    const page = Number(seen.query.page);
    const ids = [1, 2, 3].slice((page - 1) * 2, page * 2);
    const rows = ids.map((n) => shipmentRow({ shipmentId: n, orderId: 100 + n, voided: n === 2, voidDate: null }));
    return { body: v1Envelope('shipments', rows, { total: 3, page, pages: 2 }) };
  };
  await withVendor(
    { 'GET /shipments': route },
    async (vendor) => {
      const connector = connect(vendor.baseUrl, { settings: { pageSize: 2 } });
      const first = await connector.readPointer(batch);
      const second = await connector.readPointer(batch, 2);
      expect([first.hasMore, second.hasMore, first.total]).toEqual([true, false, 3]);
      expect([...first.rows, ...second.rows].map((row) => [row.orderId, row.source, row.voided])).toEqual([
        ['101', 'shipment:1', false],
        ['102', 'shipment:2', true],
        ['103', 'shipment:3', false],
      ]);
      expect(vendor.seen.map((request) => request.path)).toEqual(['/shipments', '/shipments']);
      expect(vendor.seen[1]?.query).toEqual({ batchId: '7', includeShipmentItems: 'False', page: '2', pageSize: '2' });
    },
    '/ss',
  );
});

test('a pointer that is read too early is an empty page, and total says that nothing was there', async () => {
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', [], { pages: 0 }) } }, async (vendor) => {
    expect(await connect(vendor.baseUrl).readPointer(batch)).toEqual({ rows: [], page: 1, hasMore: false, total: 0 });
  });
});

test('rows of stores that are not wanted are left out, and total still tells that there was something', async () => {
  const rows = [shipmentRow({ advancedOptions: { storeId: 9 } }), shipmentRow({ shipmentId: 2, orderId: null })];
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { settings: { storeIds: ['26815'] } });
    expect(await connector.readPointer(batch)).toMatchObject({ rows: [], total: 2 });
  });
});

test('V1 orders and fulfillments lead to their orders', async () => {
  const routes = {
    'GET /orders': { body: v1Envelope('orders', [orderRow()]) },
    'GET /fulfillments': { body: v1Envelope('fulfillments', [fulfillmentRow(), fulfillmentRow({ orderId: null })]) },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    const orders = await connector.readPointer({
      resourceUrl: shard('/orders?importBatch=x'),
      resourceType: 'ORDER_NOTIFY',
    });
    expect(orders.rows).toEqual([
      {
        orderId: '390639144',
        source: 'order:390639144',
        voided: false,
        isReturnLabel: false,
        at: '2026-07-15T15:41:07.593Z',
        order: {
          orderId: '390639144',
          orderNumber: 'B2B-10482',
          orderStatus: 'awaiting_shipment',
          storeId: '26815',
          mergedOrSplit: false,
          mergedIds: [],
          modifiedAt: '2026-07-15T15:41:07.593Z',
        },
      },
    ]);
    const fulfilled = await connector.readPointer({
      resourceUrl: shard('/fulfillments?x=1'),
      resourceType: 'fulfillment_shipped',
    });
    expect(fulfilled).toMatchObject({ total: 2, rows: [{ orderId: '390639144', source: 'fulfillment:33974374' }] });
  });
});

test('V2 labels carry the V1 numbers: label = shipment, shipment = order', async () => {
  const rows = [
    labelRow(),
    labelRow({ label_id: 'se-2', is_return_label: true }),
    labelRow({ label_id: 'se-3', status: 'voided', voided: true, voided_at: '2026-07-16T16:12:00Z' }),
    labelRow({ label_id: 'se-4', shipment_id: null }),
  ];
  const body = v2Envelope('labels', rows, 'https://api.shipstation.com/v2/labels?page=2');
  await withVendor({ 'GET /v2/labels': { body } }, async (vendor) => {
    const pointer = { resourceUrl: api('/v2/labels?batch_id=se-64620276'), resourceType: 'LABEL_CREATED_V2' };
    const page = await connect(vendor.baseUrl).readPointer(pointer);
    expect(page).toEqual({
      page: 1,
      hasMore: true,
      total: 4,
      rows: [
        {
          orderId: '390639144',
          source: 'shipment:271726263',
          voided: false,
          isReturnLabel: false,
          at: '2026-07-15T23:51:14.503Z',
        },
        {
          orderId: '390639144',
          source: 'shipment:2',
          voided: false,
          isReturnLabel: true,
          at: '2026-07-15T23:51:14.503Z',
        },
        {
          orderId: '390639144',
          source: 'shipment:3',
          voided: true,
          isReturnLabel: false,
          at: '2026-07-16T16:12:00.000Z',
        },
      ],
    });
    expect(vendor.seen[0]?.query).toEqual({ batch_id: 'se-64620276', page: '1', page_size: '100' });
  });
});

test('V2: absent links are empty objects and end the list', async () => {
  await withVendor({ 'GET /v2/labels': { body: v2Envelope('labels', [labelRow()]) } }, async (vendor) => {
    const pointer = { resourceUrl: api('/v2/batches/se-1'), resourceType: 'BATCH_PROCESSED_V2' };
    expect((await connect(vendor.baseUrl).readPointer(pointer)).hasMore).toBe(false);
    expect(vendor.seen[0]?.query).toMatchObject({ batch_id: 'se-1' });
  });
});

test('V2 fulfillments, shipments and single labels', async () => {
  const shipment = {
    shipment_id: 'se-5',
    created_at: '2026-07-15T01:00:00Z',
    modified_at: null,
    is_return: false,
    store_id: 'se-26815',
  };
  const routes = {
    'GET /v2/fulfillments': { body: v2Envelope('fulfillments', [v2FulfillmentRow()]) },
    'GET /v2/shipments': {
      body: v2Envelope('shipments', [shipment, { ...shipment, shipment_id: 'se-6', store_id: 'se-9' }]),
    },
    'GET /v2/labels/se-271726263': { body: labelRow() },
    'GET /v2/labels/se-404': {
      status: 404,
      body: { request_id: '0', errors: [{ error_code: 'not_found', message: 'gone' }] },
    },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl, { settings: { storeIds: ['26815'] } });
    const read = async (path: string, type: string) =>
      (await connector.readPointer({ resourceUrl: api(path), resourceType: type })).rows;
    expect(await read('/v2/fulfillments?fulfillment_id=se-16731019', 'FULFILLMENT_SHIPPED_V2')).toEqual([
      {
        orderId: '390639144',
        source: 'fulfillment:16731019',
        voided: false,
        isReturnLabel: false,
        at: '2026-09-03T14:50:25.067Z',
      },
    ]);
    expect(await read('/v2/shipments?import_batch_id=b', 'SHIPMENT_CREATED_V2')).toEqual([
      { orderId: '5', source: 'order:5', voided: false, isReturnLabel: false, at: '2026-07-15T01:00:00.000Z' },
    ]);
    expect(await read('/v2/labels/se-271726263/track', 'TRACK_EVENT_V2')).toMatchObject([
      { source: 'shipment:271726263' },
    ]);
    expect(await read('/v2/labels/se-404', 'LABEL_CREATED_V2')).toEqual([]);
  });
});

test('a foreign host is a Config error and no request leaves', async () => {
  await withVendor({}, async (vendor) => {
    const reading = connect(vendor.baseUrl).readPointer({
      resourceUrl: 'https://evil.example/shipments',
      resourceType: 'SHIP_NOTIFY',
    });
    await expect(reading).rejects.toMatchObject({ type: 'Config', message: expect.stringContaining('evil.example') });
    expect(vendor.seen).toEqual([]);
  });
});

test('a V2 pointer without a V2 key says which key is missing', async () => {
  await withVendor({}, async (vendor) => {
    const reading = connect(vendor.baseUrl, { noV2: true }).readPointer({
      resourceUrl: api('/v2/labels'),
      resourceType: 'LABEL_CREATED_V2',
    });
    await expect(reading).rejects.toMatchObject({ type: 'Config', message: expect.stringContaining('V2 API key') });
  });
});
