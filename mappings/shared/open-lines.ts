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

/** Taken for nothing to ship where the account does not tell an item's mark “can be fulfilled”. */
const RARELY_SHIPPED = /^(service|othcharge|dwnlditem|giftcert)$/i;

/** What a line was that a draft names. */
const SHIPPED = { isFulfillable: true };

/** Whether a fulfilment can have the line at all: NetSuite refuses one that names any other, even to leave it out. */
function isGoods(line: SalesOrderLine, item: Pick<Item, 'itemType' | 'isFulfillable'> | undefined): boolean {
  const type = line.itemType ?? item?.itemType ?? '';
  if (NOT_GOODS.test(type) || line.createPo !== undefined) return false;
  return item?.isFulfillable ?? !RARELY_SHIPPED.test(type);
}

/** Every line of goods of the matched orders, with what remains on it (`0` for closed lines). */
export function openLines(target: OrdersView): OpenLine[] {
  const items = new Map(target.items.map((item) => [item.id, item]));
  return target.salesOrders.flatMap((salesOrder) =>
    salesOrder.lines.flatMap((line) => {
      const item = items.get(line.itemId);
      if (!isGoods(line, item)) return [];
      const names = item === undefined ? [] : itemNames(item);
      return [{ salesOrder, line, names, remaining: remainingOf(salesOrder, line, target.fulfillments) }];
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

const namedIn = (draft: FulfillmentDraft) => new Set([...draft.lines.map((line) => line.orderLine), ...draft.leaveOut]);

/** Items of open lines that the draft does not name; whether it is outdated hangs on what they are. */
export function unnamedItems(draft: FulfillmentDraft, now: SalesOrder): string[] {
  const named = namedIn(draft);
  return now.lines.filter((line) => isOffered(line) && !named.has(line.line)).map((line) => line.itemId);
}

/**
 * True when the sales order no longer offers what the draft was made for: a line that was opened meanwhile would be
 * shipped in full, one that was taken meanwhile would be shipped twice. `items`: at least those of `unnamedItems`.
 */
export function isOutdated(draft: FulfillmentDraft, now: SalesOrder, items: Item[] = []): boolean {
  const known = new Map(items.map((item) => [item.id, item]));
  const named = namedIn(draft);
  const itemOf = (line: SalesOrderLine) => known.get(line.itemId) ?? (named.has(line.line) ? SHIPPED : undefined);
  const offered = now.lines.filter((line) => isOffered(line) && isGoods(line, itemOf(line)));
  if (offered.length !== named.size || offered.some((line) => !named.has(line.line))) return true;
  return draft.lines.some(({ orderLine, quantity }) => {
    const line = offered.find((candidate) => candidate.line === orderLine);
    return line === undefined || isLess(minus(line.quantity, line.quantityFulfilled), quantity);
  });
}
