// What each answer of ShipBob's means, in every shape that its areas write errors.
import { expect, test } from '@jest/globals';
import type { ReceivingDraft } from '../../../connectors/shipbob/types.ts';
import { type Answer, connect, errorOf, withVendor } from './vendor.ts';

const DRAFT: ReceivingDraft = {
  purchaseOrderNumber: 'PO-1',
  fulfillmentCenterId: '10',
  packageType: 'Package',
  boxPackaging: 'EverythingInOneBox',
  expectedArrivalAt: '2026-12-08T15:00:00Z',
  boxes: [{ trackingNumber: 'T1', items: [{ inventoryId: '8600001', quantity: 5 }] }],
};
const problem = (status: number, errors: unknown) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  json: { type: 'https://tools.ietf.org/x', title: 'One or more validation errors occurred.', status, errors },
});

test.each<[string, Answer, Record<string, unknown>]>([
  ['an empty 401', { status: 401 }, { type: 'Auth', message: expect.stringContaining('connections authorize') }],
  ['403', { status: 403 }, { type: 'Config', status: 403, message: expect.stringContaining('channelId') }],
  [
    'a duplicate number',
    problem(422, { '': ['Request could not be completed, PO reference already exists and must be a unique value'] }),
    { type: 'Conflict', code: 'DUPLICATE' },
  ],
  ['a duplicate of the old version', problem(400, { '': ['PO reference already exists'] }), { type: 'Conflict' }],
  [
    'a missing field',
    problem(400, { 'Boxes[0].TrackingNumber': ['The TrackingNumber field is required.'] }),
    { type: 'Invalid', message: expect.stringContaining('Boxes[0].TrackingNumber: The TrackingNumber field') },
  ],
  [
    'classic fields',
    { status: 422, json: { 'Recipient.Address.City': ['The City field is required.'] } },
    { type: 'Invalid', message: expect.stringContaining('The City field') },
  ],
  [
    'a missing channel',
    { status: 400, json: { '': ['The shipbob_channel_id header is required'] } },
    { type: 'Config', code: 'CHANNEL' },
  ],
  ['429', { status: 429, headers: { 'x-retry-after': '3' } }, { type: 'RateLimited' }],
  ['408', { status: 408 }, { type: 'Uncertain' }],
  ['409', { status: 409 }, { type: 'Conflict' }],
  ['500', { status: 500, json: { message: 'boom' } }, { type: 'Uncertain' }],
  ['524 of the gateway', { status: 524, raw: '<html>timeout</html>' }, { type: 'Uncertain' }],
  ['a page instead of an answer', { status: 200, raw: '<html>hello</html>' }, { type: 'Uncertain' }],
  ['a 403 page of the gateway', { status: 403, raw: '<html>blocked</html>' }, { type: 'Unavailable' }],
  ['another shape', { status: 201, json: { hello: 1 } }, { type: 'Uncertain', code: 'UNEXPECTED_ANSWER' }],
  ['no answer', { hangUp: true }, { type: 'Uncertain' }],
])('a write answered by %s', async (_name, answer, expected) => {
  await withVendor({ 'POST /receiving': answer }, async ({ url }) => {
    expect(await errorOf(() => connect(url).createReceivingOrder(DRAFT))).toMatchObject({
      system: 'shipbob',
      ...expected,
    });
  });
});

test.each<[string, Answer, Record<string, unknown>]>([
  ['500', { status: 500 }, { type: 'Unavailable' }],
  ['a 404 page of the gateway', { status: 404, raw: '<html>nginx</html>' }, { type: 'Unavailable' }],
  ['no answer', { hangUp: true }, { type: 'Unavailable' }],
  ['another shape', { json: { hello: 1 } }, { type: 'Invalid', code: 'UNEXPECTED_ANSWER' }],
  ['403', { status: 403 }, { type: 'Config', status: 403 }],
])('a read answered by %s', async (_name, answer, expected) => {
  await withVendor({ 'GET /receiving/7': answer }, async ({ url }) => {
    expect(await errorOf(() => connect(url).getReceivingOrder('7'))).toMatchObject(expected);
  });
});

test('not found is no record for a record, and a wrong address for a list', async () => {
  await withVendor({ 'GET /receiving/7': { status: 404 }, 'GET /receiving': { status: 404 } }, async ({ url }) => {
    expect(await connect(url).getReceivingOrder('7')).toBeUndefined();
    expect(await errorOf(() => connect(url).listReceivingOrders({}))).toMatchObject({
      type: 'Config',
      code: 'NO_SUCH_PATH',
      message: expect.stringContaining('apiVersion'),
    });
  });
});

test('without the scope for bills only bills wait: the error has no status that parks the connection', async () => {
  await withVendor({ 'GET /invoices': { status: 403 } }, async ({ url }) => {
    const error = await errorOf(() => connect(url).listInvoices({}));
    expect(error).toMatchObject({ type: 'Config', message: expect.stringContaining('billing_read') });
    expect((error as { status?: number }).status).toBeUndefined();
  });
});

test('the dump of a refused subscription is read without its machinery', async () => {
  const dump = { $type: 'ObjectResult', status_code: 422, value: { Topics: ['wro.x is not valid'] }, formatters: [] };
  await withVendor({ 'POST /webhook': { status: 422, json: dump } }, async ({ url }) => {
    const wanted = { topics: ['wro.x'], url: 'https://x.test/hook', description: 'd' };
    const error = await errorOf(() => connect(url).subscribe(wanted));
    expect(error).toMatchObject({ type: 'Invalid', message: expect.stringContaining('Topics: wro.x is not valid') });
  });
});

test('a stack trace never reaches the message', async () => {
  const body = { message: 'Validation failed', errors: ['no such centre'], details: null, stackTrace: 'at Foo()' };
  await withVendor({ 'POST /receiving': { status: 422, json: body } }, async ({ url }) => {
    const { message } = (await errorOf(() => connect(url).createReceivingOrder(DRAFT))) as Error;
    expect(message).toContain('Validation failed; no such centre');
    expect(message).not.toContain('Foo');
  });
});
