/**
 * Where the access token of a call comes from, by kind of credentials: a personal one that never ends, or a rotating one.
 * The trap: tokens are opaque; nothing is read out of them.
 */
import type { HttpClient } from '../http/client.ts';
import { ConnectorError } from '../http/errors.ts';
import type { RefreshLock, RotatingStore } from './contract.ts';
import { requestGrant } from './token-endpoint.ts';
import { keepRotating } from './token-rotating.ts';
import type { ShipBobCredentials } from './types.ts';

/** Instants ISO-8601 UTC; absent where the token does not end or nothing is known yet. */
export type TokenState = { renews: boolean; expiresAt?: string; refreshExpiresAt?: string; scopes?: string[] };

export type Authorizer = {
  /** A token to send. Throws ConnectorError where none is to be had. */
  token(): Promise<string>;
  /** ShipBob refused this token. True when another one may be asked for. */
  refused(token: string): boolean;
  /** True for the token that this process has renewed last: nobody can have a newer one without another refresh. */
  isNew(token: string): boolean;
  state(): TokenState;
};

export type AuthDeps = {
  /** Bound to the sign-in's address. */
  http: HttpClient;
  rotating?: { store: RotatingStore; lock: RefreshLock };
  now: () => Date;
};

/** Throws `Config` when rotating credentials come without the means to store and lock them. */
export function createAuthorizer(credentials: ShipBobCredentials, deps: AuthDeps): Authorizer {
  if (credentials.kind === 'pat') {
    return {
      token: async () => credentials.token,
      refused: () => false,
      isNew: () => true,
      state: () => ({ renews: false }),
    };
  }
  if (deps.rotating === undefined) throw noStore();
  const { clientId, clientSecret } = credentials;
  const client = { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  return keepRotating({
    first: credentials,
    ...deps.rotating,
    refresh: (refreshToken) =>
      requestGrant(deps.http, { grant_type: 'refresh_token', refresh_token: refreshToken, ...client }, deps.now),
    now: deps.now,
  });
}

const noStore = () =>
  new ConnectorError({
    type: 'Config',
    system: 'shipbob',
    code: 'NO_TOKEN_STORE',
    message: 'ShipBob: OAuth credentials need a store and a lock for their refresh',
  });
