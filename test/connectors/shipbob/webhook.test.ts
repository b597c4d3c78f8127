// Deliveries: signature over the raw bytes, age, several secrets and signatures, and which record they are about.
import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readEvent, verifyDelivery, WebhookRejected } from '../../../connectors/shipbob/webhook.ts';

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const OTHER = 'whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA';
const ID = 'msg_2simvector0000000000000001';
const TS = '1790000000';
const BODY = '{"id":700000101,"order_id":600000101,"status":"Completed"}';
/** Computed by another implementation. */
const SIGNATURE = 'v1,cWbuTtfqTSO8JAKAkPMyq0114dPs8UbKiPPZdC7PWi4=';

const sign = (secret: string, body = BODY, id = ID, timestamp = TS) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64')}`;

const headers = (change: Record<string, string | string[] | undefined> = {}) => ({
  'webhook-id': ID,
  'webhook-timestamp': TS,
  'webhook-signature': SIGNATURE,
  'x-webhook-topic': 'order.shipment.delivered',
  ...change,
});
const judge = (
  change: Record<string, string | string[] | undefined> = {},
  { body = BODY, secrets = [SECRET], skewSec = 0 }: { body?: string; secrets?: string[]; skewSec?: number } = {},
) => {
  const now = new Date((Number(TS) + skewSec) * 1_000);
  try {
    return verifyDelivery({ rawBody: Buffer.from(body), headers: headers(change), secrets, now });
  } catch (error) {
    if (error instanceof WebhookRejected) return [error.status, error.reason];
    throw error;
  }
};

test('the published example is genuine', () => {
  expect(judge()).toEqual({
    topic: 'order.shipment.delivered',
    webhookId: ID,
    sentAt: '2026-09-21T14:13:20.000Z',
    event: { shipmentId: '700000101', orderId: '600000101' },
  });
});

test('any of several secrets and any of several signatures will do', () => {
  expect(judge({}, { secrets: [OTHER, SECRET] })).toMatchObject({ webhookId: ID });
  expect(judge({ 'webhook-signature': `${sign(OTHER)} ${SIGNATURE}` })).toMatchObject({ webhookId: ID });
  expect(judge({ 'webhook-signature': `v2,abc ${SIGNATURE}` })).toMatchObject({ webhookId: ID });
});

test.each([
  ['another secret', { 'webhook-signature': sign(OTHER) }, {}],
  ['other bytes', {}, { body: `${BODY} ` }],
  ['another id', { 'webhook-id': 'msg_other' }, {}],
  ['another timestamp', { 'webhook-timestamp': '1790000001' }, {}],
  ['another version of signature', { 'webhook-signature': SIGNATURE.replace('v1', 'v2') }, {}],
  ['a cut signature', { 'webhook-signature': SIGNATURE.slice(0, 20) }, {}],
  ['no secret at all', {}, { secrets: [] }],
  ['an empty secret', { 'webhook-signature': sign('whsec_') }, { secrets: ['whsec_', ''] }],
])('%s is refused', (_name, change, options) => {
  expect(judge(change, options)).toEqual([401, 'signature-wrong']);
});

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s it is refused', (name) => {
  expect(judge({ [name]: undefined })).toEqual([401, 'signature-missing']);
  expect(judge({ [name]: '' })).toEqual([401, 'signature-missing']);
  expect(judge({ [name]: ['a', 'b'] })).toEqual([401, 'signature-missing']);
});

test('five minutes old or early is the limit, and a timestamp is a plain number', () => {
  expect(judge({}, { skewSec: 300 })).toMatchObject({ webhookId: ID });
  expect(judge({}, { skewSec: -300 })).toMatchObject({ webhookId: ID });
  expect(judge({}, { skewSec: 301 })).toEqual([401, 'signature-stale']);
  expect(judge({}, { skewSec: -301 })).toEqual([401, 'signature-stale']);
  const odd = 'NaN';
  expect(judge({ 'webhook-timestamp': odd, 'webhook-signature': sign(SECRET, BODY, ID, odd) })).toEqual([
    401,
    'signature-stale',
  ]);
});

test('a genuine delivery without a topic, or without a JSON object, is malformed', () => {
  expect(judge({ 'x-webhook-topic': undefined })).toEqual([400, 'malformed']);
  expect(judge({ 'x-webhook-topic': 'a\nb' })).toEqual([400, 'malformed']);
  expect(judge({ 'webhook-signature': sign(SECRET, '[1]') }, { body: '[1]' })).toEqual([400, 'malformed']);
  expect(judge({ 'webhook-signature': sign(SECRET, '{') }, { body: '{' })).toEqual([400, 'malformed']);
});

test.each([
  [
    'order.shipped',
    { id: 6, reference_id: 'r', shipments: [{ last_update_at: '2026-11-21T08:00:00.1234567+00:00' }] },
    { orderId: '6', referenceId: 'r', changedAt: '2026-11-21T08:00:00.123Z' },
  ],
  ['order.shipped', { id: 7, order_id: 6 }, { orderId: '6' }],
  ['order.delivered', { id: 6 }, { orderId: '6' }],
  ['order.shipment.tracking.updated', { shipment_id: 7, order_id: 6, id: 99 }, { shipmentId: '7', orderId: '6' }],
  ['order.shipment.cancelled', { id: 7 }, { shipmentId: '7' }],
  [
    'wro.completed',
    { id: 443002, last_updated_date: '2026-12-09T17:02:11' },
    { receivingOrderId: '443002', changedAt: '2026-12-09T17:02:11.000Z' },
  ],
  ['wro.box.stowed', { id: 1571189, wro_id: 443002, box_id: 1571189 }, { receivingOrderId: '443002' }],
  ['wro.updated', { receiving_order_id: '443002' }, { receivingOrderId: '443002' }],
  ['return.completed', { id: 88001, reference_id: 'RMA-17' }, { returnId: '88001', referenceId: 'RMA-17' }],
  [
    'billing.charge.created',
    { transaction_id: '01KAJ4', invoice_id: null, reference_id: '443002' },
    { transactionId: '01KAJ4', referenceId: '443002' },
  ],
  ['billing.credit.created', { id: '01KAJ5', invoice_id: 9 }, { transactionId: '01KAJ5', invoiceId: '9' }],
  ['wro.created', { id: '../../etc' }, {}],
  ['something.new', { id: 1 }, {}],
])('%s %j is about %j', (topic, body, expected) => {
  expect(readEvent(topic, Buffer.from(JSON.stringify(body)))).toEqual(expected);
});
