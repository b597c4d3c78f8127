// V2 account data: products, ship-from warehouses, users.
// Trap: products page by 100, all other lists by 25; warehouses are one unpaged object.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ProductRow, WarehouseRow } from '../domain/model.ts';
import { notFound } from '../domain/refusal.ts';
import { isoSeconds, se, seNumber, type V2Context, V2Query, v2Page } from './http.ts';
import { usd, v2Address } from './render.ts';

const showProduct = (row: ProductRow) => ({
  product_id: row.productId,
  sku: row.sku,
  name: row.name,
  upc: null,
  thumbnail_url: null,
  price: usd(row.price),
  dimensions: null,
  weight: row.weightOz === null ? null : { value: row.weightOz, unit: 'ounce' },
  internal_notes: null,
  fulfillment_sku: row.fulfillmentSku,
  create_date: isoSeconds(row.createdAt),
  modify_date: isoSeconds(row.modifiedAt),
  active: row.active,
  product_category: null,
  warehouse_location: row.warehouseLocation,
  tags: [],
  aliases: [],
  is_returnable: false,
  is_bundle: false,
  bundle_components: [],
});

const showWarehouse = (row: WarehouseRow) => ({
  warehouse_id: se(row.warehouseId),
  is_default: row.isDefault,
  name: row.warehouseName,
  created_at: isoSeconds(row.createdAt),
  origin_address: v2Address(row.originAddress),
  return_address: v2Address(row.returnAddress),
});

function listProducts(context: V2Context, request: FastifyRequest) {
  const query = new V2Query(request);
  const [sku, name, active] = ['sku', 'name', 'active'].map((n) => query.text(n));
  for (const unused of ['product_category_id', 'product_type_id', 'tag_id', 'start_date', 'end_date'])
    query.text(unused);
  const place = query.place(100);
  query.done();
  const rows = [...context.world.products.values()].filter(
    (row) =>
      (sku === undefined || row.sku === sku) &&
      (name === undefined || row.name.toLowerCase().includes(name.toLowerCase())) &&
      (active === undefined || row.active === (active === 'true')),
  );
  return v2Page({ name: 'products', rows, place, render: showProduct, request, base: context.base() });
}

/** Adds the account data routes. */
export function addCatalogRoutes(app: FastifyInstance, context: V2Context): void {
  const { world } = context;
  app.get('/products', (request) => listProducts(context, request));
  app.get('/warehouses', () => ({
    warehouses: [...world.warehouses.values()].filter((row) => row.active).map(showWarehouse),
  }));
  app.get('/warehouses/:id', (request) => {
    const { id } = request.params as { id: string };
    const row = world.warehouses.get(seNumber(id) ?? -1);
    if (!row?.active) throw notFound(`Warehouse ${id}`);
    return showWarehouse(row);
  });
  app.get('/users', (request) => {
    const place = new V2Query(request).place();
    const render = (user: (typeof world.users)[number]) => ({
      ...{ user_id: user.userId, name: user.name, username: user.userName, email: user.userName, status: 'active' },
      last_login_at: null,
      created_at: null,
    });
    return v2Page({ name: 'users', rows: world.users, place, render, request, base: context.base() });
  });
}
