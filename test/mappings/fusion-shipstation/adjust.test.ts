/** Which stock changes no label explains. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adjustmentLine, unexplained } from '../../../mappings/fusion-shipstation/inventory/adjust.ts';

const place = { organization: 'Seattle' };

test('labels explain drops of their warehouse’s locations, what is left is told by location', () => {
  const locations = { a: { ...place, warehouse: '10' }, b: { ...place, warehouse: '10' }, c: place };
  const before = { a: { X: 10 }, b: { X: 10 }, c: { X: 10 } };
  const after = { a: { X: 7 }, b: { X: 8 }, c: { X: 9 } };
  const taken = { 10: { X: 5 }, 99: { X: 1 } };
  expect(unexplained(before, after, taken, locations)).toEqual([]);
  expect(unexplained(before, after, { 10: { X: 4 } }, locations)).toEqual([
    { location: 'b', sku: 'X', quantity: -1 },
    { location: 'c', sku: 'X', quantity: -1 },
  ]);
  expect(unexplained(before, after, { 10: { X: 6 }, '-': { X: 1 } }, locations)).toEqual([
    { location: 'a', sku: 'X', quantity: 1 },
  ]);
  expect(unexplained({ c: {} }, { c: { NEW: 3 } }, {}, { c: place })).toEqual([
    { location: 'c', sku: 'NEW', quantity: 3 },
  ]);
});

test('whatever happened, changes are what labels took and what is left', () => {
  const level = fc.integer({ min: 0, max: 50 });
  fc.assert(
    fc.property(level, level, level, level, fc.integer({ min: -20, max: 40 }), (a, b, c, d, taken) => {
      const locations = { l1: place, l2: place };
      const left = unexplained(
        { l1: { X: a }, l2: { X: b } },
        { l1: { X: c }, l2: { X: d } },
        { '-': { X: taken } },
        locations,
      );
      const sum = left.reduce((total, { quantity }) => total + quantity, 0);
      expect(sum).toBe(c + d - a - b + taken);
    }),
  );
});

test('an adjustment has its own place, account and name', () => {
  const given = { id: '123', location: 'l1', sku: 'x', quantity: -2, at: '2026-11-21T10:00:00.000Z' };
  const booking = {
    ...{ prefix: 'SS', skuAliases: { X: 'ITEM' }, accounts: [], account: '01-{costCenter}-5190' },
    locations: { l1: { ...place, costCenter: '110' } },
  };
  expect(adjustmentLine(given, booking)).toMatchObject({
    line: { name: 'SS:A123/1', item: 'ITEM', quantity: '2', direction: 'issue', place: { account: '01-110-5190' } },
  });
  expect(adjustmentLine({ ...given, location: 'gone' }, booking)).toMatchObject({ cause: 'location-unmapped' });
  expect(adjustmentLine(given, { ...booking, account: undefined })).toMatchObject({ cause: 'account-missing' });
});
