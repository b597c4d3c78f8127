// One simulated merchant account with everything that belongs to it, without any HTTP server.
// Trap: `reset` forgets rows, grants, deliveries, logs, faults and settings, not the clock.
import { createFaultEngine, type FaultEngine } from '../shared/faults.ts';
import { createSimClock, type SimClock } from '../shared/sim-clock.ts';
import { ALL_SCOPES, OAuth } from './auth/oauth.ts';
import { TokenStore } from './auth/tokens.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { type Dump, dumpState } from './control/dump.ts';
import { type Seed, type Seeded, seedAccount, seedBasics } from './control/seed.ts';
import { startMondayJob } from './domain/billing.ts';
import { createWorld, resetWorld, type World } from './domain/world.ts';
import { Courier } from './hooks/courier.ts';
import { createEmitter } from './hooks/emitter.ts';
import { asFaultRule } from './http/faults.ts';
import { createRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import {
  DEFAULT_APP,
  DEFAULT_PAT,
  defaultSettings,
  patchSettings,
  type SettingsPatch,
  type SimulatorOptions,
} from './options.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

export interface Simulation {
  world: World;
  clock: SimClock;
  /** Planned work. */
  scheduler: Scheduler;
  /** Webhook attempts. */
  attempts: Scheduler;
  tokens: TokenStore;
  oauth: OAuth;
  faults: FaultEngine;
  log: RequestLog;
  limiter: RateLimiter;
  courier: Courier;
  admin: Admin;
  /** Public address, known once the server listens. */
  base: { url: string };
  seed(seed: Seed): Seeded;
  setSettings(patch: SettingsPatch): void;
  dump(): Dump;
  reset(): void;
}

/** The channel of personal access tokens. */
export const PAT_CHANNEL = 100_101;

function clockFor(options: SimulatorOptions): SimClock {
  const startAt = options.startAt === undefined ? undefined : Date.parse(options.startAt);
  const clock = createSimClock(options.now, startAt);
  if (options.frozen) {
    clock.freeze(true);
    if (startAt !== undefined) clock.set(startAt);
  }
  return clock;
}

/** Builds an account from the options; nothing listens yet. */
export function createSimulation(options: SimulatorOptions): Simulation {
  const seed = options.seed ?? 1;
  const realNow = options.now ?? Date.now;
  const settings = defaultSettings();
  patchSettings(settings, options.settings ?? {});
  const clock = clockFor(options);
  const scheduler = createScheduler(clock, 'instant');
  const attempts = createScheduler(clock, 'elapsed');
  const world = createWorld(settings, clock, scheduler, seed);
  const base = { url: '' };
  const issuer = () => base.url;
  const tokens = new TokenStore({ clock, realNow, issuer, settings: () => settings.auth, seed: seed + 1 });
  const oauth = new OAuth(world, tokens, { redirectUris: [], ...DEFAULT_APP, ...options.app }, issuer);
  const rules = () => (options.faults ?? []).map(asFaultRule);
  const faults = createFaultEngine(seed + 2, rules());
  const log = createRequestLog(options.requestLogSize ?? 20_000);
  const limiter = createRateLimiter(clock, () => settings.limits);
  const courier = new Courier({
    ...{ clock, scheduler: attempts, realNow, seed: seed + 3, settings: () => settings.webhooks },
    subscription: (id) => world.subscriptions.get(id),
  });
  world.emit = createEmitter(world, courier);
  const begin = () => {
    seedBasics(world);
    for (const pat of options.pats ?? [DEFAULT_PAT]) tokens.addPat(pat, PAT_CHANNEL, ALL_SCOPES);
    startMondayJob(world);
  };
  begin();
  const reset = () => {
    patchSettings(settings, defaultSettings());
    patchSettings(settings, options.settings ?? {});
    scheduler.clear();
    attempts.clear();
    resetWorld(world, seed);
    for (const part of [tokens, oauth, log, limiter, courier]) part.clear();
    faults.replace(rules());
    begin();
  };
  return {
    ...{ world, clock, scheduler, attempts, tokens, oauth, faults, log, limiter, courier, base, reset },
    admin: createAdmin(world),
    seed: (rows) => seedAccount(world, rows),
    setSettings: (patch) => patchSettings(settings, patch),
    dump: () => dumpState({ world, courier, log, tokens }),
  };
}
