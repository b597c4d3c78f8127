// The cost bucket: stopping before a THROTTLED, in order of urgency, with figures that lag behind.
import { expect, test } from '@jest/globals';
import { CostBucket } from '../../../connectors/shopify/budget.ts';
import { connect, cost, errorOf, withVendor } from './vendor.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
const status = (currentlyAvailable: number, maximumAvailable = 2_000, restoreRate = 100) => ({
  currentlyAvailable,
  maximumAvailable,
  restoreRate,
});

function told(available: number, reservePercent = 0): CostBucket {
  const bucket = new CostBucket(reservePercent);
  bucket.check(10, 1, T0);
  bucket.answered(10, status(available), T0);
  return bucket;
}

function denial(bucket: CostBucket, points: number, priority: number, nowMs = T0, spent = points): number | undefined {
  try {
    bucket.check(points, priority, nowMs, spent);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ type: 'RateLimited', system: 'shopify', code: 'BUDGET' });
    return (error as { retryAfterMs: number }).retryAfterMs;
  }
}

test('a call passes while its cost is there, and waits exactly for what is missing', () => {
  const bucket = told(300);
  expect(denial(bucket, 250, 1)).toBeUndefined();
  expect(denial(bucket, 250, 1)).toBe(2_000);
});

test('a denied call passes after the time it was told', () => {
  const bucket = told(0);
  const wait = denial(bucket, 250, 1);
  expect(wait).toBe(2_500);
  expect(denial(bucket, 250, 1, T0 + 2_500)).toBeUndefined();
});

test('denied calls are told different times, so that they do not all come back at once', () => {
  const bucket = told(0);
  expect([denial(bucket, 200, 1), denial(bucket, 200, 1), denial(bucket, 200, 1)]).toEqual([2_000, 4_000, 6_000]);
});

test('a live call does not stand behind denied backfills', () => {
  const bucket = told(0);
  denial(bucket, 500, 5);
  expect(denial(bucket, 100, 1)).toBe(1_000);
});

test('what waits is counted by what such calls really take, and never for more than a minute', () => {
  const bucket = told(0);
  expect(denial(bucket, 255, 5)).toBe(12_550);
  const waits = Array.from({ length: 1_000 }, () => denial(bucket, 255, 5, T0, 36) ?? 0);
  // 255 wanted and 1,000 kept for live calls; the call before asked for 255 and told of no more.
  expect(waits.slice(0, 3)).toEqual([15_100, 15_460, 15_820]);
  expect(waits.at(-1)).toBe(72_550);
  // A minute later everything is forgotten.
  expect(denial(bucket, 255, 5, T0 + 60_000)).toBeUndefined();
});

test.each([
  [1, 0, 1_990],
  [3, 0, 1_490],
  [5, 0, 990],
  [1, 10, 1_790],
  [3, 10, 1_290],
  [5, 10, 790],
])('priority %i with a reserve of %i percent may take %i points', (priority, reserve, most) => {
  const bucket = told(1_990, reserve);
  expect(denial(bucket, most, priority)).toBeUndefined();
  expect(denial(bucket, 1, priority)).toBeGreaterThanOrEqual(1_000);
});

test('even a large backfill query passes once the bucket is full', () => {
  const bucket = told(2_000, 80);
  expect(denial(bucket, 900, 5, T0 + 60_000)).toBeUndefined();
});

test('what others have under way is taken off what an answer tells', () => {
  const bucket = told(1_000);
  bucket.check(400, 1, T0);
  bucket.check(10, 1, T0);
  bucket.answered(10, status(990), T0);
  expect(bucket.snapshot(T0)?.available).toBe(590);
});

test('it refills by the clock, up to its size, and learns size and rate of a larger plan', () => {
  const bucket = told(1_000);
  expect(bucket.snapshot(T0 + 5_000)).toEqual({ maximum: 2_000, available: 1_500, restorePerSecond: 100 });
  expect(bucket.snapshot(T0 + 60_000)?.available).toBe(2_000);
  bucket.check(10, 1, T0 + 60_000);
  bucket.answered(10, status(19_000, 20_000, 1_000), T0 + 60_000);
  expect(bucket.snapshot(T0 + 60_500)).toEqual({ maximum: 20_000, available: 19_500, restorePerSecond: 1_000 });
});

test('a lost call keeps its points until the next answer corrects them, and none is told before the first', () => {
  const bucket = new CostBucket(0);
  expect(bucket.snapshot(T0)).toBeUndefined();
  bucket.check(100, 1, T0);
  bucket.lost(100);
  bucket.check(10, 1, T0);
  bucket.answered(10, status(1_980), T0);
  expect(bucket.snapshot(T0)?.available).toBe(1_980);
});

const JOB = { job: { id: 'gid://shopify/Job/1', done: true } };

test('the connector stops before a THROTTLED, unsent, and asks for the priority at each call', async () => {
  let priority = 1;
  const now = () => new Date(T0);
  await withVendor({ JobById: { data: JOB, cost: cost(1, 600) } }, async ({ url, count }) => {
    const shop = connect(url, { settings: { reservePercent: 0 }, deps: { now, priority: () => priority } });
    await shop.job('1');
    expect(shop.budget()).toEqual({ maximum: 2_000, available: 600, restorePerSecond: 100 });
    priority = 5;
    expect(await errorOf(() => shop.job('1'))).toMatchObject({
      type: 'RateLimited',
      code: 'BUDGET',
      retryAfterMs: 4_010,
    });
    expect(count('JobById')).toBe(1);
    priority = 1;
    await shop.job('1');
    expect(count('JobById')).toBe(2);
  });
});

test('the cost that Shopify asks for a document is believed from then on', async () => {
  const now = () => new Date(T0);
  await withVendor({ JobById: { data: JOB, cost: cost(700, 500) } }, async ({ url }) => {
    const shop = connect(url, { settings: { reservePercent: 0 }, deps: { now } });
    await shop.job('1');
    expect(await errorOf(() => shop.job('1'))).toMatchObject({ type: 'RateLimited', retryAfterMs: 2_000 });
  });
});

test('calls that give most of their cost back do not wait as if they kept it', async () => {
  const now = () => new Date(T0);
  const told = { ...cost(700, 600), actualQueryCost: 30 };
  await withVendor({ JobById: { data: JOB, cost: told } }, async ({ url }) => {
    const shop = connect(url, { settings: { reservePercent: 0 }, deps: { now } });
    await shop.job('1');
    const waits = [await errorOf(() => shop.job('1')), await errorOf(() => shop.job('1'))];
    expect(waits).toMatchObject([{ retryAfterMs: 1_000 }, { retryAfterMs: 1_300 }]);
  });
});
