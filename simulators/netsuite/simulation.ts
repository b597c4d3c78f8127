// One running simulated account: its world, query engine, sign-in, faults and log, without the web server.
// Trap: a reset keeps registered certificates and issued tokens, so that a client need not sign in again.
import { createFaultEngine, type FaultEngine } from '../shared/faults.ts';
import { createRng, type Rng } from '../shared/rng.ts';
import { createTbaService, type TbaService } from './auth/tba.ts';
import { createTokenService, type TokenService } from './auth/tokens.ts';
import { seedBaseline } from './control/baseline.ts';
import { applySeed, type Seed, type SeedResult } from './control/seed.ts';
import { type Catalog, makeCatalog } from './control/stock.ts';
import { createAsyncJobs } from './http/async-jobs.ts';
import { executeRecord, type Services } from './http/dispatch.ts';
import { createGate, type Gate } from './http/governance.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import { DEFAULT_SWITCHES, type NetSuiteSimulatorOptions, type WebhookSetup } from './options.ts';
import { createSuiteQl } from './suiteql/engine.ts';
import { createWebhook } from './webhook.ts';
import { clearWorld, createWorld, type World } from './world.ts';

export interface Simulation {
  world: World;
  services: Services;
  tokens: TokenService;
  tba: TbaService;
  faults: FaultEngine;
  gate: Gate;
  log: RequestLog;
  rng: Rng;
  webhook: WebhookSetup | undefined;
  seed(seed: Seed): SeedResult;
  /** Makes many items with stock at once. */
  catalog(catalog: Catalog): ReturnType<typeof makeCatalog>;
  reset(): void;
  close(): void;
}

/** Builds an account from the start options. */
export function createSimulation(options: NetSuiteSimulatorOptions): Simulation {
  const world = createWorld(options);
  const webhook = createWebhook(world, () => simulation.webhook);
  world.listeners.push(webhook);
  const suiteql = createSuiteQl(world);
  const jobs = createAsyncJobs(world, (request) => executeRecord(world, request));
  const quietly = <T>(work: () => T): T => {
    const setup = simulation.webhook;
    simulation.webhook = undefined;
    try {
      return work();
    } finally {
      simulation.webhook = setup;
    }
  };
  const simulation: Simulation = {
    world,
    services: { world, suiteql, jobs },
    tokens: createTokenService(world, options.certificates ?? []),
    tba: createTbaService(world, options.tbaTokens ?? []),
    faults: createFaultEngine(world.settings.seed + 3, options.faults ?? []),
    gate: createGate(world),
    log: createRequestLog(world.settings.logSize),
    rng: createRng(world.settings.seed + 5),
    webhook: options.webhook,
    seed: (seed) => quietly(() => applySeed(world, seed)),
    catalog: (catalog) => {
      const made = quietly(() => makeCatalog(world, catalog));
      // The first query would otherwise pay for writing all rows.
      simulation.services.suiteql.run('SELECT dummy FROM dual', [], 1, 0);
      return made;
    },
    reset: () => {
      clearWorld(world);
      world.switches = { ...DEFAULT_SWITCHES, ...options.switches };
      simulation.services.suiteql.close();
      world.listeners = [webhook];
      simulation.services.suiteql = createSuiteQl(world);
      simulation.faults.replace(options.faults ?? []);
      simulation.log.clear();
      simulation.gate.resetPeak();
      quietly(() => seedBaseline(world));
    },
    close: () => {
      jobs.close();
      simulation.services.suiteql.close();
    },
  };
  quietly(() => seedBaseline(world));
  return simulation;
}
