// What clients sent and got, kept so that a test can count calls and find a client's mistakes.
// Trap: only the last `limit` entries are kept; `total` counts all.

export interface RequestEntry {
  id: number;
  api: 'v1' | 'v2';
  /** Simulated instant, ISO-8601 UTC. */
  at: string;
  method: string;
  /** Path with query, as sent. */
  path: string;
  /** Credential id, or null when it was refused. */
  credential: string | null;
  /** 0 = the connection was dropped. */
  status: number;
  durationMs: number;
  /** Kind of the fault that struck, if any. */
  fault: string | null;
  /** A client's mistakes that the vendor would let pass: unknown members, doubled query keys and the like. */
  notes: string[];
}

export interface RequestLog {
  open(entry: Pick<RequestEntry, 'api' | 'at' | 'method' | 'path'>): RequestEntry;
  entries(): RequestEntry[];
  total(): number;
  clear(): void;
}

/** A request log that keeps the newest `limit` entries. */
export function createRequestLog(limit: number): RequestLog {
  let kept: RequestEntry[] = [];
  let total = 0;
  return {
    open(entry) {
      total += 1;
      const full = { id: total, ...entry, credential: null, status: 0, durationMs: 0, fault: null, notes: [] };
      kept.push(full);
      if (kept.length >= limit * 2) kept = kept.slice(-limit);
      return full;
    },
    entries: () => kept.slice(-limit),
    total: () => total,
    clear: () => {
      kept = [];
      total = 0;
    },
  };
}
