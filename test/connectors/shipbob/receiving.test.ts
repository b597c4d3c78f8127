// Receiving orders: reading, lots by box, filters that are not obeyed, finding by number, making, cancelling.
import { expect, test } from '@jest/globals';
import type { ReceivingDraft } from '../../../connectors/shipbob/types.ts';
import { box, wro } from './rows.ts';
import { CHANNEL, connect, errorOf, type Seen, withVendor } from './vendor.ts';

const LIST = 'GET /receiving';
const paged = (rows: unknown[], page = 1, pages = 1) => ({
  json: rows,
  headers: { 'page-number': String(page), 'total-pages': String(pages), 'total-count': '9', 'page-size': '100' },
});

test('an order: units, instants in UTC, the zone of its centre; members that are not known are left out', async () => {
  await withVendor({ 'GET /receiving/443002': { json: wro(443002) } }, async ({ url, seen }) => {
    expect(await connect(url).getReceivingOrder('443002')).toEqual({
      id: '443002',
      status: 'Processing',
      packageType: 'Pallet',
      boxPackaging: 'MultipleSkuPerBox',
      purchaseOrderNumber: 'PO-4711',
      expectedArrivalAt: '2026-12-08T15:00:00.000Z',
      insertedAt: '2026-11-21T03:19:37.348Z',
      updatedAt: '2026-12-09T17:02:11.432Z',
      fulfillmentCenter: {
        id: '10',
        name: 'Moreno Valley (CA)',
        windowsTimeZone: 'Pacific Standard Time',
        timeZone: 'America/Los_Angeles',
        city: 'Moreno Valley',
      },
      items: [
        { inventoryId: '8600001', sku: 'TEA-01', expected: 500, received: 0, stowed: 180 },
        { inventoryId: '8600002', expected: 240, received: 0, stowed: 0 },
      ],
      history: [
        { status: 'Awaiting', at: '2026-11-21T03:19:37.000Z' },
        { status: 'Processing', at: '2026-12-09T15:00:00.000Z' },
      ],
    });
    expect(seen[0]).toMatchObject({ version: '2026-07', headers: { authorization: 'Bearer pat-1' } });
    expect(seen[0]?.headers).not.toHaveProperty('shipbob_channel_id');
  });
});

test('the older version is asked when the settings say so', async () => {
  await withVendor({ 'GET /receiving/1': { json: wro(1) } }, async ({ url, seen }) => {
    await connect(url, { settings: { apiVersion: '2026-01' } }).getReceivingOrder('1');
    expect(seen[0]?.version).toBe('2026-01');
  });
});

test('boxes tell lots and what is stowed of each; an unknown order has none', async () => {
  await withVendor(
    { 'GET /receiving/1/boxes': { json: [box] }, 'GET /receiving/2/boxes': { status: 404 } },
    async ({ url }) => {
      const [first] = await connect(url).receivingBoxes('1');
      expect(first).toMatchObject({
        id: '1571189',
        number: 1,
        status: 'Stowing',
        arrivedAt: '2026-12-08T18:40:05.850Z',
      });
      expect(first).not.toHaveProperty('receivedAt');
      expect(first?.items).toEqual([
        {
          inventoryId: '8600001',
          expected: 500,
          received: 500,
          stowed: 180,
          lotNumber: 'L-26A',
          lotDate: '2027-11-30T00:00:00.000Z',
        },
        { inventoryId: '8600002', expected: 240, received: 0, stowed: 0 },
      ]);
      expect(await connect(url).receivingBoxes('2')).toEqual([]);
    },
  );
});

test('a list asks for numbered pages and goes on until the headers say so', async () => {
  const route = ({ query }: Seen) => paged([wro(Number(query.Page))], Number(query.Page), 2);
  await withVendor({ [LIST]: route }, async ({ url, seen }) => {
    const filter = { statuses: ['Processing' as const, 'Completed' as const], insertedFrom: '2026-11-01T00:00:00Z' };
    const first = await connect(url).listReceivingOrders(filter);
    expect(first).toMatchObject({ rows: [{ id: '1' }], next: '2', ignored: [] });
    const second = await connect(url).listReceivingOrders(filter, first.next);
    expect(second.rows.map(({ id }) => id)).toEqual(['2']);
    expect(second).not.toHaveProperty('next');
    expect(seen[1]?.query).toEqual({
      Statuses: 'Processing,Completed',
      InsertStartDate: '2026-11-01T00:00:00Z',
      Page: '2',
      Limit: '100',
    });
  });
});

test('a filter that ShipBob ignores is named, and its rows are taken out', async () => {
  const rows = [wro(1), wro(2, { status: 'Awaiting' }), wro(3, { insert_date: '2026-10-01T00:00:00+00:00' })];
  await withVendor({ [LIST]: paged(rows) }, async ({ url }) => {
    const shipBob = connect(url);
    const filter = { statuses: ['Processing' as const], insertedFrom: '2026-11-01T00:00:00Z' };
    expect(await shipBob.listReceivingOrders(filter)).toMatchObject({
      rows: [{ id: '1' }],
      ignored: ['Statuses', 'InsertStartDate'],
    });
    expect(await shipBob.listReceivingOrders({ completedFrom: '2026-12-01T00:00:00Z' })).toMatchObject({
      rows: [],
      ignored: ['CompletedStartDate'],
    });
    expect((await shipBob.listReceivingOrders({ externalSync: true })).ignored).toEqual(['ExternalSync']);
    expect((await shipBob.listReceivingOrders({ externalSync: false })).ignored).toEqual([]);
  });
});

test('completed orders are compared by the moment of their completion', async () => {
  const done = (id: number, at: string) =>
    wro(id, { status: 'Completed', status_history: [{ id: 9, status: 'Completed', timestamp: at }] });
  const rows = [done(1, '2026-12-01T00:00:00+00:00'), done(2, '2026-12-11T12:00:00.5+00:00')];
  await withVendor({ [LIST]: paged(rows) }, async ({ url }) => {
    const page = await connect(url).listReceivingOrders({ completedFrom: '2026-12-11T12:00:00.900Z' });
    expect(page.rows.map(({ id }) => id)).toEqual(['2']);
  });
});

test('an order is found by its number over all pages, whatever the capitals, and only that number', async () => {
  const pages = [[wro(1, { purchase_order_number: 'PO-9' })], [wro(2, { purchase_order_number: ' po-4711 ' })]];
  const route = ({ query }: Seen) => paged(pages[Number(query.Page) - 1] ?? [], Number(query.Page), 2);
  await withVendor({ [LIST]: route }, async ({ url, seen }) => {
    expect((await connect(url).findReceivingOrders(' PO-4711 ')).map(({ id }) => id)).toEqual(['2']);
    expect(seen[0]?.query.PurchaseOrderNumbers).toBe('PO-4711');
  });
});

test('when the filter is ignored for ever, "there is none" is not concluded', async () => {
  const route = ({ query }: Seen) => paged([wro(1, { purchase_order_number: 'X' })], Number(query.Page), 5_000);
  await withVendor({ [LIST]: route }, async ({ url }) => {
    const shipBob = connect(url, { settings: { reservePerMinute: 0 } });
    expect(await errorOf(() => shipBob.findReceivingOrders('PO-1'))).toMatchObject({
      type: 'Unavailable',
      code: 'TOO_MANY_PAGES',
    });
  });
});

test.each(['', 'PO-1,PO-2'])('the number "%s" cannot be looked for', async (number) => {
  await withVendor({}, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).findReceivingOrders(number))).toMatchObject({ type: 'Invalid' });
    expect(seen).toEqual([]);
  });
});

const DRAFT: ReceivingDraft = {
  purchaseOrderNumber: 'PO-4711',
  fulfillmentCenterId: '10',
  packageType: 'Pallet',
  boxPackaging: 'MultipleSkuPerBox',
  expectedArrivalAt: '2026-12-08T15:00:00Z',
  boxes: [
    {
      trackingNumber: '1Z1',
      items: [
        { inventoryId: '8600001', quantity: 500, lotNumber: 'L-26A', lotDate: '2027-11-30T00:00:00Z' },
        { inventoryId: '8600002', quantity: 240 },
      ],
    },
  ],
};

test('a draft becomes exactly what the API takes, with the channel', async () => {
  await withVendor({ 'POST /receiving': { status: 201, json: wro(5) } }, async ({ url, seen }) => {
    expect((await connect(url).createReceivingOrder(DRAFT)).id).toBe('5');
    expect(seen[0]?.headers.shipbob_channel_id).toBe(CHANNEL);
    expect(seen[0]?.json).toEqual({
      fulfillment_center: { id: 10 },
      package_type: 'Pallet',
      box_packaging_type: 'MultipleSkuPerBox',
      expected_arrival_date: '2026-12-08T15:00:00Z',
      purchase_order_number: 'PO-4711',
      boxes: [
        {
          tracking_number: '1Z1',
          box_items: [
            { inventory_id: 8600001, quantity: 500, lot_number: 'L-26A', lot_date: '2027-11-30T00:00:00Z' },
            { inventory_id: 8600002, quantity: 240 },
          ],
        },
      ],
    });
  });
});

const item = { inventoryId: '1', quantity: 1 };
test.each<[string, Partial<ReceivingDraft>]>([
  ['NO_BOXES', { boxes: [] }],
  ['EMPTY_BOX', { boxes: [{ trackingNumber: 'T', items: [] }] }],
  ['NO_TRACKING', { boxes: [{ trackingNumber: ' ', items: [item] }] }],
  ['BAD_ITEM', { boxes: [{ trackingNumber: 'T', items: [{ ...item, quantity: 1.5 }] }] }],
  ['BAD_ITEM', { boxes: [{ trackingNumber: 'T', items: [{ ...item, quantity: 0 }] }] }],
  ['BAD_ITEM', { boxes: [{ trackingNumber: 'T', items: [{ ...item, lotNumber: 'L' }] }] }],
  ['BAD_ITEM', { boxes: [{ trackingNumber: 'T', items: [{ ...item, inventoryId: 'SKU' }] }] }],
  ['BAD_NUMBER', { purchaseOrderNumber: 'A,B' }],
  ['BAD_CENTER', { fulfillmentCenterId: 'x' }],
  [
    'TOO_MANY_BOXES',
    { packageType: 'Package', boxes: Array.from({ length: 51 }, () => ({ trackingNumber: 'T', items: [item] })) },
  ],
])('a draft that ShipBob would refuse (%s) is not sent', async (code, change) => {
  await withVendor({}, async ({ url, seen }) => {
    const error = await errorOf(() => connect(url).createReceivingOrder({ ...DRAFT, ...change }));
    expect(error).toMatchObject({ type: 'Invalid', code });
    expect(seen).toEqual([]);
  });
});

test('no write goes out without a channel', async () => {
  await withVendor({}, async ({ url, seen }) => {
    const { channelId: _none, ...settings } = { channelId: '', baseUrl: url, authUrl: url };
    const { createShipBob } = await import('../../../connectors/shipbob/index.ts');
    const shipBob = createShipBob(settings, { kind: 'pat', token: 't' }, {});
    const writes = [
      () => shipBob.createReceivingOrder(DRAFT),
      () => shipBob.cancelReceivingOrder('1'),
      () => shipBob.setExternalSync(['1'], true),
      () => shipBob.subscribe({ topics: ['order.shipped'], url: 'https://x.test/h', description: 'd' }),
      () => shipBob.unsubscribe('1'),
    ];
    for (const write of writes) expect(await errorOf(write)).toMatchObject({ type: 'Config', code: 'NO_CHANNEL' });
    expect(seen).toEqual([]);
  });
});

test('cancelling: done, done already, and too late', async () => {
  const refused = { status: 422, json: { title: 'WRO must be in Awaiting', status: 422 } };
  const routes = {
    'POST /receiving/1:cancel': { json: wro(1, { status: 'Cancelled' }) },
    'POST /receiving/2:cancel': refused,
    'GET /receiving/2': { json: wro(2, { status: 'Cancelled' }) },
    'POST /receiving/3:cancel': refused,
    'GET /receiving/3': { json: wro(3, { status: 'Arrived' }) },
    'POST /receiving/4:cancel': { hangUp: true },
  };
  await withVendor(routes, async ({ url, seen }) => {
    const shipBob = connect(url);
    await shipBob.cancelReceivingOrder('1');
    expect(seen[0]?.headers.shipbob_channel_id).toBe(CHANNEL);
    await shipBob.cancelReceivingOrder('2');
    expect(await errorOf(() => shipBob.cancelReceivingOrder('3'))).toMatchObject({
      type: 'Conflict',
      code: 'NOT_CANCELLABLE',
      message: expect.stringContaining('is Arrived'),
    });
    expect(await errorOf(() => shipBob.cancelReceivingOrder('4'))).toMatchObject({ type: 'Uncertain' });
  });
});

test('the shared flag tells order by order whether it was set', async () => {
  const results = [
    { id: 1, action: 'ExternalSync', is_success: true, reason: '' },
    { id: 2, action: 'ExternalSync', is_success: false, reason: 'not found' },
  ];
  await withVendor({ 'POST /receiving:setExternalSync': { json: { results } } }, async ({ url, seen }) => {
    expect(await connect(url).setExternalSync(['1', '2'], true)).toEqual([
      { id: '1', done: true },
      { id: '2', done: false, reason: 'not found' },
    ]);
    expect(seen[0]?.json).toEqual({ ids: [1, 2], is_external_sync: true });
  });
});

test('each final centre of a hub’s order has its own figures', async () => {
  const row = { fulfillment_center_id: 8, inventory_id: 5, product_sku: 'A', status: 'Stowing', stowed_quantity: 3 };
  await withVendor({ 'GET /receiving/1/distributions': { json: { id: 1, distributions: [row] } } }, async ({ url }) => {
    expect(await connect(url).receivingDistributions('1')).toEqual([
      { fulfillmentCenterId: '8', inventoryId: '5', sku: 'A', status: 'Stowing', expected: 0, received: 0, stowed: 3 },
    ]);
  });
});
