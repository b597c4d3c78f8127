/**
 * How many units of each line the sales order shall hold, and which refunded units never left or come back.
 * The trap: `quantity` includes everything that was ever taken off; what NetSuite has shipped cannot be taken off any more,
 * so such units stay on the order and are credited instead.
 */
import type { Order, OrderLine, Refund, RefundLine } from '../../../connectors/shopify/types.ts';

/** Units of one refund line: `cancelled` never left, `returned` had left (whether they come back or not). */
export type RefundedUnits = { refund: Refund; line: RefundLine; cancelled: number; returned: number };

export type LineUnits = {
  line: OrderLine;
  /** What the sales order shall hold. */
  kept: number;
  /** Taken off by an order edit, without a refund line: their money must be computed. */
  edited: number;
  refunded: RefundedUnits[];
  /** Taken off in Shopify, but NetSuite has shipped them; without a refund line. */
  lateEdited: number;
};

const SHIPPED_OUT = ['SUCCESS', 'OPEN', 'PENDING'];

/** Units of a line that Shopify calls fulfilled. */
export function fulfilledUnits(order: Order, lineId: string): number {
  const lines = order.fulfillments.filter((f) => SHIPPED_OUT.includes(f.status)).flatMap((f) => f.lines);
  return lines.filter((line) => line.lineId === lineId).reduce((sum, line) => sum + line.quantity, 0);
}

/** What NetSuite has booked of a refund already: as goods that had left, as goods that had not, or nothing. */
export type Booked = 'credited' | 'drawn' | 'nothing';

/** `shippedOf`: units of a line that NetSuite has shipped or billed. */
export function unitsOf(
  order: Order,
  bookedAs: (refund: Refund) => Booked,
  shippedOf: (line: OrderLine) => number = () => 0,
): LineUnits[] {
  return order.lines.map((line) => unitsOfLine(order, line, bookedAs, shippedOf(line)));
}

function unitsOfLine(order: Order, line: OrderLine, bookedAs: (refund: Refund) => Booked, shipped: number): LineUnits {
  const refunded = refundedUnits(order, line, bookedAs);
  // A cancelled order keeps its lines as they were sold: they are closed, and the money goes back by the refunds.
  if (order.cancelledAt !== undefined) return { line, kept: line.quantity, edited: 0, refunded, lateEdited: 0 };
  const takenBack = refunded.reduce((sum, unit) => sum + unit.cancelled + unit.returned, 0);
  let edited = Math.max(0, line.quantity - line.currentQuantity - takenBack);
  let cancelled = refunded.reduce((sum, unit) => sum + unit.cancelled, 0);
  // Shipped in NetSuite meanwhile: first the units without money, then the youngest refund's.
  let late = Math.max(0, shipped - (line.quantity - cancelled - edited));
  const lateEdited = Math.min(late, edited);
  edited -= lateEdited;
  late -= lateEdited;
  for (const unit of [...refunded].reverse()) {
    const moved = Math.min(late, unit.cancelled);
    unit.cancelled -= moved;
    unit.returned += moved;
    cancelled -= moved;
    late -= moved;
  }
  return { line, kept: line.quantity - cancelled - edited, edited, refunded, lateEdited };
}

/**
 * RETURN had left, CANCEL had not. Without restocking Shopify does not say; then as many had left as were or will be
 * shipped beyond what the buyer keeps. Which refunds these were: those that are credited, then those of the time after
 * shipping, the youngest first; so what was once decided stays.
 */
function refundedUnits(order: Order, line: OrderLine, bookedAs: (refund: Refund) => Booked): RefundedUnits[] {
  const rows: RefundedUnits[] = order.refunds.flatMap((refund) =>
    refund.lines
      .filter((one) => one.lineId === line.id)
      .map((one) => ({ refund, line: one, returned: one.restockType === 'RETURN' ? one.quantity : 0, cancelled: 0 })),
  );
  const leaving = fulfilledUnits(order, line.id) + line.unfulfilledQuantity - line.currentQuantity;
  let left = leaving - rows.reduce((sum, row) => sum + row.returned, 0);
  for (const row of openRows(order, line, rows, bookedAs)) {
    row.returned = Math.max(0, Math.min(row.line.quantity, left));
    left -= row.returned;
  }
  for (const row of rows) row.cancelled = row.line.quantity - row.returned;
  return rows;
}

/** Those of which Shopify does not say, the likeliest to have left first. */
function openRows(
  order: Order,
  line: OrderLine,
  rows: RefundedUnits[],
  bookedAs: (refund: Refund) => Booked,
): RefundedUnits[] {
  const shippedAt = order.fulfillments
    .filter((one) => SHIPPED_OUT.includes(one.status) && one.lines.some((row) => row.lineId === line.id))
    .map((one) => Date.parse(one.createdAt));
  const rank = ({ refund }: RefundedUnits): number => {
    const booked = bookedAs(refund);
    if (booked !== 'nothing') return booked === 'credited' ? 0 : 3;
    return shippedAt.some((at) => at <= Date.parse(refund.processedAt)) ? 1 : 2;
  };
  return rows
    .filter((row) => row.line.restockType !== 'RETURN' && row.line.restockType !== 'CANCEL')
    .reverse()
    .sort((a, b) => rank(a) - rank(b));
}
