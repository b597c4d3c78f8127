// Customers and products come into being through orders only; V1 has no call that creates either.
// Trap: no customerUsername, no customer profile; no SKU, no product.
import type { Address, CustomerRow, OrderItem, OrderRow, ProductRow } from './model.ts';
import { nextId, type World } from './world.ts';

function flatAddress(order: Pick<OrderRow, 'billTo' | 'shipTo'>): Address {
  if (order.billTo.street1) return order.billTo;
  return { ...order.shipTo, name: order.billTo.name ?? order.shipTo.name };
}

/** The customer of a username in a store's marketplace, created or refreshed; null without a username. */
export function customerFor(
  world: World,
  order: Pick<OrderRow, 'billTo' | 'shipTo' | 'customerUsername' | 'customerEmail' | 'advancedOptions'>,
): number | null {
  if (!order.customerUsername) return null;
  const store = world.stores.get(order.advancedOptions.storeId);
  const now = world.clock.now();
  const key = `${store?.marketplaceId ?? 0}|${order.customerUsername}`;
  const known = world.customersByUsername.get(key);
  if (known) {
    Object.assign(known, { address: flatAddress(order), email: order.customerEmail ?? known.email, modifiedAt: now });
    return known.customerId;
  }
  const customerId = nextId(world, 'customer');
  const row: CustomerRow = {
    customerId,
    customerUserId: customerId - 30_000_000,
    createdAt: now,
    modifiedAt: now,
    address: flatAddress(order),
    email: order.customerEmail,
    username: order.customerUsername,
    marketplaceId: store?.marketplaceId ?? 0,
    marketplace: store?.marketplaceName ?? 'ShipStation',
    tagIds: [],
  };
  world.customers.set(customerId, row);
  world.customersByUsername.set(key, row);
  return customerId;
}

/** The product of a SKU, created from the given values when new. */
export function productFor(world: World, sku: string, given: Partial<ProductRow> = {}): ProductRow {
  const known = world.productsBySku.get(sku);
  if (known) return known;
  const now = world.clock.now();
  const row: ProductRow = {
    productId: nextId(world, 'product'),
    sku,
    name: given.name ?? sku,
    price: given.price ?? 0,
    weightOz: given.weightOz ?? null,
    warehouseLocation: given.warehouseLocation ?? null,
    fulfillmentSku: given.fulfillmentSku ?? null,
    active: true,
    createdAt: now,
    modifiedAt: now,
    extra: {},
  };
  world.products.set(row.productId, row);
  world.productsBySku.set(sku, row);
  return row;
}

/** The product id an order line points to; adjustments and lines without a SKU have none. */
export function productIdOf(world: World, item: OrderItem): number | null {
  if (!item.sku || item.adjustment) return null;
  return productFor(world, item.sku, { name: item.name, price: item.unitPrice }).productId;
}
