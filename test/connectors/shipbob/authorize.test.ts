// The way from a browser to the first pair of tokens.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { exchangeCode, readAuthorization, startAuthorization } from '../../../connectors/shipbob/authorize.ts';
import { resolveShipBobSettings } from '../../../connectors/shipbob/settings.ts';
import { errorOf, withVendor } from './vendor.ts';

const REDIRECT = 'http://127.0.0.1:8976/callback';
const settingsOf = (authUrl: string) =>
  resolveShipBobSettings({
    authUrl,
    redirectUri: REDIRECT,
    integrationName: 'Books',
    scopes: ['orders_read', 'offline_access'],
  });
const APP = { clientId: 'app', clientSecret: 'hush' };

test('the address to open: scopes, state, nonce and a challenge that fits the verifier', () => {
  const start = startAuthorization(settingsOf('https://auth.test'), APP);
  const { origin, pathname, searchParams } = new URL(start.url);
  expect(origin + pathname).toBe('https://auth.test/connect/authorize');
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'app',
    redirect_uri: REDIRECT,
    response_type: 'code id_token',
    response_mode: 'form_post',
    scope: 'orders_read offline_access',
    state: start.state,
    nonce: start.nonce,
    integration_name: 'Books',
    code_challenge: createHash('sha256').update(start.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  expect(start.url).not.toContain(start.codeVerifier);
  expect(startAuthorization(settingsOf('https://auth.test'), APP).state).not.toBe(start.state);
  const query = new URL(startAuthorization(settingsOf('https://auth.test'), APP, 'query').url).searchParams;
  expect([query.get('response_type'), query.get('response_mode')]).toEqual(['code', 'query']);
});

test.each([
  ['ours', { state: 's1', code: 'c1' }, 'c1'],
  ['of another sign-in', { state: 's2', code: 'c1' }, { type: 'Auth', code: 'WRONG_STATE' }],
  ['without state', { code: 'c1' }, { type: 'Auth', code: 'WRONG_STATE' }],
  ['a refusal', { state: 's1', error: 'access_denied' }, { type: 'Auth', code: 'access_denied' }],
  ['without code', { state: 's1' }, { type: 'Auth', code: 'NO_CODE' }],
])('an answer that is %s', async (_name, answer: Record<string, string>, expected) => {
  const read = async () => readAuthorization({ state: 's1' }, new URLSearchParams(answer));
  if (typeof expected === 'string') expect(await read()).toBe(expected);
  else expect(await errorOf(read)).toMatchObject(expected);
});

const idToken = (nonce: string) => `x.${Buffer.from(JSON.stringify({ nonce })).toString('base64url')}.x`;
const tokens = { access_token: 'a1', expires_in: 3_600, refresh_token: 'r1', scope: 'orders_read offline_access' };
const INPUT = { ...APP, code: 'c1', codeVerifier: 'v1', nonce: 'n1' };
const now = () => new Date('2026-11-20T12:00:00Z');

test('the code is exchanged with the verifier for credentials that can be sealed', async () => {
  await withVendor(
    { 'POST /connect/token': { json: { ...tokens, id_token: idToken('n1') } } },
    async ({ url, seen }) => {
      expect(await exchangeCode(settingsOf(url), INPUT, { now })).toEqual({
        kind: 'oauth',
        clientId: 'app',
        clientSecret: 'hush',
        refreshToken: 'r1',
        accessToken: 'a1',
        expiresAt: '2026-11-20T13:00:00.000Z',
        scopes: ['orders_read', 'offline_access'],
      });
      expect(seen[0]?.json).toEqual({
        grant_type: 'authorization_code',
        code: 'c1',
        redirect_uri: REDIRECT,
        client_id: 'app',
        client_secret: 'hush',
        code_verifier: 'v1',
      });
    },
  );
});

test.each([
  ['another nonce', { json: { ...tokens, id_token: idToken('n2') } }, { type: 'Auth', code: 'WRONG_NONCE' }],
  ['no refresh token', { json: { ...tokens, refresh_token: undefined } }, { type: 'Config', code: 'NO_REFRESH_TOKEN' }],
  ['a used code', { status: 400, json: { error: 'invalid_grant' } }, { type: 'Auth', code: 'invalid_grant' }],
])('an exchange with %s is refused', async (_name, answer, expected) => {
  await withVendor({ 'POST /connect/token': answer }, async ({ url }) => {
    const refusal = await errorOf(() => exchangeCode(settingsOf(url), INPUT, { now }));
    expect(refusal).toMatchObject(expected);
    expect(String(refusal)).not.toMatch(/hush|c1|r1/);
  });
});
