/**
 * The return authorisation of a return: made from the sales order, completed when more comes to be known, closed when
 * nothing more will come.
 * The trap: it never holds more of an item than was shipped, and what came beyond that is stock of another kind.
 */
import type { Expectation, Json, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { isLess, isPositive, minus, plus, smaller, sum } from '../../shared/quantity.ts';
import { openOf } from '../stock/room.ts';
import type { SourceOrder, StockItem } from '../stock/types.ts';
import type { ReturnInput, SalesOrder, SoldLine } from './types.ts';

/** How many of an item are to come back, and where they are expected. */
export type Expected = { item: StockItem; quantity: string; location: string };
type Line = { sold: SoldLine; item: StockItem; quantity: string; location: string };

export const authorizationName = (prefix: string, id: string): string => `${prefix}_RMA_${id}`;

/** What is missing of the return authorisation; undefined when it is as it should be. */
export function authorizationWrite(input: ReturnInput, expected: Expected[]): RecordWrite | undefined {
  const { salesOrder, authorization } = input.target;
  if (salesOrder === undefined) return undefined;
  const lines = expected.flatMap((one) => soldLines(salesOrder, one));
  if (authorization === undefined) return lines.length === 0 ? undefined : making(input, salesOrder, lines);
  return authorization.isOwn ? completing(input, authorization, lines) : undefined;
}

/** True when the sales order knows any of these goods. */
export const isOnOrder = (salesOrder: SalesOrder, expected: Expected[]): boolean =>
  expected.some((one) => soldLines(salesOrder, one).length > 0);

/** Shipped units of an item on the sales order, up to what is expected back. */
function soldLines(salesOrder: SalesOrder, { item, quantity, location }: Expected): Line[] {
  const lines: Line[] = [];
  let open = quantity;
  for (const sold of salesOrder.lines.filter((line) => line.itemId === item.id)) {
    const part = smaller(open, sold.received);
    if (!isPositive(part)) continue;
    lines.push({ sold, item, quantity: part, location });
    open = minus(open, part);
  }
  return lines;
}

const bodyLine = ({ sold, item, quantity, location }: Line): { [key: string]: Json } => ({
  item: { id: item.id },
  quantity: { decimal: quantity },
  ...(sold.rate === undefined ? {} : { price: { id: '-1' }, rate: { decimal: sold.rate } }),
  location: { id: location },
});

function making(input: ReturnInput, salesOrder: SalesOrder, lines: Line[]): RecordWrite {
  const { source, settings, day } = input;
  const goods = lines.map(({ quantity, item }) => `${quantity} × ${item.name}`).join(', ');
  return {
    kind: 'transform',
    source: `return:${source.id}`,
    title: `expect ${goods} back of ${salesOrder.tranId} (return ${source.id})`,
    from: { recordType: 'salesOrder', id: salesOrder.id },
    recordType: 'returnAuthorization',
    externalId: authorizationName(settings.externalIdPrefix, source.id),
    body: {
      tranDate: day,
      memo: `ShipBob return ${source.id}`,
      orderStatus: { id: 'B' },
      item: { items: lines.map(bodyLine) },
    },
    replace: ['item'],
    expect: [
      { field: 'item.items.length', value: String(lines.length) },
      ...lines.map(({ quantity }, index) => ({ field: `item.items[${index}].quantity`, value: quantity })),
    ],
  };
}

type Change = { body: { [key: string]: Json }; words: string; expect: Expectation };

/** Goods that came to be known after the authorisation was made, and units that nobody had announced. */
function completing({ source }: ReturnInput, held: SourceOrder, lines: Line[]): RecordWrite | undefined {
  if (!['B', 'D', 'E', 'F'].includes(held.status)) return undefined;
  const byItem = Map.groupBy(lines, ({ item }) => item.id);
  const changes = [...byItem.values()].flatMap((own): Change[] => {
    const [first] = own;
    if (first === undefined) return [];
    const wanted = sum(own.map(({ quantity }) => quantity));
    const present = held.lines.filter((line) => line.itemId === first.item.id);
    const missing = minus(wanted, sum(present.map(({ quantity }) => quantity)));
    const open = present.find((line) => !line.isClosed);
    if (!isPositive(missing) || (present.length > 0 && open === undefined)) return [];
    const words = `${missing} × ${first.item.name}`;
    if (open === undefined) {
      const field = `item.items[item=${first.item.id}].quantity`;
      return [{ body: bodyLine({ ...first, quantity: missing }), words, expect: { field, value: missing } }];
    }
    const value = plus(open.quantity, missing);
    const body = { line: { decimal: open.line }, quantity: { decimal: value } };
    return [{ body, words, expect: { field: `item.items[line=${open.line}].quantity`, value } }];
  });
  if (changes.length === 0) return undefined;
  return {
    kind: 'update',
    source: `return:${source.id}`,
    title: `expect ${changes.map(({ words }) => words).join(', ')} more on ${held.tranId} (return ${source.id})`,
    recordType: 'returnAuthorization',
    id: held.id,
    body: { item: { items: changes.map(({ body }) => body) } },
    expect: changes.map((change) => change.expect),
  };
}

/** Closes the lines of which nothing more comes. */
export function closingWrite({ source }: ReturnInput, held: SourceOrder): RecordWrite | undefined {
  const open = held.lines.filter((line) => isPositive(openOf(line)) && !isLess(line.quantity, '0'));
  if (open.length === 0 || !['B', 'D', 'E'].includes(held.status)) return undefined;
  return {
    kind: 'update',
    source: `return:${source.id}`,
    title: `close what has not come back on ${held.tranId} (return ${source.id})`,
    recordType: 'returnAuthorization',
    id: held.id,
    body: { item: { items: open.map((line) => ({ line: { decimal: line.line }, isClosed: true })) } },
    expect: open.map((line) => ({ field: `item.items[line=${line.line}].isClosed`, value: 'true' })),
  };
}
