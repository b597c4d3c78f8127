/** receivingOrder on the real engine: goods stowed over days, SKUs that come late, recounts, lost answers, closed months. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';

let stack: ShipBobStack;
let numbers = 0;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'receiving-order',
    syncs: { receivingOrder: { adjustment: { account: '154', subsidiary: '1' }, cost: { from: 'purchaseOrder' } } },
  });
  stack.netSuite.seed({
    vendors: [{ id: '700', companyName: 'Tea Traders' }],
    items: [
      ...['TEA-01', 'TEA-02', 'TEA-03'].map((itemId) => ({ itemId })),
      { itemId: 'LOT-01', type: 'lotNumberedInventoryItem' },
    ],
  });
  stack.shipBob.seed({
    products: [...['TEA-01', 'TEA-02', 'TEA-03', 'NEW-01'].map((sku) => ({ sku })), { sku: 'LOT-01', lot: true }],
  });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Line = { sku: string; quantity: number; lotNumber?: string; lotDate?: string };

const itemId = (sku: string): string => {
  const found = [...stack.netSuite.world.spaces.get('item')!.values()].find((rec) => rec.body.itemId === sku);
  return found?.id ?? '?';
};
const onHand = (sku: string): number => stack.netSuite.verdict().stock[`${itemId(sku)}|1`]?.onHand ?? 0;
const postings = (wro: number) =>
  ['itemReceipt', 'inventoryAdjustment']
    .flatMap((type) => stack.netSuite.records(type))
    .filter((record) => record.externalId?.startsWith(`SB_WRO_${wro}_`))
    .sort((a, b) => Number(a.id) - Number(b.id));

/** A purchase order in NetSuite and its receiving order in ShipBob, with one box. */
function announce(lines: Line[], ordered: { sku: string; quantity: number; rate?: number }[] | undefined = lines) {
  const number = `PO-${4700 + numbers++}`;
  const body = (tranId: string) => ({
    ...{ entity: { id: '700' }, tranId, location: { id: '1' }, orderStatus: { id: 'B' } },
    item: {
      items: ordered!.map(({ sku, quantity, rate }) => ({ item: { id: itemId(sku) }, quantity, rate: rate ?? 4 })),
    },
  });
  if (ordered.length > 0) stack.netSuite.seed({ records: [{ type: 'purchaseOrder', body: body(number) }] });
  const wro = stack.shipBob.admin.createWro({ purchaseOrderNumber: ordered.length > 0 ? number : null, lines });
  return { number, id: wro.id };
}

const when = (id: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen('receivingOrder', String(id), isSo);
/** Everything that was told has been followed and nothing is left to do. */
async function settled(id: number) {
  await stack.heard();
  return when(id, (status) => status === 'done');
}
const summaryOf = async (id: number) =>
  (await stack.store.records.get(CONNECTION, 'receivingOrder', String(id)))?.summary ?? '';
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) {
      const rows = await stack.store.records.list({ connection: CONNECTION, limit: 3 });
      throw new Error(
        `not in time: ${what}; ${JSON.stringify(rows.map((row) => [row.recordKey, row.status, row.reason, row.summary]))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('stowed in slices, told by webhooks: one receipt for each slice on the purchase order, found by every number', async () => {
  const { id, number } = announce([
    { sku: 'TEA-01', quantity: 50 },
    { sku: 'TEA-02', quantity: 24 },
  ]);
  stack.shipBob.admin.arrive(id);
  for (const [sku, quantity] of [
    ['TEA-01', 18],
    ['TEA-01', 24],
    ['TEA-02', 10],
  ] as const) {
    stack.shipBob.admin.stow(id, { sku, quantity });
    await settled(id);
  }
  stack.shipBob.admin.stow(id, { sku: 'TEA-02', quantity: 14 });
  stack.shipBob.admin.complete(id);
  await settled(id);
  await until('all stowed goods in stock', () => onHand('TEA-01') === 42 && onHand('TEA-02') === 24);
  await until('what came short', async () => (await summaryOf(id)).includes('SKU TEA-01 42 of 50'));
  const made = postings(id);
  expect(made.every(({ type }) => type === 'itemReceipt')).toBe(true);
  expect(made.map(({ externalId }) => externalId)).toEqual(made.map((_, index) => `SB_WRO_${id}_${index + 1}`));
  for (const value of [String(id), number, made[0]?.tranId]) {
    const [found] = await stack.store.records.findByNumber(value ?? '?', CONNECTION);
    expect([value, found?.recordKey]).toEqual([value, String(id)]);
  }
});

test('a missing SKU waits with its name, the rest is booked, and it goes through by itself', async () => {
  const before = onHand('TEA-03');
  const { id } = announce(
    [
      { sku: 'TEA-03', quantity: 5 },
      { sku: 'NEW-01', quantity: 7 },
    ],
    [{ sku: 'TEA-03', quantity: 5 }],
  );
  stack.shipBob.admin.stow(id, { sku: 'TEA-03', quantity: 5 });
  stack.shipBob.admin.stow(id, { sku: 'NEW-01', quantity: 7 });
  const waiting = await when(id, (status, cause) => status === 'waiting' && cause === 'sku-unknown');
  expect(waiting?.reason).toContain('NetSuite has no item for SKU NEW-01');
  await until('the known goods', () => onHand('TEA-03') === before + 5);
  stack.netSuite.seed({ items: [{ itemId: 'NEW-01' }] });
  await when(id, (status) => status === 'done');
  expect(onHand('NEW-01')).toBe(7);
});

test('more than ordered is adjusted, a recount taken out again; taken up again it goes on', async () => {
  const before = onHand('TEA-02');
  const { id } = announce([{ sku: 'TEA-02', quantity: 100 }]);
  stack.shipBob.admin.stow(id, { sku: 'TEA-02', quantity: 103 });
  stack.shipBob.admin.complete(id);
  await settled(id);
  await until('receipt and excess', () => onHand('TEA-02') === before + 103);
  stack.shipBob.admin.recount(id, { sku: 'TEA-02', quantity: -5 });
  await until('the recount', () => onHand('TEA-02') === before + 98);
  stack.shipBob.admin.reopen(id);
  stack.shipBob.admin.stow(id, { sku: 'TEA-02', quantity: 2 });
  await until('taken up again', () => onHand('TEA-02') === before + 100);
  await settled(id);
  const moves = postings(id).map(({ type, lists }) => [
    type,
    (lists.item ?? lists.inventory ?? []).map((line) => line.quantity ?? line.adjustQtyBy),
  ]);
  expect(moves).toEqual([
    ['itemReceipt', [100]],
    ['inventoryAdjustment', [3]],
    ['inventoryAdjustment', [-5]],
    ['inventoryAdjustment', [2]],
  ]);
});

test('lots and their expiry reach NetSuite; a recount takes from the lot', async () => {
  const lot = { lotNumber: 'L-26A', lotDate: '2027-11-30T00:00:00Z' };
  const { id } = announce([{ sku: 'LOT-01', quantity: 20, ...lot }]);
  stack.shipBob.admin.stow(id, { sku: 'LOT-01', quantity: 12, lotNumber: 'L-26A' });
  await settled(id);
  stack.shipBob.admin.stow(id, { sku: 'LOT-01', quantity: 8, lotNumber: 'L-26A' });
  await until('both slices', () => onHand('LOT-01') === 20);
  stack.shipBob.admin.complete(id);
  stack.shipBob.admin.recount(id, { sku: 'LOT-01', quantity: -3, lotNumber: 'L-26A' });
  await until('the recount', () => onHand('LOT-01') === 17);
  await settled(id);
  stack.shipBob.admin.recount(id, { sku: 'LOT-01', quantity: 1, lotNumber: 'L-26A' });
  await until('one that was found', () => onHand('LOT-01') === 18);
  await settled(id);
  const cell = stack.netSuite.world.stock.get(`${itemId('LOT-01')}|1`);
  expect([...(cell?.lots?.values() ?? [])]).toEqual([18]);
  const [lotRecord] = [...stack.netSuite.world.spaces.get('inventoryNumber')!.values()];
  expect(lotRecord?.body.expirationDate).toBe('2027-11-30');
});

test('lost answers, doubled and shuffled webhooks make one of each; lost webhooks are found by the sweep', async () => {
  const before = onHand('TEA-01');
  stack.shipBob.setSettings({ webhooks: { duplicateProbability: 1, reorderProbability: 0.5, reorderMs: 40 } });
  stack.netSuite.simulation.faults.add([{ kind: 'drop-after', method: 'POST', path: '/itemReceipt$', times: 2 }]);
  const { id } = announce([{ sku: 'TEA-01', quantity: 30 }]);
  stack.shipBob.admin.stow(id, { sku: 'TEA-01', quantity: 10 });
  stack.shipBob.admin.stow(id, { sku: 'TEA-01', quantity: 11 });
  await settled(id);
  await until('two slices', () => onHand('TEA-01') === before + 21);
  stack.shipBob.setSettings({ webhooks: { duplicateProbability: 0, reorderProbability: 0, lossProbability: 1 } });
  stack.shipBob.admin.stow(id, { sku: 'TEA-01', quantity: 9 });
  const found = await stack.sweep('receivingOrder');
  expect([found.stopped, found.foundBySweep]).toEqual([undefined, 1]);
  await until('the slice that nobody told of', () => onHand('TEA-01') === before + 30);
  stack.shipBob.admin.complete(id);
  await stack.sweep('receivingOrder');
  await until('completed', async () => (await summaryOf(id)).startsWith('Completed'));
  expect((await stack.sweep('receivingOrder')).foundBySweep).toBe(0);
  stack.shipBob.setSettings({ webhooks: { lossProbability: 0 } });
  expect(onHand('TEA-01')).toBe(before + 30);
  expect(stack.netSuite.verdict().doubles).toEqual([]);
});

test('a receiving order that we announced finds its purchase order under any number', async () => {
  const before = onHand('TEA-03');
  const { number } = announce([{ sku: 'TEA-03', quantity: 6 }]);
  const order = stack.netSuite.records('purchaseOrder').find(({ tranId }) => tranId === number);
  const wro = stack.shipBob.admin.createWro({
    purchaseOrderNumber: `${number} R2`,
    lines: [{ sku: 'TEA-03', quantity: 6 }],
  });
  await stack.store.links.put({
    ...{ connection: CONNECTION, sync: 'replenishment', sourceRef: `test-${number}`, state: 'made' },
    ...{ sourceOwner: `purchaseOrder/${order?.id}`, targetOwner: `number/${number} R2` },
    ...{ targetRef: `receivingOrder/${wro.id}`, at: new Date().toISOString() },
  });
  stack.shipBob.admin.stow(wro.id, { sku: 'TEA-03', quantity: 6 });
  await until('received', () => onHand('TEA-03') === before + 6);
  expect(postings(wro.id).map(({ type, createdFrom }) => [type, createdFrom])).toEqual([['itemReceipt', order?.id]]);
});

test('without a purchase order stock is adjusted; an unknown one waits until it is there', async () => {
  const before = onHand('TEA-03');
  const { id } = announce([{ sku: 'TEA-03', quantity: 4 }], []);
  stack.shipBob.admin.stow(id, { sku: 'TEA-03', quantity: 4 });
  await until('adjusted', () => onHand('TEA-03') === before + 4);
  const wro = stack.shipBob.admin.createWro({
    purchaseOrderNumber: 'PO-LATE',
    lines: [{ sku: 'TEA-03', quantity: 6 }],
  });
  stack.shipBob.admin.stow(wro.id, { sku: 'TEA-03', quantity: 6 });
  const waiting = await when(wro.id, (status, cause) => status === 'waiting' && cause === 'order-not-found');
  expect(waiting?.reason).toContain('PO-LATE');
  const item = { items: [{ item: { id: itemId('TEA-03') }, quantity: 6, rate: 2 }] };
  const body = { entity: { id: '700' }, tranId: 'PO-LATE', location: { id: '1' }, orderStatus: { id: 'B' }, item };
  stack.netSuite.seed({ records: [{ type: 'purchaseOrder', body }] });
  await when(wro.id, (status) => status === 'done');
  expect(postings(wro.id).map(({ type }) => type)).toEqual(['itemReceipt']);
});

test('a closed month waits or goes to the next open day; shadow mode writes nothing', async () => {
  const month = new Date().toLocaleString('en-US', { month: 'short', year: 'numeric', timeZone: 'America/New_York' });
  const periods = (closed: boolean) =>
    fetch(`${stack.netSuite.url}/__sim/periods`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: month, closed }),
    });
  const before = onHand('TEA-03');
  expect((await periods(true)).status).toBe(200);
  const { id } = announce([{ sku: 'TEA-03', quantity: 9 }]);
  stack.shipBob.admin.stow(id, { sku: 'TEA-03', quantity: 3 });
  await when(id, (status, cause) => status === 'waiting' && cause === 'period-closed');
  await stack.configure({ receivingOrder: { adjustment: { account: '154' }, closedPeriod: 'nextOpenDay' } });
  await until('on the next open day', () => onHand('TEA-03') === before + 3);
  expect(postings(id)[0]?.tranDate).toMatch(/-01$/);
  await periods(false);
  await stack.configure({}, { mode: 'shadow' });
  stack.shipBob.admin.stow(id, { sku: 'TEA-03', quantity: 6 });
  const shadow = await when(id, (status, cause) => status === 'waiting' && cause === 'shadow-mode');
  expect(shadow?.reason).toContain('would: receive 6 × TEA-03');
  expect(onHand('TEA-03')).toBe(before + 3);
  await stack.configure();
});
