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

/** `shippedOf`: units of a line that NetSuite has shipped or billed. */
export function unitsOf(order: Order, shippedOf: (line: OrderLine) => number): LineUnits[] {
  return order.lines.map((line) => unitsOfLine(order, line, shippedOf(line)));
}

function unitsOfLine(order: Order, line: OrderLine, shipped: number): LineUnits {
  const refunded = refundedUnits(order, line);
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
 * shipped beyond what the buyer keeps, which stays true when the rest is shipped later.
 */
function refundedUnits(order: Order, line: OrderLine): RefundedUnits[] {
  const rows = order.refunds.flatMap((refund) =>
    refund.lines.filter((one) => one.lineId === line.id).map((one) => ({ refund, line: one })),
  );
  const returns = rows.filter((row) => row.line.restockType === 'RETURN');
  const leaving = fulfilledUnits(order, line.id) + line.unfulfilledQuantity - line.currentQuantity;
  let left = leaving - returns.reduce((sum, row) => sum + row.line.quantity, 0);
  return rows.map((row) => {
    const { quantity, restockType } = row.line;
    if (restockType === 'RETURN') return { ...row, returned: quantity, cancelled: 0 };
    const returned = restockType === 'CANCEL' ? 0 : Math.max(0, Math.min(quantity, left));
    left -= returned;
    return { ...row, returned, cancelled: quantity - returned };
  });
}
