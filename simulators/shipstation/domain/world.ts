// The account's rows with the indexes that keep a reply at about a millisecond with 20,000 orders.
// Trap: change `orderNumber` or `importBatch` only through `indexOrder`/`unindexOrder`, else lookups go stale.
import { randomUUID } from 'node:crypto';
import { createRng, type Rng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Settings } from '../options.ts';
import type * as m from './model.ts';

/** Numbers in the ranges the vendor's samples show, so that they look alike in logs. */
interface Sequences {
  order: number;
  item: number;
  shipment: number;
  fulfillment: number;
  customer: number;
  product: number;
  batch: number;
  warehouse: number;
  store: number;
  webhook: number;
  tag: number;
  package: number;
}

/** What can raise webhooks. */
export type SimEvent =
  | { type: 'orders-imported'; importBatch: string; rows: m.OrderRow[] }
  | { type: 'labels-bought'; batchId: number; rows: m.ShipmentRow[] }
  | { type: 'fulfilled'; row: m.FulfillmentRow; byProvider: boolean }
  | { type: 'rejected'; row: m.OrderRow }
  | { type: 'tracked'; row: m.ShipmentRow; statusCode: string };

export interface World {
  settings: Settings;
  /** Set by the server: turns an event into deliveries. */
  emit: (event: SimEvent) => void;
  clock: SimClock;
  rng: Rng;
  next: Sequences;
  orders: Map<number, m.OrderRow>;
  ordersByKey: Map<string, m.OrderRow[]>;
  ordersByImport: Map<string, Set<m.OrderRow>>;
  /** Sorted by order number, for the prefix filter. */
  orderNumbers: { number: string; row: m.OrderRow }[];
  shipments: Map<number, m.ShipmentRow>;
  shipmentsByOrder: Map<number, m.ShipmentRow[]>;
  shipmentsByBatch: Map<number, m.ShipmentRow[]>;
  fulfillments: Map<number, m.FulfillmentRow>;
  fulfillmentsByOrder: Map<number, m.FulfillmentRow[]>;
  customers: Map<number, m.CustomerRow>;
  customersByUsername: Map<string, m.CustomerRow>;
  products: Map<number, m.ProductRow>;
  productsBySku: Map<string, m.ProductRow>;
  warehouses: Map<number, m.WarehouseRow>;
  stores: Map<number, m.StoreRow>;
  tags: m.TagRow[];
  users: m.UserRow[];
  subscriptions: Map<number, m.Subscription>;
  inventoryWarehouses: Map<string, m.InventoryWarehouse>;
  inventoryLocations: Map<string, m.InventoryLocation>;
  stock: Map<string, m.StockBucket>;
  /** Reads that still answer 0 rows, by resource (`v1:batch:7`): the early webhook. */
  hiddenReads: Map<string, number>;
}

const SHIP_FROM: m.Address = {
  name: 'Shipping desk',
  company: 'Demo Merchant',
  street1: '500 Dock St',
  street2: null,
  street3: null,
  city: 'Reno',
  state: 'NV',
  postalCode: '89502',
  country: 'US',
  phone: '775-555-0199',
  residential: false,
  addressVerified: null,
};

function emptyRows() {
  return {
    orders: new Map(),
    ordersByKey: new Map(),
    ordersByImport: new Map(),
    orderNumbers: [],
    shipments: new Map(),
    shipmentsByOrder: new Map(),
    shipmentsByBatch: new Map(),
    fulfillments: new Map(),
    fulfillmentsByOrder: new Map(),
    customers: new Map(),
    customersByUsername: new Map(),
    products: new Map(),
    productsBySku: new Map(),
    warehouses: new Map(),
    stores: new Map(),
    tags: [
      { tagId: 1234, name: 'Expedited', color: '#FF0000' },
      { tagId: 1235, name: 'Wholesale', color: '#0000FF' },
    ],
    users: [{ userId: '9e236874-0000-4000-8000-8223072efd4a', userName: 'packer@demo.example', name: 'Pat Packer' }],
    subscriptions: new Map(),
    inventoryWarehouses: new Map(),
    inventoryLocations: new Map(),
    stock: new Map(),
    hiddenReads: new Map(),
  };
}

const startSequences = (): Sequences => ({
  order: 390_000_000,
  item: 789_000_000,
  shipment: 271_000_000,
  fulfillment: 33_000_000,
  customer: 97_000_000,
  product: 17_000_000,
  batch: 187_000_000,
  warehouse: 24_078,
  store: 26_814,
  webhook: 123_000,
  tag: 2000,
  package: 147_000_000,
});

/** An account with two ship-from warehouses (24079, 24080) and two stores (26815 manual, 26816), nothing else. */
export function createWorld(settings: Settings, clock: SimClock, seed: number): World {
  const emit = () => undefined;
  const world: World = { settings, clock, emit, rng: createRng(seed), next: startSequences(), ...emptyRows() };
  addStandingData(world);
  return world;
}

/** Forgets all rows and numbers; settings and clock stay as they are. */
export function resetWorld(world: World, seed: number): void {
  Object.assign(world, emptyRows(), { rng: createRng(seed), next: startSequences() });
  addStandingData(world);
}

function addStandingData(world: World): void {
  addWarehouse(world, { warehouseName: 'Reno', isDefault: true });
  addWarehouse(world, { warehouseName: 'Sparks' });
  addStore(world, { storeName: 'Manual Orders' });
  addStore(world, { storeName: 'Web shop', marketplaceId: 23, marketplaceName: 'WooCommerce' });
}

/** The next number of a sequence. */
export function nextId(world: World, name: keyof Sequences): number {
  world.next[name] += 1;
  return world.next[name];
}

/** Adds a ship-from warehouse; missing members get sample values. */
export function addWarehouse(world: World, given: Partial<m.WarehouseRow>): m.WarehouseRow {
  const row: m.WarehouseRow = {
    warehouseId: given.warehouseId ?? nextId(world, 'warehouse'),
    warehouseName: given.warehouseName ?? 'Warehouse',
    originAddress: given.originAddress ?? SHIP_FROM,
    returnAddress: given.returnAddress ?? given.originAddress ?? SHIP_FROM,
    createdAt: world.clock.now(),
    isDefault: given.isDefault ?? false,
    active: true,
  };
  world.warehouses.set(row.warehouseId, row);
  return row;
}

/** Adds a store; without a marketplace it is a manual one (marketplaceId 0). */
export function addStore(world: World, given: Partial<m.StoreRow>): m.StoreRow {
  const row: m.StoreRow = {
    storeId: given.storeId ?? nextId(world, 'store'),
    storeName: given.storeName ?? 'Store',
    marketplaceId: given.marketplaceId ?? 0,
    marketplaceName: given.marketplaceName ?? 'ShipStation',
    active: given.active ?? true,
    createdAt: world.clock.now(),
  };
  world.stores.set(row.storeId, row);
  return row;
}

/** The store that takes orders sent without a storeId: the first manual one. */
export function defaultStoreId(world: World): number {
  for (const store of world.stores.values()) if (store.marketplaceId === 0) return store.storeId;
  return [...world.stores.keys()][0] ?? 0;
}

/** The ship-from warehouse used when none is chosen. */
export function defaultWarehouseId(world: World): number | null {
  for (const row of world.warehouses.values()) if (row.isDefault && row.active) return row.warehouseId;
  return null;
}

/** Appends to the list under a key, making it when needed. */
export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Place of the first entry not before `number` in the sorted list. */
function lowerBound(list: World['orderNumbers'], number: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.number ?? '') < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Orders whose number starts with the prefix, in order of their number. */
export function ordersByPrefix(world: World, prefix: string): m.OrderRow[] {
  const rows: m.OrderRow[] = [];
  for (let i = lowerBound(world.orderNumbers, prefix); i < world.orderNumbers.length; i++) {
    const entry = world.orderNumbers[i];
    if (!entry?.number.startsWith(prefix)) break;
    rows.push(entry.row);
  }
  return rows;
}

/** Puts a new or changed order into the number and import indexes. */
export function indexOrder(world: World, row: m.OrderRow): void {
  const at = lowerBound(world.orderNumbers, row.orderNumber);
  world.orderNumbers.splice(at, 0, { number: row.orderNumber, row });
  const group = world.ordersByImport.get(row.importBatch);
  if (group) group.add(row);
  else world.ordersByImport.set(row.importBatch, new Set([row]));
}

/** Takes an order out of the same indexes, before its number or import changes. */
export function unindexOrder(world: World, row: m.OrderRow): void {
  for (let i = lowerBound(world.orderNumbers, row.orderNumber); i < world.orderNumbers.length; i++) {
    if (world.orderNumbers[i]?.row !== row) continue;
    world.orderNumbers.splice(i, 1);
    break;
  }
  world.ordersByImport.get(row.importBatch)?.delete(row);
}

/** A new import batch guid or generated key. */
export const newGuid = () => randomUUID();

/** True once per hidden read of a resource: the caller then answers 0 rows. */
export function takeHiddenRead(world: World, resource: string): boolean {
  const left = world.hiddenReads.get(resource) ?? 0;
  if (left <= 0) return false;
  if (left === 1) world.hiddenReads.delete(resource);
  else world.hiddenReads.set(resource, left - 1);
  return true;
}
