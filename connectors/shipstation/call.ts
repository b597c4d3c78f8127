/**
 * One call to one of the two APIs: budget first, one exchange, the counters taken in, errors classified, the body read
 * by a schema. The trap: the budget must hear of every call that it let through, also of those without an answer.
 */
import type { z } from 'zod';
import { createHttpClient, type HttpRequest, type HttpResponse } from '../http/client.ts';
import type { CallObserver } from '../http/contract.ts';
import { type Api, type Asked, classify, isSuccess, unexpectedAnswer } from './errors.ts';
import type { Budget } from './shared-budget.ts';

export type CallerOptions = {
  api: Api;
  baseUrl: string;
  headers: Record<string, string>;
  timeoutMs: number;
  budget: Budget;
  now: () => Date;
  /** 1 (live) to 5 (backfill). */
  priority: () => number;
  observe?: CallObserver;
};

type Request = Pick<HttpRequest, 'method' | 'path' | 'query' | 'json' | 'write'>;

export type Caller = {
  /** The raw answer of a success; throws ConnectorError for everything else. */
  send(request: Request): Promise<HttpResponse>;
  /** The body as the schema says; throws ConnectorError. */
  read<T>(schema: z.ZodType<T>, request: Request): Promise<T>;
};

/** A caller bound to one API, its key and its budget. Nothing waits or retries. */
export function createCaller(options: CallerOptions): Caller {
  const http = createHttpClient({
    system: 'shipstation',
    baseUrl: options.baseUrl,
    timeoutMs: options.timeoutMs,
    ...(options.observe ? { observe: options.observe } : {}),
  });
  const send = async (request: Request): Promise<HttpResponse> => {
    const priority = options.priority();
    await options.budget.check(priority, options.now().getTime());
    const response = await http.send({ ...request, headers: options.headers }).catch(async (error: unknown) => {
      await options.budget.lost();
      throw error;
    });
    const retryAfterMs = await options.budget.answered(response, priority, options.now().getTime());
    if (!isSuccess(response)) throw classify(askedOf(options.api, request), response, retryAfterMs);
    return response;
  };
  return {
    send,
    read: async (schema, request) => bodyOf(schema, askedOf(options.api, request), await send(request)),
  };
}

function askedOf(api: Api, request: Request): Asked {
  return { api, method: request.method, path: request.path, write: request.write === true };
}

/** Names the members that do not fit, never their values. */
function bodyOf<T>(schema: z.ZodType<T>, asked: Asked, response: HttpResponse): T {
  const read = schema.safeParse(response.body);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw unexpectedAnswer(asked, response.status, places.join('; '));
}
