import { expect, test } from '@jest/globals';
import type { ConnectorError } from '../../connectors/http/errors.ts';
import { createShipStation } from '../../connectors/shipstation/index.ts';
import { connect, credentials, seedOrders, settingsFor, state, useShipStation } from './shipstation-support.ts';

useShipStation();

test('40 a minute: the connector stops before the vendor does, and goes on in the next window', async () => {
  const [orderId] = seedOrders(1);
  const connector = connect();
  for (let i = 0; i < 36; i += 1) await connector.getOrder(String(orderId));
  expect((await connector.budgets()).v1).toMatchObject({ limit: 40, remaining: 4 });
  const denied: unknown = await connector.getOrder(String(orderId)).catch((error: unknown) => error);
  expect(denied).toMatchObject({ type: 'RateLimited', code: 'BUDGET' });
  const asked = state.sim.log.total();
  state.sim.clock.advance((denied as ConnectorError).retryAfterMs!);
  await connector.getOrder(String(orderId));
  expect(state.sim.log.total()).toBe(asked + 1);
  expect(state.sim.log.entries().some((entry) => entry.status === 429)).toBe(false);
});

test('another tool used up the window: the 429 tells when, and after that it works', async () => {
  const [orderId] = seedOrders(1);
  const authorization = `Basic ${Buffer.from('sim-key:sim-secret').toString('base64')}`;
  for (let i = 0; i < 40; i += 1) await fetch(`${state.sim.url}/stores`, { headers: { authorization } });
  const connector = connect();
  const refused: unknown = await connector.getOrder(String(orderId)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ type: 'RateLimited', status: 429 });
  const { retryAfterMs } = refused as ConnectorError;
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(retryAfterMs).toBeLessThanOrEqual(61_000);
  state.sim.clock.advance(retryAfterMs!);
  expect(await connector.getOrder(String(orderId))).toBeDefined();
});

test('V2’s own 429 with Retry-After', async () => {
  state.sim.setSettings({ limits: { v2PerWindow: 1 } });
  const connector = connect();
  const pointer = { resourceUrl: `${state.sim.v2Url}/v2/labels?batch_id=se-1`, resourceType: 'LABEL_CREATED_V2' };
  await connector.readPointer(pointer);
  const refused: unknown = await connector.readPointer(pointer).catch((error: unknown) => error);
  expect(refused).toMatchObject({ type: 'RateLimited', status: 429, code: 'rate_limit_exceeded' });
  state.sim.clock.advance((refused as ConnectorError).retryAfterMs!);
  await connector.readPointer(pointer);
});

test('faults: a crash and a gateway page are Unavailable, a lost answer of a write is Uncertain and was carried out', async () => {
  const [orderId] = seedOrders(1);
  const connector = connect();
  state.sim.faults.replace([
    { kind: 'server-error', times: 1 },
    { kind: 'html', times: 1 },
    { kind: 'drop-before', times: 1 },
  ]);
  for (let i = 0; i < 3; i += 1) {
    await expect(connector.getOrder(String(orderId))).rejects.toMatchObject({ type: 'Unavailable' });
  }
  state.sim.faults.replace([{ kind: 'drop-after', method: 'POST', times: 1 }]);
  const wanted = { api: 'v1' as const, event: 'ITEM_SHIP_NOTIFY', url: state.doorUrl, name: 'ml test' };
  await expect(connector.subscribe(wanted)).rejects.toMatchObject({ type: 'Uncertain' });
  expect(await connector.listWebhooks()).toMatchObject([{ api: 'v1', event: 'ITEM_SHIP_NOTIFY', name: 'ml test' }]);
});

test('subscriptions: made, listed, ended, on both APIs; a doubled V2 one is a Conflict', async () => {
  const connector = connect();
  const v1 = { api: 'v1' as const, event: 'ITEM_SHIP_NOTIFY', url: state.doorUrl, name: 'ml test', storeId: '26815' };
  const v2 = { api: 'v2' as const, event: 'label_created_v2', url: state.doorUrl, name: 'ml test' };
  const [first, second] = [await connector.subscribe(v1), await connector.subscribe(v2)];
  expect(await connector.listWebhooks()).toEqual([
    { ...v1, id: first.id },
    { ...v2, id: second.id },
  ]);
  await expect(connector.subscribe(v2)).rejects.toMatchObject({ type: 'Conflict' });
  await connector.unsubscribe('v1', first.id);
  await connector.unsubscribe('v2', second.id);
  await connector.unsubscribe('v1', first.id);
  expect(await connector.listWebhooks()).toEqual([]);
});

test('ping: both keys accepted; a plan without V2 is told as such', async () => {
  const report = await createShipStation(settingsFor({ storeIds: ['26815'] }), credentials, {}).ping();
  expect(report.checks.filter((check) => check.state !== 'ok')).toEqual([]);
  state.sim.setSettings({ behaviour: { v2Plan: false } });
  const refused = await createShipStation(settingsFor(), credentials, {}).ping();
  const v2 = refused.checks.find((check) => check.name === 'V2 sign-in');
  expect(v2).toMatchObject({ state: 'fail', fix: expect.stringContaining('Standard or Premium') });
  const wrong = { v1: { apiKey: 'sim-v2-key', apiSecret: 'x' }, v2: { apiKey: 'sim-key' } };
  const swapped = await createShipStation(settingsFor(), wrong, {}).ping();
  expect(swapped.checks.map((check) => check.state)).toContain('fail');
});
