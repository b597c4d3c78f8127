/**
 * Keeps one access token: in memory, and in the shared cache so that other processes need not mint their own.
 * The trap: of many callers that meet the same refused token only the first may drop it, or they would throw away the
 * fresh one; so a token is dropped by value.
 */
import type { AccessToken, TokenCache } from '../http/contract.ts';

/** A token is renewed this long before its end, so that it cannot run out under way. */
const RENEW_EARLY_MS = 60_000;

export type TokenKeeper = {
  /** A usable token; concurrent callers share one minting. Throws what `mint` throws. */
  get(): Promise<string>;
  /** The vendor refused this token: never hand it out again. */
  drop(value: string): void;
};

/** The cache may fail: a token can always be minted again. */
export function createTokenKeeper(cache: TokenCache, mint: () => Promise<AccessToken>, now: () => Date): TokenKeeper {
  let current: AccessToken | undefined;
  let refused: string | undefined;
  let pending: Promise<AccessToken> | undefined;

  /** The token's text while it may still be used. */
  const usable = (token: AccessToken | undefined): string | undefined => {
    if (token === undefined || token.value === refused) return undefined;
    return Date.parse(token.expiresAt) - now().getTime() > RENEW_EARLY_MS ? token.value : undefined;
  };

  async function obtain(): Promise<AccessToken> {
    const stored = await cache.load().catch(() => undefined);
    if (stored !== undefined && usable(stored) !== undefined) return stored;
    if (stored !== undefined && stored.value === refused) await cache.save(undefined).catch(() => {});
    const minted = await mint();
    await cache.save(minted).catch(() => {});
    return minted;
  }

  return {
    async get() {
      const ready = usable(current);
      if (ready !== undefined) return ready;
      pending ??= obtain().finally(() => {
        pending = undefined;
      });
      current = await pending;
      return current.value;
    },
    drop(value) {
      refused = value;
    },
  };
}
