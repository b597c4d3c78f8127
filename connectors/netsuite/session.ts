/**
 * One signed exchange with NetSuite: answers 2xx responses, throws ConnectorError for everything else.
 * The trap: after a refused token the request is sent once more, and only once; a 401 proves that nothing was done.
 */
import { createHttpClient, type HttpRequest, type HttpResponse } from '../http/client.ts';
import type { CallGate, CallObserver } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import { looksLikeHtml } from './error-body.ts';
import { classifyNetSuiteError, isRefusedToken } from './errors.ts';
import type { ResolvedNetSuiteSettings } from './settings.ts';

export const RECORDS = '/services/rest/record/v1';

export type Session = {
  settings: ResolvedNetSuiteSettings;
  /** Only 2xx comes back. */
  send(request: HttpRequest): Promise<HttpResponse>;
};

export function createSession(
  settings: ResolvedNetSuiteSettings,
  authorizer: Authorizer,
  observe?: CallObserver,
  gate?: CallGate,
): Session {
  const http = createHttpClient({
    system: 'netsuite',
    baseUrl: settings.baseUrl,
    timeoutMs: settings.timeoutMs,
    ...(observe === undefined ? {} : { observe }),
    ...(gate === undefined ? {} : { gate }),
  });

  async function attempt(request: HttpRequest, mayRenew: boolean): Promise<HttpResponse> {
    const { method, query } = request;
    const url = http.urlOf(request.path);
    const authorization = await authorizer.header({ method, url, ...(query === undefined ? {} : { query }) });
    const response = await http.send({ ...request, headers: { ...headersOf(request), authorization } });
    if (!isTokenRefusal(response) || !mayRenew || authorizer.refused === undefined) return response;
    authorizer.refused(authorization);
    return attempt(request, false);
  }

  const headersOf = (request: HttpRequest): Record<string, string> => ({
    ...(request.write === true ? { 'x-netsuite-propertynamevalidation': settings.propertyNameValidation } : {}),
    ...request.headers,
  });

  return {
    settings,
    async send(request) {
      const response = await attempt(request, true);
      const isSuccess = response.status >= 200 && response.status < 300 && !looksLikeHtml(response);
      if (isSuccess) return response;
      throw classifyNetSuiteError(response, { write: request.write === true });
    },
  };
}

function isTokenRefusal(response: HttpResponse): boolean {
  if (response.status === 401) return true;
  return response.status === 400 && isRefusedToken(response.headers['www-authenticate'] ?? '');
}

/** Internal ids are numbers; a check here keeps any other text out of the path. */
export function recordPath(type: string, id: string, rest = ''): string {
  if (!/^-?[A-Za-z0-9_-]+$/.test(id)) throw invalid('BAD_ID', `"${id}" is not a NetSuite internal id.`);
  return `${RECORDS}/${type}/${id}${rest}`;
}

/** `eid:` paths break on anything but letters, digits, `_` and `-`. */
export function externalIdPath(type: string, externalId: string): string {
  return `${RECORDS}/${type}/eid:${checkExternalId(externalId)}`;
}

export function checkExternalId(externalId: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(externalId)) return externalId;
  throw invalid(
    'BAD_EXTERNAL_ID',
    `"${externalId}" cannot be an external id: only letters, digits, _ and - may be used.`,
  );
}

export function invalid(code: string, message: string): ConnectorError {
  return new ConnectorError({ type: 'Invalid', system: 'netsuite', code, message });
}
