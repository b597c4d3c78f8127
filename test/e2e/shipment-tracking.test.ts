/** shipmentTracking on the real engine: sales orders show ShipBob's last state, and each shipment has one fulfilment. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';
import { warehouseOf } from './warehouse.ts';

const SYNC = 'shipmentTracking';
const FIELDS = {
  status: 'custbody_sb_status',
  carrier: 'custbody_sb_carrier',
  trackingNumber: 'custbody_sb_number',
  trackingLink: 'custbody_sb_link',
  deliveredOn: 'custbody_sb_delivered',
  changedAt: 'custbody_sb_time',
};
let stack: ShipBobStack;
let clerk: ReturnType<typeof warehouseOf>;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'shipment-tracking',
    // 150 calls a minute would make the test take minutes.
    shipBob: { settings: { limits: { perWindow: 100_000 } } },
    account: { accountZone: 'America/New_York', switches: { customFields: Object.values(FIELDS) } },
    syncs: { [SYNC]: { salesOrderFields: FIELDS, fulfillmentFields: { status: FIELDS.status } } },
  });
  clerk = warehouseOf(stack.netSuite);
  const stock = [{ location: '1', quantity: 100_000 }];
  stack.netSuite.seed({
    customers: [{ companyName: 'Buyers' }],
    items: ['TEA-01', 'TEA-02'].map((itemId) => ({ itemId, stock })),
  });
  stack.shipBob.seed({ products: ['TEA-01', 'TEA-02', 'LATER'].map((sku) => ({ sku })) });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Lines = [sku: string, quantity: number][];

/** One order in both systems; `parcels` splits it in ShipBob. */
function place(name: string, lines: Lines, parcels?: { line: number; quantity: number }[][], inNetSuite = lines) {
  const { salesOrders } = stack.netSuite.seed({
    salesOrders: [
      {
        externalId: name,
        otherRefNum: `#${name}`,
        lineNumbers: 'gaps',
        lines: inNetSuite.map(([item, quantity]) => ({ item, quantity, rate: 9, location: '1' })),
      },
    ],
  });
  const placed = stack.shipBob.admin.placeOrder({
    referenceId: name,
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
    ...(parcels === undefined ? {} : { parcels }),
  });
  return { so: salesOrders?.[0]?.id ?? '', key: String(placed.id), shipments: placed.shipmentIds };
}

const shown = (so: string) => stack.netSuite.records('salesOrder').find(({ id }) => id === so)!.custom;
const fulfilments = (so: string) =>
  stack.netSuite.dump().itemFulfillments.filter(({ createdFrom }) => createdFrom === so);
const when = (key: string, isSo: (status: string, cause?: string) => boolean) => stack.recordWhen(SYNC, key, isSo);
const isDone = (status: string) => status === 'done';

async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = PATIENCE_MS): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('two shipments of one order: two fulfilments, the fields show both, then delivered', async () => {
  const one = place('SO-A', [['TEA-01', 3]], [[{ line: 0, quantity: 2 }], [{ line: 0, quantity: 1 }]]);
  const [first = 0, second = 0] = one.shipments;
  stack.shipBob.admin.ship(first, { trackingNumber: 'N-1', trackingUrl: 'https://t.example/N-1' });
  await stack.sweep(SYNC);
  await until('the first', () => fulfilments(one.so).length === 1);
  await until('partly', () => shown(one.so)[FIELDS.status] === 'Partly shipped');
  stack.shipBob.admin.ship(second, { trackingNumber: 'N-2', trackingUrl: 'https://t.example/N-2' });
  for (const id of one.shipments) stack.shipBob.admin.scan(id, 'Delivered');
  await until('delivered', () => shown(one.so)[FIELDS.status] === 'Delivered');
  expect(shown(one.so)).toMatchObject({
    [FIELDS.carrier]: 'USPS GroundAdvantage',
    [FIELDS.trackingNumber]: 'N-1, N-2',
    [FIELDS.trackingLink]: 'https://t.example/N-1, https://t.example/N-2',
    [FIELDS.deliveredOn]: expect.any(String),
  });
  await until('both are fulfilled', () => fulfilments(one.so).length === 2);
  const made = fulfilments(one.so);
  expect(made.map(({ externalId }) => externalId).sort()).toEqual([`IF_SB_${first}`, `IF_SB_${second}`]);
  await until('the numbers are told', async () => {
    const told = (await when(one.key, isDone))?.numbers.map(({ value }) => value) ?? [];
    return ['N-1', 'N-2', String(first), String(second)].every((number) => told.includes(number));
  });
});

test('the answer of the fulfilment is lost, and the tracking number is replaced: one fulfilment with the new one', async () => {
  const one = place('SO-B', [['TEA-02', 2]]);
  const [id = 0] = one.shipments;
  stack.netSuite.simulation.faults.replace([{ kind: 'drop-after', path: 'transform/itemFulfillment', times: 1 }]);
  stack.shipBob.admin.ship(id, { trackingNumber: 'OLD' });
  await until('it is there', () => fulfilments(one.so).length === 1);
  await when(one.key, isDone);
  stack.shipBob.admin.correctTracking(id, { trackingNumber: 'NEW' });
  await stack.sweep(SYNC);
  await until('replaced', () => shown(one.so)[FIELDS.trackingNumber] === 'NEW');
  await until('on the fulfilment too', () => fulfilments(one.so)[0]?.trackingNumbers.join() === 'NEW');
  await when(one.key, isDone);
  expect(fulfilments(one.so)).toHaveLength(1);
});

test('on hold is shown; a SKU that NetSuite lacks waits by name, the other shipment goes through', async () => {
  const one = place(
    'SO-C',
    [
      ['TEA-01', 1],
      ['LATER', 1],
    ],
    [[{ line: 0, quantity: 1 }], [{ line: 1, quantity: 1 }]],
    [['TEA-01', 1]],
  );
  const [tea = 0, later = 0] = one.shipments;
  stack.shipBob.admin.block(tea, 401);
  await until('on hold', async () => {
    await stack.sweep(SYNC);
    return shown(one.so)[FIELDS.status] === 'On hold';
  });
  stack.shipBob.admin.unblock(tea);
  stack.shipBob.admin.ship(tea);
  stack.shipBob.admin.ship(later);
  const waiting = await when(one.key, (status, cause) => status === 'waiting' && cause === 'sku-missing');
  expect(waiting?.reason).toContain('LATER');
  await until('the other one', () => fulfilments(one.so).length === 1);
  stack.netSuite.seed({ items: [{ id: '899', itemId: 'LATER', stock: [{ location: '1', quantity: 9 }] }] });
  clerk.update('salesOrder', one.so, {
    item: { items: [{ item: { id: '899' }, quantity: 1, rate: 9, location: { id: '1' } }] },
  });
  await when(one.key, isDone);
  expect(fulfilments(one.so)).toHaveLength(2);
});
