/**
 * Shopify's own sums: whether an order adds up before we book it, and what the sales order must come to.
 * The trap: the documentation leaves open whether the total holds the cash rounding, and whether the tax of duties and
 * fees comes on top of included prices; every reading that adds up is accepted, none is guessed.
 */
import type { Order } from '../../../connectors/shopify/types.ts';
import { add, isEqual, isZero, multiply, negate, share, subtract, total } from '../../shared/money.ts';
import { hasOnlyOrderTax, otherTax, refundSubtotalIsNet } from './amounts.ts';
import { type Posting, taxTotal } from './pick.ts';
import type { Problem } from './types.ts';
import type { LineUnits } from './units.ts';

/** What holds in this order: amounts that its total contains besides goods, shipping and tax. */
export type Reading = { cashRounding: string; extraTax: string };

/** The reading under which the order's sums before edits and returns add up; a problem when there is none. */
export function readingOf(order: Order, posting: Posting): Reading | Problem {
  const { pick } = posting;
  const { totals } = order;
  const base = add(
    pick(totals.subtotal),
    pick(totals.shipping),
    order.taxesIncluded ? '0' : pick(totals.tax),
    order.dutiesIncluded ? '0' : pick(totals.duties),
    pick(totals.additionalFees),
    pick(totals.tip),
  );
  const rounding = pick(totals.cashRoundingPayment);
  const onTop = order.taxesIncluded ? dutyAndFeeTax(order, posting) : '0';
  const readings = [rounding, '0'].flatMap((cashRounding) =>
    [onTop, '0'].map((extraTax) => ({ cashRounding, extraTax })),
  );
  const found = readings.find((reading) =>
    isEqual(add(base, reading.cashRounding, reading.extraTax), pick(totals.total)),
  );
  const parts = partsProblem(order, posting);
  if (parts !== undefined) return parts;
  // What an edit added need not be in the sums of the sale; then the current sums decide (`wantedTotals`).
  if (found === undefined && order.edited) return { cashRounding: '0', extraTax: '0' };
  return (
    found ?? doesNotAddUp(order, 'its parts', add(base, rounding), 'its total', pick(totals.total), posting.currency)
  );
}

function partsProblem(order: Order, posting: Posting): Problem | undefined {
  const { pick, currency } = posting;
  const goods = order.lines.filter((line) => !line.isTip);
  const subtotal = total(goods, (line) =>
    subtract(
      multiply(pick(line.unitPrice), line.quantity),
      ...line.allocations.map((allocation) => pick(allocation.amount)),
    ),
  );
  // Lines that were added later need not be in the sums of the sale; then the current sums are the check.
  if (order.edited) return undefined;
  if (!isEqual(subtotal, pick(order.totals.subtotal))) {
    return doesNotAddUp(order, 'its lines', subtotal, 'its subtotal', pick(order.totals.subtotal), currency);
  }
  if (hasOnlyOrderTax(order)) return undefined;
  const tax = add(
    total(order.lines, (line) => taxTotal(line.taxLines, posting)),
    otherTax(order, posting),
  );
  if (isEqual(tax, pick(order.totals.tax))) return undefined;
  return doesNotAddUp(order, 'its tax lines', tax, 'its tax', pick(order.totals.tax), currency);
}

const dutyAndFeeTax = (order: Order, posting: Posting): string =>
  total([...order.additionalFees, ...order.lines.flatMap((line) => line.duties)], (row) =>
    taxTotal(row.taxLines, posting),
  );

function doesNotAddUp(order: Order, a: string, x: string, b: string, y: string, currency: string): Problem {
  return {
    cause: 'shopify-sums',
    reason:
      `Shopify order ${order.name} does not add up: ${a} come to ${x} ${currency}, but ${b} is ${y} ${currency}. ` +
      'Nothing was posted; look at the order in Shopify, and post it by hand if it is right as it stands.',
  };
}

/**
 * What the sales order may come to so that it equals Shopify: the sale less what never left, told by its own total or by
 * the current total plus what is credited separately. Several values when Shopify leaves a reading open.
 */
export function wantedTotals(order: Order, units: LineUnits[], posting: Posting): string[] {
  const { pick, currency } = posting;
  const isNet = refundSubtotalIsNet(order, posting);
  const worth = (line: { subtotal: Parameters<typeof pick>[0]; tax: Parameters<typeof pick>[0] }) =>
    isNet ? add(pick(line.subtotal), pick(line.tax)) : pick(line.subtotal);
  const parts = (of: 'cancelled' | 'returned') =>
    total(
      units.flatMap((unit) => unit.refunded),
      (refunded) => share(worth(refunded.line), refunded[of], refunded.line.quantity, currency),
    );
  const isUntouched = units.every((unit) => unit.edited === 0 && unit.lateEdited === 0) && !order.edited;
  const bySale = subtract(pick(order.totals.total), parts('cancelled'));
  const others = add(
    total(
      order.refunds.flatMap((refund) => refund.shippingLines),
      worth,
    ),
    total(
      order.refunds.flatMap((refund) => refund.duties),
      (duty) => pick(duty.amount),
    ),
  );
  const adjusted = total(
    order.refunds.flatMap((refund) => refund.adjustments),
    (row) => add(pick(row.amount), pick(row.tax)),
  );
  const byNow = add(pick(order.totals.currentTotal), parts('returned'), others);
  const readings = isZero(adjusted) ? [byNow] : [byNow, add(byNow, adjusted), add(byNow, negate(adjusted))];
  return isUntouched ? [bySale, ...readings] : readings;
}
