// Access and refresh tokens of the app: who may call, until when, with which scopes.
// Trap: acquiring an expiring token revokes the earlier expiring ones of the same app and shop.
import { createRng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';

export interface TokenRow {
  token: string;
  scopes: string[];
  kind: 'offline' | 'online' | 'client';
  /** Elapsed ms; null = never. */
  expiresAtMs: number | null;
  revoked: boolean;
  refreshToken: string | null;
}

interface RefreshRow {
  token: string;
  expiresAtMs: number;
  /** Pair that replaced it; until that pair's refresh token is used, this one may be replayed. */
  successor: TokenRow | null;
  dead: boolean;
  scopes: string[];
}

export interface Pair {
  access_token: string;
  scope: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
}

export type Lookup = { row: TokenRow } | { status: number; body: Record<string, unknown> };

export interface TokenStore {
  lookup(token: string | undefined, refuseLongLived: boolean): Lookup;
  /** A known token for tests; never expires unless told. */
  add(row: { token: string; scopes?: string[]; expiresInSec?: number }): TokenRow;
  issueOffline(scopes: string[], expiring: boolean): Pair;
  issueOnline(scopes: string[]): Pair;
  issueClient(scopes: string[]): Pair;
  /** New pair for a refresh token; null = invalid_grant. */
  refresh(token: string): Pair | null;
  /** Turns a non-expiring token into an expiring pair; null = unknown. */
  migrate(token: string): Pair | null;
  revoke(token: string): void;
  expire(token: string): void;
  uninstall(): void;
  reinstall(): void;
  list(): TokenRow[];
  clear(): void;
}

const HOUR_SEC = 3600;
const DAY_SEC = 86_399;
const REFRESH_SEC = 7_776_000;
const WEEK_MS = 7 * 86_400_000;

const UNKNOWN = {
  status: 401,
  body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
};
const LONG_LIVED = {
  status: 403,
  body: {
    errors:
      '[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens',
  },
};

/** The rows with the ways to make them. */
class TokenRows {
  readonly rows = new Map<string, TokenRow>();
  readonly refreshes = new Map<string, RefreshRow>();
  readonly migrated = new Map<string, { row: TokenRow; atMs: number }>();
  installed = true;
  readonly clock: SimClock;
  readonly #seed: number;
  #rng;

  constructor(clock: SimClock, seed: number) {
    this.clock = clock;
    this.#seed = seed;
    this.#rng = createRng(seed);
  }

  #text(prefix: string): string {
    return `${prefix}_${Array.from({ length: 32 }, () => this.#rng.below(16).toString(16)).join('')}`;
  }

  pairOf(row: TokenRow): Pair {
    const left =
      row.expiresAtMs === null ? null : Math.max(0, Math.round((row.expiresAtMs - this.clock.elapsedMs()) / 1000));
    return {
      access_token: row.token,
      scope: row.scopes.join(','),
      ...(left !== null && { expires_in: left }),
      ...(row.refreshToken !== null && { refresh_token: row.refreshToken, refresh_token_expires_in: REFRESH_SEC }),
    };
  }

  make(scopes: string[], kind: TokenRow['kind'], seconds: number | null, refreshable: boolean): TokenRow {
    const now = this.clock.elapsedMs();
    const row: TokenRow = {
      ...{ token: this.#text(kind === 'online' ? 'shpua' : 'shpat'), scopes, kind, revoked: false },
      expiresAtMs: seconds === null ? null : now + seconds * 1000,
      refreshToken: refreshable ? this.#text('shprt') : null,
    };
    this.rows.set(row.token, row);
    if (row.refreshToken !== null) {
      const expiresAtMs = now + REFRESH_SEC * 1000;
      this.refreshes.set(row.refreshToken, {
        token: row.refreshToken,
        expiresAtMs,
        successor: null,
        dead: false,
        scopes,
      });
    }
    return row;
  }

  /** A new expiring pair; the earlier ones die. */
  expiring(scopes: string[]): TokenRow {
    for (const row of this.rows.values()) if (row.kind === 'offline' && row.expiresAtMs !== null) row.revoked = true;
    return this.make(scopes, 'offline', HOUR_SEC, true);
  }

  /** The pair that replaced a refresh token, while that pair's own refresh token is unused. */
  replay(old: RefreshRow): Pair | null {
    const next = old.successor;
    const nextRefresh = next?.refreshToken ? this.refreshes.get(next.refreshToken) : undefined;
    return next && nextRefresh && nextRefresh.successor === null && !nextRefresh.dead ? this.pairOf(next) : null;
  }

  refresh(token: string): Pair | null {
    const old = this.refreshes.get(token);
    if (!this.installed || !old || old.dead || this.clock.elapsedMs() >= old.expiresAtMs) return null;
    if (old.successor) return this.replay(old);
    const row = this.expiring(old.scopes);
    old.successor = row;
    return this.pairOf(row);
  }

  migrate(token: string): Pair | null {
    const now = this.clock.elapsedMs();
    const done = this.migrated.get(token);
    if (done) return now - done.atMs < WEEK_MS ? this.pairOf(done.row) : null;
    const old = this.rows.get(token);
    if (!old || old.revoked || old.expiresAtMs !== null) return null;
    old.revoked = true;
    const row = this.expiring(old.scopes);
    this.migrated.set(token, { row, atMs: now });
    return this.pairOf(row);
  }

  clear(): void {
    this.rows.clear();
    this.refreshes.clear();
    this.migrated.clear();
    this.installed = true;
    this.#rng = createRng(this.#seed);
  }
}

/** An empty store; token texts come from the seed. */
export function createTokenStore(clock: SimClock, seed: number, allScopes: readonly string[]): TokenStore {
  const all = new TokenRows(clock, seed);
  return {
    lookup(token, refuseLongLived) {
      const row = token === undefined ? undefined : all.rows.get(token);
      if (!all.installed || !row || row.revoked) return UNKNOWN;
      if (row.expiresAtMs !== null && clock.elapsedMs() >= row.expiresAtMs) return UNKNOWN;
      return row.expiresAtMs === null && refuseLongLived ? LONG_LIVED : { row };
    },
    add({ token, scopes = [...allScopes], expiresInSec }) {
      const expiresAtMs = expiresInSec === undefined ? null : clock.elapsedMs() + expiresInSec * 1000;
      const row: TokenRow = { token, scopes, kind: 'offline', expiresAtMs, revoked: false, refreshToken: null };
      all.rows.set(token, row);
      return row;
    },
    issueOffline: (scopes, withExpiry) =>
      all.pairOf(withExpiry ? all.expiring(scopes) : all.make(scopes, 'offline', null, false)),
    issueOnline: (scopes) => all.pairOf(all.make(scopes, 'online', DAY_SEC, false)),
    issueClient: (scopes) => all.pairOf(all.make(scopes, 'client', DAY_SEC, false)),
    refresh: (token) => all.refresh(token),
    migrate: (token) => all.migrate(token),
    revoke(token) {
      const row = all.rows.get(token);
      if (row) row.revoked = true;
      const refresh = all.refreshes.get(token);
      if (refresh) refresh.dead = true;
    },
    expire(token) {
      const row = all.rows.get(token);
      if (row) row.expiresAtMs = clock.elapsedMs();
    },
    uninstall() {
      all.installed = false;
      for (const row of all.rows.values()) row.revoked = true;
      for (const row of all.refreshes.values()) row.dead = true;
    },
    reinstall() {
      all.installed = true;
    },
    list: () => [...all.rows.values()],
    clear: () => all.clear(),
  };
}
