// Sets the stock scene: single changes, many at once, and a whole generated catalogue.
// Trap: a change adds to the quantity on hand unless it says `onHand`, which is the new total.
import { minus } from '../decimal.ts';
import { recommitBackOrders } from '../orders/refresh.ts';
import { lotRecord } from '../supply/lots.ts';
import { moveStock, spaceMap, stockCell, type World } from '../world.ts';
import { resolveSeed, type SeedReference, seedRecord } from './seed.ts';

export interface StockChange {
  item: SeedReference;
  location: SeedReference;
  /** Added to the quantity on hand; may be negative. */
  quantity?: number;
  /** The new quantity on hand. */
  onHand?: number;
  /** Number of the lot or serial that changes; made when it is new. */
  lot?: string;
}

export interface Catalog {
  items: number;
  /** How many locations hold stock, default 1; missing ones are made. */
  locations?: number;
  /** On hand of item n at location k is onHand + n + k, default 10; so every cell differs. */
  onHand?: number;
  /** Item names are this and a number of six digits, default "SKU-". */
  prefix?: string;
}

/** Applies the changes; back-ordered orders take what has become free. */
export function changeStock(world: World, changes: readonly StockChange[]): number {
  const gained = new Set<string>();
  for (const change of changes) {
    const item = resolveSeed(world, 'item', change.item);
    const location = resolveSeed(world, 'location', change.location);
    const before = stockCell(world, item, location).onHand;
    const quantity = change.onHand === undefined ? (change.quantity ?? 0) : minus(change.onHand, before);
    const lots = change.lot === undefined ? {} : { lots: [{ lot: lotRecord(world, item, change.lot).id, quantity }] };
    moveStock(world, { item, location, quantity, ...lots }, 'onHand');
    if (quantity > 0) gained.add(`${item}|${location}`);
  }
  recommitBackOrders(world, gained);
  return changes.length;
}

/** Makes many plain inventory items with stock; returns the ids of items (first and last) and of locations. */
export function makeCatalog(
  world: World,
  catalog: Catalog,
): { firstItem: string; lastItem: string; locations: string[] } {
  const { items, locations: wanted = 1, onHand = 10, prefix = 'SKU-' } = catalog;
  const locations = [...spaceMap(world, 'location').keys()].slice(0, wanted);
  while (locations.length < wanted)
    locations.push(seedRecord(world, 'location', undefined, { name: `Warehouse ${locations.length + 1}` }).id);
  const ids: string[] = [];
  for (let n = 1; n <= items; n += 1) {
    const itemId = `${prefix}${String(n).padStart(6, '0')}`;
    const { id } = seedRecord(world, 'inventoryItem', undefined, { itemId, externalId: itemId });
    for (const [k, location] of locations.entries())
      moveStock(world, { item: id, location, quantity: onHand + n + k }, 'onHand');
    ids.push(id);
  }
  return { firstItem: ids[0] ?? '', lastItem: ids.at(-1) ?? '', locations };
}
