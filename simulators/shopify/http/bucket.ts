// The leaky bucket of query cost points, one per app and shop.
// Trap: it must hold the requested cost before a query runs; what was not needed comes back afterwards.
import type { SimClock } from '../../shared/sim-clock.ts';
import type { LimitSettings } from '../options.ts';

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export interface Bucket {
  /** Takes points when they are there; false = throttled, nothing taken. */
  take(key: string, points: number): boolean;
  refund(key: string, points: number): void;
  status(key: string): ThrottleStatus;
  /** Empties a bucket down to the given points, for tests. */
  drain(key: string, left: number): void;
  clear(): void;
}

/** A bucket whose limits are read on each call; size 0 never throttles but is shown as 2000/100. */
export function createBucket(clock: SimClock, limits: () => LimitSettings): Bucket {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const sizeOf = () => limits().bucketSize || 2000;
  const current = (key: string) => {
    const atMs = clock.elapsedMs();
    const found = buckets.get(key) ?? { left: sizeOf(), atMs };
    const left = Math.min(sizeOf(), found.left + ((atMs - found.atMs) / 1000) * limits().restoreRate);
    const fresh = { left, atMs };
    buckets.set(key, fresh);
    return fresh;
  };
  return {
    take(key, points) {
      const bucket = current(key);
      if (limits().bucketSize > 0 && bucket.left < points) return false;
      bucket.left = Math.max(0, bucket.left - points);
      return true;
    },
    refund(key, points) {
      const bucket = current(key);
      bucket.left = Math.min(sizeOf(), bucket.left + points);
    },
    status(key) {
      const currentlyAvailable = Math.floor(current(key).left);
      return { maximumAvailable: sizeOf(), currentlyAvailable, restoreRate: limits().restoreRate };
    },
    drain(key, left) {
      current(key).left = left;
    },
    clear: () => buckets.clear(),
  };
}
