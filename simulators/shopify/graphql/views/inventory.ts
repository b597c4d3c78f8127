// Views of inventory items, levels, locations and adjustment groups.
// Trap: an unset quantity name is 0 with updatedAt null; an unknown pair is a null level.
import { levelKey, quantityOf } from '../../domain/inventory.ts';
import type { AdjustmentGroupRow, LevelRow, LocationRow, VariantRow } from '../../domain/model.ts';
import type { World } from '../../domain/world.ts';
import { connection } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid, idOf } from '../ids.ts';
import { countView, instant } from './basics.ts';
import { variantView } from './product.ts';

const levelsOf = (world: World, itemId: number): LevelRow[] =>
  [...world.locations.values()].flatMap((place) => world.levels.get(levelKey(itemId, place.id)) ?? []);

export const availableTotal = (world: World, itemId: number): number =>
  levelsOf(world, itemId).reduce((all, level) => all + (level.active ? quantityOf(level, 'available') : 0), 0);

const levelGid = (level: LevelRow) => `${gid('InventoryLevel', level.locationId)}?inventory_item_id=${level.itemId}`;

export function levelView(world: World, level: LevelRow): View {
  return {
    __typename: 'InventoryLevel',
    id: levelGid(level),
    isActive: level.active,
    canDeactivate: true,
    deactivationAlert: null,
    createdAt: instant(level.createdAt),
    updatedAt: instant(level.updatedAt),
    item: () => {
      const variant = world.variantsByItem.get(level.itemId);
      return variant ? itemView(world, variant) : null;
    },
    location: () => {
      const place = world.locations.get(level.locationId);
      return place ? locationView(world, place) : null;
    },
    quantities: ({ names }: Args) =>
      (names as string[]).map((name) => ({
        id: gid('InventoryQuantity', `${level.locationId}${level.itemId % 100_000}?name=${name}`),
        name,
        quantity: quantityOf(level, name),
        updatedAt: instant(level.quantities.get(name)?.updatedAt ?? null),
      })),
  };
}

const shownLevel = (level: LevelRow | undefined, args: Args): LevelRow | null =>
  level && (level.active || args.includeInactive === true) ? level : null;

/** An inventory item; there is one per variant. */
export function itemView(world: World, row: VariantRow): View {
  const twins = () => [...world.variants.values()].filter((other) => row.sku !== null && other.sku === row.sku).length;
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', row.inventoryItemId),
    legacyResourceId: String(row.inventoryItemId),
    sku: row.sku,
    tracked: row.tracked,
    requiresShipping: row.requiresShipping,
    duplicateSkuCount: () => Math.max(0, twins() - 1),
    unitCost: row.unitCost === null ? null : { amount: row.unitCost, currencyCode: world.settings.shop.currency },
    ...{ countryCodeOfOrigin: null, provinceCodeOfOrigin: null, harmonizedSystemCode: null, inventoryHistoryUrl: null },
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    locationsCount: () => countView(levelsOf(world, row.inventoryItemId).length),
    variant: () => variantView(world, row),
    variants: (args: Args, context: Context) =>
      connection([{ row, id: row.id, value: row.id }], args, context, (one) => variantView(world, one)),
    inventoryLevel: (args: Args) => {
      const level = shownLevel(
        world.levels.get(levelKey(row.inventoryItemId, idOf(args.locationId, 'Location'))),
        args,
      );
      return level ? levelView(world, level) : null;
    },
    inventoryLevels: (args: Args, context: Context) => {
      const rows = levelsOf(world, row.inventoryItemId).filter((level) => shownLevel(level, args));
      return connection(
        rows.map((level) => ({ row: level, id: level.locationId, value: level.locationId })),
        args,
        context,
        (level) => levelView(world, level),
      );
    },
  };
}

export function locationView(world: World, row: LocationRow): View {
  return {
    __typename: 'Location',
    id: gid('Location', row.id),
    legacyResourceId: String(row.id),
    name: row.name,
    isActive: row.active,
    fulfillsOnlineOrders: row.fulfillsOnlineOrders,
    shipsInventory: row.shipsInventory,
    isFulfillmentService: row.fulfillmentService,
    isPrimary: false,
    activatable: true,
    deactivatable: true,
    deletable: false,
    deactivatedAt: null,
    hasActiveInventory: true,
    fulfillmentService: null,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.createdAt),
    address: {
      ...{ address1: row.address1, address2: null, city: row.city, zip: row.zip, provinceCode: row.provinceCode },
      ...{ province: row.provinceCode, country: row.countryCode, countryCode: row.countryCode, phone: null },
      ...{ latitude: null, longitude: null, formatted: [row.address1 ?? '', row.city ?? ''] },
    },
    inventoryLevel: (args: Args) => {
      const level = shownLevel(world.levels.get(levelKey(idOf(args.inventoryItemId, 'InventoryItem'), row.id)), args);
      return level ? levelView(world, level) : null;
    },
    inventoryLevels: (args: Args, context: Context) => {
      const rows = [...world.levels.values()].filter((level) => level.locationId === row.id && shownLevel(level, args));
      return connection(
        rows.map((level) => ({ row: level, id: level.itemId, value: level.itemId })),
        args,
        context,
        (level) => levelView(world, level),
      );
    },
  };
}

export function groupOfChangesView(world: World, group: AdjustmentGroupRow): View {
  return {
    id: gid('InventoryAdjustmentGroup', group.id),
    createdAt: instant(group.createdAt),
    reason: group.reason,
    referenceDocumentUri: group.referenceDocumentUri,
    app: null,
    staffMember: null,
    changes: (args: Args) =>
      group.changes
        .filter((change) => args.quantityNames == null || (args.quantityNames as string[]).includes(change.name))
        .map((change) => ({
          name: change.name,
          delta: change.delta,
          quantityAfterChange: null,
          ledgerDocumentUri: change.ledgerDocumentUri,
          item: () => {
            const variant = world.variantsByItem.get(change.itemId);
            return variant ? itemView(world, variant) : null;
          },
          location: () => {
            const place = world.locations.get(change.locationId);
            return place ? locationView(world, place) : null;
          },
        })),
  };
}
