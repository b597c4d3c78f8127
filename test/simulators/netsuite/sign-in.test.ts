import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signatureFor } from '../../../simulators/netsuite/auth/tba.ts';
import { assertion, type Client, codeOf, RECORDS, requestToken, startClient, TOKEN_PATH } from './client.ts';

let client: Client;
const tba = { consumerKey: 'ck', consumerSecret: 'cs', tokenId: 'tk', tokenSecret: 'ts' };

beforeAll(async () => {
  client = await startClient({ tbaTokens: [tba] });
});
afterAll(() => client.sim.close());

test('a good assertion gives a bearer token for an hour', async () => {
  const granted = await requestToken(client.sim.url, await assertion(client.sim.url));
  expect(granted).toMatchObject({ status: 200, body: { expires_in: 3600, token_type: 'Bearer' } });
  expect((await client.call('GET', '/location/1')).status).toBe(200);
});

test('PS256 with an RSA key is taken, RS256 with the same key is not, small keys are not', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await client.control('POST', '/certificates', { kid: 'rsa', clientId: 'client-2', pem });
  const parts = { kid: 'rsa', iss: 'client-2', key: rsa.privateKey };
  expect((await requestToken(client.sim.url, await assertion(client.sim.url, { ...parts, alg: 'PS256' }))).status).toBe(
    200,
  );
  const refused = await requestToken(client.sim.url, await assertion(client.sim.url, { ...parts, alg: 'RS256' }));
  expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  const small = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
  expect((await client.control('POST', '/certificates', { kid: 's', clientId: 'c', pem: small })).error).toContain(
    '3072',
  );
});

test.each([
  ['wrong audience', { aud: 'https://elsewhere.example/token' }, 'invalid_grant'],
  ['wrong issuer', { iss: 'someone' }, 'invalid_client'],
  ['unknown certificate', { kid: 'nope' }, 'invalid_client'],
  ['wrong scope', { scope: ['restlets'] }, 'invalid_scope'],
  ['expired', { iat: 1_700_000_000, exp: 1_700_001_000 }, 'invalid_grant'],
  ['too long a life', { exp: Math.floor(Date.now() / 1000) + 4000 }, 'invalid_grant'],
])('an assertion with %s is refused', async (_name, parts, error) => {
  const refused = await requestToken(client.sim.url, await assertion(client.sim.url, parts));
  expect([400, 401]).toContain(refused.status);
  expect(refused.body.error).toBe(error);
});

test('the token address wants a form', async () => {
  const sent = await fetch(client.sim.url + TOKEN_PATH, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expect(sent.status).toBe(400);
});

test('an unknown or expired token gets 401 with WWW-Authenticate', async () => {
  const good = client.token;
  client.token = 'nonsense';
  const refused = await client.call('GET', '/location/1');
  client.token = good;
  expect([refused.status, codeOf(refused)]).toEqual([401, 'INVALID_LOGIN']);
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  await client.control('POST', '/tokens/expire');
  expect((await client.call('GET', '/location/1')).status).toBe(401);
  client.token = (await requestToken(client.sim.url, await assertion(client.sim.url))).body.access_token;
  await client.control('POST', '/clock', { advanceMs: 3_601_000 });
  expect((await client.call('GET', '/location/1')).status).toBe(401);
  await client.control('POST', '/clock', { advanceMs: -3_601_000 });
});

test('a revoked certificate gives no more tokens', async () => {
  await client.control('DELETE', '/certificates/cert-1');
  expect((await requestToken(client.sim.url, await assertion(client.sim.url))).status).toBe(401);
});

test('the OAuth 1 signature equals the published example', () => {
  const oauth = {
    realm: '123456',
    oauth_consumer_key: 'ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4',
    oauth_token: '2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc',
    oauth_nonce: 'fjaLirsIcCGVZWzBX0pg',
    oauth_timestamp: '1508242306',
    oauth_signature_method: 'HMAC-SHA256',
    oauth_version: '1.0',
  };
  const secrets = {
    consumerKey: oauth.oauth_consumer_key,
    consumerSecret: 'd26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5',
    tokenId: oauth.oauth_token,
    tokenSecret: 'c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295',
  };
  const url = 'https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40';
  expect(encodeURIComponent(signatureFor('GET', url, oauth, secrets))).toBe(
    'B5OIWznZ2YP0OB7VrJrGkYsTh%2B8H%2B5T9Hag%2Bo92q0zY%3D',
  );
});

test('a signed request is taken once, and not with a changed query', async () => {
  const url = `${client.sim.url}${RECORDS}/location?limit=5`;
  const oauth: Record<string, string> = {
    realm: '123456_SB1',
    oauth_consumer_key: 'ck',
    oauth_token: 'tk',
    oauth_nonce: 'n1',
    oauth_version: '1.0',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_signature_method: 'HMAC-SHA256',
  };
  const header = (target: string) => {
    const all = { ...oauth, oauth_signature: signatureFor('GET', target, oauth, tba) };
    return `OAuth ${Object.entries(all)
      .map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
      .join(', ')}`;
  };
  const get = async (authorization: string) => (await fetch(url, { headers: { authorization } })).status;
  expect(await get(header(`${client.sim.url}${RECORDS}/location?limit=6`))).toBe(401);
  expect(await get(header(url))).toBe(200);
  expect(await get(header(url))).toBe(401);
});
