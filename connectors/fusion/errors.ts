/**
 * What a refusal of Fusion means, as one ordered table: the first row that fits decides.
 * The trap: a POST or PATCH that was answered by a time-out or a failing server may have been carried out, while the same
 * status proves nothing for a read; and the sign-in page may come with status 200.
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import { type ErrorFacts, readErrorBody } from './error-body.ts';

/** `collection`: the path names no single record, so "not found" is about the address. */
export type Asked = { method: string; path: string; write: boolean; collection?: boolean };

type Facts = ErrorFacts & Asked & { status: number; text: string };
type Rule = {
  when: (f: Facts) => boolean;
  type: FailureType | ((f: Facts) => FailureType);
  /** Ours where Fusion has none of its own; else Fusion's first code is kept. */
  code?: string;
  say: (f: Facts) => string;
};

const MAX_WORDS = 4_000;

const DUPLICATE_CODE = /_DUP_NUM\b|_DUPLICATE_NUMBER\b|_NUM(BER)?_(EXISTS|DUPLICATE|NOT_UNIQUE)\b/;
const DUPLICATE =
  /\b(number|reference|identifier|interface ?id|key)\b[^.]*\b(already exists|already used|already in use|not unique|must be unique|duplicate)/i;
const CLOSED_CODE = /PERIOD_(CLOSED|NOT_OPEN)|(CLOSED|NOT_OPEN|NO_OPEN)_PERIOD|GL_DATE_(CLOSED|INVALID)/;
const CLOSED =
  /\bperiod\b[^.]*\b(closed|not open|isn['’]t open|not in an open)\b|\b(closed|no open|not in an open|isn['’]t in an open)\b[^.]*\bperiod\b/i;
const BAD_VERSION = /REST-Framework-Version|framework version/i;

const lost = (f: Facts): FailureType => (f.write ? 'Uncertain' : 'Unavailable');
const maybeDone = (f: Facts): string => (f.write ? ' The change may have been carried out.' : '');
const has = (f: Facts, code: RegExp, words: RegExp): boolean =>
  f.problems.some((problem) => code.test(problem.code ?? '') || words.test(problem.words));

const RULES: Rule[] = [
  {
    when: (f) => f.status < 400 && (f.isHtml || f.status >= 300),
    type: 'Auth',
    code: 'LOGIN_PAGE',
    say: () => 'Fusion shows its sign-in page instead of an answer: the token is not accepted at this address',
  },
  {
    when: (f) => f.status === 401,
    type: 'Auth',
    say: () =>
      'Fusion refused our sign-in, also with a new token: check that the client id is a Fusion user with roles, and the scope',
  },
  {
    when: (f) => f.status === 403,
    type: 'Config',
    say: () => 'the Fusion user lacks a privilege or the data access for this',
  },
  { when: (f) => f.status === 429, type: 'RateLimited', say: () => 'Fusion asks to wait' },
  {
    when: (f) => f.status === 503,
    type: 'Unavailable',
    say: () => 'Fusion is not available just now (maintenance, or too busy); nothing was done',
  },
  {
    when: (f) => f.status === 408,
    type: lost,
    code: 'STILL_RUNNING',
    say: (f) => `Fusion did not get done in time${f.write ? ' and may still be working on it' : ''}.`,
  },
  { when: (f) => f.status >= 500, type: lost, say: (f) => `Fusion failed.${maybeDone(f)}` },
  {
    when: (f) => f.status === 404 && (f.collection === true || f.isHtml),
    type: 'Config',
    code: 'NO_SUCH_PATH',
    say: () => 'Fusion does not know this address: check fusion.baseUrl and fusion.apiVersion',
  },
  { when: (f) => f.status === 404, type: 'NotFound', say: () => 'Fusion has no such record.' },
  {
    when: (f) => f.status === 409 || f.status === 412,
    type: 'Conflict',
    code: 'CHANGED',
    say: () => 'somebody else changed this in Fusion meanwhile.',
  },
  {
    when: (f) => f.status === 405 || f.status === 406 || f.status === 415,
    type: 'Config',
    say: () => 'Fusion does not offer this call',
  },
  {
    when: (f) => f.problems.some((problem) => BAD_VERSION.test(problem.words)),
    type: 'Config',
    say: () => 'Fusion does not take fusion.frameworkVersion',
  },
  { when: (f) => !f.write, type: 'Invalid', code: 'BAD_QUERY', say: () => 'Fusion does not understand the question:' },
  {
    when: (f) => has(f, DUPLICATE_CODE, DUPLICATE),
    type: 'Conflict',
    code: 'DUPLICATE_NUMBER',
    say: () => 'Fusion already has one of this name:',
  },
  {
    when: (f) => has(f, CLOSED_CODE, CLOSED),
    type: 'Invalid',
    code: 'PERIOD_CLOSED',
    say: () => 'the period of this date is not open in Fusion:',
  },
  { when: () => true, type: 'Invalid', say: () => 'Fusion refused this:' },
];

/** Pure but for the clock of a Retry-After date. The message holds every problem that Fusion named. */
export function classify(asked: Asked, response: HttpResponse): ConnectorError {
  const facts = readErrorBody(response);
  const text = wordsOf(facts);
  const f: Facts = { ...facts, ...asked, status: response.status, text };
  const rule = RULES.find((candidate) => candidate.when(f));
  const type = typeof rule?.type === 'function' ? rule.type(f) : (rule?.type ?? 'Invalid');
  const said = [rule?.say(f), text].filter(Boolean).join(' ');
  return new ConnectorError({
    type,
    system: 'fusion',
    status: response.status,
    code: rule?.code ?? facts.problems.find((problem) => problem.code)?.code ?? `HTTP_${response.status}`,
    message: `${asked.method} ${asked.path} (${response.status}): ${said}${traceOf(response)}`,
    ...retryAfter(response),
  });
}

/** Every problem once, with where it stands when that is told. */
function wordsOf({ problems }: ErrorFacts): string {
  const lines = problems.map(({ words, code, path }) => {
    const coded = code === undefined || words.includes(code) ? words : `${words} (${code})`;
    return path === undefined ? coded : `${coded} [at ${path}]`;
  });
  const all = [...new Set(lines)].join('; ');
  return all.length > MAX_WORDS ? `${all.slice(0, MAX_WORDS)}…` : all;
}

/** What Oracle's support asks for first. */
function traceOf({ headers }: HttpResponse): string {
  const ecid = headers['x-oracle-dms-ecid'] ?? headers['x-ecid'] ?? headers.ecid;
  return ecid === undefined || !/^[\w.:;,-]{4,120}$/.test(ecid) ? '' : ` (ECID ${ecid})`;
}

/** Seconds or a date, as gateways send it. */
export function retryAfter(response: HttpResponse): { retryAfterMs?: number } {
  const header = response.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(header)) return { retryAfterMs: Number(header) * 1_000 };
  const at = Date.parse(header);
  return Number.isNaN(at) ? {} : { retryAfterMs: Math.max(0, at - Date.now()) };
}

/** A success whose body is not what the API promises. A write may have been carried out. */
export function unexpected(asked: Asked, status: number, detail: string): ConnectorError {
  return new ConnectorError({
    type: asked.write ? 'Uncertain' : 'Unavailable',
    system: 'fusion',
    status,
    code: 'UNEXPECTED_ANSWER',
    message: `${asked.method} ${asked.path} (${status}): an answer of another shape: ${detail}`,
  });
}

/** What is refused before anything is sent. */
export const notSent = (code: string, message: string): ConnectorError =>
  new ConnectorError({ type: 'Invalid', system: 'fusion', code, message: `${message}; nothing was sent.` });

export const isOfType = (error: unknown, type: FailureType): error is ConnectorError =>
  error instanceof ConnectorError && error.type === type;
