// What ping says, line by line, and the settings that it goes by.
import { expect, test } from '@jest/globals';
import { resolveShopifySettings, shopifySettingsSchema } from '../../../connectors/shopify/settings.ts';
import { missingScopes } from '../../../connectors/shopify/shop.ts';
import type { ShopifyCredentials } from '../../../connectors/shopify/types.ts';
import { type Answer, connect, cost, SHOP, withVendor } from './vendor.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const deps = { now: () => new Date(NOW) };
const DATE = new Date(NOW).toUTCString();
const GRANTED = [
  'write_orders',
  'read_all_orders',
  'read_customers',
  'read_products',
  'write_inventory',
  'read_locations',
  'write_merchant_managed_fulfillment_orders',
];

const pong = (
  change: { domain?: string; scopes?: string[]; headers?: Record<string, string>; cost?: unknown } = {},
): Answer => ({
  headers: { date: DATE, ...change.headers },
  cost: change.cost ?? cost(4),
  data: {
    shop: {
      id: 'gid://shopify/Shop/1',
      name: 'Acme',
      myshopifyDomain: change.domain ?? SHOP,
      currencyCode: 'EUR',
      ianaTimezone: 'Europe/Berlin',
      taxesIncluded: true,
      plan: { publicDisplayName: 'Plus' },
    },
    currentAppInstallation: { accessScopes: (change.scopes ?? GRANTED).map((handle) => ({ handle })) },
  },
});

async function pinged(answer: Answer, credentials?: ShopifyCredentials, allOrders = false) {
  return withVendor({ ShopPing: answer }, async ({ url }) => {
    const report = await connect(url, {
      settings: { allOrders },
      deps,
      ...(credentials ? { credentials } : {}),
    }).ping();
    expect(report.system).toBe('shopify');
    expect(JSON.stringify(report)).not.toContain('shpat_');
    return Object.fromEntries(report.checks.map((check) => [check.name, check]));
  });
}

test('all is well', async () => {
  const checks = await pinged(pong());
  expect(Object.values(checks).map(({ state }) => state)).toEqual(Object.values(checks).map(() => 'ok'));
  expect(Object.keys(checks)).toEqual([
    'sign-in',
    'shop',
    'scopes',
    'older orders',
    'API version',
    'clock',
    'cost bucket',
    'token',
  ]);
  expect(checks.shop?.detail).toBe('EUR, Europe/Berlin, prices with tax');
  expect(checks['cost bucket']?.detail).toContain('1900 of 2000');
});

test.each([
  ['another shop', pong({ domain: 'other.myshopify.com' }), 'shop', 'fail', /other\.myshopify\.com/],
  [
    'missing scopes',
    pong({ scopes: ['read_orders', 'read_all_orders'] }),
    'scopes',
    'fail',
    /write_orders.*write_inventory/,
  ],
  [
    'only 60 days',
    pong({ scopes: GRANTED.filter((scope) => scope !== 'read_all_orders') }),
    'older orders',
    'warn',
    /60 days/,
  ],
  [
    'another version',
    pong({ headers: { 'x-shopify-api-version': '2026-01' } }),
    'API version',
    'warn',
    /asked 2026-10, answered by 2026-01/,
  ],
  ['a clock that is off', pong({ headers: { date: new Date(NOW - 60_000).toUTCString() } }), 'clock', 'warn', /60 s/],
  ['a nearly empty bucket', pong({ cost: cost(4, 100) }), 'cost bucket', 'warn', /100 of 2000/],
])('%s', async (_name, answer, line, state, detail) => {
  const checks = await pinged(answer);
  expect(checks[line]).toMatchObject({ state, detail: expect.stringMatching(detail) });
});

test('where older orders are needed, not seeing them is a failure', async () => {
  expect((await pinged(pong({ scopes: ['write_orders'] }), undefined, true))['older orders']?.state).toBe('fail');
});

test.each([
  ['an online token of an hour', 60, 'warn'],
  ['an online token of two days', 2_880, 'ok'],
])('%s', async (_name, minutes, state) => {
  const credentials: ShopifyCredentials = {
    kind: 'online',
    accessToken: 'shpat_u',
    expiresAt: new Date(NOW + minutes * 60_000).toISOString(),
  };
  expect((await pinged(pong(), credentials)).token).toMatchObject({
    state,
    detail: expect.stringContaining(`in ${minutes} min`),
  });
});

test.each([
  ['a refused token', { status: 401, json: { errors: '[API] Invalid API key or access token' } }, 'fail', /authorise/],
  ['a frozen shop', { status: 402, json: {} }, 'fail', /shop is open/],
  ['no answer', { hangUp: true }, 'fail', /network/],
  ['a busy shop', { status: 429, json: {} }, 'warn', /wait/],
])('%s: one failed line with what to do', async (_name, answer, state, fix) => {
  const checks = await pinged(answer);
  expect(checks['sign-in']).toMatchObject({ state, fix: expect.stringMatching(fix) });
  expect(checks).not.toHaveProperty('scopes');
});

test('write_x includes read_x, not the other way round', () => {
  expect(missingScopes(['read_orders', 'write_orders', 'read_x'], ['write_orders', 'read_x'])).toEqual([]);
  expect(missingScopes(['write_orders'], ['read_orders'])).toEqual(['write_orders']);
});

test('settings: defaults follow from the shop; other hosts and secrets in addresses are refused', () => {
  expect(resolveShopifySettings({ shop: 'acme.myshopify.com' })).toMatchObject({
    baseUrl: 'https://acme.myshopify.com',
    apiVersion: '2026-10',
    reservePercent: 10,
  });
  expect(resolveShopifySettings({ shop: SHOP, baseUrl: 'http://127.0.0.1:4010/shop/' }).baseUrl).toBe(
    'http://127.0.0.1:4010/shop',
  );
  const bad = [
    { shop: 'www.acme.com' },
    { shop: 'Acme.myshopify.com' },
    { shop: 'acme.myshopify.com.evil.com' },
    { shop: SHOP, apiVersion: '2025-10' },
    { shop: SHOP, baseUrl: 'https://u:p@x.y' },
    { shop: SHOP, extra: 1 },
  ];
  for (const settings of bad) expect(shopifySettingsSchema.safeParse(settings).success).toBe(false);
});
