// What was asked and answered, for tests that look at the client's behaviour.
// Trap: bounded; the oldest entries go first.

interface LogEntry {
  n: number;
  at: string;
  method: string;
  /** Path with its query. */
  url: string;
  status: number | 'dropped';
  durationMs: number;
  clientId: string | undefined;
  fault: string | undefined;
  requestBody: unknown;
  errorCode: string | undefined;
}

export interface RequestLog {
  add(entry: Omit<LogEntry, 'n'>): void;
  list(): readonly LogEntry[];
  clear(): void;
  total(): number;
}

/** A log of at most `size` entries. */
export function createRequestLog(size: number): RequestLog {
  let entries: LogEntry[] = [];
  let count = 0;
  return {
    add: (entry) => {
      count += 1;
      entries.push({ n: count, ...entry });
      if (entries.length > size * 2) entries = entries.slice(-size);
    },
    list: () => entries.slice(-size),
    clear: () => {
      entries = [];
      count = 0;
    },
    total: () => count,
  };
}
