/** The table of refusals, row by row. */
import { expect, test } from '@jest/globals';
import type { HttpResponse } from '../../../connectors/http/client.ts';
import { classifyNetSuiteError } from '../../../connectors/netsuite/errors.ts';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: typeof body === 'string' ? undefined : body, text };
}
const ns = (status: number, code: string, detail: string, headers: Record<string, string> = {}) =>
  answer(status, { title: 'T', status, 'o:errorDetails': [{ detail, 'o:errorCode': code }] }, headers);

const PREFIX = 'Error while accessing a resource. ';
const SEARCH = 'Invalid search query. Detailed unprocessed description follows. Search error occurred: ';

const definite: [string, HttpResponse, string, string][] = [
  ['expired token', ns(401, 'INVALID_LOGIN', 'Invalid login attempt.'), 'Auth', 'INVALID_LOGIN'],
  [
    'login refused with 400',
    ns(400, 'INVALID_LOGIN_ATTEMPT', 'Invalid login attempt.'),
    'Auth',
    'INVALID_LOGIN_ATTEMPT',
  ],
  ['permission', ns(403, 'INSUFFICIENT_PERMISSION', 'x'), 'Config', 'INSUFFICIENT_PERMISSION'],
  ['permission by text', ns(400, 'USER_ERROR', 'Permission Violation: no'), 'Config', 'USER_ERROR'],
  [
    '429',
    ns(429, 'CONCURRENCY_LIMIT_EXCEEDED', 'Concurrent request limit exceeded. Request blocked.'),
    'RateLimited',
    'CONCURRENCY_LIMIT_EXCEEDED',
  ],
  ['concurrency as 400', ns(400, 'CONCURRENCY_LIMIT_EXCEEDED', 'x'), 'RateLimited', 'CONCURRENCY_LIMIT_EXCEEDED'],
  ['request limit as 503', ns(503, 'REQUEST_LIMIT_EXCEEDED', 'x'), 'RateLimited', 'REQUEST_LIMIT_EXCEEDED'],
  ['restlet limit', ns(400, 'SSS_REQUEST_LIMIT_EXCEEDED', 'x'), 'RateLimited', 'SSS_REQUEST_LIMIT_EXCEEDED'],
  ['soap limit', ns(500, 'WS_REQUEST_BLOCKED', 'x'), 'RateLimited', 'WS_REQUEST_BLOCKED'],
  ['429 of a gateway', answer(429, '<html>slow down</html>'), 'RateLimited', 'HTTP_429'],
  ['duplicate entity', ns(400, 'USER_ERROR', `${PREFIX}This entity already exists.`), 'Conflict', 'ALREADY_EXISTS'],
  ['duplicate record', ns(400, 'USER_ERROR', `${PREFIX}This record already exists.`), 'Conflict', 'ALREADY_EXISTS'],
  ['duplicate by code', ns(400, 'DUP_RCRD', 'x'), 'Conflict', 'ALREADY_EXISTS'],
  ['source not ready', ns(400, 'INVALID_INITIALIZE_REF', 'x'), 'Invalid', 'SOURCE_NOT_READY'],
  [
    'source not ready by text',
    ns(400, 'USER_ERROR', `${PREFIX}You can not initialize itemfulfillment: invalid reference 12345.`),
    'Invalid',
    'SOURCE_NOT_READY',
  ],
  [
    'no lines',
    ns(400, 'USER_ERROR', `${PREFIX}You must enter at least one line item for this transaction.`),
    'Invalid',
    'NO_LINES',
  ],
  [
    'lot or serial',
    ns(400, 'USER_ERROR', 'Please configure the inventory detail in line 2'),
    'Invalid',
    'INVENTORY_DETAIL',
  ],
  ['changed by code', ns(400, 'RCRD_HAS_BEEN_CHANGED', 'x'), 'Conflict', 'RECORD_CHANGED'],
  ['changed by text', ns(400, 'USER_ERROR', 'Record has been changed.'), 'Conflict', 'RECORD_CHANGED'],
  ['changed as 409', ns(409, 'RCRD_HAS_BEEN_CHANGED', 'x'), 'Conflict', 'RECORD_CHANGED'],
  ['idempotency', ns(400, 'IDEMPOTENCY_ERROR', 'already submitted'), 'Conflict', 'IDEMPOTENCY_ERROR'],
  ['gone', ns(404, 'NONEXISTENT_ID', 'Record does not exist.'), 'NotFound', 'NONEXISTENT_ID'],
  ['gone, no body', answer(404, ''), 'NotFound', 'HTTP_404'],
  ['rule', ns(400, 'USER_ERROR', 'Please enter value(s) for: Location'), 'Invalid', 'USER_ERROR'],
  ['content', ns(400, 'INVALID_CONTENT', 'Invalid Field Value 9'), 'Invalid', 'INVALID_CONTENT'],
  ['reference', ns(400, 'INVALID_KEY_OR_REF', 'x'), 'Invalid', 'INVALID_KEY_OR_REF'],
  ['period', ns(400, 'USER_ERROR', `${PREFIX}The accounting period is closed.`), 'Invalid', 'PERIOD_CLOSED'],
  [
    'locked period',
    ns(400, 'USER_ERROR', 'You cannot post into a locked accounting period'),
    'Invalid',
    'PERIOD_CLOSED',
  ],
  [
    'out of period',
    ns(400, 'USER_ERROR', 'The transaction date you specified is not within the date range of your accounting period.'),
    'Invalid',
    'PERIOD_CLOSED',
  ],
  [
    'out of open periods',
    ns(400, 'USER_ERROR', 'This date is not within the date range of your open accounting periods.'),
    'Invalid',
    'PERIOD_CLOSED',
  ],
  [
    'workflow',
    ns(400, 'USER_ERROR', 'This record has been locked by a user defined workflow.'),
    'Invalid',
    'WORKFLOW_LOCK',
  ],
  [
    'table unseen',
    ns(400, 'INVALID_PARAMETER', `${SEARCH}Record 'item' was not found.`),
    'Config',
    'INVALID_PARAMETER',
  ],
  ['column unknown', ns(400, 'INVALID_PARAMETER', `${SEARCH}Unknown identifier 'x'.`), 'Config', 'INVALID_PARAMETER'],
  [
    'other parameter',
    ns(400, 'INVALID_PARAMETER', "Invalid query parameter name 'id'"),
    'Invalid',
    'INVALID_PARAMETER',
  ],
  ['redirect', answer(302, ''), 'Config', 'NOT_NETSUITE'],
];

test.each(definite)('%s is the same for reads and writes', (_name, response, type, code) => {
  for (const write of [true, false]) {
    const error = classifyNetSuiteError(response, { write });
    expect([error.type, error.code, error.status, error.system]).toEqual([type, code, response.status, 'netsuite']);
    expect(error.retryAfterMs).toBeUndefined();
  }
});

const lost: [string, HttpResponse][] = [
  ['500', ns(500, 'UNEXPECTED_ERROR', 'An unexpected error occurred. Error ID: jrgbpyylabcdefghijkl')],
  ['502 page', answer(502, '<html><body>Bad Gateway</body></html>', { 'content-type': 'text/html' })],
  ['503 text', answer(503, 'Service Unavailable')],
  ['504 empty', answer(504, '')],
  [
    '404 page of a proxy',
    answer(404, '<!DOCTYPE html><p>nothing here', { 'content-type': 'text/html; charset=utf-8' }),
  ],
  ['200 maintenance page', answer(200, '<html>Scheduled maintenance</html>')],
];
test.each(lost)('%s: a read is Unavailable, a write Uncertain', (_name, response) => {
  expect(classifyNetSuiteError(response, { write: false }).type).toBe('Unavailable');
  expect(classifyNetSuiteError(response, { write: true }).type).toBe('Uncertain');
});

test('the Error ID stays in the message', () => {
  const error = classifyNetSuiteError(
    ns(500, 'UNEXPECTED_ERROR', 'An unexpected error occurred. Error ID: jrgbpyylx'),
    { write: true },
  );
  expect(error.message).toContain('Error ID: jrgbpyylx');
  expect(error.code).toBe('UNEXPECTED_ERROR');
});

test('the missing permission is named', () => {
  const detail =
    "Permission Violation: You need a higher level of the 'Transactions -> Item Fulfillment' permission to access this page.";
  const error = classifyNetSuiteError(ns(403, 'INSUFFICIENT_PERMISSION', detail), { write: true });
  expect(error.message).toMatch(/^The NetSuite role lacks the permission "Transactions -> Item Fulfillment"\./);
});

test('every detail is told with the place it points at', () => {
  const body = {
    'o:errorDetails': [
      { detail: 'Bad item.', 'o:errorCode': 'INVALID_CONTENT', 'o:errorPath': 'item.items[0].item' },
      { detail: 'Bad query.', 'o:errorCode': 'INVALID_PARAMETER', 'o:errorQueryParam': 'q' },
      { detail: 'Bad address.', 'o:errorCode': 'X', 'o:errorUrl': '/a' },
      { detail: 'Bad path.', 'o:errorCode': 'Y', 'o:urlPath': '/b' },
    ],
  };
  const error = classifyNetSuiteError(answer(400, body), { write: false });
  expect(error.message).toContain(
    'Bad item. [at item.items[0].item]; Bad query. [at q]; Bad address. [at /a]; Bad path. [at /b]',
  );
});

test('detail and code at top level, and bodies of any shape, are understood', () => {
  const top = classifyNetSuiteError(answer(400, { detail: 'No such action.', 'o:errorCode': 'INVALID_REQUEST' }), {
    write: true,
  });
  expect([top.type, top.code]).toEqual(['Invalid', 'INVALID_REQUEST']);
  expect(top.message).toContain('No such action.');
  for (const body of [[], 5, null, { 'o:errorDetails': 'x' }, { 'o:errorDetails': [7] }, { title: 'Only a title' }]) {
    expect(classifyNetSuiteError(answer(400, body), { write: true }).type).toBe('Invalid');
  }
});

test('a Retry-After that is there is passed on', () => {
  const busy = (value: string) => classifyNetSuiteError(ns(429, 'X', 'x', { 'retry-after': value }), { write: true });
  expect(busy('7').retryAfterMs).toBe(7000);
  expect(busy(new Date(Date.now() + 60_000).toUTCString()).retryAfterMs).toBeGreaterThan(50_000);
  expect(busy('soon').retryAfterMs).toBeUndefined();
});

test('a very long detail is cut', () => {
  const error = classifyNetSuiteError(ns(400, 'INVALID_PARAMETER', `${SEARCH}${'x'.repeat(50_000)}`), { write: false });
  expect(error.message.length).toBeLessThan(2000);
});
