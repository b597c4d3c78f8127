/**
 * How many calls to one account are under way at once, over all worker processes: each has its share of what is allowed.
 * The trap: a vendor that counts calls in flight refuses the one too many, so a share is rounded down, but never to none.
 */
import type { CallGate } from '../connectors/http/contract.ts';

/** `workers`: how many processes share the limit just now. First come, first served. */
export function createCallGate(limit: number, workers: () => number): { gate: CallGate; allow(calls: number): void } {
  let allowed = limit;
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const letGo = () => {
    while (waiting.length > 0 && underWay < Math.max(1, Math.floor(allowed / Math.max(1, workers())))) {
      underWay++;
      waiting.shift()?.();
    }
  };
  return {
    allow(calls) {
      allowed = calls;
      letGo();
    },
    async gate(call) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        letGo();
      });
      try {
        return await call();
      } finally {
        underWay--;
        letGo();
      }
    },
  };
}
