import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { shipStationSettingsSchema } from '../../../connectors/shipstation/settings.ts';
import {
  createSignatureVerifier,
  isV2Type,
  parsePointer,
  validatePointerHost,
  WebhookRejected,
} from '../../../connectors/shipstation/webhook.ts';
import { createTestKey, signForTest, type TestKey } from '../../support/shipstation-sign.ts';

const body = Buffer.from(
  '{"resource_url":"https://api.shipstation.com/v2/labels?batch_id=se-1",  "resource_type":"LABEL_CREATED_V2"}',
);
const key = createTestKey('key-1');
const otherKey = createTestKey('key-2');
const T0 = Date.UTC(2026, 6, 15, 12);

async function withKeys(
  act: (jwks: {
    url: string;
    publish(keys: unknown[]): void;
    fail(failing: boolean): void;
    fetches(): number;
  }) => Promise<void>,
): Promise<void> {
  let keys: unknown[] = [key.jwk];
  let failing = false;
  let fetches = 0;
  const app = Fastify({ forceCloseConnections: true });
  app.get('/jwks', async (_request, reply) => {
    fetches += 1;
    return failing ? reply.code(503).type('text/html').send('<html>') : { keys };
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    await act({
      url: `${origin}/jwks`,
      publish: (published) => {
        keys = published;
      },
      fail: (now) => {
        failing = now;
      },
      fetches: () => fetches,
    });
  } finally {
    await app.close();
  }
}

const statusOf = async (act: Promise<void>): Promise<number> =>
  act.then(
    () => 200,
    (error: unknown) => {
      expect(error).toBeInstanceOf(WebhookRejected);
      return (error as WebhookRejected).status;
    },
  );

const signed = (by: TestKey, at = T0, rawBody = body) => ({ headers: signForTest(by, rawBody, new Date(at)), rawBody });

test('the pointer is read, its type in upper case', () => {
  expect(parsePointer(body)).toEqual({
    resourceUrl: 'https://api.shipstation.com/v2/labels?batch_id=se-1',
    resourceType: 'LABEL_CREATED_V2',
  });
  const lower = Buffer.from('{"resource_url":"https://x/shipments","resource_type":"ship_notify","data":{}}');
  expect(parsePointer(lower).resourceType).toBe('SHIP_NOTIFY');
});

test.each([
  ['', 400],
  ['{"resource_url":', 400],
  ['[]', 400],
  ['null', 400],
  ['{"resource_type":"SHIP_NOTIFY"}', 400],
  ['{"resource_url":5,"resource_type":"SHIP_NOTIFY"}', 400],
  ['{"resource_url":"https://x/","resource_type":"CUSTOMER_NOTIFY"}', 422],
])('%s is refused with %i', (text, status) => {
  expect(() => parsePointer(Buffer.from(text))).toThrow(expect.objectContaining({ name: 'WebhookRejected', status }));
});

test('a reason never carries a stranger’s line ends', () => {
  const nasty = Buffer.from(JSON.stringify({ resource_url: 'x', resource_type: 'A\nERROR forged\u001b[31m' }));
  expect(() => parsePointer(nasty)).toThrow(
    expect.objectContaining({ reason: 'resource_type A?ERROR?FORGED??31M is not known' }),
  );
});

test('foreign hosts are refused at the door, paths are judged later', () => {
  const settings = shipStationSettingsSchema.parse({ v1BaseUrl: 'http://127.0.0.1:4010' });
  const at = (resourceUrl: string) => () => validatePointerHost(settings, { resourceUrl, resourceType: 'SHIP_NOTIFY' });
  expect(at('https://ssapi12.shipstation.com/shipments?batchId=1')).not.toThrow();
  expect(at('http://127.0.0.1:4010/somewhere')).not.toThrow();
  for (const bad of [
    'https://evil.example/shipments',
    'http://127.0.0.1:4011/shipments',
    'x',
    'https://u:p@ssapi.shipstation.com/',
  ]) {
    expect(at(bad)).toThrow(expect.objectContaining({ status: 400 }));
  }
});

test('V2 types are told from V1 types', () => {
  expect(isV2Type('label_created_v2')).toBe(true);
  expect(isV2Type('FULFILLMENT_SHIPPED')).toBe(false);
});

test('a genuine delivery passes; the keys are fetched once', async () => {
  await withKeys(async (jwks) => {
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(T0) });
    await Promise.all([verifier.verify(signed(key)), verifier.verify(signed(key)), verifier.verify(signed(key))]);
    await verifier.verify(signed(key));
    expect(jwks.fetches()).toBe(1);
  });
});

test('missing header 404, old or future 400, foreign or broken signature 401', async () => {
  await withKeys(async (jwks) => {
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(T0) });
    const good = signed(key);
    for (const name of Object.keys(good.headers)) {
      expect(await statusOf(verifier.verify({ ...good, headers: { ...good.headers, [name]: undefined } }))).toBe(404);
      expect(await statusOf(verifier.verify({ ...good, headers: { ...good.headers, [name]: '' } }))).toBe(404);
    }
    expect(jwks.fetches()).toBe(0);
    for (const minutes of [-5.01, 5.01, -9999]) {
      expect(await statusOf(verifier.verify(signed(key, T0 + minutes * 60_000)))).toBe(400);
    }
    for (const minutes of [-4.9, 4.9]) {
      expect(await statusOf(verifier.verify(signed(key, T0 + minutes * 60_000)))).toBe(200);
    }
    const withTime = { ...good.headers, 'x-shipengine-timestamp': 'yesterday' };
    expect(await statusOf(verifier.verify({ ...good, headers: withTime }))).toBe(400);
    const moved = { ...good.headers, 'x-shipengine-timestamp': new Date(T0 + 1_000).toISOString() };
    expect(await statusOf(verifier.verify({ ...good, headers: moved }))).toBe(401);
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(await statusOf(verifier.verify({ ...good, rawBody: rewritten }))).toBe(401);
    const forged = { ...signed(otherKey).headers, 'x-shipengine-rsa-sha256-key-id': 'key-1' };
    expect(await statusOf(verifier.verify({ ...good, headers: forged }))).toBe(401);
    const nonsense = { ...good.headers, 'x-shipengine-rsa-sha256-signature': '%%%' };
    expect(await statusOf(verifier.verify({ ...good, headers: nonsense }))).toBe(401);
  });
});

test('a new key is found by one more look; unknown ids cannot flood the vendor', async () => {
  await withKeys(async (jwks) => {
    let clock = T0;
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(clock) });
    await verifier.verify(signed(key));
    clock += 31_000;
    jwks.publish([key.jwk, otherKey.jwk]);
    await verifier.verify(signed(otherKey, clock));
    expect(jwks.fetches()).toBe(2);
    const stranger = createTestKey('key-3');
    for (let i = 0; i < 20; i += 1) expect(await statusOf(verifier.verify(signed(stranger, clock)))).toBe(401);
    expect(jwks.fetches()).toBe(2);
    clock += 31_000;
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        expect(await statusOf(verifier.verify(signed(stranger, clock)))).toBe(401),
      ),
    );
    expect(jwks.fetches()).toBe(3);
  });
});

test('without readable keys the answer is 503, and it heals by itself', async () => {
  await withKeys(async (jwks) => {
    let clock = T0;
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(clock) });
    jwks.fail(true);
    for (let i = 0; i < 5; i += 1) expect(await statusOf(verifier.verify(signed(key, clock)))).toBe(503);
    expect(jwks.fetches()).toBe(1);
    jwks.fail(false);
    clock += 5_001;
    expect(await statusOf(verifier.verify(signed(key, clock)))).toBe(200);
    const unreachable = createSignatureVerifier({ jwksUrl: 'http://127.0.0.1:1/jwks', now: () => new Date(T0) });
    expect(await statusOf(unreachable.verify(signed(key)))).toBe(503);
  });
});

test('a known key outlives an outage of the key address for a day, but not a withdrawal', async () => {
  await withKeys(async (jwks) => {
    let clock = T0;
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(clock) });
    await verifier.verify(signed(key, clock));
    jwks.fail(true);
    clock += 2 * 3_600_000;
    expect(await statusOf(verifier.verify(signed(key, clock)))).toBe(200);
    clock += 23 * 3_600_000;
    expect(await statusOf(verifier.verify(signed(key, clock)))).toBe(503);
    jwks.fail(false);
    jwks.publish([otherKey.jwk]);
    clock += 6_000;
    expect(await statusOf(verifier.verify(signed(key, clock)))).toBe(401);
  });
});

test('keys of another kind, weak or malformed ones do not spoil the set and do not verify', async () => {
  await withKeys(async (jwks) => {
    const weak = createTestKey('weak', 1024);
    jwks.publish([{ kid: 'ec', kty: 'EC' }, { kid: 'bad', kty: 'RSA', n: 5 }, weak.jwk, key.jwk]);
    const verifier = createSignatureVerifier({ jwksUrl: jwks.url, now: () => new Date(T0) });
    expect(await statusOf(verifier.verify(signed(key)))).toBe(200);
    expect(await statusOf(verifier.verify(signed(weak)))).toBe(401);
  });
});
