/** Which items a SKU is, what a level should be, and what a level that moved means. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decideAgain,
  movedBySales,
  soldBetween,
  verdictOn,
} from '../../../mappings/netsuite-shopify/shopify-stock/decide.ts';
import { namesAsked, resolver, skusShowing } from '../../../mappings/netsuite-shopify/shopify-stock/items.ts';
import { shopifyStockSchema } from '../../../settings/shopify-stock.ts';

const settings = (given: object = {}) => shopifyStockSchema.parse(given);
const item = (id: string, sku: string, more: object = {}) => ({
  id,
  sku,
  itemType: 'InvtPart',
  isInactive: false,
  column: 'itemid',
  ...more,
});

test('a SKU is its alias, its set, its kit, or its item; what is unclear waits', () => {
  const rules = settings({ skuAliases: { 'old-1': 'NEW-1' }, kits: { SET: { A: 2, B: 1 } } });
  expect(namesAsked(['OLD-1', 'set', ' A '], rules).sort()).toEqual(['A', 'B', 'NEW-1']);
  const matches = [
    { sku: 'NEW-1', candidates: [item('1', 'NEW-1')] },
    { sku: 'A', candidates: [item('2', 'A')] },
    { sku: 'B', candidates: [item('3', 'B')] },
    { sku: 'KIT', candidates: [item('4', 'KIT', { itemType: 'Kit' })] },
    { sku: 'TWO', candidates: [item('5', 'TWO'), item('6', 'TWO')] },
    { sku: 'ONE', candidates: [item('7', 'ONE'), item('8', 'ONE', { isInactive: true })] },
    { sku: 'OFF', candidates: [item('9', 'OFF', { isInactive: true })] },
    { sku: 'FEE', candidates: [item('10', 'FEE', { itemType: 'Service' })] },
    { sku: 'NONE', candidates: [] },
  ];
  const kits = [{ id: '4', sku: 'KIT', isInactive: false, members: [{ itemId: '2', quantity: '3' }] }];
  const resolve = resolver(rules, matches, kits);
  expect(resolve('old-1')).toMatchObject({ sellable: { parts: [{ itemId: '1', quantity: '1' }], kit: false } });
  expect(resolve('SET')).toMatchObject({
    sellable: { kit: true, parts: [{ itemId: '2', quantity: '2' }, { itemId: '3' }] },
  });
  expect(resolve('KIT')).toMatchObject({ sellable: { kit: true, parts: [{ itemId: '2', quantity: '3' }] } });
  expect(resolve('TWO')).toMatchObject({ problem: { cause: 'sku-ambiguous' } });
  expect(resolve('ONE')).toMatchObject({ sellable: { parts: [{ itemId: '7' }] } });
  expect(resolve('NONE')).toMatchObject({ problem: { cause: 'sku-unknown' } });
  expect(resolve('OFF')).toHaveProperty('leave');
  expect(resolve('FEE')).toHaveProperty('leave');
  expect(resolver(settings({ inactiveItems: 'zero' }), matches, [])('OFF')).toEqual({ zero: true });
  expect(resolver(settings({ unknownSkus: 'ignore' }), matches, [])('NONE')).toHaveProperty('leave');
});

test('an item touches its own SKU, its aliases and the sets it is in', () => {
  const rules = settings({ skuAliases: { X: 'a' }, kits: { SET: { A: 2 }, OTHER: { Q: 1 } } });
  expect(skusShowing(['A'], rules).sort()).toEqual(['A', 'SET', 'X']);
});

test('a level is set where it differs; where it is not stocked it is stocked, or waits', () => {
  const wish = { sku: 'A', level: 5, keptBack: 0, shown: 3, wasWritten: false, activate: true };
  expect(verdictOn(wish)).toEqual({ state: 'todo', wanted: 5 });
  expect(verdictOn({ ...wish, keptBack: 2 })).toEqual({ state: 'same', wanted: 3 });
  expect(verdictOn({ ...wish, keptBack: 9 })).toEqual({ state: 'todo', wanted: 0 });
  expect(verdictOn({ ...wish, shown: 5, wasWritten: true })).toEqual({ state: 'changed', wanted: 5 });
  expect(verdictOn({ ...wish, shown: undefined })).toEqual({ state: 'todo', wanted: 5 });
  expect(verdictOn({ ...wish, shown: undefined, level: 0 })).toEqual({ state: 'same', wanted: 0 });
  expect(verdictOn({ ...wish, shown: undefined, activate: false })).toMatchObject({
    state: 'waiting',
    cause: 'not-stocked',
  });
});

test('a sale stays sold, a correction does not', () => {
  const before = { shown: 10, committed: 1 };
  expect(soldBetween(before, { shown: 8, committed: 3 }, 'available')).toBe(2);
  expect(soldBetween(before, { shown: 8, committed: 1 }, 'available')).toBe(0);
  expect(soldBetween(before, { shown: 12, committed: 3 }, 'available')).toBe(0);
  expect(soldBetween(before, { shown: 8, committed: 1 }, 'on_hand')).toBe(2);
  expect(movedBySales(before, { shown: 8, committed: 3 })).toBe(true);
  expect(movedBySales(before, { shown: 8, committed: 2 })).toBe(false);
  expect(movedBySales(before, { shown: 12, committed: 1 })).toBe(false);
});

test('whatever is sold between reading and writing, no unit is offered twice', () => {
  const n = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(n, n, n, n, (stock, shown, committed, sold) => {
      const before = { shown, committed };
      const after = { shown: shown - sold, committed: committed + sold };
      const wanted = decideAgain(stock, before, after, 'available');
      expect(wanted).toBe(Math.max(0, stock - sold));
    }),
  );
});
