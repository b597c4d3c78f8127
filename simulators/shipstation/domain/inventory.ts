// Internal inventory: one bucket per SKU, location, condition and lot; only sellable stock counts as available.
// Trap: there is no idempotency key and no ledger, so an increment sent twice counts twice.
import Big from 'big.js';
import type { StockBucket } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import type { World } from './world.ts';

export interface StockChange {
  type: 'increment' | 'decrement' | 'adjust' | 'modify';
  sku: string;
  quantity: number;
  locationId: string;
  condition: string;
  lot: string | null;
  cost: string | null;
  newLocationId: string | null;
  newCondition: string | null;
  newCost: string | null;
}

const keyOf = (sku: string, locationId: string, condition: string, lot: string | null) =>
  JSON.stringify([sku, locationId, condition, lot]);

function bucket(world: World, sku: string, locationId: string, condition: string, lot: string | null): StockBucket {
  const key = keyOf(sku, locationId, condition, lot);
  const known = world.stock.get(key);
  if (known) return known;
  const fresh = { sku, locationId, condition, lot, onHand: 0, cost: null };
  world.stock.set(key, fresh);
  return fresh;
}

function averageCost(into: StockBucket, quantity: number, cost: string | null): string | null {
  if (cost === null || quantity <= 0) return into.cost;
  const total = new Big(into.cost ?? cost).times(into.onHand).plus(new Big(cost).times(quantity));
  return total
    .div(into.onHand + quantity)
    .round(4)
    .toString();
}

function add(into: StockBucket, quantity: number, cost: string | null): void {
  into.cost = averageCost(into, quantity, cost);
  into.onHand += quantity;
}

function take(from: StockBucket, quantity: number): void {
  if (from.onHand < quantity) {
    throw new Refusal(400, `Not enough stock of ${from.sku}: ${from.onHand} on hand, ${quantity} asked.`);
  }
  from.onHand -= quantity;
}

/** Applies one change, whole or not at all. Refusal 404 (location), 400 (SKU unknown, short stock). */
export function changeStock(world: World, change: StockChange): void {
  if (!world.inventoryLocations.has(change.locationId)) throw notFound(`Inventory location ${change.locationId}`);
  if (world.settings.behaviour.inventoryNeedsProduct && !world.productsBySku.has(change.sku)) {
    throw new Refusal(400, `SKU ${change.sku} is not a product.`);
  }
  const here = bucket(world, change.sku, change.locationId, change.condition, change.lot);
  if (change.type === 'increment') add(here, change.quantity, change.cost);
  else if (change.type === 'decrement') take(here, change.quantity);
  else if (change.type === 'modify') modifyStock(world, here, change);
  else Object.assign(here, { onHand: change.quantity, cost: change.cost ?? here.cost });
}

function modifyStock(world: World, here: StockBucket, change: StockChange): void {
  const locationId = change.newLocationId ?? here.locationId;
  if (!world.inventoryLocations.has(locationId)) throw notFound(`Inventory location ${locationId}`);
  take(here, change.quantity);
  const there = bucket(world, change.sku, locationId, change.newCondition ?? here.condition, here.lot);
  add(there, change.quantity, change.newCost ?? here.cost);
}

/** A bought label takes its goods out of sellable stock, as far as there is any. */
export function consumeStock(world: World, items: readonly { sku: string | null; quantity: number }[]): void {
  if (world.stock.size === 0) return;
  for (const item of items) {
    let left = item.quantity;
    for (const b of world.stock.values()) {
      if (b.sku !== item.sku || b.condition !== 'sellable') continue;
      const part = Math.min(left, b.onHand);
      b.onHand -= part;
      left -= part;
    }
  }
}

/** Open quantity per SKU: orders that still wait for shipment hold that much of the stock. */
function openQuantities(world: World): Map<string, number> {
  const open = new Map<string, number>();
  for (const order of world.orders.values()) {
    if (!order.active || (order.orderStatus !== 'awaiting_shipment' && order.orderStatus !== 'on_hold')) continue;
    for (const item of order.items) {
      if (item.sku !== null && !item.adjustment) open.set(item.sku, (open.get(item.sku) ?? 0) + item.quantity);
    }
  }
  return open;
}

export interface StockLevel {
  sku: string;
  locationId: string | null;
  warehouseId: string;
  onHand: number;
  allocated: number;
  cost: string | null;
}

/** Sellable levels per location or warehouse, of one SKU or all; open orders allocate the stock in the order of the rows. */
export function stockLevels(world: World, groupBy: 'location' | 'warehouse', sku?: string): StockLevel[] {
  const open = openQuantities(world);
  const levels = new Map<string, StockLevel>();
  for (const b of world.stock.values()) {
    if (b.condition !== 'sellable' || (sku !== undefined && b.sku !== sku)) continue;
    const warehouseId = world.inventoryLocations.get(b.locationId)?.warehouseId ?? '';
    const key = `${groupBy === 'location' ? b.locationId : warehouseId} ${b.sku}`;
    const allocated = Math.min(b.onHand, open.get(b.sku) ?? 0);
    open.set(b.sku, (open.get(b.sku) ?? 0) - allocated);
    const level = levels.get(key);
    const locationId = groupBy === 'location' ? b.locationId : null;
    if (!level) levels.set(key, { sku: b.sku, locationId, warehouseId, onHand: b.onHand, allocated, cost: b.cost });
    else Object.assign(level, { onHand: level.onHand + b.onHand, allocated: level.allocated + allocated });
  }
  return [...levels.values()];
}

/** Deletes a location; stock in it stops that unless it is to go too. */
export function deleteLocation(world: World, locationId: string, removeInventory: boolean): void {
  if (!world.inventoryLocations.has(locationId)) throw notFound(`Inventory location ${locationId}`);
  const held = [...world.stock].filter(([, b]) => b.locationId === locationId);
  if (!removeInventory && held.some(([, b]) => b.onHand > 0)) {
    throw new Refusal(400, 'The location still holds inventory.', 'invalid_status');
  }
  for (const [key] of held) world.stock.delete(key);
  world.inventoryLocations.delete(locationId);
}

/** Deletes a warehouse with its locations, under the same rule; all or nothing. */
export function deleteWarehouse(world: World, warehouseId: string, removeInventory: boolean): void {
  if (!world.inventoryWarehouses.has(warehouseId)) throw notFound(`Inventory warehouse ${warehouseId}`);
  const inside = [...world.inventoryLocations.values()].filter((l) => l.warehouseId === warehouseId).map((l) => l.id);
  const stocked = [...world.stock.values()].some((b) => inside.includes(b.locationId) && b.onHand > 0);
  if (stocked && !removeInventory) {
    throw new Refusal(400, 'The warehouse still holds inventory.', 'invalid_status');
  }
  for (const id of inside) deleteLocation(world, id, true);
  world.inventoryWarehouses.delete(warehouseId);
}
