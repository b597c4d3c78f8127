// One request from the log line to the answer: faults, sign-in, framework version, media type, then REST, batch or SOAP.
// Trap: a fault `afterCommit` lets the handler store its work first and spoils only the answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FaultRule, strikesAfterCommit } from '../../shared/faults.ts';
import { answerSoap } from '../customers/soap.ts';
import { decodeQuery } from '../query/params.ts';
import { rest } from '../resources.ts';
import type { Base } from '../schema/index.ts';
import type { Simulation } from '../simulation.ts';
import {
  type Answer,
  CUT,
  faultAnswer,
  forbidden,
  htmlAnswer,
  type Outcome,
  refused,
  unauthorized,
} from './answers.ts';
import { runBatch } from './batch.ts';
import { malformed, notFound, Refusal } from './refusal.ts';
import type { RequestEntry } from './request-log.ts';
import { ITEM_TYPE, type RestAnswer, type RestRequest } from './rest-request.ts';

const VERSIONS = ['11.13.18.05', 'latest'];
const MAX_FRAMEWORK = 9;
const BATCH = 'application/vnd.oracle.adf.batch+json';
const BODY_TYPES = ['application/json', ITEM_TYPE, 'application/vnd.oracle.adf.action+json', BATCH];
const SOAP = ['/crmService/CustomerAccountService', '/fscmService/ReceivablesCustomerProfileService'];

interface Route {
  base: Base;
  version: string;
  segments: string[];
  search: string;
}

/** The REST address of a request, null when it is none. */
function routeOf(url: string): Route | null {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const match = /^\/(fscm|crm)RestApi\/resources(?:\/([^/]+))?(?:\/(.*))?$/.exec(path);
  if (!match) return null;
  const [, base, version = '', rest = ''] = match;
  const segments = rest.split('/').filter((one) => one !== '');
  try {
    return { base: base as Base, version, segments: segments.map(decodeURIComponent), search };
  } catch {
    return null;
  }
}

const header = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

function frameworkVersion(sent: string): number {
  if (sent === '') return 1;
  const version = Number(sent);
  if (Number.isInteger(version) && version >= 1 && version <= MAX_FRAMEWORK) return version;
  throw malformed(`The REST framework version ${sent} isn't supported.`, '27548');
}

function catalogue(root: string) {
  const versions = [...Array(MAX_FRAMEWORK).keys()].map((at) => String(at + 1));
  const framework = { defaultFrameworkVersion: '1', allowedFrameworkVersions: versions };
  const links = [{ rel: 'self', href: `${root}/11.13.18.05`, name: 'self', kind: 'item' }];
  const items = [{ version: '11.13.18.05', isLatest: true, links, 'adf:extension': framework }];
  return { items, links: [{ rel: 'self', href: root, name: 'self', kind: 'collection' }] };
}

function restRequest(sim: Simulation, request: FastifyRequest, entry: RequestEntry, route: Route): RestRequest {
  const contentType = header(request, 'content-type').split(';')[0]?.trim() ?? '';
  const writes = request.method === 'POST' || request.method === 'PATCH';
  if (writes && !BODY_TYPES.includes(contentType))
    throw new Refusal(415, [{ code: '415', detail: `Content-Type ${contentType} isn't supported.` }], true);
  if (writes && typeof request.body === 'string') throw malformed('Unable to parse the provided payload.');
  return {
    ...{ world: sim.world, method: request.method, base: route.base, segments: route.segments },
    ...{ query: decodeQuery(route.search), body: request.body },
    version: frameworkVersion(header(request, 'rest-framework-version')),
    root: `${linkBase(sim, request)}/${route.base}RestApi/resources/${route.version}`,
    ifMatch: header(request, 'if-match') || null,
    ifNoneMatch: header(request, 'if-none-match') || null,
    upsert: header(request, 'upsert-mode') === 'true',
    note: (problem) => void entry.problems.push(problem),
  };
}

function linkBase(sim: Simulation, request: FastifyRequest): string {
  return sim.publicBaseUrl ?? `https://${request.hostname.split(':')[0]}:443`;
}

function written(answer: RestAnswer, request: FastifyRequest, version: number): Answer {
  const silent = answer.status === 201 && /resourceitem\+json\s*;\s*q=0\b/.test(header(request, 'accept'));
  const body = answer.raw ?? (answer.body === undefined || silent ? null : JSON.stringify(answer.body));
  const isList = typeof answer.body === 'object' && answer.body !== null && 'items' in answer.body;
  const adf = `application/vnd.oracle.adf.resource${isList ? 'collection' : 'item'}+json`;
  const vendor = header(request, 'accept').includes('vnd.oracle.adf.resource');
  return {
    ...{ status: answer.status, body, contentType: answer.contentType ?? (vendor ? adf : 'application/json') },
    headers: {
      'rest-framework-version': String(version),
      ...(answer.etag !== undefined && { etag: `"${answer.etag}"` }),
      ...(answer.location !== undefined && { location: answer.location }),
    },
  };
}

function answerRest(sim: Simulation, request: FastifyRequest, entry: RequestEntry, route: Route): Answer {
  const accept = header(request, 'accept');
  let version = 1;
  try {
    version = frameworkVersion(header(request, 'rest-framework-version'));
    if (route.version === '') {
      const body = catalogue(`${linkBase(sim, request)}/${route.base}RestApi/resources`);
      return written({ status: 200, body }, request, version);
    }
    if (!VERSIONS.includes(route.version)) throw new Refusal(404, notFound().problems, true);
    const call = restRequest(sim, request, entry, route);
    if (route.segments.length === 0) {
      if (request.method !== 'POST') throw notFound();
      return written(runBatch(rest, call), request, version);
    }
    if (entry.operation === null) entry.problems.push('no such resource');
    return written(rest.answer(call), request, version);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    entry.refusals.push(error.message);
    if (error.violation) entry.problems.push(error.message);
    const answer = refused(error, version, accept);
    return { ...answer, headers: { ...answer.headers, 'rest-framework-version': String(version) } };
  }
}

async function work(sim: Simulation, request: FastifyRequest, entry: RequestEntry): Promise<Answer> {
  const caller = await sim.identity.caller(header(request, 'authorization'));
  const { settings } = sim.world;
  if (caller === undefined) return unauthorized(settings.auth.refusal);
  entry.client = caller;
  sim.world.caller = caller;
  const path = request.url.split('?')[0] ?? '';
  if (SOAP.includes(path)) return answerSoap(sim.world, path, request.body, entry);
  const route = routeOf(request.url);
  if (!route) {
    entry.problems.push('no such path');
    return htmlAnswer(404, 'The requested URL was not found on this server.');
  }
  const [name = ''] = route.segments;
  if (settings.auth.denied.includes(name)) return forbidden();
  if (name === 'inventoryTransactions' && request.method === 'POST') {
    entry.problems.push('inventoryTransactions takes no POST any more');
    return forbidden();
  }
  return answerRest(sim, request, entry, route);
}

const pause = (rule: FaultRule) => sleep(rule.delayMs ?? 1000);

async function outcomeOf(sim: Simulation, request: FastifyRequest, entry: RequestEntry): Promise<Outcome> {
  entry.body = request.body;
  const route = routeOf(request.url);
  const isBatch = route?.segments.length === 0 && request.method === 'POST';
  const soap = SOAP.find((path) => request.url.startsWith(path));
  entry.operation = isBatch ? 'batch' : route ? rest.operation(route.base, request.method, route.segments) : null;
  if (soap) entry.operation = `soap.${header(request, 'soapaction').replaceAll('"', '').split('/').at(-1)}`;
  const rule = sim.faults.take(request.method, `${request.url}#${entry.operation ?? ''}`);
  entry.fault = rule?.kind ?? null;
  const { refusal } = sim.world.settings.auth;
  if (rule && !strikesAfterCommit(rule)) {
    if (rule.kind !== 'slow') return faultAnswer(rule, refusal);
    await pause(rule);
  }
  const answer = await work(sim, request, entry);
  if (!rule || !strikesAfterCommit(rule)) return answer;
  if (rule.kind !== 'slow') return faultAnswer(rule, refusal);
  await pause(rule);
  return answer;
}

/** Answers one request of the pod. */
export async function serve(sim: Simulation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const startedAt = performance.now();
  const at = new Date(sim.clock.now()).toISOString();
  const entry = sim.log.open({ at, method: request.method, path: request.url });
  const outcome = await outcomeOf(sim, request, entry);
  entry.durationMs = performance.now() - startedAt;
  entry.status = outcome === CUT ? 0 : outcome.status;
  sim.log.close(entry);
  if (outcome === CUT) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  reply.code(outcome.status).headers({ 'x-oracle-dms-ecid': `sim-${entry.id}`, ...outcome.headers });
  if (outcome.body === null) return reply.send();
  return reply.type(outcome.contentType ?? 'application/json').send(outcome.body);
}
