// The control API under /__sim: no credentials, never part of the emulated vendor.
// Trap: it answers 400 with {error} for anything it cannot do; nothing of it is Oracle's.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Item } from '../domain/values.ts';
import { parseFusionFault } from '../http/faults.ts';
import type { ClientSetup, SettingsPatch } from '../options.ts';
import type { Simulation } from '../simulation.ts';
import type { StockChange } from './admin.ts';
import { creditMemoDump, invoiceDump, verdict } from './dump.ts';
import type { PeriodChange } from './periods.ts';
import { type Seed, type SeedCustomer, type SeedItem, seedCustomer, seedItem } from './seed.ts';

type Body = Record<string, unknown>;
const bodyOf = (request: FastifyRequest): Body => (request.body ?? {}) as Body;
/** The body as what the verb takes; a wrong one fails inside the verb. */
const given = <T>(body: unknown): T => body as T;

/** Adds POST routes that answer what `act` returns, or {ok: true}. */
const poster = (app: FastifyInstance) => (path: string, act: (body: Body) => unknown) =>
  app.post(path, (request) => act(bodyOf(request)) ?? { ok: true });

function addPeople(app: FastifyInstance, { admin, world }: Simulation): void {
  const post = poster(app);
  post('/periods', (body) => ({ changed: admin.period(given<PeriodChange>(body)) }));
  post('/inventory/run', () => ({ taken: admin.runInventory() }));
  post('/inventory/slow', (body) => admin.slowOnline(Number(body.times ?? 1), Number(body.afterMs ?? 5000)));
  post('/inventory/stock', (body) => admin.stock(given<StockChange>(body)));
  post('/receipts/automatch', () => ({ receipts: admin.autoMatch() }));
  post('/invoices', (body) => {
    const { user, ...invoice } = body;
    return admin.humanInvoice(invoice as Item, user as string | undefined);
  });
  post('/invoices/touch', (body) =>
    admin.touchInvoice(String(body.number), body.what === 'delete' ? 'delete' : 'incomplete'),
  );
  post('/inventory/delete', (body) => admin.deleteStaged(String(body.id)));
  post('/customers', (body) => seedCustomer(world, given<SeedCustomer>(body)));
  post('/customers/active', (body) => admin.customer(String(body.accountNumber), body.active === true));
  post('/customers/merge', (body) => admin.mergeCustomers(String(body.from), String(body.to)));
  post('/items', (body) => seedItem(world, given<SeedItem>(body)));
}

function addAuth(app: FastifyInstance, { identity }: Simulation): void {
  const post = poster(app);
  app.get('/auth', () => identity.stats);
  post('/auth/clients', (body) => identity.addClient(given<ClientSetup>(body)));
  post('/auth/keys', (body) =>
    identity.addKey(String(body.clientId), String(body.pem), body.kid === undefined ? '' : String(body.kid)),
  );
  post('/auth/users', (body) => identity.addUser(String(body.name), String(body.password)));
  post('/auth/issuers', (body) => identity.addIssuer(String(body.issuer), String(body.pem)));
  post('/auth/rotate', (body) => identity.rotate(String(body.clientId), String(body.clientSecret)));
  post('/auth/revoke', (body) => identity.revoke(String(body.clientId), body.revoked !== false));
  post('/auth/expire', (body) => identity.killTokens(body.clientId as string | undefined));
}

function addReadings(app: FastifyInstance, sim: Simulation): void {
  const { world, log } = sim;
  app.get('/health', () => ({ ok: true }));
  app.get('/dump', () => sim.dump());
  app.get('/verdict', () => verdict(sim));
  app.get('/violations', () => log.violations());
  app.get('/invoices', () => world.invoices.all().map((row) => invoiceDump(world, row)));
  app.get('/credit-memos', () => world.creditMemos.all().map((row) => creditMemoDump(world, row)));
  app.get('/inventory', () => {
    const { staged, completed, onHand } = sim.dump();
    return { staged, completed, onHand };
  });
  app.get('/customers', () => sim.dump().customers);
  app.get('/requests', (request) => {
    const { operation, invalid } = request.query as { operation?: string; invalid?: string };
    const rows = log.entries().filter((row) => operation === undefined || row.operation === operation);
    const requests = invalid === undefined ? rows : rows.filter((row) => row.problems.length > 0);
    return { totals: log.totals(), requests };
  });
}

function addRun(app: FastifyInstance, sim: Simulation): void {
  const post = poster(app);
  post('/reset', () => sim.reset());
  post('/seed', (body) => sim.seed(body as Seed));
  app.get('/settings', () => sim.world.settings);
  post('/settings', (body) => {
    sim.setSettings(body as SettingsPatch);
    return sim.world.settings;
  });
  const rules = (request: FastifyRequest) =>
    (Array.isArray(request.body) ? request.body : [request.body]).map(parseFusionFault);
  app.get('/faults', () => sim.faults.list());
  app.put('/faults', (request) => {
    sim.faults.replace(rules(request));
    return sim.faults.list();
  });
  app.post('/faults', (request) => {
    sim.faults.add(rules(request));
    return sim.faults.list();
  });
  const showClock = () => ({ now: new Date(sim.clock.now()).toISOString(), elapsedMs: sim.clock.elapsedMs() });
  app.get('/clock', showClock);
  post('/clock', ({ advanceMs, set, freeze }) => {
    if (typeof freeze === 'boolean') sim.clock.freeze(freeze);
    if (typeof set === 'string') sim.clock.set(Date.parse(set));
    if (typeof advanceMs === 'number') sim.clock.advance(advanceMs);
    return showClock();
  });
}

/** The control plugin; register it under /__sim. */
export function controlPlugin(app: FastifyInstance, sim: Simulation): void {
  app.setErrorHandler((error: Error, _request, reply: FastifyReply) => reply.code(400).send({ error: error.message }));
  addRun(app, sim);
  addReadings(app, sim);
  addPeople(app, sim);
  addAuth(app, sim);
}
