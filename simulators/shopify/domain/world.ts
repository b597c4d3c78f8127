// The shop's rows with their indexes, its id numbers and the way in which changes are announced.
// Trap: after changing an order call `touchOrder`, else updatedAt and the search index stay behind.
import { createRng, type Rng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Settings } from '../options.ts';
import type { Scheduler } from '../scheduler.ts';
import type * as m from './model.ts';
import { searchDoc } from './search-doc.ts';

/** One webhook topic of an action; the body is made when the action happens. */
export interface Notice {
  topic: string;
  body: () => Record<string, unknown>;
  orderId?: number;
  test?: boolean;
  /** Sent after the action's other topics. */
  later?: boolean;
}

interface Rows {
  orders: Map<number, m.OrderRow>;
  customers: Map<number, m.CustomerRow>;
  products: Map<number, m.ProductRow>;
  variants: Map<number, m.VariantRow>;
  variantsByItem: Map<number, m.VariantRow>;
  locations: Map<number, m.LocationRow>;
  levels: Map<string, m.LevelRow>;
  /** Location ids that ever had a level of the item, active or not. */
  adjustments: m.AdjustmentGroupRow[];
  fulfillmentOrders: Map<number, m.FulfillmentOrderRow>;
  fulfillments: Map<number, m.FulfillmentRow>;
  subscriptions: Map<number, m.SubscriptionRow>;
  drafts: Map<number, m.DraftRow>;
  jobs: Map<string, { done: boolean }>;
  /** Customers whose customers/create has gone out or who were there before. */
  knownCustomers: Set<number>;
}

export interface World extends Rows {
  settings: Settings;
  clock: SimClock;
  scheduler: Scheduler;
  rng: Rng;
  /** Set by the simulation: turns an action into deliveries; all notices share one Event-Id. */
  emit: (notices: Notice[]) => void;
  nextNumber: number;
  nextId: number;
  nextOrderId: number;
}

const FIRST_ORDER_ID = 8_837_991_727_410;
const FIRST_ID = 47_000_000_000_000;

const emptyRows = (): Rows => ({
  orders: new Map(),
  customers: new Map(),
  products: new Map(),
  variants: new Map(),
  variantsByItem: new Map(),
  locations: new Map(),
  levels: new Map(),
  adjustments: [],
  fulfillmentOrders: new Map(),
  fulfillments: new Map(),
  subscriptions: new Map(),
  drafts: new Map(),
  jobs: new Map(),
  knownCustomers: new Set(),
});

const firstNumbers = () => ({ nextNumber: 1001, nextId: FIRST_ID, nextOrderId: FIRST_ORDER_ID });

/** A shop with the locations Main Warehouse and East Warehouse, nothing else. */
export function createWorld(settings: Settings, clock: SimClock, scheduler: Scheduler, seed: number): World {
  const emit = () => undefined;
  const world: World = {
    ...{ settings, clock, scheduler, emit, rng: createRng(seed) },
    ...firstNumbers(),
    ...emptyRows(),
  };
  addStandingData(world);
  return world;
}

/** Forgets all rows and numbers; settings and clock stay as they are. */
export function resetWorld(world: World, seed: number): void {
  Object.assign(world, emptyRows(), firstNumbers(), { rng: createRng(seed) });
  addStandingData(world);
}

function addStandingData(world: World): void {
  addLocation(world, { name: 'Main Warehouse' });
  addLocation(world, { name: 'East Warehouse' });
}

/** A fresh id for anything but orders; 14 digits, rising by a random step. */
export function newId(world: World): number {
  world.nextId += 1 + world.rng.below(40_000);
  return world.nextId;
}

/** A fresh 13-digit order id. */
export function newOrderId(world: World): number {
  world.nextOrderId += 32_768;
  return world.nextOrderId;
}

/** The simulated instant with the vendor's resolution of a second, epoch ms. */
export const stamp = (world: World): number => Math.floor(world.clock.now() / 1000) * 1000;

/** Adds a location; missing members get sample values. */
export function addLocation(world: World, given: Partial<m.LocationRow>): m.LocationRow {
  const row: m.LocationRow = {
    id: newId(world),
    name: 'Location',
    active: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    fulfillmentService: false,
    ...{ address1: '500 Dock St', city: 'Reno', provinceCode: 'NV', zip: '89502', countryCode: 'US' },
    createdAt: stamp(world),
    ...given,
  };
  world.locations.set(row.id, row);
  return row;
}

/** Records that an order changed: bumps updatedAt and tells the search index, which may see it later. */
export function touchOrder(world: World, order: m.OrderRow, keepUpdatedAt = false): void {
  if (!keepUpdatedAt) order.updatedAt = Math.max(order.updatedAt, stamp(world));
  const now = world.clock.elapsedMs();
  const { indexLagMs } = world.settings.behaviour;
  if (indexLagMs === 0) {
    order.index = [{ visibleAtMs: now, doc: null }];
    return;
  }
  const visibleAtMs = now + indexLagMs;
  const seen = order.index.findLastIndex((entry) => entry.visibleAtMs <= now);
  if (seen > 0) order.index.splice(0, seen);
  order.index.push({ visibleAtMs, doc: searchDoc(world, order) });
}

/** Works out what is still open in the index; needed before the index begins to lag. */
export function settleIndex(world: World): void {
  for (const order of world.orders.values()) indexedDoc(world, order);
}

/** What the search index knows of an order now; undefined = not indexed yet. */
export function indexedDoc(world: World, order: m.OrderRow): m.SearchDoc | undefined {
  const now = world.clock.elapsedMs();
  const entry = order.index.findLast((one) => one.visibleAtMs <= now);
  if (entry) entry.doc ??= searchDoc(world, order);
  return entry?.doc ?? undefined;
}

/** The order with an id, or an Error that says so. */
export function requireOrder(world: World, id: number): m.OrderRow {
  const order = world.orders.get(id);
  if (!order) throw new Error(`no order ${id}`);
  return order;
}

/** Variants that carry a SKU exactly. */
export function variantsBySku(world: World, sku: string): m.VariantRow[] {
  return [...world.variants.values()].filter((row) => row.sku === sku);
}
