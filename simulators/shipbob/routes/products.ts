// Products and their variants.
// Trap: a page's `next` lacks the version; an escaped comma or colon in a SKU search matches nothing.
import { type Call, type Operation, ok } from '../api/operation.ts';
import { createProduct } from '../api/shapes.ts';
import { addProduct } from '../domain/catalog.ts';
import type { Product, Variant } from '../domain/model.ts';
import { cursorPage } from '../http/paging.ts';
import { badFields, notFound } from '../http/refusals.ts';
import { productView } from '../render/others.ts';

const LIMITS = { fallback: 50, max: 250, sizeName: 'PageSize' };

/** `any:A,B` is a list; without the operator the whole text is one SKU. */
function skusAsked(call: Call, raw: string | undefined, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  if (raw && /%2C|%3A/i.test(raw)) {
    call.note('SKU search with escaped comma or colon');
    return [raw];
  }
  return (text.startsWith('any:') ? text.slice(4).split(',') : [text]).map((sku) => sku.trim().toLowerCase());
}

function products(call: Call) {
  const cursor = cursorPage(call.query, LIMITS);
  const { query } = cursor;
  const fresh = query === call.query;
  const skus = skusAsked(call, fresh ? query.raw('SKU') : undefined, query.text('SKU'));
  const search = query.text('Search')?.toLowerCase();
  const inventory = query.ints('InventoryId');
  const status = query.text('VariantStatus')?.toLowerCase();
  const changed = query.date('LastUpdatedTimestamp');
  const variants = (row: Product) => row.variantIds.flatMap((id) => call.world.variants.get(id) ?? []);
  const fits = (row: Variant) =>
    (!skus || skus.includes(row.sku.toLowerCase())) &&
    (!inventory || inventory.includes(row.inventoryId ?? -1)) &&
    (!status || status.includes(row.active ? 'active' : 'inactive')) &&
    (!search || `${row.sku} ${row.name}`.toLowerCase().includes(search));
  const rows = [...call.world.products.values()]
    .filter((row) => changed === undefined || row.updatedMs >= changed)
    .filter((row) => variants(row).some(fits));
  const page = cursor.page(rows, call.world.settings.paging.productNext, { ...call.place, path: '/Product' });
  return ok({ ...page, items: page.items.map((row) => productView(call.world, row)) });
}

function makeProduct(call: Call) {
  const body = call.body as {
    name: string;
    variants: {
      sku: string;
      name?: string | null;
      upc?: string | null;
      lot_information?: { is_lot?: boolean } | null;
    }[];
  };
  const taken = body.variants.find((one) => [...call.world.variants.values()].some((row) => row.sku === one.sku));
  if (taken) throw badFields('classic', 422, { ReferenceId: [`Cannot insert duplicate reference id: ${taken.sku}`] });
  const product = addProduct(
    call.world,
    body.name,
    body.variants.map((one) => ({
      sku: one.sku,
      name: one.name ?? body.name,
      upc: one.upc ?? null,
      lot: one.lot_information?.is_lot === true,
    })),
  );
  return ok(productView(call.world, product), 201);
}

const PRODUCT_QUERY = [
  ...['Search', 'Barcode', 'Barcodes', 'CategoryIds', 'ChannelIds', 'HasDigitalVariants', 'HasVariants', 'InventoryId'],
  ...['IsInventorySyncEnabled', 'LastUpdatedTimestamp', 'LegacyIds', 'Name', 'OnHand', 'PlatformIds', 'ProductId'],
  ...['ProductType', 'ReviewsPending', 'SalesChannel', 'SellerSKU', 'SKU', 'TaxonomyIds', 'VariantId', 'VariantStatus'],
  ...['PageSize', 'SortBy', 'SortOrder', 'cursor'],
];

/** Products. */
export const productOperations: Operation[] = [
  {
    id: 'product.list',
    method: 'GET',
    path: '/product',
    scopes: ['products_read', 'products_write'],
    dialect: 'classic',
    query: PRODUCT_QUERY,
    answer: products,
  },
  {
    ...{
      id: 'product.get',
      method: 'GET',
      path: '/product/{productId}',
      scopes: ['products_read', 'products_write'],
      dialect: 'classic',
    },
    answer: (call) => {
      const row = call.world.products.get(Number(call.params.productId));
      if (!row) throw notFound('classic');
      return ok(productView(call.world, row));
    },
  },
  {
    id: 'product.create',
    method: 'POST',
    path: '/product',
    scopes: ['products_write'],
    dialect: 'classic',
    body: createProduct,
    answer: makeProduct,
  },
];
