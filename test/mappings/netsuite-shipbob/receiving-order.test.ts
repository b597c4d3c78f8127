/** What becomes of a receiving order in NetSuite: examples, case by case. */
import { expect, test } from '@jest/globals';
import {
  planReceiving,
  purchaseOrderLookups,
  receivingDay,
} from '../../../mappings/netsuite-shipbob/receiving-order/plan.ts';
import { receivingSource } from '../../../mappings/netsuite-shipbob/receiving-order/stowed.ts';
import type { ReceivingSource } from '../../../mappings/netsuite-shipbob/receiving-order/types.ts';
import type { SourceOrder } from '../../../mappings/netsuite-shipbob/stock/types.ts';
import { CATALOG, inputOf, item, sourceOf } from './receiving.ts';
import { converge, line, newToy, stockOf, type Toy } from './toy.ts';

const po = (more: Partial<SourceOrder> = {}): SourceOrder => ({
  ...{ type: 'purchaseOrder', id: '900', tranId: 'PO-4711', status: 'B' },
  lines: [line(1, '11', 500), line(4, '12', 240, { rate: '3.5' })],
  ...more,
});
const lotNames = (toy: Toy) => () =>
  new Map(
    toy.postings.flatMap((one) =>
      one.lines.flatMap(({ itemId, lots }) => lots.map(({ number }) => [`id:${itemId}|${number}`, number] as const)),
    ),
  );
const settle = (toy: Toy, source: ReceivingSource, settings = {}, catalog = CATALOG) =>
  converge(toy, () => planReceiving(inputOf(source, toy, settings, catalog)), lotNames(toy));
const causes = (plan: { problems: { cause: string }[] }) => plan.problems.map(({ cause }) => cause);

test('days of stowing become one receipt each, then nothing more', () => {
  const toy = newToy(po());
  settle(
    toy,
    sourceOf([
      { sku: 'TEA-01', quantity: 180 },
      { sku: 'TEA-02', quantity: 0 },
    ]),
  );
  settle(
    toy,
    sourceOf([
      { sku: 'TEA-01', quantity: 420 },
      { sku: 'TEA-02', quantity: 100 },
    ]),
  );
  settle(
    toy,
    sourceOf([
      { sku: 'TEA-01', quantity: 420 },
      { sku: 'TEA-02', quantity: 100 },
    ]),
  );
  const last = settle(
    toy,
    sourceOf(
      [
        { sku: 'TEA-01', quantity: 496 },
        { sku: 'TEA-02', quantity: 240 },
      ],
      { status: 'Completed' },
    ),
  );
  expect(toy.postings.map(({ tranId, type }) => [tranId, type])).toEqual([
    ['SB_WRO_443002_1', 'itemReceipt'],
    ['SB_WRO_443002_2', 'itemReceipt'],
    ['SB_WRO_443002_3', 'itemReceipt'],
  ]);
  expect(toy.order?.lines.map(({ received }) => received)).toEqual(['496', '240']);
  expect([last.problems, last.notes[0]]).toEqual([[], 'Completed: 736 stowed and booked as far as nothing waits']);
});

test('a missing SKU parks its own goods, names itself, and goes through once the item exists', () => {
  const toy = newToy(po({ lines: [line(1, '11', 5), line(2, '99', 7)] }));
  const source = sourceOf([
    { sku: 'TEA-01', quantity: 5 },
    { sku: 'NEW-1', quantity: 7 },
  ]);
  const waiting = settle(toy, source);
  expect([causes(waiting), waiting.problems[0]?.reason]).toEqual([
    ['sku-unknown'],
    expect.stringContaining('SKU NEW-1'),
  ]);
  expect([stockOf(toy, '11'), stockOf(toy, '99')]).toEqual([5, 0]);
  expect(settle(toy, source, {}, [...CATALOG, item('99', 'NEW-1')]).problems).toEqual([]);
  expect([stockOf(toy, '11'), stockOf(toy, '99'), toy.postings.length]).toEqual([5, 7, 2]);
});

test('an item that was renamed after it was booked takes nothing back', () => {
  const toy = newToy(po());
  const source = sourceOf([{ sku: 'TEA-01', quantity: 5 }]);
  settle(toy, source);
  const plan = settle(toy, source, {}, []);
  expect([causes(plan), stockOf(toy, '11')]).toEqual([['sku-unknown'], 5]);
});

test('an alias that is changed after booking doubles nothing and is told', () => {
  const toy = newToy(po());
  settle(toy, sourceOf([{ sku: 'TEA-01', quantity: 5 }]));
  const other = { ...inputOf(sourceOf([{ sku: 'TEA-01', quantity: 5 }]), toy), skuAliases: { 'tea-01': 'TEA-03' } };
  const items = [{ sku: 'TEA-03', items: [item('13', 'TEA-03')] }];
  const plan = planReceiving({ ...other, target: { ...other.target, items } });
  expect([plan.writes, causes(plan)]).toEqual([[], ['booked-otherwise']]);
});

test('more than ordered is adjusted with the order’s cost, or waits', () => {
  const source = sourceOf([
    { sku: 'TEA-02', quantity: 243 },
    { sku: 'TEA-03', quantity: 2 },
  ]);
  const toy = newToy(po());
  settle(toy, source, { cost: { from: 'purchaseOrder' } });
  expect(toy.postings.map(({ type, lines }) => [type, lines.map((one) => [one.itemId, one.quantity])])).toEqual([
    ['itemReceipt', [['12', '240']]],
    [
      'inventoryAdjustment',
      [
        ['12', '3'],
        ['13', '2'],
      ],
    ],
  ]);
  const waits = newToy(po());
  const plan = settle(waits, source, { overReceipt: 'wait' });
  expect([causes(plan), stockOf(waits, '12')]).toEqual([['over-receipt', 'over-receipt'], 240]);
  expect(plan.problems[0]?.reason).toContain('3 × SKU TEA-02 more than PO-4711 has open');
});

test('a recount takes out what is too much, puts it back when it is found, and waits where that is wanted', () => {
  const toy = newToy(po());
  const told = (quantity: number, settings = {}) => settle(toy, sourceOf([{ sku: 'TEA-01', quantity }]), settings);
  told(496);
  expect(causes(told(494, { correction: 'wait' }))).toEqual(['corrected']);
  told(494);
  told(496);
  expect(toy.postings.map(({ type, lines }) => [type, lines[0]?.quantity])).toEqual([
    ['itemReceipt', '496'],
    ['inventoryAdjustment', '-2'],
    ['inventoryAdjustment', '2'],
  ]);
});

test('without a purchase order stock is adjusted or waits; a number that NetSuite does not know waits', () => {
  const none = sourceOf([{ sku: 'TEA-01', quantity: 5 }], {});
  delete (none as { purchaseOrderNumber?: string }).purchaseOrderNumber;
  const toy = newToy();
  settle(toy, none);
  expect([toy.postings[0]?.type, stockOf(toy, '11')]).toEqual(['inventoryAdjustment', 5]);
  const unknown = settle(newToy(), sourceOf([{ sku: 'TEA-01', quantity: 5 }]));
  expect([causes(unknown), unknown.problems[0]?.reason]).toEqual([
    ['order-not-found'],
    expect.stringContaining('PO-4711'),
  ]);
  expect(causes(settle(newToy(), none, { adjustment: {} }))).toEqual(['setting-missing']);
  expect(causes(settle(newToy(), sourceOf([{ sku: 'TEA-01', quantity: 0 }])))).toEqual([]);
});

test('an order that is not approved waits; a closed one lets everything be adjusted', () => {
  const source = sourceOf([{ sku: 'TEA-01', quantity: 5 }]);
  expect(causes(settle(newToy(po({ status: 'A' })), source))).toEqual(['order-not-approved']);
  const closed = newToy(po({ status: 'H' }));
  settle(closed, source);
  expect(closed.postings[0]?.type).toBe('inventoryAdjustment');
});

test('lots with their expiry go along, and a recount moves from one lot to the other', () => {
  const toy = newToy(po({ lines: [line(1, '21', 100)] }));
  const first = sourceOf([
    { sku: 'LOT-01', quantity: 30, lot: 'A', lotDay: '2027-11-30' },
    { sku: 'LOT-01', quantity: 20, lot: 'B', lotDay: '2027-12-31' },
  ]);
  const [write] = planReceiving(inputOf(first, toy)).writes;
  expect(JSON.stringify(write)).toContain(
    '"receiptInventoryNumber":"A","quantity":{"decimal":"30"},"expirationDate":"2027-11-30"',
  );
  settle(toy, first);
  settle(
    toy,
    sourceOf([
      { sku: 'LOT-01', quantity: 25, lot: 'A' },
      { sku: 'LOT-01', quantity: 25, lot: 'B' },
    ]),
  );
  expect(Object.fromEntries(toy.stock)).toEqual({ '21|5|A': 25, '21|5|B': 25 });
  expect(causes(settle(newToy(po()), sourceOf([{ sku: 'LOT-01', quantity: 1 }])))).toEqual(['lot-missing']);
});

test('the day is that of the account, daily bookings wait for the day’s end, and at the end nothing waits', () => {
  const toy = newToy(po());
  const source = sourceOf([{ sku: 'TEA-01', quantity: 5 }], { stowedAt: '2026-12-10T11:00:00Z' });
  expect(receivingDay(inputOf(sourceOf([]), toy))).toBe('2026-12-09');
  const plan = planReceiving(inputOf(source, toy, { post: 'daily' }));
  expect([plan.writes, plan.holdUntil]).toEqual([[], '2026-12-11T05:00:00.000Z']);
  expect(planReceiving(inputOf({ ...source, status: 'Completed' }, toy, { post: 'daily' })).writes).toHaveLength(1);
  expect(
    planReceiving(inputOf({ ...source, stowedAt: '2026-12-09T11:00:00Z' }, toy, { post: 'daily' })).writes,
  ).toHaveLength(1);
  const completed = planReceiving(inputOf(source, toy, { post: 'whenCompleted' }));
  expect([completed.writes, completed.holdUntil, completed.problems]).toEqual([[], undefined, []]);
});

test('rules name the purchase order; parts of a split by a pattern', () => {
  const input = inputOf(sourceOf([], { purchaseOrderNumber: 'PO-4711-2' }), newToy(), {
    match: [
      { shipbob: 'purchaseOrderNumber', netsuite: 'tranId' },
      { shipbob: 'purchaseOrderNumber', netsuite: 'tranId', pattern: '(.+)-\\d+' },
      { shipbob: 'id', netsuite: 'custbody_wro' },
    ],
  });
  expect(purchaseOrderLookups(input)).toEqual([
    { field: 'tranId', value: 'PO-4711-2' },
    { field: 'tranId', value: 'PO-4711' },
    { field: 'custbody_wro', value: '443002' },
  ]);
});

test('boxes tell lots; where they and the order disagree the smaller figure counts, and it is told', () => {
  const order = (stowed: number) => ({
    ...{ id: '1', status: 'Processing', insertedAt: '2026-12-08T10:00:00Z', history: [] },
    items: [{ inventoryId: '7', sku: 'TEA-01', expected: 10, received: 0, stowed }],
  });
  const box = (stowed: number, lotNumber?: string) => ({
    ...{ id: 'b', status: 'Stowing' },
    items: [
      {
        inventoryId: '7',
        expected: 5,
        received: 5,
        stowed,
        ...(lotNumber === undefined ? {} : { lotNumber, lotDate: '2027-11-30T00:00:00Z' }),
      },
    ],
  });
  const rowsOf = (stowed: number, boxes: ReturnType<typeof box>[]) =>
    receivingSource(order(stowed), boxes, '').rows.map((row) => [row.quantity, row.lotNumber, row.lotDay]);
  expect(rowsOf(8, [box(5, 'A'), box(3, 'B')])).toEqual([
    [5, 'A', '2027-11-30'],
    [3, 'B', '2027-11-30'],
  ]);
  expect(rowsOf(8, [])).toEqual([[8, undefined, undefined]]);
  expect(rowsOf(8, [box(3), box(3)])).toEqual([[6, undefined, undefined]]);
  expect(rowsOf(4, [box(3), box(3)])).toEqual([[4, undefined, undefined]]);
  expect(rowsOf(4, [box(3, 'A'), box(3, 'B')])).toEqual([]);
  const plan = planReceiving(inputOf(receivingSource({ ...order(4), id: '2' }, [box(6)], ''), newToy(po())));
  expect(causes(plan)).toContain('figures-differ');
});
