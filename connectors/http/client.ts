/**
 * One HTTP exchange with a vendor through got: no retry, no redirect, time and size limits, JSON parsed tolerantly.
 * The trap: a write whose answer was lost is `Uncertain`, not `Unavailable`; only a refused connection proves that
 * nothing was sent.
 */
import got, { RequestError, type Response } from 'got';
import type { CallObserver } from './contract.ts';
import { ConnectorError } from './errors.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base address, starting with `/`; no query. */
  path: string;
  /** Percent-encoded by RFC 3986 (a space is %20). */
  query?: Record<string, string>;
  headers?: Record<string, string>;
  json?: unknown;
  form?: Record<string, string>;
  /** True where the call changes something: then a lost answer is `Uncertain`. */
  write?: boolean;
  timeoutMs?: number;
};

export type HttpResponse = {
  status: number;
  headers: Record<string, string | undefined>;
  /** Parsed JSON; undefined for an empty or non-JSON body. */
  body: unknown;
  text: string;
};

export type HttpClientOptions = {
  system: string;
  /** May hold a path prefix, e.g. `http://127.0.0.1:4010/ns`. */
  baseUrl: string;
  timeoutMs: number;
  maxResponseBytes?: number;
  observe?: CallObserver;
};

export type HttpClient = { send(request: HttpRequest): Promise<HttpResponse>; urlOf(path: string): string };

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** Codes of failures that happen before a byte of the request left. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Any HTTP status is returned; only failures of transport throw (ConnectorError `Unavailable` or `Uncertain`). */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = options.baseUrl.replace(/\/+$/, '');
  const urlOf = (path: string) => base + path;
  return { urlOf, send: (request) => exchange(options, urlOf(request.path), request) };
}

async function exchange(options: HttpClientOptions, url: string, request: HttpRequest): Promise<HttpResponse> {
  const startedAt = performance.now();
  try {
    const response = await sendOnce(options, url + queryString(request.query), request);
    report(options, request, startedAt, response.rawBody.length, response.statusCode);
    return toHttpResponse(response);
  } catch (error) {
    report(options, request, startedAt, 0);
    throw transportError(options.system, request, error);
  }
}

function sendOnce(options: HttpClientOptions, url: string, request: HttpRequest): Promise<Response<string>> {
  const limit = options.maxResponseBytes ?? DEFAULT_MAX_BYTES;
  const call = got(url, {
    method: request.method,
    headers: { accept: 'application/json', 'user-agent': 'ml-connector', ...request.headers },
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.form === undefined ? {} : { form: request.form }),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { request: request.timeoutMs ?? options.timeoutMs },
    responseType: 'text',
  });
  call.on('downloadProgress', (progress) => {
    if (progress.transferred > limit) call.cancel();
  });
  return call;
}

function queryString(query: Record<string, string> | undefined): string {
  const pairs = Object.entries(query ?? {}).map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** RFC 3986: also `!'()*`, which encodeURIComponent leaves alone. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function toHttpResponse(response: Response<string>): HttpResponse {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: response.statusCode, headers, body: parseJson(response.body), text: response.body };
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function transportError(system: string, request: HttpRequest, error: unknown): ConnectorError {
  const code = error instanceof RequestError ? error.code : 'ABORTED';
  const lost = request.write === true && !NEVER_SENT.has(code);
  return new ConnectorError({
    type: lost ? 'Uncertain' : 'Unavailable',
    system,
    code,
    message: lost
      ? `${request.method} ${request.path}: the answer was lost (${code}); it may have been carried out`
      : `${request.method} ${request.path}: no answer (${code})`,
  });
}

function report(o: HttpClientOptions, request: HttpRequest, startedAt: number, bytes: number, status?: number): void {
  o.observe?.({
    system: o.system,
    method: request.method,
    path: request.path,
    durationMs: Math.round(performance.now() - startedAt),
    bytes,
    ...(status === undefined ? {} : { status }),
  });
}
