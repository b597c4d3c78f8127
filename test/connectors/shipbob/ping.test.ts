// What `ping` says, well and unwell.
import { expect, test } from '@jest/globals';
import { resolveShipBobSettings, shipBobSettingsSchema } from '../../../connectors/shipbob/settings.ts';
import { type Answer, CHANNEL, connect, PAT, sharedTokens, withVendor } from './vendor.ts';

const SCOPES = shipBobSettingsSchema.parse({}).scopes;
const channels = (scopes: readonly string[] = SCOPES): Answer => ({
  json: {
    items: [
      { id: 7, name: 'Store', application_name: 'Shopify', scopes: ['orders_read'] },
      { id: Number(CHANNEL), name: 'Acme', application_name: 'SMA', scopes },
    ],
    next: null,
  },
  headers: { 'x-remaining-calls': '149' },
});
const checksOf = async (answer: Answer, options: Parameters<typeof connect>[1] = {}) => {
  let checks: Record<string, { state: string; detail: string; fix?: string }> = {};
  await withVendor(
    { 'GET /channel': answer, 'POST /connect/token': { status: 400, json: { error: 'invalid_grant' } } },
    async ({ url }) => {
      const report = await connect(url, options).ping();
      expect(report.system).toBe('shipbob');
      checks = Object.fromEntries(report.checks.map(({ name, ...rest }) => [name, rest]));
    },
  );
  return checks;
};
const withSecret = { credentials: { ...PAT, webhookSecrets: ['whsec_x'] } };

test('all well: every check is ok and nothing secret is told', async () => {
  const checks = await checksOf(channels(), withSecret);
  expect(Object.entries(checks).map(([name, { state }]) => [name, state])).toEqual(
    ['sign-in', 'channel', 'scopes', 'token', 'clock', 'budget'].map((name) => [name, 'ok']),
  );
  expect(checks.channel?.detail).toContain('100102 Acme (SMA)');
  expect(checks.budget?.detail).toBe('149 of 150 calls left in this minute');
  expect(JSON.stringify(checks)).not.toMatch(/pat-1|whsec_/);
});

test.each([
  ['7', 'fail', /7 Store.*may not be written/],
  ['9', 'fail', /no channel 9/],
])('channel %s is wrong, and the right one is named', async (channelId, state, words) => {
  const { channel } = await checksOf(channels(), { ...withSecret, settings: { channelId } });
  expect(channel).toMatchObject({ state, detail: expect.stringMatching(words) });
  expect(channel?.fix).toContain('100102');
});

test('missing scopes are named; the sign-in’s own are not asked of a channel', async () => {
  const { scopes } = await checksOf(channels(SCOPES.filter((scope) => scope !== 'billing_read')), withSecret);
  expect(scopes).toMatchObject({ state: 'warn', detail: 'not told as granted: billing_read' });
});

test.each<[string, Answer, string]>([
  ['a revoked token', { status: 401 }, 'connections authorize'],
  ['a wrong version', { status: 404 }, 'apiVersion'],
  ['an outage', { status: 503 }, 'status page'],
])('%s: one failed sign-in with what to do', async (_name, answer, fix) => {
  const checks = await checksOf(answer, withSecret);
  expect(checks['sign-in']).toMatchObject({ state: 'fail', fix: expect.stringContaining(fix) });
  expect(checks).not.toHaveProperty('channel');
});

test('a clock that is far off would refuse every webhook', async () => {
  const now = () => new Date(Date.now() + 400_000);
  expect((await checksOf(channels(), { ...withSecret, deps: { now } })).clock).toMatchObject({ state: 'fail' });
});

test('OAuth: how long the token and the grant last', async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const credentials = { kind: 'oauth' as const, clientId: 'a', refreshToken: 'r0', webhookSecrets: ['whsec_x'] };
  const pair = (refreshExpiresAt: string) => ({
    accessToken: 'a1',
    expiresAt: inDays(1),
    refreshToken: 'r1',
    refreshExpiresAt,
  });
  const deps = (days: number) => ({ deps: { rotating: sharedTokens(pair(inDays(days))) } });
  expect((await checksOf(channels(), { credentials, ...deps(20) })).token).toMatchObject({ state: 'ok' });
  expect((await checksOf(channels(), { credentials, ...deps(2) })).token).toMatchObject({
    state: 'warn',
    fix: expect.stringContaining('connections authorize'),
  });
  const revoked = await checksOf(channels(), { credentials, deps: { rotating: sharedTokens() } });
  expect(revoked['sign-in']).toMatchObject({ state: 'fail', detail: expect.stringContaining('invalid_grant') });
});

test('settings: production unless told, sandbox with both addresses, unknown keys refused', () => {
  expect(resolveShipBobSettings({})).toMatchObject({
    baseUrl: 'https://api.shipbob.com',
    authUrl: 'https://auth.shipbob.com',
    apiVersion: '2026-07',
  });
  expect(resolveShipBobSettings({ environment: 'sandbox' })).toMatchObject({
    baseUrl: 'https://sandbox-api.shipbob.com',
    authUrl: 'https://authstage.shipbob.com',
  });
  expect(resolveShipBobSettings({ baseUrl: 'http://127.0.0.1:1/sb/' }).baseUrl).toBe('http://127.0.0.1:1/sb');
  expect(shipBobSettingsSchema.safeParse({ channel: '1' }).success).toBe(false);
  expect(shipBobSettingsSchema.safeParse({ baseUrl: 'https://u:p@x.test' }).success).toBe(false);
  expect(shipBobSettingsSchema.safeParse({ channelId: 'abc' }).success).toBe(false);
});
