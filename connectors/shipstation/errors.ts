/**
 * Turns an answer that is not a success into the one ConnectorError that tells what to do. A pure table: the vendor's
 * code first where it has one (V2), then the status. The trap: an HTML page comes from a gateway, not from ShipStation,
 * so it says nothing about keys or records, and a 404 page must not read as "this order does not exist".
 */
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';

export type Api = 'v1' | 'v2';
export type Asked = { api: Api; method: string; path: string; write: boolean };

const MAX_DETAIL = 300;

const BY_CODE: Record<string, FailureType> = {
  rate_limit_exceeded: 'RateLimited',
  unauthorized: 'Auth',
  forbidden: 'Config',
  subscription_inactive: 'Config',
  trial_expired: 'Config',
  identifier_conflict: 'Conflict',
  webhook_event_type_conflict: 'Conflict',
};

const BY_STATUS: Record<number, FailureType> = {
  400: 'Invalid',
  401: 'Auth',
  403: 'Config',
  404: 'NotFound',
  405: 'Invalid',
  408: 'Unavailable',
  409: 'Conflict',
  422: 'Invalid',
  429: 'RateLimited',
};

const HINTS: Record<Api, Partial<Record<FailureType, string>>> = {
  v1: {
    Auth: 'V1 takes the API key and secret pair of Settings > Account > API Settings; a V2 key is a different key',
    Config: 'the user or plan behind the V1 keys may not do this',
  },
  v2: {
    Auth: 'V2 takes its own single API key; the V1 key pair does not work here, and a new V2 key ends the old one',
    Config: 'V2 needs a Standard or Premium plan; a refusal is seldom the key',
  },
};

/** True for an answer that is the thing asked for: 2xx and not an HTML page. */
export function isSuccess(response: HttpResponse): boolean {
  return response.status >= 200 && response.status < 300 && !isHtml(response);
}

/** The error for a non-success. `retryAfterMs` is the budget's advice for a 429. */
export function classify(asked: Asked, response: HttpResponse, retryAfterMs?: number): ConnectorError {
  const detail = isHtml(response) ? { text: 'an HTML page of a gateway' } : detailOf(response.body);
  const type = typeOf(asked, response, detail.code);
  const wait = type === 'RateLimited' ? retryAfterMs : undefined;
  return new ConnectorError({
    type,
    system: 'shipstation',
    status: response.status,
    message: sentence(asked, response.status, detail.text, HINTS[asked.api][type]),
    ...(detail.code === undefined ? {} : { code: detail.code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** A success whose body is not what the API promises. A write may still have been carried out. */
export function unexpectedAnswer(asked: Asked, status: number, detail: string): ConnectorError {
  return new ConnectorError({
    type: asked.write ? 'Uncertain' : 'Invalid',
    system: 'shipstation',
    status,
    code: 'UNEXPECTED_ANSWER',
    message: sentence(asked, status, `an answer of another shape: ${detail}`, undefined),
  });
}

function typeOf(asked: Asked, response: HttpResponse, code: string | undefined): FailureType {
  const { status } = response;
  const lost: FailureType = asked.write ? 'Uncertain' : 'Unavailable';
  if (status >= 500) return lost;
  if (status === 401 || status === 429) return BY_STATUS[status] ?? lost;
  if (isHtml(response)) return status >= 400 ? 'Unavailable' : lost;
  if (status >= 400) return BY_CODE[code ?? ''] ?? BY_STATUS[status] ?? 'Invalid';
  return status >= 300 ? 'Config' : lost;
}

function sentence(asked: Asked, status: number, detail: string, hint: string | undefined): string {
  const redirect = status >= 300 && status < 400 ? 'a redirect; check the base address' : '';
  const words = [detail, redirect, hint].filter((part) => part).join('; ');
  return `ShipStation ${asked.api.toUpperCase()} ${asked.method} ${asked.path}: ${status}${words ? `, ${words}` : ''}`;
}

function isHtml(response: HttpResponse): boolean {
  if (response.body !== undefined) return false;
  return /html/i.test(response.headers['content-type'] ?? '') || response.text.trimStart().startsWith('<');
}

type Detail = { text: string; code?: string };

/** V1: Message or message, with ModelState or ExceptionMessage. V2: errors[] of {error_code, message}. */
function detailOf(body: unknown): Detail {
  const members = membersOf(body);
  if (Array.isArray(members.errors)) return ofV2(members.errors.map(membersOf));
  const parts = [members.Message ?? members.message, members.ExceptionMessage, modelState(members.ModelState)];
  return { text: cut(parts.filter((part) => typeof part === 'string' && part !== '').join(' ')) };
}

function ofV2(errors: Record<string, unknown>[]): Detail {
  const words = errors.map((e) => [e.message, e.field_name].filter((part) => typeof part === 'string').join(' '));
  const code = errors[0]?.error_code;
  return { text: cut(words.join('; ')), ...(typeof code === 'string' ? { code: code.toLowerCase() } : {}) };
}

function modelState(state: unknown): string {
  const lines = Object.entries(membersOf(state)).map(([name, said]) => `${name}: ${[said].flat().join(' ')}`);
  return lines.join('; ');
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const cut = (text: string) => (text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text);
