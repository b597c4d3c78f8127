/**
 * One exchange with the identity domain: client credentials (secret or signed assertion) or a user's signed assertion.
 * The trap: the scope is sent as it stands in the settings; audience and scope are joined there without a blank.
 */
import { z } from 'zod';
import { createHttpClient, type HttpClient, type HttpResponse } from '../http/client.ts';
import type { AccessToken, CallObserver } from '../http/contract.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import { signAssertion } from './assertion.ts';
import { looksLikeHtml, plain } from './error-body.ts';
import { retryAfter } from './errors.ts';
import type { ResolvedFusionSettings } from './settings.ts';
import type { FusionCredentials } from './types.ts';

type TokenCredentials = Exclude<FusionCredentials, { kind: 'basic' }>;

const TOKEN_PATH = '/oauth2/v1/token';
const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const USER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const DEFAULT_LIFE_S = 3_600;
/** A token is renewed this long before its end, or at a tenth of a short life. */
const EARLY_S = 300;
const TIMEOUT_MS = 60_000;

const grantSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
const refusalSchema = z.looseObject({
  error: z.string().regex(/^\w{1,60}$/),
  error_description: z.string().optional().catch(undefined),
});

/** `expiresAt` of what it mints is when it is to be renewed. Throws `Auth`, `Config`, `RateLimited` or `Unavailable`. */
export function createMinter(
  settings: ResolvedFusionSettings,
  credentials: TokenCredentials,
  now: () => Date,
  observe?: CallObserver,
): () => Promise<AccessToken> {
  let http: HttpClient | undefined;
  return async () => {
    http ??= createHttpClient({
      system: 'fusion',
      baseUrl: identityAddress(settings),
      timeoutMs: Math.min(settings.timeoutMs, TIMEOUT_MS),
      ...(observe === undefined ? {} : { observe }),
    });
    const askedAt = now();
    const response = await http.send({
      method: 'POST',
      path: TOKEN_PATH,
      ...(await requestOf(settings, credentials, askedAt)),
    });
    return grantOf(response, askedAt);
  };
}

/** The domain's address alone; somebody may have put the whole token address into the settings. */
function identityAddress({ identityUrl }: ResolvedFusionSettings): string {
  if (identityUrl !== undefined) return identityUrl.replace(/\/+$/, '').replace(/\/oauth2\/v1(\/token)?$/, '');
  throw new ConnectorError({
    type: 'Config',
    system: 'fusion',
    code: 'NO_IDENTITY_URL',
    message: 'fusion.identityUrl is missing in the settings: the address of your identity domain; nothing was sent.',
  });
}

async function requestOf(settings: ResolvedFusionSettings, c: TokenCredentials, at: Date) {
  const { scope, assertionAudience } = settings;
  if (c.kind === 'assertion') {
    const assertion = await signAssertion(c, c.clientId, assertionAudience, at);
    const client = { client_id: c.clientId, client_assertion_type: CLIENT_ASSERTION, client_assertion: assertion };
    return { form: { grant_type: 'client_credentials', ...client, scope } };
  }
  const basic = Buffer.from(`${c.clientId}:${c.clientSecret}`, 'utf8').toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  if (c.kind === 'secret') return { headers, form: { grant_type: 'client_credentials', scope } };
  const assertion = await signAssertion(c, c.user, assertionAudience, at);
  return { headers, form: { grant_type: USER_GRANT, assertion, scope } };
}

function grantOf(response: HttpResponse, askedAt: Date): AccessToken {
  if (response.status < 200 || response.status >= 300 || looksLikeHtml(response)) throw refusal(response);
  const read = grantSchema.safeParse(response.body);
  if (!read.success) throw failure('Unavailable', response, 'UNEXPECTED_ANSWER', 'the answer holds no access token');
  const lifeS = read.data.expires_in ?? DEFAULT_LIFE_S;
  const renewInS = lifeS - Math.min(EARLY_S, lifeS / 10);
  return { value: read.data.access_token, expiresAt: new Date(askedAt.getTime() + renewInS * 1_000).toISOString() };
}

const ADVICE: Record<string, { type: FailureType; words: string }> = {
  invalid_scope: {
    type: 'Config',
    words:
      'the scope is not known there: set fusion.scope as your identity domain shows it, audience and scope joined without a blank',
  },
  invalid_client: { type: 'Auth', words: 'client id and secret (or key) do not fit: set them with `credentials set`' },
  unauthorized_client: { type: 'Auth', words: 'the confidential application may not use this kind of sign-in' },
  invalid_grant: {
    type: 'Auth',
    words: 'the assertion was refused: check user, certificate, fusion.assertionAudience and this machine’s clock',
  },
};

function refusal(response: HttpResponse): ConnectorError {
  const { status } = response;
  const read = refusalSchema.safeParse(response.body);
  if (status === 429) return failure('RateLimited', response, 'HTTP_429', 'the identity domain asks to wait');
  if (status >= 500 || status === 408)
    return failure('Unavailable', response, `HTTP_${status}`, 'the identity domain does not answer as it should');
  if (!read.success) {
    if (status === 401) return failure('Auth', response, 'HTTP_401', ADVICE.invalid_client?.words ?? '');
    const words = 'this is not the token address of an identity domain: check fusion.identityUrl';
    return failure('Config', response, `HTTP_${status}`, words);
  }
  const { error, error_description } = read.data;
  const advice = ADVICE[error] ?? { type: 'Auth', words: 'check the confidential application and the credentials' };
  const words = [error, plain(error_description ?? ''), advice.words].filter(Boolean).join(': ');
  return failure(advice.type, response, error, words);
}

function failure(type: FailureType, response: HttpResponse, code: string, words: string): ConnectorError {
  return new ConnectorError({
    type,
    system: 'fusion',
    status: response.status,
    code,
    message: `Fusion’s identity domain gave no access token (${response.status}): ${words}`,
    ...retryAfter(response),
  });
}
