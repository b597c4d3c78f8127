// Stock on hand per organization, item, subinventory, locator and lot.
// Trap: whether a balance may go below zero is the organization's policy, not the item's.
import Big from 'big.js';
import type { CatalogItem, Organization, StockRow } from '../domain/model.ts';
import { num, total } from '../domain/values.ts';
import type { World } from '../domain/world.ts';

export type StockPlace = Omit<StockRow, 'quantity'>;

const keyOf = (place: StockPlace) =>
  [place.organizationId, place.itemId, place.subinventory, place.locator ?? '', place.lot ?? ''].join('|');

/** Quantity at exactly one place. */
export const quantityAt = (world: World, place: StockPlace): Big =>
  new Big(world.stock.get(keyOf(place))?.quantity ?? 0);

/** Adds to a place; negative takes away. */
export function move(world: World, place: StockPlace, quantity: Big): void {
  world.stock.put(keyOf(place), { ...place, quantity: num(quantityAt(world, place).plus(quantity)) });
}

/** Sets a place to a quantity. */
export const setStock = (world: World, place: StockPlace, quantity: number): void =>
  void world.stock.put(keyOf(place), { ...place, quantity });

/** Quantity of an item in an organization, or in one subinventory of it. */
export function onHand(world: World, organizationId: number, itemId: number, subinventory?: string): Big {
  const rows = world.stock
    .all()
    .filter(
      (row) =>
        row.organizationId === organizationId &&
        row.itemId === itemId &&
        (subinventory === undefined || row.subinventory === subinventory),
    );
  return total(rows.map((row) => new Big(row.quantity)));
}

export const organizationBy = (world: World, id: string, name: string, code = ''): Organization | undefined =>
  world.organizations.find((row) => String(row.id) === id || row.name === name || (code !== '' && row.code === code));

export const itemBy = (world: World, id: string, number: string): CatalogItem | undefined =>
  world.items.find((row) => (id !== '' && String(row.id) === id) || (number !== '' && row.number === number));
