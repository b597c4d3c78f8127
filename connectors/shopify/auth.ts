/**
 * Where the access token of a call comes from, by kind of credentials: fixed, minted, or rotating.
 * The trap: never judge a token by its first letters; Shopify has answered with unexpected ones.
 */
import type { HttpClient } from '../http/client.ts';
import type { TokenCache } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { RefreshLock, RotatingStore } from './contract.ts';
import { requestGrant } from './token-endpoint.ts';
import { keepMinted } from './token-keeper.ts';
import { keepRotating } from './token-rotating.ts';
import type { ShopifyCredentials } from './types.ts';

export type Authorizer = {
  /** A token to send. Throws ConnectorError where none is to be had. */
  token(): Promise<string>;
  /** Whether an ended token is replaced without a person. */
  renews: boolean;
  /** Shopify refused this token. True when another one may be asked for. */
  refused(token: string): boolean;
  /** ISO-8601 UTC; undefined for tokens that do not expire or are not known yet. */
  expiresAt(): string | undefined;
};

export type AuthDeps = {
  http: HttpClient;
  tokens: TokenCache;
  rotating?: { store: RotatingStore; lock: RefreshLock };
  now: () => Date;
};

/** Throws `Config` when rotating credentials come without the means to store and lock them. */
export function createAuthorizer(credentials: ShopifyCredentials, deps: AuthDeps): Authorizer {
  const { http, now } = deps;
  switch (credentials.kind) {
    case 'offline':
      return fixed(credentials.accessToken, undefined, now);
    case 'online':
      return fixed(credentials.accessToken, credentials.expiresAt, now);
    case 'clientCredentials': {
      const fields = { ...client(credentials), grant_type: 'client_credentials' };
      const mint = async () => {
        const { accessToken, expiresAt } = await requestGrant(http, fields, now);
        return { value: accessToken, expiresAt };
      };
      return keepMinted(deps.tokens, mint, now);
    }
    case 'expiring': {
      if (deps.rotating === undefined) throw config('an expiring token needs a store and a lock for its refresh');
      const refresh = (refreshToken: string) =>
        requestGrant(http, { ...client(credentials), grant_type: 'refresh_token', refresh_token: refreshToken }, now);
      return keepRotating({ first: credentials, ...deps.rotating, refresh, now });
    }
  }
}

/** Every secret that may sign a webhook of this connection: the listed ones and the app's own. */
export function webhookSecretsOf(credentials: ShopifyCredentials): string[] {
  const own = 'clientSecret' in credentials ? [credentials.clientSecret] : [];
  return [...new Set([...own, ...(credentials.webhookSecrets ?? [])])].filter((secret) => secret !== '');
}

function fixed(accessToken: string, expiresAt: string | undefined, now: () => Date): Authorizer {
  return {
    async token() {
      if (expiresAt === undefined || Date.parse(expiresAt) > now().getTime()) return accessToken;
      throw new ConnectorError({
        type: 'Auth',
        system: 'shopify',
        code: 'TOKEN_EXPIRED',
        message: `Shopify: the online access token ended at ${expiresAt}: sign in again, or use an offline token`,
      });
    },
    renews: false,
    refused: () => false,
    expiresAt: () => expiresAt,
  };
}

const client = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({
  client_id: clientId,
  client_secret: clientSecret,
});

const config = (message: string) =>
  new ConnectorError({ type: 'Config', system: 'shopify', code: 'NO_TOKEN_STORE', message: `Shopify: ${message}` });
