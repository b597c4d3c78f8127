// Sends an authenticated request to the part that answers it, and turns errors into answers.
// Trap: this is synchronous from start to end, so that a write is one step that nothing can interleave.
import { invalidContent, NsError, unknownUrl } from '../ns-error.ts';
import { handleRecord } from '../records/service.ts';
import { findSchema } from '../schema/registry.ts';
import type { SuiteQl } from '../suiteql/engine.ts';
import { findRecord, idOfExternal, type Rec, type World } from '../world.ts';
import type { AsyncJobs } from './async-jobs.ts';
import { json, type SimRequest, type SimResponse } from './message.ts';
import { handleMetadata } from './metadata.ts';
import { handleQuery, SUITEQL_PATH } from './query-route.ts';

const RECORDS = '/services/rest/record/v1/';
const JOBS = '/services/rest/async/v1/job/';
const JSON_TYPES = ['application/json', 'application/vnd.oracle.resource+json'];

export interface Services {
  world: World;
  suiteql: SuiteQl;
  jobs: AsyncJobs;
}

/** An error as an answer; anything unforeseen becomes the service's own 500. */
export function errorResponse(error: unknown): SimResponse {
  if (error instanceof NsError) return json(error.status, error.body(), { ...error.headers }, 'error');
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return json(
    500,
    new NsError(500, {
      detail: `An unexpected error occurred. Simulator: ${text}`,
      'o:errorCode': 'UNEXPECTED_ERROR',
    }).body(),
    {},
    'error',
  );
}

const piecesOf = (path: string, prefix: string) =>
  path.slice(prefix.length).split('/').filter(Boolean).map(decodeURIComponent);

/** The body as JSON; refuses another content type. */
export function parseJsonBody(raw: unknown, contentType: string | undefined): unknown {
  if (typeof raw !== 'string' || raw.trim() === '') return undefined;
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!JSON_TYPES.includes(type)) {
    throw new NsError(415, {
      detail: `Unsupported content type '${type}'.`,
      'o:errorCode': 'INVALID_HEADER',
      'o:errorHeader': 'Content-Type',
    });
  }
  try {
    return JSON.parse(raw);
  } catch {
    throw new NsError(400, { detail: 'Invalid JSON in the request body.', 'o:errorCode': 'INVALID_REQUEST' });
  }
}

/** The record that a write is about (the source of a transform), to notice overlapping writes. */
export function guardedRecord(world: World, request: SimRequest): Rec | undefined {
  if (request.method === 'GET' || !request.path.startsWith(RECORDS)) return undefined;
  const [type, key] = piecesOf(request.path, RECORDS);
  const schema = findSchema(type ?? '');
  if (schema === undefined || key === undefined) return undefined;
  const space = schema.family === 'other' ? schema.name : schema.family;
  const id = key.startsWith('eid:') ? idOfExternal(world, space, key.slice(4)) : key;
  return id === undefined ? undefined : findRecord(world, schema.name, id);
}

function system(services: Services, request: SimRequest): SimResponse | undefined {
  const settings = services.world.settings;
  if (request.path === '/services/rest/system/v1/serverTime') {
    return json(200, { serverTime: new Date(services.world.clock.now()).toISOString() });
  }
  if (request.path !== '/services/rest/system/v1/governanceLimits') return undefined;
  const account = settings.concurrencyLimit;
  const own = settings.integrationConcurrencyLimit;
  const shared = { accountConcurrencyLimit: account, accountUnallocatedConcurrencyLimit: account - (own ?? 0) };
  const specific =
    own === undefined
      ? { integrationLimitType: 'accountLimit' }
      : { integrationConcurrencyLimit: own, integrationLimitType: 'integrationSpecific' };
  return json(200, { ...shared, ...specific });
}

/** Answers a request below `/services/rest/record/v1/`; never throws. */
export function executeRecord(world: World, request: SimRequest): SimResponse {
  try {
    const parts = piecesOf(request.path, RECORDS);
    if (parts[0] === 'metadata-catalog') return handleMetadata(world, request, parts[1]);
    const needsBody = ['POST', 'PATCH', 'PUT'].includes(request.method) && !parts.includes('!transform');
    if (needsBody && request.body === undefined) throw invalidContent('The request body is missing.');
    return handleRecord(world, request, parts);
  } catch (error) {
    return errorResponse(error);
  }
}

/** Answers any authenticated request; never throws. */
export function dispatch(services: Services, request: SimRequest): SimResponse {
  try {
    if (request.path === SUITEQL_PATH) return handleQuery(services.suiteql, request);
    if (request.path.startsWith(JOBS)) return services.jobs.handle(request, piecesOf(request.path, JOBS));
    if (request.path.startsWith(RECORDS))
      return services.jobs.accept(request) ?? executeRecord(services.world, request);
    const answer = system(services, request);
    if (answer === undefined) throw unknownUrl();
    return answer;
  } catch (error) {
    return errorResponse(error);
  }
}
