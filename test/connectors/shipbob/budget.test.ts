// The budget: 150 a minute in a sliding window, others on the same token, priorities, 429, several processes.
import { expect, test } from '@jest/globals';
import type { SharedState } from '../../../connectors/http/contract.ts';
import { SlidingBudget } from '../../../connectors/shipbob/budget.ts';
import { budgetKey } from '../../../connectors/shipbob/shared-budget.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

const T0 = Date.parse('2026-11-20T12:00:00Z');
const told = (remaining: number, status = 200, headers = {}) => ({
  status,
  headers: { 'x-remaining-calls': String(remaining), ...headers },
  text: '',
});
const fill = (budget: SlidingBudget, calls: number, nowMs = T0) => {
  for (let n = 0; n < calls; n++) budget.check(1, nowMs);
};
const denied = (work: () => void): { type: string; retryAfterMs: number } => {
  try {
    work();
  } catch (error) {
    return error as { type: string; retryAfterMs: number };
  }
  throw new Error('it was let through');
};

test('live work may use all but the reserve; then it waits until the first call leaves the window', () => {
  const budget = new SlidingBudget(10);
  fill(budget, 100);
  fill(budget, 40, T0 + 20_000);
  const wait = denied(() => budget.check(1, T0 + 30_000)).retryAfterMs;
  expect(wait).toBeGreaterThanOrEqual(30_000);
  expect(wait).toBeLessThan(33_000);
  budget.check(1, T0 + 30_000 + wait);
});

test('sweeps and backfills stop earlier and leave the rest to live work', () => {
  const budget = new SlidingBudget(10);
  fill(budget, 65);
  expect(denied(() => budget.check(5, T0))).toMatchObject({ type: 'RateLimited', code: 'BUDGET' });
  budget.check(3, T0);
  fill(budget, 36);
  expect(denied(() => budget.check(3, T0)).type).toBe('RateLimited');
  fill(budget, 38);
  expect(denied(() => budget.check(1, T0)).type).toBe('RateLimited');
});

test('what the vendor has counted beyond our own calls is others’ use, and it wears off', () => {
  const budget = new SlidingBudget(0);
  fill(budget, 1);
  expect(budget.answered(told(29), 1, T0)).toBeUndefined();
  expect(budget.snapshot(T0)).toMatchObject({ limit: 150, remaining: 29 });
  expect(budget.snapshot(T0 + 30_000)?.remaining).toBeGreaterThan(80);
  expect(budget.snapshot(T0 + 62_000)).toMatchObject({ remaining: 150 });
});

test('a higher limit is believed', () => {
  const budget = new SlidingBudget(0);
  fill(budget, 1);
  budget.answered(told(599), 1, T0);
  expect(budget.snapshot(T0)).toMatchObject({ limit: 600, remaining: 599 });
});

test('a 429 closes the gate for as long as it says, for everybody, and those held back come one after another', () => {
  const budget = new SlidingBudget(0);
  fill(budget, 3);
  const wait = budget.answered(told(0, 429, { 'x-retry-after': '25' }), 1, T0);
  expect(wait).toBeGreaterThanOrEqual(25_000);
  const second = denied(() => budget.check(1, T0 + 1_000)).retryAfterMs;
  const third = denied(() => budget.check(1, T0 + 1_000)).retryAfterMs;
  expect(second).toBeGreaterThanOrEqual(24_000);
  expect(third).toBeGreaterThan(second);
  expect(budget.snapshot(T0 + 1_000)?.waiting).toEqual({ live: 3, sweep: 0, backfill: 0 });
});

test('a 429 without advice leaves the wait to the caller', () => {
  const budget = new SlidingBudget(0);
  fill(budget, 1);
  expect(budget.answered({ status: 429, headers: {}, text: '' }, 1, T0)).toBeUndefined();
  const words = { status: 429, headers: {}, text: 'Rate limit is exceeded. Try again in 12 seconds.' };
  expect(budget.answered(words, 1, T0)).toBeGreaterThanOrEqual(12_000);
});

test('a state that was laid down goes on where it was', () => {
  const first = new SlidingBudget(0);
  fill(first, 149);
  const second = new SlidingBudget(0, first.save());
  second.check(1, T0);
  expect(denied(() => second.check(1, T0)).type).toBe('RateLimited');
});

function sharedState(): SharedState & { keys(): string[] } {
  const kept = new Map<string, string>();
  return {
    get: async (key) => kept.get(key),
    change: async (key, change) => {
      const { value, answer } = change(kept.get(key));
      kept.set(key, value);
      return answer;
    },
    keys: () => [...kept.keys()],
  };
}

test('two processes on one token share one budget; an unsent call never reaches ShipBob', async () => {
  const shared = sharedState();
  const route = { json: { fee_list: [] }, headers: { 'x-remaining-calls': '149' } };
  await withVendor({ 'GET /transaction-fees': route }, async ({ url, seen }) => {
    const options = { settings: { reservePerMinute: 0 }, deps: { shared, now: () => new Date(T0) } };
    const [one, two] = [connect(url, options), connect(url, options)];
    await Promise.all(Array.from({ length: 75 }, () => Promise.all([one.feeTypes(), two.feeTypes()])));
    expect(await errorOf(() => one.feeTypes())).toMatchObject({ type: 'RateLimited', code: 'BUDGET' });
    expect(await errorOf(() => two.feeTypes())).toMatchObject({ type: 'RateLimited' });
    expect(seen).toHaveLength(150);
    expect(await two.budget()).toMatchObject({ limit: 150, remaining: 0 });
    expect(shared.keys().join()).not.toContain('pat-1');
  });
});

test('a 429 of the vendor is RateLimited with its advice', async () => {
  const limited = { status: 429, headers: { 'x-retry-after': '25' }, json: { statusCode: 429, message: 'Rate limit' } };
  await withVendor({ 'GET /transaction-fees': limited }, async ({ url, seen }) => {
    const shipBob = connect(url);
    const error = await errorOf(() => shipBob.feeTypes());
    expect(error).toMatchObject({ type: 'RateLimited', status: 429 });
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThanOrEqual(25_000);
    await errorOf(() => shipBob.feeTypes());
    expect(seen).toHaveLength(1);
  });
});

test('each token and each grant has its own budget', () => {
  const grant = { kind: 'oauth', clientId: 'app', refreshToken: 'r0' } as const;
  const keys = [
    budgetKey({ kind: 'pat', token: 'a' }),
    budgetKey({ kind: 'pat', token: 'b' }),
    budgetKey(grant),
    budgetKey({ ...grant, refreshToken: 'r9' }),
  ];
  expect(new Set(keys).size).toBe(4);
});
