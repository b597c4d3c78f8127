// Starts the ShipBob simulator as a real HTTP server: the API under /{version}, sign-in under /connect, control under /__sim.
// Trap: API and sign-in share one address here; the vendor has two hosts.
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { strikesAfterCommit } from '../shared/faults.ts';
import type { Fields } from './auth/oauth.ts';
import { controlPlugin } from './control/routes.ts';
import { TOKEN_OPERATION } from './http/faults.ts';
import { serve } from './http/serve.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';

export type { Admin, WroRef } from './control/admin.ts';
export type { Dump } from './control/dump.ts';
export type { Seed, Seeded } from './control/seed.ts';
export type { SimulatorOptions } from './options.ts';
export { DEFAULT_APP, DEFAULT_PAT } from './options.ts';

export interface ShipBobSimulator extends Simulation {
  /** Address of API and sign-in host, no slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** JSON, empty, or the text itself when it is malformed (the shape check refuses it). */
function parseJson(
  _request: unknown,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const sent = String(text);
  let body: unknown = sent;
  try {
    body = sent === '' ? undefined : JSON.parse(sent);
  } catch {
    body = sent;
  }
  done(null, body);
}

function emptyApp(): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 20_000_000 });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, String(text)));
  return app;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

function formPage(action: string, fields: Fields): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<html><body onload="document.forms[0].submit()"><form method="post" action="${escaped(action)}">${inputs.join('')}</form></body></html>`;
}

async function answerToken(sim: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const entry = sim.log.open({ at: new Date(sim.clock.now()).toISOString(), method: 'POST', path: request.url });
  entry.operation = TOKEN_OPERATION;
  const form = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Fields;
  const rule = sim.faults.take('POST', `${request.url}#${TOKEN_OPERATION}`);
  entry.fault = rule?.kind ?? null;
  if (rule?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, rule.delayMs ?? 1000));
  const spoiled = rule !== undefined && rule.kind !== 'slow';
  const before = spoiled && !strikesAfterCommit(rule);
  const { status, body } = before ? { status: rule.status ?? 503, body: {} } : sim.oauth.token(form);
  const cut = spoiled && (rule.kind === 'drop-before' || rule.kind === 'drop-after');
  entry.body = { grant_type: form.grant_type };
  entry.status = cut ? 0 : spoiled ? (rule.status ?? 503) : status;
  if (!spoiled && status !== 200) entry.warnings.push(`refused: ${String(body.error)}`);
  sim.log.close(entry);
  if (cut) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (spoiled) return reply.code(entry.status).type('text/html').send('<html><body>Service Unavailable</body></html>');
  return reply.code(status).header('cache-control', 'no-store').send(body);
}

function addSignIn(app: FastifyInstance, sim: Simulation): void {
  const authorize = (request: FastifyRequest, reply: FastifyReply) => {
    const answer = sim.oauth.authorize(request.query as Fields);
    if (answer.kind === 'refused') return reply.code(400).send({ error: answer.error });
    if (answer.kind === 'redirect') return reply.redirect(answer.url);
    return reply.type('text/html; charset=utf-8').send(formPage(answer.action, answer.fields));
  };
  app.get('/connect/authorize', authorize);
  app.get('/connect/integrate', authorize);
  app.post('/connect/token', (request, reply) => answerToken(sim, request, reply));
}

/** Starts the simulator. Rejects when the port is taken, a setting is unknown or the address is not loopback. */
export async function startShipBobSimulator(options: SimulatorOptions = {}): Promise<ShipBobSimulator> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.has(host)) throw new Error(`the ShipBob simulator listens on loopback only, not on ${host}`);
  const sim = createSimulation(options);
  const app = emptyApp();
  addSignIn(app, sim);
  app.register(
    (child, _options, done) => {
      controlPlugin(child, sim);
      done();
    },
    { prefix: '/__sim' },
  );
  app.all('/*', (request, reply) => serve(sim, request, reply));
  await app.listen({ host, port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  sim.base.url = options.publicBaseUrl?.replace(/\/+$/, '') ?? url;
  const close = async () => {
    sim.courier.close();
    sim.scheduler.close();
    sim.attempts.close();
    await app.close();
  };
  return { ...sim, url, port, close };
}
