// Fulfilment orders, fulfilments with all recorded refusals, holds, cancel, and refunds over the API.
import { expect, test } from '@jest/globals';
import { at, type Bench, bench, CATALOGUE, gid, type Json } from './helpers.ts';

const READ =
  'query FO($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders(first: 20) { nodes { id status requestStatus assignedLocation { name location { id } } supportedActions { action } fulfillmentHolds { reason } deliveryMethod { methodType } lineItems(first: 50) { nodes { id sku totalQuantity remainingQuantity } } } } fulfillments(first: 10) { name status trackingInfo { company number url } } } }';
const CREATE =
  'mutation Ship($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id name status displayStatus totalQuantity trackingInfo { company number url } fulfillmentLineItems(first: 9) { nodes { quantity lineItem { sku } } } } userErrors { field message } } }';

const read = async (b: Bench, id: number) => (await b.gql(READ, { id: gid('Order', id) })).get('order') as Json;
const nodes = (order: Json) => at(order, 'fulfillmentOrders.nodes') as Json[];
const actions = (row: Json) => (at(row, 'supportedActions') as Json[]).map((one) => at(one, 'action'));
const group = (row: Json | undefined, items?: object[]) => ({
  fulfillmentOrderId: at(row, 'id'),
  ...(items && { fulfillmentOrderLineItems: items }),
});

async function ship(b: Bench, groups: object[], more: object = {}) {
  const answer = await b.gql(CREATE, { f: { lineItemsByFulfillmentOrder: groups, ...more } });
  return {
    ...{ answer, made: answer.get('fulfillmentCreate.fulfillment') },
    errors: ((answer.get('fulfillmentCreate.userErrors') ?? []) as Json[]).map((row) => [
      (at(row, 'field') as string[]).join('.'),
      at(row, 'message'),
    ]),
  };
}

async function shop() {
  const b = await bench();
  b.sim.seed(CATALOGUE);
  return b;
}

test('one fulfilment order per location; part of it leaves the rest open; several parcels', async () => {
  await using b = await shop();
  const [main, east] = [...b.sim.world.locations.keys()];
  const order = b.sim.admin.place({
    lines: [
      { sku: 'TEE-RED-M', quantity: 2, locationId: main! },
      { sku: 'MUG-01', quantity: 2, locationId: east! },
      { sku: 'GIFT-50' },
    ],
  });
  const [first, second] = nodes(await read(b, order.id));
  expect([at(first, 'assignedLocation.name'), at(second, 'assignedLocation.name')]).toEqual([
    'Main Warehouse',
    'East Warehouse',
  ]);
  expect(actions(first!)).toContain('CREATE_FULFILLMENT');
  const item = at(first, 'lineItems.nodes.0.id');
  const tracking = {
    company: 'UPS',
    numbers: ['1Z1', '1Z2'],
    urls: ['https://ups.example/1Z1', 'https://ups.example/1Z2'],
  };
  const part = await ship(b, [group(first, [{ id: item, quantity: 1 }])], { trackingInfo: tracking });
  expect(part.made).toMatchObject({
    ...{ name: '#1001-F1', status: 'SUCCESS', totalQuantity: 1 },
    trackingInfo: [{ company: 'UPS', number: '1Z1', url: 'https://ups.example/1Z1' }, { number: '1Z2' }],
    fulfillmentLineItems: { nodes: [{ quantity: 1, lineItem: { sku: 'TEE-RED-M' } }] },
  });
  const between = await read(b, order.id);
  expect([
    at(between, 'displayFulfillmentStatus'),
    at(nodes(between)[0], 'status'),
    at(nodes(between)[0], 'lineItems.nodes.0.remainingQuantity'),
  ]).toEqual(['PARTIALLY_FULFILLED', 'OPEN', 1]);
  expect((await ship(b, [group(first)])).made).toMatchObject({ name: '#1001-F2', totalQuantity: 1 });
  await ship(b, [group(second)]);
  const after = await read(b, order.id);
  expect([at(after, 'displayFulfillmentStatus'), nodes(after).map((row) => at(row, 'status'))]).toEqual([
    'FULFILLED',
    ['CLOSED', 'CLOSED'],
  ]);
  expect(actions(nodes(after)[0]!)).toEqual([]);
  const again = await ship(b, [group(first)]);
  const number = String(at(first, 'id')).split('/').at(-1);
  expect(again.errors).toEqual([['fulfillment', `Fulfillment order ${number} has an unfulfillable status= closed.`]]);
  expect(b.sim.dump().orders[0]!.fulfillments.map((row) => [row.location, row.lines[0]!.quantity])).toEqual([
    ['Main Warehouse', 1],
    ['Main Warehouse', 1],
    ['East Warehouse', 2],
  ]);
});

test('all recorded refusals of fulfillmentCreate', async () => {
  await using b = await shop();
  const [main, east] = [...b.sim.world.locations.keys()];
  const order = b.sim.admin.place({
    lines: [
      { sku: 'TEE-RED-M', quantity: 2, locationId: main! },
      { sku: 'MUG-01', locationId: east! },
    ],
  });
  const other = b.sim.admin.place({ lines: [{ sku: 'MUG-01' }] });
  const [first, second] = nodes(await read(b, order.id));
  const [foreign] = nodes(await read(b, other.id));
  const item = at(first, 'lineItems.nodes.0.id');
  const message = async (groups: object[]) => (await ship(b, groups)).errors[0]?.[1];
  expect(await message([{ fulfillmentOrderId: gid('FulfillmentOrder', 5) }])).toBe('Fulfillment order does not exist.');
  expect(await message([group(first, [{ id: item, quantity: 3 }])])).toBe(
    'Invalid fulfillment order line item quantity requested.',
  );
  expect(await message([group(first, [{ id: gid('FulfillmentOrderLineItem', 5), quantity: 1 }])])).toBe(
    'Fulfillment order line item does not exist.',
  );
  expect(await message([group(first), group(foreign)])).toBe(
    `All fulfillment orders must belong to the same order. Multiple orders with ids [${order.id}, ${other.id}] were found.`,
  );
  expect(await message([group(first), group(second)])).toBe(
    `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${main}, ${east}] were found.`,
  );
  const zero = await ship(b, [group(first, [{ id: item, quantity: 0 }])]);
  expect(zero.errors).toEqual([
    [
      'fulfillment.lineItemsByFulfillmentOrder.0.fulfillmentOrderLineItems.0.quantity',
      'Quantity must be greater than 0',
    ],
  ]);
  expect((await ship(b, [{ fulfillmentOrderId: gid('FulfillmentOrder', 0) }])).answer.body).toMatchObject({
    errors: [{ message: 'invalid id', extensions: { code: 'RESOURCE_NOT_FOUND' } }],
  });
  expect(b.sim.dump().counts.fulfillments).toBe(0);
});

test('holds and dates keep an order from being shipped', async () => {
  await using b = await shop();
  const held = b.sim.admin.place({ lines: [{ sku: 'MUG-01' }], hold: 'HIGH_RISK_OF_FRAUD' });
  const [row] = nodes(await read(b, held.id));
  expect(row).toMatchObject({ status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'HIGH_RISK_OF_FRAUD' }] });
  expect(actions(row!)).not.toContain('CREATE_FULFILLMENT');
  expect((await ship(b, [group(row)])).errors[0]![1]).toContain('unfulfillable status= on_hold.');
  const release = await b.gql(
    'mutation R($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { fulfillmentOrder { status } userErrors { message } } }',
    { id: at(row, 'id') },
  );
  expect(release.get('fulfillmentOrderReleaseHold.fulfillmentOrder.status')).toBe('OPEN');
  expect((await ship(b, [group(row)])).errors).toEqual([]);
  const later = b.sim.admin.place({
    lines: [{ sku: 'MUG-01' }],
    fulfillAt: new Date(b.sim.clock.now() + 86_400_000).toISOString(),
  });
  expect(nodes(await read(b, later.id))[0]).toMatchObject({ status: 'SCHEDULED' });
  b.sim.clock.advance(86_400_000);
  expect(nodes(await read(b, later.id))[0]).toMatchObject({ status: 'OPEN' });
});

test('tracking can be mended, a fulfilment cancelled and its units shipped again', async () => {
  await using b = await shop();
  const order = b.sim.admin.place({ lines: [{ sku: 'MUG-01' }] });
  const { made } = await ship(b, [group(nodes(await read(b, order.id))[0])]);
  const id = at(made, 'id');
  const track =
    'mutation T($id: ID!, $t: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $t) { fulfillment { trackingInfo { number } } userErrors { field message } } }';
  expect(
    (await b.gql(track, { id, t: { number: '9' } })).get('fulfillmentTrackingInfoUpdate.fulfillment.trackingInfo'),
  ).toEqual([{ number: '9' }]);
  expect(
    (await b.gql(track, { id: gid('Fulfillment', 5), t: { number: '9' } })).get(
      'fulfillmentTrackingInfoUpdate.userErrors',
    ),
  ).toEqual([{ field: ['fulfillmentId'], message: 'Fulfillment does not exist.' }]);
  const cancel =
    'mutation C($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { field message } } }';
  for (const _twice of [1, 2])
    expect((await b.gql(cancel, { id })).get('fulfillmentCancel')).toEqual({
      fulfillment: { status: 'CANCELLED' },
      userErrors: [],
    });
  expect((await b.gql(cancel, { id: gid('Fulfillment', 5) })).get('fulfillmentCancel.userErrors')).toEqual([
    { field: ['id'], message: 'Fulfillment not found.' },
  ]);
  const open = nodes(await read(b, order.id)).filter((row) => at(row, 'status') === 'OPEN');
  expect(open).toHaveLength(1);
  expect((await ship(b, [group(open[0])])).made).toMatchObject({ name: '#1001-F2' });
});

const REFUND =
  'mutation R($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) { refund { id totalRefundedSet { shopMoney { amount } } refundLineItems(first: 9) { nodes { quantity restockType subtotalSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } } } refundShippingLines(first: 9) { nodes { subtotalAmountSet { shopMoney { amount } } taxAmountSet { shopMoney { amount } } } } } order { displayFinancialStatus } userErrors { field message } } }';

test('the sheet’s refund: one tee plus the shipping is 32.94, once per key', async () => {
  await using b = await shop();
  const order = b.sim.admin.place({
    lines: [{ sku: 'TEE-RED-M', quantity: 2 }, { sku: 'MUG-01' }],
    ...{ discounts: [{ code: 'SAVE10', value: '10' }], shippingLines: [{ price: '8.00' }], taxes: [{ rate: 0.08 }] },
  });
  b.sim.admin.fulfil(order.id);
  const [main] = [...b.sim.world.locations.keys()];
  const input = {
    orderId: gid('Order', order.id),
    refundLineItems: [
      {
        lineItemId: gid('LineItem', order.lines[0]!.id),
        quantity: 1,
        restockType: 'RETURN',
        locationId: gid('Location', main),
      },
    ],
    shipping: { fullRefund: true },
    transactions: [
      {
        orderId: gid('Order', order.id),
        parentId: gid('OrderTransaction', order.transactions[0]!.id),
        kind: 'REFUND',
        gateway: 'shopify_payments',
        amount: '32.94',
      },
    ],
  };
  const money = (amount: string) => ({ shopMoney: { amount } });
  const done = await b.gql(REFUND, { input, key: 'k' });
  expect(done.get('refundCreate')).toMatchObject({
    refund: {
      totalRefundedSet: money('32.94'),
      refundLineItems: {
        nodes: [{ quantity: 1, restockType: 'RETURN', subtotalSet: money('22.5'), totalTaxSet: money('1.8') }],
      },
      refundShippingLines: { nodes: [{ subtotalAmountSet: money('8.0'), taxAmountSet: money('0.64') }] },
    },
    order: { displayFinancialStatus: 'PARTIALLY_REFUNDED' },
    userErrors: [],
  });
  expect((await b.gql(REFUND, { input, key: 'k' })).get('refundCreate.refund.id')).toBe(
    done.get('refundCreate.refund.id'),
  );
  expect(order.refunds).toHaveLength(1);
  expect(order.refunds[0]!.adjustments).toEqual([]);
  const level = b.sim.dump().inventory.find((row) => row.sku === 'TEE-RED-M')!;
  expect(level.quantities).toMatchObject({ available: 9, on_hand: 9, committed: 0 });
  const tooMany = { ...input, refundLineItems: [{ ...input.refundLineItems[0], quantity: 2 }], transactions: [] };
  expect((await b.gql(REFUND, { input: tooMany, key: 'l' })).get('refundCreate.userErrors.0.message')).toBe(
    'Quantity cannot refund more items than were purchased',
  );
  const orphan = {
    orderId: input.orderId,
    transactions: [{ ...input.transactions[0], parentId: null, amount: '1.00' }],
  };
  expect((await b.gql(REFUND, { input: orphan, key: 'm' })).get('refundCreate.userErrors.0.message')).toBe(
    'Transactions require a parent_id associated with the order',
  );
});
