/**
 * Keeps one access token: in memory, and in the shared cache so that other processes need not mint their own.
 * The trap: of many callers that meet the same refused token only the first may drop it, or they would throw away the
 * fresh one; so a token is dropped by value.
 */
import type { AccessToken, TokenCache } from '../http/contract.ts';

export type TokenKeeper = {
  /** A usable token; concurrent callers share one minting. Throws what `mint` throws. */
  get(): Promise<string>;
  /** Fusion refused this token: never hand it out again. */
  drop(value: string): void;
};

/** A token's `expiresAt` is when it is to be renewed, which is before its end. The cache may fail: minting helps. */
export function createTokenKeeper(cache: TokenCache, mint: () => Promise<AccessToken>, now: () => Date): TokenKeeper {
  let current: AccessToken | undefined;
  let refused: string | undefined;
  let pending: Promise<AccessToken> | undefined;

  const isUsable = (token: AccessToken | undefined): token is AccessToken =>
    token !== undefined && token.value !== refused && Date.parse(token.expiresAt) > now().getTime();

  async function obtain(): Promise<AccessToken> {
    const stored = await cache.load().catch(() => undefined);
    if (isUsable(stored)) return stored;
    const minted = await mint();
    await cache.save(minted).catch(() => {});
    return minted;
  }

  return {
    async get() {
      if (isUsable(current)) return current.value;
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
