/**
 * One call: sign-in, one exchange (a second one only after a refused token), errors classified, JSON read exactly.
 * The trap: a refused token shows as 401 with HTML or nothing, or as the sign-in page with status 200; both prove that
 * nothing was done, so the call is sent once more, and only once.
 */
import { createHttpClient, type HttpClient, type HttpRequest, type HttpResponse } from '../http/client.ts';
import type { CallGate, CallObserver } from '../http/contract.ts';
import { encode } from '../http/encode.ts';
import { exactJson, parseExact, type ViewValue } from '../http/exact-json.ts';
import type { Authorizer } from './auth.ts';
import { looksLikeHtml } from './error-body.ts';
import { type Asked, classify, notSent } from './errors.ts';
import type { Etags } from './etags.ts';
import { type ListQuery, queryText } from './query.ts';
import type { ResolvedFusionSettings } from './settings.ts';
import type { FusionBody } from './types.ts';

export type CallerOptions = {
  settings: ResolvedFusionSettings;
  authorizer: Authorizer;
  etags: Etags;
  now: () => Date;
  observe?: CallObserver;
  gate?: CallGate;
};

export type Request = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version, e.g. `/receivablesInvoices`. */
  path: string;
  /** Whose REST API; default fscm. */
  area?: 'fscm' | 'crm';
  query?: ListQuery;
  body?: FusionBody;
  /** Media type of the body; default that of one resource item. */
  media?: string;
  /** A list, or a resource that things are posted to: "not found" then is about the address. */
  collection?: boolean;
};

export type Answer = { status: number; headers: HttpResponse['headers']; body: ViewValue | undefined };

export type Caller = {
  settings: ResolvedFusionSettings;
  now: () => Date;
  etags: Etags;
  /** Only successes come back; throws ConnectorError for everything else. */
  send(request: Request): Promise<Answer>;
  /** A SOAP call: any status comes back but those that say nothing about the envelope (sign-in, privilege, no service). */
  soap(path: string, action: string, envelope: string, write: boolean): Promise<HttpResponse>;
  /** Outside any version, e.g. `/fscmRestApi/resources`. */
  plainGet(path: string): Promise<Answer>;
};

const ITEM = 'application/vnd.oracle.adf.resourceitem+json';
const ACCEPT = 'application/json, application/vnd.oracle.adf.error+json';
const BASES = { fscm: '/fscmRestApi/resources', crm: '/crmRestApi/resources' };

export function createCaller(options: CallerOptions): Caller {
  const { settings, authorizer, etags, now, observe, gate } = options;
  const http = createHttpClient({
    system: 'fusion',
    baseUrl: settings.baseUrl,
    timeoutMs: settings.timeoutMs,
    ...(observe === undefined ? {} : { observe }),
    ...(gate === undefined ? {} : { gate }),
  });
  const framework = { accept: ACCEPT, 'rest-framework-version': String(settings.frameworkVersion) };
  const rest = async (request: HttpRequest, collection: boolean): Promise<Answer> => {
    const response = await exchange(http, authorizer, request);
    const asked: Asked = { method: request.method, path: request.path, write: request.write === true, collection };
    if (!isSuccess(response)) throw classify(asked, response);
    return { status: response.status, headers: response.headers, body: parseExact(response.text) };
  };
  return {
    settings,
    now,
    etags,
    async send({ method, path, area = 'fscm', query, body, media = ITEM, collection = false }) {
      const write = method !== 'GET';
      const match = write ? etags.of(path) : undefined;
      if (write) etags.forget(path);
      return rest(
        {
          method,
          path: `${BASES[area]}/${settings.apiVersion}${path}`,
          write,
          headers: {
            ...framework,
            ...(body === undefined ? {} : { 'content-type': media }),
            ...(match === undefined ? {} : { 'if-match': match }),
          },
          ...(query === undefined ? {} : { rawQuery: queryText(query, settings.frameworkVersion) }),
          ...(body === undefined ? {} : { json: exactJson(body, badNumber) }),
        },
        collection,
      );
    },
    plainGet: (path) => rest({ method: 'GET', path, headers: framework }, true),
    async soap(path, action, envelope, write) {
      const headers = { accept: 'text/xml', 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"` };
      const response = await exchange(http, authorizer, { method: 'POST', path, text: envelope, write, headers });
      const isEnvelope = /<(\w+:)?Envelope\b/.test(response.text);
      if (isEnvelope && response.status !== 401 && response.status !== 403) return response;
      throw classify({ method: 'POST', path, write, collection: true }, response);
    },
  };
}

async function exchange(http: HttpClient, authorizer: Authorizer, request: HttpRequest): Promise<HttpResponse> {
  const attempt = async (): Promise<{ response: HttpResponse; header: string }> => {
    const header = await authorizer.header();
    const response = await http.send({ ...request, headers: { ...request.headers, authorization: header } });
    return { response, header };
  };
  const first = await attempt();
  if (!isRefused(first.response) || authorizer.refused === undefined) return first.response;
  authorizer.refused(first.header);
  return (await attempt()).response;
}

const isRefused = (response: HttpResponse): boolean =>
  response.status === 401 || (response.status < 400 && (response.status >= 300 || looksLikeHtml(response)));

const isSuccess = (response: HttpResponse): boolean =>
  response.status >= 200 && response.status < 300 && !looksLikeHtml(response);

const badNumber = (path: string, decimal: string) =>
  notSent('BAD_NUMBER', `${path} "${decimal}" is not a number that Fusion can take exactly`);

/** A record's id as one segment of a path. Throws `Invalid` BAD_ID for what is no id. */
export function idSegment(id: string): string {
  if (/^\d{1,25}$/.test(id)) return id;
  throw notSent('BAD_ID', `"${id}" is not an id of Fusion`);
}

/** Any other key, e.g. a party's number. */
export const keySegment = (key: string): string => encode(key);
