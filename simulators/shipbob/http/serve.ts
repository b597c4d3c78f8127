// One API request from the log line to the answer: faults, token, rate limit, scope, channel, shape, handler.
// Trap: a fault `afterCommit` lets the handler store its work first and spoils only the answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FaultRule, strikesAfterCommit } from '../../shared/faults.ts';
import { type Call, createRouter, type Operation, VERSIONS, type Version } from '../api/operation.ts';
import type { Credential } from '../auth/tokens.ts';
import { Refusal } from '../domain/refusal.ts';
import { billingOperations } from '../routes/billing.ts';
import { inventoryOperations } from '../routes/inventory.ts';
import { orderOperations } from '../routes/orders.ts';
import { placeOperations } from '../routes/places.ts';
import { productOperations } from '../routes/products.ts';
import { receivingOperations } from '../routes/receiving.ts';
import { returnOperations } from '../routes/returns.ts';
import { trackingOperations } from '../routes/tracking.ts';
import { unmodelledOperations } from '../routes/unmodelled.ts';
import { webhookOperations } from '../routes/webhooks.ts';
import type { Simulation } from '../simulation.ts';
import { checkBody, checkQuery } from './checks.ts';
import type { Answer } from './paging.ts';
import { readQuery } from './query.ts';
import { badFields, broken } from './refusals.ts';
import type { RequestEntry } from './request-log.ts';

const route = createRouter([
  ...[...receivingOperations, ...orderOperations, ...trackingOperations, ...returnOperations, ...billingOperations],
  ...[...productOperations, ...inventoryOperations, ...placeOperations, ...webhookOperations, ...unmodelledOperations],
]);

const HTML = (status: number) =>
  `<!DOCTYPE html><html><head><title>api.shipbob.com | ${status}</title></head><body>Error ${status}</body></html>`;
const CUT = Symbol('cut');
type Outcome = Answer | typeof CUT;

const isVersion = (text: string): text is Version => VERSIONS.some((version) => version === text);

const tooMany = (seconds: number): Answer => ({
  status: 429,
  body: { statusCode: 429, message: `Rate limit is exceeded. Try again in ${seconds} seconds.` },
  headers: { 'x-retry-after': String(seconds) },
});

function unauthorized(sim: Simulation): Answer {
  if (sim.world.settings.auth.refusal === '401') return { status: 401, body: null };
  return { status: 302, body: null, headers: { location: `${sim.base.url}/Account/Login` } };
}

function faultAnswer(sim: Simulation, rule: FaultRule): Outcome {
  if (rule.kind === 'drop-before' || rule.kind === 'drop-after') return CUT;
  if (rule.kind === 'rate-limit') return tooMany(rule.retryAfterSec ?? 1);
  if (rule.kind === 'unauthorized') return unauthorized(sim);
  if (rule.kind === 'forbidden') return { status: 403, body: null };
  const status = rule.status ?? (rule.kind === 'html' ? 524 : 500);
  if (rule.kind === 'html') return { status, body: HTML(status), contentType: 'text/html; charset=utf-8' };
  return { status, body: 'An unexpected error occurred.', contentType: 'text/plain; charset=utf-8' };
}

function bearer(request: FastifyRequest): string {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** The channel that the request speaks for; refuses as the vendor does. */
function channelOf(
  sim: Simulation,
  request: FastifyRequest,
  entry: RequestEntry,
  operation: Operation,
  own: number,
): number | null {
  const { behaviour } = sim.world.settings;
  const sent = request.headers.shipbob_channel_id;
  const needed = operation.channel === 'required' || (entry.write && behaviour.channelRequired === 'every-write');
  if (typeof sent !== 'string' || sent === '') {
    if (!needed) return null;
    entry.problems.push('missing header shipbob_channel_id');
    throw broken(
      operation.dialect === 'receiving' ? 'receiving' : 'classic',
      behaviour.missingChannelStatus,
      'The shipbob_channel_id header is required.',
    );
  }
  const id = Number(sent);
  if (!Number.isInteger(id)) {
    entry.problems.push('header shipbob_channel_id is no number');
    throw broken('classic', 400, 'The shipbob_channel_id header is invalid.');
  }
  if (operation.channel === undefined && !entry.write) return null;
  const foreign = !sim.world.channels.has(id) || (entry.write && id !== own);
  if (foreign) {
    entry.problems.push(`channel ${id} is not this caller's`);
    throw new Refusal(403, null);
  }
  return id;
}

function checkShape(request: FastifyRequest, entry: RequestEntry, operation: Operation, version: Version): unknown {
  const shape = typeof operation.body === 'function' ? operation.body(version) : operation.body;
  if (!shape) return {};
  const { problems, errors } = checkBody(shape, request.body ?? {});
  entry.problems.push(...problems);
  if (errors) throw badFields(operation.dialect, operation.badBody?.(version) ?? 400, errors);
  return request.body ?? {};
}

function handle(
  sim: Simulation,
  request: FastifyRequest,
  entry: RequestEntry,
  found: { operation: Operation; params: Record<string, string> },
  credential: Credential,
): Answer {
  const { operation, params } = found;
  const version = entry.version as Version;
  if (!operation.scopes.some((scope) => credential.scopes.includes(scope))) {
    entry.problems.push(`scope ${operation.scopes[0]} is missing`);
    throw new Refusal(403, null);
  }
  const [path = '', search = ''] = request.url.split('?');
  const note = (problem: string) => void entry.problems.push(problem);
  const warn = (text: string) => void entry.warnings.push(text);
  const query = readQuery(search, note);
  entry.problems.push(...checkQuery(query.names(), operation.query ?? []));
  const channelId = channelOf(sim, request, entry, operation, credential.channelId);
  const body = checkShape(request, entry, operation, version);
  const place = { base: sim.base.url, version, path: path.slice(version.length + 1) };
  const call: Call = { world: sim.world, version, place, params, query, body, channelId, credential, note, warn };
  return operation.answer(call);
}

function answerOf(
  sim: Simulation,
  request: FastifyRequest,
  entry: RequestEntry,
  found: ReturnType<typeof route>,
): Answer {
  const credential = sim.tokens.lookup(bearer(request));
  if (!credential) return unauthorized(sim);
  entry.credential = credential.id;
  const allowance = sim.limiter.take(credential.application);
  const headers = { 'x-remaining-calls': String(allowance.remaining) };
  const run = (): Answer => {
    if (!allowance.allowed) return tooMany(allowance.retryAfterSec);
    if (!found.found) {
      entry.problems.push(found.pathKnown ? `no ${request.method} on this path` : 'no such path');
      return { status: found.pathKnown ? 405 : 404, body: null };
    }
    try {
      return handle(sim, request, entry, found.found, credential);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: error.body, contentType: error.contentType };
    }
  };
  const answer = run();
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

async function outcomeOf(sim: Simulation, request: FastifyRequest, entry: RequestEntry): Promise<Outcome> {
  const [, versionText = '', rest = ''] = /^\/([^/?]*)([^?]*)/.exec(request.url) ?? [];
  if (!isVersion(versionText)) {
    entry.problems.push(`unknown version ${versionText}`);
    return { status: 404, body: null };
  }
  entry.version = versionText;
  entry.body = request.body;
  const channel = request.headers.shipbob_channel_id;
  entry.channel = typeof channel === 'string' && channel !== '' ? channel : null;
  const found = route(request.method, rest, versionText);
  entry.operation = found.found?.operation.id ?? null;
  entry.write = found.found !== undefined && request.method !== 'GET' && found.found.operation.readOnly !== true;
  const rule = sim.faults.take(request.method, `${request.url}#${entry.operation ?? ''}`);
  entry.fault = rule?.kind ?? null;
  if (rule && !strikesAfterCommit(rule)) {
    if (rule.kind !== 'slow') return faultAnswer(sim, rule);
    await sleep(rule.delayMs ?? 1000);
  }
  const answer = answerOf(sim, request, entry, found);
  if (!rule || !strikesAfterCommit(rule)) return answer;
  if (rule.kind !== 'slow') return faultAnswer(sim, rule);
  await sleep(rule.delayMs ?? 1000);
  return answer;
}

/** Answers one request below /{version}. */
export async function serve(sim: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const startedAt = performance.now();
  const entry = sim.log.open({
    at: new Date(sim.clock.now()).toISOString(),
    method: request.method,
    path: request.url,
  });
  const outcome = await outcomeOf(sim, request, entry);
  entry.durationMs = performance.now() - startedAt;
  entry.status = outcome === CUT ? 0 : outcome.status;
  sim.log.close(entry);
  if (outcome === CUT) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  reply.code(outcome.status).headers(outcome.headers ?? {});
  if (outcome.body === null) return reply.send();
  reply.type(outcome.contentType ?? 'application/json; charset=utf-8');
  const raw = typeof outcome.body === 'string' || Buffer.isBuffer(outcome.body);
  return reply.send(raw ? outcome.body : JSON.stringify(outcome.body));
}
