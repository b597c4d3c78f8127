// One simulated pod with everything that belongs to it, without any HTTP server.
// Trap: `reset` forgets rows, clients, tokens, logs, faults and settings, not the clock.
import { createFaultEngine, type FaultEngine } from '../shared/faults.ts';
import { createSimClock, type SimClock } from '../shared/sim-clock.ts';
import { Identity } from './auth/identity.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { BASICS } from './control/basics.ts';
import { type Dump, dumpState } from './control/dump.ts';
import { type Seed, type Seeded, seedPod } from './control/seed.ts';
import { clearWorld, createWorld, type World } from './domain/world.ts';
import { asFaultRule } from './http/faults.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import {
  DEFAULT_CLIENT,
  DEFAULT_USER,
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
  identity: Identity;
  faults: FaultEngine;
  log: RequestLog;
  admin: Admin;
  /** Start of links when the caller names one; else made from the request's host. */
  publicBaseUrl: string | null;
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

/** Builds a pod from the options; nothing listens yet. */
export function createSimulation(options: SimulatorOptions): Simulation {
  const settings = defaultSettings();
  patchSettings(settings, options.settings ?? {});
  const clock = clockFor(options);
  const scheduler = createScheduler(clock);
  const world = createWorld(settings, clock, scheduler);
  const identity = new Identity({ clock, realNow: options.now ?? Date.now, settings: () => settings.auth });
  const rules = () => (options.faults ?? []).map(asFaultRule);
  const faults = createFaultEngine(options.seed ?? 1, rules());
  const log = createRequestLog(options.requestLogSize ?? 20_000);
  const begin = () => {
    seedPod(world, BASICS);
    for (const client of options.clients ?? [DEFAULT_CLIENT]) identity.addClient(client);
    identity.addUser(DEFAULT_USER.name, DEFAULT_USER.password);
  };
  begin();
  const reset = () => {
    patchSettings(settings, defaultSettings());
    patchSettings(settings, options.settings ?? {});
    scheduler.clear();
    clearWorld(world);
    identity.clear();
    log.clear();
    faults.replace(rules());
    begin();
  };
  return {
    ...{ world, clock, scheduler, identity, faults, log, reset, admin: createAdmin(world) },
    publicBaseUrl: options.publicBaseUrl?.replace(/\/+$/, '') ?? null,
    seed: (rows) => seedPod(world, rows),
    setSettings: (patch) => patchSettings(settings, patch),
    dump: () => dumpState({ world, log, identity }),
  };
}
