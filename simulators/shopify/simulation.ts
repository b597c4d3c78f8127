// One simulated shop with its app and everything that belongs to them, without any HTTP server.
// Trap: `reset` forgets rows, tokens but the known one, deliveries, logs, faults and settings, not the clock.
import { createSimClock, type SimClock } from '../shared/sim-clock.ts';
import { type AppKeys, createOAuth, type OAuth, signingSecret } from './auth/oauth.ts';
import { createTokenStore, type TokenStore } from './auth/tokens.ts';
import { type BulkRunner, createBulkRunner } from './bulk/runner.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { type Dump, dumpState } from './control/dump.ts';
import { type Seed, type Seeded, seedShop } from './control/seed.ts';
import { createWorld, resetWorld, settleIndex, type World } from './domain/world.ts';
import { createIdempotencyStore, type IdempotencyStore } from './graphql/idempotency.ts';
import { Courier } from './hooks/courier.ts';
import { createEmitter } from './hooks/emitter.ts';
import { type Bucket, createBucket } from './http/bucket.ts';
import { createFaultEngine, type FaultEngine } from './http/faults.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import {
  DEFAULT_APP,
  DEFAULT_SCOPES,
  DEFAULT_TOKEN,
  defaultSettings,
  patchSettings,
  type SettingsPatch,
  type SimulatorOptions,
} from './options.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

export interface Simulation {
  world: World;
  clock: SimClock;
  scheduler: Scheduler;
  app: AppKeys;
  tokens: TokenStore;
  oauth: OAuth;
  faults: FaultEngine;
  log: RequestLog;
  bucket: Bucket;
  courier: Courier;
  bulkRunner: BulkRunner;
  idempotency: IdempotencyStore;
  admin: Admin;
  /** Public address, known once the server listens. */
  base: { url: string };
  seed(seed: Seed): Seeded;
  setSettings(patch: SettingsPatch): void;
  dump(): Dump;
  reset(): void;
}

function clockFor(options: SimulatorOptions): SimClock {
  const startAt = options.startAt === undefined ? undefined : Date.parse(options.startAt);
  const clock = createSimClock(options.now, startAt);
  if (options.frozen) {
    clock.freeze(true);
    if (startAt !== undefined) clock.set(startAt);
  }
  return clock;
}

/** Builds a shop from the options; nothing listens yet. */
export function createSimulation(options: SimulatorOptions): Simulation {
  const seed = options.seed ?? 1;
  const settings = defaultSettings();
  patchSettings(settings, options.settings ?? {});
  const clock = clockFor(options);
  const scheduler = createScheduler(clock);
  const world = createWorld(settings, clock, scheduler, seed);
  const { clientId, clientSecrets } = options.app ?? DEFAULT_APP;
  const app: AppKeys = {
    clientId,
    secrets: clientSecrets.map((value) => ({ value, revoked: false })),
    scopes: [...(options.app?.scopes ?? DEFAULT_SCOPES)],
  };
  const tokens = createTokenStore(clock, seed + 3, app.scopes);
  tokens.add({ token: DEFAULT_TOKEN });
  const faults = createFaultEngine(seed, options.faults);
  const log = createRequestLog(options.requestLogSize ?? 10_000);
  const bucket = createBucket(clock, () => settings.limits);
  const onDead = (id: number) => void world.subscriptions.delete(id);
  const courier = new Courier({
    ...{ clock, scheduler, onDead, seed: seed + 1, settings: () => settings.webhooks },
    secret: () => signingSecret(app),
  });
  world.emit = createEmitter(world, courier);
  const base = { url: '' };
  const bulkRunner = createBulkRunner(world, () => base.url);
  const idempotency = createIdempotencyStore(clock);
  const reset = () => {
    patchSettings(settings, defaultSettings());
    patchSettings(settings, options.settings ?? {});
    scheduler.clear();
    resetWorld(world, seed);
    for (const store of [tokens, log, bucket, courier, bulkRunner, idempotency]) store.clear();
    tokens.add({ token: DEFAULT_TOKEN });
    faults.replace(options.faults ?? []);
  };
  return {
    ...{ world, clock, scheduler, app, tokens, faults, log, bucket, courier, bulkRunner, idempotency, base, reset },
    oauth: createOAuth(app, tokens, () => clock.now()),
    admin: createAdmin(world, { tokens, courier }),
    seed: (rows) => seedShop(world, rows),
    setSettings: (patch) => {
      settleIndex(world);
      patchSettings(settings, patch);
    },
    dump: () => dumpState(world, courier, log),
  };
}
