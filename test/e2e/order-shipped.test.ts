/** orderShipped on the real engine: webhook in, fulfilment in the NetSuite simulator, and everything that can go wrong. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

let stack: Stack;
let next = 1000;

beforeAll(async () => {
  stack = await startStack({ name: 'order-shipped' });
  stack.netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: ['A', 'B', 'C'].map((itemId) => ({ itemId, stock: [{ location: '1', quantity: 100_000 }] })),
  });
  for (const event of ['ITEM_SHIP_NOTIFY', 'FULFILLMENT_SHIPPED']) {
    stack.shipStation.seed({ subscriptions: [{ api: 'v1', event, url: stack.hookUrl }] });
  }
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Line = [sku: string, quantity: number];

/** One order in both systems; answers its ShipStation id. */
function placeOrder(lines: Line[], options: { salesOrderLines?: Line[] } = {}): { orderId: number; number: string } {
  const number = `T-${next++}`;
  const [orderId] = stack.shipStation.seed({
    orders: [
      {
        orderNumber: number,
        orderKey: `key-${number}`,
        customerEmail: 'planted@example.com',
        items: lines.map(([sku, quantity], i) => ({
          lineItemKey: String(i + 1),
          sku,
          name: sku,
          quantity,
          unitPrice: 3,
        })),
      },
    ],
  }).orderIds;
  const salesLines = options.salesOrderLines ?? lines;
  if (salesLines.length > 0) {
    stack.netSuite.seed({
      salesOrders: [
        {
          otherRefNum: number,
          orderStatus: 'B',
          lineNumbers: 'gaps',
          lines: salesLines.map(([item, quantity]) => ({ item, quantity, rate: 3, location: '1' })),
        },
      ],
    });
  }
  if (orderId === undefined) throw new Error('no order');
  return { orderId, number };
}

const ship = (orderId: number, items?: Line[]) =>
  stack.shipStation.admin.buyLabels([
    { orderId, ...(items ? { items: items.map(([sku, quantity]) => ({ sku, quantity })) } : {}) },
  ]).rows[0]!;

const fulfillmentsOf = (number: string) => {
  const dump = stack.netSuite.dump();
  const order = dump.salesOrders.find((o) => o.otherRefNum === number);
  return dump.itemFulfillments.filter((f) => f.createdFrom === order?.id);
};
const isDone = (status: string) => status === 'done';

test('a label becomes one fulfilment with its tracking number', async () => {
  const { orderId, number } = placeOrder([
    ['A', 2],
    ['B', 1],
  ]);
  const label = ship(orderId);
  const record = await stack.recordWhen(orderId, isDone);
  expect(record?.summary).toContain('item fulfilment');
  expect(fulfillmentsOf(number).map((f) => [f.externalId, f.trackingNumbers, f.shipStatus])).toEqual([
    [`IF_SS_${label.shipmentId}`, [label.trackingNumber], 'C'],
  ]);
});

test('a second parcel adds a second fulfilment, and a void takes its own back', async () => {
  const { orderId, number } = placeOrder([['A', 5]]);
  const first = ship(orderId, [['A', 2]]);
  await stack.recordWhen(orderId, isDone);
  const second = ship(orderId, [['A', 3]]);
  const known = async () =>
    (await stack.recordWhen(orderId, isDone))?.numbers.some((n) => n.value === String(second.shipmentId));
  await until(known);
  expect(
    fulfillmentsOf(number)
      .map((f) => f.externalId)
      .sort(),
  ).toEqual([`IF_SS_${first.shipmentId}`, `IF_SS_${second.shipmentId}`].sort());

  stack.shipStation.admin.voidLabel(first.shipmentId);
  await sweep();
  await until(() => fulfillmentsOf(number).length === 1);
  expect(fulfillmentsOf(number)[0]?.externalId).toBe(`IF_SS_${second.shipmentId}`);
});

test('a missing SKU waits with its name, and goes on by itself once it is there', async () => {
  const { orderId, number } = placeOrder(
    [
      ['A', 1],
      ['GLV-M-100', 2],
    ],
    {
      salesOrderLines: [
        ['A', 1],
        ['B', 2],
      ],
    },
  );
  ship(orderId);
  const waiting = await stack.recordWhen(orderId, (status) => status === 'waiting');
  expect([waiting?.cause, waiting?.reason]).toEqual([
    'sku-missing',
    expect.stringContaining('SKU GLV-M-100 is not in NetSuite'),
  ]);
  expect(fulfillmentsOf(number)).toEqual([]);
  await stack.configure({ skuAliases: { 'GLV-M-100': 'B' } });
  await stack.recordWhen(orderId, isDone);
  expect(fulfillmentsOf(number)).toHaveLength(1);
  await stack.configure({});
});

test('an answer lost after the commit, and the same webhook again and again, make one fulfilment', async () => {
  stack.netSuite.simulation.faults.replace([{ kind: 'drop-after', method: 'POST', path: 'itemFulfillment', times: 1 }]);
  const { orderId, number } = placeOrder([['A', 1]]);
  ship(orderId);
  await stack.recordWhen(orderId, isDone);
  const delivery = stack.shipStation.courier.deliveries().at(-1)!;
  for (let i = 0; i < 3; i++) stack.shipStation.courier.redeliver(delivery.id, null);
  await stack.shipStation.courier.idle();
  await until(
    async () =>
      (await stack.store.inbox.counts(CONNECTION)).stored + (await stack.store.inbox.counts(CONNECTION)).signalled ===
      0,
  );
  expect(fulfillmentsOf(number)).toHaveLength(1);
});

test('what no webhook told, the sweep finds, and says so', async () => {
  stack.shipStation.setSettings({ webhooks: { lossProbability: 1 } });
  const { orderId, number } = placeOrder([['C', 4]]);
  ship(orderId);
  const found = await sweep();
  stack.shipStation.setSettings({ webhooks: { lossProbability: 0 } });
  await stack.recordWhen(orderId, isDone);
  expect(fulfillmentsOf(number)).toHaveLength(1);
  expect(found.foundBySweep).toBeGreaterThanOrEqual(1);
  expect((await sweep()).foundBySweep).toBe(0);
});

test('marked as shipped without a label posts the whole order', async () => {
  const { orderId, number } = placeOrder([
    ['A', 2],
    ['C', 1],
  ]);
  stack.shipStation.admin.markAsShipped({ orderId, carrierCode: 'fedex', trackingNumber: '7834' });
  await sweep();
  await stack.recordWhen(orderId, isDone);
  expect(
    fulfillmentsOf(number).map((f) => [
      f.externalId?.startsWith('IF_SSF_'),
      f.trackingNumbers,
      f.lines.map((l) => l.quantity),
    ]),
  ).toEqual([[true, ['7834'], [2, 1]]]);
});

test('an order unknown to NetSuite waits; `skip` ends it and `status` tells it', async () => {
  const { orderId } = placeOrder([['A', 1]], { salesOrderLines: [] });
  ship(orderId);
  await stack.recordWhen(orderId, (status, cause) => status === 'waiting' && cause === 'order-not-found');
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`);
  expect(await handle.query('status')).toMatchObject({ status: 'waiting', cause: 'order-not-found' });
  const answer = await handle.executeUpdate('skip', { args: [{ by: 'ann', note: 'test order' }] });
  expect(answer).toMatchObject({ status: 'skipped' });
  expect(await stack.recordWhen(orderId, (status) => status === 'skipped')).toMatchObject({ status: 'skipped' });
});

test('nothing personal is readable in the store or in the histories', async () => {
  const { orderId } = placeOrder([['A', 1]]);
  ship(orderId);
  await stack.recordWhen(orderId, isDone);
  const history = await stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`).fetchHistory();
  const bytes = Buffer.from(JSON.stringify(history));
  expect(bytes.includes('planted@example.com')).toBe(false);
  const inbox = await stack.store.inbox.range({
    connection: CONNECTION,
    from: '2000-01-01T00:00:00Z',
    to: '2100-01-01T00:00:00Z',
    limit: 100,
  });
  expect(inbox.some((row) => row.sealedBody.includes('resource_url'))).toBe(false);
  expect(await stack.store.ledger.verify(CONNECTION)).toMatchObject({ rows: expect.any(Number) });
});

test('a subscription that vanished is restored, and what was lost meanwhile is swept', async () => {
  const guard = () =>
    stack.client.workflow.execute('webhookGuard', {
      taskQueue: 'ml-connector',
      workflowId: `${CONNECTION}/guard-${Math.random()}`,
      args: [{ connection: CONNECTION }],
    }) as Promise<{ checked: number; restored: string[]; removed: string[]; sweptSince?: string }>;
  for (const id of [...stack.shipStation.world.subscriptions.keys()]) stack.shipStation.world.subscriptions.delete(id);
  expect(await guard()).toMatchObject({ checked: 2, restored: ['ITEM_SHIP_NOTIFY', 'FULFILLMENT_SHIPPED'] });
  expect(await guard()).toMatchObject({ checked: 2, restored: [], removed: [] });

  for (const id of [...stack.shipStation.world.subscriptions.keys()]) stack.shipStation.world.subscriptions.delete(id);
  const { orderId, number } = placeOrder([['C', 1]]);
  ship(orderId);
  const second = await guard();
  expect(second.restored).toHaveLength(2);
  expect(second.sweptSince).toBeDefined();
  await stack.recordWhen(orderId, isDone);
  expect(fulfillmentsOf(number)).toHaveLength(1);
});

const sweep = () =>
  stack.client.workflow.execute('sweep', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/orderShipped/sweep-${Math.random()}`,
    args: [{ connection: CONNECTION, sync: 'orderShipped' }],
  }) as Promise<{ foundBySweep: number }>;

async function until(isSo: () => boolean | undefined | Promise<boolean | undefined>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
