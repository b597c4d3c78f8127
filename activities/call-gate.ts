/**
 * How many calls to one account are under way at once, over all worker processes: each has its share of what is allowed.
 * Live calls go before sweeps before backfills. The trap: a vendor that counts calls in flight refuses the one too many, so
 * a share is rounded down, but never to none.
 */
import type { CallGate } from '../connectors/http/contract.ts';

type Waiting = { urgency: number; sinceMs: number; begin: () => void };
/** `urgency`: asked when a call arrives; 1 live … 5 backfill. */
type GateOptions = { urgency?: () => number; nowMs?: () => number };

/** Whoever has waited this long goes first, so that a flood of live calls starves nobody. */
const MOST_PATIENCE_MS = 20_000;

/** `workers`: how many processes share the limit just now. Among equals first come, first served. */
export function createCallGate(
  limit: number,
  workers: () => number,
  { urgency = () => 1, nowMs = Date.now }: GateOptions = {},
): { gate: CallGate; allow(calls: number): void } {
  let allowed = limit;
  let underWay = 0;
  const waiting: Waiting[] = [];
  const letGo = () => {
    while (waiting.length > 0 && underWay < Math.max(1, Math.floor(allowed / Math.max(1, workers())))) {
      underWay++;
      takeNext(waiting, nowMs()).begin();
    }
  };
  return {
    allow(calls) {
      allowed = calls;
      letGo();
    },
    async gate(call) {
      await new Promise<void>((begin) => {
        waiting.push({ urgency: urgency(), sinceMs: nowMs(), begin });
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

/** `waiting` stands in the order of arrival and is not empty. */
function takeNext(waiting: Waiting[], nowMs: number): Waiting {
  const rank = ({ urgency, sinceMs }: Waiting) => (nowMs - sinceMs >= MOST_PATIENCE_MS ? 0 : urgency);
  const best = waiting.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  waiting.splice(waiting.indexOf(best), 1);
  return best;
}
