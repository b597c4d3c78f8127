// Returns: announced, arrived, processed with the actions taken, completed. Only Restock puts units back on the shelf.
// Trap: requested and taken differ, and one item may end in several actions; book by what was taken.
import { addTransaction } from './billing.ts';
import type { ReturnAction, ReturnItem, ReturnRow, ReturnStatus } from './model.ts';
import { moveStock } from './stock.ts';
import { newId, nowMs, type World } from './world.ts';

export interface NewReturn {
  referenceId: string;
  channelId: number;
  centerId: number;
  type?: ReturnRow['type'];
  trackingNumber?: string | null;
  originalShipmentId?: number | null;
  items: Pick<ReturnItem, 'inventoryId' | 'quantity' | 'requested' | 'lotNumber' | 'lotMs'>[];
  madeBy: string;
}

function moveTo(world: World, row: ReturnRow, status: ReturnStatus, topic: string): void {
  row.status = status;
  row.history.push({ status, atMs: nowMs(world) });
  world.emit({ kind: 'return', topic, row });
}

/** The SKU of the bundle that an item of the original shipment belonged to. */
function bundleParent(world: World, shipmentId: number | null, inventoryId: number): string | null {
  const shipment = shipmentId === null ? undefined : world.shipments.get(shipmentId);
  const item = shipment?.items.find((one) => one.inventory.some((part) => part.inventoryId === inventoryId));
  const variant = item ? world.variants.get(item.variantId) : undefined;
  return variant && variant.inventoryId === null ? variant.sku : null;
}

/** Announces a return. */
export function createReturn(world: World, given: NewReturn): ReturnRow {
  const at = nowMs(world);
  const originalShipmentId = given.originalShipmentId ?? null;
  const row: ReturnRow = {
    ...{ id: newId(world, 'return'), referenceId: given.referenceId, status: 'AwaitingArrival' },
    ...{ type: given.type ?? 'Regular', channelId: given.channelId, centerId: given.centerId },
    ...{ trackingNumber: given.trackingNumber ?? null, originalShipmentId, insertMs: at },
    ...{ history: [{ status: 'AwaitingArrival', atMs: at }], fees: [], madeBy: given.madeBy },
    items: given.items.map((item) => ({
      ...item,
      ...{ bundleParentSku: bundleParent(world, originalShipmentId, item.inventoryId), taken: [] },
    })),
  };
  world.returns.set(row.id, row);
  world.emit({ kind: 'return', topic: 'return.created', row });
  return row;
}

/** The carrier brings back a whole shipment: a ReturnToSender nobody asked for. */
export function returnToSender(world: World, shipmentId: number): ReturnRow {
  const shipment = world.shipments.get(shipmentId);
  const order = shipment ? world.orders.get(shipment.orderId) : undefined;
  if (!shipment || !order) throw new Error(`no shipment ${shipmentId}`);
  const items = shipment.items.flatMap((item) => item.inventory);
  return createReturn(world, {
    ...{ referenceId: `RTS-${shipment.id}`, channelId: order.channelId, centerId: shipment.centerId },
    ...{ type: 'ReturnToSender', originalShipmentId: shipment.id, madeBy: 'staff' },
    trackingNumber: shipment.tracking?.number ?? null,
    items: items.map((one) => ({
      ...{ inventoryId: one.inventoryId, quantity: one.quantity, requested: 'Default' },
      ...{ lotNumber: one.lot, lotMs: one.lotMs },
    })),
  });
}

/** The parcel is at the dock. */
export function arriveReturn(world: World, row: ReturnRow): void {
  if (row.status !== 'AwaitingArrival') throw new Error(`return ${row.id} is ${row.status}`);
  moveTo(world, row, 'Arrived', 'return.updated');
}

/** Records what was done with one item; the first call moves the return to Processing. */
export function processReturn(world: World, row: ReturnRow, inventoryId: number, taken: ReturnAction): void {
  if (row.status === 'AwaitingArrival') arriveReturn(world, row);
  if (row.status !== 'Arrived' && row.status !== 'Processing') throw new Error(`return ${row.id} is ${row.status}`);
  const item = row.items.find((one) => one.inventoryId === inventoryId);
  if (!item) throw new Error(`return ${row.id} has no inventory ${inventoryId}`);
  item.taken.push(taken);
  if (taken.action === 'Restock') {
    moveStock(world, {
      ...{ category: 'InventoryRestocked', inventoryId, centerId: row.centerId, onHand: taken.quantity },
      ...{ lotNumber: item.lotNumber, lotMs: item.lotMs, references: [{ key: 'ReturnId', value: String(row.id) }] },
    });
  }
  if (row.status === 'Arrived') moveTo(world, row, 'Processing', 'return.updated');
  else world.emit({ kind: 'return', topic: 'return.updated', row });
}

/** Completes it; what nobody decided is done as requested (Default = Restock). */
export function completeReturn(world: World, row: ReturnRow): void {
  for (const item of row.items) {
    const open = item.quantity - item.taken.reduce((sum, one) => sum + one.quantity, 0);
    if (item.taken.length > 0 || open <= 0) continue;
    const action = item.requested === 'Default' ? 'Restock' : item.requested;
    processReturn(world, row, item.inventoryId, { action, reason: '', quantity: open });
  }
  const fee = row.type === 'Regular' ? 'Return Processed by Operations Fee' : 'Return to sender - Processing Fees';
  const { returnFee: amount } = world.settings.billing;
  row.fees.push({ amount, fee });
  const center = world.centers.get(row.centerId)?.name ?? null;
  addTransaction(world, { fee, amount, referenceId: row.id, referenceType: 'Return', center });
  moveTo(world, row, 'Completed', 'return.completed');
}

/** Cancels it; the API allows that only in AwaitingArrival. */
export function cancelReturn(world: World, row: ReturnRow): void {
  moveTo(world, row, 'Cancelled', 'return.updated');
}
