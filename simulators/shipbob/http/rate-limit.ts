// 150 requests in any 60 seconds per user and application: a sliding window, as ShipBob counts.
// Trap: a refused request does not count; the wait is until the oldest counted request leaves the window.
import type { SimClock } from '../../shared/sim-clock.ts';
import type { LimitSettings } from '../options.ts';

export interface Allowance {
  allowed: boolean;
  remaining: number;
  /** Whole seconds until a request is allowed again, at least 1; 0 when allowed. */
  retryAfterSec: number;
}

export interface RateLimiter {
  take(application: string): Allowance;
  /** Uses up all but `left` requests of the window. */
  drain(application: string, left: number): void;
  clear(): void;
}

/** A sliding-window limiter whose limits are read on each call. */
export function createRateLimiter(clock: SimClock, limits: () => LimitSettings): RateLimiter {
  const windows = new Map<string, number[]>();
  const live = (application: string): number[] => {
    const from = clock.elapsedMs() - limits().windowMs;
    const kept = (windows.get(application) ?? []).filter((at) => at > from);
    windows.set(application, kept);
    return kept;
  };
  return {
    take(application) {
      const { perWindow, windowMs } = limits();
      if (perWindow <= 0) return { allowed: true, remaining: 149, retryAfterSec: 0 };
      const used = live(application);
      if (used.length < perWindow) {
        used.push(clock.elapsedMs());
        return { allowed: true, remaining: perWindow - used.length, retryAfterSec: 0 };
      }
      const leaves = (used[used.length - perWindow] ?? 0) + windowMs;
      return {
        allowed: false,
        remaining: 0,
        retryAfterSec: Math.max(1, Math.ceil((leaves - clock.elapsedMs()) / 1000)),
      };
    },
    drain(application, left) {
      const used = live(application);
      while (used.length < limits().perWindow - left) used.push(clock.elapsedMs());
    },
    clear: () => windows.clear(),
  };
}
