// A WRO before it arrives: made, changed, cancelled; and the steps every status change shares.
// Trap: the purchase order number is unique per account, compared as sent; a split by staff may leave it empty.
import type { Box, BoxItem, Wro, WroStatus } from './model.ts';
import { newId, nowMs, type World } from './world.ts';

export interface NewBox {
  trackingNumber: string;
  items: { inventoryId: number; quantity: number; lotNumber?: string | null; lotMs?: number | null }[];
}

export interface NewWro {
  centerId: number;
  packageType: string;
  boxPackagingType: string;
  purchaseOrderNumber: string | null;
  expectedArrivalMs: number;
  boxes: NewBox[];
  madeBy: string;
}

/** Boxes with ids and numbers from `first` on. */
export function makeBoxes(world: World, boxes: readonly NewBox[], first = 1): Box[] {
  return boxes.map((box, index) => ({
    ...{ id: newId(world, 'box'), number: first + index, status: 'Awaiting', trackingNumber: box.trackingNumber },
    ...{ arrivedMs: null, receivedMs: null, countingMs: null },
    items: box.items.map(
      (item): BoxItem => ({
        ...{ inventoryId: item.inventoryId, quantity: item.quantity, received: 0, stowed: 0 },
        ...{ lotNumber: item.lotNumber ?? null, lotMs: item.lotMs ?? null },
      }),
    ),
  }));
}

/** The WRO that holds a purchase order number, if any. */
export function holderOf(world: World, purchaseOrderNumber: string): Wro | undefined {
  const freed = world.settings.behaviour.cancelledFreesPurchaseOrder;
  for (const wro of world.wros.values()) {
    if (wro.purchaseOrderNumber !== purchaseOrderNumber) continue;
    if (!(freed && wro.status === 'Cancelled')) return wro;
  }
  return undefined;
}

/** Files a WRO in Awaiting; the centre's hub takes its place where there is one. */
export function createWro(world: World, given: NewWro): Wro {
  const at = nowMs(world);
  const center = world.centers.get(given.centerId);
  const wro: Wro = {
    ...{ id: newId(world, 'wro'), status: 'Awaiting', packageType: given.packageType },
    ...{ boxPackagingType: given.boxPackagingType, purchaseOrderNumber: given.purchaseOrderNumber },
    ...{ expectedArrivalMs: given.expectedArrivalMs, insertMs: at, updatedMs: at, completedMs: null },
    ...{ externalSyncMs: null, centerId: center?.hubId ?? given.centerId, boxes: makeBoxes(world, given.boxes) },
    ...{ history: [{ id: 1, status: 'Awaiting', atMs: at }], madeBy: given.madeBy },
  };
  world.wros.set(wro.id, wro);
  world.emit({ kind: 'wro', topic: 'wro.created', row: wro });
  return wro;
}

/** Notes a change; without a new status only the time moves. `quiet` keeps `wro.updated` back. */
export function touchWro(world: World, wro: Wro, status?: WroStatus, quiet = false): void {
  const at = nowMs(world);
  wro.updatedMs = Math.max(at, wro.updatedMs);
  if (status && status !== wro.status) {
    wro.status = status;
    wro.history.push({ id: wro.history.length + 1, status, atMs: at });
    wro.completedMs = status === 'Completed' ? at : null;
  }
  if (!quiet) world.emit({ kind: 'wro', topic: status === 'Completed' ? 'wro.completed' : 'wro.updated', row: wro });
}

/** Cancels a WRO with its boxes; whether it may be cancelled is the caller's to know. */
export function cancelWro(world: World, wro: Wro): void {
  for (const box of wro.boxes) if (box.status === 'Awaiting') box.status = 'Cancelled';
  touchWro(world, wro, 'Cancelled');
}

/** Expected, received and stowed per inventory id over all boxes. */
export function tally(wro: Wro): Map<number, { expected: number; received: number; stowed: number }> {
  const all = new Map<number, { expected: number; received: number; stowed: number }>();
  for (const box of wro.boxes)
    for (const item of box.items) {
      const sum = all.get(item.inventoryId) ?? { expected: 0, received: 0, stowed: 0 };
      sum.expected += item.quantity;
      sum.received += item.received;
      sum.stowed += item.stowed;
      all.set(item.inventoryId, sum);
    }
  return all;
}
