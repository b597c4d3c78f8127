// Raw HTTP answers: what the REST layer, the gate and the fault rules send, with the pages of proxies and sign-on.
// Trap: errors are structured only from framework version 4 on or when error+json is accepted; below that they are plain text.
import type { FaultRule } from '../../shared/faults.ts';
import type { AuthSettings } from '../options.ts';
import type { Refusal } from './refusal.ts';

export interface Answer {
  status: number;
  body: string | Buffer | null;
  contentType?: string;
  headers?: Record<string, string>;
}

export const CUT = Symbol('cut');
export type Outcome = Answer | typeof CUT;

const HTML = 'text/html; charset=utf-8';
const PLAIN = 'text/plain; charset=utf-8';
const ERROR_JSON = 'application/vnd.oracle.adf.error+json';
const page = (title: string, text: string) =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;

const TITLES: Readonly<Record<number, string>> = {
  ...{ 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed' },
  ...{ 406: 'Not Acceptable', 408: 'Request Timeout', 412: 'Precondition Failed', 415: 'Unsupported Media Type' },
  ...{ 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable' },
  ...{ 504: 'Gateway Timeout' },
};
export const titleOf = (status: number): string => TITLES[status] ?? 'Error';

export const htmlAnswer = (status: number, text = 'The service is temporarily unavailable.'): Answer => ({
  status,
  body: page(`${status} ${titleOf(status)}`, text),
  contentType: HTML,
});

/** The 401 of the API gate: HTML, nothing, or the sign-on page as if all were well. */
export function unauthorized(refusal: AuthSettings['refusal']): Answer {
  if (refusal === 'login-page')
    return {
      status: 200,
      body: page('Sign In', '<form action="/oam/server/auth_cred_submit"></form>'),
      contentType: HTML,
    };
  const headers = { 'www-authenticate': 'Bearer realm="owsm"' };
  if (refusal === 'empty') return { status: 401, body: null, headers };
  return { ...htmlAnswer(401, 'Authorization is required.'), headers };
}

export const forbidden = (): Answer => ({
  status: 403,
  body: 'You are not authorized to perform this operation.',
  contentType: PLAIN,
});

/** A refusal in the form that the version and the Accept header call for. */
export function refused(refusal: Refusal, version: number, accept: string): Answer {
  const { status, problems } = refusal;
  if (version < 4 && !accept.includes('error+json'))
    return { status, body: problems.map((one) => one.detail).join('\n'), contentType: PLAIN };
  const details = problems.map(({ code, detail, path }) => ({
    ...{ detail, 'o:errorCode': code, ...(path !== undefined && { 'o:errorPath': path }) },
  }));
  const body = JSON.stringify({ title: titleOf(status), status: String(status), 'o:errorDetails': details });
  return { status, body, contentType: ERROR_JSON };
}

/** The answer of a fault rule. */
export function faultAnswer(rule: FaultRule, refusal: AuthSettings['refusal']): Outcome {
  if (rule.kind === 'drop-before' || rule.kind === 'drop-after') return CUT;
  if (rule.kind === 'unauthorized') return unauthorized(refusal);
  if (rule.kind === 'forbidden') return forbidden();
  const retry = rule.retryAfterSec === undefined ? {} : { headers: { 'retry-after': String(rule.retryAfterSec) } };
  if (rule.kind === 'rate-limit')
    return { ...htmlAnswer(429, 'Too many requests.'), headers: { 'retry-after': String(rule.retryAfterSec ?? 1) } };
  if (rule.kind === 'html') return { ...htmlAnswer(rule.status ?? 503), ...retry };
  const status = rule.status ?? 500;
  return { status, body: 'An unexpected error occurred. Contact your help desk.', contentType: PLAIN, ...retry };
}
