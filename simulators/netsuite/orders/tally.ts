// Adds up what later records have done to the lines of an order: picked, packed, shipped, billed, received.
// Trap: on transfer orders a fulfilment's orderLine is the order's line number plus one.
import { plus } from '../decimal.ts';
import { asNumber, findTransaction, type Line, listOf, type Rec, type World } from '../world.ts';

export interface LineTally {
  picked: number;
  packed: number;
  shipped: number;
  billed: number;
  received: number;
}

const BILLS = ['invoice', 'cashSale', 'vendorBill', 'creditMemo', 'cashRefund', 'vendorCredit'];

const empty = (): LineTally => ({ picked: 0, packed: 0, shipped: 0, billed: 0, received: 0 });

/** Difference between a fulfilment's orderLine and the source line's number. */
export function lineOffset(source: Rec): number {
  return source.type === 'transferOrder' ? 1 : 0;
}

function bucketOf(child: Rec): keyof LineTally | undefined {
  if (child.type === 'itemFulfillment') {
    const status = child.body.shipStatus ?? 'C';
    return status === 'A' ? 'picked' : status === 'B' ? 'packed' : 'shipped';
  }
  if (child.type === 'itemReceipt') return 'received';
  return BILLS.includes(child.type) ? 'billed' : undefined;
}

function addLine(tallies: Map<number, LineTally>, line: Line, offset: number, bucket: keyof LineTally): void {
  if (line.kitMemberOf !== undefined || typeof line.orderLine !== 'number') return;
  const number = line.orderLine - offset;
  const tally = tallies.get(number) ?? empty();
  tally[bucket] = plus(tally[bucket], asNumber(line.quantity));
  tallies.set(number, tally);
}

/** Tallies by line number of the source. */
export function tallySource(world: World, source: Rec): Map<number, LineTally> {
  const tallies = new Map<number, LineTally>();
  for (const childId of world.children.get(source.id) ?? []) {
    const child = findTransaction(world, childId);
    const bucket = child === undefined ? undefined : bucketOf(child);
    if (child === undefined || bucket === undefined) continue;
    const offset = child.type === 'itemFulfillment' || child.type === 'itemReceipt' ? lineOffset(source) : 0;
    for (const line of listOf(child, 'item')) addLine(tallies, line, offset, bucket);
  }
  return tallies;
}

/** The tally of one line; zeros when nothing has happened. */
export function tallyOf(tallies: ReadonlyMap<number, LineTally>, line: Line): LineTally {
  return tallies.get(asNumber(line.line)) ?? empty();
}
