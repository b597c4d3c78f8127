/**
 * Turns an answer that is not a success into the one ConnectorError that tells what to do: by status, then by a few words
 * of the vendor's, because ShipBob gives no codes. The trap: every area has its own shape of error body, and an HTML page
 * comes from the gateway in front, so a 404 page must not read as "there is no such record".
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';

/** `collection`: the path names no record, so "not found" is about the address. */
export type Asked = { method: string; path: string; write: boolean; collection?: boolean };

const MAX_DETAIL = 300;

const BY_STATUS: Record<number, FailureType> = {
  400: 'Invalid',
  401: 'Auth',
  403: 'Config',
  404: 'NotFound',
  405: 'Config',
  409: 'Conflict',
  410: 'Config',
  413: 'Invalid',
  415: 'Invalid',
  422: 'Invalid',
  429: 'RateLimited',
};

/** Said of a name that is taken: look the record up by it. */
const DUPLICATE =
  /existing reference ?id|duplicate reference|reference ?id already exists|PO reference already exists|must be a unique value/i;
const NO_CHANNEL = /shipbob[_-]channel[_-]id|channel ?id/i;
/** Areas with scopes of their own: without them the rest of the connection still works, so it is not parked for them. */
const OF_ITS_OWN = /\/(invoices|transactions|transaction-fees|shipments-tracking)\b/;

const OWN_SCOPE_HINT =
  'bills need the scope billing_read, carriers tracking_read: make a new token with it, or run `connections authorize` again';
const AUTH_HINT =
  'the token is wrong, ended or revoked: run `connections authorize` again, or `credentials set` with a new token';

/** True for an answer that is the thing asked for: 2xx and not an HTML page. */
export const isSuccess = (response: HttpResponse): boolean =>
  response.status >= 200 && response.status < 300 && !isHtml(response);

/** A redirect leads to a sign-in page: that is how a bad token has been answered, too. */
export const isRefused = ({ status }: HttpResponse): boolean => status === 401 || (status >= 300 && status < 400);

/** The error for a non-success. `retryAfterMs` is the advice for a 429. */
export function classify(asked: Asked, response: HttpResponse, retryAfterMs?: number): ConnectorError {
  const html = isHtml(response);
  const detail = html ? 'an HTML page of a gateway' : detailOf(response.body);
  const { type, code } = verdict(asked, response, html, detail);
  return failure(asked, {
    type,
    code: code ?? `HTTP_${response.status}`,
    ...(response.status === 403 && OF_ITS_OWN.test(asked.path) ? {} : { status: response.status }),
    words: [String(response.status), detail, hintOf(asked, response, type)],
    ...(type === 'RateLimited' && retryAfterMs !== undefined ? { retryAfterMs } : {}),
  });
}

/** A success whose body is not what the API promises. A write may still have been carried out. */
export function unexpectedAnswer(asked: Asked, status: number, detail: string): ConnectorError {
  return failure(asked, {
    type: asked.write ? 'Uncertain' : 'Invalid',
    code: 'UNEXPECTED_ANSWER',
    status,
    words: [String(status), `an answer of another shape: ${detail}`],
  });
}

/** What we refuse to send. */
export const notSent = (type: 'Config' | 'Invalid', code: string, message: string): ConnectorError =>
  new ConnectorError({ type, system: 'shipbob', code, message: `ShipBob: ${message}; not sent` });

export const isOfType = (error: unknown, type: FailureType): error is ConnectorError =>
  error instanceof ConnectorError && error.type === type;

type Verdict = { type: FailureType; code?: string };

function verdict(asked: Asked, response: HttpResponse, html: boolean, detail: string): Verdict {
  const { status } = response;
  const lost: FailureType = asked.write ? 'Uncertain' : 'Unavailable';
  if (isRefused(response)) return { type: 'Auth' };
  if (status === 429) return { type: 'RateLimited' };
  if (status >= 500 || status < 300 || status === 408) return { type: lost };
  if (html) return { type: 'Unavailable' };
  if (status === 404 && asked.collection) return { type: 'Config', code: 'NO_SUCH_PATH' };
  const isRefusal = status === 400 || status === 409 || status === 422;
  if (isRefusal && DUPLICATE.test(detail)) return { type: 'Conflict', code: 'DUPLICATE' };
  if (status === 400 && asked.write && NO_CHANNEL.test(detail)) return { type: 'Config', code: 'CHANNEL' };
  return { type: BY_STATUS[status] ?? 'Invalid' };
}

function hintOf(asked: Asked, { status }: HttpResponse, type: FailureType): string | undefined {
  if (type === 'Auth') return AUTH_HINT;
  if (status === 404 && type === 'Config') return 'check baseUrl and apiVersion';
  if (type !== 'Config') return undefined;
  if (OF_ITS_OWN.test(asked.path)) return OWN_SCOPE_HINT;
  if (asked.write)
    return 'check the scopes of the token, and that channelId is the channel with write scopes (`ping` lists them)';
  return 'check the scopes of the token';
}

type Failure = {
  type: FailureType;
  code: string;
  status?: number;
  words: (string | undefined)[];
  retryAfterMs?: number;
};

function failure(asked: Asked, { words, ...rest }: Failure): ConnectorError {
  const said = words.filter((part) => part).join('; ');
  return new ConnectorError({ system: 'shipbob', message: `ShipBob ${asked.method} ${asked.path}: ${said}`, ...rest });
}

function isHtml(response: HttpResponse): boolean {
  if (response.body !== undefined) return false;
  return /html/i.test(response.headers['content-type'] ?? '') || response.text.trimStart().startsWith('<');
}

/**
 * The words of any of the shapes: `{Field: [words]}`, ValidationProblemDetails, `{message, errors[]}`, `{code, message}`,
 * `{value}` around any of them, a list of words, or one.
 */
function detailOf(body: unknown): string {
  return cut(wordsOf(body).join('; '));
}

function wordsOf(body: unknown): string[] {
  if (typeof body === 'string') return body === '' ? [] : [body];
  if (Array.isArray(body)) return body.filter((part) => typeof part === 'string');
  const { code, message, title, detail, errors, value, ...rest } = membersOf(body);
  const plain = [code, message, detail ?? title].filter((part) => typeof part === 'string' && part !== '') as string[];
  const named = Array.isArray(errors) ? wordsOf(errors) : fields(membersOf(errors));
  return [...plain, ...named, ...fields(rest), ...(value === undefined || value === null ? [] : wordsOf(value))];
}

/** Only lists of words count: other members are the record that was sent, or the machinery's own. */
const fields = (members: Record<string, unknown>): string[] =>
  Object.entries(members).flatMap(([name, said]) => {
    const words = Array.isArray(said) ? said.filter((part) => typeof part === 'string').join(' ') : '';
    return words === '' ? [] : [name === '' ? words : `${name}: ${words}`];
  });

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

const cut = (text: string) => (text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text);
