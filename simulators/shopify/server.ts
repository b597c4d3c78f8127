// Starts the Shopify simulator as a real HTTP server: GraphQL under /admin/api, OAuth, bulk files, control under /__sim.
// Trap: the token that works from the start is `shpat_sim-token`; loopback addresses only.
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { controlPlugin } from './control/routes.ts';
import { HTML, serveGraphql } from './http/graphql-route.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';

export type { Admin, AdminEdit, AdminFulfil, AdminRefund } from './control/admin.ts';
export type { Dump } from './control/dump.ts';
export type { Seed } from './control/seed.ts';
export type { PlaceOrder } from './domain/order-input.ts';
export type { ChaosMode, Delivery } from './hooks/delivery.ts';
export type { FaultRule } from './http/faults.ts';
export type { RequestEntry } from './http/request-log.ts';
export { DEFAULT_APP, DEFAULT_TOKEN, type SimulatorOptions } from './options.ts';

export interface ShopifySimulator extends Simulation {
  /** Address of the server, no slash at the end: what a client puts in place of https://{shop}. */
  url: string;
  port: number;
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** JSON that may be empty but not malformed. */
function parseJson(
  _request: unknown,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  let body: unknown;
  try {
    body = text.length === 0 ? undefined : JSON.parse(String(text));
  } catch {
    done(Object.assign(new Error('There was a problem parsing the JSON request body'), { statusCode: 400 }));
    return;
  }
  done(null, body);
}

function emptyApp(): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 20_000_000 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, String(text)));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ errors: error.message }),
  );
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ errors: 'Not Found' }));
  return app;
}

function addOAuth(app: FastifyInstance, sim: Simulation): void {
  const shop = () => sim.world.settings.shop.domain;
  app.get('/admin/oauth/authorize', (request, reply) => {
    const to = sim.oauth.authorize(request.query as Record<string, string>, shop());
    return to ? reply.redirect(to) : reply.code(400).send({ error: 'invalid_request' });
  });
  app.post('/admin/oauth/access_token', async (request, reply: FastifyReply) => {
    const entry = sim.log.open({ at: new Date(sim.clock.now()).toISOString(), method: 'POST', path: request.url });
    entry.operation = 'oauth';
    const fault = sim.faults.take('oauth', request.url);
    entry.fault = fault?.kind ?? null;
    if (fault && fault.afterCommit !== true && fault.kind !== 'drop-after') {
      entry.status = fault.status ?? 503;
      if (fault.kind === 'html') return reply.code(entry.status).type('text/html').send(HTML(entry.status));
      return reply.code(entry.status).send({ errors: 'Service Unavailable' });
    }
    const { status, body } = sim.oauth.token((request.body ?? {}) as Record<string, unknown>, shop());
    entry.status = status;
    if (fault) {
      entry.status = 0;
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    return reply.code(status).send(body);
  });
}

function addBulkFiles(app: FastifyInstance, sim: Simulation): void {
  app.get('/bulk-results/:id', (request, reply) => {
    const { id } = request.params as { id: string };
    const { signature } = request.query as { signature?: string };
    const text = sim.bulkRunner.file(Number(id), signature ?? '');
    if (text === undefined)
      return reply.code(404).type('application/xml').send('<Error><Code>ExpiredToken</Code></Error>');
    return reply.type('application/jsonl').send(text);
  });
}

/** Starts the simulator. Rejects when the port is taken, a setting is unknown or the address is not loopback. */
export async function startShopifySimulator(options: SimulatorOptions = {}): Promise<ShopifySimulator> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.has(host)) throw new Error(`the Shopify simulator listens on loopback only, not on ${host}`);
  const sim = createSimulation(options);
  const app = emptyApp();
  app.post('/admin/api/:version/graphql.json', (request, reply) => serveGraphql(sim, request, reply));
  app.get('/admin/api/:version/graphql.json', (_request, reply) =>
    reply.code(405).send({ errors: 'Method Not Allowed' }),
  );
  addOAuth(app, sim);
  addBulkFiles(app, sim);
  app.register(
    (child, _options, done) => {
      controlPlugin(child, sim);
      done();
    },
    { prefix: '/__sim' },
  );
  await app.listen({ host, port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  sim.base.url = options.publicBaseUrl?.replace(/\/+$/, '') ?? url;
  const close = async () => {
    sim.courier.close();
    sim.scheduler.close();
    await app.close();
  };
  return { ...sim, url, port, close };
}
