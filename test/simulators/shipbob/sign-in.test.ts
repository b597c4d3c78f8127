// OAuth: authorization code with PKCE, response modes, rotating refresh, reuse, race, expiry, revocation, lost answers.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { SimulatorOptions } from '../../../simulators/shipbob/server.ts';
import { type Bench, bench, DAY } from './helpers.ts';

const VERIFIER = 'a'.repeat(50);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const CLIENT = { client_id: 'sim-client', client_secret: 'sim-shipbob-secret' };
const BACK = 'http://127.0.0.1:9/callback';
const ASK = {
  ...{
    client_id: 'sim-client',
    redirect_uri: BACK,
    response_type: 'code id_token',
    scope: 'openid orders_read orders_write channels_read offline_access',
  },
  ...{ state: 's1', nonce: 'n1', integration_name: 'Books', code_challenge: CHALLENGE, code_challenge_method: 'S256' },
};

const authorize = (b: Bench, more: Record<string, string> = {}) =>
  fetch(`${b.sim.url}/connect/authorize?${new URLSearchParams({ ...ASK, ...more })}`, { redirect: 'manual' });

const fieldsOf = (response: Response) =>
  new URLSearchParams(new URL(response.headers.get('location') ?? '').hash.slice(1));

const exchange = (b: Bench, code: string, more: Record<string, string> = {}) =>
  b.token({ ...CLIENT, grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: VERIFIER, ...more });

const refresh = (b: Bench, token: string) => b.token({ ...CLIENT, grant_type: 'refresh_token', refresh_token: token });

async function connected(options: SimulatorOptions = {}) {
  const b = await bench(options);
  const code = fieldsOf(await authorize(b)).get('code') ?? '';
  return { b, pair: (await exchange(b, code)).body };
}

test('the code comes in the fragment, by form_post or in the query, and buys one pair', async () => {
  await using b = await bench();
  const fields = fieldsOf(await authorize(b));
  expect([...fields.keys()].sort()).toEqual(['code', 'id_token', 'scope', 'state']);
  expect(JSON.parse(Buffer.from(String(fields.get('id_token')?.split('.')[1]), 'base64url').toString())).toMatchObject({
    nonce: 'n1',
    iss: b.sim.url,
  });
  const { status, body } = await exchange(b, fields.get('code') ?? '');
  expect([status, body.expires_in, body.token_type]).toEqual([200, 3600, 'Bearer']);
  const { items } = (await b.call('GET', '/channel', { token: body.access_token })).body;
  expect(items.at(-1)).toMatchObject({ name: 'Books', scopes: ['orders_read', 'orders_write', 'channels_read'] });
  expect(items[0].scopes).toEqual(['orders_read', 'channels_read']);
  expect(await exchange(b, fields.get('code') ?? '')).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  const form = await (await authorize(b, { response_mode: 'form_post' })).text();
  expect(form).toMatch(
    /action="http:\/\/127.0.0.1:9\/callback".*name="code" value="[0-9A-F]{64}-1".*name="state" value="s1"/s,
  );
  const query = await authorize(b, { response_type: 'code', response_mode: 'query' });
  expect(new URL(query.headers.get('location') ?? '').searchParams.get('code')).not.toBeNull();
});

test('refusals: verifier, redirect, secret, old code, denied, unknown scope, unregistered redirect', async () => {
  await using b = await bench({
    app: { clientId: 'sim-client', clientSecret: 'sim-shipbob-secret', redirectUris: [BACK] },
  });
  const code = async () => fieldsOf(await authorize(b)).get('code') ?? '';
  const invalid = { status: 400, body: { error: 'invalid_grant' } };
  expect(await exchange(b, await code(), { code_verifier: 'b'.repeat(50) })).toEqual(invalid);
  expect(await exchange(b, await code(), { redirect_uri: `${BACK}/` })).toEqual(invalid);
  expect((await exchange(b, await code(), { client_secret: 'x' })).body).toEqual({ error: 'invalid_client' });
  const old = await code();
  b.sim.clock.advance(121_000);
  expect(await exchange(b, old)).toEqual(invalid);
  expect((await authorize(b, { redirect_uri: 'http://127.0.0.1:9/other' })).status).toBe(400);
  expect(fieldsOf(await authorize(b, { scope: 'openid everything' })).get('error')).toBe('invalid_scope');
  expect(fieldsOf(await authorize(b, { nonce: '' })).get('error')).toBe('invalid_request');
  b.sim.setSettings({ auth: { deny: true } });
  expect(fieldsOf(await authorize(b)).get('error')).toBe('access_denied');
  b.sim.setSettings({ auth: { deny: false, pkce: 'required' } });
  expect(fieldsOf(await authorize(b, { code_challenge: '', code_challenge_method: '' })).get('error')).toBe(
    'invalid_request',
  );
});

test('access ends after an hour, refresh after 30 days unused, each refresh gives a new pair', async () => {
  const { b, pair } = await connected();
  await using _close = b;
  const works = async (token: string) => (await b.call('GET', '/channel', { token })).status;
  expect(await works(pair.access_token)).toBe(200);
  b.sim.clock.advance(3_600_000);
  expect(await works(pair.access_token)).toBe(401);
  const second = (await refresh(b, pair.refresh_token)).body;
  expect(second.refresh_token).not.toBe(pair.refresh_token);
  expect(await works(second.access_token)).toBe(200);
  b.sim.clock.advance(30 * DAY);
  expect(await refresh(b, second.refresh_token)).toEqual({ status: 400, body: { error: 'invalid_grant' } });
});

test('a refresh token works once: eight at a time make one refresh and seven refusals', async () => {
  const { b, pair } = await connected();
  await using _close = b;
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(b, pair.refresh_token)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  expect((await b.control('GET', '/tokens')).stats).toEqual({ grants: 1, refreshes: 1, reuses: 7, refused: 7 });
  expect((await b.control('GET', '/verdict')).problems).toContain('7 second uses of a refresh token');
  const winner = answers.find((one) => one.status === 200)?.body;
  expect((await refresh(b, winner.refresh_token)).status).toBe(200);
});

test('a lost refresh answer leaves the old token used; reuse ends the grant or is replayed by setting', async () => {
  const { b, pair } = await connected();
  await using _close = b;
  await b.control('PUT', '/faults', [{ kind: 'drop-after', operation: 'oauth.token', times: 1 }]);
  await expect(refresh(b, pair.refresh_token)).rejects.toThrow();
  b.sim.setSettings({ auth: { refreshReuse: 'grace' } });
  const replayed = await refresh(b, pair.refresh_token);
  expect([replayed.status, (await b.call('GET', '/channel', { token: replayed.body.access_token })).status]).toEqual([
    200, 200,
  ]);
  b.sim.clock.advance(30_000);
  expect((await refresh(b, pair.refresh_token)).status).toBe(400);
  b.sim.setSettings({ auth: { refreshReuse: 'revoke-grant' } });
  expect((await refresh(b, pair.refresh_token)).status).toBe(400);
  expect((await b.call('GET', '/channel', { token: replayed.body.access_token })).status).toBe(401);
});

test('revoked is refused everywhere; a sign-in host fault is told apart from a refusal', async () => {
  const { b, pair } = await connected();
  await using _close = b;
  await b.control('PUT', '/faults', [{ kind: 'server-error', operation: 'oauth.token', times: 1 }]);
  expect((await refresh(b, pair.refresh_token)).status).toBe(503);
  await b.control('POST', '/tokens/revoke', { token: pair.refresh_token });
  expect((await b.call('GET', '/channel', { token: pair.access_token })).status).toBe(401);
  expect(await refresh(b, pair.refresh_token)).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  const fresh = await b.control('POST', '/tokens/grant');
  expect((await b.call('GET', '/channel', { token: fresh.access_token })).status).toBe(200);
  await b.control('POST', '/tokens/expire');
  expect((await b.call('GET', '/channel', { token: fresh.access_token })).status).toBe(401);
});
