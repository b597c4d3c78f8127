// The state of one merchant account with its clock, random numbers and the outlet for events.
// Trap: use `nowMs(world)`, not the clock: planned work runs at the instant it was due, not at the end of the jump.
import { createRng, type Rng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Settings } from '../options.ts';
import type { Scheduler } from '../scheduler.ts';
import type {
  Box,
  Center,
  Channel,
  Invoice,
  Order,
  Product,
  ReturnRow,
  Shipment,
  Subscription,
  Transaction,
  Uro,
  Variant,
  Wro,
} from './model.ts';
import { createStockBook, type StockBook } from './stock-book.ts';

export type SimEvent =
  | { kind: 'order'; topic: string; row: Order }
  | { kind: 'shipment'; topic: string; row: Shipment }
  | { kind: 'wro'; topic: string; row: Wro; box?: Box }
  | { kind: 'return'; topic: string; row: ReturnRow }
  | { kind: 'transaction'; topic: string; row: Transaction };

const FIRST_IDS = {
  ...{ channel: 100_101, product: 31, variant: 41_001, inventory: 8_600_001, wro: 443_001, box: 1_571_189 },
  ...{ order: 600_000_101, shipment: 700_000_101, return: 88_001, invoice: 5_000_001, uro: 90_001, event: 378_492_096 },
};

export interface World {
  settings: Settings;
  clock: SimClock;
  /** Planned work, by simulated instant. */
  scheduler: Scheduler;
  rng: Rng;
  ids: Record<keyof typeof FIRST_IDS, number>;
  actingAtMs: number | null;
  centers: Map<number, Center>;
  channels: Map<number, Channel>;
  products: Map<number, Product>;
  variants: Map<number, Variant>;
  wros: Map<number, Wro>;
  uros: Map<number, Uro>;
  orders: Map<number, Order>;
  shipments: Map<number, Shipment>;
  returns: Map<number, ReturnRow>;
  transactions: Map<string, Transaction>;
  invoices: Map<number, Invoice>;
  subscriptions: Map<string, Subscription>;
  stock: StockBook;
  emit(event: SimEvent): void;
}

/** An empty account; `control/seed.ts` fills it. */
export function createWorld(settings: Settings, clock: SimClock, scheduler: Scheduler, seed: number): World {
  return {
    ...{ settings, clock, scheduler, rng: createRng(seed), ids: { ...FIRST_IDS }, actingAtMs: null },
    ...{ centers: new Map(), channels: new Map(), products: new Map(), variants: new Map(), wros: new Map() },
    ...{ uros: new Map(), orders: new Map(), shipments: new Map(), returns: new Map(), transactions: new Map() },
    ...{ invoices: new Map(), subscriptions: new Map(), stock: createStockBook(), emit: () => {} },
  };
}

/** Forgets all rows; clock, settings and the event outlet stay. */
export function resetWorld(world: World, seed: number): void {
  const fresh = createWorld(world.settings, world.clock, world.scheduler, seed);
  Object.assign(world, fresh, { emit: world.emit });
}

/** The simulated instant of what happens now, epoch ms. */
export const nowMs = (world: World): number => Math.floor(world.actingAtMs ?? world.clock.now());

/** A new id of a kind. */
export function newId(world: World, kind: keyof typeof FIRST_IDS): number {
  const id = world.ids[kind];
  world.ids[kind] += 1;
  return id;
}

/** Does something at another instant than now. */
export function actAt<T>(world: World, atMs: number, act: () => T): T {
  const before = world.actingAtMs;
  world.actingAtMs = atMs;
  try {
    return act();
  } finally {
    world.actingAtMs = before;
  }
}

/** Does something later on the simulated clock, at the instant it is due. */
export function later(world: World, delayMs: number, act: () => void): void {
  const generation = world.wros;
  world.scheduler.at(nowMs(world) + Math.floor(delayMs), (atMs) => {
    // A reset replaced the maps: what was planned before it is void.
    if (generation === world.wros) actAt(world, atMs, act);
  });
}

/** A row, or an Error that names what is missing (for the control API). */
export function need<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new Error(`no ${what}`);
  return row;
}
