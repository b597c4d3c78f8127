// Fills the account with rows before a run; orders are given in createorder's shape, or generated.
// Trap: seeding raises no webhooks unless `notify` is true.
import { productFor } from '../domain/implicit.ts';
import { changeStock } from '../domain/inventory.ts';
import type {
  Address,
  CustomerRow,
  OrderRow,
  ProductRow,
  StoreRow,
  Subscription,
  WarehouseRow,
} from '../domain/model.ts';
import { announceImport, upsertOrder } from '../domain/orders.ts';
import { v1DateTime } from '../domain/pacific.ts';
import { addStore, addWarehouse, newGuid, nextId, type World } from '../domain/world.ts';
import { looseBody, missingMembers, readOrder } from '../v1/order-input.ts';

export interface GenerateOrders {
  count: number;
  /** Order numbers are prefix + running number; orderKeys `key:` + number. */
  prefix?: string;
  linesPerOrder?: number;
  storeId?: number;
  warehouseId?: number;
  customers?: number;
}

export interface Seed {
  warehouses?: Partial<WarehouseRow>[];
  stores?: Partial<StoreRow>[];
  customers?: { username: string; name?: string; email?: string; marketplaceId?: number }[];
  products?: (Partial<ProductRow> & { sku: string })[];
  tags?: { tagId?: number; name: string; color?: string }[];
  orders?: Record<string, unknown>[];
  generate?: GenerateOrders;
  inventory?: { sku: string; quantity: number; location: string; warehouse?: string; cost?: string }[];
  subscriptions?: (Partial<Subscription> & Pick<Subscription, 'api' | 'event' | 'url'>)[];
  /** Announce the orders as one import action. */
  notify?: boolean;
}

const SAMPLE_ADDRESS = {
  name: 'Receiving',
  company: 'Northside Dental',
  street1: '2 Elm St',
  city: 'Sparks',
  state: 'NV',
  postalCode: '89431',
  country: 'US',
};

function generated(world: World, given: GenerateOrders): Record<string, unknown>[] {
  const { count, prefix = 'SIM-', linesPerOrder = 2, storeId, warehouseId, customers = 50 } = given;
  const orderDate = v1DateTime(world.clock.now());
  return Array.from({ length: count }, (_, n) => ({
    orderNumber: `${prefix}${n + 1}`,
    orderKey: `key:${prefix}${n + 1}`,
    orderDate,
    customerUsername: `ACCT-${String((n % customers) + 1).padStart(5, '0')}`,
    items: Array.from({ length: linesPerOrder }, (_line, i) => ({
      ...{ lineItemKey: String(i + 1), sku: `SKU-${((n + i) % 40) + 1}`, name: 'Sample goods', quantity: 1 + (n % 5) },
      unitPrice: 3,
    })),
    advancedOptions: { ...(storeId && { storeId }), ...(warehouseId && { warehouseId }) },
  }));
}

function seedOrder(world: World, given: Record<string, unknown>, importBatch: string): OrderRow {
  const billTo = SAMPLE_ADDRESS;
  const defaults = {
    orderDate: v1DateTime(world.clock.now()),
    orderStatus: 'awaiting_shipment',
    billTo,
    shipTo: billTo,
  };
  const { body, findings } = looseBody({ ...defaults, ...given }, 'apiOrder');
  const { content, orderId, orderKey } = readOrder(body, world);
  const wrong = [...missingMembers(body), ...Object.entries(findings.problems).flat(), ...findings.notes];
  if (wrong.length > 0) throw new Error(`seed order: ${wrong.join('; ')}`);
  return upsertOrder(world, content, { orderId, orderKey }, importBatch).row;
}

function seedCustomer(world: World, given: NonNullable<Seed['customers']>[number]): CustomerRow {
  const now = world.clock.now();
  const customerId = nextId(world, 'customer');
  const address: Address = {
    ...{ ...SAMPLE_ADDRESS, street2: null, street3: null, phone: null, residential: null, addressVerified: null },
    name: given.name ?? given.username,
  };
  const row: CustomerRow = {
    ...{ customerId, customerUserId: customerId - 30_000_000, createdAt: now, modifiedAt: now, address },
    ...{ email: given.email ?? null, username: given.username, marketplaceId: given.marketplaceId ?? 0 },
    marketplace: 'ShipStation',
    tagIds: [],
  };
  world.customers.set(customerId, row);
  world.customersByUsername.set(`${row.marketplaceId}|${row.username}`, row);
  return row;
}

/** Adds an inventory warehouse, or gives the one of that name. */
export function inventoryWarehouse(world: World, name: string): string {
  for (const row of world.inventoryWarehouses.values()) if (row.name === name) return row.id;
  const now = world.clock.now();
  const id = `se-iw-${world.inventoryWarehouses.size + 1}-${nextId(world, 'package')}`;
  world.inventoryWarehouses.set(id, { id, name, createdAt: now, updatedAt: now });
  return id;
}

/** Adds an inventory location, or gives the one of that name in that warehouse. */
export function inventoryLocation(world: World, warehouseId: string, name: string): string {
  for (const row of world.inventoryLocations.values()) {
    if (row.name === name && row.warehouseId === warehouseId) return row.id;
  }
  const now = world.clock.now();
  const id = `se-il-${world.inventoryLocations.size + 1}-${nextId(world, 'package')}`;
  world.inventoryLocations.set(id, { id, name, warehouseId, createdAt: now, updatedAt: now });
  return id;
}

function seedStock(world: World, given: NonNullable<Seed['inventory']>[number]): void {
  const { sku, quantity, location, cost = null } = given;
  productFor(world, sku);
  const locationId = inventoryLocation(world, inventoryWarehouse(world, given.warehouse ?? 'Main'), location);
  const none = { lot: null, newLocationId: null, newCondition: null, newCost: null };
  changeStock(world, { type: 'adjust', sku, quantity, locationId, condition: 'sellable', cost, ...none });
}

function seedSubscription(world: World, given: NonNullable<Seed['subscriptions']>[number]): Subscription {
  const row: Subscription = { name: '', storeId: null, headers: [], ...given, id: nextId(world, 'webhook') };
  world.subscriptions.set(row.id, row);
  return row;
}

/** Adds rows; throws an Error (or Refusal) on the first one that is wrong, rows before it stay. */
export function seedWorld(
  world: World,
  seed: Seed,
): { orderIds: number[]; customerIds: number[]; subscriptionIds: number[] } {
  for (const row of seed.warehouses ?? []) addWarehouse(world, row);
  for (const row of seed.stores ?? []) addStore(world, row);
  for (const { tagId, name, color } of seed.tags ?? []) {
    world.tags.push({ tagId: tagId ?? nextId(world, 'tag'), name, color: color ?? '#FFFFFF' });
  }
  for (const row of seed.products ?? []) productFor(world, row.sku, row);
  const customers = (seed.customers ?? []).map((row) => seedCustomer(world, row));
  const subscriptions = (seed.subscriptions ?? []).map((row) => seedSubscription(world, row));
  const importBatch = newGuid();
  const given = [...(seed.orders ?? []), ...(seed.generate ? generated(world, seed.generate) : [])];
  const orders = given.map((order) => seedOrder(world, order, importBatch));
  for (const row of seed.inventory ?? []) seedStock(world, row);
  if (seed.notify) announceImport(world, importBatch, orders);
  return {
    orderIds: orders.map((row) => row.orderId),
    customerIds: customers.map((row) => row.customerId),
    subscriptionIds: subscriptions.map((row) => row.id),
  };
}
