import { expect, test } from '@jest/globals';
import { fulfillmentRow, orderRow, shipmentItemRow, shipmentRow, v1Envelope } from './rows.ts';
import { connect, withVendor } from './vendor-server.ts';

test('an order is read into our words, without any person’s data', async () => {
  await withVendor({ 'GET /orders/390639144': { body: orderRow() } }, async (vendor) => {
    const order = await connect(vendor.baseUrl).getOrder('390639144');
    expect(order).toEqual({
      orderId: '390639144',
      orderNumber: 'B2B-10482',
      orderKey: 'erp:SO-10482',
      orderStatus: 'awaiting_shipment',
      storeId: '26815',
      warehouseId: '24079',
      customFields: { customField1: 'acct=417;parent=12' },
      items: [
        {
          orderItemId: '7893121',
          lineItemKey: '1',
          sku: 'GLV-M-100',
          name: 'Nitrile glove M',
          quantity: '10',
          adjustment: false,
        },
        { orderItemId: '7893122', lineItemKey: 'disc', name: '', quantity: '1', adjustment: true },
      ],
      mergedOrSplit: false,
      mergedIds: [],
      weight: { value: '120.5', units: 'ounces' },
      createdAt: '2026-07-15T15:10:02.110Z',
      modifiedAt: '2026-07-15T15:41:07.593Z',
    });
    expect(JSON.stringify(order)).not.toMatch(/Northside|example|Elm/);
  });
});

test('split and merged orders keep their family', async () => {
  const options = { mergedOrSplit: true, mergedIds: [78913890, 5], parentId: 34567890 };
  await withVendor(
    { 'GET /orders/1': { body: orderRow({ orderId: 1, advancedOptions: options }) } },
    async (vendor) => {
      const order = await connect(vendor.baseUrl).getOrder('1');
      expect(order).toMatchObject({
        mergedOrSplit: true,
        mergedIds: ['78913890', '5'],
        parentId: '34567890',
        customFields: {},
      });
      expect(order).not.toHaveProperty('storeId');
    },
  );
});

test('an order that does not exist is undefined; a gateway’s 404 page is not taken for that', async () => {
  const routes = {
    'GET /orders/1': { status: 404, raw: '' },
    'GET /orders/2': { status: 404, body: { Message: 'not found' } },
    'GET /orders/3': { status: 404, raw: '<html>nginx</html>', headers: { 'content-type': 'text/html' } },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    expect(await connector.getOrder('1')).toBeUndefined();
    expect(await connector.getOrder('2')).toBeUndefined();
    await expect(connector.getOrder('3')).rejects.toMatchObject({ type: 'Unavailable', status: 404 });
  });
});

test('orders are found by the whole number though the vendor matches beginnings', async () => {
  const rows = [orderRow({ orderId: 1, orderNumber: '1001' }), orderRow({ orderId: 2, orderNumber: '10010' })];
  await withVendor({ 'GET /orders': { body: v1Envelope('orders', rows) } }, async (vendor) => {
    const found = await connect(vendor.baseUrl).findOrders('1001');
    expect(found.map((order) => order.orderId)).toEqual(['1']);
    expect(vendor.seen[0]?.query).toEqual({ orderNumber: '1001', page: '1', pageSize: '500' });
  });
});

test('a number that is the beginning of too many others says so instead of answering "none"', async () => {
  const rows = [orderRow({ orderNumber: '10' }), orderRow({ orderNumber: '11' })];
  const body = v1Envelope('orders', rows, { total: 5, pages: 3 });
  await withVendor({ 'GET /orders': { body } }, async (vendor) => {
    const finding = connect(vendor.baseUrl, { settings: { pageSize: 2 } }).findOrders('1');
    await expect(finding).rejects.toMatchObject({ type: 'Invalid', code: 'TOO_MANY_MATCHES' });
  });
});

test('shipments: instants to UTC, ship date stays a day, filters go out as Pacific wall clock', async () => {
  const rows = [
    shipmentRow({ shipmentItems: [shipmentItemRow] }),
    shipmentRow({
      shipmentId: 2,
      orderId: null,
      orderNumber: null,
      warehouseId: null,
      shipmentItems: [],
      advancedOptions: null,
    }),
    shipmentRow({ shipmentId: 3, voided: true, voidDate: '2026-07-16T09:12:00.0000000' }),
  ];
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    const page = await connect(vendor.baseUrl).listShipments({
      orderId: '390639144',
      createdFrom: '2026-07-15T07:00:00.000Z',
      createdTo: '2026-09-01T06:30:00.000Z',
      voidedFrom: '2026-01-15T18:00:00Z',
      voidedTo: '2026-01-15T18:00:00.250Z',
      includeItems: true,
    });
    expect(page).toMatchObject({ page: 1, hasMore: false, total: 3 });
    expect(page.rows[0]).toEqual({
      shipmentId: '271726263',
      orderId: '390639144',
      orderNumber: 'B2B-10482',
      createdAt: '2026-07-15T23:51:14.503Z',
      shipDate: '2026-07-15',
      trackingNumber: '1Z999AA10123456784',
      isReturnLabel: false,
      carrierCode: 'ups_walleted',
      serviceCode: 'ups_ground',
      warehouseId: '24079',
      storeId: '26815',
      voided: false,
      weight: { value: '120', units: 'ounces' },
      items: [{ orderItemId: '7893121', lineItemKey: '1', sku: 'GLV-M-100', name: 'Nitrile glove M', quantity: '10' }],
    });
    for (const absent of ['orderId', 'orderNumber', 'warehouseId', 'storeId', 'items', 'voidedAt']) {
      expect(page.rows[1]).not.toHaveProperty(absent);
    }
    expect(page.rows[2]).toMatchObject({ voided: true, voidedAt: '2026-07-16T16:12:00.000Z' });
    expect(vendor.seen[0]?.query).toEqual({
      orderId: '390639144',
      createDateStart: '2026-07-15 00:00:00',
      createDateEnd: '2026-08-31 23:30:00',
      voidDateStart: '2026-01-15 10:00:00',
      voidDateEnd: '2026-01-15 10:00:01',
      includeShipmentItems: 'true',
      sortBy: 'CreateDate',
      sortDir: 'ASC',
      page: '1',
      pageSize: '500',
    });
    expect(vendor.seen[0]?.search).toContain('createDateStart=2026-07-15%2000%3A00%3A00');
  });
});

test('fulfillments: ship date is a day, a requested void counts as void, one without an order is left out', async () => {
  const rows = [
    fulfillmentRow(),
    fulfillmentRow({ fulfillmentId: 2, voidRequested: true }),
    fulfillmentRow({ fulfillmentId: 3, orderId: null }),
  ];
  await withVendor(
    { 'GET /fulfillments': { body: v1Envelope('fulfillments', rows, { pages: 0 }) } },
    async (vendor) => {
      const page = await connect(vendor.baseUrl).listFulfillments({ createdFrom: '2026-07-15T15:50:50Z' }, 2);
      expect(page).toMatchObject({ page: 2, total: 3 });
      expect(page.rows).toEqual([
        {
          fulfillmentId: '33974374',
          orderId: '390639144',
          orderNumber: 'B2B-10482',
          createdAt: '2026-07-15T15:50:50.067Z',
          shipDate: '2026-07-15',
          carrierCode: 'FedEx',
          voided: false,
        },
        expect.objectContaining({ fulfillmentId: '2', voided: true }),
      ]);
      expect(vendor.seen[0]?.query).toMatchObject({ createDateStart: '2026-07-15 08:50:50', page: '2' });
    },
  );
});

/** 5 shipments in pages of 2, with the paging members as `paging` says. */
async function pagedCount(paging: (page: number) => object): Promise<number> {
  let count = 0;
  const route = (seen: { query: Record<string, string> }) => {
    const page = Number(seen.query.page);
    const ids = [1, 2, 3, 4, 5].slice((page - 1) * 2, page * 2);
    return {
      body: v1Envelope(
        'shipments',
        ids.map((shipmentId) => shipmentRow({ shipmentId })),
        paging(page),
      ),
    };
  };
  await withVendor({ 'GET /shipments': route }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { settings: { pageSize: 2 } });
    for (let page = 1, more = true; more && page < 9; page += 1) {
      const answer = await connector.listShipments({ includeItems: false }, page);
      count += answer.rows.length;
      more = answer.hasMore;
    }
  });
  return count;
}

test('every page is read, also where the vendor says pages 0', async () => {
  expect(await pagedCount((page) => ({ total: 5, page, pages: 3 }))).toBe(5);
  expect(await pagedCount((page) => ({ total: 5, page, pages: 0 }))).toBe(5);
  expect(await pagedCount((page) => ({ total: 0, page, pages: 0 }))).toBe(5);
});

test('a vendor that gives fewer rows per page than asked is still read to the end', async () => {
  const route = (seen: { query: Record<string, string> }) => ({
    body: v1Envelope('fulfillments', [fulfillmentRow({ fulfillmentId: Number(seen.query.page) })], {
      total: 3,
      pages: 3,
    }),
  });
  await withVendor({ 'GET /fulfillments': route }, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    expect((await connector.listFulfillments({}, 2)).hasMore).toBe(true);
    expect((await connector.listFulfillments({}, 3)).hasMore).toBe(false);
  });
});

test('the official sample (two rows, total 2, pages 0) is one page', async () => {
  const body = v1Envelope('shipments', [shipmentRow(), shipmentRow()], { total: 2, pages: 0 });
  await withVendor({ 'GET /shipments': { body } }, async (vendor) => {
    expect((await connect(vendor.baseUrl).listShipments({ includeItems: false })).hasMore).toBe(false);
  });
});

test('an answer of another shape is named by its place, not by its values', async () => {
  const body = v1Envelope('shipments', [shipmentRow({ createDate: '2026-07-15T10:00:00Z' })]);
  await withVendor({ 'GET /shipments': { body } }, async (vendor) => {
    const reading = connect(vendor.baseUrl).listShipments({ includeItems: false });
    await expect(reading).rejects.toMatchObject({ type: 'Invalid', code: 'UNEXPECTED_ANSWER' });
    await expect(reading).rejects.toThrow('shipments.0.createDate: not a V1 date-time');
  });
});

test('a window edge that is no instant is refused before it is sent', async () => {
  await withVendor({}, async (vendor) => {
    const reading = connect(vendor.baseUrl).listShipments({ createdFrom: 'yesterday', includeItems: false });
    await expect(reading).rejects.toMatchObject({ type: 'Invalid' });
    expect(vendor.seen).toEqual([]);
  });
});
