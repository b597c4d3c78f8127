// Which fields each list can be searched by.
// Trap: names not listed here only cause a warning; the rows come unfiltered by them.
import type { CustomerRow, DraftRow, ProductRow, SearchDoc, VariantRow } from '../domain/model.ts';
import type { Dialect } from './search.ts';

export const ORDER_DIALECT: Dialect = {
  fields: [
    ...['id', 'name', 'email', 'confirmation_number', 'created_at', 'processed_at', 'updated_at', 'tag', 'tag_not'],
    ...['financial_status', 'fulfillment_status', 'status', 'test', 'source_name', 'source_identifier', 'sku'],
    ...['customer_id', 'location_id', 'return_status', 'po_number', 'gateway', 'total_price', 'current_total_price'],
  ],
  instants: ['created_at', 'processed_at', 'updated_at'],
  free: ['name', 'email', 'customer_name', 'sku'],
  negative: { tag_not: 'tag' },
};

export const CUSTOMER_DIALECT: Dialect = {
  fields: [
    'id',
    'email',
    'phone',
    'first_name',
    'last_name',
    'tag',
    'tag_not',
    'state',
    'updated_at',
    'customer_date',
    'country',
  ],
  instants: ['updated_at', 'customer_date'],
  free: ['email', 'first_name', 'last_name', 'phone'],
  negative: { tag_not: 'tag' },
};

export const VARIANT_DIALECT: Dialect = {
  fields: ['id', 'sku', 'barcode', 'title', 'product_id', 'updated_at', 'inventory_quantity', 'product_status'],
  instants: ['updated_at'],
  free: ['sku', 'title', 'barcode'],
  prefix: ['sku', 'title'],
};

export const PRODUCT_DIALECT: Dialect = {
  fields: ['id', 'title', 'status', 'vendor', 'tag', 'updated_at', 'created_at', 'sku'],
  instants: ['updated_at', 'created_at'],
  free: ['title', 'vendor'],
  prefix: ['title'],
};

export const DRAFT_DIALECT: Dialect = {
  fields: ['id', 'status', 'created_at', 'updated_at', 'tag', 'customer_id', 'name'],
  instants: ['created_at', 'updated_at'],
  free: ['name'],
};

export const PLAIN_DIALECT: Dialect = { fields: ['id', 'name', 'active', 'status'], instants: [], free: ['name'] };

export const customerDoc = (row: CustomerRow): SearchDoc => ({
  id: row.id,
  email: row.email,
  phone: row.phone,
  first_name: row.firstName,
  last_name: row.lastName,
  tag: row.tags.map((tag) => tag.toLowerCase()),
  state: row.state,
  country: row.defaultAddress?.country ?? null,
  updated_at: row.updatedAt,
  customer_date: row.createdAt,
  created_at: row.createdAt,
  name: `${row.lastName ?? ''} ${row.firstName ?? ''}`,
});

export const variantDoc = (row: VariantRow, product: ProductRow | undefined): SearchDoc => ({
  id: row.id,
  sku: row.sku,
  barcode: row.barcode,
  title: `${product?.title ?? ''} ${row.title}`,
  product_id: row.productId,
  product_status: product?.status ?? null,
  updated_at: row.updatedAt,
});

export const productDoc = (row: ProductRow): SearchDoc => ({
  ...{ id: row.id, title: row.title, status: row.status, vendor: row.vendor, tag: row.tags },
  ...{ updated_at: row.updatedAt, created_at: row.createdAt },
});

export const draftDoc = (row: DraftRow): SearchDoc => ({
  ...{ id: row.id, status: row.status, name: row.name, tag: row.tags },
  ...{ created_at: row.createdAt, updated_at: row.updatedAt },
});
