// What clients sent and got, with everything that breaks the vendor's contract, so that a judge can prove a client clean.
// Trap: only the last `limit` entries are kept, but violations and totals are kept until a clear.

export interface RequestEntry {
  id: number;
  /** Simulated instant, ISO-8601 UTC. */
  at: string;
  method: string;
  /** Path with query, as sent. */
  path: string;
  /** Resource and action, e.g. receivablesInvoices.create; null = no such path. */
  operation: string | null;
  client: string | null;
  body: unknown;
  /** Breaks of the contract: unknown attribute, finder, query, header. */
  problems: string[];
  /** What the vendor said when it refused. */
  refusals: string[];
  /** 0 = the connection was cut. */
  status: number;
  durationMs: number;
  fault: string | null;
}

export interface Violation {
  at: string;
  method: string;
  path: string;
  problem: string;
}

export interface RequestLog {
  open(entry: Pick<RequestEntry, 'at' | 'method' | 'path'>): RequestEntry;
  close(entry: RequestEntry): void;
  entries(): RequestEntry[];
  violations(): Violation[];
  /** Requests by operation, and by status. */
  totals(): { total: number; byOperation: Record<string, number>; byStatus: Record<string, number> };
  clear(): void;
}

/** A request log that keeps the newest `limit` entries. */
export function createRequestLog(limit: number): RequestLog {
  let kept: RequestEntry[] = [];
  let broken: Violation[] = [];
  let total = 0;
  let byOperation: Record<string, number> = {};
  let byStatus: Record<string, number> = {};
  return {
    open(entry) {
      total += 1;
      const blank = { operation: null, client: null, body: undefined, status: 0, durationMs: 0, fault: null };
      const full = { id: total, ...blank, problems: [], refusals: [], ...entry };
      kept.push(full);
      if (kept.length >= limit * 2) kept = kept.slice(-limit);
      return full;
    },
    close(entry) {
      const name = entry.operation ?? 'unknown';
      byOperation[name] = (byOperation[name] ?? 0) + 1;
      byStatus[entry.status] = (byStatus[entry.status] ?? 0) + 1;
      const { at, method, path } = entry;
      broken.push(...entry.problems.map((problem) => ({ at, method, path, problem })));
    },
    entries: () => kept.slice(-limit),
    violations: () => broken,
    totals: () => ({ total, byOperation: { ...byOperation }, byStatus: { ...byStatus } }),
    clear: () => {
      kept = [];
      broken = [];
      total = 0;
      byOperation = {};
      byStatus = {};
    },
  };
}
