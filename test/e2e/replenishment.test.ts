/** replenishment on the real engine: each purchase order is announced to ShipBob once, however often and from wherever. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';
import { warehouseOf } from './warehouse.ts';

const SYNC = 'replenishment';
const FIELD = 'custbody_shipbob_wro';
const ITEMS: Record<string, string> = { 'TEA-01': '811', 'TEA-02': '812', 'NEW-01': '813' };
const SECRET = 'push-secret-0123456789';
let stack: ShipBobStack;
let clerk: ReturnType<typeof warehouseOf>;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'replenishment',
    // 150 calls a minute would make the test take minutes.
    shipBob: { settings: { limits: { perWindow: 100_000 } } },
    account: { accountZone: 'America/New_York', switches: { customFields: [FIELD] } },
    syncs: { [SYNC]: { writeBack: { field: FIELD } } },
  });
  clerk = warehouseOf(stack.netSuite);
  stack.netSuite.seed({
    vendors: [{ id: 301, companyName: 'Tea Makers' }],
    items: Object.entries(ITEMS).map(([itemId, id]) => ({ itemId, id })),
  });
  stack.shipBob.seed({ products: ['TEA-01', 'TEA-02'].map((sku) => ({ sku })) });
  await stack.seal('netsuite-push', { secret: SECRET });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

function order(tranId: string, lines: [string, number][], body: object = {}): string {
  return clerk.create('purchaseOrder', {
    entity: { id: '301' },
    tranId,
    location: { id: '1' },
    item: {
      items: lines.map(([sku, quantity]) => ({
        item: { id: ITEMS[sku] ?? '' },
        quantity,
        rate: 2,
        location: { id: '1' },
        expectedReceiptDate: '2031-03-04',
      })),
    },
    ...body,
  });
}

const wros = (number: string) => stack.shipBob.dump().wros.filter((wro) => wro.purchaseOrderNumber === number);
const standing = (number: string) => wros(number).filter(({ status }) => status !== 'Cancelled');
const when = (id: string, isSo: (status: string, cause?: string) => boolean) => stack.recordWhen(SYNC, id, isSo);
const isDone = (status: string) => status === 'done';
const po = (id: string) => stack.netSuite.records('purchaseOrder').find((one) => one.id === id)!;

const lineOf = (id: string) => Number(po(id).lists.item?.[0]?.line);

async function doneCount(ids: string[]): Promise<number> {
  const rows = await stack.store.records.list({ connection: CONNECTION, status: 'done', limit: 500 });
  return rows.filter(({ recordKey }) => ids.includes(recordKey)).length;
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = PATIENCE_MS): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('a purchase order is announced once, read back and linked; polled twice at once', async () => {
  const id = order('PO1', [
    ['TEA-01', 500],
    ['TEA-02', 240],
  ]);
  await Promise.all([stack.sweep(SYNC), stack.sweep(SYNC)]);
  const record = await when(id, isDone);
  const [wro] = standing('PO1');
  expect(wro).toMatchObject({ status: 'Awaiting', centerId: 10, expected: { 'TEA-01': 500, 'TEA-02': 240 } });
  expect(wros('PO1')).toHaveLength(1);
  expect(po(id).custom[FIELD]).toBe(String(wro?.id));
  expect(po(id).memo).toBe(`ShipBob WRO ${wro?.id}`);
  expect(record?.numbers.map(({ value }) => value)).toEqual(expect.arrayContaining(['PO1', String(wro?.id)]));
  const at = { connection: CONNECTION, sync: SYNC, sourceOwner: `purchaseOrder/${id}` };
  expect(await stack.store.links.find(at)).toMatchObject([{ state: 'made', targetRef: `receivingOrder/${wro?.id}` }]);
  await stack.sweep(SYNC);
  await when(id, isDone);
  expect(wros('PO1')).toHaveLength(1);
});

test('the answer of the create is lost: found by its number, not made again', async () => {
  stack.shipBob.faults.replace([{ kind: 'drop-after', path: '#receiving\\.create', times: 1 }]);
  const id = order('PO2', [['TEA-01', 5]]);
  await stack.sweep(SYNC);
  await when(id, isDone);
  expect(stack.shipBob.faults.list()[0]?.hits).toBe(1);
  expect(wros('PO2')).toHaveLength(1);
  const at = { connection: CONNECTION, sync: SYNC, sourceOwner: `purchaseOrder/${id}` };
  expect(await stack.store.links.find(at)).toMatchObject([{ state: 'made' }]);
});

test('one that a person made by hand is taken, and none is made', async () => {
  stack.shipBob.seed({ wros: [{ purchaseOrderNumber: 'PO3', lines: [{ sku: 'TEA-01', quantity: 4 }] }] });
  const id = order('PO3', [['TEA-01', 5]]);
  await stack.sweep(SYNC);
  await when(id, isDone);
  expect(wros('PO3')).toMatchObject([{ madeBy: 'person' }]);
  expect(po(id).custom[FIELD]).toBe(String(wros('PO3')[0]?.id));
});

test('a SKU that ShipBob lacks waits by name and goes on by itself; an event of NetSuite starts it', async () => {
  stack.netSuite.simulation.webhook = {
    url: `${stack.hookUrl}/netsuite`,
    secret: SECRET,
    secretHeader: 'X-ML-Connector-Secret',
    recordTypes: ['purchaseOrder'],
  };
  const id = order('PO4', [
    ['NEW-01', 3],
    ['TEA-01', 1],
  ]);
  const waiting = await when(id, (status) => status === 'waiting');
  expect(waiting).toMatchObject({ cause: 'sku-not-in-shipbob' });
  expect(waiting?.reason).toMatch(/NEW-01.*PO4/);
  stack.shipBob.seed({ products: [{ sku: 'NEW-01' }] });
  await when(id, isDone);
  expect(standing('PO4')).toMatchObject([{ expected: { 'NEW-01': 3, 'TEA-01': 1 } }]);
});

test('changed: held by default, remade by setting; closed: cancelled; never once something has arrived', async () => {
  const id = order('PO5', [['TEA-01', 5]]);
  await when(id, isDone);
  const line = (quantity: number, isClosed = false) => ({
    item: { items: [{ line: lineOf(id), quantity, isClosed }] },
  });
  clerk.update('purchaseOrder', id, line(8));
  const held = await when(id, (status, cause) => status === 'waiting' && cause === 'po-changed');
  expect(held?.reason).toContain('8 × TEA-01 instead of 5');
  await stack.configure({ [SYNC]: { onChange: 'remake' } });
  await when(id, isDone);
  expect(standing('PO5')).toMatchObject([{ expected: { 'TEA-01': 8 } }]);
  expect(wros('PO5')).toHaveLength(2);
  clerk.update('purchaseOrder', id, line(8, true));
  await until('it is cancelled', () => standing('PO5').length === 0);
  expect(wros('PO5')).toHaveLength(2);

  const other = order('PO6', [['TEA-01', 5]]);
  await when(other, isDone);
  stack.shipBob.admin.arrive('PO6');
  clerk.update('purchaseOrder', other, { item: { items: [{ line: lineOf(other), isClosed: true }] } });
  await stack.sweep(SYNC);
  await stack.recordWhen(SYNC, other, isDone);
  expect(standing('PO6')).toHaveLength(1);
});

test('a number that ShipBob does not give free: another one, and what is stowed is received on the purchase order', async () => {
  stack.shipBob.setSettings({ behaviour: { cancelledFreesPurchaseOrder: false } });
  const id = order('PO7', [['TEA-02', 5]]);
  await when(id, isDone);
  clerk.update('purchaseOrder', id, { item: { items: [{ line: lineOf(id), quantity: 6 }] } });
  await until('it is remade', () => standing('PO7 R2').length === 1);
  await when(id, isDone);
  expect([standing('PO7'), wros('PO7').length, wros('PO7 R2').length]).toEqual([[], 1, 1]);
  stack.shipBob.admin.arrive('PO7 R2');
  stack.shipBob.admin.stow('PO7 R2', { sku: 'TEA-02', quantity: 4 });
  const receipts = () => stack.netSuite.records('itemReceipt').filter(({ createdFrom }) => createdFrom === id);
  await until('it is received', () => receipts().length === 1);
  expect(receipts()[0]?.lists.item).toMatchObject([{ quantity: 4 }]);
});

test('50 purchase orders, polled twice at once, answers lost, some made by hand: 50 receiving orders', async () => {
  stack.netSuite.simulation.webhook = undefined;
  const names = Array.from({ length: 50 }, (_, at) => `BULK${100 + at}`);
  for (const name of names.slice(0, 5))
    stack.shipBob.seed({ wros: [{ purchaseOrderNumber: name, lines: [{ sku: 'TEA-01', quantity: 7 }] }] });
  stack.shipBob.faults.replace([
    { kind: 'drop-after', path: '#receiving\\.create', times: 8 },
    { kind: 'server-error', path: '#receiving\\.create', times: 4, afterCommit: true },
  ]);
  const ids = names.map((name) => order(name, [['TEA-01', 7]]));
  await Promise.all([stack.sweep(SYNC), stack.sweep(SYNC)]);
  await until('all are announced', async () => (await doneCount(ids)) === 50);
  await stack.sweep(SYNC);
  await until('all are looked at again', async () => (await doneCount(ids)) === 50);
  const made = stack.shipBob.dump().wros.filter(({ purchaseOrderNumber }) => names.includes(purchaseOrderNumber ?? ''));
  expect(made).toHaveLength(50);
  expect(new Set(made.map(({ purchaseOrderNumber }) => purchaseOrderNumber)).size).toBe(50);
  expect(made.filter(({ madeBy }) => madeBy === 'person')).toHaveLength(5);
  expect(ids.every((id) => typeof po(id).custom[FIELD] === 'string')).toBe(true);
});
