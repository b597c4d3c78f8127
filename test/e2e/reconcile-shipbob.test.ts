/** Receipts and shipments of ShipBob compared with NetSuite: agreement, recounts, and what a person deleted. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { compareBooks } from './compare-books.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';

const OFF = { enabled: false };
let stack: ShipBobStack;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'reconcile-shipbob',
    shipBob: { settings: { limits: { perWindow: 100_000 } } },
    syncs: {
      receivingOrder: { adjustment: { account: '154', subsidiary: '1' } },
      replenishment: OFF,
      customerReturn: OFF,
      warehouseCharges: OFF,
    },
    more: { reconcile: { grace: '0s' } },
  });
  const stock = [{ location: '1', quantity: 1_000 }];
  stack.netSuite.seed({
    customers: [{ companyName: 'Buyers' }],
    items: ['TEA-01', 'TEA-02'].map((itemId) => ({ itemId, stock })),
  });
  stack.shipBob.seed({ products: ['TEA-01', 'TEA-02', 'UNKNOWN'].map((sku) => ({ sku })) });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

const done = (sync: string, key: number) => stack.recordWhen(sync, String(key), (status) => status === 'done');

const reconcile = () => compareBooks(stack);

test('what was stowed and what was shipped is in NetSuite; a recount agrees; deletions and an unknown SKU are told', async () => {
  const { admin } = stack.shipBob;
  const wro = admin.createWro({
    purchaseOrderNumber: null,
    lines: [
      { sku: 'TEA-01', quantity: 50 },
      { sku: 'TEA-02', quantity: 20 },
    ],
  });
  admin.arrive(wro.id);
  admin.stow(wro.id, { sku: 'TEA-01', quantity: 30 });
  await stack.heard();
  await done('receivingOrder', wro.id);
  admin.stow(wro.id, { sku: 'TEA-01', quantity: 20 });
  admin.stow(wro.id, { sku: 'TEA-02', quantity: 19 });
  admin.complete(wro.id);
  admin.recount(wro.id, { sku: 'TEA-01', quantity: -2 });
  const orders = ['A-1', 'A-2'].map((name) => {
    stack.netSuite.seed({
      salesOrders: [{ externalId: name, lines: [{ item: 'TEA-01', quantity: 2, rate: 9, location: '1' }] }],
    });
    return admin.placeOrder({ referenceId: name, lines: [{ sku: 'TEA-01', quantity: 2 }] });
  });
  for (const order of orders) for (const id of order.shipmentIds) admin.ship(id);
  await stack.heard();
  await stack.sweep('receivingOrder');
  for (const { id } of orders) await done('shipmentTracking', id);
  await done('receivingOrder', wro.id);

  const agreed = await reconcile();
  expect(agreed.reasons).toEqual([]);
  expect(agreed.streams.map(({ stream, source, target }) => [stream, source, target > 0])).toEqual([
    ['receipts', 1, true],
    ['tracking', 2, true],
  ]);

  const api = await (await createConnectionRegistry(stack.store, stack.vault).get(CONNECTION)).netSuite();
  const [fulfilment] = stack.netSuite.records('itemFulfillment');
  await api.deleteRecord('itemFulfillment', fulfilment!.id);
  const [posting] = stack.netSuite.records('inventoryAdjustment');
  await api.deleteRecord('inventoryAdjustment', posting!.id);
  const strange = admin.createWro({ purchaseOrderNumber: null, lines: [{ sku: 'UNKNOWN', quantity: 5 }] });
  admin.arrive(strange.id);
  admin.stow(strange.id, { sku: 'UNKNOWN', quantity: 5 });
  await stack.heard();
  await stack.recordWhen('receivingOrder', String(strange.id), (status) => status === 'waiting');
  const differs = await reconcile();
  expect(differs.reasons).toEqual([
    expect.stringMatching(/^ShipBob shipment \d+ has no item fulfilment in NetSuite/),
    expect.stringMatching(new RegExp(`^receiving order ${wro.id} .*differ: TEA-01: 48 in ShipBob, -?\\d+ in NetSuite`)),
  ]);
  const waits = await stack.store.reconcile.findings(differs.run, { explained: true, limit: 50 });
  expect(waits.map(({ cause }) => cause)).toContain('waiting');
});
