/**
 * Puts the Authorization header on a call, whichever way the pod signs in.
 * The trap: only a minted token can be renewed; a refused user and password would be refused again.
 */
import type { CallObserver, TokenCache } from '../http/contract.ts';
import type { ResolvedFusionSettings } from './settings.ts';
import { createMinter } from './token-endpoint.ts';
import { createTokenKeeper } from './token-keeper.ts';
import type { FusionCredentials } from './types.ts';

export type Authorizer = {
  header(): Promise<string>;
  /** Present where a refused header can be replaced by a better one. */
  refused?(header: string): void;
};

export type AuthDeps = { tokens: TokenCache; now: () => Date; observe?: CallObserver };

export function createAuthorizer(
  settings: ResolvedFusionSettings,
  credentials: FusionCredentials,
  deps: AuthDeps,
): Authorizer {
  if (credentials.kind === 'basic') {
    const { username, password } = credentials;
    const header = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
    return { header: () => Promise.resolve(header) };
  }
  const keeper = createTokenKeeper(deps.tokens, createMinter(settings, credentials, deps.now, deps.observe), deps.now);
  return {
    header: async () => `Bearer ${await keeper.get()}`,
    refused: (header) => keeper.drop(header.slice('Bearer '.length)),
  };
}
