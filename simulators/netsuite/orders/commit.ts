// Reserves stock for open order lines and marks the rest as back-ordered.
// Trap: an order's own reservation is released before it is computed anew, or it would compete with itself.
import { minus, plus } from '../decimal.ts';
import {
  asNumber,
  asText,
  type Line,
  listOf,
  moveStock,
  type Rec,
  type StockMove,
  stockCell,
  type World,
} from '../world.ts';
import { isStocked } from './items.ts';
import { type LineTally, tallyOf } from './tally.ts';

const OPEN = ['B', 'D', 'E'];

/** Gives back what an order had reserved. */
export function releaseCommitments(world: World, orderId: string): void {
  for (const move of world.commitments.get(orderId) ?? []) {
    moveStock(world, { ...move, quantity: -move.quantity }, 'committed');
  }
  world.commitments.delete(orderId);
}

function wantedQuantity(line: Line, tally: LineTally): number {
  if (line.isClosed === true || line.commitInventory === '3') return 0;
  return Math.max(0, minus(asNumber(line.quantity), tally.shipped));
}

/** Sets quantityCommitted and quantityBackOrdered on every line. */
export function commitOrder(world: World, order: Rec, tallies: ReadonlyMap<number, LineTally>): void {
  releaseCommitments(world, order.id);
  const open = OPEN.includes(String(order.body.status));
  const moves: StockMove[] = [];
  for (const line of listOf(order, 'item')) {
    const wanted = open ? wantedQuantity(line, tallyOf(tallies, line)) : 0;
    const item = asText(line.item) ?? '';
    const location = asText(line.location) ?? asText(order.body.location);
    let committed = wanted;
    if (isStocked(world, item) && location !== undefined) {
      const cell = stockCell(world, item, location);
      committed = Math.max(0, Math.min(wanted, minus(cell.onHand, cell.committed)));
      if (committed > 0) {
        moves.push({ item, location, quantity: committed });
        moveStock(world, { item, location, quantity: committed }, 'committed');
      }
    }
    line.quantityCommitted = committed;
    line.quantityBackOrdered = minus(wanted, committed);
  }
  if (moves.length > 0) world.commitments.set(order.id, moves);
}

/** Available = on hand less reserved. */
export function availableOf(world: World, item: string, location: string): number {
  const cell = stockCell(world, item, location);
  return plus(cell.onHand, -cell.committed);
}
