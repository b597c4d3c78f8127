/**
 * One exchange with the sign-in's token address: a code for the first pair, a refresh token for the next one.
 * The trap: a refresh token is single use, so an answer that is lost may have used it up; nothing here tries twice.
 */
import { z } from 'zod';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import { adviceOf } from './budget.ts';

const TOKEN_PATH = '/connect/token';
const USUAL_LIFE_SEC = 3_600;

const grantSchema = z.object({
  access_token: z.string().min(1),
  // The pair is never given up for this: its refresh token is the only one left.
  expires_in: z.coerce.number().positive().catch(USUAL_LIFE_SEC),
  refresh_token: z.string().min(1).nullish(),
  scope: z.string().nullish(),
  id_token: z.string().nullish(),
});

/** `expiresAt` ISO-8601 UTC. `refreshToken` comes only with the scope offline_access. */
export type Grant = {
  accessToken: string;
  expiresAt: string;
  refreshToken?: string;
  scopes?: string[];
  idToken?: string;
};

const AGAIN = 'run `connections authorize` again, or set new credentials with `credentials set`';
const ADVICE: Record<string, string> = {
  invalid_grant: `the refresh token or code is used up, expired (30 days unused) or revoked: ${AGAIN}`,
  invalid_client:
    'client id and client secret do not fit: take both from the app’s page and set them with `credentials set`',
  unauthorized_client:
    'this app may not use this sign-in: check the client id and that the app belongs to this environment',
};

/** Throws Auth with advice for a refusal; `Unavailable` and `RateLimited` for what passes by itself. */
export async function requestGrant(http: HttpClient, form: Record<string, string>, now: () => Date): Promise<Grant> {
  const response = await http.send({ method: 'POST', path: TOKEN_PATH, form });
  if (response.status < 200 || response.status >= 300) throw refusal(response, now().getTime());
  const read = grantSchema.safeParse(response.body);
  if (!read.success)
    throw failure('Unavailable', 'UNEXPECTED_ANSWER', 'the answer holds no access token', response.status);
  const { access_token, expires_in, refresh_token, scope, id_token } = read.data;
  return {
    accessToken: access_token,
    expiresAt: new Date(now().getTime() + expires_in * 1_000).toISOString(),
    ...(refresh_token ? { refreshToken: refresh_token } : {}),
    ...(scope ? { scopes: scope.split(/\s+/).filter(Boolean) } : {}),
    ...(id_token ? { idToken: id_token } : {}),
  };
}

function refusal(response: HttpResponse, nowMs: number): ConnectorError {
  const { status } = response;
  const code = codeOf(response.body);
  if (status === 429) return failure('RateLimited', 'HTTP_429', 'too many sign-ins', status, adviceOf(response, nowMs));
  if (code === undefined) {
    const type = status === 404 || (status >= 300 && status < 400) ? 'Config' : 'Unavailable';
    const words =
      type === 'Config' ? 'this is not ShipBob’s sign-in: check authUrl' : 'the sign-in does not answer as it should';
    return failure(type, `HTTP_${status}`, words, status);
  }
  return failure(
    'Auth',
    code,
    `${code}: ${ADVICE[code] ?? `check client id, client secret and redirectUri, or ${AGAIN}`}`,
    status,
  );
}

function failure(
  type: FailureType,
  code: string,
  words: string,
  status: number,
  retryAfterMs?: number,
): ConnectorError {
  return new ConnectorError({
    type,
    system: 'shipbob',
    status,
    code,
    message: `ShipBob gave no access token (${status}): ${words}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Only a plain word is repeated. */
function codeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  return typeof body.error === 'string' && /^\w{1,60}$/.test(body.error) ? body.error : undefined;
}
