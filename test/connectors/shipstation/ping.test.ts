import { expect, test } from '@jest/globals';
import type { PingReport } from '../../../connectors/http/contract.ts';
import { connect, withVendor } from './vendor-server.ts';

const stores = [
  { storeId: 26815, storeName: 'Manual', marketplaceId: 0, active: true },
  { storeId: 2, storeName: 'Shop', marketplaceId: 1, active: true },
];
const routes = { 'GET /stores': { body: stores }, 'GET /v2/environment/webhooks': { body: [] } };
const states = (report: PingReport) => Object.fromEntries(report.checks.map((check) => [check.name, check.state]));
const check = (report: PingReport, name: string) => report.checks.find((one) => one.name === name);

test('all is well: signed in, stores, clock, budgets', async () => {
  await withVendor(routes, async (vendor) => {
    const report = await connect(vendor.baseUrl, { settings: { storeIds: ['26815'] } }).ping();
    expect(states(report)).toEqual({
      'V1 sign-in': 'ok',
      stores: 'ok',
      clock: 'ok',
      'V1 budget': 'ok',
      'V2 sign-in': 'ok',
      'V2 budget': 'ok',
    });
    expect(check(report, 'stores')?.detail).toBe('2 stores: Manual, Shop');
    expect(check(report, 'V1 budget')?.detail).toMatch(/^39 of 40 calls left until /);
    const text = JSON.stringify(report);
    expect(text).toContain('…1234');
    expect(text).toContain('…5678');
    expect(text).not.toMatch(/v1-key|v2-key|secret-xyz/);
  });
});

test('a store id that the account does not have fails with the list of those it has', async () => {
  await withVendor(routes, async (vendor) => {
    const report = await connect(vendor.baseUrl, { settings: { storeIds: ['26815', '99'] } }).ping();
    expect(check(report, 'stores')).toEqual({
      name: 'stores',
      state: 'fail',
      detail: 'not in this account: 99',
      fix: 'set storeIds to some of: 26815 Manual, 2 Shop',
    });
  });
});

test('a clock that is off is told before signed webhooks fail for it', async () => {
  await withVendor(routes, async (vendor) => {
    const off = async (ms: number) =>
      check(await connect(vendor.baseUrl, { now: () => new Date(Date.now() + ms) }).ping(), 'clock');
    expect(await off(60_000)).toMatchObject({ state: 'warn', fix: expect.stringContaining('NTP') });
    expect(await off(-600_000)).toMatchObject({ state: 'fail' });
  });
});

test('refused keys, a refused plan, a dead address: told, never thrown', async () => {
  const plan = { request_id: '0', errors: [{ error_code: 'forbidden', message: 'Not in your plan.' }] };
  const refusing = { ...routes, 'GET /v2/environment/webhooks': { status: 403, body: plan } };
  await withVendor(refusing, async (vendor) => {
    const report = await connect(vendor.baseUrl, { v1Secret: 'wrong-secret' }).ping();
    expect(states(report)).toMatchObject({ 'V1 sign-in': 'fail', 'V2 sign-in': 'fail' });
    expect(check(report, 'V1 sign-in')?.fix).toContain('API Settings');
    expect(check(report, 'V2 sign-in')?.fix).toContain('Standard or Premium');
    expect(JSON.stringify(report)).not.toContain('wrong-secret');
  });
  const dead = await connect('http://127.0.0.1:1', { noV2: true }).ping();
  expect(states(dead)).toEqual({ 'V1 sign-in': 'fail', 'V2 sign-in': 'ok' });
  expect(check(dead, 'V2 sign-in')?.detail).toContain('no V2 key');
});

test('a page of a gateway or a list of another shape is no reason to throw', async () => {
  await withVendor({ 'GET /stores': { body: { odd: true } } }, async (vendor) => {
    expect(states(await connect(vendor.baseUrl, { noV2: true }).ping())).toMatchObject({ stores: 'warn' });
  });
});
