/**
 * V2 inventory answers, read tolerantly. The trap: ids of inventory places are opaque (`se-…` belongs to them), and a list
 * grouped by warehouse names no location; such a row is none of ours.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { id, list, optionalId, optionalText } from './schemas-parts.ts';

const link = z
  .object({ href: optionalText })
  .nullish()
  .transform((raw) => raw?.href);

const page = <T extends z.ZodType>(member: string, row: T) =>
  z
    .object({ [member]: list(row), total: z.number().nullish(), links: z.object({ next: link }).nullish() })
    .transform((raw) => {
      const rows = (raw[member] ?? []) as z.output<T>[];
      const links = raw.links as { next?: string | undefined } | null | undefined;
      return { rows, total: Number(raw.total ?? rows.length), next: links?.next };
    });

const whole = z.coerce.number().int();

const level = z
  .object({
    sku: z.coerce.string(),
    on_hand: whole,
    allocated: whole.nullish(),
    inventory_warehouse_id: optionalId,
    inventory_location_id: optionalId,
  })
  .transform((raw) =>
    compact({
      sku: raw.sku,
      locationId: raw.inventory_location_id ?? '',
      warehouseId: raw.inventory_warehouse_id,
      onHand: raw.on_hand,
      allocated: raw.allocated ?? 0,
    }),
  );

const location = z
  .object({ inventory_location_id: id, name: optionalText, inventory_warehouse_id: optionalId })
  .transform((raw) =>
    compact({
      id: raw.inventory_location_id,
      name: raw.name ?? raw.inventory_location_id,
      warehouseId: raw.inventory_warehouse_id,
    }),
  );

export const v2InventoryLevels = page('inventory', level);
export const v2InventoryLocations = page('inventory_locations', location);
/** A product without a SKU has no level. */
export const v2Products = page(
  'products',
  z.object({ sku: optionalText }).transform((raw) => ({ sku: raw.sku ?? '' })),
);
