/** stockAdjustments on the real engine: corrections in ShipStation's stock reach Fusion's, shipments are not booked twice. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AdjustmentProgress } from '../../workflows/contracts.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type FusionStack, startFusionStack } from './fusion-stack.ts';
import { isRecording, recordHistories } from './record-histories.ts';

const SYNC = 'stockAdjustments';
const POSTING = 'inventoryPosting';
const COGS = '01-000-5110-0000-000';
const SHRINK = '01-000-5190-0000-000';
let stack: FusionStack;

const correct = (sku: string, quantity: number) =>
  stack.shipStation.seed({ inventory: [{ sku, location: 'Shelf', quantity }] });

beforeAll(async () => {
  stack = await startFusionStack({
    name: SYNC,
    syncs: { [POSTING]: { account: COGS }, [SYNC]: {} },
    more: { skuAliases: { 'old-a': 'A' }, ignoreSkus: ['BOX'] },
  });
  stack.fusion.seed({ items: ['A', 'B', 'C'].map((number) => ({ number, onHand: { 'SEA/Stores': 1000 } })) });
  stack.shipStation.seed({
    inventory: ['OLD-A', 'B', 'C', 'BOX'].map((sku) => ({ sku, location: 'Shelf', quantity: 100 })),
  });
  const [shelf] = [...stack.shipStation.world.inventoryLocations.values()];
  const place = { organization: 'Seattle', subinventory: 'Stores' };
  const syncs = { [SYNC]: { locations: { [shelf!.id]: place }, account: SHRINK, most: 5 } };
  const own = stack.configure;
  stack.configure = (given = {}, more) => own({ ...syncs, ...given, [SYNC]: { ...syncs[SYNC], ...given[SYNC] } }, more);
  await stack.configure();
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

const run = (): Promise<AdjustmentProgress> =>
  stack.client.workflow.execute(SYNC, {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${SYNC}/run-${Math.random()}`,
    args: [{ connection: CONNECTION, sync: SYNC }],
  });

const moves = () =>
  stack.fusion
    .dump()
    .completed.map((row) => [String(row.ItemNumber), Number(row.TransactionQuantity), row.AccountCombination]);
const settled = async (count: number) => {
  for (const end = Date.now() + PATIENCE_MS; moves().length < count; ) {
    if (Date.now() > end) throw new Error(`only ${JSON.stringify(moves())}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

function ship(sku: string, quantity: number): number {
  const items = [{ lineItemKey: '1', sku, name: sku, quantity, unitPrice: 3 }];
  const [orderId] = stack.shipStation.seed({
    orders: [{ orderNumber: `S-${sku}-${quantity}`, orderKey: `k-${sku}-${quantity}`, items }],
  }).orderIds;
  stack.shipStation.admin.buyLabels([{ orderId: orderId! }]);
  return orderId!;
}

test('the first look remembers; what was corrected by hand is booked once, on its own account', async () => {
  expect(await run()).toMatchObject({ first: true, levels: 3, adjustments: 0 });
  correct('OLD-A', 97);
  correct('B', 105);
  correct('BOX', 1);
  expect(await run()).toMatchObject({ adjustments: 2, postponed: 0 });
  await settled(2);
  expect(moves().sort()).toEqual([
    ['A', -3, SHRINK],
    ['B', 5, SHRINK],
  ]);
  expect(await run()).toMatchObject({ adjustments: 0 });
  expect(stack.fusion.dump().completed[0]).toMatchObject({
    TransactionReference: expect.stringMatching(/^SS:A\d{15}\/1$/),
  });
});

test('what labels took is explained: the shipment is booked by inventoryPosting, and nothing by the adjustment', async () => {
  const orderId = ship('C', 4);
  await stack.recordWhen(POSTING, String(orderId), (status) => status === 'done');
  correct('B', 104);
  expect(await run()).toMatchObject({ adjustments: 1 });
  await settled(4);
  expect(moves().slice(2).sort()).toEqual([
    ['B', -1, SHRINK],
    ['C', -4, COGS],
  ]);
});

test('more differences than people make are a person’s matter, and nothing is booked', async () => {
  const before = moves().length;
  await stack.configure({ [SYNC]: { most: 1 } });
  correct('OLD-A', 10);
  correct('B', 10);
  expect((await run()).stopped).toMatch(/2 stock levels differ/);
  expect(await stack.store.records.get(CONNECTION, SYNC, 'run')).toMatchObject({
    status: 'waiting',
    cause: 'too-many-differences',
  });
  await stack.configure();
  expect(await run()).toMatchObject({ adjustments: 2 });
  await settled(before + 2);
  expect(stack.fusion.dump().onHand['SEA/Stores|B']).toBe(1000 - 90);
});

test('nothing twice, nothing against the rules', () => {
  const { duplicates, violations } = stack.fusion.dump();
  expect([duplicates.inventory, violations]).toEqual([[], []]);
});
