/**
 * What is still open on sales orders, line by line, while parcels are laid onto it.
 * The trap: picked and packed fulfilments hold goods that `quantityFulfilled` does not count yet.
 */
import type {
  Fulfillment,
  FulfillmentDraft,
  Item,
  SalesOrder,
  SalesOrderLine,
} from '../../connectors/netsuite/types.ts';
import { isLess, isPositive, larger, minus, sum } from './quantity.ts';
import { itemNames } from './sku.ts';

/** Sales orders with the items of their lines and every fulfilment of them. */
export type OrdersView = { salesOrders: SalesOrder[]; items: Item[]; fulfillments: Fulfillment[] };

/** Lines that nothing can be shipped of. */
const NOT_GOODS = /^(discount|subtotal|description|payment|markup|group|endgroup|shipitem|taxitem|taxgroup)$/i;

export type OpenLine = {
  salesOrder: SalesOrder;
  line: SalesOrderLine;
  /** Normalised names of the line's item. */
  names: string[];
  remaining: string;
};

const isGoods = (line: SalesOrderLine): boolean => !NOT_GOODS.test(line.itemType ?? '') && line.createPo === undefined;

/** Every line of goods of the matched orders, with what remains on it (`0` for closed lines). */
export function openLines(target: OrdersView): OpenLine[] {
  const items = new Map(target.items.map((item) => [item.id, item]));
  return target.salesOrders.flatMap((salesOrder) =>
    salesOrder.lines.filter(isGoods).map((line) => {
      const item = items.get(line.itemId);
      const names = item === undefined ? [] : itemNames(item);
      return { salesOrder, line, names, remaining: remainingOf(salesOrder, line, target.fulfillments) };
    }),
  );
}

function remainingOf(salesOrder: SalesOrder, line: SalesOrderLine, fulfillments: Fulfillment[]): string {
  if (line.isClosed) return '0';
  const posted = fulfillments
    .filter((fulfillment) => fulfillment.createdFromId === salesOrder.id)
    .flatMap((fulfillment) => fulfillment.lines)
    .filter((l) => l.orderLine === line.line && l.kitMemberOf === undefined && l.itemReceive)
    .map((l) => l.quantity);
  const rest = minus(line.quantity, larger(line.quantityFulfilled, sum(posted)));
  return isPositive(rest) ? rest : '0';
}

/** Line numbers that the transform would ship by itself and that this fulfilment must not. */
export const leaveOut = (lines: OpenLine[], salesOrderId: string, used: Set<number>): number[] =>
  lines
    .filter((open) => open.salesOrder.id === salesOrderId && !used.has(open.line.line) && isOffered(open.line))
    .map((open) => open.line.line);

const isOffered = (line: SalesOrderLine): boolean =>
  !line.isClosed && isPositive(minus(line.quantity, line.quantityFulfilled));

/**
 * True when the sales order no longer offers what the draft was made for: a line that was opened meanwhile would be
 * shipped in full, one that was taken meanwhile would be shipped twice.
 */
export function isOutdated(draft: FulfillmentDraft, now: SalesOrder): boolean {
  const offered = now.lines.filter((line) => isGoods(line) && isOffered(line));
  const named = new Set([...draft.lines.map((line) => line.orderLine), ...draft.leaveOut]);
  if (offered.length !== named.size || offered.some((line) => !named.has(line.line))) return true;
  return draft.lines.some(({ orderLine, quantity }) => {
    const line = offered.find((candidate) => candidate.line === orderLine);
    return line === undefined || isLess(minus(line.quantity, line.quantityFulfilled), quantity);
  });
}
