import { expect, test } from '@jest/globals';
import { classify, isSuccess } from '../../../connectors/shipstation/errors.ts';
import { connect, withVendor } from './vendor-server.ts';

const html = { raw: '<!doctype html><h1>Bad gateway</h1>', headers: { 'content-type': 'text/html' } };
const v2Error = (code: string, message: string) => ({
  request_id: '0',
  errors: [{ error_source: 'ShipStation', error_code: code, message }],
});
const response = (status: number, body?: unknown, text = '') => ({ status, headers: {}, body, text });
const v1Read = { api: 'v1' as const, method: 'GET', path: '/orders', write: false };
const v1Write = { ...v1Read, method: 'POST', write: true };
const v2Read = { ...v1Read, api: 'v2' as const };

test.each([
  [400, 'Invalid'],
  [401, 'Auth'],
  [402, 'Invalid'],
  [403, 'Config'],
  [404, 'NotFound'],
  [405, 'Invalid'],
  [408, 'Unavailable'],
  [409, 'Conflict'],
  [422, 'Invalid'],
  [429, 'RateLimited'],
  [301, 'Config'],
  [500, 'Unavailable'],
  [503, 'Unavailable'],
])('status %i of a read is %s', (status, type) => {
  for (const asked of [v1Read, v2Read])
    expect(classify(asked, response(status, {}))).toMatchObject({ type, status, system: 'shipstation' });
});

test('a write’s 5xx leaves it uncertain, a refusal does not', () => {
  expect(classify(v1Write, response(500, {})).type).toBe('Uncertain');
  expect(classify(v1Write, response(502, undefined, '<html>')).type).toBe('Uncertain');
  expect(classify(v1Write, response(400, {})).type).toBe('Invalid');
  expect(classify(v1Write, response(403, undefined, '<html>')).type).toBe('Unavailable');
});

test('an HTML page says nothing about keys, plans or records', () => {
  for (const status of [200, 403, 404, 502])
    expect(classify(v1Read, response(status, undefined, ' <html>')).type).toBe('Unavailable');
  expect(isSuccess(response(200, undefined, '<html>'))).toBe(false);
  expect(isSuccess(response(200, { orders: [] }, '{"orders":[]}'))).toBe(true);
  expect(isSuccess(response(204))).toBe(true);
});

test.each([
  ['rate_limit_exceeded', 400, 'RateLimited'],
  ['Unauthorized', 400, 'Auth'],
  ['forbidden', 400, 'Config'],
  ['subscription_inactive', 400, 'Config'],
  ['webhook_event_type_conflict', 400, 'Conflict'],
  ['invalid_identifier', 400, 'Invalid'],
  ['something_new', 404, 'NotFound'],
])('V2 code %s goes before status %i: %s', (code, status, type) => {
  expect(classify(v2Read, response(status, v2Error(code, 'why')))).toMatchObject({ type, code: code.toLowerCase() });
});

test('the vendor’s own words are kept: ModelState, ExceptionMessage, lower-case message, V2 errors', () => {
  const invalid = {
    Message: 'The request is invalid.',
    ModelState: { 'apiOrder.orderNumber': ['is required', 'is short'] },
  };
  expect(classify(v1Write, response(400, invalid)).message).toBe(
    'ShipStation V1 POST /orders: 400, The request is invalid. apiOrder.orderNumber: is required is short',
  );
  const crash = {
    Message: 'An error has occurred.',
    ExceptionMessage: 'Object reference not set.',
    StackTrace: 'at X',
  };
  const told = classify(v1Read, response(500, crash)).message;
  expect(told).toContain('An error has occurred. Object reference not set.');
  expect(told).not.toContain('at X');
  expect(classify(v1Read, response(429, { message: 'Too Many Requests' })).message).toContain('Too Many Requests');
  expect(classify(v2Read, response(400, v2Error('x', 'No such field.'))).message).toContain('No such field.');
  expect(classify(v1Read, response(400, { Message: 'x'.repeat(5_000) })).message.length).toBeLessThan(500);
});

test('refused keys tell which key, a refused plan tells the plan', () => {
  expect(classify(v1Read, response(401, {})).message).toContain('key and secret pair');
  expect(classify(v2Read, response(401, {})).message).toContain('V1 key pair does not work here');
  expect(classify(v2Read, response(403, {})).message).toContain('Standard or Premium');
});

test('over HTTP: refused keys, gateway pages, lost answers', async () => {
  const routes = {
    'GET /orders/1': { status: 502, ...html },
    'GET /orders/2': { ...html },
    'GET /orders/3': { hangUp: true },
    'POST /webhooks/subscribe': { hangUp: true },
    'DELETE /webhooks/5': { status: 500, body: { Message: 'An error has occurred.' } },
  };
  await withVendor(routes, async (vendor) => {
    const connector = connect(vendor.baseUrl);
    for (const id of ['1', '2', '3'])
      await expect(connector.getOrder(id)).rejects.toMatchObject({ type: 'Unavailable' });
    const wanted = { api: 'v1' as const, event: 'SHIP_NOTIFY', url: 'https://x.example/h', name: 'erp' };
    await expect(connector.subscribe(wanted)).rejects.toMatchObject({ type: 'Uncertain' });
    await expect(connector.unsubscribe('v1', '5')).rejects.toMatchObject({ type: 'Uncertain', status: 500 });
    const refused = connect(vendor.baseUrl, { v1Secret: 'wrong-secret' }).getOrder('1');
    await expect(refused).rejects.toMatchObject({ type: 'Auth', status: 401 });
    await expect(refused).rejects.not.toThrow('wrong-secret');
  });
  const closed = connect('http://127.0.0.1:1');
  await expect(closed.getOrder('1')).rejects.toMatchObject({ type: 'Unavailable' });
});
