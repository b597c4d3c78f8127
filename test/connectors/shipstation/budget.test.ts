import { expect, test } from '@jest/globals';
import { ConnectorError } from '../../../connectors/http/errors.ts';
import { keptFree, V1Budget } from '../../../connectors/shipstation/budget.ts';
import { retryAfterSeconds, V2Budget } from '../../../connectors/shipstation/budget-v2.ts';

const T0 = Date.UTC(2026, 6, 15, 12);
const headers = (limit: number, remaining: number, reset: number) => ({
  'x-rate-limit-limit': `${limit}`,
  'x-rate-limit-remaining': `${remaining}`,
  'x-rate-limit-reset': `${reset}`,
});
const ok = (limit: number, remaining: number, reset: number) => ({
  status: 200,
  headers: headers(limit, remaining, reset),
});
const tooMany = (reset: number) => ({ status: 429, headers: headers(40, 0, reset) });

function denial(act: () => void): number | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ type: 'RateLimited', system: 'shipstation' });
    return (error as ConnectorError).retryAfterMs;
  }
}

/** Lets calls through until one is denied; how many passed. */
function passes(budget: V1Budget | V2Budget, priority: number, nowMs: number): number {
  for (let count = 0; count < 1_000; count += 1) {
    if (denial(() => budget.check(priority, nowMs)) !== undefined) return count;
  }
  return 1_000;
}

function toldBudget(reserve: number, limit: number, remaining: number, reset: number): V1Budget {
  const budget = new V1Budget(reserve);
  budget.check(1, T0);
  budget.answered(ok(limit, remaining, reset), 1, T0);
  return budget;
}

test('live calls use all but the reserve, sweeps leave a quarter more, backfills half', () => {
  expect(passes(toldBudget(4, 40, 39, 60), 1, T0)).toBe(35);
  expect(passes(toldBudget(4, 40, 39, 60), 3, T0)).toBe(25);
  expect(passes(toldBudget(4, 40, 39, 60), 5, T0)).toBe(15);
  expect([keptFree(40, 4, 1), keptFree(40, 4, 2), keptFree(40, 4, 3), keptFree(40, 4, 5)]).toEqual([4, 4, 14, 24]);
});

test('a tiny limit still lets one call of a window through', () => {
  expect(keptFree(2, 39, 5)).toBe(1);
  expect(passes(toldBudget(39, 2, 1, 5), 5, T0 + 5_000)).toBe(1);
});

test('what other tools used counts, by the vendor’s own header', () => {
  const budget = toldBudget(4, 40, 39, 60);
  budget.check(1, T0 + 1_000);
  budget.answered(ok(40, 6, 59), 1, T0 + 1_000);
  expect(passes(budget, 1, T0 + 1_000)).toBe(2);
});

test('calls count from when they are let through, not from when they are answered', () => {
  const budget = toldBudget(4, 40, 10, 60);
  for (let i = 0; i < 6; i += 1) budget.check(1, T0);
  expect(denial(() => budget.check(1, T0))).toBeGreaterThan(59_000);
  budget.answered(ok(40, 9, 60), 1, T0);
  expect(denial(() => budget.check(1, T0))).toBeGreaterThan(59_000);
});

test('a denied call is sent back to the next window; then it passes', () => {
  const budget = toldBudget(4, 40, 4, 17);
  const wait = denial(() => budget.check(1, T0))!;
  expect(wait).toBeGreaterThanOrEqual(17_000);
  expect(wait).toBeLessThanOrEqual(18_000);
  expect(denial(() => budget.check(1, T0 + wait - 1_001))).toBeDefined();
  expect(denial(() => budget.check(1, T0 + wait))).toBeUndefined();
});

test('a herd of 500 is spread over 13 windows, few at any one moment', () => {
  const budget = toldBudget(0, 40, 0, 60);
  const waits = Array.from({ length: 500 }, () => denial(() => budget.check(1, T0))!);
  const perWindow = new Map<number, number>();
  for (const wait of waits) {
    const window = Math.floor((wait - 60_000) / 60_000);
    perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
  }
  expect(perWindow.size).toBe(13);
  expect(Math.max(...perWindow.values())).toBe(40);
  expect(new Set(waits).size).toBe(500);
});

test('the herd’s later denials count on from where the earlier windows served', () => {
  const budget = toldBudget(0, 40, 0, 60);
  for (let i = 0; i < 80; i += 1) denial(() => budget.check(1, T0));
  const later = T0 + 60_500;
  budget.check(1, later);
  budget.answered(ok(40, 0, 60), 1, later);
  // 80 waited, 40 were served by this window: the next one stands 41st.
  expect(denial(() => budget.check(1, later))).toBeGreaterThanOrEqual(119_000);
});

test('a live call does not stand behind denied backfills', () => {
  const budget = toldBudget(4, 40, 4, 30);
  for (let i = 0; i < 500; i += 1) denial(() => budget.check(5, T0));
  expect(denial(() => budget.check(1, T0))).toBeLessThan(31_500);
  expect(denial(() => budget.check(3, T0))).toBeLessThan(32_500);
});

test('live calls that wait for a window keep their place when sweeps and backfills knock first', () => {
  const budget = toldBudget(4, 40, 4, 30);
  for (let i = 0; i < 30; i += 1) denial(() => budget.check(1, T0));
  const opened = T0 + 31_000;
  // 36 calls to give, 30 of them spoken for by live ones.
  expect(passes(budget, 5, opened)).toBe(6);
  const resumed = new V1Budget(4, budget.save());
  expect(denial(() => resumed.check(3, opened))).toBeGreaterThan(0);
  expect(passes(resumed, 1, opened)).toBe(30);
  for (let i = 0; i < 40; i += 1) resumed.lost();
  // Whoever waited and never came costs the others one window at most.
  expect(passes(resumed, 3, opened + 60_000)).toBe(26);
});

test('a few live calls that wait take nothing from the sweeps beyond what is kept free anyway', () => {
  const budget = toldBudget(4, 40, 4, 30);
  for (let i = 0; i < 10; i += 1) denial(() => budget.check(1, T0));
  expect(passes(budget, 3, T0 + 31_000)).toBe(26);
  expect(passes(budget, 1, T0 + 31_000)).toBe(10);
});

test('a 429 tells its caller the seconds of the header, and closes the window for the others', () => {
  const budget = toldBudget(0, 40, 20, 40);
  budget.check(1, T0);
  const wait = budget.answered(tooMany(17), 1, T0);
  expect(wait).toBeGreaterThanOrEqual(17_000);
  expect(wait).toBeLessThanOrEqual(18_000);
  expect(denial(() => budget.check(1, T0 + 16_000))).toBeDefined();
  expect(denial(() => budget.check(1, T0 + 18_000))).toBeUndefined();
});

test('a 429 that names 0 seconds still asks for a wait', () => {
  const budget = toldBudget(0, 40, 20, 40);
  budget.check(1, T0);
  expect(budget.answered(tooMany(0), 1, T0)).toBeGreaterThanOrEqual(1_000);
});

test('before the first answer a burst is held to the documented limit and comes back soon', () => {
  const budget = new V1Budget(4);
  expect(passes(budget, 1, T0)).toBe(36);
  expect(denial(() => budget.check(1, T0))).toBe(1_000);
  expect(budget.snapshot(T0)).toBeUndefined();
});

test('short windows of a test server are learned from the headers', () => {
  const budget = new V1Budget(0);
  for (let window = 0; window < 3; window += 1) {
    const now = T0 + window * 2_000;
    budget.check(1, now);
    budget.answered(ok(5, 4, 2), 1, now);
  }
  const now = T0 + 4_000;
  expect(passes(budget, 1, now)).toBe(4);
  const waits = Array.from({ length: 9 }, () => denial(() => budget.check(1, now))!);
  expect(Math.max(...waits)).toBeLessThan(7_000);
  expect(denial(() => budget.check(1, T0 + 6_100))).toBeUndefined();
});

test('a window that begins a little before our clock says so is used at once', () => {
  const budget = toldBudget(4, 40, 6, 60);
  budget.check(1, T0 + 59_400);
  budget.answered(ok(40, 39, 60), 1, T0 + 59_400);
  expect(passes(budget, 1, T0 + 59_400)).toBe(35);
});

test('a call without an answer gives its place back in the next window', () => {
  const budget = toldBudget(0, 3, 3, 10);
  budget.check(1, T0);
  budget.lost();
  expect(passes(budget, 1, T0 + 10_000)).toBe(3);
});

test('an answer without counters (a gateway’s page) changes nothing', () => {
  const budget = toldBudget(4, 40, 20, 30);
  budget.check(1, T0);
  expect(budget.answered({ status: 502, headers: {} }, 1, T0)).toBeUndefined();
  expect(budget.snapshot(T0)).toEqual({ limit: 40, remaining: 19, resetAt: '2026-07-15T12:00:30.000Z' });
});

test('V2: 200 in any minute, less the reserve, sliding', () => {
  const budget = new V2Budget(4);
  for (let i = 0; i < 100; i += 1) budget.check(1, T0);
  for (let i = 0; i < 96; i += 1) budget.check(1, T0 + 30_000);
  const wait = denial(() => budget.check(1, T0 + 30_000))!;
  expect(wait).toBeGreaterThanOrEqual(30_000);
  expect(wait).toBeLessThanOrEqual(31_000);
  // A second longer than the window: a call may arrive late, and the next one at once.
  expect(passes(budget, 1, T0 + 60_000)).toBe(0);
  expect(passes(budget, 1, T0 + 61_000)).toBe(100);
  expect(passes(new V2Budget(4), 5, T0)).toBe(96);
});

test('V2: counters in the headers are believed, whatever the limit, also after being laid down', () => {
  const budget = new V2Budget(0);
  budget.check(1, T0);
  const headers = { 'x-rate-limit-limit': '500', 'x-rate-limit-remaining': '490', 'x-rate-limit-reset': '10' };
  budget.answered({ status: 204, headers }, 1, T0);
  expect(budget.snapshot(T0)).toEqual({ limit: 500, remaining: 490, resetAt: '2026-07-15T12:00:10.000Z' });
  expect(passes(budget, 3, T0)).toBe(490 - 125);
  const resumed = new V2Budget(0, budget.save());
  expect(denial(() => resumed.check(3, T0))).toBeGreaterThanOrEqual(10_000);
  expect(passes(resumed, 1, T0)).toBe(125);
  resumed.answered({ status: 429, headers: { ...headers, 'retry-after': '30' } }, 1, T0);
  expect(denial(() => resumed.check(1, T0 + 29_000))).toBeDefined();
});

test('V2: Retry-After closes the gate for everybody, for so long', () => {
  const budget = new V2Budget(4);
  budget.check(1, T0);
  const wait = budget.answered({ status: 429, headers: { 'retry-after': '7' } }, 1, T0);
  expect(wait).toBeGreaterThanOrEqual(7_000);
  expect(wait).toBeLessThanOrEqual(8_000);
  expect(budget.snapshot(T0)).toMatchObject({ limit: 200, remaining: 0, resetAt: '2026-07-15T12:00:07.000Z' });
  expect(denial(() => budget.check(1, T0 + 6_000))).toBeDefined();
  expect(denial(() => budget.check(1, T0 + 7_250))).toBeUndefined();
});

test('Retry-After as seconds, as a date, or missing', () => {
  expect(retryAfterSeconds('37', T0)).toBe(37);
  expect(retryAfterSeconds(new Date(T0 + 12_000).toUTCString(), T0)).toBe(12);
  expect(retryAfterSeconds(undefined, T0)).toBe(60);
  expect(retryAfterSeconds('soon', T0)).toBe(60);
});
