/**
 * The way to a first pair of tokens: the address at which a person signs in, what comes back to the redirect address, and
 * the exchange of the code. Used by `connections authorize`.
 * The trap: a code lives for two minutes and once only; whatever comes back without our own `state` is somebody else's.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createHttpClient } from '../http/client.ts';
import type { CallObserver } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { ResolvedShipBobSettings } from './settings.ts';
import { type Grant, requestGrant } from './token-endpoint.ts';
import type { ShipBobCredentials } from './types.ts';

export type App = { clientId: string; clientSecret?: string };

/** `query`: the answer comes by GET with `code` and `state`. `form_post`: by POST, with an id token, as documented. */
export type ResponseMode = 'form_post' | 'query';

/** What must be kept, in memory only, until the answer comes. */
export type AuthorizationStart = { url: string; state: string; nonce: string; codeVerifier: string };

type Settings = Pick<ResolvedShipBobSettings, 'authUrl' | 'redirectUri' | 'scopes' | 'integrationName' | 'timeoutMs'>;

const CHALLENGE_METHOD = 'S256';

/** The address to open in a browser, with fresh state, nonce and PKCE verifier. */
export function startAuthorization(
  settings: Settings,
  { clientId }: Pick<App, 'clientId'>,
  mode: ResponseMode = 'form_post',
): AuthorizationStart {
  const [state, nonce, codeVerifier] = [randomText(), randomText(), randomText()] as const;
  const url = new URL(`${settings.authUrl}/connect/authorize`);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: settings.redirectUri,
    response_type: mode === 'form_post' ? 'code id_token' : 'code',
    response_mode: mode,
    scope: settings.scopes.join(' '),
    state,
    nonce,
    ...(settings.integrationName === undefined ? {} : { integration_name: settings.integrationName }),
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: CHALLENGE_METHOD,
  }).toString();
  return { url: url.href, state, nonce, codeVerifier };
}

/** The code in an answer (query or form). Auth when the person refused or ShipBob did, or when it is not our own. */
export function readAuthorization(start: Pick<AuthorizationStart, 'state'>, answer: URLSearchParams): string {
  const state = answer.get('state') ?? '';
  if (!sameText(state, start.state)) throw refused('WRONG_STATE', 'the answer belongs to another sign-in; start again');
  const error = answer.get('error');
  if (error !== null) throw refused(plain(error), `the sign-in was refused (${plain(error)})`);
  const code = answer.get('code');
  if (code === null || code === '') throw refused('NO_CODE', 'the answer holds no code; start again');
  return code;
}

export type ExchangeInput = App & Pick<AuthorizationStart, 'codeVerifier' | 'nonce'> & { code: string };

/**
 * The credentials to seal. Throws Auth for a refused or used code, Config when no refresh token came; a lost answer is
 * `Unavailable`, and then the sign-in starts anew.
 */
export async function exchangeCode(
  settings: Settings,
  input: ExchangeInput,
  deps: { now?: () => Date; observe?: CallObserver } = {},
): Promise<Extract<ShipBobCredentials, { kind: 'oauth' }> & { scopes?: string[] }> {
  const { clientId, clientSecret } = input;
  const app = { clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
  const http = createHttpClient({
    system: 'shipbob',
    baseUrl: settings.authUrl,
    timeoutMs: settings.timeoutMs,
    ...(deps.observe === undefined ? {} : { observe: deps.observe }),
  });
  const form = {
    grant_type: 'authorization_code',
    code: input.code,
    redirect_uri: settings.redirectUri,
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    code_verifier: input.codeVerifier,
  };
  const grant = await requestGrant(http, form, deps.now ?? (() => new Date()));
  assertNonce(grant, input.nonce);
  if (grant.refreshToken === undefined) throw noRefresh();
  const { accessToken, expiresAt, refreshToken, scopes } = grant;
  return { kind: 'oauth', ...app, refreshToken, accessToken, expiresAt, ...(scopes === undefined ? {} : { scopes }) };
}

/** The id token came straight from the sign-in over TLS, so its claims are read without its signature. */
function assertNonce({ idToken }: Grant, nonce: string): void {
  const claims = claimsOf(idToken);
  if (claims?.nonce === undefined || claims.nonce === nonce) return;
  throw refused('WRONG_NONCE', 'the tokens belong to another sign-in; start again');
}

function claimsOf(idToken: string | undefined): { nonce?: unknown } | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const randomText = (): string => randomBytes(32).toString('base64url');

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

const plain = (text: string): string => text.replace(/[^\w.-]/g, '?').slice(0, 60);

const refused = (code: string, words: string) =>
  new ConnectorError({ type: 'Auth', system: 'shipbob', code, message: `ShipBob sign-in: ${words}` });

const noRefresh = () =>
  new ConnectorError({
    type: 'Config',
    system: 'shipbob',
    code: 'NO_REFRESH_TOKEN',
    message: 'ShipBob sign-in: no refresh token came; put offline_access among shipbob.scopes and start again',
  });
