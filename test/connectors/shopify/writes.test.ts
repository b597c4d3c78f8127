// Writing: stock under compare-and-swap, fulfilments, cancelling, metafields; what is sent and what a refusal means.
import { expect, test } from '@jest/globals';
import type { InventoryDraft } from '../../../connectors/shopify/types.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

const DRAFT: InventoryDraft = {
  name: 'available',
  reason: 'correction',
  referenceUri: 'gid://ml-connector/Run/1',
  quantities: [
    { inventoryItemId: '1', locationId: '9', quantity: 5, changeFrom: 3 },
    { inventoryItemId: '2', locationId: '9', quantity: 0, changeFrom: null },
  ],
};
const stockAnswer = (group: unknown, userErrors: unknown[]) => ({
  data: { inventorySetQuantities: { inventoryAdjustmentGroup: group, userErrors } },
});

test('changeFromQuantity is always sent, also as null, and the key as a variable', async () => {
  await withVendor(
    { InventorySet: stockAnswer({ id: 'gid://shopify/InventoryAdjustmentGroup/4' }, []) },
    async ({ url, seen }) => {
      expect(await connect(url).setInventory(DRAFT, 'key-1')).toEqual({ state: 'written', groupId: '4' });
      expect(seen[0]?.variables).toEqual({
        key: 'key-1',
        input: {
          name: 'available',
          reason: 'correction',
          referenceDocumentUri: 'gid://ml-connector/Run/1',
          quantities: [
            {
              inventoryItemId: 'gid://shopify/InventoryItem/1',
              locationId: 'gid://shopify/Location/9',
              quantity: 5,
              changeFromQuantity: 3,
            },
            {
              inventoryItemId: 'gid://shopify/InventoryItem/2',
              locationId: 'gid://shopify/Location/9',
              quantity: 0,
              changeFromQuantity: null,
            },
          ],
        },
      });
      expect(seen[0]?.body.query).toContain('@idempotent(key: $key)');
    },
  );
});

test('nothing changed is a success', async () => {
  await withVendor({ InventorySet: stockAnswer(null, []) }, async ({ url }) => {
    expect(await connect(url).setInventory(DRAFT, 'k')).toEqual({ state: 'written' });
  });
});

test('stale values and unknown items come back with their place; also without one', async () => {
  const errors = [
    {
      code: 'CHANGE_FROM_QUANTITY_STALE',
      field: ['input', 'quantities', '0', 'changeFromQuantity'],
      message: 'no longer matches',
    },
    { code: 'INVALID_INVENTORY_ITEM', field: null, message: 'could not be found' },
  ];
  await withVendor({ InventorySet: stockAnswer(null, errors) }, async ({ url }) => {
    expect(await connect(url).setInventory(DRAFT, 'k')).toEqual({
      state: 'refused',
      refusals: [
        { code: 'CHANGE_FROM_QUANTITY_STALE', message: 'no longer matches', index: 0 },
        { code: 'INVALID_INVENTORY_ITEM', message: 'could not be found' },
      ],
    });
  });
});

test.each([
  ['IDEMPOTENCY_CONCURRENT_REQUEST', 'Unavailable'],
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'Conflict'],
  ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'Invalid'],
  ['INVALID_REASON', 'Invalid'],
])('%s is an error of the call: %s', async (code, type) => {
  await withVendor({ InventorySet: stockAnswer(null, [{ code, field: null, message: 'x' }]) }, async ({ url }) => {
    expect(await errorOf(() => connect(url).setInventory(DRAFT, 'k'))).toMatchObject({ type, code });
  });
});

test.each([
  ['none', []],
  [
    '251',
    Array.from({ length: 251 }, (_, n) => ({
      inventoryItemId: `${n}`,
      locationId: '9',
      quantity: 1,
      changeFrom: null,
    })),
  ],
  ['half a piece', [{ inventoryItemId: '1', locationId: '9', quantity: 0.5, changeFrom: null }]],
])('not sent: %s', async (_name, quantities) => {
  await withVendor({}, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).setInventory({ ...DRAFT, quantities }, 'k'))).toMatchObject({
      type: 'Invalid',
    });
    expect(seen).toEqual([]);
  });
});

const activated = (userErrors: unknown[]) => ({ data: { inventoryActivate: { inventoryLevel: null, userErrors } } });

test('stocking an item that is stocked already is fine; another refusal is not', async () => {
  const already = {
    field: ['available'],
    message: 'Not allowed to set available quantity when the item is already active at the location.',
  };
  const other = { field: ['locationId'], message: 'The location could not be found.' };
  let answer = activated([already]);
  await withVendor({ InventoryActivate: () => answer }, async ({ url }) => {
    const shop = connect(url);
    await shop.activateInventory({ inventoryItemId: '1', locationId: '2', available: 3 }, 'k');
    answer = activated([other]);
    expect(await errorOf(() => shop.activateInventory({ inventoryItemId: '1', locationId: '2' }, 'k'))).toMatchObject({
      type: 'NotFound',
    });
  });
});

const made = {
  id: 'gid://shopify/Fulfillment/7',
  name: '#1-F1',
  status: 'SUCCESS',
  displayStatus: 'FULFILLED',
  createdAt: '2026-11-20T15:15:02Z',
  updatedAt: '2026-11-20T15:15:02Z',
  trackingInfo: [{ company: 'UPS', number: '1Z1', url: null }],
  location: { id: 'gid://shopify/Location/9' },
  fulfillmentLineItems: {
    nodes: [
      {
        id: 'gid://shopify/FulfillmentLineItem/3',
        quantity: 2,
        lineItem: { id: 'gid://shopify/LineItem/4', sku: 'A' },
      },
    ],
    pageInfo: { hasNextPage: false, endCursor: null },
  },
};
const fulfilled = (fulfillment: unknown, userErrors: unknown[] = []) => ({
  data: { fulfillmentCreate: { fulfillment, userErrors } },
});
const SHIP = {
  fulfillmentOrders: [{ id: '1', lines: [{ id: '2', quantity: 1 }] }, { id: '3' }],
  tracking: { numbers: ['1Z1'] },
  notifyCustomer: true,
};

test('a fulfilment: what is sent and what comes back', async () => {
  await withVendor({ FulfillmentCreate: fulfilled(made) }, async ({ url, seen }) => {
    expect(await connect(url).createFulfillment(SHIP)).toMatchObject({
      id: '7',
      locationId: '9',
      tracking: [{ company: 'UPS', number: '1Z1' }],
      lines: [{ lineId: '4', quantity: 2 }],
    });
    expect(seen[0]?.variables).toEqual({
      fulfillment: {
        notifyCustomer: true,
        trackingInfo: { numbers: ['1Z1'] },
        lineItemsByFulfillmentOrder: [
          {
            fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1',
            fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/2', quantity: 1 }],
          },
          { fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/3' },
        ],
      },
    });
  });
});

test.each([
  ['Fulfillment order 9825095713074 has an unfulfillable status= closed.', 'Conflict'],
  ['Invalid fulfillment order line item quantity requested.', 'Conflict'],
  ['Fulfillment order does not exist.', 'Conflict'],
  ['Fulfillment order line item does not exist.', 'Conflict'],
  [
    'All fulfillment orders must be assigned to a single location. Multiple locations with ids [1] were found.',
    'Invalid',
  ],
  ['Quantity must be greater than 0', 'Invalid'],
])('a fulfilment refused: %s', async (message, type) => {
  await withVendor({ FulfillmentCreate: fulfilled(null, [{ field: ['fulfillment'], message }]) }, async ({ url }) => {
    expect(await errorOf(() => connect(url).createFulfillment(SHIP))).toMatchObject({ type });
  });
});

test('a fulfilment that was made but cannot be read to its end is uncertain, so that it is looked up', async () => {
  const long = { ...made, fulfillmentLineItems: { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'c' } } };
  await withVendor(
    { FulfillmentCreate: fulfilled(long), FulfillmentLinesPage: { status: 503, json: {} } },
    async ({ url }) => {
      expect(await errorOf(() => connect(url).createFulfillment(SHIP))).toMatchObject({
        type: 'Uncertain',
        code: 'NOT_READ_BACK',
      });
    },
  );
});

test('neither a fulfilment nor a refusal is uncertain', async () => {
  await withVendor({ FulfillmentCreate: fulfilled(null) }, async ({ url }) => {
    expect(await errorOf(() => connect(url).createFulfillment(SHIP))).toMatchObject({ type: 'Uncertain' });
  });
});

const CANCEL = {
  orderId: '1',
  reason: 'CUSTOMER',
  restock: true,
  refund: false,
  notifyCustomer: false,
  staffNote: 'x'.repeat(300),
} as const;
const cancelled = (job: unknown, orderCancelUserErrors: unknown[]) => ({
  data: { orderCancel: { job, orderCancelUserErrors } },
});

test('cancelling starts a job; the note is cut to 255 signs; no money moves unless it is asked', async () => {
  await withVendor(
    { OrderCancel: cancelled({ id: 'gid://shopify/Job/ab-1', done: false }, []) },
    async ({ url, seen }) => {
      expect(await connect(url).cancelOrder(CANCEL)).toEqual({ jobId: 'ab-1', done: false });
      expect(seen[0]?.variables).toMatchObject({
        refund: { originalPaymentMethodsRefund: false },
        note: 'x'.repeat(255),
        notify: false,
      });
    },
  );
});

test.each([
  ['Cannot cancel an order that has already been canceled', 'Conflict', 'ALREADY_CANCELLED'],
  ['Cannot cancel an order that has outstanding fulfillments', 'Conflict', 'HAS_FULFILLMENTS'],
  ['Something else', 'Invalid', 'INVALID'],
])('cancelling refused: %s', async (message, type, code) => {
  await withVendor(
    { OrderCancel: cancelled(null, [{ code: 'INVALID', field: ['orderId'], message }]) },
    async ({ url }) => {
      expect(await errorOf(() => connect(url).cancelOrder(CANCEL))).toMatchObject({ type, code });
    },
  );
});

test('26 metafields are not sent, none are nothing to do', async () => {
  const one = { ownerType: 'Order', ownerId: '1', namespace: 'n', key: 'k', value: 'v' } as const;
  await withVendor({}, async ({ url, seen }) => {
    const shop = connect(url);
    expect(await errorOf(() => shop.setMetafields(Array.from({ length: 26 }, () => one)))).toMatchObject({
      type: 'Invalid',
    });
    await shop.setMetafields([]);
    await shop.addTags('1', []);
    expect(seen).toEqual([]);
  });
});

test('tracking and cancelling of an unknown fulfilment are NotFound', async () => {
  const said = (field: string, message: string) => ({ fulfillment: null, userErrors: [{ field: [field], message }] });
  await withVendor(
    {
      FulfillmentTrackingUpdate: {
        data: { fulfillmentTrackingInfoUpdate: said('fulfillmentId', 'Fulfillment does not exist.') },
      },
      FulfillmentCancel: { data: { fulfillmentCancel: said('id', 'Fulfillment not found.') } },
    },
    async ({ url }) => {
      const shop = connect(url);
      expect(await errorOf(() => shop.updateTracking('1', { numbers: ['1'] }, false))).toMatchObject({
        type: 'NotFound',
      });
      expect(await errorOf(() => shop.cancelFulfillment('1'))).toMatchObject({ type: 'NotFound' });
    },
  );
});
