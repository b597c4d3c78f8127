/** customerReturn on the real engine: partial inspections, orders that are not found at first, lost answers. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';
import { warehouseOf } from './warehouse.ts';

let stack: ShipBobStack;
let count = 0;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'customer-return',
    syncs: {
      customerReturn: {
        adjustment: { account: '154', subsidiary: '1' },
        actions: { quarantine: { as: 'location', location: '6' } },
      },
    },
  });
  stack.netSuite.seed({
    locations: [{ id: '6', name: 'Quarantine' }],
    customers: [{ id: '800', companyName: 'A Shop' }],
    items: ['TEE', 'MUG'].map((itemId) => ({ itemId, stock: [{ location: '1', quantity: 1_000 }] })),
  });
  stack.shipBob.seed({ products: ['TEE', 'MUG', 'NEW'].map((sku) => ({ sku, stock: { 10: 1_000 } })) });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

const itemId = (sku: string): string =>
  [...stack.netSuite.world.spaces.get('item')!.values()].find((rec) => rec.body.itemId === sku)?.id ?? '?';
const onHand = (sku: string, location = '1') =>
  stack.netSuite.verdict().stock[`${itemId(sku)}|${location}`]?.onHand ?? 0;
const own = (type: string, id: number) =>
  stack.netSuite.records(type).filter(({ externalId }) => new RegExp(`_${id}(_|$)`).test(externalId ?? ''));

type Lines = { sku: string; quantity: number }[];

/** An order of this reference in NetSuite, shipped as a whole. */
function sell(reference: string, lines: Lines): string {
  const [order] = stack.netSuite.seed({
    salesOrders: [
      {
        ...{ otherRefNum: reference, entity: '800', location: '1' },
        lines: lines.map(({ sku, quantity }) => ({ item: sku, quantity, rate: 12.5, location: '1' })),
      },
    ],
  }).salesOrders!;
  const units = Object.fromEntries(order!.lines!.map((line) => [line.line, line.quantity]));
  warehouseOf(stack.netSuite).ship(order!.id, { lines: units });
  return order!.tranId!;
}

/** The same order, shipped by ShipBob; answers the shipment. */
function shipped(reference: string, lines: Lines): number {
  const order = stack.shipBob.admin.placeOrder({ referenceId: reference, lines });
  stack.shipBob.admin.ship(order.shipmentIds[0]!);
  return order.shipmentIds[0]!;
}

/** An announced return of these goods of a new order, known to both sides. */
function announce(lines: Lines, isSold = true) {
  const reference = `shop-${5500 + count++}`;
  const salesOrder = isSold ? sell(reference, lines) : undefined;
  const shipmentId = shipped(reference, lines);
  const { id } = stack.shipBob.admin.createReturn({ referenceId: `R-${reference}`, shipmentId, items: lines });
  return { id, reference, salesOrder, lines };
}

const when = (id: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen('customerReturn', String(id), isSo);
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) {
      const rows = await stack.store.records.list({ connection: CONNECTION, limit: 3 });
      throw new Error(
        `not in time: ${what}; ${JSON.stringify(rows.map((row) => [row.sync, row.recordKey, row.status, row.reason, row.summary]))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const summaryOf = async (id: number) =>
  (await stack.store.records.get(CONNECTION, 'customerReturn', String(id)))?.summary ?? '';

test('inspected bit by bit: one authorisation, a receipt by place, what is disposed of written off, the rest closed', async () => {
  const before = onHand('TEE');
  const { id, reference, salesOrder } = announce([{ sku: 'TEE', quantity: 4 }]);
  const { admin } = stack.shipBob;
  const afterSale = before - 4;
  admin.processReturn(id, [{ sku: 'TEE', action: 'Restock', quantity: 1 }]);
  await until('restocked', () => onHand('TEE') === afterSale + 1);
  admin.processReturn(id, [
    { sku: 'TEE', action: 'Quarantine', quantity: 1 },
    { sku: 'TEE', action: 'Dispose', quantity: 1 },
  ]);
  await until('in quarantine', () => onHand('TEE', '6') === 1);
  await until('written off', () => own('inventoryAdjustment', id).length === 1 && onHand('TEE') === afterSale + 1);
  admin.completeReturn(id);
  await until('completed', async () => (await summaryOf(id)).includes('Completed: Restock 1, Quarantine 1, Dispose 1'));
  const [authorization, second] = own('returnAuthorization', id);
  expect([second, authorization?.lists.item?.map((line) => [line.quantity, line.isClosed])]).toEqual([
    undefined,
    [[4, true]],
  ]);
  for (const number of [String(id), reference, salesOrder, authorization?.tranId]) {
    const found = await stack.store.records.findByNumber(number ?? '?', CONNECTION);
    expect(found.map(({ recordKey }) => recordKey)).toContain(String(id));
  }
});

test('an order that NetSuite does not have yet, a SKU that it does not know: both wait with their names and go on', async () => {
  const { id, reference, lines } = announce([{ sku: 'MUG', quantity: 2 }], false);
  stack.shipBob.admin.processReturn(id, [{ sku: 'MUG', action: 'Restock', quantity: 2 }]);
  const waiting = await when(id, (status, cause) => status === 'waiting' && cause === 'order-not-found');
  expect(waiting?.reason).toContain(reference);
  sell(reference, lines);
  const before = onHand('MUG');
  await until('received', () => onHand('MUG') === before + 2);
  const odd = announce([{ sku: 'MUG', quantity: 1 }]);
  const more = stack.shipBob.admin.createReturn({
    ...{
      referenceId: 'R-odd',
      items: [
        { sku: 'NEW', quantity: 1 },
        { sku: 'MUG', quantity: 1 },
      ],
    },
    shipmentId: shipped(`${odd.reference}`, odd.lines),
  });
  stack.shipBob.admin.processReturn(more.id, [
    { sku: 'NEW', action: 'Restock', quantity: 1 },
    { sku: 'MUG', action: 'Restock', quantity: 1 },
  ]);
  const parked = await when(more.id, (status, cause) => status === 'waiting' && cause === 'sku-unknown');
  expect(parked?.reason).toContain('SKU NEW');
  await until('the known goods', () => own('itemReceipt', more.id).length === 1);
  stack.netSuite.seed({ items: [{ itemId: 'NEW' }] });
  await when(more.id, (status) => status === 'done');
  expect(onHand('NEW')).toBe(1);
});

test('lost answers and doubled webhooks make one of each; lost webhooks are found by the sweep', async () => {
  stack.shipBob.setSettings({ webhooks: { duplicateProbability: 1, reorderProbability: 0.5, reorderMs: 40 } });
  stack.netSuite.simulation.faults.add([
    { kind: 'drop-after', method: 'POST', path: 'returnAuthorization$', times: 1 },
    { kind: 'drop-after', method: 'POST', path: 'itemReceipt$', times: 1 },
    { kind: 'drop-after', method: 'POST', path: 'inventoryAdjustment$', times: 1 },
  ]);
  const { id } = announce([{ sku: 'TEE', quantity: 3 }]);
  const before = onHand('TEE');
  stack.shipBob.admin.processReturn(id, [
    { sku: 'TEE', action: 'Restock', quantity: 1 },
    { sku: 'TEE', action: 'Dispose', quantity: 1 },
  ]);
  await until('booked', () => onHand('TEE') === before + 1 && own('inventoryAdjustment', id).length === 1);
  await stack.heard();
  stack.shipBob.setSettings({ webhooks: { duplicateProbability: 0, reorderProbability: 0, lossProbability: 1 } });
  stack.shipBob.admin.processReturn(id, [{ sku: 'TEE', action: 'Restock', quantity: 1 }]);
  stack.shipBob.admin.completeReturn(id);
  expect((await stack.sweep('customerReturn')).stopped).toBeUndefined();
  stack.shipBob.setSettings({ webhooks: { lossProbability: 0 } });
  await until('what nobody told of', () => onHand('TEE') === before + 2);
  await until('completed', async () => (await summaryOf(id)).includes('Completed'));
  expect([own('returnAuthorization', id).length, own('inventoryAdjustment', id).length]).toEqual([1, 1]);
  expect((await stack.sweep('customerReturn')).foundBySweep).toBe(0);
});
