/**
 * Exact arithmetic on amounts of money kept as decimal strings, with the digits of their currency.
 * The trap: not every currency has two digits (JPY none, KWD three), and a split must sum up to the whole again.
 */
import Big from 'big.js';

const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

/** Digits after the point that the currency (ISO 4217) has. */
export function digitsOf(currency: string): number {
  if (NO_DIGITS.includes(currency)) return 0;
  return THREE_DIGITS.includes(currency) ? 3 : 2;
}

export const add = (...amounts: string[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), Big(0)).toFixed();
export const subtract = (a: string, ...rest: string[]): string =>
  rest.reduce((total, amount) => total.minus(amount), Big(a)).toFixed();
export const multiply = (a: string, factor: string | number): string => Big(a).times(factor).toFixed();
export const negate = (a: string): string => Big(0).minus(a).toFixed();
export const absolute = (a: string): string => Big(a).abs().toFixed();
export const isZero = (a: string): boolean => Big(a).eq(0);
export const isEqual = (a: string, b: string): boolean => Big(a).eq(b);
export const isMore = (a: string, b: string): boolean => Big(a).gt(b);
export const least = (a: string, b: string): string => (Big(a).lt(b) ? a : b);
export const total = <T>(rows: readonly T[], amountOf: (row: T) => string): string => add(...rows.map(amountOf));

/** The amount with exactly the digits of its currency, rounded half up. */
export const inCurrency = (amount: string, currency: string): string =>
  Big(amount).round(digitsOf(currency), Big.roundHalfUp).toFixed(digitsOf(currency));

/** `amount * part / whole`, rounded half up to the digits of the currency; zero when the whole is zero. */
export function share(amount: string, part: string | number, whole: string | number, currency: string): string {
  if (Big(whole).eq(0)) return '0';
  return inCurrency(Big(amount).times(part).div(whole).toFixed(), currency);
}

/** One unit's price of an amount when that is exact; undefined when it is not (4 cents over 3 units). */
export function exactRate(amount: string, quantity: number): string | undefined {
  if (quantity === 0) return undefined;
  const rate = Big(amount).div(quantity).round(8, Big.roundHalfUp);
  return rate.times(quantity).eq(amount) ? rate.toFixed() : undefined;
}

/**
 * Splits an amount in the ratio of the weights, to whole minor units, so that the parts sum up to it exactly.
 * The largest remainders get the odd units; equal ones in the order given. No weight at all: everything on the first.
 */
export function split(amount: string, weights: readonly string[], currency: string): string[] {
  const whole = add(...weights);
  if (weights.length === 0) return [];
  if (isZero(whole)) return weights.map((_, index) => (index === 0 ? amount : '0'));
  const unit = Big(10).pow(-digitsOf(currency));
  const exact = weights.map((weight) => Big(amount).times(weight).div(whole));
  const parts = exact.map((value) => value.div(unit).round(0, Big.roundDown).times(unit));
  let rest = parts.reduce((left, part) => left.minus(part), Big(amount));
  const step = rest.lt(0) ? unit.times(-1) : unit;
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value.minus(parts[index] ?? 0).abs() }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.index - b.index);
  for (const { index } of byRemainder) {
    if (rest.abs().lt(unit)) break;
    parts[index] = (parts[index] ?? Big(0)).plus(step);
    rest = rest.minus(step);
  }
  // What is smaller than the smallest coin (an amount with too many digits) stays with the first part.
  return parts.map((part, index) => (index === 0 ? part.plus(rest) : part).toFixed());
}

/**
 * Amounts with more digits than their currency has, each rounded so that all together still come to their rounded sum.
 * The largest remainders go up; equal ones in the order given. Signs may be mixed.
 */
export function roundTogether(amounts: readonly string[], currency: string): string[] {
  const unit = Big(10).pow(-digitsOf(currency));
  const exact = amounts.map((amount) => Big(amount).div(unit));
  const parts = exact.map(floor);
  const whole = Big(inCurrency(add(...amounts), currency)).div(unit);
  let rest = parts.reduce((left, part) => left.minus(part), whole);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value.minus(floor(value)) }))
    .sort((a, b) => b.remainder.cmp(a.remainder) || a.index - b.index);
  for (const { index } of byRemainder) {
    if (rest.lte(0)) break;
    parts[index] = (parts[index] ?? Big(0)).plus(1);
    rest = rest.minus(1);
  }
  return parts.map((part) => part.times(unit).toFixed());
}

function floor(value: Big): Big {
  const cut = value.round(0, Big.roundDown);
  return cut.gt(value) ? cut.minus(1) : cut;
}
