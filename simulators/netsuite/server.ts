// The NetSuite simulator as a web server on one port: the vendor's own addresses plus `/__sim/…`.
// Trap: links and the expected token audience follow the Host header, so call it by one name only.
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Dump, dumpWorld } from './control/dump.ts';
import { addControlRoutes } from './control/routes.ts';
import type { Seed, SeedResult } from './control/seed.ts';
import { type Catalog, changeStock, type StockChange } from './control/stock.ts';
import { type RecordSummary, recordsOf, type Verdict, verdictOf } from './control/verdict.ts';
import { type Outcome, type RawRequest, serve } from './http/pipeline.ts';
import { NsError } from './ns-error.ts';
import type { NetSuiteSimulatorOptions } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import type { World } from './world.ts';

export type { Dump } from './control/dump.ts';
export type { Seed, SeedItem, SeedOrder } from './control/seed.ts';
export type { Catalog, StockChange } from './control/stock.ts';
export type { RecordSummary, Verdict } from './control/verdict.ts';
export type { NetSuiteSimulatorOptions } from './options.ts';

const BODY_LIMIT = 104 * 1024 * 1024;

export interface NetSuiteSimulator {
  /** Scheme, host and port, without a slash at the end. */
  url: string;
  port: number;
  /** Records, clock, switches, faults and log of the running simulator. */
  simulation: Simulation;
  /** The account's records; add a listener to hear of every stored record. A reset drops added listeners. */
  world: World;
  seed(seed: Seed): SeedResult;
  dump(): Dump;
  /** All records of a type (or family) in plain form. */
  records(type: string): RecordSummary[];
  /** Counts, totals, external ids, likely doubles and stock. */
  verdict(): Verdict;
  catalog(catalog: Catalog): ReturnType<Simulation['catalog']>;
  changeStock(changes: readonly StockChange[]): number;
  close(): Promise<void>;
}

function headersOf(request: FastifyRequest): Record<string, string | undefined> {
  const out: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    out[name] = Array.isArray(value) ? value.join(',') : value;
  return out;
}

function errorCodeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('o:errorDetails' in body)) return undefined;
  const details = body['o:errorDetails'];
  const first: unknown = Array.isArray(details) ? details[0] : undefined;
  return typeof first === 'object' && first !== null && 'o:errorCode' in first
    ? String(first['o:errorCode'])
    : undefined;
}

function record(simulation: Simulation, raw: RawRequest, outcome: Outcome, startMs: number): void {
  const { response, fault, clientId, body } = outcome;
  simulation.log.add({
    at: new Date(simulation.world.clock.now()).toISOString(),
    method: raw.method,
    url: raw.url,
    status: response?.status ?? 'dropped',
    durationMs: Math.round((performance.now() - startMs) * 100) / 100,
    clientId,
    fault: fault?.kind,
    requestBody: body,
    errorCode: errorCodeOf(response?.body),
  });
}

async function answer(simulation: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const startMs = performance.now();
  const base = `${request.protocol}://${request.host}`;
  const raw: RawRequest = {
    method: request.method,
    url: request.url,
    headers: headersOf(request),
    rawBody: request.body,
    base,
  };
  const outcome = await serve(simulation, raw);
  record(simulation, raw, outcome, startMs);
  const response = outcome.response;
  if (response === undefined) {
    reply.hijack();
    request.raw.socket.destroy();
    return;
  }
  reply.code(response.status).headers(response.headers);
  const text =
    typeof response.body === 'string'
      ? response.body
      : response.body === undefined
        ? ''
        : JSON.stringify(response.body);
  await reply.send(text);
}

function vendorRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.register(async (scope) => {
    // The vendor checks content types itself, after sign-in, so every body arrives as text here.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
    scope.all('/services/*', (request, reply) => answer(simulation, request, reply));
  });
}

/** Starts a simulator; port 0 (the default) takes a free one. */
export async function startNetSuiteSimulator(options: NetSuiteSimulatorOptions = {}): Promise<NetSuiteSimulator> {
  const simulation = createSimulation(options);
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, routerOptions: { maxParamLength: 2000 } });
  app.setErrorHandler((error, _request, reply) => {
    const text =
      error instanceof NsError ? error.detail.detail : error instanceof Error ? error.message : String(error);
    return reply.code(400).send({ error: text });
  });
  vendorRoutes(app, simulation);
  addControlRoutes(app, simulation);
  const host = options.host ?? '127.0.0.1';
  await app.listen({ host, port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    simulation,
    world: simulation.world,
    seed: (seed) => simulation.seed(seed),
    dump: () => dumpWorld(simulation.world),
    records: (type) => recordsOf(simulation.world, type),
    verdict: () => verdictOf(simulation.world),
    catalog: (catalog) => simulation.catalog(catalog),
    changeStock: (changes) => changeStock(simulation.world, changes),
    close: async () => {
      await app.close();
      simulation.close();
    },
  };
}
