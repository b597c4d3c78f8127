// Turns an order's input into priced rows: discounts allocated to the cent, taxes per line, both currencies.
// Trap: an across discount is spread over what earlier discounts left, in the order in which they are given.
import Big from 'big.js';
import type { DiscountRow, DutyRow, FeeRow, LineRow, ShippingRow, TaxLineRow } from './model.ts';
import {
  allocate,
  type Bag,
  bagFromShop,
  type Currencies,
  isZero,
  minus,
  perSide,
  roundTo,
  sum,
  zero,
} from './money.ts';
import type { DiscountInput, PlaceOrder, TaxInput } from './order-input.ts';
import { allocated, lineList, lineNet, shippingNet } from './totals.ts';

/** Taxes on a net (or, with included taxes, gross) amount. */
export function taxLinesOn(
  amount: Bag,
  taxes: readonly TaxInput[],
  included: boolean,
  money: Currencies,
): TaxLineRow[] {
  const whole = taxes.reduce((all, tax) => all.plus(tax.rate), Big(1));
  return taxes.map((tax) => ({
    title: tax.title ?? 'State Tax',
    rate: tax.rate,
    channelLiable: tax.channelLiable ?? false,
    source: tax.source ?? 'shopify',
    price: perSide(money, (side, currency) => {
      const base = included ? amount[side].div(whole) : amount[side];
      return roundTo(base.times(tax.rate), currency);
    }),
  }));
}

/** A discount's row; a fixed amount is given in both currencies. */
export function discountRow(input: DiscountInput, money: Currencies): DiscountRow {
  const type = input.type ?? (input.code === undefined ? 'manual' : 'code');
  const valueType = input.valueType ?? 'percentage';
  const target = input.target ?? 'line_item';
  return {
    type,
    code: type === 'code' ? (input.code ?? 'SAVE') : null,
    title: type === 'code' ? null : (input.title ?? 'Discount'),
    description: input.description ?? null,
    value: input.value,
    valueType,
    target,
    method: input.method ?? (target === 'shipping_line' ? 'each' : 'across'),
    selection: input.lines ? (type === 'manual' ? 'explicit' : 'entitled') : 'all',
    amount: valueType === 'fixed_amount' ? bagFromShop(input.value, money) : null,
  };
}

function percentOf(bag: Bag, percent: string, money: Currencies): Bag {
  return perSide(money, (side, currency) => roundTo(bag[side].times(percent).div(100), currency));
}

function atMost(wanted: Bag, limit: Bag): Bag {
  const least = (a: Big, b: Big) => (a.lt(b) ? a : b);
  return { shop: least(wanted.shop, limit.shop), presentment: least(wanted.presentment, limit.presentment) };
}

interface Discountable {
  allocations: { application: number; amount: Bag }[];
}

/** Puts one discount on its targets; what is left of a target is its limit. */
function applyDiscount<T extends Discountable>(
  rows: T[],
  left: (row: T) => Bag,
  { row, index }: { row: DiscountRow; index: number },
  money: Currencies,
): void {
  const rests = rows.map(left);
  const put = (target: T | undefined, amount: Bag) => {
    if (target && !isZero(amount)) target.allocations.push({ application: index, amount });
  };
  if (row.method === 'each') {
    rows.forEach((target, at) => {
      const rest = rests[at] ?? zero();
      put(target, row.amount ? atMost(row.amount, rest) : percentOf(rest, row.value, money));
    });
    return;
  }
  const whole = sum(rests);
  const total = row.amount ? atMost(row.amount, whole) : percentOf(whole, row.value, money);
  allocate(total, rests, money).forEach((part, at) => {
    put(rows[at], part);
  });
}

/** Applies all discounts in order to lines and shipping lines. */
export function applyDiscounts(
  inputs: readonly DiscountInput[],
  lines: LineRow[],
  shipping: ShippingRow[],
  money: Currencies,
): DiscountRow[] {
  const goods = lines.filter((line) => !line.tip);
  return inputs.map((input, index) => {
    const row = discountRow(input, money);
    const entitled = input.lines ? goods.filter((_line, at) => input.lines?.includes(at)) : goods;
    if (row.target === 'shipping_line') applyDiscount(shipping, shippingNet, { row, index }, money);
    else applyDiscount(entitled, lineNet, { row, index }, money);
    return row;
  });
}

/** Taxes every taxable line, shipping line, duty and fee by its own or the order's rates. */
export function applyTaxes(
  input: PlaceOrder,
  rows: { lines: LineRow[]; shipping: ShippingRow[] },
  rules: { included: boolean; taxShipping: boolean; exempt: boolean },
  money: Currencies,
): void {
  if (rules.exempt) return;
  const rates = input.taxes ?? [];
  rows.lines.forEach((line, at) => {
    if (!line.taxable) return;
    line.taxLines = taxLinesOn(lineNet(line), input.lines?.[at]?.taxes ?? rates, rules.included, money);
  });
  rows.shipping.forEach((row, at) => {
    const own = input.shippingLines?.[at]?.taxes ?? (rules.taxShipping ? rates : []);
    row.taxLines = taxLinesOn(shippingNet(row), own, rules.included, money);
  });
}

/** Duties of a line; their own taxes always come on top. */
export function dutyRows(
  given: NonNullable<NonNullable<PlaceOrder['lines']>[number]['duties']>,
  money: Currencies,
  id: () => number,
): DutyRow[] {
  return given.map((duty) => {
    const price = bagFromShop(duty.amount, money);
    const taxLines = taxLinesOn(price, duty.taxes ?? [], false, money);
    return { id: id(), hsCode: duty.hsCode ?? null, country: duty.country ?? null, price, taxLines };
  });
}

/** Additional fees; their own taxes always come on top. */
export function feeRows(given: PlaceOrder['additionalFees'], money: Currencies, id: () => number): FeeRow[] {
  return (given ?? []).map((fee) => {
    const price = bagFromShop(fee.amount, money);
    return { id: id(), name: fee.name, price, taxLines: taxLinesOn(price, fee.taxes ?? [], false, money) };
  });
}

/** Discounts of a line that belong to it alone: not spread over the order, not from a code unless asked. */
export function lineLevelDiscount(line: LineRow, discounts: readonly DiscountRow[], withCodes: boolean): Bag {
  const own = line.allocations.filter(({ application }) => {
    const row = discounts[application];
    return row !== undefined && row.method === 'each' && (withCodes || row.type !== 'code');
  });
  return sum(own.map((part) => part.amount));
}

/** Unit price after all discounts, rounded as the vendor rounds it. */
export function unitAfterDiscounts(line: LineRow, money: Currencies): Bag {
  const net = minus(lineList(line), allocated(line));
  return perSide(money, (side, currency) => roundTo(net[side].div(Math.max(1, line.quantity)), currency));
}
