// Money: Shopify's trimmed amounts into decimal strings with the digits of their currency.
import { expect, test } from '@jest/globals';
import { amountOf, assertCurrencies, digitsOf, zeroMoney } from '../../../connectors/shopify/money.ts';

test.each([
  ['55.0', 'USD', '55.00'],
  ['55', 'USD', '55.00'],
  ['55.25', 'USD', '55.25'],
  ['0.125', 'USD', '0.125'],
  ['1000.0', 'JPY', '1000'],
  ['1000.5', 'JPY', '1000.5'],
  ['1.5', 'KWD', '1.500'],
  ['-3.2', 'EUR', '-3.20'],
  ['-0.0', 'EUR', '0.00'],
  ['0.0', 'JPY', '0'],
  ['99999999999999999.99', 'USD', '99999999999999999.99'],
])('%s %s is %s', (text, currency, expected) => {
  expect(amountOf(text, currency)).toBe(expected);
});

test('digits of currencies, and nothing in both', () => {
  expect([digitsOf('EUR'), digitsOf('KRW'), digitsOf('BHD')]).toEqual([2, 0, 3]);
  expect(zeroMoney({ shop: 'USD', presentment: 'JPY' })).toEqual({ shop: '0.00', presentment: '0' });
});

test('a foreign currency is found at any depth', () => {
  const bag = (shop: string) => ({
    shopMoney: { amount: '1', currencyCode: shop },
    presentmentMoney: { amount: '1', currencyCode: 'EUR' },
  });
  const currencies = { shop: 'USD', presentment: 'EUR' };
  expect(() => assertCurrencies({ a: [{ b: bag('USD') }], c: null }, currencies)).not.toThrow();
  expect(() => assertCurrencies({ a: [{ b: bag('CAD') }] }, currencies)).toThrow(/CAD/);
});
