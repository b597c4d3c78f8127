// One simulated account with everything that belongs to it, without any HTTP server.
// Trap: `reset` forgets rows, deliveries, logs, faults and settings changes, but not the clock.
import { createFaultEngine, type FaultEngine } from '../shared/faults.ts';
import { createSimClock, type SimClock } from '../shared/sim-clock.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { type Seed, seedWorld } from './control/seed.ts';
import { createWorld, resetWorld, type World } from './domain/world.ts';
import { type Courier, createCourier } from './hooks/courier.ts';
import { createEmitter } from './hooks/events.ts';
import { createSigner, type Signer } from './hooks/signing.ts';
import { createRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import { defaultSettings, patchSettings, type SettingsPatch, type SimulatorOptions } from './options.ts';

export interface Simulation {
  world: World;
  clock: SimClock;
  faults: FaultEngine;
  log: RequestLog;
  limiters: { v1: RateLimiter; v2: RateLimiter };
  courier: Courier;
  signer: Signer;
  admin: Admin;
  /** Public addresses, known once the server listens. */
  bases: { v1: string; v2: string };
  seed(seed: Seed): ReturnType<typeof seedWorld>;
  setSettings(patch: SettingsPatch): void;
  reset(): void;
  counts(): Record<string, number>;
}

function countRows(world: World, courier: Courier): Record<string, number> {
  const states = courier.deliveries().map((delivery) => delivery.state);
  const rows = [...world.shipments.values()];
  return {
    orders: [...world.orders.values()].filter((row) => row.active).length,
    shipments: rows.length,
    voidedShipments: rows.filter((row) => row.voidedAt !== null).length,
    returnLabels: rows.filter((row) => row.isReturnLabel).length,
    fulfillments: world.fulfillments.size,
    customers: world.customers.size,
    subscriptions: world.subscriptions.size,
    deliveries: states.length,
    delivered: states.filter((state) => state === 'delivered').length,
    lost: states.filter((state) => state === 'lost').length,
    dropped: states.filter((state) => state === 'dropped').length,
  };
}

/** Builds an account from the options; nothing listens yet. */
export function createSimulation(options: SimulatorOptions): Simulation {
  const seed = options.seed ?? 1;
  const settings = defaultSettings();
  patchSettings(settings, options.settings ?? {});
  const startAt = options.startAt === undefined ? undefined : Date.parse(options.startAt);
  const clock = createSimClock(options.now, startAt);
  if (options.frozen) {
    clock.freeze(true);
    if (startAt !== undefined) clock.set(startAt);
  }
  const world = createWorld(settings, clock, seed);
  const faults = createFaultEngine(seed, options.faults);
  const log = createRequestLog(options.requestLogSize ?? 10_000);
  const { limits } = settings;
  const limiters = {
    v1: createRateLimiter(clock, () => ({ perWindow: limits.v1PerWindow, windowMs: limits.v1WindowMs })),
    v2: createRateLimiter(clock, () => ({ perWindow: limits.v2PerWindow, windowMs: limits.v2WindowMs })),
  };
  const signer = createSigner();
  const courier = createCourier({ clock, settings: () => settings.webhooks, signer, seed: seed + 1 });
  const bases = { v1: '', v2: '' };
  world.emit = createEmitter(world, courier, (api) => bases[api], seed + 2);
  const reset = () => {
    patchSettings(settings, defaultSettings());
    patchSettings(settings, options.settings ?? {});
    resetWorld(world, seed);
    faults.replace(options.faults ?? []);
    log.clear();
    courier.clear();
    limiters.v1.clear();
    limiters.v2.clear();
  };
  return {
    ...{ world, clock, faults, log, limiters, courier, signer, bases, reset },
    admin: createAdmin(world),
    seed: (rows) => seedWorld(world, rows),
    setSettings: (patch) => patchSettings(settings, patch),
    counts: () => countRows(world, courier),
  };
}
