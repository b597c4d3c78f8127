import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestKey, signForTest } from '../support/shipstation-sign.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

const KEY = createTestKey('key-1');
const OTHER = createTestKey('key-1');
const UNPUBLISHED = createTestKey('key-2');

// Blanks and key order as a vendor may send them: written anew, the bytes would differ.
const BODY = Buffer.from(
  '{ "resource_type":"LABEL_CREATED_V2" , "resource_url":"https://api.shipstation.com/v2/labels?batch_id=se-1" }\n',
);

let published: Server;
let jwksStatus: number;
let door: FrontDoor;

beforeEach(async () => {
  jwksStatus = 200;
  published = createServer((_request, response) => {
    response.writeHead(jwksStatus, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [KEY.jwk] }));
  });
  await new Promise<void>((resolve) => published.listen(0, '127.0.0.1', resolve));
  const { port } = published.address() as AddressInfo;
  door = await openFrontDoor({ settings: { jwksUrl: `http://127.0.0.1:${port}/jwks` } });
});
afterEach(async () => {
  await door.close();
  published.closeAllConnections();
  await new Promise((resolve) => published.close(resolve));
});

const postSigned = async (headers: Record<string, string>, body = BODY) => {
  const response = await door.post(body, headers);
  return { status: response.status, ...((await response.json()) as object) };
};

test('a genuine signature over the very bytes is accepted', async () => {
  expect(await postSigned(signForTest(KEY, BODY, new Date()))).toEqual({ status: 200, stored: true });
  expect((await door.rows()).map((row) => row.topic)).toEqual(['LABEL_CREATED_V2']);
});

test.each([
  ['another key', () => signForTest(OTHER, BODY, new Date()), 401, 'signature-wrong'],
  ['another body', () => signForTest(KEY, Buffer.from(BODY.toString().trim()), new Date()), 401, 'signature-wrong'],
  ['an unknown key id', () => signForTest(UNPUBLISHED, BODY, new Date()), 401, 'signature-wrong'],
  ['an old timestamp', () => signForTest(KEY, BODY, new Date(Date.now() - 301_000)), 400, 'signature-stale'],
  ['a future timestamp', () => signForTest(KEY, BODY, new Date(Date.now() + 301_000)), 400, 'signature-stale'],
  ['no headers', () => ({}), 404, 'signature-missing'],
])('%s is turned away', async (_name, headers, status, error) => {
  expect(await postSigned(headers())).toEqual({ status, error });
  expect(await door.rows()).toEqual([]);
});

test.each(['x-shipengine-rsa-sha256-key-id', 'x-shipengine-rsa-sha256-signature', 'x-shipengine-timestamp'])(
  'without %s it is turned away',
  async (missing) => {
    const { [missing]: _left, ...headers } = signForTest(KEY, BODY, new Date());
    expect(await postSigned(headers)).toEqual({ status: 404, error: 'signature-missing' });
  },
);

test('while the published keys cannot be read the sender is asked to try again', async () => {
  jwksStatus = 500;
  const response = await door.post(BODY, signForTest(KEY, BODY, new Date()));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).not.toBeNull();
  expect(await door.rows()).toEqual([]);
});
