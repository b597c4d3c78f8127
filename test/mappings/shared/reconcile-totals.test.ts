/** Sums by day and place of both sides. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { add } from '../../../mappings/shared/money.ts';
import { addToTotals, sortedTotals, type Total } from '../../../mappings/shared/reconcile/totals.ts';
import type { JudgedRow, Sum } from '../../../mappings/shared/reconcile/types.ts';

const row = (side: 'source' | 'target', sums: Sum[], judged = true): JudgedRow => ({
  ...{ side, id: `${side}/${sums.map(({ ref }) => ref).join()}`, key: 'order 1', judged },
  facts: { label: 'row', sums },
});
const sum = (ref: string, value: string, day?: string, place?: string): Sum => ({
  ...{ ref, unit: 'USD', value },
  ...(day === undefined ? {} : { day }),
  ...(place === undefined ? {} : { place }),
});

function totalsOf(...groups: { sources: JudgedRow[]; targets: JudgedRow[] }[]) {
  const totals = new Map<string, Total>();
  for (const group of groups) addToTotals(totals, group);
  return sortedTotals(totals).map(({ day, place, source, target }) => [day, place, source, target]);
}

test('each shipment counts on its own day and place; what is posted counts there too', () => {
  const sources = [row('source', [sum('1', '10', '2026-10-31', 'SEA'), sum('2', '5', '2026-11-01', 'BOS')])];
  const targets = [row('target', [sum('1', '10', '2026-11-02')]), row('target', [sum('2', '5', '2026-11-02')])];
  expect(totalsOf({ sources, targets })).toEqual([
    ['2026-10-31', 'SEA', '10', '10'],
    ['2026-11-01', 'BOS', '5', '5'],
  ]);
});

test('a memo on a later day takes back on the day of its shipment', () => {
  const sources = [row('source', [sum('1', '0', '2026-10-31', 'SEA'), sum('2', '7', '2026-11-03', 'SEA')])];
  const targets = [sum('1', '7', '2026-10-31'), sum('1', '-7', '2026-11-02'), sum('2', '7', '2026-11-03')];
  expect(totalsOf({ sources, targets: targets.map((one) => row('target', [one])) })).toEqual([
    ['2026-11-03', 'SEA', '7', '7'],
  ]);
});

test('a cent that lies on the other shipment of an order that agrees is no difference; one that is lost is', () => {
  const sources = [row('source', [sum('1', '3.34', '2026-10-31', 'SEA'), sum('2', '3.33', '2026-11-01', 'SEA')])];
  const shares = (first: string) => [row('target', [sum('1', first)]), row('target', [sum('2', '3.34')])];
  expect(totalsOf({ sources, targets: shares('3.33') })).toEqual([
    ['2026-10-31', 'SEA', '3.33', '3.33'],
    ['2026-11-01', 'SEA', '3.34', '3.34'],
  ]);
  expect(totalsOf({ sources, targets: shares('3.32') })).toEqual([
    ['2026-10-31', 'SEA', '3.34', '3.32'],
    ['2026-11-01', 'SEA', '3.33', '3.34'],
  ]);
});

test('what nobody shipped counts on its own day; what is not judged does not count', () => {
  expect(totalsOf({ sources: [], targets: [row('target', [sum('9', '4', '2026-10-05')])] })).toEqual([
    ['2026-10-05', '-', '0', '4'],
  ]);
  const outside = row('source', [sum('1', '4', '2026-09-30')], false);
  expect(totalsOf({ sources: [outside], targets: [row('target', [sum('1', '4')])] })).toEqual([]);
});

test('nothing is lost on the way: all cells together are what both sides come to', () => {
  const cents = fc.integer({ min: -5_000, max: 5_000 }).map((value) => String(value / 100));
  const sums = fc.array(
    fc.record({
      ref: fc.constantFrom('1', '2', '3'),
      value: cents,
      day: fc.constantFrom('d1', 'd2'),
      unit: fc.constant('USD'),
    }),
  );
  fc.assert(
    fc.property(sums, sums, (wanted, found) => {
      const totals = new Map<string, Total>();
      addToTotals(totals, { sources: [row('source', wanted)], targets: [row('target', found)] });
      const all = (side: 'source' | 'target') => add('0', ...[...totals.values()].map((one) => one[side]));
      expect(all('source')).toBe(add('0', ...wanted.map(({ value }) => value)));
      expect(all('target')).toBe(add('0', ...found.map(({ value }) => value)));
    }),
  );
});
