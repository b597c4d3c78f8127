/** fulfillmentUpdate on the real engine: what NetSuite ships is in Shopify once, however the news comes and whatever fails. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';
import { warehouseOf } from './warehouse.ts';

const SYNC = 'fulfillmentUpdate';
let stack: ShopStack;
let warehouse: ReturnType<typeof warehouseOf>;

beforeAll(async () => {
  stack = await startShopStack('fulfillment-update', { accountZone: 'America/New_York' });
  await configure({});
  warehouse = warehouseOf(stack.netSuite);
  stack.netSuite.seed({ customers: [{ companyName: 'Shoppers' }] });
  await stack.seal('netsuite-push', { secret: 'push-secret-0123456789' });
  stack.netSuite.simulation.webhook = {
    url: `${stack.hookUrl}/netsuite`,
    secret: 'push-secret-0123456789',
    secretHeader: 'X-ML-Connector-Secret',
    recordTypes: ['itemFulfillment', 'salesOrder'],
  };
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

const configure = (sync: object) =>
  stack.configure(
    {},
    {
      syncs: {
        shopifyOrder: { enabled: false },
        shopifyCustomer: { enabled: false },
        fulfillmentUpdate: { recheck: '1s', ...sync },
      },
    },
  );

type Lines = [sku: string, quantity: number][];

/** One order in both systems, as `shopifyOrder` leaves it. */
function order(lines: Lines) {
  const placed = stack.shopify.admin.place({
    silent: true,
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
  });
  const { salesOrders } = stack.netSuite.seed({
    salesOrders: [
      {
        externalId: `SHOPIFY_SO_${placed.id}`,
        otherRefNum: placed.name,
        lineNumbers: 'gaps',
        lines: lines.map(([item, quantity]) => ({ item, quantity, rate: 25, location: '1' })),
      },
    ],
  });
  const made = salesOrders?.[0];
  if (made === undefined) throw new Error('no sales order');
  return { id: placed.id, so: made.id, lines: (made.lines ?? []).map(({ line }) => line) };
}

const inShop = (id: number) => stack.shopify.dump().orders.find((one) => one.id === id)!;
const shipped = (id: number) =>
  inShop(id)
    .fulfillments.filter(({ status }) => status === 'SUCCESS')
    .map((one) => ({
      numbers: one.tracking.map(({ number }) => number),
      lines: Object.fromEntries(one.lines.map(({ sku, quantity }) => [sku, quantity])),
    }));
const when = (so: string, isSo: (status: string, cause?: string) => boolean) => stack.recordWhen(SYNC, so, isSo);
const isDone = (status: string) => status === 'done';
const createCalls = () => stack.shopify.dump().counts.fulfillmentCreateCalls ?? 0;

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('a part, then the rest in two parcels: two fulfilments with their numbers, woken by push', async () => {
  const one = order([
    ['TEE', 3],
    ['MUG', 1],
  ]);
  const [tee = 0, mug = 0] = one.lines;
  warehouse.ship(one.so, { lines: { [tee]: 2 }, tracking: ['1Z999AA10123456784'] });
  await until('the first parcel', () => shipped(one.id).length === 1);
  warehouse.ship(one.so, { lines: { [tee]: 1, [mug]: 1 }, tracking: ['P-1', 'P-2'] });
  await until('the second', () => shipped(one.id).length === 2);
  expect(shipped(one.id)).toEqual([
    { numbers: ['1Z999AA10123456784'], lines: { TEE: 2 } },
    { numbers: ['P-1', 'P-2'], lines: { TEE: 1, MUG: 1 } },
  ]);
  expect(inShop(one.id).fulfillments[0]).toMatchObject({ notifyCustomer: true, tracking: [{ company: 'UPS' }] });
  expect(inShop(one.id).fulfillmentStatus).toBe('FULFILLED');
  await until('both are told', async () => {
    const told = (await when(one.so, isDone))?.numbers.map(({ value }) => value) ?? [];
    return ['P-1', inShop(one.id).name, `${inShop(one.id).name}-F2`].every((number) => told.includes(number));
  });
});

test('an answer lost after the commit, and the news again and again: one fulfilment', async () => {
  const one = order([['TEE', 1]]);
  const before = createCalls();
  stack.shopify.faults.replace([{ kind: 'drop-after', operation: 'FulfillmentCreate', times: 1 }]);
  warehouse.ship(one.so, { lines: { [one.lines[0] ?? 0]: 1 }, tracking: ['LOST-1'] });
  await until('it is there', () => shipped(one.id).length === 1);
  await when(one.so, isDone);
  await stack.sweep(SYNC);
  await stack.sweep(SYNC);
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/${SYNC}/${one.so}`);
  await handle.result();
  expect(shipped(one.id)).toHaveLength(1);
  expect(createCalls() - before).toBe(1);
  const [link] = await stack.store.links.find({
    connection: CONNECTION,
    sync: SYNC,
    sourceOwner: `salesOrder/${one.so}`,
  });
  expect(link).toMatchObject({ state: 'made', targetRef: `fulfillment/${inShop(one.id).fulfillments[0]?.id}` });
});

test('what no push told, the sweep finds; only shipped ones count; a number that changes is changed', async () => {
  const one = order([['MUG', 2]]);
  const setup = stack.netSuite.simulation.webhook;
  stack.netSuite.simulation.webhook = undefined;
  const id = warehouse.ship(one.so, { lines: { [one.lines[0] ?? 0]: 2 }, status: 'B' });
  const found = await stack.sweep(SYNC);
  expect([found.stopped, found.foundBySweep > 0]).toEqual([undefined, true]);
  await when(one.so, isDone);
  expect(shipped(one.id)).toEqual([]);
  warehouse.setStatus(id, 'C');
  await stack.sweep(SYNC);
  await until('it is shipped', () => shipped(one.id).length === 1);
  warehouse.track(id, ['NEW-1']);
  await stack.sweep(SYNC);
  await until('the number is there', () => shipped(one.id)[0]?.numbers[0] === 'NEW-1');
  stack.netSuite.simulation.webhook = setup;
  expect(shipped(one.id)).toEqual([{ numbers: ['NEW-1'], lines: { MUG: 2 } }]);
});

test('a fulfilment deleted in NetSuite is cancelled in Shopify, and may be shipped anew', async () => {
  const one = order([['CAP', 2]]);
  const line = one.lines[0] ?? 0;
  const id = warehouse.ship(one.so, { lines: { [line]: 2 }, tracking: ['GONE-1'] });
  await until('shipped', () => shipped(one.id).length === 1);
  await when(one.so, isDone);
  warehouse.remove(id);
  await until('cancelled', () => shipped(one.id).length === 0);
  await when(one.so, isDone);
  warehouse.ship(one.so, { lines: { [line]: 1 }, tracking: ['AGAIN-1'] });
  await until('shipped again', () => shipped(one.id).length === 1);
  expect(shipped(one.id)).toEqual([{ numbers: ['AGAIN-1'], lines: { CAP: 1 } }]);
});

test('what a person has fulfilled in Shopify is recognised, not doubled', async () => {
  const one = order([['TEE', 2]]);
  stack.shopify.admin.fulfil(one.id, { tracking: [{ number: 'HAND-1' }] });
  const before = createCalls();
  warehouse.ship(one.so, { lines: { [one.lines[0] ?? 0]: 2 }, tracking: ['HAND-1'] });
  const record = await when(one.so, isDone);
  await until('linked', async () => (await when(one.so, isDone))?.summary?.includes('already stands for') === true);
  expect(record).toBeDefined();
  expect(shipped(one.id)).toHaveLength(1);
  expect(createCalls()).toBe(before);
});

test('a hold in Shopify waits with words and goes on after its release', async () => {
  const one = order([['MUG', 1]]);
  stack.shopify.admin.hold(one.id, 'HIGH_RISK_OF_FRAUD');
  warehouse.ship(one.so, { lines: { [one.lines[0] ?? 0]: 1 }, tracking: ['HELD-1'] });
  const waiting = await when(one.so, (status) => status === 'waiting');
  expect([waiting?.cause, waiting?.reason]).toEqual([
    'fulfillment-on-hold',
    expect.stringContaining('release the hold'),
  ]);
  stack.shopify.admin.release(one.id);
  await when(one.so, isDone);
  expect(shipped(one.id)).toHaveLength(1);
});

test('a sales order closed in NetSuite waits with words; with orderCancelled: cancel it is cancelled in Shopify', async () => {
  const one = order([['CAP', 1]]);
  warehouse.update('salesOrder', one.so, { item: { items: [{ line: one.lines[0] ?? 0, isClosed: true }] } });
  const waiting = await when(one.so, (status) => status === 'waiting');
  expect(waiting?.cause).toBe('order-cancelled');
  await configure({ orderCancelled: 'cancel' });
  await when(one.so, isDone);
  expect(inShop(one.id).cancelledAt).not.toBeNull();
  await configure({});
});
