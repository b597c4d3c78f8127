// Status letters of orders, computed from what has happened to their lines.
// Trap: closed lines do not count as open, but what was shipped on them still has to be billed.
import { asNumber, listOf, type Rec, type World } from '../world.ts';
import { isFulfillable } from './items.ts';
import { isAmountOnly } from './lines.ts';
import { type LineTally, tallyOf } from './tally.ts';

type Tallies = ReadonlyMap<number, LineTally>;

interface LineState {
  closed: boolean;
  quantity: number;
  moved: number;
  billed: number;
  movable: boolean;
}

function statesOf(world: World, order: Rec, tallies: Tallies, moved: 'shipped' | 'received', all = false): LineState[] {
  // Lines without a quantity (discounts, subtotals) neither ship nor stay open.
  const lines = listOf(order, 'item').filter((line) => !isAmountOnly(String(line.itemType)));
  return lines.map((line) => {
    const tally = tallyOf(tallies, line);
    return {
      closed: line.isClosed === true,
      quantity: asNumber(line.quantity),
      moved: tally[moved],
      billed: tally.billed,
      movable: all || isFulfillable(world, line.item),
    };
  });
}

const due = (state: LineState) => (state.closed ? (state.movable ? state.moved : 0) : state.quantity);

/** The common rule of sales orders (moved = shipped), purchase orders and returns (moved = received). */
function progressLetter(states: readonly LineState[], start: string): string {
  const anyMoved = states.some((state) => state.moved > 0);
  if (states.every((state) => state.closed) && !anyMoved) return 'H';
  const openLeft = states.some((state) => state.movable && !state.closed && state.moved < state.quantity);
  const allBilled = states.every((state) => state.billed >= due(state));
  if (!openLeft) return allBilled ? 'G' : 'F';
  if (!anyMoved) return start;
  return states.every((state) => state.billed >= state.moved) ? 'D' : 'E';
}

/** Status letter of a sales order. */
export function salesOrderStatus(world: World, order: Rec, tallies: Tallies): string {
  if (order.body.status === 'C') return 'C';
  const letter = progressLetter(statesOf(world, order, tallies, 'shipped'), 'B');
  return order.body.orderStatus === 'A' && (letter === 'B' || letter === 'F') ? 'A' : letter;
}

/** Status letter of a purchase order or return authorisation. */
export function receivingStatus(world: World, order: Rec, tallies: Tallies): string {
  const states = statesOf(world, order, tallies, 'received');
  const billed = [...(world.children.get(order.id) ?? [])].length > 0;
  const letter = states.length === 0 ? (billed ? 'G' : 'F') : progressLetter(states, 'B');
  return order.body.orderStatus === 'A' && (letter === 'B' || letter === 'F') ? 'A' : letter;
}

/** Status letter of a transfer order: shipped first, received afterwards. */
export function transferStatus(world: World, order: Rec, tallies: Tallies): string {
  const shipped = statesOf(world, order, tallies, 'shipped', true);
  const received = statesOf(world, order, tallies, 'received', true);
  if (received.every((state) => state.closed || state.moved >= state.quantity))
    return shipped.every((s) => s.closed) ? 'H' : 'G';
  const allShipped = shipped.every((state) => state.closed || state.moved >= state.quantity);
  if (allShipped) return 'F';
  if (!shipped.some((state) => state.moved > 0)) return order.body.orderStatus === 'A' ? 'A' : 'B';
  return 'E';
}
