/** Returns and purchase orders of ShipBob compared with NetSuite: agreement, and what a person deleted, changed or closed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { compareBooks } from './compare-books.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';
import { warehouseOf } from './warehouse.ts';

const OFF = { enabled: false };
const ITEMS: Record<string, string> = { TEE: '811', MUG: '812' };
let stack: ShipBobStack;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'reconcile-orders',
    shipBob: { settings: { limits: { perWindow: 100_000 } } },
    account: { accountZone: 'America/New_York' },
    syncs: {
      receivingOrder: OFF,
      shipmentTracking: OFF,
      warehouseCharges: OFF,
      customerReturn: { adjustment: { account: '154', subsidiary: '1' } },
    },
    more: { reconcile: { grace: '0s' } },
  });
  stack.netSuite.seed({
    customers: [{ id: '800', companyName: 'A Shop' }],
    vendors: [{ id: 301, companyName: 'Tee Makers' }],
    items: Object.entries(ITEMS).map(([itemId, id]) => ({ itemId, id, stock: [{ location: '1', quantity: 1_000 }] })),
  });
  stack.shipBob.seed({ products: Object.keys(ITEMS).map((sku) => ({ sku, stock: { 10: 1_000 } })) });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

const done = (sync: string, key: number | string) => stack.recordWhen(sync, String(key), (status) => status === 'done');

const reconcile = () => compareBooks(stack);

/** An order that both sides know, shipped, and a return of all of it. */
function announceReturn(reference: string, quantity: number): number {
  const [order] = stack.netSuite.seed({
    salesOrders: [
      {
        ...{ otherRefNum: reference, entity: '800', location: '1' },
        lines: [{ item: 'TEE', quantity, rate: 12.5, location: '1' }],
      },
    ],
  }).salesOrders!;
  warehouseOf(stack.netSuite).ship(order!.id, { lines: { [order!.lines![0]!.line!]: quantity } });
  const { admin } = stack.shipBob;
  const placed = admin.placeOrder({ referenceId: reference, lines: [{ sku: 'TEE', quantity }] });
  const shipmentId = placed.shipmentIds[0]!;
  admin.ship(shipmentId);
  return admin.createReturn({ referenceId: `R-${reference}`, shipmentId, items: [{ sku: 'TEE', quantity }] }).id;
}

function order(tranId: string, quantity: number): string {
  const items = [
    { item: { id: ITEMS.MUG! }, quantity, rate: 2, location: { id: '1' }, expectedReceiptDate: '2031-03-04' },
  ];
  return warehouseOf(stack.netSuite).create('purchaseOrder', {
    ...{ entity: { id: '301' }, tranId, location: { id: '1' } },
    item: { items },
  });
}

test('what was returned and announced agrees; what somebody deleted, cancelled or closed is told', async () => {
  const { admin } = stack.shipBob;
  const kept = announceReturn('shop-1', 4);
  admin.processReturn(kept, [{ sku: 'TEE', action: 'Restock', quantity: 3 }]);
  const spoilt = announceReturn('shop-2', 1);
  admin.processReturn(spoilt, [{ sku: 'TEE', action: 'Dispose', quantity: 1 }]);
  for (const id of [kept, spoilt]) admin.completeReturn(id);
  const orders = [order('PO-1', 50), order('PO-2', 20), order('PO-3', 7)];
  await stack.sweep('replenishment');
  for (const id of orders) await done('replenishment', id);
  await stack.sweep('customerReturn');
  for (const id of [kept, spoilt]) await done('customerReturn', id);

  // What changes after the comparison has begun is too young to be judged by it: a link that is just written back.
  let agreed = await reconcile();
  for (const limit = Date.now() + PATIENCE_MS; agreed.streams[0]?.source !== 3 && Date.now() < limit; )
    agreed = await reconcile();
  expect(agreed.reasons).toEqual([]);
  expect(agreed.streams.map(({ stream, source, target }) => [stream, source, target > 0])).toEqual([
    ['purchaseOrders', 3, true],
    ['returns', 2, true],
  ]);

  const api = await (await createConnectionRegistry(stack.store, stack.vault).get(CONNECTION)).netSuite();
  const receipt = stack.netSuite.records('itemReceipt').find(({ externalId }) => externalId?.includes(`_${kept}_`));
  await api.deleteRecord('itemReceipt', receipt!.id);
  const wro = (number: string) => stack.shipBob.dump().wros.find((one) => one.purchaseOrderNumber === number)!;
  await (await createConnectionRegistry(stack.store, stack.vault).get(CONNECTION))
    .shipBob()
    .then((shipBob) => shipBob.cancelReceivingOrder(String(wro('PO-2').id)));
  await api.updateRecord('purchaseOrder', orders[0]!, {
    item: { items: [{ line: { decimal: '1' }, quantity: { decimal: '55' } }] },
  });
  const differs = await reconcile();
  expect(differs.reasons).toEqual([
    expect.stringMatching(/^purchase order PO-1 and receiving order \d+ differ: MUG: 55 in NetSuite, 50 in ShipBob/),
    expect.stringMatching(/^purchase order PO-2 has no receiving order in ShipBob/),
    expect.stringMatching(new RegExp(`^return ${kept} .*has no posting in NetSuite`)),
  ]);
});
