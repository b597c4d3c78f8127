/** The judge of demo and chaos: that it finds a loss, a double, a wrong quantity and an over-fulfilled line. */
import { expect, test } from '@jest/globals';
import type { Dumps, Fulfilment, Parcel } from '../../demo/netsuite-shipstation/dumps.ts';
import { judge, tableOf } from '../../demo/netsuite-shipstation/verdict.ts';
import { isRight, waitingDifferences } from '../../demo/scenario.ts';

const rules = { locations: { '77': '5' } };

const parcel = (changes: Partial<Parcel> = {}): Parcel => ({
  kind: 'shipment',
  id: 900,
  orderId: 1,
  orderNumber: 'A-1',
  voided: false,
  isReturn: false,
  createdAt: '2026-11-02T09:00:00',
  shipDate: '2026-11-02',
  tracking: '1Z1',
  warehouseId: 77,
  items: [{ orderItemId: 11, lineItemKey: '1', sku: 'TEA', quantity: 2 }],
  ...changes,
});

const fulfilment = (changes: Partial<Fulfilment> = {}): Fulfilment => ({
  id: '50',
  tranId: 'IF50',
  externalId: 'IF_SS_900',
  salesOrderId: '10',
  tranDate: '2026-11-02',
  tracking: ['1Z1'],
  lines: [{ orderLine: 1, quantity: 2, location: '5' }],
  ...changes,
});

/** One order of 3 TEA and 1 CUP, of which one label holds 2 TEA. */
function dumps(parcels: Parcel[], fulfilments: Fulfilment[]): Dumps {
  const items = [
    { orderItemId: 11, lineItemKey: '1', sku: 'TEA', quantity: 3 },
    { orderItemId: 12, lineItemKey: '4', sku: 'CUP', quantity: 1 },
  ];
  const lines = [
    { line: 1, sku: 'TEA', quantity: 3, location: '5' },
    { line: 4, sku: 'CUP', quantity: 1, location: '5' },
  ];
  return {
    shop: { orders: [{ orderId: 1, orderNumber: 'A-1', mergedIds: [], items }], parcels },
    books: {
      skus: ['TEA', 'CUP'],
      orders: [{ id: '10', tranId: 'SO10', otherRefNum: 'A-1', status: 'B', lines }],
      fulfilments,
    },
  };
}

const verdictOf = (parcels: Parcel[], fulfilments: Fulfilment[]) => judge(dumps(parcels, fulfilments), rules);

test('a parcel with its one right fulfilment is right', () => {
  const verdict = verdictOf([parcel()], [fulfilment()]);
  expect(isRight(tableOf(verdict))).toBe(true);
  expect(verdict).toMatchObject({ parcels: 1, ordersShipped: 1, fulfilments: 1, mustWait: {} });
});

test('a parcel without fulfilment is lost', () => {
  const verdict = verdictOf([parcel()], []);
  expect(verdict.lost).toEqual(['order A-1, label 900: no fulfilment']);
  expect(isRight(tableOf(verdict))).toBe(false);
});

test('two fulfilments are a double, also when the second has another name', () => {
  const second = fulfilment({
    id: '51',
    tranId: 'IF51',
    externalId: 'BY_HAND',
    lines: [{ orderLine: 1, quantity: 1 }],
  });
  expect(verdictOf([parcel()], [fulfilment(), second]).doubled).toEqual(['order A-1, label 900: IF50, IF51']);
});

test('a fulfilment that no parcel stands for is told', () => {
  const stray = fulfilment({ id: '52', tranId: 'IF52', externalId: 'IF_SS_1', tracking: [], lines: [] });
  expect(verdictOf([parcel()], [fulfilment(), stray]).wrong).toEqual(['IF52 belongs to no parcel']);
});

test.each([
  [{ lines: [{ orderLine: 1, quantity: 1, location: '5' }] }, 'has 1 on line 1, not 2'],
  [{ lines: [{ orderLine: 4, quantity: 2, location: '5' }] }, 'has 0 on line 1, not 2'],
  [{ tranDate: '2026-11-03' }, 'is of 2026-11-03, not 2026-11-02'],
  [{ tracking: [] }, 'lacks 1Z1'],
  [{ lines: [{ orderLine: 1, quantity: 2, location: '6' }] }, 'left location 6, not 5'],
])('a fulfilment with %j is wrong', (changes, fault) => {
  const verdict = verdictOf([parcel()], [fulfilment(changes)]);
  expect(verdict.wrong.join('\n')).toContain(fault);
  expect(isRight(tableOf(verdict))).toBe(false);
});

test('a line that nobody shipped but that was fulfilled along is wrong', () => {
  const lines = [
    { orderLine: 1, quantity: 2, location: '5' },
    { orderLine: 4, quantity: 1, location: '5' },
  ];
  expect(verdictOf([parcel()], [fulfilment({ lines })]).wrong).toEqual([
    'order A-1, label 900: IF50 has 1 on line 4, not 0',
  ]);
});

test('more fulfilled than ordered is found even where each fulfilment has its parcel', () => {
  const twice = [parcel(), parcel({ id: 901, tracking: '1Z2' })];
  const both = [fulfilment(), fulfilment({ id: '51', tranId: 'IF51', externalId: 'IF_SS_901', tracking: ['1Z2'] })];
  const verdict = verdictOf(twice, both);
  expect(verdict.overFulfilled).toEqual(['SO10 line 1: 4 of 3']);
  expect(verdict.mustWait).toEqual({ 'over-shipped': ['A-1'] });
  expect(isRight(tableOf(verdict))).toBe(false);
});

test('a voided label owes nothing, and its fulfilment must be gone', () => {
  expect(isRight(tableOf(verdictOf([parcel({ voided: true })], [])))).toBe(true);
  expect(verdictOf([parcel({ voided: true })], [fulfilment()]).wrong).toEqual([
    'order A-1, label 900: voided, but has IF50',
  ]);
});

test('a mark owes what no label holds', () => {
  const mark = parcel({ kind: 'fulfillment', id: 33, createdAt: '2026-11-02T10:00:00', tracking: '1Z9' });
  delete mark.items;
  const verdict = verdictOf([parcel(), mark], [fulfilment()]);
  expect(verdict.lost).toEqual(['order A-1, mark 33: no fulfilment']);
  const lines = [
    { orderLine: 1, quantity: 1, location: '5' },
    { orderLine: 4, quantity: 1, location: '5' },
  ];
  const rest = fulfilment({ id: '51', tranId: 'IF51', externalId: 'IF_SSF_33', tracking: ['1Z9'], lines });
  expect(isRight(tableOf(verdictOf([parcel(), mark], [fulfilment(), rest])))).toBe(true);
});

test('who must wait, and why, is known without asking the connector', () => {
  const unknownSku = parcel({ items: [{ orderItemId: 13, sku: 'MUG', quantity: 1 }] });
  expect(verdictOf([unknownSku], []).mustWait).toEqual({ 'sku-missing': ['A-1'] });
  const foreign = parcel({ orderId: 2, orderNumber: 'B-7' });
  const world = dumps([foreign], []);
  world.shop.orders.push({ orderId: 2, orderNumber: 'B-7', mergedIds: [], items: [] });
  expect(judge(world, rules).mustWait).toEqual({ 'order-not-found': ['B-7'] });
  expect(verdictOf([unknownSku], [fulfilment()]).wrong).toHaveLength(1);
});

test('waiting is compared with the connector’s own word, both ways', () => {
  const verdict = verdictOf([parcel({ items: [{ orderItemId: 13, sku: 'MUG', quantity: 1 }] })], []);
  expect(waitingDifferences(verdict, { 'sku-missing': 1 })).toEqual([]);
  expect(waitingDifferences(verdict, {})).toEqual(['sku-missing: 1 must wait, 0 do']);
  expect(waitingDifferences(verdict, { 'sku-missing': 1, bug: 2 })).toEqual(['bug: 0 must wait, 2 do']);
});
