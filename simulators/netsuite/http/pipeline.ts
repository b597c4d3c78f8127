// The way of one request: fault, sign-in, concurrency, latency, work, fault again.
// Trap: a request whose client has gone is worked on to the end all the same, as in the real service.
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultRule, strikesAfterCommit } from '../../shared/faults.ts';
import { TOKEN_PATH } from '../auth/tokens.ts';
import { recordChanged } from '../ns-error.ts';
import type { Simulation } from '../simulation.ts';
import { dispatch, errorResponse, guardedRecord, parseJsonBody } from './dispatch.ts';
import { faultResponse, unauthorized } from './faults.ts';
import { json, type SimRequest, type SimResponse } from './message.ts';
import { SUITEQL_PATH } from './query-route.ts';

export interface RawRequest {
  method: string;
  /** Path with query. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: unknown;
  /** Scheme and host as the client addressed them. */
  base: string;
}

export interface Outcome {
  /** Undefined: close the connection without an answer. */
  response: SimResponse | undefined;
  clientId: string | undefined;
  fault: FaultRule | undefined;
  body: unknown;
}

const DEFAULT_SLOW_MS = 1000;

function clientOf(simulation: Simulation, raw: RawRequest): string | undefined {
  const header = raw.headers.authorization ?? '';
  const bearer = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (bearer !== undefined) return simulation.tokens.clientOf(bearer);
  return /^OAuth\s/i.test(header) ? simulation.tba.clientOf(header, raw.method, raw.base + raw.url) : undefined;
}

function latencyOf(simulation: Simulation, request: SimRequest): number {
  const { read, write, query } = simulation.world.settings.latencyMs;
  if (request.path === SUITEQL_PATH) return query;
  return request.method === 'GET' ? read : write;
}

/** Waits as long as the request takes, then does it; the later of two overlapping writes to a record fails. */
async function work(simulation: Simulation, request: SimRequest): Promise<SimResponse> {
  const delayMs = latencyOf(simulation, request);
  if (delayMs <= 0) return dispatch(simulation.services, request);
  const guarded = guardedRecord(simulation.world, request);
  const version = guarded?.version;
  await sleep(delayMs);
  const now = guarded === undefined ? undefined : guardedRecord(simulation.world, request);
  const changed = now !== undefined && now.version !== version;
  if (changed && simulation.world.switches.detectConcurrentWrites) return errorResponse(recordChanged());
  return dispatch(simulation.services, request);
}

async function grantToken(simulation: Simulation, raw: RawRequest): Promise<SimResponse> {
  const type = raw.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (simulation.world.settings.latencyMs.token > 0) await sleep(simulation.world.settings.latencyMs.token);
  if (raw.method !== 'POST' || type !== 'application/x-www-form-urlencoded') {
    return json(400, { error: 'invalid_request' }, { 'content-type': 'application/json' });
  }
  const answer = await simulation.tokens.grant(new URLSearchParams(String(raw.rawBody ?? '')), raw.base + TOKEN_PATH);
  return json(answer.status, answer.body, { 'content-type': 'application/json', 'cache-control': 'no-store' });
}

async function authenticated(
  simulation: Simulation,
  raw: RawRequest,
  clientId: string,
  fault: FaultRule | undefined,
): Promise<Outcome> {
  const { accountId } = simulation.world.settings;
  let leave: (() => void) | undefined;
  let body: unknown;
  try {
    leave = simulation.gate.enter(clientId);
    const after = fault !== undefined && strikesAfterCommit(fault);
    if (fault !== undefined && !after) {
      if (fault.kind === 'slow') await sleep(fault.delayMs ?? DEFAULT_SLOW_MS);
      const answer = faultResponse(fault, accountId, simulation.rng);
      if (answer !== undefined) return { response: answer, clientId, fault, body };
    }
    const url = new URL(raw.url, raw.base);
    body = parseJsonBody(raw.rawBody, raw.headers['content-type']);
    const request: SimRequest = {
      method: raw.method,
      path: url.pathname,
      query: url.searchParams,
      headers: raw.headers,
      body,
      base: raw.base,
    };
    const response = await work(simulation, request);
    if (!after) return { response, clientId, fault, body };
    if (fault.kind === 'drop-after') return { response: undefined, clientId, fault, body };
    if (fault.kind === 'slow') await sleep(fault.delayMs ?? DEFAULT_SLOW_MS);
    return { response: faultResponse(fault, accountId, simulation.rng) ?? response, clientId, fault, body };
  } catch (error) {
    return { response: errorResponse(error), clientId, fault, body };
  } finally {
    leave?.();
  }
}

/** Serves one request from start to end. */
export async function serve(simulation: Simulation, raw: RawRequest): Promise<Outcome> {
  const fault = simulation.faults.take(raw.method, raw.url);
  const none = { clientId: undefined, body: undefined };
  if (fault?.kind === 'drop-before') return { ...none, response: undefined, fault };
  if (raw.url.split('?')[0] === TOKEN_PATH) {
    const early =
      fault === undefined ? undefined : faultResponse(fault, simulation.world.settings.accountId, simulation.rng);
    if (fault?.kind === 'slow') await sleep(fault.delayMs ?? DEFAULT_SLOW_MS);
    return { ...none, response: early ?? (await grantToken(simulation, raw)), fault };
  }
  const clientId = clientOf(simulation, raw);
  if (clientId !== undefined) return authenticated(simulation, raw, clientId, fault);
  const malformed = raw.headers.authorization !== undefined && !/^(Bearer|OAuth)\s+\S/i.test(raw.headers.authorization);
  return { ...none, response: unauthorized(simulation.world.settings.accountId, malformed), fault };
}
