// The control address `/__sim/…`: set the scene, change the rules, look at what happened. No sign-in.
// Trap: it does not count as traffic; nothing here is logged, limited or hit by faults.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseFaultRule } from '../../shared/faults.ts';
import type { CertificateSetup, Settings, Switches, TbaSetup, WebhookSetup } from '../options.ts';
import { storeRecord } from '../orders/lifecycle.ts';
import { strictContext } from '../records/context.ts';
import { applyPatch, draftOf } from '../records/merge.ts';
import { parseBody } from '../records/parse.ts';
import { locate } from '../records/service.ts';
import { schemaOf } from '../schema/registry.ts';
import type { Simulation } from '../simulation.ts';
import { saveRecord, spaceMap } from '../world.ts';
import { dumpWorld } from './dump.ts';
import { resolveSeed, type Seed, type SeedItem, type SeedLine, type SeedOrder } from './seed.ts';
import { type Catalog, changeStock, type StockChange } from './stock.ts';
import { recordsOf, verdictOf } from './verdict.ts';

const body = <T>(request: FastifyRequest): T => (request.body ?? {}) as T;

function clockRoutes(app: FastifyInstance, { world }: Simulation): void {
  const shown = () => ({ now: new Date(world.clock.now()).toISOString() });
  app.get('/__sim/clock', async () => shown());
  app.post('/__sim/clock', async (request) => {
    const { advanceMs, now, frozen } = body<{ advanceMs?: number; now?: string; frozen?: boolean }>(request);
    if (now !== undefined) world.clock.set(Date.parse(now));
    if (advanceMs !== undefined) world.clock.advance(advanceMs);
    if (frozen !== undefined) world.clock.freeze(frozen);
    return shown();
  });
}

function dataRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { world } = simulation;
  app.post('/__sim/reset', async () => {
    simulation.reset();
    return { ok: true };
  });
  app.post('/__sim/seed', async (request) => simulation.seed(body<Seed>(request)));
  app.post('/__sim/items', async (request) => simulation.seed({ items: [body<SeedItem>(request)] }).items?.[0]);
  app.post(
    '/__sim/sales-orders',
    async (request) => simulation.seed({ salesOrders: [body<SeedOrder>(request)] }).salesOrders?.[0],
  );
  app.post<{ Params: { key: string } }>('/__sim/sales-orders/:key/lines', async (request) => {
    const stored = locate(world, 'salesOrder', request.params.key);
    const { item, ...line } = body<SeedLine>(request);
    const sent = { item: { items: [{ ...line, item: { id: resolveSeed(world, 'item', item) } }] } };
    const draft = draftOf(stored);
    applyPatch(draft, parseBody(strictContext(world), schemaOf('salesOrder'), sent), []);
    storeRecord(world, draft, stored);
    return { id: draft.id, lines: draft.lists.item };
  });
  app.post('/__sim/stock', async (request) => {
    const sent = body<StockChange | StockChange[]>(request);
    return { changed: changeStock(world, Array.isArray(sent) ? sent : [sent]) };
  });
  app.post('/__sim/catalog', async (request) => simulation.catalog(body<Catalog>(request)));
  app.post('/__sim/periods', async (request) => {
    const { name, closed } = body<{ name: string; closed: boolean }>(request);
    const periods = [...spaceMap(world, 'accountingPeriod').values()].filter(
      (period) => period.body.periodName === name,
    );
    for (const period of periods) {
      period.body.closed = closed;
      // Queries show it, too.
      saveRecord(world, period, 'system');
    }
    return { changed: periods.length };
  });
  app.get('/__sim/dump', async () => dumpWorld(world));
  app.get<{ Params: { type: string } }>('/__sim/records/:type', async (request) =>
    recordsOf(world, request.params.type),
  );
  app.get('/__sim/verdict', async () => verdictOf(world));
}

function ruleRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { world, faults } = simulation;
  app.get('/__sim/switches', async () => world.switches);
  app.post('/__sim/switches', async (request, reply) => {
    const changes = body<Partial<Switches>>(request);
    const unknown = Object.keys(changes).filter((name) => !(name in world.switches));
    if (unknown.length > 0) return reply.code(400).send({ error: `unknown switch ${unknown.join(', ')}` });
    return Object.assign(world.switches, changes);
  });
  app.post('/__sim/settings', async (request) => {
    const { latencyMs, concurrencyLimit, integrationConcurrencyLimit, tokenLifetimeSeconds } =
      body<Partial<Settings>>(request);
    Object.assign(world.settings.latencyMs, latencyMs);
    if (concurrencyLimit !== undefined) world.settings.concurrencyLimit = concurrencyLimit;
    if (tokenLifetimeSeconds !== undefined) world.settings.tokenLifetimeSeconds = tokenLifetimeSeconds;
    if (integrationConcurrencyLimit !== undefined)
      world.settings.integrationConcurrencyLimit = integrationConcurrencyLimit;
    return world.settings;
  });
  app.get('/__sim/faults', async () => faults.list());
  app.post('/__sim/faults', async (request) => {
    const sent = request.body;
    faults.add((Array.isArray(sent) ? sent : [sent]).map(parseFaultRule));
    return faults.list();
  });
  app.delete('/__sim/faults', async () => {
    faults.replace([]);
    return faults.list();
  });
  app.post('/__sim/webhook', async (request) => {
    const setup = body<Partial<WebhookSetup>>(request);
    simulation.webhook = setup.url === undefined ? undefined : { ...setup, url: setup.url };
    return { ok: true };
  });
}

function signInRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { tokens, tba } = simulation;
  const ok = { ok: true };
  app.post('/__sim/certificates', async (request) => {
    tokens.register(body<CertificateSetup>(request));
    return ok;
  });
  app.delete<{ Params: { kid: string } }>('/__sim/certificates/:kid', async (request) => ({
    revoked: tokens.revokeCertificate(request.params.kid),
  }));
  app.post('/__sim/tba-tokens', async (request) => {
    tba.register(body<TbaSetup>(request));
    return ok;
  });
  app.post('/__sim/tokens/expire', async () => {
    tokens.expireTokens();
    return ok;
  });
  app.post('/__sim/sandbox-refresh', async () => {
    tokens.revokeAllCertificates();
    tokens.expireTokens();
    tba.revokeAll();
    return ok;
  });
  app.get('/__sim/login-audit', async () => tokens.audit);
}

function logRoutes(app: FastifyInstance, { log, gate }: Simulation): void {
  app.get<{ Querystring: { since?: string; method?: string; path?: string } }>('/__sim/log', async (request) => {
    const { since, method, path } = request.query;
    const pattern = path === undefined ? undefined : new RegExp(path);
    return log.list().filter((entry) => {
      const late = since === undefined || entry.n > Number(since);
      const sameMethod = method === undefined || entry.method === method.toUpperCase();
      return late && sameMethod && (pattern === undefined || pattern.test(entry.url));
    });
  });
  app.delete('/__sim/log', async () => {
    log.clear();
    return { ok: true };
  });
  app.get('/__sim/stats', async () => ({ requests: log.total(), peakInFlight: gate.peak() }));
}

/** Adds all control addresses to the server. */
export function addControlRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.get('/__sim/health', async () => ({ ok: true, account: simulation.world.settings.accountId }));
  for (const add of [clockRoutes, dataRoutes, ruleRoutes, signInRoutes, logRoutes]) add(app, simulation);
}
