/**
 * Keeps one minted access token: in memory, and in the shared cache so that other processes need not mint their own.
 * The trap: of many callers that meet the same refused token only the first may drop it, or they would throw away the
 * fresh one; so a token is dropped by value.
 */
import type { AccessToken, TokenCache } from '../http/contract.ts';
import type { Authorizer } from './auth.ts';

/** A day's token is renewed this long before its end. */
export const RENEW_EARLY_MS = 5 * 60_000;

/** The cache may fail: a token can always be minted again. Concurrent callers share one minting. */
export function keepMinted(cache: TokenCache, mint: () => Promise<AccessToken>, now: () => Date): Authorizer {
  let current: AccessToken | undefined;
  let refused: string | undefined;
  let pending: Promise<AccessToken> | undefined;

  const isUsable = (token: AccessToken): boolean =>
    token.value !== refused && Date.parse(token.expiresAt) - now().getTime() > RENEW_EARLY_MS;

  async function obtain(): Promise<AccessToken> {
    const stored = await cache.load().catch(() => undefined);
    if (stored !== undefined && isUsable(stored)) return stored;
    const minted = await mint();
    await cache.save(minted).catch(() => {});
    return minted;
  }

  return {
    renews: true,
    async token() {
      if (current !== undefined && isUsable(current)) return current.value;
      pending ??= obtain().finally(() => {
        pending = undefined;
      });
      current = await pending;
      return current.value;
    },
    refused(token) {
      refused = token;
      return true;
    },
    expiresAt: () => current?.expiresAt,
  };
}
