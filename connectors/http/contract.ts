/**
 * What every connector shares: how a token is kept between calls, how a call is told to whoever watches, and the
 * shape of a page and of a ping report. The trap: nothing here waits or retries; that is Temporal's work.
 */

export type AccessToken = { value: string /** ISO-8601 UTC. */; expiresAt: string };

/** Where minted access tokens are kept between calls and processes (sealed in the store; in memory for tests). */
export type TokenCache = {
  load(): Promise<AccessToken | undefined>;
  save(token: AccessToken | undefined): Promise<void>;
};

/** Told after each HTTP exchange; holds no body and no header. `path` has no query values of persons. */
export type CallReport = {
  system: string;
  method: string;
  path: string;
  status?: number;
  durationMs: number;
  bytes: number;
};
export type CallObserver = (report: CallReport) => void;

/** Lets a call go when its turn has come: how many are under way at once is somebody else's business. */
export type CallGate = <T>(call: () => Promise<T>) => Promise<T>;

export type Page<T> = { rows: T[]; page: number; hasMore: boolean; total: number };

/** One line of `ping`. `fix` says what to do, in the vendor's own words for its screens. */
export type PingCheck = { name: string; state: 'ok' | 'warn' | 'fail'; detail: string; fix?: string };
export type PingReport = { system: string; checks: PingCheck[] };

/** Small text that all processes change together; `change` may be asked several times and must have no effect of its own. */
export type SharedState = {
  get(key: string): Promise<string | undefined>;
  change<T>(key: string, change: (value: string | undefined) => { value: string; answer: T }): Promise<T>;
};
