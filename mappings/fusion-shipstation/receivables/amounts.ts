/**
 * What each bill of an order comes to, to the cent: its goods, and its share of shipping, tax and discounts.
 * The trap: what is posted keeps its cents. The open bills and what is not shipped yet share only what posted ones left,
 * so that the invoices of an order sum up to its total whatever was voided and re-labelled in between.
 */
import type { ReceivablesPostingSettings } from '../../../settings/receivables-posting.ts';
import {
  absolute,
  add,
  inCurrency,
  isEqual,
  isMore,
  isZero,
  multiply,
  negate,
  split,
  subtract,
  total,
} from '../../shared/money.ts';
import { isLess } from '../../shared/quantity.ts';
import type { Problem, SoldItem, SoldOrder } from '../types.ts';
import { goodsOf, isAllShipped, shippedOf } from './bills.ts';
import type { Bill, GoodsLine, PostedInvoice, PostedLine } from './types.ts';

export type ExtraKind = 'shipping' | 'tax' | 'discount' | 'rounding';
/** `words`: the line's description in Fusion, by which a posted share is known again. */
export type Extra = { kind: ExtraKind; words: string; amount: string };
/** `total`: what the invoice must come to. */
export type BillAmount = { extras: Extra[]; total: string };

type AmountSettings = Pick<ReceivablesPostingSettings, 'shipping' | 'roundingLimit'> & {
  tax: Pick<ReceivablesPostingSettings['tax'], 'mode'>;
};

/** Bills that have an invoice of ours, with it. */
export type Posted = { bill: Bill; invoice: PostedInvoice };

export const lineAmount = ({ quantity, unitPrice }: Pick<GoodsLine, 'quantity' | 'unitPrice'>, currency: string) =>
  inCurrency(multiply(quantity, unitPrice), currency);

const MOST_WORDS = 240;
const SHIPPING = 'Shipping';
const TAX = 'Tax';
export const ROUNDING = 'Rounding';

/** The order's amounts besides goods. Rows of discounts with the same name are one. */
export function extrasOf(order: SoldOrder, settings: AmountSettings, currency: string): Extra[] {
  const rows: Extra[] = [];
  const put = (kind: ExtraKind, words: string, amount: string) => {
    const same = rows.find((row) => row.words === words);
    if (same !== undefined) same.amount = add(same.amount, amount);
    else rows.push({ kind, words, amount });
  };
  put('shipping', SHIPPING, order.shippingAmount);
  if (settings.tax.mode !== 'included') put('tax', TAX, order.taxAmount);
  for (const row of order.items.filter((item) => item.adjustment)) {
    put('discount', `Adjustment: ${row.name}`.trim().slice(0, MOST_WORDS), lineAmount(row, currency));
  }
  return rows;
}

/** Why the order's sum cannot be told from its parts; undefined when it can, but for cents below the limit. */
export function totalProblem(order: SoldOrder, settings: AmountSettings, currency: string): Problem | undefined {
  if (settings.tax.mode === 'none' && !isZero(order.taxAmount)) {
    const reason = `order ${order.orderNumber} has ${order.taxAmount} ${currency} of tax, but tax.mode is none; choose another mode in the connection's file`;
    return { cause: 'tax-unexpected', reason };
  }
  const goods = total(goodsOf(order), (item) => lineAmount(item, currency));
  const extras = extrasOf(order, settings, currency);
  const parts = add(
    goods,
    total(extras, ({ amount }) => amount),
  );
  const difference = subtract(order.total, parts);
  if (isZero(difference) || !isMore(absolute(difference), settings.roundingLimit)) return undefined;
  const words = [`goods ${goods}`, ...extras.map((extra) => `${extra.words} ${extra.amount}`)].join(' + ');
  return {
    cause: 'total-differs',
    reason: `ShipStation's total of order ${order.orderNumber} is ${order.total} ${currency}, but its parts come to ${parts} ${currency} (${words}); mend the order in ShipStation, or let such differences go on a rounding line (roundingLimit)`,
  };
}

/** More was shipped of a line than was ordered. */
export function overshipped(order: SoldOrder, bills: readonly Bill[], bill: Bill): Problem | undefined {
  const isTooMuch = (item: SoldItem) => isLess(item.quantity, shippedOf(item, bills));
  const line = goodsOf(order).find(
    (item) => isTooMuch(item) && bill.lines.some((one) => one.orderItemId === item.orderItemId),
  );
  if (line === undefined) return undefined;
  const sku = line.sku === undefined ? 'a line without SKU' : `SKU ${line.sku}`;
  return {
    cause: 'shipped-too-much',
    reason: `${shippedOf(line, bills)} of ${sku} left with live labels, but order ${order.orderNumber} has only ${line.quantity}; void the label that is wrong in ShipStation, or mend the order`,
  };
}

/**
 * What each open bill comes to, in their order. `open`: live bills without an invoice, oldest first; `posted`: live bills
 * with one. What of the order is not shipped yet keeps its share.
 */
export function amountsOf(
  order: SoldOrder,
  { open, posted }: { open: readonly Bill[]; posted: readonly Posted[] },
  settings: AmountSettings,
  currency: string,
): BillAmount[] {
  const live = [...open, ...posted.map(({ bill }) => bill)];
  const weights = [...open.map((bill) => weightOf(bill, order, currency)), restWeight(order, live, currency)];
  const shares = extrasOf(order, settings, currency).map((extra) => {
    const rest = subtract(extra.amount, ...posted.map(({ invoice }) => postedShare(invoice, extra, currency)));
    const parts = isOnFirst(extra, settings) ? [rest] : split(rest, weights, currency);
    return { ...extra, parts };
  });
  const amounts = open.map((bill, index) => {
    const extras = shares.map(({ kind, words, parts }) => ({ kind, words, amount: parts[index] ?? '0' }));
    const isTold = extras.filter(({ amount }) => !isZero(amount));
    return {
      extras: isTold,
      total: add(
        goodsAmount(bill, currency),
        total(isTold, ({ amount }) => amount),
      ),
    };
  });
  return isAllShipped(order, live) ? rounded(order, amounts, posted) : amounts;
}

const isOnFirst = ({ kind }: Extra, { shipping }: AmountSettings) =>
  kind === 'shipping' && shipping === 'firstShipment';

export const goodsAmount = ({ lines }: Bill, currency: string): string =>
  total(lines, (line) => lineAmount(line, currency));

/** The last open bill takes what is left of the order's total. */
function rounded(order: SoldOrder, amounts: BillAmount[], posted: readonly Posted[]): BillAmount[] {
  const last = amounts.at(-1);
  if (last === undefined) return amounts;
  const others = add(...amounts.slice(0, -1).map((one) => one.total), ...posted.map(({ invoice }) => invoice.amount));
  const wanted = subtract(order.total, others);
  if (isEqual(wanted, last.total)) return amounts;
  const extra: Extra = { kind: 'rounding', words: ROUNDING, amount: subtract(wanted, last.total) };
  return [...amounts.slice(0, -1), { extras: [...last.extras, extra], total: wanted }];
}

/** A rounding line beyond the owner's limit is no rounding. */
export function roundingProblem(
  { words }: Bill,
  amount: BillAmount,
  order: SoldOrder,
  { roundingLimit }: AmountSettings,
  currency: string,
): Problem | undefined {
  const rounding = amount.extras.find(({ kind }) => kind === 'rounding')?.amount ?? '0';
  if (!isMore(absolute(rounding), roundingLimit)) return undefined;
  const own = subtract(amount.total, rounding);
  return {
    cause: 'total-differs',
    reason: `${words} completes order ${order.orderNumber}: of ShipStation's total ${order.total} ${currency} ${amount.total} ${currency} are left beside what is posted, but its goods and shares come to ${own} ${currency}; the order was changed after an invoice was posted. Mend the order or credit the invoice in Fusion, or let such differences go on a rounding line (roundingLimit)`,
  };
}

/** By value; an order of free goods by pieces. */
function weightOf(bill: Bill, order: SoldOrder, currency: string): string {
  const byValue = isPriced(order);
  return total(bill.lines, (line) => (byValue ? absolute(lineAmount(line, currency)) : line.quantity));
}

/** Of what no live bill holds. */
function restWeight(order: SoldOrder, live: readonly Bill[], currency: string): string {
  const byValue = isPriced(order);
  return total(goodsOf(order), (item) => {
    const shipped = shippedOf(item, live);
    if (!isLess(shipped, item.quantity)) return '0';
    const quantity = subtract(item.quantity, shipped);
    return byValue ? absolute(lineAmount({ quantity, unitPrice: item.unitPrice }, currency)) : quantity;
  });
}

const isPriced = (order: SoldOrder): boolean => goodsOf(order).some(({ unitPrice }) => !isZero(unitPrice));

/** What a posted invoice took of it; tax that Fusion computed is what its sum has beyond its lines. */
function postedShare(invoice: PostedInvoice, { kind, words }: Extra, currency: string): string {
  const lines = invoice.lines.filter((line) => line.item === undefined && line.description === words);
  const amountOf = (line: PostedLine) => postedAmount(line, currency);
  if (lines.length > 0) return total(lines, amountOf);
  if (kind !== 'tax') return '0';
  const untaxed = total(invoice.lines, amountOf);
  return add(invoice.amount, negate(untaxed));
}

/** LineAmount as Fusion makes it. */
const postedAmount = ({ quantity, price }: PostedLine, currency: string): string =>
  inCurrency(multiply(quantity, price), currency);
