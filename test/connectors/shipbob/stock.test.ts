// Stock on its levels, stock events, products by SKU, places.
import { expect, test } from '@jest/globals';
import { product } from './rows.ts';
import { connect, errorOf, type Seen, withVendor } from './vendor.ts';

test('stock by centre, of given items; others are taken out', async () => {
  const location = {
    location_id: 10,
    name: 'Moreno Valley (CA)',
    on_hand_quantity: 676,
    fulfillable_quantity: 660,
    committed_quantity: 16,
    awaiting_quantity: 320,
    internal_transfer_quantity: 0,
  };
  const items = [
    { inventory_id: 8600001, sku: 'TEA-01', name: 'Tea', locations: [location] },
    { inventory_id: 9, sku: 'X', name: 'X', locations: [] },
  ];
  await withVendor({ 'GET /inventory-level/locations': { json: { items, next: null } } }, async ({ url, seen }) => {
    expect(await connect(url).inventoryByLocation(['8600001', '8600002'])).toEqual({
      rows: [
        {
          inventoryId: '8600001',
          sku: 'TEA-01',
          name: 'Tea',
          locations: [
            {
              locationId: '10',
              name: 'Moreno Valley (CA)',
              onHand: 676,
              fulfillable: 660,
              committed: 16,
              awaiting: 320,
              internalTransfer: 0,
            },
          ],
        },
      ],
      ignored: ['InventoryIds'],
    });
    expect(seen[0]?.query).toEqual({ InventoryIds: '8600001,8600002', PageSize: '250' });
  });
});

test('levels, lots and one item', async () => {
  const routes = {
    'GET /inventory-level': {
      json: {
        items: [{ inventory_id: 1, total_on_hand_quantity: 5, total_sellable_quantity: 4 }],
        next: '/inventory-level?cursor=abc',
      },
    },
    'GET /inventory-level/lots': {
      json: {
        items: [{ inventory_id: 1, lots: [{ lot_number: 'L', lot_date: null, on_hand_quantity: 2 }] }],
        next: null,
      },
    },
    'GET /inventory/1': {
      json: { inventory_id: 1, sku: 'A', is_lot: true, variant: { is_active: false, is_bundle: false } },
    },
  };
  await withVendor(routes, async ({ url }) => {
    const shipBob = connect(url);
    expect(await shipBob.inventoryLevels()).toMatchObject({
      rows: [{ onHand: 5, sellable: 4, committed: 0 }],
      next: 'cursor=abc',
    });
    expect((await shipBob.inventoryByLot()).rows[0]?.lots).toMatchObject([{ lotNumber: 'L', onHand: 2 }]);
    expect(await shipBob.getInventoryItem('1')).toMatchObject({ sku: 'A', isLot: true, isActive: false });
    expect(await shipBob.inventoryLevels([])).toEqual({ rows: [], ignored: [] });
    const many = Array.from({ length: 151 }, (_, n) => String(n));
    expect(await errorOf(() => shipBob.inventoryLevels(many))).toMatchObject({ type: 'Invalid' });
  });
});

const audit = (id: number, change: Record<string, unknown> = {}) => ({
  inventory_audit_event_id: id,
  event_category: 'ReceivingStow',
  event_datetime: '2026-12-09T16:41:10Z',
  inventory_id: 8600001,
  shipbob_order_id: null,
  additional_reference: [{ key: 'WroId', value: '443002' }],
  increment: { facility_id: 10, location_id: 5512, sku: 'TEA-01', lot_number: 'L-26A', quantity_change: 180 },
  decrement: null,
  ...change,
});

test('stock events: the cursor is sent in query and body, and a full page without a link goes on from its last id', async () => {
  const route = ({ query }: Seen) => ({
    json:
      query.cursor === undefined
        ? { data: Array.from({ length: 250 }, (_, n) => audit(n + 1)), next: null }
        : { data: [audit(999, { increment: null, decrement: { quantity_change: 4 } })], next: null },
  });
  await withVendor({ 'POST /inventory/history:query': route }, async ({ url, seen }) => {
    const filter = {
      facilityId: '10',
      inventoryIds: ['8600001'],
      category: 'ReceivingStow',
      from: '2026-12-08T00:00:00Z',
    };
    const first = await connect(url).inventoryEvents(filter);
    expect(first.rows[0]).toMatchObject({
      id: '1',
      references: [{ key: 'WroId', value: '443002' }],
      changes: [{ facilityId: '10', quantity: 180, lotNumber: 'L-26A' }],
    });
    const second = await connect(url).inventoryEvents(filter, first.next);
    expect(second.rows[0]?.changes).toEqual([{ quantity: -4 }]);
    expect(second.next).toBeUndefined();
    expect(seen[0]?.json).toEqual({
      facility_id: 10,
      inventory_ids: [8600001],
      event_category: 'ReceivingStow',
      start_date: '2026-12-08T00:00:00Z',
    });
    expect(seen[1]?.query).toEqual({ cursor: '250' });
    expect(seen[1]?.json).toMatchObject({ cursor: 250 });
    expect(seen[0]?.headers).not.toHaveProperty('shipbob_channel_id');
  });
});

const variant = (id: number, sku: string | null, change: Record<string, unknown> = {}) => ({
  id,
  sku,
  status: 'Active',
  inventory: { inventory_id: id * 10, on_hand_qty: 7 },
  lot_information: { is_lot: true, minimum_shelf_life_days: 30 },
  barcodes: [{ value: '123', sticker_url: 'x' }],
  ...change,
});

test('SKUs are searched with commas and colons as they are; what comes back is compared exactly', async () => {
  const items = [product(1, [variant(1, 'TEA-01'), variant(2, 'TEA-010'), variant(3, null), variant(4, 'mug red')])];
  await withVendor({ 'GET /product': { json: { items, next: null } } }, async ({ url, seen }) => {
    const found = await connect(url).findVariants([' TEA-01 ', 'MUG RED', 'gone']);
    expect(seen[0]?.search).toBe('?SKU=any:TEA-01,MUG%20RED,gone&PageSize=250');
    expect(found.map(({ sku, match, variants }) => [sku, match, variants.map(({ id }) => id)])).toEqual([
      ['TEA-01', 'exact', ['1']],
      ['MUG RED', 'otherCase', ['4']],
      ['gone', 'none', []],
    ]);
    expect(found[0]?.variants[0]).toMatchObject({
      productId: '1',
      inventoryId: '10',
      onHand: 7,
      isLot: true,
      barcodes: ['123'],
    });
  });
});

test('two variants of one SKU, and two that differ in capitals only, are told as several', async () => {
  const variants = [
    variant(1, 'A'),
    variant(2, 'A'),
    variant(3, 'b1'),
    variant(4, 'B1'),
    variant(5, 'Cc'),
    variant(6, 'cC'),
  ];
  await withVendor({ 'GET /product': { json: { items: [product(1, variants)], next: null } } }, async ({ url }) => {
    const found = await connect(url).findVariants(['A', 'B1', 'cc']);
    expect(found.map(({ match, variants: rows }) => [match, rows.length])).toEqual([
      ['several', 2],
      ['exact', 1],
      ['several', 2],
    ]);
  });
});

test('the next page of products is asked with the version that the link lacks, and with the same search', async () => {
  const route = ({ query }: Seen) => ({
    json:
      query.cursor === undefined
        ? { items: [product(1, [variant(1, 'A')])], next: '/Product?cursor=H4sI%2Bab==' }
        : { items: [product(2, [variant(2, 'B')])], next: null },
  });
  await withVendor({ 'GET /product': route }, async ({ url, seen }) => {
    expect((await connect(url).findVariants(['A', 'B'])).map(({ match }) => match)).toEqual(['exact', 'exact']);
    expect(seen[1]).toMatchObject({ version: '2026-07', query: { cursor: 'H4sI+ab==', SKU: 'any:A,B' } });
  });
});

test('a SKU with a comma is searched for by itself', async () => {
  await withVendor(
    { 'GET /product': { json: { items: [product(1, [variant(1, 'A,B')])], next: null } } },
    async ({ url, seen }) => {
      expect((await connect(url).findVariants(['A,B']))[0]?.match).toBe('exact');
      expect(seen.map(({ query }) => query.Search)).toEqual(['A,B']);
      expect(await errorOf(() => connect(url).findVariants(['']))).toMatchObject({ type: 'Invalid', code: 'BAD_SKUS' });
    },
  );
});

test('variants by inventory id, and bundles with their parts', async () => {
  const bundle = variant(5, 'SET', {
    inventory: null,
    bundle_definition: [{ variant_id: 1, variant_sku: 'A', quantity: 2 }],
  });
  const items = [product(1, [variant(1, 'A'), bundle])];
  await withVendor({ 'GET /product': { json: { items, next: null } } }, async ({ url, seen }) => {
    expect((await connect(url).findVariantsOf('10')).map(({ sku }) => sku)).toEqual(['A']);
    expect(seen[0]?.query.InventoryId).toBe('10');
    const { rows } = await connect(url).listVariants({ updatedSince: '2026-11-01T00:00:00Z' });
    expect(rows[1]).toMatchObject({ sku: 'SET', bundle: [{ variantId: '1', sku: 'A', quantity: 2 }] });
    expect(rows[1]).not.toHaveProperty('inventoryId');
    expect(seen[1]?.query.LastUpdatedTimestamp).toBe('2026-11-01T00:00:00Z');
  });
});

test('centres come as a bare array, channels page by page', async () => {
  const routes = {
    'GET /fulfillment-center': {
      json: [
        { id: 10, name: 'Cicero (IL)', timezone: 'Central Standard Time' },
        { id: 11, timezone: 'Mars Time' },
      ],
    },
    'GET /channel': ({ query }: Seen) => ({
      json:
        query.Cursor === undefined
          ? { items: [{ id: 1, name: 'Acme', application_name: 'SMA', scopes: ['orders_read'] }], next: 'tok/en+1=' }
          : { items: [{ id: 2, name: 'Shop', scopes: null }], next: null },
    }),
  };
  await withVendor(routes, async ({ url, named }) => {
    const [first, second] = await connect(url).fulfillmentCenters();
    expect(first).toMatchObject({ id: '10', timeZone: 'America/Chicago' });
    expect(second).toEqual({ id: '11', name: '11', windowsTimeZone: 'Mars Time' });
    expect((await connect(url).channels()).map(({ id, scopes }) => [id, scopes])).toEqual([
      ['1', ['orders_read']],
      ['2', []],
    ]);
    expect(named('GET /channel')[1]?.query).toEqual({ RecordsPerPage: '250', Cursor: 'tok/en+1=' });
  });
});
