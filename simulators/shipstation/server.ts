// Starts the ShipStation simulator as a real HTTP server: V1 at the root, V2 under /v2, /jwks, control under /__sim.
// Trap: default keys are `sim-key`/`sim-secret` (V1) and `sim-v2-key` (V2); a test that sends others gets 401.
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { controlPlugin } from './control/routes.ts';
import type { PipelineParts } from './http/pipeline.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { v1Plugin } from './v1/plugin.ts';
import { v2Plugin } from './v2/plugin.ts';

export type { Admin, LabelOrder, OrderRef } from './control/admin.ts';
export type { Seed } from './control/seed.ts';
export type { Delivery, HostileMode } from './hooks/delivery.ts';
export type { SimulatorOptions } from './options.ts';

export interface ShipStationSimulator extends Simulation {
  /** Address of the server, no slash at the end. V1 base = this (+ v1BasePath); V2 paths start with /v2 below it. */
  url: string;
  port: number;
  /** Base of the second V2 port, or `url` when there is none. */
  v2Url: string;
  jwksUrl: string;
  close(): Promise<void>;
}

const DEFAULT_KEYS = [{ key: 'sim-key', secret: 'sim-secret' }];
const DEFAULT_V2_KEYS = ['sim-v2-key'];

/** JSON that may be empty (a DELETE with a content type) but not malformed. */
function parseJson(
  _request: unknown,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  let body: unknown;
  try {
    body = text.length === 0 ? undefined : JSON.parse(String(text));
  } catch {
    done(Object.assign(new Error('Unexpected character encountered while parsing value.'), { statusCode: 400 }));
    return;
  }
  done(null, body);
}

function emptyApp(): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 20_000_000 });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  return app;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<{ url: string; port: number }> {
  await app.listen({ host, port });
  const bound = (app.server.address() as AddressInfo).port;
  return { url: `http://${host}:${bound}`, port: bound };
}

function partsFor(sim: Simulation, api: 'v1' | 'v2'): PipelineParts {
  return { world: sim.world, faults: sim.faults, log: sim.log, limiter: sim.limiters[api] };
}

function addV2(app: FastifyInstance, sim: Simulation, options: SimulatorOptions): void {
  const keys = options.v2Keys ?? DEFAULT_V2_KEYS;
  const base = () => sim.bases.v2;
  app.get('/jwks', () => sim.signer.jwks());
  app.register(
    (child, _options, done) => {
      v2Plugin(child, { parts: partsFor(sim, 'v2'), keys, base });
      done();
    },
    { prefix: '/v2' },
  );
}

function addV1(app: FastifyInstance, sim: Simulation, options: SimulatorOptions): void {
  const plugin = (child: FastifyInstance, _options: unknown, done: () => void) => {
    v1Plugin(child, { parts: partsFor(sim, 'v1'), keys: options.v1Keys ?? DEFAULT_KEYS });
    done();
  };
  if (options.v1BasePath) app.register(plugin, { prefix: options.v1BasePath });
  else app.register(plugin);
}

/** Starts the simulator. Rejects when the port is taken or a setting is unknown. */
export async function startShipStationSimulator(options: SimulatorOptions = {}): Promise<ShipStationSimulator> {
  const sim = createSimulation(options);
  const host = options.host ?? '127.0.0.1';
  const apps = [emptyApp()];
  const main = apps[0] as FastifyInstance;
  addV1(main, sim, options);
  addV2(main, sim, options);
  main.register(
    (child, _options, done) => {
      controlPlugin(child, { sim });
      done();
    },
    { prefix: '/__sim' },
  );
  const { url, port } = await listen(main, host, options.port ?? 0);
  let v2Url = url;
  if (options.v2Port !== undefined) {
    const second = emptyApp();
    apps.push(second);
    addV2(second, sim, options);
    v2Url = (await listen(second, host, options.v2Port)).url;
  }
  const publicBase = options.publicBaseUrl?.replace(/\/+$/, '');
  sim.bases.v1 = `${publicBase ?? url}${options.v1BasePath ?? ''}`;
  sim.bases.v2 = publicBase ?? v2Url;
  const close = async () => {
    sim.courier.close();
    await Promise.all(apps.map((app) => app.close()));
  };
  return { ...sim, url, port, v2Url, jwksUrl: `${v2Url}/jwks`, close };
}
