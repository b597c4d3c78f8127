/** Signing in: every kind of credentials, one minting for many callers, renewal before the end and after a refusal. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { errorOf, items, memory, SCOPE, tokenAnswer, withPod } from './pod.ts';

const LIST = 'GET /finBusinessUnitsLOV';
const TOKEN = 'POST /oauth2/v1/token';
const html = (status: number) => ({ status, raw: '<html><body>Sign in</body></html>' });

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKeyPem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

test('the secret goes as Basic, the scope as it stands, and the token as Bearer', async () => {
  await withPod({ [LIST]: items([]) }, async ({ fusion, named }) => {
    await fusion.findBusinessUnits();
    const [ask] = named(TOKEN);
    expect(ask?.form).toEqual({ grant_type: 'client_credentials', scope: SCOPE });
    expect(ask?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const basic = String(ask?.headers.authorization).replace('Basic ', '');
    expect(Buffer.from(basic, 'base64').toString('utf8')).toBe('client-1:secret:1/ü');
    expect(named(LIST)[0]?.headers.authorization).toMatch(/^Bearer token-\d+$/);
  });
});

test('a signed client assertion takes the place of the secret', async () => {
  const credentials = { kind: 'assertion' as const, clientId: 'client-1', privateKeyPem, keyId: 'alias-1' };
  await withPod(
    { [LIST]: items([]) },
    async ({ fusion, named }) => {
      await fusion.findBusinessUnits();
      const [ask] = named(TOKEN);
      expect(ask?.headers.authorization).toBeUndefined();
      expect(ask?.form.client_assertion_type).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      const { payload, protectedHeader } = await jwtVerify(ask?.form.client_assertion ?? '', rsa.publicKey, {
        audience: 'https://identity.oraclecloud.com/',
        issuer: 'client-1',
        subject: 'client-1',
      });
      expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'alias-1' });
      expect(payload.jti).toEqual(expect.any(String));
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    },
    { credentials },
  );
});

test('a user’s assertion is a grant of its own, beside the client’s secret', async () => {
  const credentials = {
    kind: 'user' as const,
    ...{ clientId: 'client-1', clientSecret: 's', user: 'jane.doe', privateKeyPem, x5t: 'thumb' },
  };
  await withPod(
    { [LIST]: items([]) },
    async ({ fusion, named }) => {
      await fusion.findBusinessUnits();
      const [ask] = named(TOKEN);
      expect(ask?.form).toMatchObject({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', scope: SCOPE });
      expect(ask?.headers.authorization).toMatch(/^Basic /);
      const { payload, protectedHeader } = await jwtVerify(ask?.form.assertion ?? '', rsa.publicKey);
      expect(payload).toMatchObject({ sub: 'jane.doe', iss: 'client-1' });
      expect(protectedHeader.x5t).toBe('thumb');
    },
    { credentials },
  );
});

test('user and password go with every call and are not asked twice', async () => {
  const credentials = { kind: 'basic' as const, username: 'jane', password: 'pw' };
  await withPod(
    { [LIST]: html(401) },
    async ({ fusion, seen }) => {
      expect(await errorOf(fusion.findBusinessUnits())).toMatchObject({ type: 'Auth', status: 401 });
      expect(seen.map((call) => call.name)).toEqual([LIST]);
      expect(seen[0]?.headers.authorization).toBe('Basic amFuZTpwdw==');
    },
    { credentials },
  );
});

test('many callers at once share one token', async () => {
  await withPod({ [LIST]: items([]) }, async ({ fusion, named }) => {
    await Promise.all(Array.from({ length: 12 }, () => fusion.findBusinessUnits()));
    expect(named(TOKEN)).toHaveLength(1);
    expect(named(LIST)).toHaveLength(12);
  });
});

test('a cached token is used without minting', async () => {
  const tokens = memory({ value: 'kept', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  await withPod(
    { [LIST]: items([]) },
    async ({ fusion, seen }) => {
      await fusion.findBusinessUnits();
      expect(seen.map((call) => call.headers.authorization)).toEqual(['Bearer kept']);
    },
    { deps: { tokens } },
  );
});

test.each([
  [3600, 3300],
  [600, 540],
  [30, 27],
])('a token of %i s is renewed after %i s', async (life, renewedAfter) => {
  let at = Date.parse('2026-07-01T00:00:00Z');
  const start = at;
  await withPod(
    { [LIST]: items([]), [TOKEN]: () => tokenAnswer(life) },
    async ({ fusion, named }) => {
      await fusion.findBusinessUnits();
      at = start + renewedAfter * 1_000 - 1;
      await fusion.findBusinessUnits();
      expect(named(TOKEN)).toHaveLength(1);
      at = start + renewedAfter * 1_000;
      await fusion.findBusinessUnits();
      expect(named(TOKEN)).toHaveLength(2);
    },
    { deps: { now: () => new Date(at) } },
  );
});

test.each([
  ['an HTML page', html(401)],
  ['nothing', { status: 401, headers: { 'www-authenticate': 'Bearer' } }],
  ['the sign-in page with 200', html(200)],
  ['a redirect to the sign-in', { status: 302, headers: { location: 'https://elsewhere.example/sso' } }],
])('a token refused with %s is minted again, once', async (_what, refusal) => {
  const tokens = memory();
  await withPod(
    { [LIST]: [refusal, items([])] },
    async ({ fusion, named }) => {
      await expect(fusion.findBusinessUnits()).resolves.toEqual([]);
      const [first, second] = named(LIST).map((call) => call.headers.authorization);
      expect(first).not.toBe(second);
      expect(named(TOKEN)).toHaveLength(2);
      expect(`Bearer ${tokens.kept()?.value}`).toBe(second);
    },
    { deps: { tokens } },
  );
  await withPod({ [LIST]: refusal }, async ({ fusion, named }) => {
    expect(await errorOf(fusion.findBusinessUnits())).toMatchObject({ type: 'Auth' });
    expect(named(LIST)).toHaveLength(2);
  });
});

test('many callers that meet one refused token mint once', async () => {
  let bad = '';
  await withPod(
    {
      [LIST]: ({ headers }) => {
        bad ||= String(headers.authorization);
        return headers.authorization === bad ? { status: 401 } : items([]);
      },
    },
    async ({ fusion, named }) => {
      await Promise.all(Array.from({ length: 8 }, () => fusion.findBusinessUnits()));
      expect(named(TOKEN)).toHaveLength(2);
    },
  );
});

test.each([
  [{ status: 400, json: { error: 'invalid_scope', error_description: 'no' } }, 'Config', 'fusion.scope'],
  [{ status: 401, json: { error: 'invalid_client' } }, 'Auth', 'client id'],
  [{ status: 400, json: { error: 'invalid_grant' } }, 'Auth', 'assertion'],
  [html(401), 'Auth', 'client id'],
  [html(404), 'Config', 'fusion.identityUrl'],
  [html(200), 'Config', 'fusion.identityUrl'],
  [html(503), 'Unavailable', 'identity domain'],
  [{ json: { hello: 1 } }, 'Unavailable', 'no access token'],
])('a refusal of the identity domain %#', async (answer, type, words) => {
  await withPod({ [TOKEN]: answer }, async ({ fusion, named }) => {
    const error = await errorOf(fusion.findBusinessUnits());
    expect(error).toMatchObject({ type, message: expect.stringContaining(words) });
    expect(error.message).not.toContain('secret:1');
    expect(named(LIST)).toHaveLength(0);
  });
});

test('too many sign-ins carry the time to wait', async () => {
  const answer = { status: 429, headers: { 'retry-after': '7' } };
  await withPod({ [TOKEN]: answer }, async ({ fusion }) => {
    expect(await errorOf(fusion.findBusinessUnits())).toMatchObject({ type: 'RateLimited', retryAfterMs: 7_000 });
  });
});

test('what cannot sign in says so before anything is sent', async () => {
  const credentials = { kind: 'assertion' as const, clientId: 'c', privateKeyPem: 'nonsense' };
  await withPod(
    {},
    async ({ fusion, seen }) => {
      expect(await errorOf(fusion.findBusinessUnits())).toMatchObject({ type: 'Auth', code: 'BAD_PRIVATE_KEY' });
      expect(seen).toEqual([]);
    },
    { credentials },
  );
});
