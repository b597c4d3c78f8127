// Stock per item and location, by name (available, on_hand, committed …), and the groups that record changes.
// Trap: on_hand is the sum of its parts, so a change of `available` moves it by the same amount.
import type { AdjustmentGroupRow, LevelRow } from './model.ts';
import { newId, stamp, type World } from './world.ts';

export const QUANTITY_NAMES: readonly string[] = [
  ...['available', 'on_hand', 'committed', 'incoming', 'reserved', 'damaged', 'safety_stock', 'quality_control'],
];
const IN_ON_HAND = new Set(['available', 'committed', 'reserved', 'damaged', 'safety_stock', 'quality_control']);

export const levelKey = (itemId: number, locationId: number): string => `${itemId}:${locationId}`;

/** The level of a pair when it exists and is active. */
export function activeLevel(world: World, itemId: number, locationId: number): LevelRow | undefined {
  const level = world.levels.get(levelKey(itemId, locationId));
  return level?.active ? level : undefined;
}

export const quantityOf = (level: LevelRow | undefined, name: string): number =>
  level?.quantities.get(name)?.value ?? 0;

/** Makes a pair active; an old pair keeps its quantities. */
export function activate(world: World, itemId: number, locationId: number): LevelRow {
  const key = levelKey(itemId, locationId);
  const old = world.levels.get(key);
  const now = stamp(world);
  if (old) {
    old.active = true;
    old.updatedAt = now;
    return old;
  }
  const quantities = new Map([
    ['available', { value: 0, updatedAt: now }],
    ['on_hand', { value: 0, updatedAt: now }],
  ]);
  const level = { itemId, locationId, active: true, createdAt: now, updatedAt: now, quantities };
  world.levels.set(key, level);
  return level;
}

/** Moves one quantity by `delta`; on_hand follows where it contains it. */
export function move(world: World, level: LevelRow, name: string, delta: number): void {
  const now = stamp(world);
  const put = (field: string, by: number) => {
    level.quantities.set(field, { value: quantityOf(level, field) + by, updatedAt: now });
  };
  put(name, delta);
  if (IN_ON_HAND.has(name)) put('on_hand', delta);
  else if (name === 'on_hand') put('available', delta);
  level.updatedAt = now;
}

/** Changes of a pair's quantities with the changes they carry along, as an adjustment group lists them. */
export function mirrored(name: string, delta: number): { name: string; delta: number }[] {
  if (name === 'on_hand') {
    return [
      { name: 'available', delta },
      { name: 'on_hand', delta },
    ];
  }
  return IN_ON_HAND.has(name)
    ? [
        { name, delta },
        { name: 'on_hand', delta },
      ]
    : [{ name, delta }];
}

/** Keeps a group of changes. */
export function record(
  world: World,
  reason: string,
  referenceDocumentUri: string | null,
  changes: AdjustmentGroupRow['changes'],
): AdjustmentGroupRow {
  const group = { id: newId(world), createdAt: stamp(world), reason, referenceDocumentUri, changes };
  world.adjustments.push(group);
  return group;
}

/** A sale's effect at a location: available down, committed up, on_hand the same. Untracked items have none. */
export function commitStock(
  world: World,
  itemId: number | null,
  locationId: number,
  quantity: number,
): LevelRow | null {
  if (itemId === null || !world.variantsByItem.get(itemId)?.tracked) return null;
  const level = activeLevel(world, itemId, locationId);
  if (!level) return null;
  move(world, level, 'available', -quantity);
  move(world, level, 'committed', quantity);
  return level;
}

/** What stock does when units leave (`fulfilled`), come back before shipping (`released`) or after it (`returned`). */
export function settleStock(
  world: World,
  itemId: number | null,
  locationId: number,
  quantity: number,
  how: 'fulfilled' | 'unfulfilled' | 'released' | 'discarded' | 'returned',
): LevelRow | null {
  if (itemId === null || !world.variantsByItem.get(itemId)?.tracked) return null;
  const level = activeLevel(world, itemId, locationId);
  if (!level) return null;
  if (how === 'fulfilled' || how === 'discarded') move(world, level, 'committed', -quantity);
  if (how === 'unfulfilled') move(world, level, 'committed', quantity);
  if (how === 'released') {
    move(world, level, 'committed', -quantity);
    move(world, level, 'available', quantity);
  }
  if (how === 'returned') move(world, level, 'available', quantity);
  return level;
}
