/** Exact arithmetic on quantities and weights kept as decimal strings. The trap: never turn them into a float on the way. */
import Big from 'big.js';

export const plus = (a: string, b: string): string => Big(a).plus(b).toFixed();
export const minus = (a: string, b: string): string => Big(a).minus(b).toFixed();
export const times = (a: string, b: string): string => Big(a).times(b).toFixed();
export const isPositive = (a: string): boolean => Big(a).gt(0);
export const isLess = (a: string, b: string): boolean => Big(a).lt(b);
export const isSame = (a: string, b: string): boolean => Big(a).eq(b);
export const smaller = (a: string, b: string): string => (Big(a).lt(b) ? a : b);
export const larger = (a: string, b: string): string => (Big(a).gt(b) ? a : b);
export const sum = (values: string[]): string => values.reduce(plus, '0');

/** How many whole times `part` goes into `whole`, and whether nothing is left over. */
export function wholeTimes(whole: string, part: string): { count: string; exact: boolean } {
  const count = Big(whole).div(part).round(0, Big.roundDown);
  return { count: count.toFixed(), exact: count.times(part).eq(whole) };
}

const GRAMS: Record<string, string> = {
  gram: '1',
  g: '1',
  kilogram: '1000',
  kg: '1000',
  ounce: '28.349523125',
  oz: '28.349523125',
  pound: '453.59237',
  lb: '453.59237',
};

/** Weight in the wanted unit, four decimals at most; undefined for an unknown unit. ShipStation says `ounces`, V2 `ounce`. */
export function convertWeight(value: string, from: string, to: 'lb' | 'oz' | 'kg' | 'g'): string | undefined {
  const source = GRAMS[from.toLowerCase().replace(/s$/, '')];
  const target = GRAMS[to];
  if (source === undefined || target === undefined) return undefined;
  return Big(value).times(source).div(target).round(4, Big.roundHalfUp).toFixed();
}
