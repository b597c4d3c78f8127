/**
 * One HTTP exchange with a vendor through got: no retry, no redirect, time and size limits, JSON parsed tolerantly.
 * The trap: a write whose answer was lost is `Uncertain`, not `Unavailable`; only a failure to connect proves that
 * nothing was sent.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Response } from 'got';
import type { CallGate, CallObserver } from './contract.ts';
import { queryString } from './encode.ts';
import { transportError } from './transport-error.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base address, starting with `/`; no query. */
  path: string;
  /** Percent-encoded by RFC 3986 (a space is %20). */
  query?: Record<string, string>;
  /** Instead of `query`: encoded already, without the question mark; never told to the watcher nor in errors. */
  rawQuery?: string;
  headers?: Record<string, string>;
  json?: unknown;
  /** A body as it stands; name its content-type in `headers`. */
  text?: string;
  form?: Record<string, string>;
  /** True where the call changes something: then a lost answer is `Uncertain`. */
  write?: boolean;
  timeoutMs?: number;
};

export type HttpResponse = {
  status: number;
  /** Names in lower case; repeated headers joined by a comma. */
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
  /** Counted after decompression; default 32 MiB. */
  maxResponseBytes?: number;
  observe?: CallObserver;
  gate?: CallGate;
};

export type HttpClient = { send(request: HttpRequest): Promise<HttpResponse>; urlOf(path: string): string };

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** Short, because a server that drops an idle connection just as a write starts turns that write into `Uncertain`. */
const IDLE_SOCKET_MS = 4_000;
const AGENT_OPTIONS = { keepAlive: true, timeout: IDLE_SOCKET_MS, maxFreeSockets: 64 };
const agent = { http: new HttpAgent(AGENT_OPTIONS), https: new HttpsAgent(AGENT_OPTIONS) };

/** Any HTTP status is returned; only failures of transport throw (see transportError). */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = options.baseUrl.replace(/\/+$/, '');
  const urlOf = (path: string) => base + path;
  const gate: CallGate = options.gate ?? ((call) => call());
  return { urlOf, send: (request) => gate(() => exchange(options, urlOf(request.path), request)) };
}

async function exchange(options: HttpClientOptions, url: string, request: HttpRequest): Promise<HttpResponse> {
  const startedAt = performance.now();
  const maxBytes = options.maxResponseBytes ?? DEFAULT_MAX_BYTES;
  let response: Response<string>;
  try {
    const query = request.rawQuery ? `?${request.rawQuery}` : queryString(request.query);
    response = await sendOnce(url + query, request, options.timeoutMs, maxBytes);
  } catch (error) {
    report(options, request, startedAt, 0);
    throw transportError(options.system, request, error, maxBytes);
  }
  report(options, request, startedAt, response.rawBody.length, response.statusCode);
  return toHttpResponse(response);
}

async function sendOnce(url: string, request: HttpRequest, timeoutMs: number, limit: number) {
  const limitMs = request.timeoutMs ?? timeoutMs;
  const connectMs = Math.min(limitMs, CONNECT_TIMEOUT_MS);
  const call = got(url, {
    agent,
    method: request.method,
    headers: { accept: 'application/json', 'user-agent': 'ml-connector', ...request.headers },
    ...(request.json === undefined ? {} : { json: request.json }),
    ...(request.text === undefined ? {} : { body: request.text }),
    ...(request.form === undefined ? {} : { form: request.form }),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, request: limitMs },
    responseType: 'text',
  });
  call.on('downloadProgress', (progress) => {
    if (progress.transferred > limit) call.cancel();
  });
  return call;
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

/** A watcher that throws must not turn a call that was carried out into a failure. */
function report(o: HttpClientOptions, request: HttpRequest, startedAt: number, bytes: number, status?: number): void {
  try {
    o.observe?.({
      system: o.system,
      method: request.method,
      path: request.path,
      durationMs: Math.round(performance.now() - startedAt),
      bytes,
      ...(status === undefined ? {} : { status }),
    });
  } catch {
    // Nothing to do: the call's own outcome is what counts.
  }
}
