/**
 * Money of the units that a line keeps: price, discount and tax, exactly as far as Shopify tells it.
 * The trap: after an order edit Shopify tells no amounts per line, only the sums of the whole order; what was taken off
 * is then computed in proportion and the odd cents are settled so that the sums are Shopify's.
 */
import type { Order, OrderLine } from '../../../connectors/shopify/types.ts';
import {
  absolute,
  add,
  digitsOf,
  isMore,
  isZero,
  multiply,
  share,
  split,
  subtract,
  total,
} from '../../shared/money.ts';
import { marketplaceTax, type Posting, sumOfTaxes, taxesOf, taxTotal } from './pick.ts';
import type { TaxShare } from './types.ts';
import type { LineUnits } from './units.ts';

/** `gross`: list price; tax is inside `gross - discount` when the order's taxes are included. */
export type LineAmounts = {
  units: LineUnits;
  gross: string;
  discount: string;
  taxes: TaxShare[];
  /** Tax that a marketplace owes; not among `taxes`. */
  marketplace: string;
  isEstimated: boolean;
};

export function amountsOf(order: Order, units: LineUnits[], posting: Posting): LineAmounts[] {
  return settle(
    order,
    units.map((unit) => amountsOfLine(order, unit, posting)),
    posting,
  );
}

/** All tax of a line, a marketplace's included. */
const wholeTax = (amounts: LineAmounts): string => add(sumOfTaxes(amounts.taxes), amounts.marketplace);

/** What the buyer pays for the kept units, tax included only where the order's prices include it. */
export const paidFor = (amounts: LineAmounts): string => subtract(amounts.gross, amounts.discount);

function amountsOfLine(order: Order, units: LineUnits, posting: Posting): LineAmounts {
  const { line, kept, edited } = units;
  const { pick, currency } = posting;
  const unitPrice = pick(line.unitPrice);
  const allocated = total(line.allocations, (allocation) => pick(allocation.amount));
  const taxLines = taxLinesOf(order, line, posting);
  const tax = taxTotal(taxLines, posting);
  const off = kept === line.quantity ? [] : partsOff(order, units, unitPrice, { allocated, tax }, posting);
  const none = kept === 0;
  const discount = none ? '0' : subtract(allocated, ...off.map((part) => part.discount));
  const taxKept = none ? '0' : subtract(tax, ...off.map((part) => part.tax));
  const market = share(taxKept, marketplaceTax(taxLines, posting), tax, currency);
  return {
    units,
    gross: multiply(unitPrice, kept),
    discount,
    taxes: spread(taxesOf(taxLines, posting), subtract(taxKept, market), currency),
    marketplace: market,
    isEstimated: edited > 0 && !none,
  };
}

/** Discount and tax of everything that was taken off: told by refunds, in proportion for edits. */
function partsOff(
  order: Order,
  { line, edited, refunded }: LineUnits,
  unitPrice: string,
  whole: { allocated: string; tax: string },
  posting: Posting,
): { discount: string; tax: string }[] {
  const told = refunded.filter((unit) => unit.cancelled > 0).map((unit) => takenOff(order, unit, unitPrice, posting));
  if (edited === 0) return told;
  const part = (amount: string) => share(amount, edited, line.quantity, posting.currency);
  return [...told, { discount: part(whole.allocated), tax: part(whole.tax) }];
}

/** Discount and tax of the units that a refund took off before they left. */
function takenOff(order: Order, unit: LineUnits['refunded'][number], unitPrice: string, posting: Posting) {
  const { pick, currency } = posting;
  const { cancelled, line } = unit;
  const part = (amount: string) =>
    cancelled === line.quantity ? amount : share(amount, cancelled, line.quantity, currency);
  const tax = part(pick(line.tax));
  const list = multiply(unitPrice, cancelled);
  const subtotal = part(pick(line.subtotal));
  // With included taxes a subtotal above price less tax can only be meant with its tax.
  const isNet = order.taxesIncluded && refundSubtotalIsNet(order, posting);
  return { tax, discount: subtract(list, isNet ? add(subtotal, tax) : subtotal) };
}

/**
 * Whether the subtotals of refund lines are without their tax although the order's prices include it. Shopify does not
 * say which; the order's own prices decide it.
 */
export function refundSubtotalIsNet(order: Order, { pick, currency }: Posting): boolean {
  if (!order.taxesIncluded) return true;
  for (const { subtotal, tax, lineId, quantity } of order.refunds.flatMap((refund) => refund.lines)) {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (line === undefined || isZero(pick(tax))) continue;
    const allocated = total(line.allocations, (allocation) => pick(allocation.amount));
    const paid = share(
      subtract(multiply(pick(line.unitPrice), line.quantity), allocated),
      quantity,
      line.quantity,
      currency,
    );
    const asGross = absolute(subtract(paid, pick(subtotal)));
    const asNet = absolute(subtract(paid, pick(subtotal), pick(tax)));
    return isMore(asGross, asNet);
  }
  return false;
}

/** Orders of some apps have their tax on the whole order only; then the taxable lines bear it. */
function taxLinesOf(order: Order, line: OrderLine, posting: Posting): OrderLine['taxLines'] {
  if (!hasOnlyOrderTax(order)) return line.taxLines;
  const taxable = order.lines.filter((candidate) => candidate.taxable);
  const index = taxable.indexOf(line);
  if (index < 0) return [];
  const paid = taxable.map((candidate) =>
    subtract(
      multiply(posting.pick(candidate.unitPrice), candidate.quantity),
      ...candidate.allocations.map((allocation) => posting.pick(allocation.amount)),
    ),
  );
  return order.taxLines.map((tax) => {
    const amount = split(posting.pick(tax.amount), paid, posting.currency)[index] ?? '0';
    return { ...tax, amount: { shop: amount, presentment: amount } };
  });
}

export function hasOnlyOrderTax(order: Order): boolean {
  const own = [...order.lines.flatMap((line) => [...line.taxLines, ...line.duties.flatMap((duty) => duty.taxLines)])];
  const others = [...order.shippingLines, ...order.additionalFees].flatMap((row) => row.taxLines);
  return own.length + others.length === 0 && order.taxLines.length > 0 && order.lines.some((line) => line.taxable);
}

/** The same taxes with another sum, in the same proportion. */
function spread(taxes: TaxShare[], sum: string, currency: string): TaxShare[] {
  const parts = split(
    sum,
    taxes.map((tax) => tax.amount),
    currency,
  );
  return taxes.map((tax, index) => ({ ...tax, amount: parts[index] ?? '0' }));
}

/** Settles the odd cents of estimated lines against Shopify's current sums; leaves everything when more is missing. */
function settle(order: Order, lines: LineAmounts[], posting: Posting): LineAmounts[] {
  const estimated = lines.filter((line) => line.isEstimated);
  if (estimated.length === 0 || order.cancelledAt !== undefined) return lines;
  const { pick, currency } = posting;
  const isNet = refundSubtotalIsNet(order, posting) && order.taxesIncluded;
  const credited = lines.flatMap(({ units }) => units.refunded.filter((unit) => unit.returned > 0));
  const back = (of: (unit: (typeof credited)[number]) => string) =>
    total(credited, (unit) => share(of(unit), unit.returned, unit.line.quantity, currency));
  const shippingTaxBack = total(
    order.refunds.flatMap((refund) => refund.shippingLines),
    (line) => pick(line.tax),
  );
  const goods = lines.filter(({ units }) => !units.line.isTip);
  const wantedPaid = add(
    pick(order.totals.currentSubtotal),
    back(({ line }) => (isNet ? add(pick(line.subtotal), pick(line.tax)) : pick(line.subtotal))),
  );
  const wantedTax = add(
    pick(order.totals.currentTax),
    back(({ line }) => pick(line.tax)),
    shippingTaxBack,
  );
  const missingPaid = subtract(wantedPaid, total(goods, paidFor));
  const missingTax = subtract(wantedTax, total(lines, wholeTax), otherTax(order, posting));
  const limit = multiply(`1e-${digitsOf(currency)}`, estimated.length);
  const paidParts = cents(missingPaid, estimated.length, limit, currency);
  const taxParts = cents(missingTax, estimated.length, limit, currency);
  return lines.map((line) => {
    const index = estimated.indexOf(line);
    if (index < 0) return line;
    const sum = add(sumOfTaxes(line.taxes), taxParts[index] ?? '0');
    const taxes = line.taxes.length === 0 ? line.taxes : spread(line.taxes, sum, currency);
    return { ...line, discount: subtract(line.discount, paidParts[index] ?? '0'), taxes };
  });
}

const cents = (missing: string, count: number, limit: string, currency: string): string[] =>
  isMore(absolute(missing), limit) ? [] : split(missing, Array<string>(count).fill('1'), currency);

/** Tax that hangs on no line: shipping, duties, fees. */
export function otherTax(order: Order, posting: Posting): string {
  const shipping = order.shippingLines.filter((line) => !line.isRemoved);
  const duties = order.lines.flatMap((line) => line.duties);
  return total([...shipping, ...duties, ...order.additionalFees], (row) => taxTotal(row.taxLines, posting));
}
