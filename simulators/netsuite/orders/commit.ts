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
  type Reservation,
  stockCell,
  type World,
} from '../world.ts';
import { isStocked } from './items.ts';
import { type LineTally, tallyOf } from './tally.ts';

const OPEN = ['B', 'D', 'E'];

/** Gives back what an order had reserved or expected. */
export function releaseCommitments(world: World, orderId: string): void {
  for (const { field, ...move } of world.commitments.get(orderId) ?? []) {
    moveStock(world, { ...move, quantity: -move.quantity }, field);
  }
  world.commitments.delete(orderId);
}

function reserve(world: World, orderId: string, reservations: readonly Reservation[]): void {
  const wanted = reservations.filter((one) => one.quantity > 0);
  for (const { field, ...move } of wanted) moveStock(world, move, field);
  if (wanted.length > 0) world.commitments.set(orderId, [...(world.commitments.get(orderId) ?? []), ...wanted]);
}

function wantedQuantity(line: Line, tally: LineTally): number {
  if (line.isClosed === true || line.commitInventory === '3') return 0;
  return Math.max(0, minus(asNumber(line.quantity), tally.shipped));
}

/** Sets quantityCommitted and quantityBackOrdered on every line of a sales order. */
export function commitOrder(world: World, order: Rec, tallies: ReadonlyMap<number, LineTally>): void {
  releaseCommitments(world, order.id);
  const open = OPEN.includes(String(order.body.status));
  for (const line of listOf(order, 'item')) {
    const wanted = open ? wantedQuantity(line, tallyOf(tallies, line)) : 0;
    const item = asText(line.item) ?? '';
    const location = asText(line.location) ?? asText(order.body.location);
    let committed = wanted;
    if (isStocked(world, item) && location !== undefined) {
      const cell = stockCell(world, item, location);
      committed = Math.max(0, Math.min(wanted, minus(cell.onHand, cell.committed)));
      reserve(world, order.id, [
        { item, location, quantity: committed, field: 'committed' },
        { item, location, quantity: minus(wanted, committed), field: 'backOrdered' },
      ]);
    }
    line.quantityCommitted = committed;
    line.quantityBackOrdered = minus(wanted, committed);
  }
}

/** What an open purchase order still brings. */
export function expectOrder(world: World, order: Rec, tallies: ReadonlyMap<number, LineTally>): void {
  releaseCommitments(world, order.id);
  if (!OPEN.includes(String(order.body.status))) return;
  for (const line of listOf(order, 'item')) {
    const item = asText(line.item) ?? '';
    const location = asText(line.location) ?? asText(order.body.location);
    if (line.isClosed === true || location === undefined || !isStocked(world, item)) continue;
    const quantity = Math.max(0, minus(asNumber(line.quantity), tallyOf(tallies, line).received));
    reserve(world, order.id, [{ item, location, quantity, field: 'onOrder' }]);
  }
}

/** Available = on hand less reserved. */
export function availableOf(world: World, item: string, location: string): number {
  const cell = stockCell(world, item, location);
  return plus(cell.onHand, -cell.committed);
}
