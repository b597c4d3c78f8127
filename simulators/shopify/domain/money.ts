// Money in two currencies at once: what the shop books and what the buyer saw.
// Trap: each side is rounded on its own, so totals must be summed per side, never converted from the other side.
import Big from 'big.js';

/** One amount in shop currency and in presentment currency. */
export interface Bag {
  shop: Big;
  presentment: Big;
}

export interface Currencies {
  shop: string;
  presentment: string;
  /** Presentment units per shop unit. */
  rate: Big;
}

const ZERO_DECIMAL = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'UGX', 'XAF', 'XOF', 'PYG']);
const THREE_DECIMAL = new Set(['KWD', 'BHD', 'OMR', 'JOD', 'TND']);

/** Digits after the point in a currency. */
export function decimalsOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

export const roundTo = (value: Big, currency: string): Big => value.round(decimalsOf(currency), Big.roundHalfUp);

export const zero = (): Bag => ({ shop: Big(0), presentment: Big(0) });
export const isZero = (bag: Bag): boolean => bag.shop.eq(0) && bag.presentment.eq(0);
export const add = (a: Bag, b: Bag): Bag => ({
  shop: a.shop.plus(b.shop),
  presentment: a.presentment.plus(b.presentment),
});
export const minus = (a: Bag, b: Bag): Bag => ({
  shop: a.shop.minus(b.shop),
  presentment: a.presentment.minus(b.presentment),
});
export const times = (bag: Bag, factor: number): Bag => ({
  shop: bag.shop.times(factor),
  presentment: bag.presentment.times(factor),
});
export const sum = (bags: Iterable<Bag>): Bag => [...bags].reduce(add, zero());

/** A bag from an amount in shop currency; the buyer's side is converted and rounded. */
export function bagFromShop(amount: Big.BigSource, money: Currencies): Bag {
  const shop = roundTo(Big(amount), money.shop);
  return { shop, presentment: roundTo(shop.times(money.rate), money.presentment) };
}

/** A bag from an amount that the buyer saw. */
export function bagFromPresentment(amount: Big.BigSource, money: Currencies): Bag {
  const presentment = roundTo(Big(amount), money.presentment);
  return { presentment, shop: roundTo(presentment.div(money.rate), money.shop) };
}

/** Applies one computation to both sides; `decimals` rounding is the caller's by way of `currency`. */
export function perSide(money: Currencies, compute: (side: 'shop' | 'presentment', currency: string) => Big): Bag {
  return { shop: compute('shop', money.shop), presentment: compute('presentment', money.presentment) };
}

/** A share `part/whole` of a bag, rounded on each side. */
export function share(bag: Bag, part: number, whole: number, money: Currencies): Bag {
  if (whole === 0) return zero();
  return perSide(money, (side, currency) => roundTo(bag[side].times(part).div(whole), currency));
}

/** Splits `total` by weights so that the parts add up to the last cent; leftovers go to the largest remainders. */
export function allocateSide(total: Big, weights: readonly Big[], currency: string): Big[] {
  const unit = Big(10).pow(-decimalsOf(currency));
  const whole = weights.reduce((a, b) => a.plus(b), Big(0));
  if (whole.eq(0)) return weights.map(() => Big(0));
  const exact = weights.map((weight) => total.times(weight).div(whole));
  const parts = exact.map((value) => value.round(decimalsOf(currency), Big.roundDown));
  let left = total.minus(parts.reduce((a, b) => a.plus(b), Big(0)));
  const order = exact
    .map((value, index) => ({ index, rest: value.minus(parts[index] ?? 0) }))
    .sort((a, b) => b.rest.cmp(a.rest) || a.index - b.index);
  for (const { index } of order) {
    if (left.lt(unit)) break;
    parts[index] = (parts[index] ?? Big(0)).plus(unit);
    left = left.minus(unit);
  }
  return parts;
}

/** `allocateSide` on both sides. */
export function allocate(total: Bag, weights: readonly Bag[], money: Currencies): Bag[] {
  const shop = allocateSide(
    total.shop,
    weights.map((w) => w.shop),
    money.shop,
  );
  const presentment = allocateSide(
    total.presentment,
    weights.map((w) => w.presentment),
    money.presentment,
  );
  return shop.map((value, index) => ({ shop: value, presentment: presentment[index] ?? Big(0) }));
}

/** GraphQL's form: at least one digit after the point, further zeros trimmed ("55.0", "5.32"). */
export function graphqlAmount(value: Big): string {
  const text = value.toFixed();
  if (!text.includes('.')) return `${text}.0`;
  const trimmed = text.replace(/0+$/, '');
  return trimmed.endsWith('.') ? `${trimmed}0` : trimmed;
}

/** The webhook's form: the currency's own digits ("55.00"). */
export const webhookAmount = (value: Big, currency: string): string => value.toFixed(decimalsOf(currency));
