/**
 * One call: token, budget, one exchange (others only after a refused token), errors classified, the body read by a
 * schema. Nothing waits or retries.
 * The trap: every write carries the channel header, also where ShipBob does not ask for it; reads carry none, or they
 * would see one channel only.
 */
import type { z } from 'zod';
import { createHttpClient, type HttpClient, type HttpRequest, type HttpResponse } from '../http/client.ts';
import type { CallObserver } from '../http/contract.ts';
import { encode } from '../http/encode.ts';
import type { Authorizer } from './auth.ts';
import { type Asked, classify, isOfType, isRefused, isSuccess, notSent, unexpectedAnswer } from './errors.ts';
import type { ResolvedShipBobSettings } from './settings.ts';
import type { Budget } from './shared-budget.ts';

export type CallerOptions = {
  settings: ResolvedShipBobSettings;
  authorizer: Authorizer;
  budget: Budget;
  now: () => Date;
  /** 1 (live) to 5 (backfill). */
  priority: () => number;
  observe?: CallObserver;
};

export type Request = Pick<HttpRequest, 'method' | 'query' | 'json'> & {
  /** Below the version, e.g. `/receiving/7`. */
  path: string;
  write?: boolean;
  /** A list or another thing that is always there: "not found" then is about the address. */
  collection?: boolean;
  /** Sent with commas and colons as they are: a product search is a list that ShipBob reads so. */
  rawQuery?: string;
  /** Instead of the connection's own. */
  version?: string;
};

export type Caller = {
  settings: ResolvedShipBobSettings;
  /** The raw answer of a success; throws ConnectorError for everything else. */
  send(request: Request): Promise<HttpResponse>;
  /** The body as the schema says. */
  read<T>(schema: z.ZodType<T>, request: Request): Promise<T>;
  /** The same with the answer's headers. */
  page<T>(schema: z.ZodType<T>, request: Request): Promise<{ data: T; headers: HttpResponse['headers'] }>;
  /** undefined when there is no such record. */
  find<T>(schema: z.ZodType<T>, request: Request): Promise<T | undefined>;
};

export function createCaller(options: CallerOptions): Caller {
  const { settings, observe } = options;
  const http = createHttpClient({
    system: 'shipbob',
    baseUrl: settings.baseUrl,
    timeoutMs: settings.timeoutMs,
    ...(observe === undefined
      ? {}
      : { observe: (report) => observe({ ...report, path: report.path.replace(/\?.*$/, '') }) }),
  });
  const send = (request: Request) => sendOne(options, http, request);
  const page: Caller['page'] = async (schema, request) => {
    const response = await send(request);
    return { data: bodyOf(schema, askedOf(request), response), headers: response.headers };
  };
  return {
    settings,
    send,
    page,
    read: async (schema, request) => (await page(schema, request)).data,
    find: async (schema, request) => {
      try {
        return (await page(schema, request)).data;
      } catch (error) {
        if (isOfType(error, 'NotFound')) return undefined;
        throw error;
      }
    },
  };
}

/** An id as one segment of a path. */
export const segment = (id: string): string => encode(id);

async function sendOne(options: CallerOptions, http: HttpClient, request: Request): Promise<HttpResponse> {
  const channel = channelHeader(options.settings, request);
  const token = await options.authorizer.token();
  const first = await exchange(options, http, request, { ...channel, authorization: `Bearer ${token}` });
  if (!isRefused(first.response) || !options.authorizer.refused(token)) return judged(request, first);
  const other = await options.authorizer.token();
  const second = await exchange(options, http, request, { ...channel, authorization: `Bearer ${other}` });
  // Another process's token may be over, too; one that was renewed just now and is refused means what it says.
  if (!isRefused(second.response) || options.authorizer.isNew(other)) return judged(request, second);
  options.authorizer.refused(other);
  const last = await options.authorizer.token();
  return judged(request, await exchange(options, http, request, { ...channel, authorization: `Bearer ${last}` }));
}

function channelHeader({ channelId }: ResolvedShipBobSettings, request: Request): Record<string, string> {
  if (request.write !== true) return {};
  if (channelId !== undefined) return { shipbob_channel_id: channelId };
  throw notSent(
    'Config',
    'NO_CHANNEL',
    'no channel is set: put shipbob.channelId into the settings (`ping` lists the channels)',
  );
}

type Exchanged = { response: HttpResponse; retryAfterMs: number | undefined };

async function exchange(
  { settings, budget, now, priority }: CallerOptions,
  http: HttpClient,
  { path, rawQuery, query, version = settings.apiVersion, method, json, write }: Request,
  headers: Record<string, string>,
): Promise<Exchanged> {
  const own = priority();
  await budget.check(own, now().getTime());
  const response = await http.send({
    method,
    path: `/${version}${path}${rawQuery === undefined ? '' : `?${rawQuery}`}`,
    headers,
    write: write === true,
    ...(query === undefined || rawQuery !== undefined ? {} : { query }),
    ...(json === undefined ? {} : { json }),
  });
  return { response, retryAfterMs: await budget.answered(response, own, now().getTime()) };
}

function judged(request: Request, { response, retryAfterMs }: Exchanged): HttpResponse {
  if (isSuccess(response)) return response;
  throw classify(askedOf(request), response, retryAfterMs);
}

const askedOf = ({ method, path, write, collection }: Request): Asked => ({
  method,
  path,
  write: write === true,
  collection: collection === true,
});

/** Names the members that do not fit, never their values. */
function bodyOf<T>(schema: z.ZodType<T>, asked: Asked, response: HttpResponse): T {
  const read = schema.safeParse(response.body);
  if (read.success) return read.data;
  const places = read.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw unexpectedAnswer(asked, response.status, places.join('; '));
}
