/** inventoryPosting on the real engine: labels in, inventory transactions in the Fusion simulator, and all that goes wrong. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type FusionStack, startFusionStack } from './fusion-stack.ts';
import { isRecording, recordHistories } from './record-histories.ts';

const SYNC = 'inventoryPosting';
let stack: FusionStack;
let next = 5000;

beforeAll(async () => {
  stack = await startFusionStack({
    name: SYNC,
    syncs: {
      [SYNC]: {
        account: '01-000-5110-0000-000',
        returns: 'receipt',
        kits: { KIT: [{ item: 'A', quantity: 2 }, { item: 'B' }] },
      },
    },
    more: { lostAnswer: { named: '0s', unnamed: '2s' } },
  });
  stack.fusion.seed({
    items: [
      ...['A', 'B', 'C'].map((number) => ({ number, onHand: { 'SEA/Stores': 100_000 } })),
      { number: 'SHORT', onHand: { 'SEA/Stores': 1 } },
      { number: 'V1-ONLY', organizations: ['V1'] },
    ],
  });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Line = [sku: string, quantity: number];

function placeOrder(lines: Line[]): number {
  const [orderId] = stack.shipStation.seed({
    orders: [
      {
        orderNumber: `I-${next++}`,
        orderKey: `inv-${next}`,
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
  return orderId!;
}

const ship = (orderId: number, items?: Line[]) =>
  stack.shipStation.admin.buyLabels([
    { orderId, ...(items ? { items: items.map(([sku, quantity]) => ({ sku, quantity })) } : {}) },
  ]).rows[0]!;

const moves = (shipmentId: number) =>
  stack.fusion.dump().completed.filter((row) => Number(row.SourceHeaderId) === shipmentId);
const quantities = (shipmentId: number) =>
  moves(shipmentId)
    .map((row) => [String(row.ItemNumber), Number(row.TransactionQuantity)] as const)
    .sort();
const done = (orderId: number) => stack.recordWhen(SYNC, String(orderId), (status) => status === 'done');
const waiting = (orderId: number, cause: string) =>
  stack.recordWhen(SYNC, String(orderId), (status, why) => status === 'waiting' && why === cause);
const until = async (isSo: () => boolean | Promise<boolean>, limitMs = PATIENCE_MS) => {
  for (const end = Date.now() + limitMs; !(await isSo()); ) {
    if (Date.now() > end) throw new Error('it never came so');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
const void_ = async (shipmentId: number) => {
  stack.shipStation.admin.voidLabel(shipmentId);
  await stack.sweep(SYNC);
};

test('each line of a label is issued once, with place, account, keys, name and instant; kits by their parts', async () => {
  const orderId = placeOrder([
    ['A', 2],
    ['KIT', 3],
  ]);
  const { shipmentId } = ship(orderId);
  const record = await done(orderId);
  expect(record?.summary).toContain('3 lines are booked');
  expect(quantities(shipmentId)).toEqual([
    ['A', -2],
    ['A', -6],
    ['B', -3],
  ]);
  const [row] = moves(shipmentId);
  expect(row).toMatchObject({
    OrganizationName: 'Seattle',
    SubinventoryCode: 'Stores',
    TransactionTypeName: 'Miscellaneous Issue',
    AccountCombination: '01-000-5110-0000-000',
    SourceCode: 'SHIPSTATION',
  });
  expect(String(row?.TransactionReference)).toMatch(new RegExp(`^SS:${shipmentId}/\\d+(/[AB])?$`));
  expect(Math.abs(Date.parse(String(row?.TransactionDate)) - Date.now())).toBeLessThan(600_000);
  expect(record?.numbers).toEqual(expect.arrayContaining([{ kind: 'shipment', value: String(shipmentId) }]));
});

test('a void before and after posting, a re-label, a return label', async () => {
  const orderId = placeOrder([['A', 5]]);
  const first = ship(orderId);
  await done(orderId);
  await void_(first.shipmentId);
  await until(() => moves(first.shipmentId).length === 2);
  expect(quantities(first.shipmentId)).toEqual([
    ['A', -5],
    ['A', 5],
  ]);
  expect(moves(first.shipmentId)[1]).toMatchObject({
    TransactionTypeName: 'Miscellaneous Receipt',
    TransactionReference: expect.stringMatching(/\/void$/),
  });
  const second = ship(orderId);
  await until(() => moves(second.shipmentId).length === 1);
  await done(orderId);
  await stack.sweep(SYNC);
  await done(orderId);
  expect(quantities(first.shipmentId)).toHaveLength(2);
  expect(quantities(second.shipmentId)).toEqual([['A', -5]]);
});

test('an answer lost after the commit, and one lost before it: one transaction each', async () => {
  for (const kind of ['drop-after', 'drop-before'] as const) {
    stack.fusion.faults.add([{ kind, method: 'POST', path: 'inventoryStagedTransactions', times: 1 }]);
    const orderId = placeOrder([['B', 4]]);
    const { shipmentId } = ship(orderId);
    await done(orderId);
    expect(quantities(shipmentId)).toEqual([['B', -4]]);
  }
});

test('408: the row stays, is processed later, and is never sent again', async () => {
  stack.fusion.admin.slowOnline(1, 4_000);
  const orderId = placeOrder([['C', 2]]);
  const { shipmentId } = ship(orderId);
  const record = await waiting(orderId, 'queued');
  expect(record?.reason).toContain('waits in Fusion');
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([['C', -2]]);
});

test('a refused row waits with Fusion’s words beside posted lines, and goes on when the cause is mended', async () => {
  const orderId = placeOrder([
    ['SHORT', 3],
    ['A', 1],
  ]);
  const { shipmentId } = ship(orderId);
  const record = await waiting(orderId, 'rejected');
  expect(record?.reason).toMatch(/issue of 3 × SKU SHORT in Seattle.*more than the available quantity/);
  expect(quantities(shipmentId)).toEqual([['A', -1]]);
  stack.fusion.admin.stock({ organization: 'SEA', item: 'SHORT', subinventory: 'Stores', onHand: 10 });
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([
    ['A', -1],
    ['SHORT', -3],
  ]);
  expect(stack.fusion.dump().staged).toEqual([]);
});

test('an item that is not in the organisation waits by name, and goes on once it is assigned', async () => {
  const orderId = placeOrder([['V1-ONLY', 1]]);
  const { shipmentId } = ship(orderId);
  const record = await stack.recordWhen(SYNC, String(orderId), (status) => status === 'waiting');
  expect(record?.reason).toMatch(/SKU V1-ONLY in Seattle.*assigned/);
  stack.fusion.seed({ items: [{ number: 'V1-ONLY', organizations: ['V1', 'SEA'], onHand: { 'SEA/Stores': 5 } }] });
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([['V1-ONLY', -1]]);
});

test('voided while it is refused: the row is taken back and nothing is booked', async () => {
  const orderId = placeOrder([['SHORT', 500]]);
  const { shipmentId } = ship(orderId);
  await waiting(orderId, 'rejected');
  await void_(shipmentId);
  await done(orderId);
  expect(stack.fusion.dump().staged).toEqual([]);
  expect(quantities(shipmentId)).toEqual([]);
});

test('background mode: queued until the manager runs', async () => {
  await stack.configure({ [SYNC]: { mode: 'background' } });
  const orderId = placeOrder([['A', 7]]);
  const { shipmentId } = ship(orderId);
  await waiting(orderId, 'queued');
  expect(stack.fusion.admin.runInventory()).toBe(1);
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([['A', -7]]);
  await stack.configure();
});

test('a closed period parks the record with three ways out; opened again it goes on; or into the next one by hand', async () => {
  const period = 'Nov-26';
  stack.fusion.admin.period({ period, status: 'C', application: 'INV' });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const orderId = placeOrder([['B', 1]]);
  const { shipmentId } = ship(orderId);
  const record = await waiting(orderId, 'period-closed');
  expect(record?.reason).toMatch(/\(1\).*\(2\).*--next-period.*\(3\).*skip/);
  expect(moves(shipmentId)).toEqual([]);
  stack.fusion.admin.period({ period, status: 'O', application: 'INV' });
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([['B', -1]]);
});

test('a warehouse that is not mapped waits by its number; the others go on', async () => {
  await stack.configure({}, { defaultWarehouse: undefined, warehouses: {} });
  const orderId = placeOrder([['A', 1]]);
  const { shipmentId } = ship(orderId);
  expect((await waiting(orderId, 'warehouse-unmapped'))?.reason).toMatch(/SKU A.*warehouse/);
  await stack.configure();
  await done(orderId);
  expect(quantities(shipmentId)).toEqual([['A', -1]]);
});

test('whatever happened: nothing twice, nothing against the rules', () => {
  const { duplicates, violations } = stack.fusion.dump();
  expect(duplicates.inventory).toEqual([]);
  expect(violations).toEqual([]);
  expect(CONNECTION).toBe('acme');
});
