import { expect, test } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import {
  add,
  digitsOf,
  exactRate,
  inCurrency,
  isEqual,
  roundTogether,
  share,
  split,
} from '../../../mappings/shared/money.ts';

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

test('amounts with parts of a cent are rounded together: whole cents, at most one away, and their sum is the rounded sum', () => {
  expect(roundTogether(['0.125', '0.1', '-0.005'], 'USD')).toEqual(['0.13', '0.1', '-0.01']);
  expect(roundTogether(['0.4', '0.4', '0.4'], 'JPY')).toEqual(['1', '0', '0']);
  const fine = fc.integer({ min: -99_999, max: 99_999 }).map((value) => (value / 10_000).toFixed(4));
  fc.assert(
    fc.property(fc.array(fine, { minLength: 1, maxLength: 20 }), (amounts) => {
      const rounded = roundTogether(amounts, 'USD');
      expect(add(...rounded)).toBe(Big(inCurrency(add(...amounts), 'USD')).toFixed());
      for (const [at, amount] of rounded.entries()) {
        expect(Big(amount).round(2).eq(amount)).toBe(true);
        expect(
          Big(amount)
            .minus(amounts[at] ?? '0')
            .abs()
            .lt('0.01'),
        ).toBe(true);
      }
    }),
  );
});
