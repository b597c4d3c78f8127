/** Signing in: assertions, the shared token, renewal after a 401, refusals, and OAuth 1.0a signatures. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { encode } from '../../../connectors/http/encode.ts';
import { signTba } from '../../../connectors/netsuite/auth-tba.ts';
import { FakeAccount, failure, m2m, memoryTokens, nsError } from './support.ts';

let fake: FakeAccount;
beforeEach(async () => {
  fake = await new FakeAccount().start();
  fake.respond = () => ({ body: { items: [{ id: '1' }], hasMore: false, totalResults: 1 } });
});
afterEach(() => fake.app.close());

const query = 'SELECT id FROM item';

test('the assertion has exactly the header and claims that NetSuite asks for', async () => {
  const at = new Date('2026-03-02T10:00:00.700Z');
  await fake.connect({}, { now: () => at }).suiteQl(query, []);
  const [assertion] = fake.assertions;
  expect(assertion!.header).toEqual({ typ: 'JWT', alg: 'PS256', kid: 'cert-1' });
  const iat = Date.parse('2026-03-02T10:00:00Z') / 1000;
  expect(assertion!.claims).toEqual({
    iss: 'client-id-4711',
    scope: ['rest_webservices'],
    aud: `${fake.baseUrl}/services/rest/auth/oauth2/v1/token`,
    iat,
    exp: iat + 1800,
  });
  expect(fake.seen[0]!.headers.authorization).toBe('Bearer token-1');
});

test.each([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
])('a key on %s signs with %s', async (namedCurve, alg) => {
  const pair = generateKeyPairSync('ec', { namedCurve });
  fake.publicKey = pair.publicKey;
  const sec1 = pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  await fake.connect({ audience: 'https://elsewhere/token' }, {}, { ...m2m, privateKeyPem: sec1 }).suiteQl(query, []);
  expect(fake.assertions[0]!.header.alg).toBe(alg);
  expect(fake.assertions[0]!.claims.aud).toBe('https://elsewhere/token');
});

test('a key that cannot be read, or does not fit the algorithm, is Auth and never shown', async () => {
  const broken = await failure(fake.connect({}, {}, { ...m2m, privateKeyPem: 'S3CRET' }).suiteQl(query, []));
  expect([broken.type, broken.code]).toEqual(['Auth', 'BAD_PRIVATE_KEY']);
  expect(broken.message).not.toContain('S3CRET');
  const unfit = await failure(fake.connect({}, {}, { ...m2m, algorithm: 'ES256' }).suiteQl(query, []));
  expect([unfit.type, unfit.code]).toEqual(['Auth', 'BAD_PRIVATE_KEY']);
  expect(fake.seen).toHaveLength(0);
});

test('many callers share one minting, and the token is kept in the cache', async () => {
  const tokens = memoryTokens();
  const ns = fake.connect({}, { tokens });
  await Promise.all(Array.from({ length: 8 }, () => ns.suiteQl(query, [])));
  await ns.suiteQl(query, []);
  expect(fake.assertions).toHaveLength(1);
  expect(tokens.saved.map((token) => token?.value)).toEqual(['token-1']);
  const other = fake.connect({}, { tokens });
  await other.suiteQl(query, []);
  expect(fake.assertions).toHaveLength(1);
});

test('a token is renewed a minute before its end, not earlier', async () => {
  let now = new Date('2026-03-02T10:00:00Z');
  const ns = fake.connect({}, { now: () => now });
  await ns.suiteQl(query, []);
  now = new Date('2026-03-02T10:58:59Z');
  await ns.suiteQl(query, []);
  expect(fake.assertions).toHaveLength(1);
  now = new Date('2026-03-02T10:59:01Z');
  await ns.suiteQl(query, []);
  expect(fake.assertions).toHaveLength(2);
});

test('a cache that is down costs a minting, nothing else', async () => {
  const down = { load: () => Promise.reject(new Error('down')), save: () => Promise.reject(new Error('down')) };
  expect((await fake.connect({}, { tokens: down }).suiteQl(query, [])).rows).toEqual([{ id: '1' }]);
});

test('a refused token is dropped from the cache, minted anew, and the call sent once more', async () => {
  const tokens = memoryTokens({ value: 'revoked', expiresAt: '2099-01-01T00:00:00.000Z' });
  const ns = fake.connect({}, { tokens });
  const pages = await Promise.all([1, 2, 3].map(() => ns.suiteQl(query, [])));
  expect(pages).toHaveLength(3);
  expect(fake.assertions).toHaveLength(1);
  expect(tokens.saved.map((token) => token?.value)).toEqual([undefined, 'token-1']);
});

test('a malformed token (400 with a bearer challenge) is renewed too', async () => {
  let calls = 0;
  fake.respond = () => {
    calls += 1;
    const challenge = { 'www-authenticate': 'Bearer realm="1", error="invalid_request"' };
    return calls === 1 ? { status: 400, headers: challenge } : { body: { items: [] } };
  };
  await fake.connect().suiteQl(query, []);
  expect([calls, fake.assertions.length]).toEqual([2, 2]);
});

test('a second 401 is Auth, after two attempts and no more', async () => {
  fake.respond = () =>
    nsError(401, 'INVALID_LOGIN', 'Invalid login attempt. For more details, see the Login Audit Trail.');
  const error = await failure(fake.connect().readItems(['1']));
  expect([error.type, error.code, error.status]).toEqual(['Auth', 'INVALID_LOGIN', 401]);
  expect(error.message).toContain('Login Audit Trail');
  expect([fake.seen.length, fake.assertions.length]).toEqual([2, 2]);
});

test.each([
  [400, { error: 'invalid_grant' }, 'Auth', 'invalid_grant'],
  [401, { error: 'invalid_client' }, 'Auth', 'invalid_client'],
  [500, { error: 'server_error' }, 'Unavailable', 'server_error'],
  [503, '<html>maintenance</html>', 'Unavailable', 'HTTP_503'],
  [429, { error: 'slow_down' }, 'RateLimited', 'slow_down'],
  [404, '<html>no such page</html>', 'Config', 'HTTP_404'],
  [200, '<html>captive portal</html>', 'Unavailable', 'UNEXPECTED_ANSWER'],
])('token answer %i %p is %s %s', async (status, body, type, code) => {
  fake.tokenAnswer = () => ({ status, body });
  const error = await failure(fake.connect().deleteFulfillment('1'));
  expect([error.type, error.code, error.status]).toEqual([type, code, status]);
  if (type === 'Auth') expect(error.message).toContain('Login Audit Trail');
  expect(fake.seen).toHaveLength(0);
});

test('a refusal tells of a wrong clock', async () => {
  fake.tokenAnswer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  const late = () => new Date(Date.now() + 20 * 60_000);
  expect((await failure(fake.connect({}, { now: late }).readItems(['1']))).message).toMatch(/1[12]\d\d s ahead of/);
  fake.tokenAnswer = () => ({ status: 400, body: { error: 'invalid_request', error_description: 'bad iat claim' } });
  expect((await failure(fake.connect().readItems(['1']))).message).toContain("Check this machine's clock");
});

test('after a failed minting the next call tries again', async () => {
  fake.tokenAnswer = () => ({ status: 500, body: { error: 'server_error' } });
  const ns = fake.connect();
  expect((await failure(ns.suiteQl(query, []))).type).toBe('Unavailable');
  fake.tokenAnswer = undefined;
  expect((await ns.suiteQl(query, [])).rows).toHaveLength(1);
});

const oracle = {
  kind: 'tba',
  consumerKey: 'ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4',
  consumerSecret: 'd26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5',
  tokenId: '2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc',
  tokenSecret: 'c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295',
} as const;

test("OAuth 1.0a: Oracle's own example gives Oracle's own signature", () => {
  const url = 'https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40';
  const at = new Date(1508242306 * 1000);
  const header = signTba({ method: 'GET', url }, oracle, '123456', at, 'fjaLirsIcCGVZWzBX0pg');
  expect(header).toContain('oauth_signature="B5OIWznZ2YP0OB7VrJrGkYsTh%2B8H%2B5T9Hag%2Bo92q0zY%3D"');
  expect(header).toMatch(/^OAuth realm="123456", oauth_consumer_key="ef40/);
});

test('OAuth 1.0a: the query that is sent is the query that is signed', async () => {
  fake.open = true;
  fake.respond = () => ({ status: 204 });
  const ns = fake.connect({}, { now: () => new Date(1508242306 * 1000) }, oracle);
  await ns.updateFulfillment('5', { packages: [], packageSublist: 'packageUps' });
  const seen = fake.seen[0]!;
  const header = String(seen.headers.authorization);
  const nonce = /oauth_nonce="([^"]+)"/.exec(header)![1]!;
  const again = signTba(
    { method: 'PATCH', url: fake.baseUrl + seen.path, query: seen.query },
    oracle,
    '123456_SB1',
    new Date(1508242306 * 1000),
    nonce,
  );
  expect(seen.query).toEqual({ replace: 'packageUps' });
  expect(header).toBe(again);
  const unsigned = signTba(
    { method: 'PATCH', url: fake.baseUrl + seen.path },
    oracle,
    '123456_SB1',
    new Date(1508242306 * 1000),
    nonce,
  );
  expect(unsigned).not.toBe(header);
  expect(fake.assertions).toHaveLength(0);
});

test('OAuth 1.0a: a 401 is final, a nonce is never used twice', async () => {
  const ns = fake.connect({}, {}, oracle);
  expect((await failure(ns.readItems(['1']))).type).toBe('Auth');
  expect(fake.seen).toHaveLength(1);
  await failure(ns.readItems(['1']));
  const nonces = fake.seen.map((seen) => /oauth_nonce="([^"]+)"/.exec(String(seen.headers.authorization))![1]);
  expect(new Set(nonces).size).toBe(2);
  expect(encode("a b!'()*~")).toBe('a%20b%21%27%28%29%2A~');
});

test('no error shows a token, a key or an assertion', async () => {
  fake.respond = () => nsError(400, 'USER_ERROR', 'Please enter value(s) for: Location');
  const error = await failure(fake.connect().readItems(['1']));
  const shown = JSON.stringify(error, Object.getOwnPropertyNames(error));
  expect(shown).not.toContain('token-1');
  expect(shown).not.toContain('eyJ');
  expect(shown).not.toContain(m2m.privateKeyPem.slice(60, 100));
});
