// Products, variants and the inventory ids that receipts, returns and levels speak in.
// Trap: a bundle variant has no inventory id; its stock is that of its components.
import type { Center, Product, Variant } from './model.ts';
import { newId, nowMs, type World } from './world.ts';

export interface NewVariant {
  sku: string;
  name?: string;
  upc?: string | null;
  lot?: boolean;
  minimumShelfLifeDays?: number;
  active?: boolean;
  /** Components by SKU; makes it a bundle. */
  bundle?: { sku: string; quantity: number }[];
}

/** The variant of a SKU, exact case first. */
export function findVariant(world: World, sku: string): Variant | undefined {
  const all = [...world.variants.values()];
  return all.find((row) => row.sku === sku) ?? all.find((row) => row.sku.toLowerCase() === sku.toLowerCase());
}

/** The variant that owns an inventory id. */
export function variantOfInventory(world: World, inventoryId: number): Variant | undefined {
  for (const row of world.variants.values()) if (row.inventoryId === inventoryId) return row;
  return undefined;
}

/** The SKU of an inventory id, or its number as text. */
export const skuOf = (world: World, inventoryId: number): string =>
  variantOfInventory(world, inventoryId)?.sku ?? String(inventoryId);

function makeVariant(world: World, productId: number, given: NewVariant): Variant {
  const bundle = (given.bundle ?? []).map(({ sku, quantity }) => {
    const component = findVariant(world, sku);
    if (!component) throw new Error(`no variant ${sku}`);
    return { variantId: component.id, quantity };
  });
  return {
    ...{ id: newId(world, 'variant'), productId, sku: given.sku, name: given.name ?? given.sku, bundle },
    ...{ active: given.active ?? true, upc: given.upc ?? null, isLot: given.lot ?? false },
    inventoryId: bundle.length > 0 ? null : newId(world, 'inventory'),
    minimumShelfLifeDays: given.minimumShelfLifeDays ?? null,
  };
}

/** A product with its variants. */
export function addProduct(world: World, name: string, variants: NewVariant[]): Product {
  const at = nowMs(world);
  const id = newId(world, 'product');
  const rows = variants.map((given) => makeVariant(world, id, given));
  for (const row of rows) world.variants.set(row.id, row);
  const type = rows.some((row) => row.bundle.length > 0) ? 'Bundle' : 'Regular';
  const product: Product = { id, name, type, createdMs: at, updatedMs: at, variantIds: rows.map((row) => row.id) };
  world.products.set(id, product);
  return product;
}

/** What a quantity of a variant takes from stock: itself, or its components. */
export function componentsOf(
  world: World,
  variant: Variant,
  quantity: number,
): { inventoryId: number; quantity: number }[] {
  if (variant.inventoryId !== null) return [{ inventoryId: variant.inventoryId, quantity }];
  return variant.bundle.flatMap((part) => {
    const component = world.variants.get(part.variantId);
    return component ? componentsOf(world, component, quantity * part.quantity) : [];
  });
}

/** A fulfilment centre with the vendor's usual members filled in. */
export function addCenter(world: World, given: Partial<Center> & { id: number; name: string }): Center {
  const abbreviation = given.name.replace(/[^A-Z]/g, '').slice(0, 4);
  const row: Center = {
    ...{
      abbreviation,
      timezone: 'Pacific Standard Time',
      address1: '1 Dock Road',
      city: given.name.split(' (')[0] ?? '',
    },
    ...{ state: /\((\w+)\)/.exec(given.name)?.[1] ?? '', country: 'US', zipCode: '92555', active: true },
    ...{ receiving: true, accessGranted: true, hubId: null, ...given },
  };
  world.centers.set(row.id, row);
  return row;
}
