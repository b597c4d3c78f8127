/**
 * Turns an answer that is not a success into the one ConnectorError that tells what to do: first the HTTP status, then
 * the code of the first GraphQL error. The trap: GraphQL answers 200 for nearly everything, also for "wait" and "no".
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';

export type Asked = { name: string; write: boolean };

/** One entry of `errors`; `path` without list indexes, e.g. `order.customer`. */
export type GraphQlError = { message: string; code: string; path: string };

const MAX_DETAIL = 300;
/** A status of 403 parks the whole connection: nothing would work until somebody acts. */
const PARKS = 403;

type Verdict = { type: FailureType; status?: number; code?: string; hint?: string };

const BY_STATUS: Record<number, Verdict> = {
  400: { type: 'Invalid' },
  401: {
    type: 'Auth',
    hint: 'the access token is expired, revoked, or the app was uninstalled: install or authorise the app again and set the credentials',
  },
  402: { type: 'Config', status: PARKS, code: 'SHOP_FROZEN', hint: 'the shop is frozen: its owner has a bill to pay' },
  403: { type: 'Config', status: PARKS, hint: 'the app may not do this: check its access scopes' },
  404: {
    type: 'Config',
    status: PARKS,
    code: 'SHOP_NOT_FOUND',
    hint: 'check shop, baseUrl and apiVersion in the settings',
  },
  406: { type: 'Invalid' },
  408: { type: 'Unavailable' },
  413: { type: 'Invalid' },
  415: { type: 'Invalid' },
  423: { type: 'Config', status: PARKS, code: 'SHOP_LOCKED', hint: 'the shop is locked: its owner must ask Shopify' },
  429: { type: 'RateLimited' },
  430: { type: 'RateLimited', hint: 'Shopify refused the request as suspicious' },
};

const BY_CODE: Record<string, Verdict> = {
  ACCESS_DENIED: { type: 'Config', hint: 'give the app this access and have the shop approve it' },
  SHOP_INACTIVE: { type: 'Config', status: PARKS, hint: 'the shop is closed or paused' },
  THROTTLED: { type: 'RateLimited' },
  MAX_COST_EXCEEDED: { type: 'Invalid' },
  BAD_REQUEST: { type: 'Invalid' },
  INVALID_VARIABLE: { type: 'Invalid' },
  INVALID_FIELD_ARGUMENTS: { type: 'Invalid' },
  PARSE_ERROR: { type: 'Invalid' },
  RESOURCE_NOT_FOUND: { type: 'NotFound' },
  NOT_FOUND: { type: 'NotFound' },
};

const NON_EXPIRING = /non-expiring access tokens/i;
const DEFAULT_WAIT_MS = 2_000;
const SUSPICIOUS_WAIT_MS = 60_000;

/** For any status but a 2xx, and for a 2xx that is no JSON object. */
export function classifyHttp(asked: Asked, response: HttpResponse): ConnectorError {
  const { status } = response;
  const html = isHtml(response);
  const verdict = html ? byPage(status) : BY_STATUS[status];
  const detail = html ? 'an HTML page of a gateway' : bodyWords(response.body);
  const type =
    verdict?.type ??
    (status >= 300 && status < 400 ? 'Config' : status < 500 && status >= 400 ? 'Invalid' : 'Unavailable');
  const isOldToken = status === 403 && NON_EXPIRING.test(detail);
  const hint = isOldToken ? 'this kind of token ended: change to expiring tokens' : verdict?.hint;
  return failure(asked, {
    type: isOldToken ? 'Auth' : type === 'Unavailable' && asked.write ? 'Uncertain' : type,
    status: verdict?.status ?? status,
    code: isOldToken ? 'NON_EXPIRING_TOKEN' : (verdict?.code ?? `HTTP_${status}`),
    words: [`HTTP ${status}`, detail, hint],
    requestId: response.headers['x-request-id'],
    ...(type === 'RateLimited' ? { retryAfterMs: waitOf(response) } : {}),
  });
}

/** For an answer of status 200 whose `errors` are not to be tolerated. `throttledMs`: the wait that the bucket asks. */
export function classifyGraphQl(
  asked: Asked,
  errors: readonly GraphQlError[],
  requestId?: string,
  throttledMs?: number,
): ConnectorError {
  const worst =
    errors.find(({ code }) => code === 'THROTTLED') ?? errors.find(({ code }) => code !== 'ACCESS_DENIED') ?? errors[0];
  const code = worst?.code ?? '';
  const verdict = BY_CODE[code] ?? { type: isValidation(code) ? 'Invalid' : 'Unavailable' };
  const parks = code === 'ACCESS_DENIED' && /^orders?$/.test(worst?.path ?? '');
  return failure(asked, {
    type: verdict.type === 'Unavailable' && asked.write ? 'Uncertain' : verdict.type,
    ...(parks ? { status: PARKS } : verdict.status === undefined ? {} : { status: verdict.status }),
    code: code || 'GRAPHQL_ERROR',
    words: [worst?.message, worst?.path === '' ? undefined : `at ${worst?.path}`, verdict.hint],
    requestId,
    ...(verdict.type === 'RateLimited' ? { retryAfterMs: throttledMs ?? DEFAULT_WAIT_MS } : {}),
  });
}

/** A success whose body is not what the schema promises. A write may still have been carried out. */
export function unexpectedAnswer(asked: Asked, detail: string, requestId?: string): ConnectorError {
  return failure(asked, {
    type: asked.write ? 'Uncertain' : 'Unavailable',
    code: 'UNEXPECTED_ANSWER',
    words: ['an answer of another shape', detail],
    requestId,
  });
}

type Failure = {
  type: FailureType;
  code: string;
  words: (string | undefined)[];
  requestId?: string | undefined;
  status?: number;
  retryAfterMs?: number;
};

/** An error of the named operation, with Shopify's request id for its support. */
export function failure(asked: Asked, fields: Failure): ConnectorError {
  const { words, requestId, ...rest } = fields;
  const said = words.filter((part) => part).join('; ');
  const trace = requestId === undefined ? '' : ` (request ${requestId})`;
  return new ConnectorError({ ...rest, system: 'shopify', message: `Shopify ${asked.name}: ${cut(said)}${trace}` });
}

/** graphql-ruby's checks of the document itself have codes such as `undefinedField`. */
const isValidation = (code: string): boolean => /^[a-z][A-Za-z]*$/.test(code);

/** A gateway's page says nothing about tokens or records. */
const byPage = (status: number): Verdict | undefined =>
  status === 401 || status === 429 || status === 430
    ? BY_STATUS[status]
    : { type: status >= 300 && status < 400 ? 'Config' : 'Unavailable' };

function waitOf(response: HttpResponse): number {
  const seconds = Number(response.headers['retry-after'] || Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.max(1_000, Math.ceil(seconds * 1_000));
  return response.status === 430 ? SUSPICIOUS_WAIT_MS : DEFAULT_WAIT_MS;
}

/** `{"errors": "text"}`, `{"errors": [{message}]}`, `{"errors": {field: [text]}}` or `{"error", "error_description"}`. */
export function bodyWords(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const members: Record<string, unknown> = { ...body };
  const said = members.errors ?? [members.error, members.error_description].filter((part) => part);
  return cut(wordsOf(said));
}

function wordsOf(said: unknown): string {
  if (typeof said === 'string') return said;
  if (Array.isArray(said)) return said.map(wordsOf).filter(Boolean).join('; ');
  if (typeof said !== 'object' || said === null) return '';
  if ('message' in said) return wordsOf(said.message);
  return Object.entries(said)
    .map(([name, value]) => `${name}: ${wordsOf(value)}`)
    .join('; ');
}

export function isHtml(response: HttpResponse): boolean {
  if (response.body !== undefined) return false;
  return /html/i.test(response.headers['content-type'] ?? '') || response.text.trimStart().startsWith('<');
}

const cut = (words: string) => (words.length > MAX_DETAIL ? `${words.slice(0, MAX_DETAIL)}…` : words);
