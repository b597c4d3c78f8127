// What happens to a WRO on the dock: boxes arrive, are counted and stowed, the WRO completes, is split, reopened, recounted.
// Trap: an excess of 10 % or 25 units of a SKU is not stowed for the WRO; it goes into an unidentified receiving order.
import { chargeReceiving } from './billing.ts';
import type { Box, BoxItem, Uro, Wro } from './model.ts';
import { createWro, tally, touchWro } from './receiving.ts';
import { moveStock } from './stock.ts';
import { newId, nowMs, type World } from './world.ts';

const event = (world: World, topic: string, row: Wro, box: Box) => world.emit({ kind: 'wro', topic, row, box });

/** Boxes get to the dock; without `boxes` all that have not. */
export function arrive(world: World, wro: Wro, boxes: Box[] = wro.boxes): void {
  for (const box of boxes.filter((one) => one.status === 'Awaiting')) {
    box.status = 'Arrived';
    box.arrivedMs = nowMs(world);
    box.receivedMs = nowMs(world);
    event(world, 'wro.box.arrived', wro, box);
  }
  if (!['Awaiting', 'PartiallyArrived'].includes(wro.status)) return;
  const all = wro.boxes.every((box) => box.status !== 'Awaiting');
  touchWro(world, wro, all ? 'Arrived' : 'PartiallyArrived');
}

/** Counting starts: what is in the box counts as received. */
export function count(world: World, wro: Wro, box: Box, received?: Map<number, number>): void {
  if (box.status === 'Awaiting') arrive(world, wro, [box]);
  if (box.status !== 'Arrived') return;
  box.status = 'Counting';
  box.countingMs = nowMs(world);
  for (const item of box.items) item.received = received?.get(item.inventoryId) ?? item.quantity;
  if (wro.status !== 'Processing') touchWro(world, wro, 'Processing');
  event(world, 'wro.box.scanned', wro, box);
}

/** Opens an unidentified receiving order. */
export function openUro(
  world: World,
  reason: string,
  of: { inventoryId: number | null; quantity: number; comment: string },
): Uro {
  const id = newId(world, 'uro');
  const uro: Uro = {
    ...{ id, barcode: `URO${id}`, trackingBarcode: null, reason, createdMs: nowMs(world) },
    ...{ linkedWroId: null, linkedMs: null, ...of },
  };
  world.uros.set(id, uro);
  return uro;
}

export interface Stow {
  inventoryId: number;
  /** May be negative: a recount. */
  quantity: number;
  lotNumber?: string | null;
  lotMs?: number | null;
}

function rowFor(box: Box, of: Stow): BoxItem {
  const same = box.items.filter((item) => item.inventoryId === of.inventoryId);
  const exact = of.lotNumber === undefined ? same[0] : same.find((item) => item.lotNumber === of.lotNumber);
  if (exact) return exact;
  const blank = { inventoryId: of.inventoryId, quantity: 0, received: 0, stowed: 0 };
  const added: BoxItem = { ...blank, lotNumber: of.lotNumber ?? null, lotMs: of.lotMs ?? null };
  box.items.push(added);
  return added;
}

function bookable(wro: Wro, of: Stow): number {
  const sum = tally(wro).get(of.inventoryId) ?? { expected: 0, received: 0, stowed: 0 };
  const excess = sum.stowed + of.quantity - sum.expected;
  if (of.quantity <= 0 || excess <= 0 || (excess < 25 && excess * 10 < sum.expected)) return of.quantity;
  return Math.max(0, sum.expected - sum.stowed);
}

/** Puts units of a box on the shelf; returns what was booked to the WRO and the URO of the rest. */
export function stow(world: World, wro: Wro, box: Box, of: Stow): { booked: number; uro: Uro | null } {
  if (box.status === 'Awaiting' || box.status === 'Arrived') count(world, wro, box);
  const booked = bookable(wro, of);
  const rest = of.quantity - booked;
  const comment = `WRO ${wro.id}: ${rest} more than expected`;
  const uro =
    rest > 0 ? openUro(world, 'Excess quantity', { inventoryId: of.inventoryId, quantity: rest, comment }) : null;
  if (booked === 0) return { booked, uro };
  const item = rowFor(box, of);
  item.stowed += booked;
  item.received = Math.max(item.received, item.stowed);
  if (box.status === 'Counting') box.status = 'Stowing';
  moveStock(world, {
    ...{ category: 'ReceivingStow', inventoryId: of.inventoryId, centerId: wro.centerId, onHand: booked },
    ...{ lotNumber: item.lotNumber, lotMs: item.lotMs, references: [{ key: 'WroId', value: String(wro.id) }] },
  });
  touchWro(world, wro, undefined, true);
  event(world, 'wro.box.stowed', wro, box);
  return { booked, uro };
}

/** A box is done; what was received is what was stowed. */
export function completeBox(world: World, wro: Wro, box: Box): void {
  if (box.status === 'Completed' || box.status === 'Cancelled') return;
  box.status = 'Completed';
  box.arrivedMs ??= nowMs(world);
  for (const item of box.items) item.received = item.stowed;
  touchWro(world, wro);
}

/** The WRO is done, with whatever was stowed; its receiving fee falls due. */
export function completeWro(world: World, wro: Wro): void {
  if (wro.status === 'Completed') return;
  for (const box of wro.boxes) if (box.status !== 'Cancelled') box.status = 'Completed';
  for (const item of wro.boxes.flatMap((box) => box.items)) item.received = Math.max(item.stowed, 0);
  touchWro(world, wro, 'Completed');
  chargeReceiving(world, wro);
}

/** A completed WRO is taken up again. */
export function reopen(world: World, wro: Wro): void {
  for (const box of wro.boxes) if (box.status === 'Completed') box.status = 'Stowing';
  touchWro(world, wro, 'Processing');
}

/** A recount after completion: the stowed figure changes, down or up, without a new status. */
export function recount(world: World, wro: Wro, box: Box, of: Stow): void {
  const item = rowFor(box, of);
  item.stowed += of.quantity;
  item.received = Math.max(0, item.received + of.quantity);
  moveStock(world, {
    ...{ category: 'InventoryAdjusted', inventoryId: of.inventoryId, centerId: wro.centerId, onHand: of.quantity },
    ...{ lotNumber: item.lotNumber, lotMs: item.lotMs, references: [{ key: 'WroId', value: String(wro.id) }] },
  });
  touchWro(world, wro);
}

/** Staff move what is not stowed into `parts` new WROs that name no parent; the old one completes, or is cancelled when nothing was stowed. */
export function split(world: World, wro: Wro, parts: number, purchaseOrder: 'suffixed' | 'empty' = 'suffixed'): Wro[] {
  const boxes = wro.boxes.filter((box) => box.status !== 'Completed');
  const open = boxes.flatMap((box) =>
    box.items
      .filter((item) => item.quantity > item.stowed)
      .map((item) => ({ box, item, left: item.quantity - item.stowed })),
  );
  if (open.length === 0) throw new Error(`nothing of WRO ${wro.id} is open`);
  const wanted = Array.from({ length: parts }, (_, part) =>
    open
      .map(({ item, left, box }) => {
        const share = Math.floor(left / parts) + (part < left % parts ? 1 : 0);
        return { trackingNumber: box.trackingNumber, item, share };
      })
      .filter(({ share }) => share > 0),
  ).filter((lines) => lines.length > 0);
  for (const { item } of open) item.quantity = item.stowed;
  const made = wanted.map((lines, part) =>
    createWro(world, {
      ...{
        centerId: wro.centerId,
        packageType: wro.packageType,
        boxPackagingType: wro.boxPackagingType,
        madeBy: 'staff',
      },
      expectedArrivalMs: wro.expectedArrivalMs,
      purchaseOrderNumber:
        purchaseOrder === 'suffixed' && wro.purchaseOrderNumber ? `${wro.purchaseOrderNumber}-${part + 1}` : null,
      boxes: lines.map(({ trackingNumber, item, share }) => ({
        trackingNumber,
        items: [{ ...item, quantity: share }],
      })),
    }),
  );
  if ([...tally(wro).values()].some((sum) => sum.stowed > 0)) completeWro(world, wro);
  else touchWro(world, wro, 'Cancelled');
  for (const part of made) arrive(world, part);
  return made;
}
