// Where tokens come from: minted and cached, rotating under a lock, fixed; and what happens when one is refused.
import { expect, test } from '@jest/globals';
import { webhookSecretsOf } from '../../../connectors/shopify/auth.ts';
import type { RefreshLock, RotatingStore } from '../../../connectors/shopify/contract.ts';
import type { RotatingPair, ShopifyCredentials } from '../../../connectors/shopify/types.ts';
import { connect, errorOf, noCache, type Seen, withVendor } from './vendor.ts';

const JOB = { data: { job: { id: 'gid://shopify/Job/1', done: true } } };
const NOW = Date.parse('2026-11-20T12:00:00Z');
const now = () => new Date(NOW);
const inMinutes = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const MINTING: ShopifyCredentials = { kind: 'clientCredentials', clientId: 'id', clientSecret: 'secret' };
const EXPIRING: ShopifyCredentials = { kind: 'expiring', clientId: 'id', clientSecret: 'secret', refreshToken: 'r0' };

function memoryCache() {
  let kept: { value: string; expiresAt: string } | undefined;
  return {
    load: async () => kept,
    save: async (token: typeof kept) => {
      kept = token;
    },
    kept: () => kept,
  };
}

/** A store and a lock as two processes share them. */
function shared(pair?: RotatingPair) {
  let kept = pair;
  let last: Promise<unknown> = Promise.resolve();
  const saves: RotatingPair[] = [];
  const store: RotatingStore = {
    load: async () => kept,
    save: async (next) => {
      saves.push(next);
      kept = next;
    },
  };
  const lock: RefreshLock = {
    run: (work) => {
      const turn = last.then(work, work);
      last = turn.catch(() => {});
      return turn;
    },
  };
  return { store, lock, saves, kept: () => kept };
}

/** Answers only calls that bear one of these tokens. */
const only =
  (...valid: string[]) =>
  ({ headers }: Seen) =>
    valid.includes(String(headers['x-shopify-access-token']))
      ? JOB
      : { status: 401, json: { errors: '[API] Invalid API key or access token' } };

const pairAnswer = (n: number) => ({
  json: {
    access_token: `a${n}`,
    scope: 'read_orders',
    expires_in: 3_600,
    refresh_token: `r${n}`,
    refresh_token_expires_in: 7_776_000,
  },
});

test('client credentials: one token is minted for many calls at once, kept, and used by the next process', async () => {
  await withVendor(
    { token: { json: { access_token: 'm1', scope: '', expires_in: 86_399 } }, JobById: only('m1') },
    async ({ url, seen, count }) => {
      const tokens = memoryCache();
      const options = { credentials: MINTING, deps: { tokens, now } };
      const shop = connect(url, options);
      await Promise.all([shop.job('1'), shop.job('1'), shop.job('1')]);
      await connect(url, options).job('1');
      expect(count('token')).toBe(1);
      expect(seen[0]).toMatchObject({
        body: { client_id: 'id', client_secret: 'secret', grant_type: 'client_credentials' },
      });
      expect(tokens.kept()).toEqual({ value: 'm1', expiresAt: new Date(NOW + 86_399_000).toISOString() });
    },
  );
});

test('client credentials: a cached token that ends in minutes, or is refused, is minted again once', async () => {
  let n = 0;
  const token = () => ({ json: { access_token: `m${++n}`, expires_in: 86_399 } });
  await withVendor({ token, JobById: only('m2') }, async ({ url, count }) => {
    const tokens = memoryCache();
    await tokens.save({ value: 'old', expiresAt: inMinutes(4) });
    const shop = connect(url, { credentials: MINTING, deps: { tokens, now } });
    await shop.job('1');
    expect(count('token')).toBe(2);
    expect(count('JobById')).toBe(2);
  });
});

test('a token refused twice is an Auth error, and only one repetition is made', async () => {
  let n = 0;
  const token = () => ({ json: { access_token: `m${++n}`, expires_in: 86_399 } });
  await withVendor({ token, JobById: only('none') }, async ({ url, count }) => {
    const shop = connect(url, { credentials: MINTING, deps: { now } });
    expect(await errorOf(() => shop.job('1'))).toMatchObject({ type: 'Auth', status: 401 });
    expect(count('JobById')).toBe(2);
  });
});

test('a fixed token that is refused is not tried again', async () => {
  await withVendor({ JobById: only('other') }, async ({ url, count }) => {
    expect(await errorOf(() => connect(url).job('1'))).toMatchObject({ type: 'Auth' });
    expect(count('JobById')).toBe(1);
  });
});

test('an online token past its end is not sent', async () => {
  await withVendor({ JobById: JOB }, async ({ url, seen }) => {
    const credentials: ShopifyCredentials = { kind: 'online', accessToken: 'u', expiresAt: inMinutes(-1) };
    expect(await errorOf(() => connect(url, { credentials, deps: { now } }).job('1'))).toMatchObject({
      type: 'Auth',
      code: 'TOKEN_EXPIRED',
    });
    expect(seen).toEqual([]);
  });
});

test('rotating: two processes and many calls make one refresh, and the pair is stored before it is used', async () => {
  const common = shared();
  const usedUnstored: string[] = [];
  let refreshes = 0;
  const token = async () => {
    refreshes += 1;
    return pairAnswer(refreshes);
  };
  const job = (seen: Seen) => {
    if (common.kept()?.accessToken !== seen.headers['x-shopify-access-token']) usedUnstored.push(seen.name);
    return only('a1')(seen);
  };
  await withVendor({ token, JobById: job }, async ({ url, seen }) => {
    const options = { credentials: EXPIRING, deps: { now, rotating: common } };
    const [one, two] = [connect(url, options), connect(url, options)];
    await Promise.all([one.job('1'), two.job('1'), one.job('1'), two.job('1')]);
    expect(refreshes).toBe(1);
    expect(usedUnstored).toEqual([]);
    expect(common.kept()).toEqual({
      accessToken: 'a1',
      expiresAt: inMinutes(60),
      refreshToken: 'r1',
      refreshExpiresAt: new Date(NOW + 7_776_000_000).toISOString(),
    });
    expect(seen.find(({ name }) => name === 'token')?.body).toEqual({
      client_id: 'id',
      client_secret: 'secret',
      grant_type: 'refresh_token',
      refresh_token: 'r0',
    });
  });
});

test('rotating: a refresh by another process is taken over after a 401, without one of our own', async () => {
  const common = shared({ accessToken: 'a1', expiresAt: inMinutes(50), refreshToken: 'r1' });
  await withVendor(
    { token: pairAnswer(9), JobById: (seen) => only(common.kept()?.accessToken ?? '')(seen) },
    async ({ url, count }) => {
      const shop = connect(url, { credentials: EXPIRING, deps: { now, rotating: common } });
      await shop.job('1');
      await common.store.save({ accessToken: 'a2', expiresAt: inMinutes(60), refreshToken: 'r2' });
      await shop.job('1');
      expect(count('token')).toBe(0);
      expect(count('JobById')).toBe(3);
    },
  );
});

test('rotating: a pair that ends in minutes is renewed with the stored refresh token, not the first one', async () => {
  const common = shared({ accessToken: 'a1', expiresAt: inMinutes(4), refreshToken: 'r1' });
  await withVendor({ token: pairAnswer(2), JobById: only('a2') }, async ({ url, seen }) => {
    await connect(url, { credentials: EXPIRING, deps: { now, rotating: common } }).job('1');
    expect(seen[0]?.body).toMatchObject({ refresh_token: 'r1' });
  });
});

test('rotating: a pair that cannot be stored is not used', async () => {
  const common = shared();
  const store: RotatingStore = { ...common.store, save: async () => Promise.reject(new Error('disk full')) };
  await withVendor({ token: pairAnswer(1), JobById: JOB }, async ({ url, count }) => {
    const shop = connect(url, { credentials: EXPIRING, deps: { now, rotating: { store, lock: common.lock } } });
    expect(await errorOf(() => shop.job('1'))).toMatchObject({ type: 'Unavailable', code: 'NOT_STORED' });
    expect(count('JobById')).toBe(0);
  });
});

const refusedGrant = { status: 400, json: { error: 'invalid_grant', error_description: 'gone' } };

test('rotating: a dead refresh token is an Auth error that says what to do; nothing is stored', async () => {
  const common = shared();
  await withVendor({ token: refusedGrant, JobById: JOB }, async ({ url }) => {
    const refusal = await errorOf(() =>
      connect(url, { credentials: EXPIRING, deps: { now, rotating: common } }).job('1'),
    );
    expect(refusal).toMatchObject({
      type: 'Auth',
      code: 'invalid_grant',
      message: expect.stringContaining('authorise the app in the shop again'),
    });
    expect(common.saves).toEqual([]);
  });
});

test('rotating: credentials that a person set anew are tried when the stored refresh token is dead', async () => {
  const common = shared({ accessToken: 'a1', expiresAt: inMinutes(-1), refreshToken: 'dead' });
  const token = ({ body }: Seen) => (body.refresh_token === 'fresh' ? pairAnswer(5) : refusedGrant);
  await withVendor({ token, JobById: only('a5') }, async ({ url }) => {
    const credentials: ShopifyCredentials = { ...EXPIRING, refreshToken: 'fresh' };
    await connect(url, { credentials, deps: { now, rotating: common } }).job('1');
    expect(common.kept()?.refreshToken).toBe('r5');
  });
});

test('rotating: without store and lock it is a Config error', () => {
  expect(() => connect('http://127.0.0.1:1', { credentials: EXPIRING })).toThrow(
    expect.objectContaining({ type: 'Config' }),
  );
});

test.each([
  [
    'a page with an Oauth error',
    {
      status: 400,
      raw: '<html>Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.</html>',
    },
    { type: 'Auth', code: 'shop_not_permitted' },
  ],
  ['a wrong secret', { status: 401, json: { error: 'invalid_client' } }, { type: 'Auth', code: 'invalid_client' }],
  ['an unknown refusal', { status: 400, json: { error: 'something_else' } }, { type: 'Auth', code: 'something_else' }],
  [
    'a busy shop',
    { status: 429, headers: { 'retry-after': '3' }, json: {} },
    { type: 'RateLimited', retryAfterMs: 3_000 },
  ],
  ['a broken gateway', { status: 502, raw: '<html>' }, { type: 'Unavailable' }],
  ['a page that is no refusal of Shopify’s', { status: 403, raw: '<html>proxy</html>' }, { type: 'Unavailable' }],
  ['no such shop', { status: 404, json: { errors: 'Not Found' } }, { type: 'Config', status: 403 }],
  ['a cut connection', { hangUp: true }, { type: 'Unavailable' }],
  ['an answer without a token', { json: { ok: true } }, { type: 'Unavailable', code: 'UNEXPECTED_ANSWER' }],
])('the token address: %s', async (_name, answer, expected) => {
  await withVendor({ token: answer, TagsAdd: JOB }, async ({ url }) => {
    const refusal = await errorOf(() =>
      connect(url, { credentials: MINTING, deps: { now, tokens: noCache } }).addTags('1', ['a']),
    );
    expect(refusal).toMatchObject(expected);
    expect(JSON.stringify(refusal)).not.toContain('"secret"');
  });
});

test('the secrets that may sign webhooks: the listed ones and the app’s own, each once', () => {
  expect(webhookSecretsOf({ ...MINTING, webhookSecrets: ['old', 'secret', ''] })).toEqual(['secret', 'old']);
  expect(webhookSecretsOf({ kind: 'offline', accessToken: 'x' })).toEqual([]);
});
