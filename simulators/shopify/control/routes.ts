// The control API under /__sim: no credentials, no limits, never part of the emulated vendor.
// Trap: it answers 400 with {error} for anything it cannot do; nothing of it is Shopify's.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TransactionInput } from '../domain/change.ts';
import type { PlaceOrder } from '../domain/order-input.ts';
import { CHAOS_MODES, type ChaosMode, type Delivery } from '../hooks/delivery.ts';
import { orderBody } from '../hooks/order-body.ts';
import type { PrivacyTopic } from '../hooks/other-bodies.ts';
import { parseFaultRule } from '../http/faults.ts';
import type { SettingsPatch } from '../options.ts';
import type { Simulation } from '../simulation.ts';
import { type AdminEdit, type AdminFulfil, type AdminRefund, findOrder, type OrderRef } from './admin.ts';
import { countState, inventoryDump, orderDump } from './dump.ts';
import type { Seed } from './seed.ts';

type Body = Record<string, unknown>;
const bodyOf = (request: FastifyRequest): Body => (request.body ?? {}) as Body;

function chaosMode(value: unknown): ChaosMode | null {
  if (value === undefined || value === null) return null;
  if (CHAOS_MODES.some((mode) => mode === value)) return value as ChaosMode;
  throw new Error(`mode is one of: ${CHAOS_MODES.join(', ')}`);
}

function addOrderRoutes(app: FastifyInstance, sim: Simulation): void {
  const { admin, world } = sim;
  const show = (ref: OrderRef) => orderDump(world, findOrder(world, ref));
  const post = <T>(path: string, act: (body: T & { order: OrderRef }) => void) =>
    app.post(path, (request) => {
      const body = bodyOf(request) as T & { order: OrderRef };
      act(body);
      return show(body.order);
    });
  app.post('/orders', (request) => show(admin.place(bodyOf(request) as PlaceOrder).id));
  app.get('/orders', () => sim.dump().orders);
  app.get('/orders/:ref/payload', (request) =>
    orderBody(world, findOrder(world, (request.params as { ref: string }).ref)),
  );
  post<{ gateway?: string }>('/pay', ({ order, gateway }) => admin.markAsPaid(order, gateway));
  post<TransactionInput>('/transaction', ({ order, ...rest }) => admin.transaction(order, rest));
  post<Body>('/cancel', ({ order, ...rest }) => admin.cancel(order, rest));
  post<AdminRefund>('/refund', ({ order, ...rest }) => admin.refund(order, rest));
  post<AdminEdit>('/edit', ({ order, ...rest }) => admin.edit(order, rest));
  post<Body>('/update', ({ order, keepUpdatedAt, ...patch }) => admin.update(order, patch, keepUpdatedAt === true));
  post<AdminFulfil>('/fulfil', ({ order, ...rest }) => admin.fulfil(order, rest));
  post<{ reason?: string }>('/hold', ({ order, reason }) => admin.hold(order, reason));
  post<Body>('/release', ({ order }) => admin.release(order));
  app.post('/cancel-fulfillment', (request) => admin.cancelFulfillment(Number(bodyOf(request).id)));
  app.post('/delete-order', (request) => {
    admin.deleteOrder(bodyOf(request).order as OrderRef);
    return { ok: true };
  });
}

function addShopRoutes(app: FastifyInstance, sim: Simulation): void {
  const { admin } = sim;
  const post = (path: string, act: (body: Body) => unknown) =>
    app.post(path, (request) => act(bodyOf(request)) ?? { ok: true });
  post('/customers', (body) => ({ id: admin.customer(body).id }));
  post('/merge-customers', (body) => admin.mergeCustomers(Number(body.keptId), Number(body.deletedId)));
  post('/stock', (body) => admin.stock(String(body.sku), Number(body.locationId), Number(body.available)));
  post('/products', ({ sku, patch }) => admin.product(String(sku), (patch ?? {}) as { price?: string }));
  post('/locations', ({ id, patch }) => admin.location(Number(id), (patch ?? {}) as { active?: boolean }));
  post('/privacy', (body) =>
    admin.privacy(
      body.topic as PrivacyTopic,
      String(body.url),
      body.customerId === undefined ? undefined : Number(body.customerId),
    ),
  );
  post('/bulk/fail-next', (body) => sim.bulkRunner.failNext(String(body.errorCode ?? 'INTERNAL_SERVER_ERROR')));
  app.get('/inventory', () => inventoryDump(sim.world));
  app.get('/counts', () => countState(sim.world, sim.courier, sim.log));
  app.get('/dump', () => sim.dump());
  app.get('/subscriptions', () => [...sim.world.subscriptions.values()]);
  app.get('/adjustments', () => sim.world.adjustments);
  app.get('/requests', (request) => {
    const { operation } = request.query as { operation?: string };
    const all = sim.log.entries();
    return {
      total: sim.log.total(),
      requests: operation === undefined ? all : all.filter((row) => row.operation === operation),
    };
  });
  app.get('/health', () => ({ ok: true }));
}

function addAppRoutes(app: FastifyInstance, sim: Simulation): void {
  const { tokens, app: keys } = sim;
  const post = (path: string, act: (body: Body) => unknown) =>
    app.post(path, (request) => act(bodyOf(request)) ?? { ok: true });
  app.get('/tokens', () => tokens.list());
  post('/tokens', (body) => tokens.add({ ...body, token: String(body.token) }));
  post('/tokens/issue', (body) =>
    tokens.issueOffline((body.scopes ?? keys.scopes) as string[], body.expiring !== false),
  );
  post('/tokens/revoke', (body) => tokens.revoke(String(body.token)));
  post('/tokens/expire', (body) => tokens.expire(String(body.token)));
  post('/uninstall', () => sim.admin.uninstall());
  post('/reinstall', () => tokens.reinstall());
  post('/secrets', (body) => {
    if (typeof body.add === 'string') keys.secrets.push({ value: body.add, revoked: false });
    for (const secret of keys.secrets) if (secret.value === body.revoke) secret.revoked = true;
    return { secrets: keys.secrets };
  });
  post('/client-credentials', (body) => sim.oauth.allowClientCredentials(body.allowed !== false));
  post('/bucket', (body) => sim.bucket.drain('app', Number(body.left ?? 0)));
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
  const { courier } = sim;
  const all = (): Delivery[] => courier.deliveries();
  app.get('/deliveries', all);
  app.post('/deliveries/flush', async () => {
    await courier.flush();
    return all();
  });
  app.post('/deliveries/idle', async (request) => {
    const { timeoutMs } = bodyOf(request);
    await courier.idle(typeof timeoutMs === 'number' ? timeoutMs : undefined);
    return all();
  });
  app.post('/deliveries/:id/redeliver', (request) => {
    const { newId, mode, delayMs } = bodyOf(request);
    return courier.redeliver(Number((request.params as { id: string }).id), {
      ...{ newId: newId === true, mode: chaosMode(mode) },
      ...(typeof delayMs === 'number' && { delayMs }),
    });
  });
  app.post('/chaos', (request) => {
    const { mode, times, topic, delayMs } = bodyOf(request);
    courier.setChaos(chaosMode(mode), {
      ...(typeof times === 'number' && { times }),
      ...(typeof topic === 'string' && { topic }),
      ...(typeof delayMs === 'number' && { delayMs }),
    });
    return { ok: true };
  });
}

/** The control plugin; register it under /__sim. */
export function controlPlugin(app: FastifyInstance, sim: Simulation): void {
  app.setErrorHandler((error: Error, _request, reply: FastifyReply) => reply.code(400).send({ error: error.message }));
  addRunRoutes(app, sim);
  addOrderRoutes(app, sim);
  addShopRoutes(app, sim);
  addAppRoutes(app, sim);
  addDeliveryRoutes(app, sim);
}
