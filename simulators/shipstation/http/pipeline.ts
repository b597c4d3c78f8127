// What happens to each API request before and after its handler: log, faults, credentials, rate limit.
// Trap: a fault `afterCommit` lets the handler store its work first and spoils only the answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FaultEngine, type FaultRule, strikesAfterCommit } from '../../shared/faults.ts';
import type { World } from '../domain/world.ts';
import type { Allowance, RateLimiter } from './rate-limit.ts';
import type { RequestEntry, RequestLog } from './request-log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    entry: RequestEntry;
    fault: FaultRule | undefined;
    startedAt: number;
  }
}

/** How one API looks from outside: its credentials and its error bodies. */
export interface ApiFace {
  api: 'v1' | 'v2';
  /** The credential's id, or undefined when it is missing, wrong or of the other API. */
  authenticate(request: FastifyRequest): string | undefined;
  /** A refusal that comes after the credential check (plan), if any. */
  gate?(): { status: number; body: unknown } | undefined;
  limitHeaders(allowance: Allowance): Record<string, string>;
  unauthorized(): { status: number; body: unknown };
  tooMany(allowance: Allowance): { body: unknown; headers: Record<string, string> };
  serverError(status: number): string;
}

export interface PipelineParts {
  world: World;
  faults: FaultEngine;
  log: RequestLog;
  limiter: RateLimiter;
}

const HTML = (status: number) =>
  `<html><head><title>${status} Server Error</title></head><body><h1>${status} Server Error</h1></body></html>`;

function dropConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

/** Answers with a fault; true when the request is finished by it. */
async function strike(face: ApiFace, rule: FaultRule, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  if (rule.kind === 'slow') {
    await sleep(rule.delayMs ?? 1000);
    return false;
  }
  if (rule.kind === 'drop-before') {
    dropConnection(request, reply);
    return true;
  }
  const resetSec = rule.retryAfterSec ?? 1;
  if (rule.kind === 'rate-limit') {
    const { body, headers } = face.tooMany({ allowed: false, limit: 40, remaining: 0, resetSec });
    reply.code(429).headers(headers).send(body);
  } else if (rule.kind === 'unauthorized') {
    const { status, body } = face.unauthorized();
    reply.code(status).send(body);
  } else if (rule.kind === 'html') {
    const status = rule.status ?? 502;
    reply.code(status).type('text/html').send(HTML(status));
  } else {
    const status = rule.status ?? 500;
    reply.code(status).type('application/json; charset=utf-8').send(face.serverError(status));
  }
  return true;
}

/** Spoils an answer whose work is already stored; returns the payload to send. */
async function strikeAfter(face: ApiFace, request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  const rule = request.fault;
  if (!rule || !strikesAfterCommit(rule) || reply.statusCode === 401 || reply.statusCode === 429) return payload;
  if (rule.kind === 'slow') await sleep(rule.delayMs ?? 1000);
  if (rule.kind === 'drop-after') request.raw.socket.destroy();
  if (rule.kind === 'html' || rule.kind === 'server-error') {
    const status = rule.status ?? (rule.kind === 'html' ? 502 : 500);
    reply.code(status).removeHeader('content-length');
    if (rule.kind === 'html') reply.type('text/html');
    return rule.kind === 'html' ? HTML(status) : face.serverError(status);
  }
  return payload;
}

/** Puts the pipeline before and after all routes of a plugin. */
export function usePipeline(app: FastifyInstance, face: ApiFace, parts: PipelineParts): void {
  const { world, faults, log, limiter } = parts;
  app.addHook('onRequest', async (request, reply) => {
    request.startedAt = performance.now();
    const { method, url: path } = request;
    request.entry = log.open({ api: face.api, at: new Date(world.clock.now()).toISOString(), method, path });
    const rule = faults.take(method, path);
    request.fault = rule;
    request.entry.fault = rule?.kind ?? null;
    const credential = face.authenticate(request);
    request.entry.credential = credential ?? null;
    const allowance = limiter.take(credential ?? 'anonymous');
    reply.headers(face.limitHeaders(allowance));
    if (rule && !strikesAfterCommit(rule) && (await strike(face, rule, request, reply))) return reply;
    if (!credential) return refuse(reply, face.unauthorized());
    if (!allowance.allowed) {
      const { body, headers } = face.tooMany(allowance);
      return reply.code(429).headers(headers).send(body);
    }
    const closed = face.gate?.();
    return closed ? refuse(reply, closed) : undefined;
  });
  app.addHook('onSend', (request, reply, payload) => strikeAfter(face, request, reply, payload));
  app.addHook('onResponse', async (request, reply) => {
    request.entry.status = reply.raw.destroyed && request.fault?.kind === 'drop-after' ? 0 : reply.statusCode;
    request.entry.durationMs = performance.now() - request.startedAt;
  });
}

const refuse = (reply: FastifyReply, answer: { status: number; body: unknown }) =>
  reply.code(answer.status).send(answer.body);
