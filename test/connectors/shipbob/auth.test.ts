// Where tokens come from: a personal one, and a rotating pair that only one process at a time may renew.
import { expect, test } from '@jest/globals';
import { grantOf } from '../../../connectors/shipbob/token-rotating.ts';
import type { ShipBobCredentials } from '../../../connectors/shipbob/types.ts';
import { connect, errorOf, type Seen, sharedTokens, withVendor } from './vendor.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const now = () => new Date(NOW);
const inMinutes = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const OAUTH: ShipBobCredentials = { kind: 'oauth', clientId: 'app', clientSecret: 'hush', refreshToken: 'r0' };
const FEES = 'GET /transaction-fees';
const TOKEN = 'POST /connect/token';
const fine = { json: { fee_list: [] } };

const only =
  (...valid: string[]) =>
  ({ headers }: Seen) =>
    valid.includes(String(headers.authorization).replace('Bearer ', '')) ? fine : { status: 401 };

const pairAnswer = (n: number) => ({
  json: {
    access_token: `a${n}`,
    expires_in: 3_600,
    token_type: 'Bearer',
    refresh_token: `r${n}`,
    scope: 'orders_read offline_access',
  },
});
const stored = (n: number, minutes: number, grant = grantOf({ refreshToken: 'r0' })) => ({
  accessToken: `a${n}`,
  expiresAt: inMinutes(minutes),
  refreshToken: `r${n}`,
  grant,
});
const refusedGrant = { status: 400, json: { error: 'invalid_grant' } };

test('a personal token is sent as it is and not tried again when refused', async () => {
  await withVendor({ [FEES]: only('pat-1') }, async ({ url }) => {
    expect(await connect(url).feeTypes()).toEqual([]);
  });
  await withVendor({ [FEES]: { status: 401 } }, async ({ url, seen }) => {
    expect(await errorOf(() => connect(url).feeTypes())).toMatchObject({ type: 'Auth', status: 401 });
    expect(seen).toHaveLength(1);
  });
});

test('a new pair without a time of its end is kept, as good for an hour', async () => {
  const common = sharedTokens();
  const { expires_in: _, ...answer } = pairAnswer(1).json;
  await withVendor({ [TOKEN]: { json: answer }, [FEES]: only('a1') }, async ({ url }) => {
    await connect(url, { credentials: OAUTH, deps: { now, rotating: common } }).feeTypes();
    expect(common.kept()).toMatchObject({ accessToken: 'a1', refreshToken: 'r1', expiresAt: inMinutes(60) });
  });
});

test('eight workers at once make one refresh, and the new pair is stored before it is used', async () => {
  const common = sharedTokens();
  const unstored: string[] = [];
  let refreshes = 0;
  const routes = {
    [TOKEN]: () => pairAnswer(++refreshes),
    [FEES]: (seen: Seen) => {
      if (`Bearer ${common.kept()?.accessToken}` !== seen.headers.authorization) unstored.push(seen.name);
      return only('a1')(seen);
    },
  };
  await withVendor(routes, async ({ url, named }) => {
    const workers = Array.from({ length: 8 }, () =>
      connect(url, { credentials: OAUTH, deps: { now, rotating: common } }),
    );
    await Promise.all(workers.flatMap((worker) => [worker.feeTypes(), worker.feeTypes()]));
    expect(refreshes).toBe(1);
    expect(unstored).toEqual([]);
    expect(named(TOKEN)[0]?.json).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r0',
      client_id: 'app',
      client_secret: 'hush',
    });
    expect(named(TOKEN)[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(common.kept()).toMatchObject({
      accessToken: 'a1',
      refreshToken: 'r1',
      expiresAt: inMinutes(60),
      refreshExpiresAt: inMinutes(30 * 24 * 60),
      scopes: ['orders_read', 'offline_access'],
    });
  });
});

test('eight workers whose token is refused at once make one refresh with the newest refresh token', async () => {
  const common = sharedTokens(stored(4, 50));
  let refreshes = 0;
  const routes = { [TOKEN]: () => pairAnswer(4 + ++refreshes), [FEES]: only('a5') };
  await withVendor(routes, async ({ url, named }) => {
    const workers = Array.from({ length: 8 }, () =>
      connect(url, { credentials: OAUTH, deps: { now, rotating: common } }),
    );
    await Promise.all(workers.map((worker) => worker.feeTypes()));
    expect(named(TOKEN).map(({ json }) => json.refresh_token)).toEqual(['r4']);
  });
});

test('a token with minutes left is renewed ahead; one with enough is used', async () => {
  await withVendor({ [TOKEN]: pairAnswer(2), [FEES]: only('a1', 'a2') }, async ({ url, named }) => {
    const calm = sharedTokens(stored(1, 6));
    await connect(url, { credentials: OAUTH, deps: { now, rotating: calm } }).feeTypes();
    expect(named(TOKEN)).toHaveLength(0);
    const due = sharedTokens(stored(1, 4));
    await connect(url, { credentials: OAUTH, deps: { now, rotating: due } }).feeTypes();
    expect(named(TOKEN)).toHaveLength(1);
    expect(due.kept()?.accessToken).toBe('a2');
  });
});

test('tokens of a minute are renewed in their last quarter, not with every call', async () => {
  const common = sharedTokens();
  let refreshes = 0;
  let at = NOW;
  const brief = () => ({ json: { ...pairAnswer(++refreshes).json, expires_in: 60 } });
  await withVendor({ [TOKEN]: brief, [FEES]: only('a1', 'a2') }, async ({ url }) => {
    const deps = { now: () => new Date(at), rotating: common };
    const workers = Array.from({ length: 8 }, () => connect(url, { credentials: OAUTH, deps }));
    const seen: number[] = [];
    for (const seconds of [0, 44, 46]) {
      at = NOW + seconds * 1_000;
      await Promise.all(workers.map((worker) => worker.feeTypes()));
      seen.push(refreshes);
    }
    expect(seen).toEqual([1, 1, 2]);
  });
});

test('the first access token of an authorisation is used without a refresh', async () => {
  const credentials: ShipBobCredentials = { ...OAUTH, accessToken: 'first', expiresAt: inMinutes(59) };
  await withVendor({ [FEES]: only('first') }, async ({ url, seen }) => {
    await connect(url, { credentials, deps: { now, rotating: sharedTokens() } }).feeTypes();
    expect(seen).toHaveLength(1);
  });
});

test('a token that is refused again after the refresh is an Auth error, and nothing more is tried', async () => {
  await withVendor({ [TOKEN]: pairAnswer(1), [FEES]: { status: 401 } }, async ({ url, named }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: sharedTokens(stored(0, 50)) } });
    expect(await errorOf(() => shipBob.feeTypes())).toMatchObject({ type: 'Auth', status: 401 });
    expect(named(FEES)).toHaveLength(2);
    expect(named(TOKEN)).toHaveLength(1);
  });
});

test('the token that another process has renewed is over as well: one refresh more, and the connection is not given up', async () => {
  const common = sharedTokens(stored(1, 50));
  await withVendor({ [TOKEN]: pairAnswer(3), [FEES]: only('a3') }, async ({ url, seen }) => {
    const { store } = common;
    let loads = 0;
    // As if this process had held the first pair for long: the store knows a second one by now.
    const rotating = {
      ...common,
      store: { ...store, load: async () => (++loads === 1 ? stored(1, 50) : stored(2, 50)) },
    };
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating } });
    expect(await shipBob.feeTypes()).toEqual([]);
    expect(seen.map(({ name, headers }) => [name, headers.authorization])).toEqual([
      [FEES, 'Bearer a1'],
      [FEES, 'Bearer a2'],
      [TOKEN, undefined],
      [FEES, 'Bearer a3'],
    ]);
  });
});

test('a redirect to a sign-in page counts as a refused token and is not followed', async () => {
  let calls = 0;
  const routes = {
    [TOKEN]: pairAnswer(1),
    [FEES]: () => (++calls === 1 ? { status: 302, headers: { location: '/login' } } : fine),
  };
  await withVendor(routes, async ({ url, seen }) => {
    await connect(url, { credentials: OAUTH, deps: { now, rotating: sharedTokens(stored(0, 50)) } }).feeTypes();
    expect(seen.map(({ name }) => name)).toEqual([FEES, TOKEN, FEES]);
  });
});

test('a revoked grant is an Auth error that says what to do; nothing is stored, no secret is told', async () => {
  const common = sharedTokens();
  await withVendor({ [TOKEN]: refusedGrant }, async ({ url }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: common } });
    const refusal = await errorOf(() => shipBob.feeTypes());
    expect(refusal).toMatchObject({
      type: 'Auth',
      code: 'invalid_grant',
      message: expect.stringMatching(/connections authorize.*credentials set/),
    });
    expect(JSON.stringify(refusal) + String(refusal)).not.toMatch(/hush|r0/);
    expect(common.saves).toEqual([]);
  });
});

test('credentials that a person set anew are used, whatever the stored pair of the old ones says', async () => {
  const old = sharedTokens(stored(7, 50, grantOf({ refreshToken: 'older' })));
  await withVendor({ [TOKEN]: pairAnswer(1), [FEES]: only('a1') }, async ({ url, named }) => {
    await connect(url, { credentials: OAUTH, deps: { now, rotating: old } }).feeTypes();
    expect(named(TOKEN).map(({ json }) => json.refresh_token)).toEqual(['r0']);
    expect(old.kept()).toMatchObject({ refreshToken: 'r1', grant: grantOf({ refreshToken: 'r0' }) });
  });
});

test('a used refresh token is never sent again: only the stored, newest one is', async () => {
  const common = sharedTokens(stored(1, -1));
  await withVendor({ [TOKEN]: refusedGrant }, async ({ url, named }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: common } });
    expect(await errorOf(() => shipBob.feeTypes())).toMatchObject({ type: 'Auth' });
    expect(named(TOKEN).map(({ json }) => json.refresh_token)).toEqual(['r1']);
  });
});

test('a pair that cannot be stored is not used', async () => {
  const { store, lock } = sharedTokens();
  const broken = { store: { ...store, save: () => Promise.reject(new Error('disk full')) }, lock };
  await withVendor({ [TOKEN]: pairAnswer(1), [FEES]: fine }, async ({ url, named }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: broken } });
    expect(await errorOf(() => shipBob.feeTypes())).toMatchObject({ type: 'Unavailable', code: 'NOT_STORED' });
    expect(named(FEES)).toHaveLength(0);
  });
});

test('a lock that somebody else holds too long is Unavailable, not an unknown error', async () => {
  const { store } = sharedTokens();
  const lock = { run: () => Promise.reject(new Error('busy')) };
  await withVendor({}, async ({ url, seen }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: { store, lock } } });
    expect(await errorOf(() => shipBob.feeTypes())).toMatchObject({ type: 'Unavailable', code: 'TOKEN_STORE' });
    expect(seen).toEqual([]);
  });
});

test.each([
  ['a wrong secret', { status: 400, json: { error: 'invalid_client' } }, { type: 'Auth', code: 'invalid_client' }],
  ['too many', { status: 429, headers: { 'retry-after': '7' } }, { type: 'RateLimited', retryAfterMs: 7_000 }],
  ['an outage', { status: 503, raw: '<html>' }, { type: 'Unavailable' }],
  ['a wrong address', { status: 404 }, { type: 'Config' }],
  ['an answer without a token', { json: { ok: true } }, { type: 'Unavailable', code: 'UNEXPECTED_ANSWER' }],
  ['a lost answer', { hangUp: true }, { type: 'Unavailable' }],
])('the sign-in gives %s', async (_name, answer, expected) => {
  await withVendor({ [TOKEN]: answer }, async ({ url }) => {
    const shipBob = connect(url, { credentials: OAUTH, deps: { now, rotating: sharedTokens() } });
    expect(await errorOf(() => shipBob.cancelReceivingOrder('1'))).toMatchObject(expected);
  });
});

test('OAuth without store and lock is a Config error', () => {
  expect(() => connect('http://127.0.0.1:1', { credentials: OAUTH })).toThrow(
    expect.objectContaining({ type: 'Config', code: 'NO_TOKEN_STORE' }),
  );
});
