// Credentials, rate windows and injected faults, as a client meets them.
import { expect, test } from '@jest/globals';
import { type Answer, bench, order } from './helpers.ts';

test('each API refuses the other family of credentials in its own words', async () => {
  await using b = await bench();
  const v1 = await b.raw(`${b.sim.url}/orders`, 'GET', { 'API-Key': 'sim-v2-key' });
  expect([v1.status, v1.json]).toEqual([401, { Message: 'Authorization has been denied for this request.' }]);
  const basic = `Basic ${Buffer.from('sim-key:sim-secret').toString('base64')}`;
  const v2 = await b.raw(`${b.sim.url}/v2/labels`, 'GET', { authorization: basic });
  expect(v2.status).toBe(401);
  expect(v2.json.errors[0]).toMatchObject({
    error_source: 'ShipStation',
    error_type: 'security',
    error_code: 'unauthorized',
  });
  expect(b.sim.log.entries().map((e) => e.notes[0])).toEqual([
    'V2 credentials sent to V1',
    'V1 credentials sent to V2',
  ]);
  const wrong = await b.raw(`${b.sim.url}/orders`, 'GET', { authorization: `Basic ${btoa('sim-key:other')}` });
  expect(wrong.status).toBe(401);
});

test('V1 counts 40 a minute in a fixed window and says so on every answer', async () => {
  let nowMs = Date.parse('2026-07-15T12:00:00Z');
  await using b = await bench({ now: () => nowMs, settings: { limits: { v1PerWindow: 40 } } });
  const answers: Answer[] = [];
  for (let i = 0; i < 41; i++) answers.push(await b.v1('GET', i === 7 ? '/nothing' : '/stores'));
  const header = (i: number, name: string) => answers[i]?.headers.get(`x-rate-limit-${name}`);
  expect(answers.map((a) => a.status).filter((s) => s === 429)).toHaveLength(1);
  expect([header(0, 'limit'), header(0, 'remaining'), header(7, 'remaining')]).toEqual(['40', '39', '32']);
  nowMs += 43_000;
  const refused = await b.v1('GET', '/stores');
  expect([refused.status, refused.text]).toEqual([429, '{"message":"Too Many Requests"}']);
  expect(refused.headers.get('x-rate-limit-reset')).toBe('17');
  expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
  nowMs += 17_000;
  expect((await b.v1('GET', '/stores')).status).toBe(200);
});

test('V2 answers 429 with Retry-After and no V1 headers; a jump of the clock opens the window', async () => {
  await using b = await bench({ settings: { limits: { v2PerWindow: 2 } } });
  await b.v2('GET', '/users');
  const second = await b.v2('GET', '/users');
  expect(second.headers.get('x-rate-limit-limit')).toBeNull();
  const refused = await b.v2('GET', '/users');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.json.errors[0]).toMatchObject({ error_code: 'rate_limit_exceeded' });
  b.sim.clock.advance(60_000);
  expect((await b.v2('GET', '/users')).status).toBe(200);
});

test('key pairs have windows of their own', async () => {
  const v1Keys = [
    { key: 'a', secret: 'a' },
    { key: 'b', secret: 'b' },
  ];
  await using b = await bench({ v1Keys, settings: { limits: { v1PerWindow: 1 } } });
  const get = (key: string) => b.raw(`${b.sim.url}/stores`, 'GET', { authorization: `Basic ${btoa(`${key}:${key}`)}` });
  expect([(await get('a')).status, (await get('a')).status, (await get('b')).status]).toEqual([200, 429, 200]);
});

test('server errors: V1 with the exception body, V2 with none; html and 401 too', async () => {
  await using b = await bench();
  b.sim.faults.replace([
    { kind: 'server-error', path: '^/(v2/)?users', times: 2 },
    { kind: 'html', path: '^/stores', times: 1, status: 503 },
    { kind: 'unauthorized', path: '^/carriers', times: 1 },
    { kind: 'rate-limit', path: '^/warehouses', times: 1, retryAfterSec: 9 },
  ]);
  const [v1, v2] = [await b.v1('GET', '/users'), await b.v2('GET', '/users')];
  expect([v1.status, v1.json.Message]).toEqual([500, 'An error has occurred.']);
  expect([v2.status, v2.text]).toEqual([500, '']);
  const html = await b.v1('GET', '/stores');
  expect([html.status, html.text.slice(0, 6)]).toEqual([503, '<html>']);
  expect((await b.v1('GET', '/carriers')).status).toBe(401);
  const limited = await b.v1('GET', '/warehouses');
  expect([limited.status, limited.headers.get('x-rate-limit-reset')]).toEqual([429, '9']);
  for (const path of ['/users', '/stores', '/carriers', '/warehouses'])
    expect((await b.v1('GET', path)).status).toBe(200);
  expect(b.sim.faults.list().map((rule) => rule.hits)).toEqual([2, 1, 1, 1]);
});

test('a dropped connection leaves nothing before, and the order after', async () => {
  await using b = await bench();
  const create = (number: string) => b.v1('POST', '/orders/createorder', order(number));
  b.sim.faults.replace([{ kind: 'drop-before', method: 'POST', times: 1 }]);
  await expect(create('X-1')).rejects.toThrow();
  expect(b.sim.counts().orders).toBe(0);
  b.sim.faults.replace([{ kind: 'drop-after', method: 'post', times: 1 }]);
  await expect(create('X-1')).rejects.toThrow();
  expect(b.sim.counts().orders).toBe(1);
  expect((await create('X-1')).status).toBe(200);
  expect(b.sim.counts().orders).toBe(1);
  expect(b.sim.log.entries().map((e) => e.status)).toEqual([0, 0, 200]);
});

test('an error after the commit, and a slow answer', async () => {
  await using b = await bench();
  b.sim.faults.replace([
    { kind: 'html', afterCommit: true, times: 1 },
    { kind: 'slow', delayMs: 120, skip: 1, times: 1 },
  ]);
  const failed = await b.v1('POST', '/orders/createorder', order('X-2'));
  expect([failed.status, b.sim.counts().orders]).toEqual([502, 1]);
  await b.v1('GET', '/stores');
  const before = performance.now();
  expect((await b.v1('GET', '/stores')).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThan(110);
});

test('the same seed gives the same faults', async () => {
  const run = async () => {
    await using b = await bench({ seed: 5, faults: [{ kind: 'server-error', probability: 0.4 }] });
    const statuses = [];
    for (let i = 0; i < 20; i++) statuses.push((await b.v1('GET', '/stores')).status);
    return statuses;
  };
  const [first, second] = [await run(), await run()];
  expect(first).toEqual(second);
  expect(new Set(first)).toEqual(new Set([200, 500]));
});
