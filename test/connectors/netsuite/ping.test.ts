/** The connect-time checks, one by one. */
import { createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PingCheck } from '../../../connectors/http/contract.ts';
import type { NetSuiteDeps } from '../../../connectors/netsuite/index.ts';
import type { NetSuiteSettings } from '../../../connectors/netsuite/settings.ts';
import type { NetSuiteCredentials } from '../../../connectors/netsuite/types.ts';
import { makeCertificate } from './make-certificate.ts';
import { type Answer, FakeAccount, m2m, nsError, type Seen } from './support.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
let fake: FakeAccount;
let answers: Record<string, Answer | ((seen: Seen) => Answer)>;

beforeEach(async () => {
  fake = await new FakeAccount().start();
  answers = {
    '/services/rest/system/v1/serverTime': { body: { serverTime: '2026-03-02T10:00:10.000Z' } },
    '/services/rest/system/v1/governanceLimits': nsError(403, 'INSUFFICIENT_PERMISSION', 'no'),
    '/services/rest/query/v1/suiteql': { body: { items: [{ id: '1' }], hasMore: false, totalResults: 1 } },
    '/services/rest/record/v1/metadata-catalog/itemFulfillment': { body: { properties: { shipStatus: {} } } },
  };
  fake.respond = (seen) => {
    const answer = answers[seen.path] ?? { status: 404 };
    return typeof answer === 'function' ? answer(seen) : answer;
  };
});
afterEach(() => fake.app.close());

async function ping(
  settings: Partial<NetSuiteSettings> = {},
  credentials: NetSuiteCredentials = m2m,
  deps: Partial<NetSuiteDeps> = {},
): Promise<Record<string, PingCheck>> {
  const report = await fake.connect(settings, { now: () => NOW, ...deps }, credentials).ping();
  expect(report.system).toBe('netsuite');
  return Object.fromEntries(report.checks.map((check) => [check.name, check]));
}

test('a healthy account: every check is fine and says what it saw', async () => {
  const checks = await ping({ certificateExpires: '2026-12-31' });
  expect(Object.values(checks).map((check) => [check.name, check.state])).toEqual([
    ['sign-in', 'ok'],
    ['clock', 'ok'],
    ['concurrency', 'ok'],
    ['read transaction', 'ok'],
    ['read transactionline', 'ok'],
    ['read item', 'ok'],
    ['read location', 'ok'],
    ['read nextTransactionLineLink', 'ok'],
    ['pick-pack-ship', 'ok'],
    ['certificate', 'ok'],
  ]);
  expect(checks['sign-in']!.detail).toBe('account 123456_SB1, client id …4711');
  expect(checks.clock!.detail).toBe('10 s behind NetSuite');
  expect(checks.certificate!.detail).toBe('304 days left (until 2026-12-31)');
  const methods = new Set(fake.seen.map((seen) => `${seen.method} ${seen.path.includes('suiteql')}`));
  expect([...methods].sort()).toEqual(['GET false', 'POST true']);
  const metadata = fake.seen.find((seen) => seen.path.includes('metadata'))!;
  expect(metadata.headers.accept).toBe('application/schema+json');
});

test('who we are is read from a token that is a JWT', async () => {
  const payload = Buffer.from(JSON.stringify({ sub: '1024;17' })).toString('base64url');
  const token = `eyJhbGciOiJSUzI1NiJ9.${payload}.c2ln`;
  fake.validTokens.add(token);
  fake.tokenAnswer = () => ({ body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } });
  expect((await ping())['sign-in']!.detail).toBe('account 123456_SB1, role 1024, entity 17');
});

test('a refused sign-in ends the report early, with what to do, and still counts the certificate', async () => {
  fake.tokenAnswer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  const checks = await ping({ certificateExpires: '2026-03-01' });
  expect(Object.keys(checks)).toEqual(['sign-in', 'certificate']);
  expect(checks['sign-in']).toMatchObject({ state: 'fail', detail: expect.stringContaining('invalid_grant') });
  expect(checks['sign-in']!.fix).toContain('Login Audit Trail');
  expect(checks.certificate).toMatchObject({ state: 'fail', detail: 'The certificate ended on 2026-03-01.' });
});

test('an unreachable account and a broken key are told, not thrown', async () => {
  await fake.app.close();
  expect((await ping())['sign-in']).toMatchObject({ state: 'fail', detail: expect.stringContaining('ECONNREFUSED') });
  const broken = await ping({}, { ...m2m, privateKeyPem: 'nonsense' });
  expect(broken['sign-in']).toMatchObject({ state: 'fail', detail: expect.stringContaining('private key') });
});

test.each([
  [59, 'ok', 'ahead of'],
  [61, 'warn', 'ahead of'],
  [-301, 'fail', 'behind'],
])('a clock %d s off is %s', async (seconds, state, direction) => {
  const serverTime = new Date(NOW.getTime() - seconds * 1000).toISOString();
  answers['/services/rest/system/v1/serverTime'] = { body: { serverTime } };
  const { clock } = await ping();
  expect([clock!.state, clock!.detail]).toEqual([state, `${Math.abs(seconds)} s ${direction} NetSuite`]);
  expect(clock!.fix === undefined).toBe(state === 'ok');
});

test.each([
  [{ accountConcurrencyLimit: 5, integrationConcurrencyLimit: 2, integrationLimitType: 'integrationSpecific' }, 'warn'],
  [{ accountConcurrencyLimit: 5, integrationLimitType: 'accountLimit' }, 'ok'],
  [{ accountConcurrencyLimit: 2, integrationLimitType: 'internal' }, 'warn'],
])('limits %j', async (limits, state) => {
  answers['/services/rest/system/v1/governanceLimits'] = { body: limits };
  const { concurrency } = await ping();
  expect(concurrency!.state).toBe(state);
  if (state === 'warn') expect(concurrency!.fix).toBe('Set netsuite.concurrency to 2 or less.');
});

test('a table that is refused or empty names the permission', async () => {
  answers['/services/rest/query/v1/suiteql'] = ({ body }) => {
    const { q } = body as { q: string };
    if (q.includes('FROM item')) {
      return nsError(
        400,
        'INVALID_PARAMETER',
        "Invalid search query. Search error occurred: Record 'item' was not found.",
      );
    }
    return { body: { items: q.includes('FROM location') ? [] : [{ id: '1' }], hasMore: false, totalResults: 0 } };
  };
  const checks = await ping();
  expect(checks['read item']).toMatchObject({ state: 'fail', fix: expect.stringContaining('Lists > Items (View)') });
  expect(checks['read location']).toMatchObject({ state: 'warn', fix: expect.stringContaining('Lists > Locations') });
  expect(checks['read transaction']!.state).toBe('ok');
});

test('an account without ship status, and one that does not show its description', async () => {
  const path = '/services/rest/record/v1/metadata-catalog/itemFulfillment';
  answers[path] = { body: { properties: { memo: {} } } };
  expect((await ping())['pick-pack-ship']).toMatchObject({ state: 'warn', fix: expect.stringContaining('none') });
  answers[path] = nsError(403, 'INSUFFICIENT_PERMISSION', 'no');
  expect((await ping())['pick-pack-ship']).toMatchObject({
    state: 'warn',
    fix: expect.stringContaining('Item Fulfillment'),
  });
  answers[path] = { status: 500 };
  expect((await ping())['pick-pack-ship']!.state).toBe('fail');
});

test.each([
  ['2024-06-01T00:00:00Z', '2026-05-31T12:00:00Z', 'ok', '90 days left (until 2026-05-31)'],
  ['2024-06-01T00:00:00Z', '2026-04-30T12:00:00Z', 'warn', '59 days left (until 2026-04-30)'],
  ['2024-06-01T00:00:00Z', '2026-03-05T09:00:00Z', 'fail', '2 days left (until 2026-03-05)'],
  ['2024-06-01T00:00:00Z', '2034-06-01T00:00:00Z', 'ok', '90 days left (until 2026-06-01)'],
])('a certificate from %s to %s is %s', async (from, to, state, detail) => {
  const pair = makeCertificate(from, to);
  fake.publicKey = createPublicKey(pair.privateKeyPem);
  const { certificate } = await ping({}, { ...m2m, ...pair });
  expect([certificate!.state, certificate!.detail]).toEqual([state, detail]);
});

test('a certificate that is unknown, unreadable or of another key is told', async () => {
  const { certificatePem } = makeCertificate('2025-01-01T00:00:00Z', '2026-12-31T00:00:00Z');
  expect((await ping()).certificate!.state).toBe('warn');
  expect((await ping({}, { ...m2m, certificatePem: 'x' })).certificate!.state).toBe('warn');
  const other = (await ping({}, { ...m2m, certificatePem })).certificate!;
  expect([other.state, other.detail]).toEqual([
    'fail',
    'The stored certificate does not belong to the stored private key.',
  ]);
});

test('token-based authentication has no certificate to check', async () => {
  fake.open = true;
  const checks = await ping(
    {},
    { kind: 'tba', consumerKey: 'a', consumerSecret: 'b', tokenId: 'tok-9876', tokenSecret: 'd' },
  );
  expect(checks.certificate).toBeUndefined();
  expect(checks['sign-in']!.detail).toContain('…9876');
});
