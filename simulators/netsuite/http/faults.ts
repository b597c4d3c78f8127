// What each injected fault looks like from outside.
// Trap: "after commit" faults are the dangerous ones: the work is done but the client cannot know.
import type { FaultRule } from '../../shared/faults.ts';
import type { Rng } from '../../shared/rng.ts';
import { NsError, recordChanged, recordLocked } from '../ns-error.ts';
import { errorResponse } from './dispatch.ts';
import { limitExceeded } from './governance.ts';
import type { SimResponse } from './message.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ERROR_ID_LENGTH = 20;

/** 401 as the service answers an expired or unknown token. */
export function unauthorized(accountId: string, malformed = false): SimResponse {
  const detail =
    'Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.';
  const code = malformed ? 'invalid_request' : 'invalid_token';
  const response = errorResponse(new NsError(malformed ? 400 : 401, { detail, 'o:errorCode': 'INVALID_LOGIN' }));
  response.headers['www-authenticate'] =
    `Bearer realm="${accountId}", error="${code}", error_description="Invalid login attempt."`;
  return response;
}

function unexpected(rng: Rng, status: number): SimResponse {
  const id = Array.from({ length: ERROR_ID_LENGTH }, () => LETTERS[rng.below(LETTERS.length)]).join('');
  return errorResponse(
    new NsError(status, { detail: `An unexpected error occurred. Error ID: ${id}`, 'o:errorCode': 'UNEXPECTED_ERROR' }),
  );
}

function forbidden(): NsError {
  const detail = "Permission Violation: You need a higher level of the 'Sales Order' permission to access this page.";
  return new NsError(403, { detail, 'o:errorCode': 'INSUFFICIENT_PERMISSION' });
}

const page = (status: number): SimResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${status} Bad Gateway</title></head><body><h1>${status} Bad Gateway</h1></body></html>`,
});

/** The answer of a fault; undefined for kinds that answer nothing of their own (slow, drop). */
export function faultResponse(rule: FaultRule, accountId: string, rng: Rng): SimResponse | undefined {
  switch (rule.kind) {
    case 'unauthorized':
      return unauthorized(accountId);
    case 'forbidden':
      return errorResponse(forbidden());
    case 'rate-limit':
      return errorResponse(limitExceeded());
    case 'server-error':
      return unexpected(rng, rule.status ?? 500);
    case 'html':
      return page(rule.status ?? 502);
    case 'record-changed':
      return errorResponse(recordChanged());
    case 'record-locked':
      return errorResponse(recordLocked());
    default:
      return undefined;
  }
}
