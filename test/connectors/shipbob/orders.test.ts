// Orders, shipments, how far a parcel is; and returns with what was really done.
import { expect, test } from '@jest/globals';
import { deliveryOf } from '../../../connectors/shipbob/delivery.ts';
import { order, returned, shipment } from './rows.ts';
import { connect, errorOf, type Seen, withVendor } from './vendor.ts';

test('an order with its shipments, money as text, and no person in it', async () => {
  await withVendor({ 'GET /order/600000101': { json: order(600000101) } }, async ({ url, seen }) => {
    const found = await connect(url).getOrder('600000101');
    expect(found).toMatchObject({
      id: '600000101',
      number: '1001',
      referenceId: 'shop-5551',
      channelId: '100102',
      totalPrice: '37.5',
      products: [{ id: '31', referenceId: 'TEA-01', quantity: 3, unitPrice: '12.5', externalLineId: '1' }],
    });
    expect(found?.shipments[0]).toEqual({
      id: '700000101',
      orderId: '600000101',
      referenceId: 'shop-5551',
      status: 'Completed',
      details: [{ id: 201, name: 'InTransit', description: 'Shipment In Transit' }],
      delivery: 'inTransit',
      createdAt: '2026-11-20T10:00:05.000Z',
      updatedAt: '2026-11-21T08:00:00.000Z',
      trackingUpdatedAt: '2026-11-21T07:58:00.000Z',
      fulfilledAt: '2026-11-20T19:17:07.122Z',
      changedAt: '2026-11-21T08:00:00.000Z',
      location: { id: '10', name: 'Moreno Valley (CA)' },
      shipOption: 'Standard',
      tracking: {
        carrier: 'USPS',
        service: 'GroundAdvantage',
        number: '9400000000000000000001',
        url: 'https://tools.usps.test/1',
      },
      isTrackingUploaded: false,
      invoiceAmount: '6.85',
      invoiceCurrency: 'USD',
      products: [
        {
          id: '31',
          referenceId: 'TEA-01',
          sku: 'TEA-01',
          name: 'Tea',
          quantity: 3,
          items: [
            { inventoryId: '8600001', name: 'Tea', quantity: 2, committed: 2, lotNumber: 'L-26A', serialNumbers: [] },
            {
              inventoryId: '8600001',
              name: 'Tea',
              quantity: 1,
              committed: 1,
              lotNumber: 'L-26B',
              serialNumbers: ['S1'],
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(found)).not.toMatch(/Buyer|Main St/);
    expect(seen[0]?.headers).not.toHaveProperty('shipbob_channel_id');
  });
});

test('a product of an order may have no id', async () => {
  const json = { ...order(600000101), products: [{ id: null, sku: 'TEA-01', quantity: 3 }] };
  await withVendor({ 'GET /order/600000101': { json } }, async ({ url }) => {
    expect((await connect(url).getOrder('600000101'))?.products).toEqual([{ sku: 'TEA-01', quantity: 3 }]);
  });
});

test('a shipment without a label has neither tracking nor invoice', async () => {
  const bare = shipment(7, { status: 'Processing', status_details: null, tracking: null, invoice_amount: null });
  await withVendor({ 'GET /shipment/7': { json: bare }, 'GET /shipment/8': { status: 404 } }, async ({ url }) => {
    const found = await connect(url).getShipment('7');
    expect(found).toMatchObject({ delivery: 'pending', details: [] });
    expect(found).not.toHaveProperty('tracking');
    expect(found).not.toHaveProperty('invoiceAmount');
    expect(await connect(url).getShipment('8')).toBeUndefined();
  });
});

test.each([
  ['Completed', [203, 201], undefined, 'delivered'],
  ['Completed', [201], '2026-11-23T00:00:00Z', 'delivered'],
  ['Completed', [204, 202], undefined, 'deliveryException'],
  ['Completed', [202], undefined, 'outForDelivery'],
  ['Completed', [200], undefined, 'awaitingCarrier'],
  ['Completed', [], undefined, 'awaitingCarrier'],
  ['Processing', [102], undefined, 'labelled'],
  ['LabeledCreated', [], undefined, 'labelled'],
  ['Processing', [101], undefined, 'pending'],
  ['Exception', [303], undefined, 'pending'],
  ['Cancelled', [102], undefined, 'cancelled'],
])('%s with %j is %3$s', (status, detailIds, deliveredAt, expected) => {
  expect(deliveryOf({ status, detailIds, deliveredAt, hasLabel: false })).toBe(expected);
});

test('orders by change: oldest first, 250 a page, one page after the other', async () => {
  const route = ({ query }: Seen) => ({
    json: [order(Number(query.Page))],
    headers: query.Page === '1' ? { 'next-page': '/2026-07/order?Page=2&Limit=250' } : { 'total-pages': '2' },
  });
  await withVendor({ 'GET /order': route }, async ({ url, seen }) => {
    const window = { updatedFrom: '2026-11-21T00:00:00Z', updatedTo: '2026-11-22T00:00:00Z' };
    const first = await connect(url).listOrders(window);
    expect(first.next).toBe('2');
    expect((await connect(url).listOrders(window, first.next)).next).toBeUndefined();
    expect(seen[0]?.query).toEqual({
      LastUpdateStartDate: '2026-11-21T00:00:00Z',
      LastUpdateEndDate: '2026-11-22T00:00:00Z',
      SortOrder: 'Oldest',
      Page: '1',
      Limit: '250',
    });
  });
});

test('an order whose shipments all changed before the window is taken out; one of unknown time stays', async () => {
  const old = { last_update_at: '2026-11-01T00:00:00+00:00', last_tracking_update_at: null };
  const rows = [
    order(1),
    order(2, { shipments: [shipment(7, old)] }),
    order(3, { shipments: [] }),
    order(4, { shipments: [shipment(8, old), shipment(9, { last_update_at: null, last_tracking_update_at: null })] }),
  ];
  await withVendor({ 'GET /order': { json: rows } }, async ({ url }) => {
    const page = await connect(url).listOrders({ updatedFrom: '2026-11-21T00:00:00Z' });
    expect(page.rows.map(({ id }) => id)).toEqual(['1', '3', '4']);
    expect(page.ignored).toEqual(['LastUpdateStartDate']);
  });
});

test('an order is found by its exact reference', async () => {
  await withVendor(
    { 'GET /order': { json: [order(1), order(2, { reference_id: 'shop-55510' })] } },
    async ({ url, seen }) => {
      expect((await connect(url).findOrders('shop-5551')).map(({ id }) => id)).toEqual(['1']);
      expect(seen[0]?.query.ReferenceIds).toBe('shop-5551');
    },
  );
});

test('the timeline is empty before the first event', async () => {
  const event = {
    log_type_id: 609,
    log_type_name: 'Delivered',
    log_type_text: 'Left at door',
    timestamp: '2026-11-23T17:11:00',
  };
  const routes = { 'GET /shipment/1/timeline': { json: [event] }, 'GET /shipment/2/timeline': { status: 404 } };
  await withVendor(routes, async ({ url }) => {
    expect(await connect(url).shipmentTimeline('1')).toEqual([
      { typeId: 609, name: 'Delivered', text: 'Left at door', at: '2026-11-23T17:11:00.000Z' },
    ]);
    expect(await connect(url).shipmentTimeline('2')).toEqual([]);
  });
});

test('what the carrier says, of at most 25 shipments', async () => {
  const row = {
    shipment_id: 1,
    carrier: 'UPS',
    status: 'Return to sender',
    history: [{ status: 'InTransit', timestamp: '2026-11-22T00:00:00Z' }],
  };
  await withVendor(
    { 'GET /shipments-tracking': { json: [row, { ...row, shipment_id: 9 }] } },
    async ({ url, seen }) => {
      expect(await connect(url).carrierTracking(['1', '2'])).toMatchObject([
        { shipmentId: '1', carrier: 'UPS', status: 'Return to sender', history: [{ at: '2026-11-22T00:00:00.000Z' }] },
      ]);
      expect(seen[0]?.query).toEqual({ ShipmentIds: '1,2' });
      const many = Array.from({ length: 26 }, (_, n) => String(n));
      expect(await errorOf(() => connect(url).carrierTracking(many))).toMatchObject({ type: 'Invalid' });
    },
  );
});

test('a return: what was asked and what was done, state without blanks, no person', async () => {
  await withVendor({ 'GET /return/88001': { json: returned(88001) } }, async ({ url }) => {
    const found = await connect(url).getReturn('88001');
    expect(found).toEqual({
      id: '88001',
      referenceId: 'RMA-17',
      status: 'Completed',
      type: 'Regular',
      storeOrderId: '1001',
      originalShipmentId: '700000101',
      originalTrackingNumber: '9400000000000000000001',
      channelId: '100102',
      fulfillmentCenter: { id: '10', name: 'Moreno Valley (CA)' },
      insertedAt: '2026-11-28T10:00:00.000Z',
      arrivedAt: '2026-12-02T15:00:00.000Z',
      completedAt: '2026-12-03T14:20:00.000Z',
      changedAt: '2026-12-03T14:20:00.000Z',
      history: [
        { status: 'AwaitingArrival', at: '2026-11-28T10:00:00.000Z' },
        { status: 'Completed', at: '2026-12-03T14:20:00.000Z' },
      ],
      invoice: { amount: '3', currency: 'CAD' },
      charges: [{ amount: '3', type: 'Return Processed by Operations Fee' }],
      items: [
        {
          inventoryId: '8600001',
          sku: 'TEA-01',
          name: 'Tea',
          quantity: 2,
          lotNumber: 'L-26A',
          lotDate: '2027-11-30T00:00:00.000Z',
          requested: { action: 'Restock', type: 'Inventory Default' },
          taken: [
            { action: 'Restock', quantity: 1 },
            { action: 'Quarantine', reason: 'Damaged', quantity: 1 },
          ],
        },
      ],
    });
  });
});

test('returns are paged by the cursor of an absolute link, with the same filter, on our own address', async () => {
  const route = ({ query }: Seen) =>
    query.cursor === undefined
      ? { json: { items: [returned(1)], next: 'https://elsewhere.test/2026-07/return?cursor=2&Limit=250' } }
      : { json: { items: [returned(2), returned(3, { status: 'Arrived', completed_date: null })], next: null } };
  await withVendor({ 'GET /return': route }, async ({ url, seen }) => {
    const filter = { statuses: ['Completed' as const], completedFrom: '2026-12-01T00:00:00Z' };
    const first = await connect(url).listReturns(filter);
    const second = await connect(url).listReturns(filter, first.next);
    expect(second).toMatchObject({ rows: [{ id: '2' }], ignored: ['Status', 'CompletedStartDate'] });
    expect(second).not.toHaveProperty('next');
    expect(seen[1]?.query).toEqual({
      Status: 'Completed',
      CompletedStartDate: '2026-12-01T00:00:00Z',
      SortOrder: 'Asc',
      Limit: '250',
      cursor: '2',
    });
  });
});

test('a return is found by its exact reference', async () => {
  const items = [returned(1), returned(2, { reference_id: 'RMA-170' })];
  await withVendor({ 'GET /return': { json: { items, next: '' } } }, async ({ url }) => {
    expect((await connect(url).findReturns('RMA-17')).map(({ id }) => id)).toEqual(['1']);
  });
});
