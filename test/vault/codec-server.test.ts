import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { createCodecServer } from '../../vault/codec-server.ts';
import { createPayloadCodec } from '../../vault/payload-codec.ts';
import { randomRing } from './rings.ts';

const ring = randomRing();
const token = 'a-long-enough-token';
const origin = 'http://localhost:8233';
const logLines: string[] = [];
let app: FastifyInstance;
let base: string;

beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => logLines.push(line) });
  app = createCodecServer({ ring, token, allowedOrigins: [origin], logger });
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = { metadata: { encoding: base64('json/plain') }, data: base64('{"order":"SO-1"}') };

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const bearer = { authorization: `Bearer ${token}` };

test('what the codec sealed is decoded, with the token in the header or in the path', async () => {
  const [sealed] = await createPayloadCodec(ring).encode([
    { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"order":"SO-1"}') },
  ]);
  const wire = {
    metadata: Object.fromEntries(
      Object.entries(sealed!.metadata!).map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
    ),
    data: Buffer.from(sealed!.data!).toString('base64'),
  };
  for (const answer of [
    await post('/decode', { payloads: [wire, plain] }, { ...bearer, 'x-namespace': 'default' }),
    await post(`/${token}/decode`, { payloads: [wire, plain] }),
  ]) {
    expect(answer).toMatchObject({ status: 200, body: { payloads: [plain, plain] } });
  }
});

test('encode then decode gives the same payloads', async () => {
  const encoded = await post('/encode', { payloads: [plain] }, bearer);
  expect(encoded.body.payloads[0].metadata.encoding).toBe(base64('binary/encrypted'));
  expect((await post(`/${token}/decode`, encoded.body)).body).toEqual({ payloads: [plain] });
  expect((await post('/decode', {}, bearer)).body).toEqual({ payloads: [] });
});

describe('without the right token nothing is decoded', () => {
  test.each([
    ['no token', '/decode', {}],
    ['wrong bearer', '/decode', { authorization: 'Bearer another-long-token' }],
    ['not a bearer', '/decode', { authorization: token }],
    ['a prefix of it', `/${token.slice(0, -1)}/decode`, {}],
    ['wrong path, right header', '/another-long-token/decode', bearer],
  ])('%s', async (_name, path, headers) => {
    expect(await post(path, { payloads: [plain] }, headers)).toMatchObject({
      status: 401,
      body: { error: expect.stringContaining('token') },
    });
  });

  test('a short token is refused at the start', () => {
    expect(() => createCodecServer({ ring, token: 'short', allowedOrigins: [] })).toThrow('16 characters');
  });
});

describe('browsers', () => {
  const preflight = (from: string) =>
    fetch(`${base}/${token}/decode`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-headers': 'content-type,x-namespace' },
    });

  test('of an allowed origin get the headers of CORS, on errors too', async () => {
    const asked = await preflight(origin);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type, x-namespace, authorization');
    const refused = await post('/decode', {}, { origin });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('of another origin get none', async () => {
    const asked = await preflight('https://evil.example');
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('bad requests are answered in words and never repeat the token', async () => {
  const unknownKey = {
    metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('k1999') },
    data: base64('x'.repeat(60)),
  };
  const answers = [
    await post(`/${token}/decode`, { payloads: [unknownKey] }),
    await post(`/${token}/decode`, { payloads: 'no' }),
    await post(`/${token}/decode`, '{'),
    await post(`/${token}/elsewhere`, {}),
    await post(`/${token}/decode`, { payloads: [{ data: 'A'.repeat(17 * 1024 * 1024) }] }),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([422, 400, 400, 404, 413]);
  expect(answers[0]?.body.error).toContain('"k1999", which is not in the key ring');
  expect(JSON.stringify([answers.map((answer) => answer.body), logLines])).not.toContain(token);
});

test('livez needs no token', async () => {
  expect(await (await fetch(`${base}/livez`)).json()).toEqual({ ok: true });
});
