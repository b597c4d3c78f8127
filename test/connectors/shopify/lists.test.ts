// Lists: what is asked, every page, exact SKUs and names, stock sheets, fulfilment orders.
import { expect, test } from '@jest/globals';
import { quoted, updatedIn } from '../../../connectors/shopify/lists.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

const page = (nodes: unknown[], endCursor: string | null = null) => ({
  nodes,
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
});
const AT = '2026-11-20T15:15:02Z';
const order = (id: string, name: string) => ({
  id: `gid://shopify/Order/${id}`,
  name,
  createdAt: AT,
  updatedAt: AT,
  cancelledAt: null,
  test: false,
  displayFinancialStatus: null,
  displayFulfillmentStatus: 'UNFULFILLED',
});

test('orders changed in a window: quoted terms, a cursor for the next page, none on the last', async () => {
  await withVendor(
    {
      OrdersUpdatedSince: ({ variables }) => ({
        data: { orders: variables.after === 'c1' ? page([order('2', '#2')]) : page([order('1', '#1')], 'c1') },
      }),
    },
    async ({ url, seen }) => {
      const shop = connect(url);
      const window = { from: '2026-11-20T14:55:00Z', to: '2026-11-20T15:55:00Z' };
      const first = await shop.ordersUpdatedSince(window);
      expect(first).toEqual({
        rows: [{ id: '1', name: '#1', createdAt: AT, updatedAt: AT, test: false, fulfillmentStatus: 'UNFULFILLED' }],
        next: 'c1',
      });
      const last = await shop.ordersUpdatedSince(window, first.next);
      expect(last).not.toHaveProperty('next');
      expect(seen[0]?.variables).toEqual({
        q: "updated_at:>='2026-11-20T14:55:00Z' AND updated_at:<='2026-11-20T15:55:00Z'",
        after: null,
      });
    },
  );
});

test('search terms are quoted and escaped', () => {
  expect(quoted("it's \\ 5")).toBe("'it\\'s \\\\ 5'");
  expect(updatedIn({ from: AT })).toBe(`updated_at:>='${AT}'`);
});

test('only the order with exactly this name is found', async () => {
  await withVendor(
    { OrdersByName: { data: { orders: page([order('1', '#1001'), order('2', '#1001-A')]) } } },
    async ({ url }) => {
      expect((await connect(url).findOrders('#1001')).map(({ id }) => id)).toEqual(['1']);
    },
  );
});

const variant = (id: string, sku: string | null) => ({
  id: `gid://shopify/ProductVariant/${id}`,
  sku,
  barcode: null,
  price: '10.00',
  taxable: true,
  requiresComponents: false,
  updatedAt: AT,
  product: { id: 'gid://shopify/Product/1', title: 'Tee', status: 'ACTIVE', isGiftCard: false },
  inventoryItem: { id: `gid://shopify/InventoryItem/9${id}`, tracked: true, requiresShipping: true },
});

test('variants by SKU: exact, over all pages, unknown and duplicate ones told', async () => {
  const pages: Record<string, unknown> = {
    null: page([variant('1', 'TEE'), variant('2', 'TEE-RED'), variant('3', null)], 'c'),
    c: page([variant('4', ' TEE '), variant('5', 'tee'), variant('6', 'MUG')]),
  };
  await withVendor(
    { VariantsBySku: ({ variables }) => ({ data: { productVariants: pages[String(variables.after)] } }) },
    async ({ url, seen }) => {
      const found = await connect(url).findVariants(['TEE ', 'MUG', 'NONE']);
      expect(found.map(({ sku, variants }) => [sku, variants.map(({ id }) => id)])).toEqual([
        ['TEE', ['1', '4']],
        ['MUG', ['6']],
        ['NONE', []],
      ]);
      expect(found[1]?.variants[0]).toMatchObject({ inventoryItemId: '96', price: '10.00' });
      expect(seen[0]?.variables.q).toBe("sku:'TEE' OR sku:'MUG' OR sku:'NONE'");
    },
  );
});

test('an empty SKU would find everything, so it is refused; no SKU asks nothing', async () => {
  await withVendor({}, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).findVariants(['A', '  ']))).toMatchObject({
      type: 'Invalid',
      code: 'BAD_SKUS',
    });
    expect(await connect(url).findVariants([])).toEqual([]);
    expect(seen).toEqual([]);
  });
});

const level = (location: string, available: number) => ({
  isActive: true,
  updatedAt: AT,
  location: { id: `gid://shopify/Location/${location}` },
  quantities: [{ name: 'available', quantity: available }],
});

test('a stock sheet keeps the order of the items and tells unknown and unstocked ones', async () => {
  const nodes = [
    { id: 'gid://shopify/InventoryItem/3', sku: 'C', tracked: true, inventoryLevel: level('9', 4) },
    null,
    { id: 'gid://shopify/InventoryItem/1', sku: null, tracked: true, inventoryLevel: null },
  ];
  await withVendor({ StockAt: { data: { nodes } } }, async ({ url }) => {
    expect(await connect(url).stockAt('9', ['1', '2', '3'])).toEqual([
      { inventoryItemId: '1', tracked: true, exists: true },
      { inventoryItemId: '2', tracked: false, exists: false },
      {
        inventoryItemId: '3',
        sku: 'C',
        tracked: true,
        exists: true,
        level: { inventoryItemId: '3', locationId: '9', isActive: true, updatedAt: AT, quantities: { available: 4 } },
      },
    ]);
  });
});

test('levels of an item come from all pages; an unknown item is undefined', async () => {
  const item = (levels: unknown) => ({
    data: { inventoryItem: { id: 'gid://shopify/InventoryItem/1', sku: 'A', tracked: true, inventoryLevels: levels } },
  });
  await withVendor(
    {
      InventoryItemLevels: ({ variables }) =>
        variables.id === 'gid://shopify/InventoryItem/2'
          ? { data: { inventoryItem: null } }
          : variables.after === 'c'
            ? item(page([level('2', -1)]))
            : item(page([level('1', 5)], 'c')),
    },
    async ({ url }) => {
      const shop = connect(url);
      expect((await shop.inventoryItem('1'))?.levels.map((row) => [row.locationId, row.quantities.available])).toEqual([
        ['1', 5],
        ['2', -1],
      ]);
      expect(await shop.inventoryItem('2')).toBeUndefined();
    },
  );
});

const line = (id: string, remaining: number) => ({
  id: `gid://shopify/FulfillmentOrderLineItem/${id}`,
  totalQuantity: 2,
  remainingQuantity: remaining,
  sku: 'A',
  inventoryItemId: 'gid://shopify/InventoryItem/1',
  lineItem: { id: 'gid://shopify/LineItem/5' },
});
const fulfillmentOrder = (id: string, lines: unknown, location: unknown = { id: 'gid://shopify/Location/9' }) => ({
  id: `gid://shopify/FulfillmentOrder/${id}`,
  status: 'OPEN',
  requestStatus: 'UNSUBMITTED',
  fulfillAt: null,
  supportedActions: [{ action: 'CREATE_FULFILLMENT' }],
  fulfillmentHolds: [{ id: 'gid://shopify/FulfillmentHold/1', reason: 'OTHER', reasonNotes: null }],
  assignedLocation: { name: 'Main', location },
  deliveryMethod: null,
  lineItems: lines,
});

test('fulfilment orders and their lines are read to the last page', async () => {
  await withVendor(
    {
      OrderFulfillmentOrders: ({ variables }) => ({
        data: {
          order: {
            fulfillmentOrders:
              variables.after === 'c'
                ? page([fulfillmentOrder('2', page([]), null)])
                : page([fulfillmentOrder('1', page([line('1', 2)], 'l'))], 'c'),
          },
        },
      }),
      FulfillmentOrderLinesPage: { data: { fulfillmentOrder: { lineItems: page([line('2', 0)]) } } },
    },
    async ({ url }) => {
      const read = await connect(url).fulfillmentOrders('1');
      expect(read.map(({ id, locationId }) => [id, locationId])).toEqual([
        ['1', '9'],
        ['2', undefined],
      ]);
      expect(read[0]).toMatchObject({
        supportedActions: ['CREATE_FULFILLMENT'],
        holds: [{ id: '1', reason: 'OTHER' }],
        locationName: 'Main',
      });
      expect(read[0]?.lines.map(({ id, remainingQuantity }) => [id, remainingQuantity])).toEqual([
        ['1', 2],
        ['2', 0],
      ]);
    },
  );
});

test('fulfilments and fulfilment orders of an unknown order are NotFound', async () => {
  await withVendor(
    { OrderFulfillmentOrders: { data: { order: null } }, OrderFulfillments: { data: { order: null } } },
    async ({ url }) => {
      expect(await errorOf(() => connect(url).fulfillmentOrders('1'))).toMatchObject({ type: 'NotFound' });
      expect(await errorOf(() => connect(url).fulfillments('1'))).toMatchObject({ type: 'NotFound' });
    },
  );
});
