// V1 account data: customers, warehouses, stores, carriers, products, tags, users.
// Trap: customers cannot be written at all, and warehouses are created by /warehouses/createwarehouse, not by POST.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CustomerRow, ProductRow, StoreRow, WarehouseRow } from '../domain/model.ts';
import { v1DateTime } from '../domain/pacific.ts';
import { notFound } from '../domain/refusal.ts';
import { addWarehouse, type World } from '../domain/world.ts';
import type { V1Body } from './body.ts';
import { CARRIERS } from './carriers.ts';
import { readAddress } from './order-input.ts';
import { readBody } from './orders.ts';
import { V1Query, v1Page, within } from './query.ts';
import { v1Customer } from './render.ts';

const idOf = (request: FastifyRequest) => Number((request.params as { id: string }).id);

const CUSTOMER_SORT: Record<string, (row: CustomerRow) => number | string> = {
  name: (row) => row.address.name ?? '',
  modifydate: (row) => row.modifiedAt,
  createdate: (row) => row.createdAt,
  customerid: (row) => row.customerId,
};

function sorted<T>(rows: T[], value: ((row: T) => number | string) | undefined, direction: 1 | -1): T[] {
  if (!value) return rows;
  return rows.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * direction);
}

function listCustomers(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [state, country] = [query.text('stateCode'), query.text('countryCode')];
  const [marketplaceId, tagId] = [query.whole('marketplaceId'), query.whole('tagId')];
  const sort = query.sort(['Name', 'ModifyDate', 'CreateDate'], 'CustomerId');
  const place = query.page();
  query.done();
  const rows = [...world.customers.values()].filter(
    (row) =>
      (state === undefined || row.address.state === state) &&
      (country === undefined || row.address.country === country) &&
      (marketplaceId === undefined || row.marketplaceId === marketplaceId) &&
      (tagId === undefined || row.tagIds.includes(tagId)),
  );
  const render = (row: CustomerRow) => v1Customer(row, world);
  return v1Page('customers', sorted(rows, CUSTOMER_SORT[sort.by], sort.direction), place, render);
}

const v1Warehouse = (row: WarehouseRow) => ({
  warehouseId: row.warehouseId,
  warehouseName: row.warehouseName,
  originAddress: row.originAddress,
  returnAddress: row.returnAddress,
  createDate: v1DateTime(row.createdAt),
  isDefault: row.isDefault,
  sellerIntegrationId: null,
  extInventoryIdentity: null,
  registerFedexMeter: null,
});

function requireWarehouse(world: World, id: number): WarehouseRow {
  const row = world.warehouses.get(id);
  if (!row?.active) throw notFound(`Warehouse ${id}`);
  return row;
}

function readWarehouse(world: World, request: FastifyRequest): Partial<WarehouseRow> {
  return readBody(world, request, ['warehouseName', 'originAddress'], (body: V1Body) => {
    body.readOnly('warehouseId', 'createDate');
    const originAddress = readAddress(body.child('originAddress'));
    const returnAddress = body.has('returnAddress') ? readAddress(body.child('returnAddress')) : originAddress;
    const warehouseName = body.text('warehouseName') ?? '';
    return { warehouseName, originAddress, returnAddress, isDefault: body.flag('isDefault') };
  });
}

function addWarehouseRoutes(app: FastifyInstance, world: World): void {
  app.get('/warehouses', () => [...world.warehouses.values()].filter((row) => row.active).map(v1Warehouse));
  app.get('/warehouses/:id(^\\d+$)', (request) => v1Warehouse(requireWarehouse(world, idOf(request))));
  app.post('/warehouses/createwarehouse', (request) => v1Warehouse(addWarehouse(world, readWarehouse(world, request))));
  app.put('/warehouses/:id(^\\d+$)', (request) => {
    const row = requireWarehouse(world, idOf(request));
    return v1Warehouse(Object.assign(row, readWarehouse(world, request)));
  });
  app.delete('/warehouses/:id(^\\d+$)', (request) => {
    requireWarehouse(world, idOf(request)).active = false;
    return { success: true, message: 'The requested warehouse has been deleted.' };
  });
}

const v1Store = (row: StoreRow) => ({
  storeId: row.storeId,
  storeName: row.storeName,
  marketplaceId: row.marketplaceId,
  marketplaceName: row.marketplaceName,
  accountName: null,
  email: null,
  integrationUrl: null,
  active: row.active,
  companyName: '',
  phone: '',
  publicEmail: '',
  website: '',
  refreshDate: null,
  lastRefreshAttempt: null,
  createDate: v1DateTime(row.createdAt).slice(0, 23),
  modifyDate: v1DateTime(row.createdAt).slice(0, 23),
  autoRefresh: false,
});

function listStores(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [showInactive, marketplaceId] = [query.flag('showInactive'), query.whole('marketplaceId')];
  query.done();
  return [...world.stores.values()]
    .filter(
      (row) => (row.active || showInactive) && (marketplaceId === undefined || row.marketplaceId === marketplaceId),
    )
    .map(v1Store);
}

/** The product object; stock is not part of it. */
const v1Product = (row: ProductRow) => ({
  aliases: null,
  productId: row.productId,
  sku: row.sku,
  name: row.name,
  price: row.price,
  defaultCost: 0,
  length: null,
  width: null,
  height: null,
  weightOz: row.weightOz,
  internalNotes: null,
  fulfillmentSku: row.fulfillmentSku,
  createDate: v1DateTime(row.createdAt),
  modifyDate: v1DateTime(row.modifiedAt),
  active: row.active,
  productCategory: null,
  productType: null,
  warehouseLocation: row.warehouseLocation,
  defaultCarrierCode: null,
  defaultServiceCode: null,
  defaultPackageCode: null,
  defaultConfirmation: null,
  customsDescription: null,
  customsValue: null,
  customsTariffNo: null,
  customsCountryCode: null,
  noCustoms: null,
  tags: null,
  ...row.extra,
});

const PRODUCT_SORT: Record<string, (row: ProductRow) => number | string> = {
  sku: (row) => row.sku,
  modifydate: (row) => row.modifiedAt,
  createdate: (row) => row.createdAt,
};

function listProducts(world: World, request: FastifyRequest) {
  const query = new V1Query(request, world);
  const [sku, name] = [query.text('sku'), query.text('name')?.toLowerCase()];
  for (const unused of ['productCategoryId', 'productTypeId', 'tagId']) query.whole(unused);
  const [start, end] = [query.date('startDate'), query.date('endDate')];
  const range = { from: start ?? Number.NEGATIVE_INFINITY, to: end ?? Number.POSITIVE_INFINITY };
  const showInactive = query.flag('showInactive');
  const sort = query.sort(['SKU', 'ModifyDate', 'CreateDate'], 'ProductId');
  const place = query.page();
  query.done();
  const rows = [...world.products.values()].filter(
    (row) =>
      (row.active || showInactive) &&
      (sku === undefined || row.sku === sku) &&
      (name === undefined || row.name.toLowerCase().includes(name)) &&
      within(range, row.createdAt),
  );
  const ordered = sorted(rows, PRODUCT_SORT[sort.by], sort.direction);
  return v1Page('products', ordered, place, v1Product, world.settings.behaviour.zeroPages);
}

function requireProduct(world: World, id: number): ProductRow {
  const row = world.products.get(id);
  if (!row) throw notFound(`Product ${id}`);
  return row;
}

function replaceProduct(world: World, request: FastifyRequest) {
  const row = requireProduct(world, idOf(request));
  const given = (request.body ?? {}) as Record<string, unknown>;
  const { productId: _id, createDate: _created, modifyDate: _modified, ...extra } = given;
  if (typeof given.name === 'string') row.name = given.name;
  Object.assign(row, { extra, modifiedAt: world.clock.now() });
  return { success: true, message: 'The requested product has been updated' };
}

function addCarrierRoutes(app: FastifyInstance, world: World): void {
  const carrierOf = (request: FastifyRequest) => {
    const query = new V1Query(request, world);
    const code = query.text('carrierCode');
    query.done();
    return CARRIERS.find((carrier) => carrier.code === code);
  };
  app.get('/carriers', () => CARRIERS.map(({ services: _services, v2Id: _v2Id, ...carrier }) => carrier));
  app.get('/carriers/listservices', (request) => carrierOf(request)?.services ?? []);
  app.get('/carriers/listpackages', (request) => {
    const carrierCode = carrierOf(request)?.code;
    if (!carrierCode) return [];
    return [{ carrierCode, code: 'package', name: 'Package', domestic: true, international: true }];
  });
}

/** Adds the account data routes. */
export function addCatalogRoutes(app: FastifyInstance, world: World): void {
  app.get('/customers', (request) => listCustomers(world, request));
  app.get('/customers/:id(^\\d+$)', (request) => {
    const row = world.customers.get(idOf(request));
    if (!row) throw notFound(`Customer ${idOf(request)}`);
    return v1Customer(row, world);
  });
  app.get('/stores', (request) => listStores(world, request));
  app.get('/stores/:id(^\\d+$)', (request) => {
    const row = world.stores.get(idOf(request));
    if (!row) throw notFound(`Store ${idOf(request)}`);
    return v1Store(row);
  });
  app.get('/products', (request) => listProducts(world, request));
  app.get('/products/:id(^\\d+$)', (request) => v1Product(requireProduct(world, idOf(request))));
  app.put('/products/:id(^\\d+$)', (request) => replaceProduct(world, request));
  app.get('/accounts/listtags', () => world.tags);
  app.get('/users', () => world.users.map(({ userId, userName, name }) => ({ userId, userName, name })));
  addWarehouseRoutes(app, world);
  addCarrierRoutes(app, world);
}
