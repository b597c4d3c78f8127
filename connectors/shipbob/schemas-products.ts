/**
 * Products as ShipBob answers them → one record per variant.
 * The trap: an account's product may have variants without a SKU or without inventory; they are kept, not refused.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import type { Variant } from './types.ts';
import { flag, id, list, maybe, optionalId, optionalInstant, optionalQuantity, quantity, text } from './values.ts';

const component = z
  .object({ variant_id: id, variant_sku: text, quantity })
  .transform((row) => compact({ variantId: row.variant_id, sku: row.variant_sku, quantity: row.quantity }));

const variant = z.object({
  id,
  sku: text,
  name: text,
  status: text,
  upc: text,
  gtin: text,
  barcodes: list(z.object({ value: text })),
  inventory: maybe(z.object({ inventory_id: optionalId, on_hand_qty: optionalQuantity })),
  lot_information: maybe(z.object({ is_lot: flag, minimum_shelf_life_days: optionalQuantity })),
  bundle_definition: list(component),
  updated_on: optionalInstant,
});

/** All variants of one product. */
export const productVariants: z.ZodType<Variant[]> = z
  .object({ id, name: text, type: text, updated_on: optionalInstant, variants: list(variant) })
  .transform((product) =>
    product.variants.map((row) =>
      compact({
        id: row.id,
        productId: product.id,
        productName: product.name ?? '',
        productType: product.type ?? '',
        sku: row.sku,
        name: row.name,
        status: row.status,
        upc: row.upc,
        gtin: row.gtin,
        barcodes: row.barcodes.flatMap(({ value }) => (value === undefined ? [] : [value])),
        inventoryId: row.inventory?.inventory_id,
        onHand: row.inventory?.on_hand_qty,
        isLot: row.lot_information?.is_lot === true,
        minimumShelfLifeDays: row.lot_information?.minimum_shelf_life_days,
        bundle: row.bundle_definition,
        updatedAt: row.updated_on ?? product.updated_on,
      }),
    ),
  );
