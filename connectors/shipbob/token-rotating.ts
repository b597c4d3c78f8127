/**
 * Keeps a rotating pair: each refresh ends the refresh token before it, for every process.
 * The trap: only under the lock, and only after looking into the store again, may a refresh be asked for; the new pair is
 * stored before its first use; and a used refresh token is never sent again, because that may end the whole grant.
 */
import { createHash } from 'node:crypto';
import { ConnectorError } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { RefreshLock, RotatingStore } from './contract.ts';
import type { Grant } from './token-endpoint.ts';
import type { RotatingPair } from './types.ts';

/** An hour's token is renewed this long before its end, a shorter one in its last quarter. */
const RENEW_EARLY_MS = 5 * 60_000;
const RENEW_EARLY_PART = 0.25;
/** ShipBob ends a refresh token that is not used for so long. */
const REFRESH_LIFE_MS = 30 * 24 * 3_600_000;

/** What the credentials hold: the first pair, perhaps with its access token missing or of unknown age. */
export type FirstPair = { refreshToken: string; accessToken?: string; expiresAt?: string };

export type RotatingDeps = {
  first: FirstPair;
  store: RotatingStore;
  lock: RefreshLock;
  refresh: (refreshToken: string) => Promise<Grant>;
  now: () => Date;
};

type Known = FirstPair & Pick<Partial<RotatingPair>, 'renewAt' | 'refreshExpiresAt' | 'scopes'>;

export function keepRotating(deps: RotatingDeps): Authorizer {
  const { now } = deps;
  const grant = grantOf(deps.first);
  let current: Known | undefined;
  let refused: string | undefined;
  let renewed: string | undefined;
  let pending: Promise<Known> | undefined;

  const usable = (pair: Known | undefined): string | undefined => {
    if (pair?.accessToken === undefined || pair.accessToken === refused) return undefined;
    if (pair.expiresAt === undefined) return pair.accessToken;
    const renewAtMs =
      pair.renewAt === undefined ? Date.parse(pair.expiresAt) - RENEW_EARLY_MS : Date.parse(pair.renewAt);
    return now().getTime() < renewAtMs ? pair.accessToken : undefined;
  };
  /** A pair that comes of other credentials is past: a person has set new ones since. */
  const stored = async (): Promise<Known> => {
    const pair = await guarded(() => deps.store.load(), 'the stored pair of tokens could not be read');
    return pair !== undefined && (pair.grant ?? grant) === grant ? pair : deps.first;
  };
  const obtain = async (): Promise<Known> => {
    const known = await stored();
    if (usable(known) !== undefined) return known;
    return guarded(
      () =>
        deps.lock.run(async () => {
          const again = await stored();
          if (usable(again) !== undefined) return again;
          const pair = await renew(deps, grant, again.refreshToken);
          renewed = pair.accessToken;
          return pair;
        }),
      'another process is renewing the token',
    );
  };

  return {
    async token() {
      const ready = usable(current);
      if (ready !== undefined) return ready;
      pending ??= obtain().finally(() => {
        pending = undefined;
      });
      current = await pending;
      if (current.accessToken === undefined) throw passing('NO_TOKEN', 'no access token came of the refresh');
      return current.accessToken;
    },
    refused(token) {
      refused = token;
      return true;
    },
    isNew: (token) => token === renewed,
    state: () => ({
      renews: true,
      ...(current?.expiresAt === undefined ? {} : { expiresAt: current.expiresAt }),
      ...(current?.refreshExpiresAt === undefined ? {} : { refreshExpiresAt: current.refreshExpiresAt }),
      ...(current?.scopes === undefined ? {} : { scopes: current.scopes }),
    }),
  };
}

/** Tells which credentials a pair comes of, and nothing of their secret. */
export const grantOf = ({ refreshToken }: FirstPair): string =>
  createHash('sha256').update(refreshToken).digest('hex').slice(0, 24);

async function renew(
  { refresh, store, now }: RotatingDeps,
  grant: string,
  refreshToken: string,
): Promise<RotatingPair> {
  const fresh = await refresh(refreshToken);
  // A sign-in that does not rotate leaves the old refresh token in force.
  const pair: RotatingPair = {
    accessToken: fresh.accessToken,
    expiresAt: fresh.expiresAt,
    renewAt: renewAt(fresh.expiresAt, now()),
    refreshToken: fresh.refreshToken ?? refreshToken,
    refreshExpiresAt: new Date(now().getTime() + REFRESH_LIFE_MS).toISOString(),
    grant,
    ...(fresh.scopes === undefined ? {} : { scopes: fresh.scopes }),
  };
  await store.save(pair).catch((cause: unknown) => {
    throw passing('NOT_STORED', 'the new pair of tokens could not be stored, so it is not used', cause);
  });
  return pair;
}

function renewAt(expiresAt: string, now: Date): string {
  const endMs = Date.parse(expiresAt);
  return new Date(endMs - Math.min(RENEW_EARLY_MS, (endMs - now.getTime()) * RENEW_EARLY_PART)).toISOString();
}

/** Store and lock have errors of their own; what callers see is ours. */
async function guarded<T>(work: () => Promise<T>, words: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConnectorError ? error : passing('TOKEN_STORE', words, error);
  }
}

const passing = (code: string, words: string, cause?: unknown) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'shipbob',
    code,
    message: `ShipBob access token: ${words}`,
    cause,
  });
