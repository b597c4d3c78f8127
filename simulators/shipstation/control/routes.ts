// The control API under /__sim: no credentials, no rate limit, never part of the emulated vendor.
// Trap: it is for tests and demos on a private address; do not put the simulator on a public one.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseFaultRule } from '../../shared/faults.ts';
import { Refusal } from '../domain/refusal.ts';
import type { SplitPart } from '../domain/restructure.ts';
import { type Delivery, HOSTILE_MODES, type HostileMode } from '../hooks/delivery.ts';
import type { SettingsPatch } from '../options.ts';
import type { Simulation } from '../simulation.ts';
import { v1Customer, v1Fulfillment, v1Order, v1Shipment } from '../v1/render.ts';
import type { LabelOrder, MarkOrder, OrderRef } from './admin.ts';
import type { Seed } from './seed.ts';

type Body = Record<string, unknown>;
const bodyOf = (request: FastifyRequest): Body => (request.body ?? {}) as Body;

function hostileMode(value: unknown): HostileMode | null {
  if (value === undefined || value === null) return null;
  if (HOSTILE_MODES.some((mode) => mode === value)) return value as HostileMode;
  throw new Refusal(400, `mode is one of: ${HOSTILE_MODES.join(', ')}`);
}

function addAdminRoutes(app: FastifyInstance, sim: Simulation): void {
  const { admin } = sim;
  const post = <T>(path: string, act: (body: T) => unknown) =>
    app.post(path, (request) => act((request.body ?? {}) as T) ?? { ok: true });
  post('/labels', (body: { orders: LabelOrder[] }) => {
    const { batchId, rows } = admin.buyLabels(body.orders);
    return { batchId, shipments: rows.map((row) => v1Shipment(row, true)) };
  });
  post('/return-label', (body: LabelOrder) => v1Shipment(admin.buyReturnLabel(body), true));
  post('/mark-shipped', (body: MarkOrder) => v1Fulfillment(admin.markAsShipped(body)));
  post('/void-label', (body: Body) => admin.voidLabel(Number(body.shipmentId)));
  post('/void-fulfillment', (body: Body) => v1Fulfillment(admin.voidFulfillment(Number(body.fulfillmentId))));
  post('/split', (body: OrderRef & { parts: SplitPart[] }) => ({ orders: admin.split(body, body.parts).map(v1Order) }));
  post('/merge', (body: { orders: OrderRef[] }) => v1Order(admin.merge(body.orders)));
  post('/cancel', (body: OrderRef) => v1Order(admin.cancel(body)));
  post('/edit', (body: OrderRef & { changes: Body }) => v1Order(admin.edit(body, body.changes)));
  post('/hold', (body: OrderRef & { until?: string }) => v1Order(admin.hold(body, body.until ?? null)));
  post('/restore', (body: OrderRef) => v1Order(admin.restore(body)));
  post('/reject', (body: OrderRef) => v1Order(admin.reject(body)));
  post('/track', (body: Body) => admin.track(Number(body.shipmentId), String(body.statusCode ?? 'IT')));
}

function addStateRoutes(app: FastifyInstance, sim: Simulation): void {
  const { world } = sim;
  app.get('/orders', () => [...world.orders.values()].map((row) => ({ ...v1Order(row), active: row.active })));
  app.get('/shipments', () => [...world.shipments.values()].map((row) => v1Shipment(row, true)));
  app.get('/fulfillments', () => [...world.fulfillments.values()].map(v1Fulfillment));
  app.get('/customers', () => [...world.customers.values()].map((row) => v1Customer(row, world)));
  app.get('/stock', () => [...world.stock.values()]);
  app.get('/subscriptions', () => [...world.subscriptions.values()]);
  app.get('/counts', () => sim.counts());
  app.get('/requests', () => ({ total: sim.log.total(), requests: sim.log.entries() }));
  app.get('/health', () => ({ ok: true }));
}

function addRunRoutes(app: FastifyInstance, sim: Simulation): void {
  app.post('/reset', () => {
    sim.reset();
    return { ok: true };
  });
  app.post('/seed', (request) => sim.seed(bodyOf(request) as Seed));
  app.get('/settings', () => sim.world.settings);
  app.post('/settings', (request) => {
    sim.setSettings(bodyOf(request) as SettingsPatch);
    return sim.world.settings;
  });
  app.get('/faults', () => sim.faults.list());
  const rules = (request: FastifyRequest) =>
    (Array.isArray(request.body) ? request.body : [request.body]).map(parseFaultRule);
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
  app.post('/clock', (request) => {
    const { advanceMs, set, freeze } = bodyOf(request);
    if (typeof freeze === 'boolean') sim.clock.freeze(freeze);
    if (typeof set === 'string') sim.clock.set(Date.parse(set));
    if (typeof advanceMs === 'number') sim.clock.advance(advanceMs);
    return showClock();
  });
}

function addDeliveryRoutes(app: FastifyInstance, sim: Simulation): void {
  const { courier, signer } = sim;
  const shown = ({ headers: _headers, ...delivery }: Delivery) => delivery;
  app.get('/deliveries', () => courier.deliveries().map(shown));
  app.post('/deliveries/flush', async () => {
    await courier.flush();
    return courier.deliveries().map(shown);
  });
  app.post('/deliveries/idle', async (request) => {
    const { timeoutMs } = bodyOf(request);
    await courier.idle(typeof timeoutMs === 'number' ? timeoutMs : undefined);
    return courier.deliveries().map(shown);
  });
  app.post('/deliveries/:id/redeliver', (request) => {
    const { id } = request.params as { id: string };
    return shown(courier.redeliver(Number(id), hostileMode(bodyOf(request).mode)));
  });
  app.post('/hostile', (request) => {
    const { mode, times } = bodyOf(request);
    courier.setHostile(hostileMode(mode), typeof times === 'number' ? times : undefined);
    return { ok: true };
  });
  app.post('/keys/rotate', (request) => ({ kid: signer.rotate(bodyOf(request).announceOnly === true) }));
  app.post('/keys/retire', () => {
    signer.retireOld();
    return signer.jwks();
  });
}

/** The control plugin; register it under /__sim. */
export function controlPlugin(app: FastifyInstance, { sim }: { sim: Simulation }): void {
  app.setErrorHandler((error: Error, _request, reply: FastifyReply) =>
    reply.code(error instanceof Refusal ? error.status : 400).send({ error: error.message }),
  );
  addRunRoutes(app, sim);
  addAdminRoutes(app, sim);
  addStateRoutes(app, sim);
  addDeliveryRoutes(app, sim);
}
