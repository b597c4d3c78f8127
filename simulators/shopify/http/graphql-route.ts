// The GraphQL endpoint: version, token, faults, content type, then the call itself.
// Trap: a fault that strikes after the commit lets the call run and spoils only what the client sees of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../graphql/context.ts';
import { APP_ID } from '../options.ts';
import { type Call, runCall } from '../schema/execute.ts';
import { adminSchema, servedVersion } from '../schema/load.ts';
import type { Simulation } from '../simulation.ts';
import { type FaultRule, strikesAfterCommit } from './faults.ts';
import type { RequestEntry } from './request-log.ts';

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const UNAVAILABLE = { errors: 'Unavailable Shop' };
export const HTML = (status: number) =>
  `<!DOCTYPE html><html><head><title>${status} Server Error</title></head><body><h1>Something went wrong</h1></body></html>`;

/** The answer that a fault gives instead of the real one; null = it only delays or works inside. */
function faultAnswer(rule: FaultRule): Answer | null {
  const unauthorized = '[API] Invalid API key or access token (unrecognized login or wrong password)';
  switch (rule.kind) {
    case 'rate-limit': {
      const body = {
        errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.',
      };
      return { status: 429, body, headers: { 'Retry-After': (rule.retryAfterSec ?? 2).toFixed(1) } };
    }
    case 'server-error':
      return { status: rule.status ?? 500, body: { errors: 'Internal Server Error' } };
    case 'html':
      return { status: rule.status ?? 502, body: HTML(rule.status ?? 502), headers: { 'Content-Type': 'text/html' } };
    case 'unauthorized':
      return { status: 401, body: { errors: unauthorized } };
    case 'forbidden':
      return { status: 403, body: { errors: '[API] This action requires merchant approval for read_orders scope.' } };
    case 'payment-required':
      return { status: 402, body: UNAVAILABLE };
    case 'locked':
      return { status: 423, body: { errors: 'Shop is locked' } };
    case 'not-found':
      return { status: 404, body: { errors: 'Not Found' } };
    case 'internal-error': {
      const message = `Internal error. Looks like something went wrong on our end.\nRequest ID: ${randomUUID()} (include this in support requests).`;
      return {
        status: 200,
        body: { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: randomUUID() } }] },
      };
    }
    default:
      return null;
  }
}

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  if (!headers['Content-Type']) reply.type('application/json; charset=utf-8');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return reply.code(status).headers(headers).send(text);
}

function drop(request: FastifyRequest, reply: FastifyReply, entry: RequestEntry): void {
  entry.status = 0;
  reply.hijack();
  request.raw.socket.destroy();
}

/** Sends the head and half of the body, then breaks the connection. */
function truncate(request: FastifyRequest, reply: FastifyReply, text: string): void {
  reply.hijack();
  const half = text.slice(0, Math.floor(text.length / 2));
  reply.raw.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  reply.raw.write(half, () => request.raw.socket.destroy());
}

const operationOf = (body: Record<string, unknown>): string => {
  if (typeof body.operationName === 'string') return body.operationName;
  return /(?:query|mutation)\s+(\w+)/.exec(String(body.query ?? ''))?.[1] ?? '(anonymous)';
};

function contextFor(
  sim: Simulation,
  version: string,
  scopes: string[],
  entry: RequestEntry,
  fault: FaultRule | undefined,
): Context {
  return {
    ...{
      world: sim.world,
      access: adminSchema(version),
      idempotency: sim.idempotency,
      bulkRunner: sim.bulkRunner,
      entry,
    },
    caller: { appId: APP_ID, clientId: sim.app.clientId, scopes: new Set(scopes) },
    ...{ notes: [], bulk: false },
    insideDelayMs: fault?.kind === 'slow-inside' ? (fault.delayMs ?? 1000) : 0,
    failInside: fault?.kind === 'fail-inside',
  };
}

/** Answers before anything is looked at, or null to go on. */
function refusal(
  sim: Simulation,
  request: FastifyRequest,
  entry: RequestEntry,
): Answer | { version: string; scopes: string[] } {
  const { version } = request.params as { version: string };
  const served = servedVersion(version);
  if (served === null) return { status: 404, body: { errors: 'Not Found' } };
  Object.assign(entry, { version, served });
  const shop = String(request.headers['x-sim-shop'] ?? request.headers.host ?? '');
  const { domain } = sim.world.settings.shop;
  if (shop.endsWith('.myshopify.com') && shop !== domain) return { status: 404, body: { errors: 'Not Found' } };
  const token = request.headers['x-shopify-access-token'];
  const found = sim.tokens.lookup(
    token === undefined ? undefined : String(token),
    sim.world.settings.behaviour.refuseLongLivedTokens,
  );
  if ('status' in found) return found;
  entry.credential = found.row.kind;
  if (!String(request.headers['content-type'] ?? '').startsWith('application/json'))
    return { status: 415, body: { errors: 'Unsupported Media Type' } };
  if (!String(request.headers.accept ?? '*/*').match(/json|\*\/\*/))
    return { status: 406, body: { errors: 'Not Acceptable' } };
  const body = request.body as Record<string, unknown> | null;
  if (typeof body !== 'object' || body === null || typeof body.query !== 'string')
    return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
  return { version: served, scopes: found.row.scopes };
}

function callOf(request: FastifyRequest, fault: FaultRule | undefined): Call {
  const body = request.body as { query: string; variables?: unknown; operationName?: unknown };
  return {
    query: body.query,
    variables: (body.variables ?? {}) as Record<string, unknown>,
    operationName: typeof body.operationName === 'string' ? body.operationName : null,
    costDebug: String(request.headers['shopify-graphql-cost-debug'] ?? '') === '1',
    bucketKey: 'app',
    forceThrottle: fault?.kind === 'throttled',
  };
}

/** Strikes before the work; true when the request is over. */
async function strikeBefore(
  rule: FaultRule,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: RequestEntry,
): Promise<boolean> {
  if (rule.kind === 'slow') {
    await sleep(rule.delayMs ?? 1000);
    return false;
  }
  if (rule.kind === 'drop-before') {
    drop(request, reply, entry);
    return true;
  }
  if (rule.kind === 'hang') {
    entry.status = 0;
    reply.hijack();
    return true;
  }
  const answer = faultAnswer(rule);
  if (!answer) return false;
  entry.status = answer.status;
  send(reply, answer);
  return true;
}

/** Sends the answer, spoilt when the fault strikes after the work. */
async function finish(
  rule: FaultRule | undefined,
  io: { request: FastifyRequest; reply: FastifyReply; entry: RequestEntry },
  body: unknown,
) {
  const { request, reply, entry } = io;
  entry.status = 200;
  if (rule && strikesAfterCommit(rule)) {
    if (rule.kind === 'slow') await sleep(rule.delayMs ?? 1000);
    if (rule.kind === 'drop-after') return drop(request, reply, entry);
    if (rule.kind === 'truncated') return truncate(request, reply, JSON.stringify(body));
    const answer = faultAnswer(rule);
    if (answer) {
      entry.status = answer.status;
      return send(reply, answer);
    }
  }
  return send(reply, { status: 200, body });
}

/** Serves one POST …/graphql.json. */
export async function serveGraphql(sim: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const startedAt = performance.now();
  const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
    string,
    unknown
  >;
  const entry = sim.log.open({
    at: new Date(sim.clock.now()).toISOString(),
    method: request.method,
    path: request.url,
  });
  entry.operation = operationOf(body);
  const fault = sim.faults.take(entry.operation, request.url);
  entry.fault = fault?.kind ?? null;
  reply.header('X-Request-Id', randomUUID());
  try {
    if (fault && !strikesAfterCommit(fault) && (await strikeBefore(fault, request, reply, entry))) return reply;
    const checked = refusal(sim, request, entry);
    if (entry.served) reply.header('X-Shopify-API-Version', entry.served);
    if ('status' in checked) {
      entry.status = checked.status;
      return send(reply, checked);
    }
    const context = contextFor(sim, checked.version, checked.scopes, entry, fault);
    const answer = await runCall(callOf(request, fault), context, sim.bucket);
    await finish(fault, { request, reply, entry }, answer);
    return reply;
  } finally {
    entry.durationMs = performance.now() - startedAt;
  }
}
