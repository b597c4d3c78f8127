/**
 * Amounts as Shopify's GraphQL writes them ("55.0", "1000.0" yen) into decimal strings with the digits of their currency.
 * The trap: digits beyond the currency's own are kept, not rounded; who books them decides.
 */
import Big from 'big.js';
import { ConnectorError } from '../http/errors.ts';
import type { Money } from './types-money.ts';

const NO_DECIMALS = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

export type Currencies = { shop: string; presentment: string };

/** Digits after the point by ISO 4217: 2 for a currency that is not special. */
export function digitsOf(currency: string): number {
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** `"55.0"`, USD → `55.00`; `"1000.0"`, JPY → `1000`; `"0.125"`, USD → `0.125`. Throws for text that is no number. */
export function amountOf(text: string, currency: string): string {
  const amount = new Big(text);
  const written = amount.toFixed().split('.')[1]?.length ?? 0;
  const fixed = amount.toFixed(Math.max(digitsOf(currency), written));
  return amount.eq(0) ? fixed.replace('-', '') : fixed;
}

/** Nothing, in both currencies. */
export const zeroMoney = (currencies: Currencies): Money => ({
  shop: amountOf('0', currencies.shop),
  presentment: amountOf('0', currencies.presentment),
});

/** Every money bag below `node` must be in these currencies; `Invalid` code CURRENCY_MIX otherwise. */
export function assertCurrencies(node: unknown, currencies: Currencies): void {
  if (Array.isArray(node)) {
    for (const item of node) assertCurrencies(item, currencies);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const members: Record<string, unknown> = { ...node };
  check(members.shopMoney, currencies.shop);
  check(members.presentmentMoney, currencies.presentment);
  for (const member of Object.values(members)) assertCurrencies(member, currencies);
}

function check(money: unknown, currency: string): void {
  if (typeof money !== 'object' || money === null || !('currencyCode' in money)) return;
  if (money.currencyCode === currency) return;
  throw new ConnectorError({
    type: 'Invalid',
    system: 'shopify',
    code: 'CURRENCY_MIX',
    message: `The order is in ${currency}, but one of its amounts is in ${String(money.currencyCode)}; it is left alone.`,
  });
}
