/** Shipped orders compared with Fusion's invoices, and parcels with its inventory: agreement, and what somebody changed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { compareBooks } from './compare-books.ts';
import { type FusionStack, startFusionStack } from './fusion-stack.ts';

const SYNCS = ['receivablesPosting', 'inventoryPosting'] as const;
let stack: FusionStack;

beforeAll(async () => {
  stack = await startFusionStack({
    name: 'reconcile-fusion',
    syncs: {
      receivablesPosting: { customer: { account: '1008' }, terms: 'IMMEDIATE' },
      inventoryPosting: { account: '01-000-5110-0000-000' },
    },
    more: { reconcile: { grace: '0s' } },
  });
  stack.fusion.seed({ items: ['A', 'B'].map((number) => ({ number, onHand: { 'SEA/Stores': 1_000 } })) });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

function place(number: string, items: [sku: string, quantity: number, unitPrice: number][], more: object = {}): number {
  const [orderId] = stack.shipStation.seed({
    orders: [
      {
        ...{ orderNumber: number, orderKey: `key-${number}` },
        items: items.map(([sku, quantity, unitPrice], index) => ({
          ...{ lineItemKey: String(index + 1), name: sku, sku, quantity, unitPrice },
        })),
        ...more,
      },
    ],
  }).orderIds;
  return orderId!;
}

const ship = (orderId: number, items?: [sku: string, quantity: number][]) =>
  stack.shipStation.admin.buyLabels([
    { orderId, ...(items ? { items: items.map(([sku, quantity]) => ({ sku, quantity })) } : {}) },
  ]).rows[0]!.shipmentId;

async function posted(orderId: number): Promise<void> {
  await stack.heard();
  for (const sync of SYNCS) await stack.recordWhen(sync, String(orderId), (status) => status === 'done');
}

async function reconcile() {
  const result = await compareBooks(stack);
  const kept = JSON.parse((await stack.store.reconcile.get(result.run))?.result ?? '{}') as ReconcileResult;
  const totals = kept.totals?.map(({ stream, place, unit, source, target }) => [stream, place, unit, source, target]);
  const streams = result.streams.map(({ stream, source, target }) => [stream, source, target]);
  return { streams, reasons: result.reasons, totals };
}

/** As a person with all rights would: past Fusion's own rules. */
function removeWhere(table: { all(): object[]; remove(key: string): void }, key: string, isIt: RegExp): void {
  for (const row of table.all().filter((one) => isIt.test(JSON.stringify(one))))
    table.remove(String((row as Record<string, unknown>)[key]));
}

test('split, voided and re-labelled orders agree; what is lost, changed and added is told to the cent and the unit', async () => {
  const whole = place('R-1', [['A', 2, 10]], { taxAmount: 1.5, shippingAmount: 4 });
  ship(whole);
  await posted(whole);
  const split = place('R-2', [
    ['A', 3, 3.33],
    ['B', 1, 10],
  ]);
  ship(split, [['A', 3]]);
  await posted(split);
  ship(split, [['B', 1]]);
  await posted(split);
  const relabelled = place('R-3', [['B', 2, 7]]);
  const first = ship(relabelled);
  await posted(relabelled);
  stack.shipStation.admin.voidLabel(first);
  for (const sync of SYNCS) await stack.sweep(sync);
  await posted(relabelled);
  const second = ship(relabelled);
  await posted(relabelled);

  const agreed = await reconcile();
  expect(agreed.reasons).toEqual([]);
  expect(agreed.streams).toEqual([
    ['inventory', 5, 6],
    ['invoices', 3, 6],
  ]);
  // 25.50 + 19.99 + 14; voided and re-labelled goods count once.
  expect(agreed.totals).toEqual([
    ['inventory', 'Seattle', 'units', '8', '8'],
    ['invoices', 'Seattle', 'USD', '59.49', '59.49'],
  ]);

  const { world } = stack.fusion;
  removeWhere(world.invoices, 'CustomerTransactionId', new RegExp(`"SS:${second}"`));
  removeWhere(world.completed, 'TransactionId', new RegExp(`SS:${second}/`));
  const differs = await reconcile();
  expect(differs.reasons).toEqual([
    `ShipStation shipment ${second} has no inventory transaction in Fusion`,
    expect.stringMatching(/^order R-3 \(1 bill\) and .*differ: total: 14 in ShipStation, 0 in Fusion$/),
  ]);
  expect(differs.totals).toEqual([
    ['inventory', 'Seattle', 'units', '8', '6'],
    ['invoices', 'Seattle', 'USD', '59.49', '45.49'],
  ]);
});
