/**
 * The money of one refund: what moved, and which part of it is credited (goods that had left, shipping, adjustments) and
 * which only goes back (goods that never left and are off the order).
 * The trap: Shopify leaves open the sign of adjustments and whether a subtotal holds its tax; only the reading that
 * explains the moved money to the cent counts.
 */
import type { Money, Order, Refund, Transaction } from '../../../connectors/shopify/types.ts';
import { add, isEqual, isMore, isZero, negate, share, subtract, total } from '../../shared/money.ts';
import type { Posting } from './pick.ts';
import type { OrderPlanInput, Problem } from './types.ts';
import type { LineUnits, RefundedUnits } from './units.ts';

export type RefundMoney = {
  /** Successful refund transactions, in Shopify's order. */
  moves: Transaction[];
  moved: string;
  /** To be credited; the rest of what moved comes back out of the deposit. */
  credited: string;
  /** Money beyond (or short of) the lines; part of `credited`. */
  adjustment: string;
  /** Whether subtotals are without their tax. */
  isNet: boolean;
  notes: string[];
};

const WAITING = ['PENDING', 'AWAITING_RESPONSE', 'UNKNOWN'];

/** undefined when there is nothing to book; a problem when the money has not moved or does not add up. */
export function refundMoneyOf(
  input: OrderPlanInput,
  refund: Refund,
  units: LineUnits[],
  posting: Posting,
  neverLeft: boolean,
): RefundMoney | Problem | undefined {
  const { order } = input;
  const transactions = refund.transactions.filter((one) => one.kind === 'REFUND');
  const waiting = transactions.find((one) => WAITING.includes(one.status));
  if (waiting !== undefined) return problem('refund-pending', order.name, refund.id, 'its money has not moved yet');
  const moves = transactions.filter((one) => one.status === 'SUCCESS');
  if (transactions.length > 0 && moves.length === 0) {
    return problem('refund-failed', order.name, refund.id, 'its payment failed in Shopify; refund it there again');
  }
  const moved = movedBy(refund, posting);
  const notes: string[] = [];
  if (neverLeft) return { moves, moved, credited: '0', adjustment: '0', isNet: true, notes };
  const own = units.flatMap((unit) => unit.refunded).filter((unit) => unit.refund.id === refund.id);
  const reading = readingOf(order, refund, own, posting) ?? readingAsPaid(order, refund, own, posting);
  if (reading === undefined) {
    return problem(
      'refund-sums',
      order.name,
      refund.id,
      `its lines do not explain the ${moved} ${posting.currency} that moved`,
    );
  }
  const { isNet, adjustment } = reading;
  const goods = goodsMoney(own, isNet, 'returned', posting);
  const credited = add(goods, otherMoney(refund, isNet, posting), adjustment);
  if (moves.length === 0) {
    return isMore(goods, '0') ? { moves, moved, credited: goods, adjustment: '0', isNet, notes } : undefined;
  }
  if (isMore('0', credited) || (isZero(goods) && isMore('0', adjustment))) {
    notes.push(
      `${negate(adjustment)} ${posting.currency} of refund ${refund.id} were kept back; they stay on the customer's account`,
    );
    return { moves, moved, credited: '0', adjustment: '0', isNet, notes };
  }
  return { moves, moved, credited, adjustment, isNet, notes };
}

const problem = (cause: string, order: string, refund: string, why: string): Problem => ({
  cause,
  reason: `refund ${refund} of ${order} is not posted: ${why}`,
});

export const worthOf = (row: { subtotal: Money; tax: Money }, isNet: boolean, { pick }: Posting): string =>
  isNet ? add(pick(row.subtotal), pick(row.tax)) : pick(row.subtotal);

function goodsMoney(own: RefundedUnits[], isNet: boolean, of: 'returned' | 'cancelled', posting: Posting): string {
  return total(own, (unit) =>
    share(worthOf(unit.line, isNet, posting), unit[of], unit.line.quantity, posting.currency),
  );
}

const otherMoney = (refund: Refund, isNet: boolean, posting: Posting): string =>
  add(
    total(refund.shippingLines, (row) => worthOf(row, isNet, posting)),
    total(refund.duties, (duty) => posting.pick(duty.amount)),
  );

type Reading = { isNet: boolean; adjustment: string };

function readingOf(order: Order, refund: Refund, own: RefundedUnits[], posting: Posting): Reading | undefined {
  const moved = movedBy(refund, posting);
  const adjusted = total(refund.adjustments, (row) => add(posting.pick(row.amount), posting.pick(row.tax)));
  const explained = (isNet: boolean) => explainedBy(refund, own, isNet, posting);
  const nets = order.taxesIncluded ? [false, true] : [true];
  for (const isNet of nets) {
    const rest = subtract(moved, explained(isNet));
    if ([adjusted, negate(adjusted), '0'].some((sum) => isEqual(rest, sum))) return { isNet, adjustment: rest };
  }
  // Nothing moved (unpaid, or settled otherwise), or money for what an edit took off, which no line of the refund names.
  const usual = !order.taxesIncluded;
  if (isZero(moved)) return { isNet: usual, adjustment: '0' };
  const isForEdit = order.edited && refund.adjustments.length === 0 && isMore(moved, explained(usual));
  return isForEdit ? { isNet: usual, adjustment: '0' } : undefined;
}

/**
 * Posted in the shop's currency, paid in another: money goes back at the rate of its own day, lines stand at the rate of
 * the sale. What is explained in the buyer's currency is explained; the difference of the rates is part of the adjustment.
 */
function readingAsPaid(order: Order, refund: Refund, own: RefundedUnits[], posting: Posting): Reading | undefined {
  const { shop, presentment } = order.currencies;
  if (shop === presentment || posting.currency !== shop) return undefined;
  const reading = readingOf(order, refund, own, { currency: presentment, pick: (money) => money.presentment });
  const explained = (isNet: boolean) => explainedBy(refund, own, isNet, posting);
  return reading && { ...reading, adjustment: subtract(movedBy(refund, posting), explained(reading.isNet)) };
}

const movedBy = (refund: Refund, { pick }: Posting): string =>
  total(
    refund.transactions.filter((one) => one.kind === 'REFUND' && one.status === 'SUCCESS'),
    (one) => pick(one.amount),
  );

const explainedBy = (refund: Refund, own: RefundedUnits[], isNet: boolean, posting: Posting): string =>
  add(
    total(own, (unit) => worthOf(unit.line, isNet, posting)),
    otherMoney(refund, isNet, posting),
  );
