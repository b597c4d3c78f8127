/**
 * What a refusal of NetSuite means, as one ordered table: the first row that fits decides.
 * The trap: USER_ERROR is a catch-all, so "already exists", closed periods and locks are known by their text only, and
 * a concurrency refusal may come with any status.
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import { type ErrorFacts, readErrorBody } from './error-body.ts';

type Facts = ErrorFacts & { status: number; write: boolean; challenge: string };

type Rule = {
  when: (f: Facts) => boolean;
  type: FailureType | ((f: Facts) => FailureType);
  /** Ours where NetSuite has none of its own; else NetSuite's first code is kept. */
  code?: string;
  say: (f: Facts) => string;
};

const hasCode = (pattern: RegExp) => (f: Facts) => f.codes.some((code) => pattern.test(code));
const hasText = (pattern: RegExp) => (f: Facts) => pattern.test(f.text);
const either =
  (...tests: ((f: Facts) => boolean)[]) =>
  (f: Facts) =>
    tests.some((test) => test(f));
const both =
  (...tests: ((f: Facts) => boolean)[]) =>
  (f: Facts) =>
    tests.every((test) => test(f));
const status = (code: number) => (f: Facts) => f.status === code;

const RATE_CODE = /^(CONCURRENCY_LIMIT_EXCEEDED|REQUEST_LIMIT_EXCEEDED|SSS_REQUEST_LIMIT_EXCEEDED|WS_REQUEST_BLOCKED)$/;
const RATE_TEXT = /concurrent request limit exceeded|verify your concurrency limits/i;
const CLOSED_PERIOD =
  /\bperiod\b[^.]*\b(closed|locked)\b|\b(closed|locked)\b[^.]*\bperiod\b|date range of your (open )?accounting period/i;
const TAKEN_CODE = /^DUP_(RCRD|ENTITY|ITEM)$/;
const NOT_OFFERED_CODE = /^INVALID_INITIALIZE_REF$/;
const NOT_OFFERED = /can ?not initialize|transformation[^.]*not allowed/i;
const NO_LINE_CODE = /^VALID_LINE_ITEM_REQD$/;
const NO_LINE = /must enter at least one line item/i;
const LINES_LACK_DETAIL = /configure the inventory detail/i;
const WORKFLOW_LOCK = /locked by a user.defined workflow/i;
const SEARCH_FAULT = /invalid search|search error occurred/i;

const RULES: Rule[] = [
  {
    when: either(status(429), hasCode(RATE_CODE), hasText(RATE_TEXT)),
    type: 'RateLimited',
    say: () => 'NetSuite is busy: too many requests at once in this account.',
  },
  {
    when: either(status(401), hasCode(/^INVALID_LOGIN/), (f) => isRefusedToken(f.challenge)),
    type: 'Auth',
    say: () => 'NetSuite refused our sign-in; see Setup > Users/Roles > View Login Audit Trail.',
  },
  {
    when: either(hasCode(/^RCRD_HAS_BEEN_CHANGED$/), hasText(/record has been changed/i)),
    type: 'Conflict',
    code: 'RECORD_CHANGED',
    say: () => 'Somebody else changed the NetSuite record at the same moment.',
  },
  {
    when: either(status(403), hasCode(/^INSUFFICIENT_PERMISSION$/), hasText(/permission violation/i)),
    type: 'Config',
    say: (f) => `The NetSuite role lacks ${permissionIn(f.text)}.`,
  },
  {
    when: either(
      (f) => f.status >= 500,
      status(408),
      (f) => f.isHtml,
    ),
    type: (f) => (f.write ? 'Uncertain' : 'Unavailable'),
    say: (f) =>
      (f.isHtml
        ? `A web page came instead of NetSuite's answer (HTTP ${f.status}).`
        : `NetSuite failed (HTTP ${f.status}).`) + (f.write ? ' The change may have been carried out.' : ''),
  },
  {
    when: either(status(404), hasCode(/^NONEXISTENT_ID$/)),
    type: 'NotFound',
    say: () => 'NetSuite has no such record.',
  },
  {
    when: either(hasText(/already exists/i), hasCode(TAKEN_CODE)),
    type: 'Conflict',
    code: 'ALREADY_EXISTS',
    say: () => 'NetSuite already has a record of this name.',
  },
  {
    when: either(status(409), hasCode(/^IDEMPOTENCY_ERROR$/)),
    type: 'Conflict',
    say: () => 'NetSuite reports a conflict with another change.',
  },
  {
    when: hasText(CLOSED_PERIOD),
    type: 'Invalid',
    code: 'PERIOD_CLOSED',
    say: () => 'The accounting period of this date is closed in NetSuite.',
  },
  {
    when: hasText(WORKFLOW_LOCK),
    type: 'Invalid',
    code: 'WORKFLOW_LOCK',
    say: () => 'A workflow in NetSuite has locked this record.',
  },
  {
    when: either(hasCode(NOT_OFFERED_CODE), hasText(NOT_OFFERED)),
    type: 'Invalid',
    code: 'SOURCE_NOT_READY',
    say: () => 'NetSuite cannot make this from the record in its present state.',
  },
  {
    when: either(hasCode(NO_LINE_CODE), hasText(NO_LINE)),
    type: 'Invalid',
    code: 'NO_LINES',
    say: () => 'NetSuite finds no line for this.',
  },
  {
    when: hasText(LINES_LACK_DETAIL),
    type: 'Invalid',
    code: 'INVENTORY_DETAIL',
    say: () => 'NetSuite needs a lot, serial number or bin for a line.',
  },
  {
    when: both(hasCode(/^INVALID_PARAMETER$/), hasText(SEARCH_FAULT), hasText(/was not found|NOT_EXPOSED/)),
    type: 'Config',
    say: () => 'The NetSuite role may not see a table or column that is needed (or the account does not have it).',
  },
  {
    when: both(hasCode(/^(INVALID_PARAMETER|NONEXISTENT_FIELD)$/), hasText(SEARCH_FAULT)),
    type: 'Config',
    say: () => 'NetSuite does not understand the query: a field named in the settings is not known in this account.',
  },
  {
    when: (f) => f.status < 400,
    type: 'Config',
    code: 'NOT_NETSUITE',
    say: (f) => `No REST service at this address (HTTP ${f.status}): check account and baseUrl.`,
  },
  { when: () => true, type: 'Invalid', say: (f) => `NetSuite refused this (HTTP ${f.status}).` },
];

/** Pure. `write` tells whether the request changes something: then a failure of the server is `Uncertain`. */
export function classifyNetSuiteError(response: HttpResponse, request: { write: boolean }): ConnectorError {
  const facts: Facts = {
    ...readErrorBody(response),
    status: response.status,
    write: request.write,
    challenge: response.headers['www-authenticate'] ?? '',
  };
  const rule = RULES.find((candidate) => candidate.when(facts));
  const type = typeof rule?.type === 'function' ? rule.type(facts) : (rule?.type ?? 'Invalid');
  const retryAfterMs = retryAfter(response);
  return new ConnectorError({
    type,
    system: 'netsuite',
    status: response.status,
    code: rule?.code ?? facts.codes[0] ?? `HTTP_${response.status}`,
    message: [rule?.say(facts), facts.text].filter(Boolean).join(' '),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** A malformed token is answered with 400 and this challenge; an expired one with 401. */
export function isRefusedToken(challenge: string): boolean {
  return /error="?(invalid_token|invalid_request)"?/i.test(challenge);
}

function permissionIn(text: string): string {
  const named = /['"‘“]([^'"’”]+)['"’”] permission/.exec(text)?.[1] ?? /permission:\s*([^.;[]+)/i.exec(text)?.[1];
  return named === undefined ? 'a permission for this' : `the permission "${named.trim()}"`;
}

/** NetSuite documents none; a gateway may send seconds or a date. */
function retryAfter(response: HttpResponse): number | undefined {
  const header = response.headers['retry-after']?.trim();
  if (header === undefined || header === '') return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
