// Fixed-window request counting per credential, as ShipStation does it.
// Trap: the reset is told in seconds until the next window, never as an epoch.
import type { SimClock } from '../../shared/sim-clock.ts';

export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Whole seconds until the window ends, at least 1. */
  resetSec: number;
}

export interface RateLimiter {
  take(credential: string): Allowance;
  clear(): void;
}

const UNLIMITED = 1_000_000;

/** A limiter whose limits are read on each call; a window starts with the first request after the last one ended. */
export function createRateLimiter(clock: SimClock, limits: () => { perWindow: number; windowMs: number }): RateLimiter {
  const windows = new Map<string, { startedAt: number; used: number }>();
  return {
    take(credential) {
      const { perWindow, windowMs } = limits();
      const at = clock.elapsedMs();
      let current = windows.get(credential);
      if (!current || at - current.startedAt >= windowMs) {
        current = { startedAt: at, used: 0 };
        windows.set(credential, current);
      }
      const limit = perWindow > 0 ? perWindow : UNLIMITED;
      const allowed = current.used < limit;
      if (allowed) current.used += 1;
      const resetSec = Math.max(1, Math.ceil((current.startedAt + windowMs - at) / 1000));
      return { allowed, limit, remaining: limit - current.used, resetSec };
    },
    clear: () => windows.clear(),
  };
}
