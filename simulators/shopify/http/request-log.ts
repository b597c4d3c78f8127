// What clients sent and got, kept so that a test can count calls and find a client's mistakes.
// Trap: only the last `limit` entries are kept; `total` counts all.

export interface RequestEntry {
  id: number;
  /** Simulated instant, ISO-8601 UTC. */
  at: string;
  method: string;
  path: string;
  /** Version asked for and version that answered. */
  version: string | null;
  served: string | null;
  /** App or user that the token stands for; null when it was refused. */
  credential: string | null;
  /** GraphQL operation name, `(anonymous)`, `oauth` or `bulk-file`. */
  operation: string | null;
  kind: 'query' | 'mutation' | null;
  /** Root fields of the operation. */
  fields: string[];
  /** Parsed, validated against the schema of the served version and its variables fit; null = not looked at. */
  valid: boolean | null;
  /** Root fields with @idempotent and their keys. */
  idempotencyKeys: Record<string, string>;
  /** Root fields that need @idempotent and came without it. */
  missingIdempotency: string[];
  variables: unknown;
  requestedCost: number | null;
  actualCost: number | null;
  /** Codes (or messages) of top-level errors. */
  errors: string[];
  userErrors: string[];
  /** Search warnings that the client should have heeded. */
  warnings: string[];
  throttled: boolean;
  /** 0 = the connection was dropped. */
  status: number;
  durationMs: number;
  fault: string | null;
}

export interface RequestLog {
  open(entry: Pick<RequestEntry, 'at' | 'method' | 'path'>): RequestEntry;
  entries(): RequestEntry[];
  total(): number;
  clear(): void;
}

const BLANK = {
  ...{ version: null, served: null, credential: null, operation: null, kind: null, valid: null, variables: null },
  ...{ requestedCost: null, actualCost: null, throttled: false, status: 0, durationMs: 0, fault: null },
};

/** A request log that keeps the newest `limit` entries. */
export function createRequestLog(limit: number): RequestLog {
  let kept: RequestEntry[] = [];
  let total = 0;
  return {
    open(entry) {
      total += 1;
      const lists = { fields: [], errors: [], userErrors: [], warnings: [], missingIdempotency: [] };
      const full: RequestEntry = { id: total, ...BLANK, ...lists, idempotencyKeys: {}, ...entry };
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
