// Counts requests in flight for the account and for each integration.
// Trap: a rejected request did nothing and gets no Retry-After.
import { NsError } from '../ns-error.ts';
import type { World } from '../world.ts';

export interface Gate {
  /** Takes a place and returns the function that gives it back; throws the 429 when all are taken. */
  enter(clientId: string): () => void;
  peak(): number;
  resetPeak(): void;
}

export function limitExceeded(): NsError {
  return new NsError(429, {
    detail: 'Concurrent request limit exceeded. Request blocked.',
    'o:errorCode': 'CONCURRENCY_LIMIT_EXCEEDED',
  });
}

/** The gate of one account; limits are read from the settings at each request. */
export function createGate(world: World): Gate {
  const perClient = new Map<string, number>();
  let inFlight = 0;
  let peak = 0;
  return {
    enter: (clientId) => {
      const { concurrencyLimit, integrationConcurrencyLimit } = world.settings;
      const own = perClient.get(clientId) ?? 0;
      if (inFlight >= concurrencyLimit || own >= (integrationConcurrencyLimit ?? Number.POSITIVE_INFINITY))
        throw limitExceeded();
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      perClient.set(clientId, own + 1);
      return () => {
        inFlight -= 1;
        perClient.set(clientId, (perClient.get(clientId) ?? 1) - 1);
      };
    },
    peak: () => peak,
    resetPeak: () => {
      peak = inFlight;
    },
  };
}
