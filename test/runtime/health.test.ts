/** Health routes and metrics, asked over HTTP. */
import { afterEach, expect, test } from '@jest/globals';
import { type HealthOptions, type HealthServer, runChecks, startHealthServer } from '../../runtime/health.ts';
import { createMetrics, setWaiting } from '../../runtime/metrics.ts';

let server: HealthServer | undefined;
afterEach(async () => {
  await server?.close();
});

async function start(options: Partial<HealthOptions> = {}) {
  const metrics = createMetrics();
  server = await startHealthServer({ host: '127.0.0.1', port: 0, checks: {}, registry: metrics.registry, ...options });
  return { metrics, get: (path: string) => fetch(`${server?.url}${path}`) };
}

test('/livez answers whatever else is wrong; /readyz names what is', async () => {
  let storeOk = true;
  const { get } = await start({
    checks: {
      store: async () => storeOk,
      temporal: async () => {
        if (!storeOk) throw new Error('connection refused');
      },
    },
  });
  expect((await get('/readyz')).status).toBe(200);
  storeOk = false;
  const answer = await get('/readyz');
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ ok: false, checks: { store: 'not ok', temporal: 'connection refused' } });
  expect((await get('/livez')).status).toBe(200);
});

test('a check that hangs has failed', async () => {
  expect(await runChecks({ store: () => new Promise(() => undefined) }, 20)).toEqual({
    store: 'no answer after 0.02 s',
  });
});

test('/metrics shows what was counted, and gauges from the store are filled when asked', async () => {
  const metrics = createMetrics();
  const now = new Date('2026-11-21T10:00:00Z');
  const row = { connection: 'acme', sync: 'orderShipped', status: 'waiting', cause: 'sku-missing' };
  const { get } = await start({
    registry: metrics.registry,
    beforeMetrics: async () => setWaiting(metrics, [{ ...row, count: 3, oldest: '2026-11-21T09:00:00Z' }], now),
  });
  metrics.effectsTotal.inc({ connection: 'acme', sync: 'orderShipped', outcome: 'ok' });
  const text = await (await get('/metrics')).text();
  expect(text).toContain('mlc_effects_total{connection="acme",sync="orderShipped",outcome="ok"} 1');
  expect(text).toContain('mlc_waiting{connection="acme",sync="orderShipped",cause="sku-missing"} 3');
  expect(text).toContain('mlc_oldest_waiting_seconds{connection="acme",sync="orderShipped"} 3600');
});

test('what waits no more is gone from the metrics', async () => {
  const metrics = createMetrics();
  const row = { connection: 'acme', sync: 'orderShipped', status: 'waiting', count: 1, oldest: '2026-11-21T09:00:00Z' };
  setWaiting(metrics, [row], new Date());
  setWaiting(metrics, [{ ...row, status: 'done' }], new Date());
  expect(await metrics.registry.metrics()).not.toContain('acme');
});

test('a store that fails does not take the metrics away', async () => {
  const { get } = await start({ beforeMetrics: () => Promise.reject(new Error('locked')) });
  expect((await get('/metrics')).status).toBe(200);
});
