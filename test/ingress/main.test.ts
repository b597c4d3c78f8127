import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pointerBody, TOKEN } from './front-door.ts';
import { type IngressHome, makeIngressHome, ready } from './process.ts';

let home: IngressHome;
beforeEach(async () => {
  home = await makeIngressHome();
});
afterEach(() => home.remove());

const post = (url: string, batchId: number) => fetch(url, { method: 'POST', body: pointerBody(batchId) });

test('it takes webhooks while Temporal is away, shows its health and ends cleanly on SIGTERM', async () => {
  const ingress = await home.start();
  await ready(ingress);
  expect((await post(ingress.hookUrl, 1)).status).toBe(200);

  const health = async (path: string) => {
    const response = await fetch(ingress.healthUrl + path);
    return { status: response.status, text: await response.text() };
  };
  expect(await health('/livez')).toMatchObject({ status: 200 });
  expect(await health('/readyz')).toEqual({ status: 200, text: '{"ok":true,"checks":{"store":"ok"}}' });
  const { text } = await health('/metrics');
  expect(text).toContain('mlc_webhooks_received_total{connection="acme",outcome="stored"} 1');
  expect(text).toContain('mlc_inbox_pending{connection="acme"} 1');
  expect((await fetch(new URL('/metrics', ingress.hookUrl))).status).toBe(404);

  ingress.child.kill('SIGTERM');
  expect(await ingress.ended).toBe(0);
  expect((await home.rows()).map((row) => row.state)).toEqual(['stored']);
  expect(ingress.output()).not.toContain(TOKEN);
});

test('kill -9 right after the answers loses none of them', async () => {
  const ingress = await home.start();
  await ready(ingress);
  const answered: number[] = [];
  const sending = Array.from({ length: 60 }, async (_, batchId) => {
    const { status } = await post(ingress.hookUrl, batchId);
    if (status === 200) answered.push(batchId);
    if (answered.length === 20) ingress.child.kill('SIGKILL');
  });
  await Promise.allSettled(sending);
  expect(await ingress.ended).toBeNull();
  expect(answered.length).toBeGreaterThanOrEqual(20);
  expect((await home.rows()).length).toBeGreaterThanOrEqual(answered.length);
});

test('a port in use is said plainly, with exit code 3', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const ingress = await home.start({ ML_CONNECTOR_INGRESS_PORT: `${port}` });
  expect(await ingress.ended).toBe(3);
  expect(ingress.output()).toContain(`Cannot listen on 127.0.0.1:${port}: it is in use by another program.`);
  expect(ingress.output()).toContain('ML_CONNECTOR_INGRESS_PORT');
  await new Promise((resolve) => other.close(resolve));
});

test('a missing key and a wrong setting end the start with exit code 2', async () => {
  const [noKey, wrongPort] = await Promise.all([
    home.start({ ML_CONNECTOR_MASTER_KEY: '' }),
    home.start({ ML_CONNECTOR_INGRESS_PORT: 'eighty' }),
  ]);
  expect(await noKey.ended).toBe(2);
  expect(noKey.output()).toContain('There is no master key');
  expect(await wrongPort.ended).toBe(2);
  expect(wrongPort.output()).toContain('ML_CONNECTOR_INGRESS_PORT must be a port');
});
