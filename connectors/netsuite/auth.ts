/**
 * Puts the Authorization header on a request, whichever way the account signs in.
 * The trap: only a minted token can be renewed; a refused OAuth 1.0a signature would be refused again.
 */
import type { CallObserver, TokenCache } from '../http/contract.ts';
import { createMinter } from './auth-m2m.ts';
import { signTba, type TbaRequest } from './auth-tba.ts';
import type { ResolvedNetSuiteSettings } from './settings.ts';
import { createTokenKeeper } from './token-keeper.ts';
import type { NetSuiteCredentials } from './types.ts';

export type Authorizer = {
  header(request: TbaRequest): Promise<string>;
  /** Present where a refused header can be replaced by a better one. */
  refused?(header: string): void;
};

export type AuthDeps = { tokens: TokenCache; now: () => Date; observe?: CallObserver };

export function createAuthorizer(
  settings: ResolvedNetSuiteSettings,
  credentials: NetSuiteCredentials,
  deps: AuthDeps,
): Authorizer {
  if (credentials.kind === 'tba') {
    return { header: async (request) => signTba(request, credentials, settings.realm, deps.now()) };
  }
  const mint = createMinter(settings, credentials, deps.now, deps.observe);
  const keeper = createTokenKeeper(deps.tokens, mint, deps.now);
  return {
    header: async () => `Bearer ${await keeper.get()}`,
    refused: (header) => keeper.drop(header.slice('Bearer '.length)),
  };
}
