/**
 * What a reconciliation keeps in SQL while it runs (both sides, row by row) and afterwards (its findings and result).
 * The trap: rows are only for the comparison and go with the end of the run; findings stay for the last runs.
 */
export type ReconcileState = 'running' | 'done' | 'stopped';

export type ReconcileRun = {
  id: string;
  connection: string;
  /** Plain days, both included. */
  from: string;
  to: string;
  state: ReconcileState;
  startedAt: string;
  finishedAt?: string;
  /** JSON. */
  result?: string;
};

export type StoredReconcileRow = {
  side: 'source' | 'target';
  id: string;
  key: string;
  altKey?: string;
  recordKey?: string;
  judged: boolean;
  /** JSON. */
  facts: string;
};

/** `what` and `cause` are short codes; `details` is the whole finding as JSON. */
export type StoredFinding = {
  key: string;
  what: string;
  cause: string;
  explained: boolean;
  healable: boolean;
  recordKey?: string;
  details: string;
};

export type ReconcileStore = {
  /** Starts a run; the same id again starts it afresh, without its rows and findings. */
  begin(run: Pick<ReconcileRun, 'id' | 'connection' | 'from' | 'to' | 'startedAt'>): Promise<void>;
  get(id: string): Promise<ReconcileRun | undefined>;
  /** Newest first, of one connection or of all. */
  list(query: { connection?: string; limit: number }): Promise<ReconcileRun[]>;
  /** The newest that came to its end. */
  lastDone(connection: string): Promise<ReconcileRun | undefined>;
  /** A row that is there already is replaced, so that a page may be read twice. */
  putRows(run: string, stream: string, rows: StoredReconcileRow[]): Promise<void>;
  /** Everything under these keys is replaced by the given rows, which may have further keys. */
  replaceKeys(run: string, stream: string, keys: string[], rows: StoredReconcileRow[]): Promise<void>;
  /** Distinct keys in their order, after one. */
  keys(run: string, stream: string, query: { after?: string; limit: number }): Promise<string[]>;
  rowsOfKeys(run: string, stream: string, keys: string[]): Promise<StoredReconcileRow[]>;
  rowsAlike(run: string, stream: string, altKeys: string[]): Promise<StoredReconcileRow[]>;
  rowCounts(run: string): Promise<{ stream: string; side: 'source' | 'target'; rows: number; judged: number }[]>;
  /** The findings of these keys are replaced by the given ones. */
  replaceFindings(run: string, stream: string, keys: string[], findings: StoredFinding[]): Promise<void>;
  /** In the order of stream, key and difference; `after` is `findingCursor(last)`. */
  findings(
    run: string,
    query: { stream?: string; explained?: boolean; healable?: boolean; after?: string; limit: number },
  ): Promise<(StoredFinding & { stream: string })[]>;
  findingCounts(run: string): Promise<{ stream: string; cause: string; explained: boolean; count: number }[]>;
  /** Ends a run and lets its rows go. */
  finish(id: string, end: { state: 'done' | 'stopped'; finishedAt: string; result: string }): Promise<void>;
  /** Removes all but the newest runs of a connection; answers how many went. */
  prune(connection: string, keep: number): Promise<number>;
};
