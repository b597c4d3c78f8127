import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { add, digitsOf, exactRate, inCurrency, isEqual, share, split } from '../../../mappings/shared/money.ts';

test('digits and rounding by currency', () => {
  expect(['USD', 'JPY', 'KWD'].map(digitsOf)).toEqual([2, 0, 3]);
  expect([inCurrency('1.005', 'USD'), inCurrency('1000.0', 'JPY'), inCurrency('0.0005', 'KWD')]).toEqual([
    '1.01',
    '1000',
    '0.001',
  ]);
  expect([exactRate('4.50', 3), exactRate('2.96', 3), exactRate('0', 0)]).toEqual(['1.5', undefined, undefined]);
  expect([share('18.00', 12, 108, 'EUR'), share('1', 1, 0, 'EUR')]).toEqual(['2.00', '0']);
});

test('a split sums up to the whole, in whole coins', () => {
  const cents = fc.integer({ min: -100_000, max: 100_000 }).map((value) => (value / 100).toFixed(2));
  const weights = fc.array(fc.integer({ min: 0, max: 999 }).map(String), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(cents, weights, (amount, parts) => {
      const result = split(amount, parts, 'USD');
      expect(isEqual(add(...result), amount)).toBe(true);
      expect(result.every((part) => isEqual(part, inCurrency(part, 'USD')))).toBe(true);
    }),
  );
  expect(split('0.04', ['1', '1', '1'], 'USD')).toEqual(['0.02', '0.01', '0.01']);
});
