import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHandlers, handlerFor } from '../../ingress/handlers/index.ts';
import { dedupeKeyOf } from '../../ingress/handlers/shipstation.ts';
import { eventually, type FrontDoor, openFrontDoor, pointerBody, sha256, TOKEN } from './front-door.ts';

let door: FrontDoor;

beforeEach(async () => {
  door = await openFrontDoor({ limits: { bodyBytes: 20_000 } });
});
afterEach(() => door.close());

const answerOf = async (response: Response) => ({
  status: response.status,
  body: await response.text(),
  headers: [...response.headers].filter(([name]) => name !== 'date'),
});

const metric = async (name: string, labels: Record<string, string>): Promise<number> => {
  const values = (await door.registry.getSingleMetric(name)?.get())?.values ?? [];
  const fits = (found: object) =>
    Object.entries(labels).every(([key, value]) => Object.entries(found).some(([k, v]) => k === key && v === value));
  return values.filter((value) => fits(value.labels)).reduce((sum, value) => sum + value.value, 0);
};

test('a delivery is stored sealed, answered 200 and then signalled', async () => {
  const response = await door.post(pointerBody(77), { 'content-type': 'application/json' });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ stored: true });

  const [row] = await eventually(door.rows, ([first]) => first?.state === 'signalled');
  expect(row).toMatchObject({ connection: 'acme', system: 'shipstation', topic: 'ITEM_SHIP_NOTIFY', deliveries: 1 });
  expect(row?.sealedBody).not.toContain('batchId');
  expect(door.vault.open(row!.sealedBody, 'inbox/acme')).toBe(pointerBody(77));
  expect(row?.workflowId).toBe(`acme/webhook/${row?.dedupeKey.slice(0, 32)}`);
  const { id, dedupeKey } = row!;
  expect(door.temporal.sent).toEqual([{ id, connection: 'acme', dedupeKey, system: 'shipstation' }]);
});

test.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'not a content type;;;'])(
  'the bytes are taken whatever the content type: %s',
  async (type) => {
    expect((await door.post(pointerBody(1), { 'content-type': type })).status).toBe(200);
  },
);

test('an unknown connection, a wrong token and a foreign system get the same answer', async () => {
  const wrongToken = await answerOf(await door.post(pointerBody(1), {}, door.hookUrl('acme', 'wrong')));
  const unknown = await answerOf(await door.post(pointerBody(1), {}, door.hookUrl('nobody')));
  const system = await answerOf(await door.post(pointerBody(1), {}, `${door.hookUrl()}/shopify`));
  const noRoute = await answerOf(await door.post(pointerBody(1), {}, `${door.url}/hooks`));
  expect(wrongToken).toMatchObject({ status: 404, body: '{"error":"not-found"}' });
  expect([unknown, system, noRoute]).toEqual([wrongToken, wrongToken, wrongToken]);
  expect(await door.rows()).toEqual([]);
});

test('the system may be named at the end of the address', async () => {
  expect((await door.post(pointerBody(1), {}, `${door.hookUrl()}/shipstation`)).status).toBe(200);
  expect(await door.rows()).toHaveLength(1);
});

const foreign = JSON.stringify({
  resource_url: 'https://evil.example/shipments?batchId=1',
  resource_type: 'SHIP_NOTIFY',
});
test.each([
  ['no JSON', '{"resource_url":', 400, 'malformed'],
  ['nothing', '', 400, 'malformed'],
  ['a list', '[1]', 400, 'malformed'],
  ['no type', '{"resource_url":"https://ssapi.shipstation.com/orders"}', 400, 'malformed'],
  ['another type', pointerBody(1, 'PARTY_NOTIFY'), 422, 'unknown-type'],
  ['a foreign host', foreign, 400, 'foreign-host'],
  ['a signed type without signature', pointerBody(1, 'LABEL_CREATED_V2'), 404, 'signature-missing'],
  ['20,001 bytes', 'x'.repeat(20_001), 413, 'too-large'],
])('a body with %s is turned away, counted and not stored', async (_name, body, status, reason) => {
  const response = await door.post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: reason });
  expect(await metric('mlc_webhooks_rejected_total', { reason })).toBe(1);
  expect(await door.rows()).toEqual([]);
  expect(door.temporal.sent).toEqual([]);
});

test('a body that does not say its size is cut off at the limit too', async () => {
  const chunks = new ReadableStream<Uint8Array>({
    start: (stream) => {
      for (let i = 0; i < 30; i++) stream.enqueue(new Uint8Array(1_000));
      stream.close();
    },
  });
  const response = await fetch(door.hookUrl(), { method: 'POST', body: chunks, duplex: 'half' } as RequestInit);
  expect(response.status).toBe(413);
});

test('whatever bytes come in, the answer is a 4xx and never our fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(Buffer.from)), async (bytes) => {
      const { status } = await door.post(Buffer.from(bytes));
      expect([400, 422]).toContain(status);
    }),
    { numRuns: 60 },
  );
});

test('only POST is served, and nothing tells which addresses exist', async () => {
  const real = await answerOf(await fetch(door.hookUrl()));
  const invented = await answerOf(await fetch(door.hookUrl('nobody', 'x')));
  expect(real).toMatchObject({ status: 405 });
  expect(invented).toEqual(real);
  for (const path of ['/', '/hooks', '/hooks/acme', '/hooks/acme/%zz', `/hooks/acme/${'x'.repeat(500)}`, '/metrics']) {
    const answer = await answerOf(await fetch(door.url + path, { method: 'POST' }));
    expect([path, answer.status, answer.body]).toEqual([path, 404, '{"error":"not-found"}']);
  }
  expect((await fetch(`${door.url}/livez`)).status).toBe(200);
});

test('neither token, body nor query reaches the log, and a flood of rejections stays few lines', async () => {
  for (let i = 0; i < 50; i++) await door.post(foreign);
  await door.post('{"secret-body":1}', {}, `${door.hookUrl()}?secret-query=1`);
  await door.post(pointerBody(1), {}, door.hookUrl('acme', 'secret-token'));
  const log = door.logLines.join('');
  expect(log).toContain('"reason":"foreign-host"');
  expect(log).toContain('"connection":"acme"');
  expect(log).not.toMatch(/secret-/);
  expect(log).not.toContain(TOKEN);
  expect(door.logLines.filter((line) => line.includes('foreign-host')).length).toBeLessThan(10);
});

test('while the store cannot be read or written the sender is asked to try again', async () => {
  const remembering = await openFrontDoor({ limits: { rememberMs: 60_000 } });
  expect((await remembering.post(pointerBody(1))).status).toBe(200);
  for (const front of [door, remembering]) {
    await front.store.close();
    const response = await front.post(pointerBody(2));
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await remembering.close();
});

test('a store that hangs is answered 503 before the sender gives up, and what it stores later is sent on', async () => {
  const impatient = await openFrontDoor({ limits: { storeTimeoutMs: 100 } });
  const holder = new DatabaseSync(impatient.storeFile);
  holder.exec('BEGIN IMMEDIATE');
  expect((await impatient.post(pointerBody(1))).status).toBe(503);
  holder.exec('ROLLBACK');
  holder.close();
  await eventually(impatient.rows, (rows) => rows.length === 1);
  expect(await impatient.relay.look()).toBe(1);
  await impatient.close();
});

test('a rotated token: the old one is good until it expires, then only the new one', async () => {
  await door.store.hookTokens.put('acme', sha256('the-new-token'));
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  await door.store.hookTokens.expireOld('acme', expiresAt);
  const statuses = async () => [
    (await door.post(pointerBody(1))).status,
    (await door.post(pointerBody(2), {}, door.hookUrl('acme', 'the-new-token'))).status,
  ];
  expect(await statuses()).toEqual([200, 200]);
  door.clock.aheadMs = 61_000;
  expect(await statuses()).toEqual([404, 200]);
});

test('fifty copies at once are one row with fifty deliveries for one workflow', async () => {
  const responses = await Promise.all(Array.from({ length: 50 }, () => door.post(pointerBody(5))));
  expect(new Set(responses.map((response) => response.status))).toEqual(new Set([200]));
  const [row, ...others] = await eventually(door.rows, ([first]) => first?.state === 'signalled');
  expect(others).toEqual([]);
  expect(row?.deliveries).toBe(50);
  expect(new Set(door.temporal.sent.map((pointer) => pointer.dedupeKey))).toEqual(new Set([row?.dedupeKey]));
  expect(door.temporal.sent.length).toBeLessThan(50);
});

test('an address without a system means the pair’s own, one with a system only one of the pair', () => {
  const handlers = createHandlers({ now: () => new Date() });
  expect(handlerFor(handlers, 'netsuite-shipstation')?.system).toBe('shipstation');
  expect(handlerFor(handlers, 'netsuite-shipstation', 'shipstation')?.system).toBe('shipstation');
  expect(handlerFor(handlers, 'netsuite-shipstation', 'netsuite')?.system).toBe('netsuite');
  expect(handlerFor(handlers, 'netsuite-shopify')?.system).toBe('shopify');
  expect(handlerFor(handlers, 'netsuite-shipbob')?.system).toBe('shipbob');
  expect(handlerFor(handlers, 'netsuite-shopify', 'shipstation')).toBeUndefined();
});

test('the order of parameters and the case of the host make no other delivery', () => {
  const key = dedupeKeyOf('SHIP_NOTIFY', 'https://ssapi6.shipstation.com/shipments?storeID=1&batchId=2');
  expect(dedupeKeyOf('SHIP_NOTIFY', 'https://SSAPI6.shipstation.com/shipments?batchId=2&storeID=1#x')).toBe(key);
  expect(dedupeKeyOf('ITEM_SHIP_NOTIFY', 'https://ssapi6.shipstation.com/shipments?storeID=1&batchId=2')).not.toBe(key);
  expect(dedupeKeyOf('SHIP_NOTIFY', 'https://ssapi6.shipstation.com/shipments?storeID=1&batchId=3')).not.toBe(key);
});

test('a parked connection is signalled, a paused one only stored', async () => {
  await door.store.connections.park('acme', { system: 'netsuite', failureType: 'Auth', reason: 'key refused' });
  await door.connect('resting', 'paused');
  await door.post(pointerBody(1), {}, door.hookUrl('resting'));
  await door.post(pointerBody(2));
  await eventually(door.rows, ([first]) => first?.state === 'signalled');
  expect((await door.rows('resting')).map((row) => row.state)).toEqual(['stored']);
  expect(door.temporal.sent.map((pointer) => pointer.connection)).toEqual(['acme']);
});

test('a sender that never finishes its request is cut off', async () => {
  const slow = await openFrontDoor({ limits: { requestTimeoutMs: 300, headersTimeoutMs: 200 } });
  const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
  socket.write('POST /hooks/acme/x HTTP/1.1\r\nhost: a\r\n');
  expect(await answer).toMatch(/^HTTP\/1.1 408 /);
  await slow.close();
});
