import { expect, test } from '@jest/globals';
import { ConnectorError } from '../../../connectors/http/errors.ts';
import { labelRow, orderRow, v2Envelope } from './rows.ts';
import { connect, type Seen, withVendor } from './vendor-server.ts';

const counters = (limit: number, remaining: number, reset: number) => ({
  'x-rate-limit-limit': `${limit}`,
  'x-rate-limit-remaining': `${remaining}`,
  'x-rate-limit-reset': `${reset}`,
});

/** A vendor that counts fixed windows on the given clock. */
function countingVendor(limit: number, windowMs: number, clock: () => number) {
  const used = new Map<number, number>();
  return (_seen: Seen) => {
    const window = Math.floor(clock() / windowMs);
    const count = (used.get(window) ?? 0) + 1;
    used.set(window, count);
    const reset = Math.ceil(((window + 1) * windowMs - clock()) / 1_000);
    const headers = counters(limit, Math.max(0, limit - count), reset);
    if (count > limit) return { status: 429, headers, body: { message: 'Too Many Requests' } };
    return { headers, body: orderRow() };
  };
}

test('the budget follows every answer and stops before the vendor has to', async () => {
  let clock = Date.UTC(2026, 0, 1);
  await withVendor({ 'GET /orders/1': countingVendor(40, 60_000, () => clock) }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { now: () => new Date(clock) });
    expect((await connector.budgets()).v1).toBeUndefined();
    for (let i = 0; i < 36; i += 1) await connector.getOrder('1');
    expect((await connector.budgets()).v1).toMatchObject({
      limit: 40,
      remaining: 4,
      resetAt: '2026-01-01T00:01:00.000Z',
    });
    const denied = connector.getOrder('1');
    await expect(denied).rejects.toMatchObject({ type: 'RateLimited', code: 'BUDGET' });
    expect(vendor.seen).toHaveLength(36);
    clock += 60_250;
    await connector.getOrder('1');
    expect(vendor.seen).toHaveLength(37);
  });
});

test('100 jobs at once: none is lost, the vendor never has to refuse one, and all pass in few windows', async () => {
  let clock = Date.UTC(2026, 0, 1);
  const refusals: number[] = [];
  const count = countingVendor(20, 60_000, () => clock);
  const route = (seen: Seen) => {
    const answer = count(seen);
    if (answer.status) refusals.push(answer.status);
    return answer;
  };
  await withVendor({ 'GET /orders/1': route }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { now: () => new Date(clock), settings: { reservePerMinute: 0 } });
    await connector.getOrder('1');
    let due = Array.from({ length: 100 }, () => clock);
    while (due.length > 0) {
      const next: number[] = [];
      clock = Math.max(clock, Math.min(...due));
      const ready = due.filter((at) => at <= clock);
      await Promise.all(
        ready.map(() =>
          connector.getOrder('1').catch((error: ConnectorError) => {
            expect(error.type).toBe('RateLimited');
            next.push(clock + (error.retryAfterMs ?? Number.NaN));
          }),
        ),
      );
      due = [...due.filter((at) => at > clock), ...next];
    }
    expect(refusals).toEqual([]);
    expect(clock - Date.UTC(2026, 0, 1)).toBeLessThan(6 * 60_000);
    expect(vendor.seen).toHaveLength(101);
  });
});

test('calls whose answer was lost do not eat into the next window', async () => {
  let clock = Date.UTC(2026, 0, 1);
  let remaining = 3;
  const answer = () => {
    remaining -= 1;
    return { headers: counters(3, remaining, 10), body: orderRow() };
  };
  await withVendor({ 'GET /orders/1': answer, 'GET /orders/2': { hangUp: true } }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { now: () => new Date(clock), settings: { reservePerMinute: 0 } });
    await connector.getOrder('1');
    for (let i = 0; i < 2; i += 1) await expect(connector.getOrder('2')).rejects.toMatchObject({ type: 'Unavailable' });
    await expect(connector.getOrder('1')).rejects.toMatchObject({ type: 'RateLimited' });
    clock += 11_000;
    remaining = 3;
    await Promise.all([connector.getOrder('1'), connector.getOrder('1'), connector.getOrder('1')]);
    expect(vendor.seen).toHaveLength(6);
  });
});

test('sweeps and backfills leave more of the window to live calls', async () => {
  let priority = 5;
  await withVendor({ 'GET /orders/1': { headers: counters(40, 15, 30), body: orderRow() } }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { priority: () => priority });
    await connector.getOrder('1');
    await expect(connector.getOrder('1')).rejects.toMatchObject({ type: 'RateLimited' });
    priority = 3;
    await connector.getOrder('1');
    await expect(connector.getOrder('1')).rejects.toMatchObject({ type: 'RateLimited' });
    priority = 1;
    await connector.getOrder('1');
    expect(vendor.seen).toHaveLength(3);
  });
});

test('a V1 429 tells the seconds of the header', async () => {
  const route = { status: 429, headers: counters(40, 0, 17), body: { message: 'Too Many Requests' } };
  await withVendor({ 'GET /orders/1': route }, async (vendor) => {
    const error: unknown = await connect(vendor.baseUrl)
      .getOrder('1')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ type: 'RateLimited', status: 429 });
    expect((error as ConnectorError).retryAfterMs).toBeGreaterThanOrEqual(17_000);
    expect((error as ConnectorError).retryAfterMs).toBeLessThanOrEqual(18_000);
  });
});

test('a V2 429 closes V2 for the seconds of Retry-After and leaves V1 alone', async () => {
  let clock = Date.UTC(2026, 0, 1);
  let busy = true;
  const errors = [
    { error_source: 'ShipStation', error_code: 'rate_limit_exceeded', message: 'Try again in 37 seconds.' },
  ];
  const labels = () =>
    busy
      ? { status: 429, headers: { 'retry-after': '37' }, body: { errors } }
      : { body: v2Envelope('labels', [labelRow()]) };
  await withVendor({ 'GET /v2/labels': labels, 'GET /orders/1': { body: orderRow() } }, async (vendor) => {
    const connector = connect(vendor.baseUrl, { now: () => new Date(clock) });
    const pointer = {
      resourceUrl: 'https://api.shipstation.com/v2/labels?batch_id=se-1',
      resourceType: 'LABEL_CREATED_V2',
    };
    const first: unknown = await connector.readPointer(pointer).catch((thrown: unknown) => thrown);
    expect(first).toMatchObject({ type: 'RateLimited', status: 429, code: 'rate_limit_exceeded' });
    expect((first as ConnectorError).retryAfterMs).toBeGreaterThanOrEqual(37_000);
    busy = false;
    await expect(connector.readPointer(pointer)).rejects.toMatchObject({ type: 'RateLimited', code: 'BUDGET' });
    await connector.getOrder('1');
    clock += 37_300;
    expect((await connector.readPointer(pointer)).rows).toHaveLength(1);
  });
});

test('two processes that share a key never send more than the vendor takes, and both see who waits', async () => {
  let clock = Date.UTC(2026, 0, 1);
  const refusals: number[] = [];
  const count = countingVendor(40, 60_000, () => clock);
  const route = (seen: Seen) => {
    const answer = count(seen);
    if (answer.status) refusals.push(answer.status);
    return answer;
  };
  await withVendor({ 'GET /orders/1': route }, async (vendor) => {
    const shared = inMemoryState();
    const both = [0, 1].map(() => connect(vendor.baseUrl, { now: () => new Date(clock), shared }));
    const rush = () => Promise.allSettled(Array.from({ length: 80 }, (_, index) => both[index % 2]!.getOrder('1')));
    for (let window = 0; window < 3; window += 1) {
      const settled = await rush();
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(36);
      clock += 61_250;
    }
    expect(refusals).toEqual([]);
    const [one, other] = await Promise.all(both.map((connector) => connector.budgets()));
    expect(one?.v1?.waiting.live).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });
});

/** Lets each change run against the newest value, as the store does. */
function inMemoryState() {
  const values = new Map<string, string>();
  return {
    get: async (key: string) => values.get(key),
    async change<T>(key: string, change: (value: string | undefined) => { value: string; answer: T }): Promise<T> {
      const { value, answer } = change(values.get(key));
      values.set(key, value);
      return answer;
    },
  };
}
