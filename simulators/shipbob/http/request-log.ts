// What clients sent and got, with everything wrong about it, so that a test can prove a client clean.
// Trap: only the last `limit` entries are kept; `totals` counts all since the last clear.

export interface RequestEntry {
  id: number;
  /** Simulated instant, ISO-8601 UTC. */
  at: string;
  method: string;
  /** Path with query, as sent. */
  path: string;
  version: string | null;
  /** Operation id, e.g. receiving.create; null = no such path. */
  operation: string | null;
  credential: string | null;
  /** The channel header as sent. */
  channel: string | null;
  /** Changes something at the vendor (queries by POST do not). */
  write: boolean;
  body: unknown;
  /** Differences from the published shape: unknown or missing members, wrong types, missing channel header. */
  problems: string[];
  /** What is allowed but unwise, and refusals that may be nobody's mistake. */
  warnings: string[];
  /** 0 = the connection was cut. */
  status: number;
  durationMs: number;
  fault: string | null;
}

export interface RequestTotals {
  total: number;
  invalid: number;
  writes: number;
  writesWithoutChannel: number;
  rateLimited: number;
}

export interface RequestLog {
  open(entry: Pick<RequestEntry, 'at' | 'method' | 'path'>): RequestEntry;
  /** Counts a finished request. */
  close(entry: RequestEntry): void;
  entries(): RequestEntry[];
  totals(): RequestTotals;
  clear(): void;
}

const zero = (): RequestTotals => ({ total: 0, invalid: 0, writes: 0, writesWithoutChannel: 0, rateLimited: 0 });

/** A request log that keeps the newest `limit` entries. */
export function createRequestLog(limit: number): RequestLog {
  let kept: RequestEntry[] = [];
  let totals = zero();
  return {
    open(entry) {
      totals.total += 1;
      const blank = { version: null, operation: null, credential: null, channel: null, write: false, body: undefined };
      const full = {
        id: totals.total,
        ...blank,
        problems: [],
        warnings: [],
        status: 0,
        durationMs: 0,
        fault: null,
        ...entry,
      };
      kept.push(full);
      if (kept.length >= limit * 2) kept = kept.slice(-limit);
      return full;
    },
    close(entry) {
      if (entry.problems.length > 0) totals.invalid += 1;
      if (entry.write) totals.writes += 1;
      if (entry.write && entry.channel === null) totals.writesWithoutChannel += 1;
      if (entry.status === 429) totals.rateLimited += 1;
    },
    entries: () => kept.slice(-limit),
    totals: () => ({ ...totals }),
    clear: () => {
      kept = [];
      totals = zero();
    },
  };
}
