// The control API under /__sim: no credentials, no limits, never part of the emulated vendor.
// Trap: it answers 400 with {error} for anything it cannot do; nothing of it is ShipBob's.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ALL_SCOPES } from '../auth/oauth.ts';
import type { NewTransaction } from '../domain/billing.ts';
import type { ChargeRun } from '../domain/charge-run.ts';
import type { WroStatus } from '../domain/model.ts';
import type { ReceivePlan } from '../domain/receive-plan.ts';
import type { LabelInput, ShipPlan } from '../domain/ship.ts';
import { need } from '../domain/world.ts';
import { CHAOS_MODES, type ChaosMode } from '../hooks/delivery.ts';
import { newSecret } from '../hooks/signing.ts';
import { parseShipBobFault } from '../http/faults.ts';
import type { SettingsPatch } from '../options.ts';
import { PAT_CHANNEL, type Simulation } from '../simulation.ts';
import type { ReturnInput, StowInput, TakenInput, WroRef } from './admin.ts';
import { shipmentDump, verdict, wroDump } from './dump.ts';
import type { Seed, SeedOrder, SeedWro } from './seed.ts';

type Body = Record<string, unknown>;
const bodyOf = (request: FastifyRequest): Body => (request.body ?? {}) as Body;
/** The body as what the verb takes; a wrong one fails inside the verb. */
const given = <T>(body: unknown): T => body as T;

/** Adds POST routes that answer what `act` returns, or {ok: true}. */
const poster = (app: FastifyInstance) => (path: string, act: (body: Body) => unknown) =>
  app.post(path, (request) => act(bodyOf(request)) ?? { ok: true });

function chaosMode(value: unknown): ChaosMode | null {
  if (value === undefined || value === null) return null;
  if (CHAOS_MODES.some((mode) => mode === value)) return value as ChaosMode;
  throw new Error(`mode is one of: ${CHAOS_MODES.join(', ')}`);
}

function addReceiving(app: FastifyInstance, { admin, world }: Simulation): void {
  const post = poster(app);
  const ref = (body: Body) => body.wro as WroRef;
  const box = (body: Body) => (body.box === undefined ? undefined : Number(body.box));
  const show = (row: Parameters<typeof wroDump>[1]) => wroDump(world, row);
  post('/receiving/create', (body) => show(admin.createWro(body as SeedWro)));
  post('/receiving/arrive', (body) => show(admin.arrive(ref(body), body.boxes as number[] | undefined)));
  post('/receiving/count', (body) => show(admin.count(ref(body), box(body))));
  post('/receiving/stow', (body) => admin.stow(ref(body), given<StowInput>(body)));
  post('/receiving/complete-box', (body) => show(admin.completeBox(ref(body), box(body) ?? 1)));
  post('/receiving/complete', (body) => show(admin.complete(ref(body))));
  post('/receiving/reopen', (body) => show(admin.reopen(ref(body))));
  post('/receiving/recount', (body) => show(admin.recount(ref(body), given<StowInput>(body))));
  post('/receiving/cancel', (body) => show(admin.cancelWro(ref(body))));
  post('/receiving/split', (body) =>
    admin.split(ref(body), Number(body.parts ?? 2), body.purchaseOrder === 'empty' ? 'empty' : 'suffixed').map(show),
  );
  post('/receiving/status', (body) => show(admin.setStatus(ref(body), body.status as WroStatus)));
  post('/receiving/flag', (body) => admin.flag(ref(body), body.synced !== false));
  post('/receiving/uro', (body) => admin.openUro(String(body.reason ?? 'No label'), String(body.comment ?? '')));
  post('/receiving/plan', ({ wros, ...plan }) => ({
    planned: admin.planReceipts(plan as ReceivePlan, wros as WroRef[] | undefined),
  }));
}

function addShipping(app: FastifyInstance, { admin }: Simulation): void {
  const post = poster(app);
  const id = (body: Body) => Number(body.shipment);
  post('/orders', (body) => {
    const order = admin.placeOrder(given<SeedOrder>(body));
    return { id: order.id, shipmentIds: order.shipmentIds };
  });
  post('/shipments/work', (body) => shipmentDump(admin.work(id(body), body.step === 'packed' ? 'packed' : 'picked')));
  post('/shipments/label', (body) => shipmentDump(admin.label(id(body), body as LabelInput)));
  post('/shipments/ship', (body) => shipmentDump(admin.ship(id(body), body as LabelInput)));
  post('/shipments/scan', (body) => {
    const atMs = typeof body.at === 'string' ? { atMs: Date.parse(body.at) } : {};
    return shipmentDump(admin.scan(id(body), String(body.scan), { silent: body.silent === true, ...atMs }));
  });
  post('/shipments/tracking', (body) => shipmentDump(admin.correctTracking(id(body), body as LabelInput)));
  post('/shipments/block', (body) => shipmentDump(admin.block(id(body), Number(body.detail))));
  post('/shipments/unblock', (body) => shipmentDump(admin.unblock(id(body))));
  post('/shipments/cancel', (body) => shipmentDump(admin.cancelShipment(id(body))));
  post('/shipments/plan', ({ shipments, ...plan }) => ({
    planned: admin.planShipments(plan as ShipPlan, shipments as number[] | undefined),
  }));
}

function addReturnsAndBilling(app: FastifyInstance, { admin }: Simulation): void {
  const post = poster(app);
  const id = (body: Body) => Number(body.return);
  post('/returns', (body) => admin.createReturn(given<ReturnInput>(body)));
  post('/returns/to-sender', (body) => admin.returnToSender(Number(body.shipment)));
  post('/returns/arrive', (body) => admin.arriveReturn(id(body)));
  post('/returns/process', (body) => admin.processReturn(id(body), (body.taken ?? []) as TakenInput[]));
  post('/returns/complete', (body) => admin.completeReturn(id(body)));
  post('/returns/cancel', (body) => admin.cancelReturn(id(body)));
  post('/billing/charge', (body) => admin.charge(given<NewTransaction>(body)));
  post('/billing/generate', (body) => admin.generateCharges(given<ChargeRun>(body)));
  post('/billing/storage', (body) => admin.storage(body.chargeDate as string | undefined));
  post('/billing/invoice', (body) => admin.invoice(body.date as string | undefined));
}

function addAuth(app: FastifyInstance, { tokens, limiter }: Simulation): void {
  const post = poster(app);
  app.get('/tokens', () => ({ stats: tokens.stats, grants: tokens.grants() }));
  post('/tokens/pat', (body) =>
    tokens.addPat(String(body.token), Number(body.channelId ?? PAT_CHANNEL), (body.scopes ?? ALL_SCOPES) as string[]),
  );
  post('/tokens/grant', (body) =>
    tokens.grant((body.scopes ?? [...ALL_SCOPES, 'offline_access']) as string[], Number(body.channelId ?? PAT_CHANNEL)),
  );
  post('/tokens/revoke', (body) => tokens.revoke(String(body.token ?? '*')));
  post('/tokens/expire', (body) => tokens.expire(String(body.token ?? 'access')));
  post('/limits/drain', (body) =>
    limiter.drain(String(body.application ?? `pat:${PAT_CHANNEL}`), Number(body.left ?? 0)),
  );
}

function addRun(app: FastifyInstance, sim: Simulation): void {
  const post = poster(app);
  post('/reset', () => sim.reset());
  post('/seed', (body) => sim.seed(body as Seed));
  app.get('/dump', () => sim.dump());
  app.get('/verdict', () => verdict(sim));
  app.get('/health', () => ({ ok: true }));
  app.get('/requests', (request) => {
    const { operation, invalid } = request.query as { operation?: string; invalid?: string };
    const rows = sim.log.entries().filter((row) => operation === undefined || row.operation === operation);
    return {
      totals: sim.log.totals(),
      requests: invalid === undefined ? rows : rows.filter((row) => row.problems.length > 0),
    };
  });
  app.get('/settings', () => sim.world.settings);
  post('/settings', (body) => {
    sim.setSettings(body as SettingsPatch);
    return sim.world.settings;
  });
  const rules = (request: FastifyRequest) =>
    (Array.isArray(request.body) ? request.body : [request.body]).map(parseShipBobFault);
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

function addWebhooks(app: FastifyInstance, { courier, world }: Simulation): void {
  const post = poster(app);
  const subscription = (body: Body) => need(world.subscriptions.get(String(body.id)), `subscription ${body.id}`);
  app.get('/subscriptions', () => [...world.subscriptions.values()]);
  post('/subscriptions/enable', (body) => {
    subscription(body).enabled = body.enabled !== false;
  });
  post('/subscriptions/rotate', (body) => {
    const row = subscription(body);
    const secret = typeof body.secret === 'string' ? body.secret : newSecret();
    row.secrets = [secret, ...row.secrets];
    return { secrets: row.secrets };
  });
  post('/subscriptions/retire', (body) => {
    const row = subscription(body);
    row.secrets = row.secrets.slice(0, 1);
    return { secrets: row.secrets };
  });
  app.get('/deliveries', () => courier.deliveries());
  app.post('/deliveries/idle', async (request) => {
    const { timeoutMs } = bodyOf(request);
    await courier.idle(typeof timeoutMs === 'number' ? timeoutMs : undefined);
    return courier.deliveries();
  });
  post('/deliveries/recover', (body) => ({ sent: courier.recover(body.subscription as string | undefined) }));
  app.post('/deliveries/:id/redeliver', (request) => {
    const { newId, mode, delayMs } = bodyOf(request);
    return courier.redeliver(Number((request.params as { id: string }).id), {
      ...{ newId: newId === true, mode: chaosMode(mode) },
      ...(typeof delayMs === 'number' && { delayMs }),
    });
  });
  post('/chaos', ({ mode, times, topic, delayMs }) =>
    courier.setChaos(chaosMode(mode), {
      ...(typeof times === 'number' && { times }),
      ...(typeof topic === 'string' && { topic }),
      ...(typeof delayMs === 'number' && { delayMs }),
    }),
  );
}

/** The control plugin; register it under /__sim. */
export function controlPlugin(app: FastifyInstance, sim: Simulation): void {
  app.setErrorHandler((error: Error, _request, reply: FastifyReply) => reply.code(400).send({ error: error.message }));
  addRun(app, sim);
  addReceiving(app, sim);
  addShipping(app, sim);
  addReturnsAndBilling(app, sim);
  addAuth(app, sim);
  addWebhooks(app, sim);
}
