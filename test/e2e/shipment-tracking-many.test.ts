/** shipmentTracking under a thousand events, each twice and shuffled: the last state by ShipBob's time, no second fulfilment. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';

const SYNC = 'shipmentTracking';
const STATUS = 'custbody_sb_status';
let stack: ShipBobStack;

beforeAll(async () => {
  const webhooks = { duplicateProbability: 1, duplicateGapMs: 20, reorderProbability: 0.6, reorderMs: 2_000 };
  stack = await startShipBobStack({
    name: 'shipment-tracking-many',
    // 150 calls a minute would make the test take minutes.
    shipBob: { settings: { limits: { perWindow: 100_000 }, webhooks } },
    account: { accountZone: 'America/New_York', switches: { customFields: [STATUS] } },
    syncs: { [SYNC]: { salesOrderFields: { status: STATUS } } },
  });
  stack.netSuite.seed({
    customers: [{ companyName: 'Buyers' }],
    items: [{ itemId: 'TEA-01', stock: [{ location: '1', quantity: 100_000 }] }],
  });
  stack.shipBob.seed({ products: [{ sku: 'TEA-01' }] });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

function place(name: string) {
  const lines = [{ item: 'TEA-01', quantity: 1, rate: 9, location: '1' }];
  const { salesOrders } = stack.netSuite.seed({ salesOrders: [{ externalId: name, lines }] });
  const placed = stack.shipBob.admin.placeOrder({ referenceId: name, lines: [{ sku: 'TEA-01', quantity: 1 }] });
  return { so: salesOrders?.[0]?.id ?? '', key: String(placed.id), shipment: placed.shipmentIds[0] ?? 0 };
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('1,000 events', async () => {
  const placed = Array.from({ length: 25 }, (_, at) => place(`BULK-${at}`));
  const ids = placed.map(({ shipment }) => shipment);
  for (const id of ids) stack.shipBob.admin.ship(id);
  const round = ['InTransit', 'DeliveryException', 'OutForDelivery'];
  for (let at = 0; at < 39; at++) {
    for (const id of ids) stack.shipBob.admin.scan(id, round[at % 3] ?? '');
    // Spread, so that ShipBob is read between them as well as after them.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const [at, id] of ids.entries()) if (at % 2 === 0) stack.shipBob.admin.scan(id, 'Delivered');
  await stack.shipBob.courier.idle();
  expect(stack.shipBob.courier.deliveries().length).toBeGreaterThan(2_000);
  await until('all is followed', async () => {
    const { stored, signalled } = await stack.store.inbox.counts(CONNECTION);
    return stored + signalled === 0;
  });
  await until('all have ended', async () => {
    const rows = await stack.store.records.list({ connection: CONNECTION, status: 'done', limit: 500 });
    return placed.every(({ key }) => rows.some(({ sync, recordKey }) => sync === SYNC && recordKey === key));
  });
  const shown = () => {
    const orders = new Map(stack.netSuite.records('salesOrder').map(({ id, custom }) => [id, custom[STATUS]]));
    return placed.map(({ so }) => orders.get(so));
  };
  const wanted = placed.map((_, at) => (at % 2 === 0 ? 'Delivered' : 'Out for delivery'));
  await until('all show the last state', () => shown().join() === wanted.join());
  const made = stack.netSuite.dump().itemFulfillments.map(({ externalId }) => externalId);
  expect(made.sort()).toEqual(ids.map((id) => `IF_SB_${id}`).sort());
});
