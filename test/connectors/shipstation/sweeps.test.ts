import { expect, test } from '@jest/globals';
import { fulfillmentRow, shipmentRow, v1Envelope } from './rows.ts';
import { connect, withVendor } from './vendor-server.ts';

const window = { from: '2026-07-15T15:00:00.000Z', to: '2026-07-15T16:00:00.000Z' };
const empty = { body: v1Envelope('shipments', [], { pages: 0 }) };

test('created shipments are swept by their creation, oldest first; labels without an order only count', async () => {
  const rows = [
    shipmentRow(),
    shipmentRow({ shipmentId: 2, orderId: null }),
    shipmentRow({ shipmentId: 3, isReturnLabel: true }),
  ];
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    const page = await connect(vendor.baseUrl).sweepPage('shipmentsCreated', window, 1);
    expect(page).toEqual({
      page: 1,
      hasMore: false,
      total: 3,
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
          source: 'shipment:3',
          voided: false,
          isReturnLabel: true,
          at: '2026-07-15T23:51:14.503Z',
        },
      ],
    });
    expect(vendor.seen[0]?.query).toEqual({
      createDateStart: '2026-07-15 08:00:00',
      createDateEnd: '2026-07-15 09:00:00',
      includeShipmentItems: 'false',
      sortBy: 'CreateDate',
      sortDir: 'ASC',
      page: '1',
      pageSize: '500',
    });
  });
});

test('voids are swept by the void date and tell when they were voided', async () => {
  const rows = [shipmentRow({ voided: true, voidDate: '2026-07-16T09:12:00.0000000' })];
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    const page = await connect(vendor.baseUrl).sweepPage('shipmentsVoided', window, 1);
    expect(page.rows).toEqual([
      {
        orderId: '390639144',
        source: 'shipment:271726263',
        voided: true,
        isReturnLabel: false,
        at: '2026-07-16T16:12:00.000Z',
      },
    ]);
    expect(vendor.seen[0]?.query).toMatchObject({
      voidDateStart: '2026-07-15 08:00:00',
      voidDateEnd: '2026-07-15 09:00:00',
    });
    expect(vendor.seen[0]?.query).not.toHaveProperty('createDateStart');
  });
});

test('fulfillments are swept without a store, which they do not have', async () => {
  const rows = [fulfillmentRow(), fulfillmentRow({ fulfillmentId: 2, voided: true, voidDate: '2026-07-16T09:12:00' })];
  await withVendor({ 'GET /fulfillments': { body: v1Envelope('fulfillments', rows) } }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { settings: { storeIds: ['26815'] } });
    const page = await connector.sweepPage('fulfillments', { ...window, storeId: '26815' }, 1);
    expect(page.rows).toEqual([
      {
        orderId: '390639144',
        source: 'fulfillment:33974374',
        voided: false,
        isReturnLabel: false,
        at: '2026-07-15T15:50:50.067Z',
      },
      {
        orderId: '390639144',
        source: 'fulfillment:2',
        voided: true,
        isReturnLabel: false,
        at: '2026-07-16T16:12:00.000Z',
      },
    ]);
    expect(vendor.seen[0]?.query).not.toHaveProperty('storeId');
  });
});

test('one odd member that a sweep does not need cannot stop it', async () => {
  const rows = [shipmentRow({ weight: 'heavy', shipDate: '8-13-2014', carrierCode: { new: 'shape' } })];
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    expect((await connect(vendor.baseUrl).sweepPage('shipmentsCreated', window, 1)).rows).toHaveLength(1);
  });
});

test('one store is asked of the vendor, several are filtered here, the window’s own store wins', async () => {
  const rows = [1, 2, 3].map((n) => shipmentRow({ shipmentId: n, advancedOptions: { storeId: n } }));
  await withVendor({ 'GET /shipments': { body: v1Envelope('shipments', rows) } }, async (vendor) => {
    const sources = async (storeIds: string[], storeId?: string) => {
      const connector = connect(vendor.baseUrl, { settings: { storeIds } });
      const page = await connector.sweepPage('shipmentsCreated', { ...window, ...(storeId ? { storeId } : {}) }, 1);
      expect(page.total).toBe(3);
      return page.rows.map((row) => row.source);
    };
    expect(await sources([])).toEqual(['shipment:1', 'shipment:2', 'shipment:3']);
    expect(await sources(['2'])).toEqual(['shipment:2']);
    expect(await sources(['1', '3'])).toEqual(['shipment:1', 'shipment:3']);
    expect(await sources(['1', '3'], '3')).toEqual(['shipment:3']);
    expect(vendor.seen.map((request) => request.query.storeId)).toEqual([undefined, '2', undefined, '3']);
  });
});

test('no sweep ever sends a zone', async () => {
  await withVendor({ 'GET /shipments': empty }, async (vendor) => {
    await connect(vendor.baseUrl).sweepPage(
      'shipmentsVoided',
      { from: '2026-11-01T08:30:00Z', to: '2026-11-01T09:30:00+00:00' },
      1,
    );
    expect(vendor.seen[0]?.query).toMatchObject({
      voidDateStart: '2026-11-01 00:59:59',
      voidDateEnd: '2026-11-01 02:00:00',
    });
    expect(vendor.seen[0]?.search).not.toMatch(/Date(Start|End)=[^&]*(Z|%2B|T)/);
  });
});
