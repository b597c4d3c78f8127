// Starts the Fusion simulator as a real HTTP server: pod, identity domain and SOAP services on one port, control under /__sim.
// Trap: pod and identity domain share one address here; Oracle has them on two hosts.
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { strikesAfterCommit } from '../shared/faults.ts';
import type { Form } from './auth/identity.ts';
import { controlPlugin } from './control/routes.ts';
import { CUT, faultAnswer } from './http/answers.ts';
import { TOKEN_OPERATION } from './http/faults.ts';
import { serve } from './http/serve.ts';
import type { SimulatorOptions } from './options.ts';
import { createSimulation, type Simulation } from './simulation.ts';

export type { Admin } from './control/admin.ts';
export type { Dump } from './control/dump.ts';
export type { Seed, Seeded } from './control/seed.ts';
export type { SimulatorOptions } from './options.ts';
export { DEFAULT_CLIENT, DEFAULT_SCOPE, DEFAULT_USER } from './options.ts';

export interface FusionSimulator extends Simulation {
  /** Address of pod and identity domain, no slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** JSON, empty, or the text itself when it is malformed (the REST layer refuses it). */
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
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 50_000_000 });
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(/^application\/(.*\+)?json/, { parseAs: 'string' }, parseJson);
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, String(text)));
  return app;
}

async function answerToken(sim: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const entry = sim.log.open({ at: new Date(sim.clock.now()).toISOString(), method: 'POST', path: request.url });
  entry.operation = TOKEN_OPERATION;
  const form = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Form;
  const rule = sim.faults.take('POST', `${request.url}#${TOKEN_OPERATION}`);
  entry.fault = rule?.kind ?? null;
  if (rule?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, rule.delayMs ?? 1000));
  const spoiled = rule !== undefined && rule.kind !== 'slow';
  const { authorization = '', 'content-type': contentType = '' } = request.headers;
  const works = !spoiled || strikesAfterCommit(rule);
  const { status, body } = works
    ? await sim.identity.token(authorization, contentType, form)
    : { status: 503, body: {} };
  entry.body = { grant_type: form.grant_type ?? null, scope: form.scope ?? null };
  const fault = spoiled ? faultAnswer(rule, 'empty') : null;
  entry.status = fault === CUT ? 0 : (fault?.status ?? status);
  if (!fault && status !== 200) entry.refusals.push(String(Object.values(body)[0]));
  sim.log.close(entry);
  if (fault === CUT) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (fault)
    return reply
      .code(fault.status)
      .headers(fault.headers ?? {})
      .type('text/html')
      .send(fault.body ?? '');
  return reply.code(status).header('cache-control', 'no-store').send(body);
}

/** Starts the simulator. Rejects when the port is taken, a setting is unknown or the address is not loopback. */
export async function startFusionSimulator(options: SimulatorOptions = {}): Promise<FusionSimulator> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.has(host)) throw new Error(`the Fusion simulator listens on loopback only, not on ${host}`);
  const sim = createSimulation(options);
  const app = emptyApp();
  app.post('/oauth2/v1/token', (request, reply) => answerToken(sim, request, reply));
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
  const close = async () => {
    sim.scheduler.close();
    await app.close();
  };
  return { ...sim, url: `http://${host}:${port}`, port, close };
}
