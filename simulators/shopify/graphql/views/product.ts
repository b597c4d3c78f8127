// Views of products and variants.
// Trap: a variant's id and its inventory item's id are independent numbers.
import type { ProductRow, VariantRow } from '../../domain/model.ts';
import type { World } from '../../domain/world.ts';
import { listConnection } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid } from '../ids.ts';
import { instant, metafieldFields } from './basics.ts';
import { availableTotal, itemView } from './inventory.ts';

export function variantView(world: World, row: VariantRow): View {
  const product = world.products.get(row.productId);
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', row.id),
    legacyResourceId: String(row.id),
    title: row.title,
    displayName: `${product?.title ?? ''} - ${row.title}`,
    sku: row.sku,
    barcode: row.barcode,
    price: row.price,
    compareAtPrice: row.compareAtPrice,
    taxable: row.taxable,
    inventoryPolicy: 'DENY',
    requiresComponents: row.requiresComponents,
    availableForSale: true,
    position: 1,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    inventoryQuantity: () => availableTotal(world, row.inventoryItemId),
    sellableOnlineQuantity: () => availableTotal(world, row.inventoryItemId),
    selectedOptions: [{ name: 'Title', value: row.title }],
    inventoryItem: () => itemView(world, row),
    product: () => (product ? productView(world, product) : null),
    image: null,
  };
}

export function productView(world: World, row: ProductRow): View {
  return {
    __typename: 'Product',
    id: gid('Product', row.id),
    legacyResourceId: String(row.id),
    title: row.title,
    handle: row.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    vendor: row.vendor,
    productType: '',
    status: row.status,
    isGiftCard: row.giftCard,
    tags: row.tags,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    variants: (args: Args, context: Context) => {
      const rows = [...world.variants.values()].filter((variant) => variant.productId === row.id);
      return listConnection(rows, args, context, (variant) => variantView(world, variant));
    },
    ...metafieldFields(row.metafields),
  };
}
