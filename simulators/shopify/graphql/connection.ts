// Relay pages by keyset: the cursor holds the sort value and the id of the last row seen.
// Trap: one of first and last is needed, both are refused, 250 is the most; a bulk operation gets everything.
import type { Args, Context, View } from './context.ts';
import { vendorError } from './context.ts';

export type SortValue = string | number;

export interface Sorted<T> {
  row: T;
  id: number;
  value: SortValue;
}

const MOST = 250;

const encode = (entry: { id: number; value: SortValue }): string =>
  Buffer.from(JSON.stringify({ last_id: entry.id, last_value: entry.value })).toString('base64');

function decode(cursor: unknown): { id: number; value: SortValue } {
  try {
    const { last_id, last_value } = JSON.parse(Buffer.from(String(cursor), 'base64').toString('utf8'));
    if (typeof last_id === 'number') return { id: last_id, value: last_value };
  } catch {
    // falls through to the refusal below: a cursor is opaque to the client, so there is one error for all
  }
  throw vendorError(`Invalid cursor for current pagination sort.`, 'BAD_REQUEST');
}

const compare = (a: { id: number; value: SortValue }, b: { id: number; value: SortValue }): number => {
  if (a.value === b.value) return a.id - b.id;
  return a.value < b.value ? -1 : 1;
};

function pageSize(args: Args): { size: number; fromEnd: boolean } {
  const { first, last } = args;
  const given = [first, last].filter((value) => value !== undefined && value !== null);
  if (given.length === 0) throw vendorError('you must provide one of first or last', 'BAD_REQUEST');
  if (given.length === 2) throw vendorError('providing both first and last is not supported', 'BAD_REQUEST');
  const size = Number(given[0]);
  if (size < 0) throw vendorError('first cannot be negative', 'BAD_REQUEST');
  if (size > MOST) throw vendorError(`first cannot be greater than ${MOST}. Got ${size}`, 'BAD_REQUEST');
  return { size, fromEnd: first === undefined || first === null };
}

/** A page of sorted rows; `show` makes the view of a row only when it is on the page. */
export function connection<T>(rows: Sorted<T>[], args: Args, context: Context, show: (row: T) => View): View {
  const backwards = args.reverse === true;
  const order = (a: Sorted<T>, b: Sorted<T>) => (backwards ? compare(b, a) : compare(a, b));
  const sorted = [...rows].sort(order);
  if (context.bulk) return page(sorted, show, { hasNextPage: false, hasPreviousPage: false });
  const { size, fromEnd } = pageSize(args);
  const after = args.after == null ? null : decode(args.after);
  const before = args.before == null ? null : decode(args.before);
  const beyond = (entry: Sorted<T>, mark: { id: number; value: SortValue }) =>
    backwards ? compare(mark, entry) > 0 : compare(entry, mark) > 0;
  const ahead = after ? sorted.filter((entry) => beyond(entry, after)) : sorted;
  const within = before ? ahead.filter((entry) => !beyond(entry, before) && compare(entry, before) !== 0) : ahead;
  const shown = fromEnd ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size);
  const more = within.length > shown.length;
  return page(shown, show, {
    hasNextPage: fromEnd ? before !== null : more,
    hasPreviousPage: fromEnd ? more : after !== null,
  });
}

function page<T>(
  shown: Sorted<T>[],
  show: (row: T) => View,
  info: { hasNextPage: boolean; hasPreviousPage: boolean },
): View {
  const views = new Map<Sorted<T>, View>();
  const viewOf = (entry: Sorted<T>) => {
    const view = views.get(entry) ?? show(entry.row);
    views.set(entry, view);
    return view;
  };
  const [firstRow, lastRow] = [shown[0], shown.at(-1)];
  return {
    edges: () => shown.map((entry) => ({ cursor: encode(entry), node: () => viewOf(entry) })),
    nodes: () => shown.map(viewOf),
    pageInfo: {
      ...info,
      startCursor: firstRow ? encode(firstRow) : null,
      endCursor: lastRow ? encode(lastRow) : null,
    },
  };
}

/** A page over rows in their own order (lines, discounts); the position is the sort value. */
export function listConnection<T>(rows: T[], args: Args, context: Context, show: (row: T) => View): View {
  return connection(
    rows.map((row, at) => ({ row, id: at + 1, value: at + 1 })),
    args,
    context,
    show,
  );
}

/** A plain list with an optional `first`. */
export function plainList<T>(rows: T[], args: Args, show: (row: T) => View): View[] {
  const first = args.first == null ? rows.length : Number(args.first);
  return rows.slice(0, first).map(show);
}
