// What the order logic needs to know about items.
// Trap: kits have no stock of their own; their members have.
import { schemaOf } from '../schema/registry.ts';
import { asNumber, asText, findItem, listOf, type Rec, type Value, type World } from '../world.ts';

const STOCKED = ['InvtPart', 'Assembly'];
const SHIPPED = ['InvtPart', 'Assembly', 'Kit', 'NonInvtPart'];

export interface KitMember {
  item: string;
  quantity: number;
}

function itemTypeOf(item: Rec): string {
  return schemaOf(item.type).itemType ?? 'InvtPart';
}

/** Itemtype code for an item id; empty when there is no such item. */
export function itemTypeById(world: World, id: Value): string {
  const item = findItem(world, id);
  return item === undefined ? '' : itemTypeOf(item);
}

export function isStocked(world: World, id: Value): boolean {
  return STOCKED.includes(itemTypeById(world, id));
}

/** True when lines of this item are shipped by an item fulfilment. */
export function isFulfillable(world: World, id: Value): boolean {
  const item = findItem(world, id);
  if (item === undefined) return false;
  const own = item.body.isFulfillable;
  return typeof own === 'boolean' ? own : SHIPPED.includes(itemTypeOf(item));
}

export function kitMembers(world: World, id: Value): KitMember[] {
  const item = findItem(world, id);
  if (item === undefined || itemTypeOf(item) !== 'Kit') return [];
  return listOf(item, 'member').map((line) => ({
    item: asText(line.item) ?? '',
    quantity: asNumber(line.quantity) || 1,
  }));
}

/** How an item is tracked: lot and serial items (and items in bins) need an inventory detail when they move. */
export function trackingOf(world: World, id: Value): 'none' | 'lot' | 'serial' | 'bin' {
  const item = findItem(world, id);
  if (item?.type === 'lotNumberedInventoryItem') return 'lot';
  if (item?.type === 'serializedInventoryItem') return 'serial';
  return item?.body.useBins === true ? 'bin' : 'none';
}
