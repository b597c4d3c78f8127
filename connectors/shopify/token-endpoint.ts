/**
 * One exchange with the shop's token address, for the two kinds of credentials that mint tokens.
 * The trap: refusals come as JSON or as an HTML page with "Oauth error <code>"; the code decides either way.
 */
import { z } from 'zod';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { ConnectorError, type FailureType } from '../http/errors.ts';
import { bodyWords, classifyHttp, isHtml, unexpectedAnswer } from './errors.ts';

const PATH = '/admin/oauth/access_token';
const ASKED = { name: 'access token', write: false };

const grantSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

export type Grant = { accessToken: string; expiresAt: string; refreshToken?: string; refreshExpiresAt?: string };

type Refusal = { type: FailureType; advice: string };

const REFUSALS: Record<string, Refusal> = {
  invalid_grant: {
    type: 'Auth',
    advice:
      'the refresh token is used up, expired or revoked: authorise the app in the shop again and set the new credentials',
  },
  invalid_client: { type: 'Auth', advice: 'client id and client secret do not fit: take both from the app’s settings' },
  application_cannot_be_found: { type: 'Auth', advice: 'no app has this client id: take it from the app’s settings' },
  app_not_installed: { type: 'Auth', advice: 'install the app in the shop first' },
  shop_not_permitted: {
    type: 'Auth',
    advice:
      'client credentials work only where app and shop belong to the same organisation: use another kind of token',
  },
};

/** Throws Auth with advice for a refusal; `Unavailable` and `RateLimited` for what passes by itself. */
export async function requestGrant(http: HttpClient, fields: Record<string, string>, now: () => Date): Promise<Grant> {
  const response = await http.send({ method: 'POST', path: PATH, json: fields });
  if (response.status < 200 || response.status >= 300) throw refusal(response);
  const grant = grantSchema.safeParse(response.body);
  if (!grant.success) throw unexpectedAnswer(ASKED, 'no access token in it', response.headers['x-request-id']);
  const until = (seconds: number) => new Date(now().getTime() + seconds * 1_000).toISOString();
  const { access_token, expires_in, refresh_token, refresh_token_expires_in } = grant.data;
  return {
    accessToken: access_token,
    expiresAt: until(expires_in),
    ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
    ...(refresh_token_expires_in === undefined ? {} : { refreshExpiresAt: until(refresh_token_expires_in) }),
  };
}

function refusal(response: HttpResponse): ConnectorError {
  const code = codeOf(response);
  const known = code === undefined ? undefined : REFUSALS[code];
  const isRefusal = response.status === 400 || response.status === 401 || response.status === 403;
  if (known === undefined && (!isRefusal || code === undefined)) return classifyHttp(ASKED, response);
  const words = isHtml(response) ? '' : bodyWords(response.body);
  const advice = known?.advice ?? 'check the client id, the client secret and that the app is installed';
  return new ConnectorError({
    type: known?.type ?? 'Auth',
    system: 'shopify',
    status: response.status,
    code: code ?? `HTTP_${response.status}`,
    message: `Shopify gave no access token (${[code ?? response.status, words].filter(Boolean).join(': ')}): ${advice}`,
  });
}

function codeOf(response: HttpResponse): string | undefined {
  const { body } = response;
  if (typeof body === 'object' && body !== null && 'error' in body) {
    return typeof body.error === 'string' && /^\w+$/.test(body.error) ? body.error : undefined;
  }
  return /oauth error (\w+)/i.exec(response.text)?.[1];
}
