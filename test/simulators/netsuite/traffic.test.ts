import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, fulfil, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient();
  seedShop(client);
});
afterEach(() => client.sim.close());

const body = {
  externalId: 'IF_1',
  shipStatus: 'C',
  item: {
    items: [
      { orderLine: 1, quantity: 1 },
      { orderLine: 4, itemReceive: false },
    ],
  },
};
const until = async (ready: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('over the limit a request gets 429 at once, without Retry-After', async () => {
  await client.control('POST', '/settings', { concurrencyLimit: 2, latencyMs: { read: 80 } });
  const answers = await Promise.all(Array.from({ length: 5 }, () => client.call('GET', '/salesOrder/12345')));
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused).toHaveLength(3);
  expect([codeOf(refused[0]!), refused[0]!.headers.get('retry-after')]).toEqual(['CONCURRENCY_LIMIT_EXCEEDED', null]);
  expect((await client.control('GET', '/stats')).peakInFlight).toBe(2);
  expect((await client.call('GET', '/salesOrder/12345')).status).toBe(200);
});

test('a connection dropped before the work leaves nothing, after it leaves the fulfilment', async () => {
  await client.control('POST', '/faults', [{ kind: 'drop-before', method: 'POST', path: '!transform', times: 1 }]);
  await expect(fulfil(client, 12345, body)).rejects.toThrow();
  expect((await client.call('GET', '/itemFulfillment/eid:IF_1')).status).toBe(404);
  await client.control('POST', '/faults', { kind: 'drop-after', method: 'POST', path: '!transform', times: 1 });
  await expect(fulfil(client, 12345, body)).rejects.toThrow();
  expect((await client.call('GET', '/itemFulfillment/eid:IF_1')).status).toBe(200);
  expect(detailOf(await fulfil(client, 12345, body))).toContain('already exists');
});

test.each([
  ['server-error', 500, 'UNEXPECTED_ERROR'],
  ['forbidden', 403, 'INSUFFICIENT_PERMISSION'],
  ['rate-limit', 429, 'CONCURRENCY_LIMIT_EXCEEDED'],
  ['record-changed', 400, 'RCRD_HAS_BEEN_CHANGED'],
  ['record-locked', 400, 'USER_ERROR'],
  ['unauthorized', 401, 'INVALID_LOGIN'],
])('fault %s answers %i and does nothing', async (kind, status, code) => {
  await client.control('POST', '/faults', { kind, times: 1 });
  const answer = await fulfil(client, 12345, body);
  expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  expect(client.sim.dump().checks.fulfillments).toBe(0);
  expect((await fulfil(client, 12345, body)).status).toBe(204);
});

test('a gateway page comes as HTML; an error after the commit leaves the work done', async () => {
  await client.control('POST', '/faults', [
    { kind: 'html', times: 1 },
    { kind: 'server-error', afterCommit: true, times: 1 },
  ]);
  const page = await fulfil(client, 12345, body);
  expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  expect((await fulfil(client, 12345, body)).status).toBe(500);
  expect(client.sim.dump().checks).toMatchObject({ fulfillments: 1, overFulfilled: [] });
});

test('the log shows each request with its body, status and fault', async () => {
  await client.control('POST', '/faults', { kind: 'server-error', times: 1, method: 'GET' });
  await client.call('GET', '/salesOrder/12345');
  await fulfil(client, 12345, body);
  const log = await client.control('GET', '/log?path=salesOrder');
  expect(log.map((entry: Json) => [entry.method, entry.status, entry.fault, entry.clientId])).toEqual([
    ['GET', 500, 'server-error', 'client-1'],
    ['POST', 204, undefined, 'client-1'],
  ]);
  expect(log[1].requestBody).toEqual(body);
  await client.control('DELETE', '/log');
  expect(await client.control('GET', '/log')).toEqual([]);
});

test('the dump finds doubled tracking numbers and over-fulfilled lines', async () => {
  await client.control('POST', '/switches', { allowOverFulfillment: true });
  const parcel = { package: { items: [{ packageTrackingNumber: 'T1', packageWeight: 1 }] } };
  const much = {
    item: {
      items: [
        { orderLine: 1, quantity: 2 },
        { orderLine: 4, itemReceive: false },
      ],
    },
  };
  await fulfil(client, 12345, { ...parcel, ...much });
  await fulfil(client, 12345, { ...parcel, ...much });
  const { checks } = await client.control('GET', '/dump');
  expect(Object.keys(checks.trackingNumbersTwice)).toEqual(['T1']);
  expect(checks.overFulfilled).toEqual([{ order: '12345', line: 1, ordered: 3, taken: 4 }]);
  expect(checks.fulfillmentsWithoutExternalId).toHaveLength(2);
});

test('an asynchronous write runs as a job once per idempotency key', async () => {
  const headers = { prefer: 'respond-async', 'x-netsuite-idempotency-key': 'key-1' };
  const started = await fulfil(client, 12345, body, headers);
  expect([started.status, started.headers.get('preference-applied')]).toEqual([202, 'respond-async']);
  const job = new URL(started.headers.get('location')!).pathname;
  const again = await fulfil(client, 12345, body, headers);
  expect([again.status, codeOf(again), again.headers.get('location')]).toEqual([
    400,
    'IDEMPOTENCY_ERROR',
    started.headers.get('location'),
  ]);
  await until(async () => (await client.call('GET', job)).body.completed === true);
  const result = await client.call('GET', `${job}/task/1/result`);
  expect([result.status, idOf(result)]).toEqual([204, client.sim.dump().itemFulfillments[0]!.id]);
});

test('saved records are reported to the webhook, system changes are not', async () => {
  const events: Json[] = [];
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      events.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await client.control('POST', '/webhook', { url, secret: 's', secretHeader: 'x-secret' });
  const made = await fulfil(client, 12345, body);
  await client.call('DELETE', `/itemFulfillment/${idOf(made)}`);
  await until(() => events.length >= 2);
  expect(events.map((event) => event.eventType).sort()).toEqual(['create', 'delete']);
  expect(events.every((event) => event.recordType === 'itemfulfillment')).toBe(true);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

test('a reset empties the account but keeps the sign-in', async () => {
  await client.control('POST', '/reset');
  expect((await client.call('GET', '/salesOrder/12345')).status).toBe(404);
  expect((await client.query('SELECT id FROM transaction')).body.totalResults).toBe(0);
  const limits = await client.call('GET', '/services/rest/system/v1/governanceLimits');
  expect(limits.body).toMatchObject({ accountConcurrencyLimit: 50, integrationLimitType: 'accountLimit' });
  const time = await client.call('GET', '/services/rest/system/v1/serverTime');
  expect(Math.abs(Date.parse(time.body.serverTime) - Date.now())).toBeLessThan(5000);
});
