/**
 * Keeps a rotating pair: each refresh ends the access token and the refresh token before it, for every process.
 * The trap: only under the lock, and only after looking into the store again, may a refresh be asked for; and the new
 * pair is stored before its first use, because the old refresh token can be replayed only until then.
 */
import { ConnectorError } from '../http/errors.ts';
import type { Authorizer } from './auth.ts';
import type { RefreshLock, RotatingStore } from './contract.ts';
import type { Grant } from './token-endpoint.ts';
import { RENEW_EARLY_MS } from './token-keeper.ts';
import type { RotatingPair } from './types.ts';

/** What the credentials hold: the first pair, perhaps with its access token missing or of unknown age. */
export type FirstPair = { refreshToken: string; accessToken?: string; expiresAt?: string };

export type RotatingDeps = {
  first: FirstPair;
  store: RotatingStore;
  lock: RefreshLock;
  refresh: (refreshToken: string) => Promise<Grant>;
  now: () => Date;
};

export function keepRotating(deps: RotatingDeps): Authorizer {
  const { first, store, now } = deps;
  let current: { accessToken: string; expiresAt?: string } | undefined;
  let refused: string | undefined;
  let pending: Promise<RotatingPair | FirstPair> | undefined;

  const usable = (pair: { accessToken?: string; expiresAt?: string } | undefined): string | undefined => {
    if (pair?.accessToken === undefined || pair.accessToken === refused) return undefined;
    const leftMs =
      pair.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(pair.expiresAt) - now().getTime();
    return leftMs > RENEW_EARLY_MS ? pair.accessToken : undefined;
  };

  async function obtain(): Promise<RotatingPair | FirstPair> {
    const known = (await store.load()) ?? first;
    if (usable(known) !== undefined) return known;
    return deps.lock.run(async () => {
      const stored = await store.load();
      if (stored !== undefined && usable(stored) !== undefined) return stored;
      return renew(deps, stored);
    });
  }

  return {
    renews: true,
    async token() {
      const ready = usable(current);
      if (ready !== undefined) return ready;
      pending ??= obtain().finally(() => {
        pending = undefined;
      });
      const pair = await pending;
      if (pair.accessToken === undefined) throw lost('NO_TOKEN', 'no access token came of the refresh');
      current = {
        accessToken: pair.accessToken,
        ...(pair.expiresAt === undefined ? {} : { expiresAt: pair.expiresAt }),
      };
      return pair.accessToken;
    },
    refused(token) {
      refused = token;
      return true;
    },
    expiresAt: () => current?.expiresAt,
  };
}

/** A stored token that is refused may be older than credentials that a person has set since; those are tried too. */
async function renew({ first, store, refresh }: RotatingDeps, stored: RotatingPair | undefined): Promise<RotatingPair> {
  const tokens = [...new Set([stored?.refreshToken, first.refreshToken])].filter((token) => token !== undefined);
  let refusal: unknown;
  for (const token of tokens) {
    try {
      return await keep(store, pairOf(await refresh(token)));
    } catch (error) {
      if (!isInvalidGrant(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

async function keep(store: RotatingStore, pair: RotatingPair): Promise<RotatingPair> {
  await store.save(pair).catch((cause: unknown) => {
    const words = 'the new pair of tokens could not be stored, so it is not used; the old one still works';
    throw lost('NOT_STORED', words, cause);
  });
  return pair;
}

function pairOf(grant: Grant): RotatingPair {
  const { accessToken, expiresAt, refreshToken, refreshExpiresAt } = grant;
  if (refreshToken === undefined) throw lost('NO_REFRESH_TOKEN', 'the answer held no new refresh token');
  return { accessToken, expiresAt, refreshToken, ...(refreshExpiresAt === undefined ? {} : { refreshExpiresAt }) };
}

const isInvalidGrant = (error: unknown): boolean => error instanceof ConnectorError && error.code === 'invalid_grant';

const lost = (code: string, words: string, cause?: unknown) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'shopify',
    code,
    message: `Shopify access token: ${words}`,
    cause,
  });
