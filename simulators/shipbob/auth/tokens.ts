// Who may call: personal access tokens, and OAuth grants with 1-hour access and rotating 30-day refresh tokens.
// Trap: a refresh token works once; a second use is refused and counted, and by setting ends the whole grant.
import { createRng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { AuthSettings } from '../options.ts';

/** Who a token stands for. */
export interface Credential {
  /** For the log: `pat:<token>` or `oauth:<grant>`. */
  id: string;
  /** The rate limit is counted per this. */
  application: string;
  scopes: readonly string[];
  /** The one channel it may write to. */
  channelId: number;
}

/** When something was born, on both clocks. */
interface Birth {
  elapsedMs: number;
  realMs: number;
}

export interface Grant {
  id: number;
  scopes: string[];
  channelId: number;
  revoked: boolean;
}

interface AccessRow {
  grant: Grant;
  born: Birth;
  expired: boolean;
}

interface RefreshRow {
  token: string;
  grant: Grant;
  born: Birth;
  used: { born: Birth; pair: Pair } | null;
  expired: boolean;
}

export interface Pair {
  access_token: string;
  expires_in: number;
  token_type: 'Bearer';
  refresh_token?: string;
  scope: string;
}

export interface AuthStats {
  grants: number;
  refreshes: number;
  /** Second uses of a refresh token: what a race between workers, or a lost answer, looks like. */
  reuses: number;
  refused: number;
}

const blankStats = (): AuthStats => ({ grants: 0, refreshes: 0, reuses: 0, refused: 0 });

export interface TokenParts {
  clock: SimClock;
  realNow: () => number;
  settings: () => AuthSettings;
  /** Issuer of access tokens. */
  issuer: () => string;
  seed: number;
}

export class TokenStore {
  readonly #parts: TokenParts;
  #rng;
  #pats = new Map<string, Credential>();
  #access = new Map<string, AccessRow>();
  #refresh = new Map<string, RefreshRow>();
  #grants: Grant[] = [];
  stats = blankStats();

  constructor(parts: TokenParts) {
    this.#parts = parts;
    this.#rng = createRng(parts.seed);
  }

  #hex(length: number): string {
    return Array.from({ length }, () => this.#rng.below(16).toString(16))
      .join('')
      .toUpperCase();
  }

  #born(): Birth {
    return { elapsedMs: this.#parts.clock.elapsedMs(), realMs: this.#parts.realNow() };
  }

  #ageSec(born: Birth): number {
    const now = this.#born();
    return (this.#parts.settings().followClock ? now.elapsedMs - born.elapsedMs : now.realMs - born.realMs) / 1000;
  }

  addPat(token: string, channelId: number, scopes: readonly string[]): void {
    this.#pats.set(token, { id: `pat:${token}`, application: `pat:${channelId}`, scopes, channelId });
  }

  /** The credential of a bearer token, undefined when it is unknown, over or revoked. */
  lookup(token: string): Credential | undefined {
    const pat = this.#pats.get(token);
    if (pat) return pat;
    const row = this.#access.get(token);
    if (!row || row.expired || row.grant.revoked) return undefined;
    if (this.#ageSec(row.born) >= this.#parts.settings().accessSec) return undefined;
    const { id, scopes, channelId } = row.grant;
    return { id: `oauth:${id}`, application: `oauth:${channelId}`, scopes, channelId };
  }

  #issue(grant: Grant): Pair {
    const { accessSec } = this.#parts.settings();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const iat = Math.floor(this.#parts.clock.now() / 1000);
    const claims = { iss: this.#parts.issuer(), iat, exp: iat + accessSec, scope: grant.scopes, jti: this.#hex(16) };
    const access = `${part({ alg: 'RS256', typ: 'at+jwt' })}.${part(claims)}.${this.#hex(43)}`;
    this.#access.set(access, { grant, born: this.#born(), expired: false });
    const pair: Pair = {
      access_token: access,
      expires_in: accessSec,
      token_type: 'Bearer',
      scope: grant.scopes.join(' '),
    };
    if (grant.scopes.includes('offline_access')) {
      pair.refresh_token = `${this.#hex(64)}-1`;
      this.#refresh.set(pair.refresh_token, {
        token: pair.refresh_token,
        grant,
        born: this.#born(),
        used: null,
        expired: false,
      });
    }
    return pair;
  }

  /** A first pair for scopes on a channel. */
  grant(scopes: string[], channelId: number): Pair {
    const grant: Grant = { id: this.#grants.length + 1, scopes, channelId, revoked: false };
    this.#grants.push(grant);
    this.stats.grants += 1;
    return this.#issue(grant);
  }

  #reused(row: RefreshRow): Pair | null {
    const { refreshReuse, graceSec } = this.#parts.settings();
    this.stats.reuses += 1;
    if (refreshReuse === 'grace' && row.used && this.#ageSec(row.used.born) < graceSec) return row.used.pair;
    if (refreshReuse === 'revoke-grant') row.grant.revoked = true;
    this.stats.refused += 1;
    return null;
  }

  /** A new pair for a refresh token; null = invalid_grant. */
  refresh(token: string): Pair | null {
    const row = this.#refresh.get(token);
    if (row && !row.grant.revoked && row.used) return this.#reused(row);
    const days = this.#parts.settings().refreshDays;
    if (!row || row.grant.revoked || row.expired || this.#ageSec(row.born) >= days * 86_400) {
      this.stats.refused += 1;
      return null;
    }
    const pair = this.#issue(row.grant);
    row.used = { born: this.#born(), pair };
    this.stats.refreshes += 1;
    return pair;
  }

  /** The merchant disconnects the app, or deletes a PAT: every token of the grant is dead. `*` = all grants. */
  revoke(token: string): void {
    this.#pats.delete(token);
    for (const grant of this.#grants) if (token === '*') grant.revoked = true;
    const grant = (this.#access.get(token) ?? this.#refresh.get(token))?.grant;
    if (grant) grant.revoked = true;
  }

  /** Lets a token run out now; `access` or `refresh` = all of that kind. */
  expire(token: string): void {
    for (const [text, row] of this.#access) if (token === 'access' || token === text) row.expired = true;
    for (const [text, row] of this.#refresh) if (token === 'refresh' || token === text) row.expired = true;
  }

  grants(): Grant[] {
    return this.#grants;
  }

  clear(): void {
    this.#pats.clear();
    this.#access.clear();
    this.#refresh.clear();
    this.#grants = [];
    this.stats = blankStats();
    this.#rng = createRng(this.#parts.seed);
  }
}
