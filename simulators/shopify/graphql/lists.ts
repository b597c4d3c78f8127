// Searched, sorted and paged lists of the query root.
// Trap: orders come from the search index, which may lag; `order(id)` reads the row itself.
import type { OrderRow, SearchDoc } from '../domain/model.ts';
import { indexedDoc, type World } from '../domain/world.ts';
import { connection, type Sorted } from './connection.ts';
import type { Args, Context, View } from './context.ts';
import { ORDER_DIALECT } from './dialects.ts';
import { type Dialect, matches, parseSearch, searchWarnings } from './search.ts';
import { orderView } from './views/order.ts';

const DAY_MS = 86_400_000;
const VISIBLE_DAYS = 60;

/** Whether a token may see an order at all: the last 60 days, or everything with read_all_orders. */
export function visible(order: OrderRow, context: Context): boolean {
  if (context.caller.scopes.has('read_all_orders')) return true;
  return order.createdAt >= context.world.clock.now() - VISIBLE_DAYS * DAY_MS;
}

/** Keeps the rows that a search text fits; notes the warnings it earns. */
export function searched<T>(
  rows: { row: T; doc: SearchDoc }[],
  args: Args,
  { context, dialect, path }: { context: Context; dialect: Dialect; path: string },
): { row: T; doc: SearchDoc }[] {
  const text = typeof args.query === 'string' ? args.query.trim() : '';
  if (text === '') return rows;
  const query = parseSearch(text);
  const warnings = searchWarnings(query, dialect);
  if (warnings.length > 0) context.notes.push({ path: [path], query: text, parsed: query, warnings });
  return rows.filter(({ doc }) => matches(query, doc, dialect));
}

/** Search fields behind sort keys; ID and unknown ones sort by id. */
const SORT_FIELDS: Record<string, string> = {
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  PROCESSED_AT: 'processed_at',
  ORDER_NUMBER: 'order_number',
  TOTAL_PRICE: 'total_price',
  CURRENT_TOTAL_PRICE: 'current_total_price',
  CUSTOMER_NAME: 'customer_name',
  PO_NUMBER: 'po_number',
  FINANCIAL_STATUS: 'financial_status',
  FULFILLMENT_STATUS: 'fulfillment_status',
  NAME: 'name',
  SKU: 'sku',
  TITLE: 'title',
};

/** Gives rows their sort value and id for paging. */
export function sorted<T extends { id: number }>(rows: { row: T; doc: SearchDoc }[], args: Args): Sorted<T>[] {
  const field = SORT_FIELDS[String(args.sortKey ?? 'ID')];
  return rows.map(({ row, doc }) => {
    const value = field === undefined ? row.id : doc[field];
    return { row, id: row.id, value: typeof value === 'number' || typeof value === 'string' ? value : '' };
  });
}

function foundOrders(args: Args, context: Context, path: string) {
  const { world } = context;
  const rows = [...world.orders.values()].flatMap((row) => {
    const doc = visible(row, context) ? indexedDoc(world, row) : undefined;
    return doc ? [{ row, doc }] : [];
  });
  return searched(rows, args, { context, dialect: ORDER_DIALECT, path });
}

/** The page of orders(…). */
export function orderPage(args: Args, context: Context): View {
  return connection(sorted(foundOrders(args, context, 'orders'), args), args, context, (row) =>
    orderView(context.world, row),
  );
}

/** How many orders a search finds, at most `limit`. */
export function orderCount(args: Args, context: Context): View {
  const count = foundOrders(args, context, 'ordersCount').length;
  const limit = args.limit == null ? Number.POSITIVE_INFINITY : Number(args.limit);
  return { count: Math.min(count, limit), precision: count > limit ? 'AT_LEAST' : 'EXACT' };
}

/** A searched page of any other rows. */
export function page<T extends { id: number }>(
  rows: Iterable<T>,
  docOf: (row: T) => SearchDoc,
  args: Args,
  how: { context: Context; dialect: Dialect; path: string; show: (world: World, row: T) => View },
): View {
  const all = [...rows].map((row) => ({ row, doc: docOf(row) }));
  return connection(sorted(searched(all, args, how), args), args, how.context, (row) =>
    how.show(how.context.world, row),
  );
}
