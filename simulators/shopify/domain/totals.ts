// All sums of an order, per currency, from its lines, discounts, taxes, refunds and transactions.
// Trap: with `taxesIncluded` the tax lies inside subtotal and shipping and must not be added again.
import type { BehaviourSettings } from '../options.ts';
import type { LineRow, OrderRow, RefundLineRow, ShippingRow, TaxLineRow } from './model.ts';
import { add, type Bag, minus, share, sum, times, zero } from './money.ts';

export interface Sums {
  subtotal: Bag;
  shipping: Bag;
  tax: Bag;
  discounts: Bag;
  duties: Bag;
  fees: Bag;
  tips: Bag;
  total: Bag;
}

export interface Totals extends Sums {
  /** List price of all lines. */
  lineItems: Bag;
  current: Sums;
  received: Bag;
  refunded: Bag;
  refundedShipping: Bag;
  outstanding: Bag;
  netPayment: Bag;
  capturable: Bag;
}

type MoneyRules = Pick<BehaviourSettings, 'cashRoundingInTotal'>;

const prices = (taxLines: readonly TaxLineRow[]): Bag => sum(taxLines.map((tax) => tax.price));
export const allocated = (row: LineRow | ShippingRow): Bag => sum(row.allocations.map((part) => part.amount));
export const lineList = (line: LineRow): Bag => times(line.unitPrice, line.quantity);
/** A line after all its discounts, removed and refunded units included. */
export const lineNet = (line: LineRow): Bag => minus(lineList(line), allocated(line));
export const lineTax = (line: LineRow): Bag => prices(line.taxLines);
export const shippingNet = (row: ShippingRow): Bag => minus(row.price, allocated(row));
export const shippingTax = (row: ShippingRow): Bag => prices(row.taxLines);

/** Refund lines of one order line. */
export const refundsOf = (order: OrderRow, line: LineRow): RefundLineRow[] =>
  order.refunds.flatMap((refund) => refund.lines.filter((row) => row.lineId === line.id));

/** Units still bought: without those an edit took out and those refunded. */
export function currentQuantity(order: OrderRow, line: LineRow): number {
  return line.quantity - line.removed - refundsOf(order, line).reduce((all, row) => all + row.quantity, 0);
}

/** The part of a bag that belongs to units `from`..`from + count` of a line, so that all parts add up. */
export function unitsShare(bag: Bag, from: number, count: number, line: LineRow, order: OrderRow): Bag {
  const upTo = share(bag, from + count, line.quantity, order.money);
  return minus(upTo, share(bag, from, line.quantity, order.money));
}

/** Units that are gone from a line, by edit or by refund. */
const goneUnits = (order: OrderRow, line: LineRow): number => line.quantity - currentQuantity(order, line);

function gone(order: OrderRow, of: (line: LineRow) => Bag): Bag {
  return sum(order.lines.map((line) => unitsShare(of(line), 0, goneUnits(order, line), line, order)));
}

function otherTax(order: OrderRow): Bag {
  const duties = order.lines.flatMap((line) => line.duties).map((duty) => prices(duty.taxLines));
  return sum([...order.fees.map((fee) => prices(fee.taxLines)), ...duties]);
}

function totalOf(order: OrderRow, sums: Omit<Sums, 'total'>, rules: MoneyRules, tax: Bag): Bag {
  const duties = order.dutiesIncluded ? zero() : sums.duties;
  const rounding = rules.cashRoundingInTotal ? order.cashRounding.payment : zero();
  return sum([sums.subtotal, sums.shipping, tax, duties, sums.fees, sums.tips, rounding]);
}

function dutiesOf(order: OrderRow): Bag {
  return sum(order.lines.flatMap((line) => line.duties).map((duty) => duty.price));
}

/** Tax that comes on top: all of it, or with included taxes only that of duties and fees. */
const addedTax = (order: OrderRow, tax: Bag): Bag => (order.taxesIncluded ? otherTax(order) : tax);

function soldSums(order: OrderRow, rules: MoneyRules): Sums {
  const goods = order.lines.filter((line) => !line.tip);
  const shippingRows = order.shippingLines.filter((row) => !row.removed);
  const tax = sum([...order.lines.map(lineTax), ...shippingRows.map(shippingTax), otherTax(order)]);
  const sums = {
    subtotal: sum(goods.map(lineNet)),
    shipping: sum(shippingRows.map(shippingNet)),
    tax,
    discounts: sum([...order.lines.map(allocated), ...shippingRows.map(allocated)]),
    duties: dutiesOf(order),
    fees: sum(order.fees.map((fee) => fee.price)),
    tips: sum(order.lines.filter((line) => line.tip).map(lineNet)),
  };
  return { ...sums, total: totalOf(order, sums, rules, addedTax(order, tax)) };
}

function currentSums(order: OrderRow, sold: Sums, rules: MoneyRules): Sums {
  const shippingRefunds = order.refunds.flatMap((refund) => refund.shipping);
  const shippingTaxBack = sum(shippingRefunds.map((row) => row.tax));
  const ofGoods = (of: (line: LineRow) => Bag) => gone(order, (line) => (line.tip ? zero() : of(line)));
  const dutiesBack = sum(order.refunds.flatMap((refund) => refund.duties).map((duty) => duty.amount));
  const tax = minus(minus(sold.tax, gone(order, lineTax)), shippingTaxBack);
  const sums = {
    subtotal: minus(sold.subtotal, ofGoods(lineNet)),
    shipping: minus(sold.shipping, sum(shippingRefunds.map((row) => row.subtotal))),
    tax,
    discounts: minus(sold.discounts, gone(order, allocated)),
    duties: minus(sold.duties, dutiesBack),
    fees: sold.fees,
    tips: minus(
      sold.tips,
      gone(order, (line) => (line.tip ? lineNet(line) : zero())),
    ),
  };
  return { ...sums, total: totalOf(order, sums, rules, addedTax(order, tax)) };
}

const SETTLED = new Set(['SALE', 'CAPTURE']);

function successful(order: OrderRow, kinds: ReadonlySet<string>): Bag {
  return sum(order.transactions.filter((row) => row.status === 'SUCCESS' && kinds.has(row.kind)).map((r) => r.amount));
}

/** Every sum of an order. */
export function totalsOf(order: OrderRow, rules: MoneyRules): Totals {
  const sold = soldSums(order, rules);
  const current = currentSums(order, sold, rules);
  const received = minus(successful(order, SETTLED), successful(order, new Set(['CHANGE'])));
  const refunded = successful(order, new Set(['REFUND']));
  const netPayment = minus(received, refunded);
  const voided = new Set(order.transactions.filter((row) => row.kind === 'VOID').map((row) => row.parentId));
  const open = order.transactions.filter((row) => row.kind === 'AUTHORIZATION' && !voided.has(row.id));
  const captured = order.transactions.filter((row) => row.kind === 'CAPTURE' && row.status === 'SUCCESS');
  const adjustments = sum(order.refunds.flatMap((refund) => refund.adjustments).map((row) => add(row.amount, row.tax)));
  const due = order.cancelledAt === null ? minus(current.total, adjustments) : zero();
  return {
    ...sold,
    lineItems: sum(order.lines.filter((line) => !line.tip).map(lineList)),
    current,
    received,
    refunded,
    refundedShipping: sum(order.refunds.flatMap((refund) => refund.shipping).map((row) => row.subtotal)),
    netPayment,
    outstanding: minus(due, netPayment),
    capturable: minus(sum(open.map((row) => row.amount)), sum(captured.map((row) => row.amount))),
  };
}

/** Tax lines of the whole order, one per title and rate. */
export function orderTaxLines(order: OrderRow): TaxLineRow[] {
  const rows = [
    ...order.lines.flatMap((line) => [...line.taxLines, ...line.duties.flatMap((duty) => duty.taxLines)]),
    ...order.shippingLines.filter((row) => !row.removed).flatMap((row) => row.taxLines),
    ...order.fees.flatMap((fee) => fee.taxLines),
  ];
  const merged = new Map<string, TaxLineRow>();
  for (const row of rows) {
    const key = `${row.title} ${row.rate} ${row.channelLiable}`;
    const old = merged.get(key);
    merged.set(key, old ? { ...old, price: add(old.price, row.price) } : row);
  }
  return [...merged.values()];
}
