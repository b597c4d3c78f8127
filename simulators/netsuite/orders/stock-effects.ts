// What each stored record does to the quantity on hand; applied as a difference, so edits and deletions undo it.
// Trap: a fulfilment relieves stock only when it is Shipped (C).
import { asNumber, asText, type Line, listOf, moveStock, type Rec, type StockMove, type World } from '../world.ts';
import { isStocked } from './items.ts';

type Direction = 1 | -1;

function lineMoves(rec: Rec, world: World, direction: Direction): StockMove[] {
  return listOf(rec, 'item').flatMap((line) => {
    const item = asText(line.item);
    const location = asText(line.location) ?? asText(rec.body.location);
    if (item === undefined || location === undefined || line.itemReceive === false || !isStocked(world, item))
      return [];
    return [{ item, location, quantity: direction * asNumber(line.quantity) }];
  });
}

function adjustmentMoves(rec: Rec): StockMove[] {
  return listOf(rec, 'inventory').flatMap((line) => {
    const item = asText(line.item);
    const location = asText(line.location) ?? asText(rec.body.adjLocation) ?? asText(rec.body.location);
    return item === undefined || location === undefined
      ? []
      : [{ item, location, quantity: asNumber(line.adjustQtyBy) }];
  });
}

function transferMoves(rec: Rec): StockMove[] {
  const from = asText(rec.body.location) ?? '';
  const to = asText(rec.body.transferLocation) ?? '';
  return listOf(rec, 'inventory').flatMap((line: Line) => {
    const item = asText(line.item) ?? '';
    const quantity = asNumber(line.adjustQtyBy);
    return [
      { item, location: from, quantity: -quantity },
      { item, location: to, quantity },
    ];
  });
}

/** Moves of the record as it stands; empty for records that do not touch stock. */
export function stockMovesOf(world: World, rec: Rec): StockMove[] {
  if (rec.type === 'itemFulfillment') return (rec.body.shipStatus ?? 'C') === 'C' ? lineMoves(rec, world, -1) : [];
  if (rec.type === 'itemReceipt') return lineMoves(rec, world, 1);
  if (rec.type === 'inventoryAdjustment') return adjustmentMoves(rec);
  if (rec.type === 'inventoryTransfer') return transferMoves(rec);
  const alone = rec.body.createdFrom === undefined;
  return rec.type === 'cashSale' && alone ? lineMoves(rec, world, -1) : [];
}

/** Replaces the earlier effect of the record by `moves`; returns the stock keys that gained. */
export function applyStockMoves(world: World, recId: string, moves: StockMove[]): Set<string> {
  const gained = new Set<string>();
  const shift = (move: StockMove, sign: Direction) => {
    const quantity = sign * move.quantity;
    if (quantity > 0) gained.add(`${move.item}|${move.location}`);
    moveStock(world, { ...move, quantity }, 'onHand');
  };
  const before = world.stockEffects.get(recId) ?? [];
  if (JSON.stringify(before) === JSON.stringify(moves)) return gained;
  for (const move of before) shift(move, -1);
  for (const move of moves) shift(move, 1);
  if (moves.length > 0) world.stockEffects.set(recId, moves);
  else world.stockEffects.delete(recId);
  return gained;
}
