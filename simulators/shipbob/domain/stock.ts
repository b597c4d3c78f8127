// Every change of stock goes through here, so that levels and the history of events agree.
// Trap: a commitment and its release are movements too; `onHand` alone is not what can be sold.
import type { Movement } from './stock-book.ts';
import { newId, nowMs, type World } from './world.ts';

export type MoveInput = Pick<Movement, 'category' | 'inventoryId' | 'centerId'> & Partial<Movement>;

/** Books one movement. */
export function moveStock(world: World, given: MoveInput): void {
  world.stock.add({
    ...{ lotNumber: null, lotMs: null, onHand: 0, committed: 0, orderId: null, references: [] },
    ...given,
    ...{ eventId: newId(world, 'event'), atMs: nowMs(world), elapsedMs: world.clock.elapsedMs() },
  });
}

/** Units at a centre that no order has, over all lots. */
export function freeUnits(world: World, inventoryId: number, centerId: number): number {
  let free = 0;
  for (const row of world.stock.truth())
    if (row.inventoryId === inventoryId && row.centerId === centerId) free += row.onHand - row.committed;
  return free;
}

/** Which lots a quantity is taken from, earliest expiry first; the rest has no lot. */
export function pickLots(world: World, inventoryId: number, centerId: number, quantity: number) {
  const rows = world.stock
    .truth()
    .filter((row) => row.inventoryId === inventoryId && row.centerId === centerId && row.onHand > row.committed)
    .sort((a, b) => (a.lotMs ?? Number.POSITIVE_INFINITY) - (b.lotMs ?? Number.POSITIVE_INFINITY));
  const picks: { lot: string | null; lotMs: number | null; quantity: number }[] = [];
  let open = quantity;
  for (const row of rows) {
    const taken = Math.min(open, row.onHand - row.committed);
    if (taken > 0) picks.push({ lot: row.lotNumber, lotMs: row.lotMs, quantity: taken });
    open -= taken;
  }
  if (open > 0) picks.push({ lot: null, lotMs: null, quantity: open });
  return picks;
}

/** Units that open WROs of a centre still bring. */
export function awaitingUnits(world: World, inventoryId: number, centerId: number): number {
  let awaited = 0;
  for (const wro of world.wros.values()) {
    if (wro.centerId !== centerId || wro.status === 'Completed' || wro.status === 'Cancelled') continue;
    for (const box of wro.boxes)
      for (const item of box.items)
        if (item.inventoryId === inventoryId) awaited += Math.max(0, item.quantity - item.stowed);
  }
  return awaited;
}
