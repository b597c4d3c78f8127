// What each stored record does to the quantity on hand; applied as a difference, so edits and deletions undo it.
// Trap: a fulfilment relieves stock only when it is Shipped (C); a bill moves stock only when no order or return is behind it.
import { lotsOf } from '../supply/lots.ts';
import {
  asNumber,
  asText,
  findTransaction,
  type Line,
  listOf,
  moveStock,
  type Rec,
  type StockMove,
  type World,
} from '../world.ts';
import { isStocked } from './items.ts';

type Direction = 1 | -1;

function lineMoves(rec: Rec, world: World, direction: Direction): StockMove[] {
  return listOf(rec, 'item').flatMap((line) => {
    const item = asText(line.item);
    const location = asText(line.location) ?? asText(rec.body.location);
    if (item === undefined || location === undefined || line.itemReceive === false || line.restock === false) return [];
    if (!isStocked(world, item)) return [];
    const cost = rec.type === 'itemReceipt' && typeof line.rate === 'number' ? { unitCost: line.rate } : {};
    const quantity = direction * asNumber(line.quantity);
    return [{ item, location, quantity, ...cost, ...lotsOf(world, item, line, direction) }];
  });
}

function adjustmentMoves(rec: Rec, world: World): StockMove[] {
  return listOf(rec, 'inventory').flatMap((line) => {
    const item = asText(line.item);
    const location = asText(line.location) ?? asText(rec.body.adjLocation) ?? asText(rec.body.location);
    if (item === undefined || location === undefined) return [];
    const cost = typeof line.unitCost === 'number' ? { unitCost: line.unitCost } : {};
    return [{ item, location, quantity: asNumber(line.adjustQtyBy), ...cost, ...lotsOf(world, item, line, 1) }];
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

const DIRECT: Readonly<Record<string, Direction>> = {
  cashSale: -1,
  invoice: -1,
  creditMemo: 1,
  cashRefund: 1,
  vendorBill: 1,
  vendorCredit: -1,
};
const BEHIND = ['salesOrder', 'purchaseOrder', 'returnAuthorization'];

/** The direction in which a bill or credit moves stock by itself; undefined when an order or return has done it. */
export function directMove(world: World, rec: Rec): Direction | undefined {
  const source = findTransaction(world, asText(rec.body.createdFrom) ?? '');
  if (!world.switches.directBillsMoveStock || BEHIND.includes(source?.type ?? '')) return undefined;
  return DIRECT[rec.type];
}

/** Moves of the record as it stands; empty for records that do not touch stock. */
export function stockMovesOf(world: World, rec: Rec): StockMove[] {
  if (rec.type === 'itemFulfillment') return (rec.body.shipStatus ?? 'C') === 'C' ? lineMoves(rec, world, -1) : [];
  if (rec.type === 'itemReceipt') return lineMoves(rec, world, 1);
  if (rec.type === 'inventoryAdjustment') return adjustmentMoves(rec, world);
  if (rec.type === 'inventoryTransfer') return transferMoves(rec);
  const direction = directMove(world, rec);
  return direction === undefined ? [] : lineMoves(rec, world, direction);
}

const undone = (move: StockMove): StockMove => ({
  item: move.item,
  location: move.location,
  quantity: -move.quantity,
  ...(move.lots === undefined ? {} : { lots: move.lots.map(({ lot, quantity }) => ({ lot, quantity: -quantity })) }),
});

/** Replaces the earlier effect of the record by `moves`; returns the stock keys that gained. */
export function applyStockMoves(world: World, recId: string, moves: StockMove[]): Set<string> {
  const gained = new Set<string>();
  const shift = (move: StockMove) => {
    if (move.quantity > 0) gained.add(`${move.item}|${move.location}`);
    moveStock(world, move, 'onHand');
  };
  const before = world.stockEffects.get(recId) ?? [];
  if (JSON.stringify(before) === JSON.stringify(moves)) return gained;
  for (const move of before) shift(undone(move));
  for (const move of moves) shift(move);
  if (moves.length > 0) world.stockEffects.set(recId, moves);
  else world.stockEffects.delete(recId);
  return gained;
}
