/**
 * OAuth 2.0 client credentials with a signed assertion (NetSuite's machine-to-machine sign-in).
 * The trap: NetSuite tells why it refuses only in the account's Login Audit Trail; the answer is a bare
 * `{"error":"invalid_grant"}`.
 */
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { createHttpClient, type HttpResponse } from '../http/client.ts';
import type { AccessToken, CallObserver } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import { algorithmOf, readPrivateKey } from './private-key.ts';
import type { ResolvedNetSuiteSettings } from './settings.ts';
import type { NetSuiteCredentials } from './types.ts';

type M2mCredentials = Extract<NetSuiteCredentials, { kind: 'm2m' }>;

/** NetSuite accepts at most an hour; half of it leaves room for clocks that differ. */
const ASSERTION_SECONDS = 1_800;
const SKEW_WORTH_TELLING_MS = 60_000;
const tokenSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).default(3600),
});
const refusalSchema = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** Mints one access token per call. Throws `Auth` when refused, `Unavailable` when NetSuite is down. */
export function createMinter(
  settings: ResolvedNetSuiteSettings,
  credentials: M2mCredentials,
  now: () => Date,
  observe?: CallObserver,
): () => Promise<AccessToken> {
  const url = new URL(settings.tokenUrl);
  const http = createHttpClient({
    system: 'netsuite',
    baseUrl: url.origin,
    timeoutMs: Math.min(settings.timeoutMs, 60_000),
    ...(observe === undefined ? {} : { observe }),
  });
  let key: KeyObject | undefined;
  return async () => {
    key ??= readPrivateKey(credentials.privateKeyPem);
    const askedAt = now();
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await signAssertion(credentials, key, settings.audience, askedAt),
    };
    const response = await http.send({ method: 'POST', path: url.pathname, form });
    return readToken(response, askedAt);
  };
}

async function signAssertion(c: M2mCredentials, key: KeyObject, audience: string, at: Date): Promise<string> {
  const issuedAt = Math.floor(at.getTime() / 1000);
  const jwt = new SignJWT({ scope: ['rest_webservices'] })
    .setProtectedHeader({ typ: 'JWT', alg: algorithmOf(key, c.algorithm), kid: c.certificateId })
    .setIssuer(c.clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS);
  return jwt.sign(key);
}

function readToken(response: HttpResponse, askedAt: Date): AccessToken {
  if (response.status !== 200) throw refusal(response, askedAt);
  const token = tokenSchema.safeParse(response.body);
  if (!token.success) {
    throw failure('Unavailable', response, 'UNEXPECTED_ANSWER', 'The token address answered with something else.');
  }
  const { access_token, expires_in } = token.data;
  return { value: access_token, expiresAt: new Date(askedAt.getTime() + expires_in * 1000).toISOString() };
}

function refusal(response: HttpResponse, askedAt: Date): ConnectorError {
  const parsed = refusalSchema.safeParse(response.body);
  const code = parsed.success ? parsed.data.error : `HTTP_${response.status}`;
  const words = parsed.success ? [code, parsed.data.error_description].filter(Boolean).join(': ') : code;
  if (response.status === 429) return failure('RateLimited', response, code, 'NetSuite asks to wait with signing in.');
  if (response.status >= 500 || response.status === 408) {
    return failure('Unavailable', response, code, `NetSuite could not give an access token (${words}).`);
  }
  if ((response.status < 400 || response.status >= 404) && !parsed.success) {
    const message = `No token service at this address (HTTP ${response.status}): check account, baseUrl and tokenUrl.`;
    return failure('Config', response, code, message);
  }
  const where =
    'See Setup > Users/Roles > View Login Audit Trail in NetSuite for the reason (ScopeMismatched, InvalidSignature, EntityOrRoleDisabled, InvalidIntegration …).';
  const message = `NetSuite refused to sign in (${words}). ${where}${clockHint(response, words, askedAt)}`;
  return failure('Auth', response, code, message);
}

/** The assertion's `iat` is ours; a clock that is wrong makes every assertion expired or not yet valid. */
function clockHint(response: HttpResponse, words: string, askedAt: Date): string {
  const theirs = Date.parse(response.headers.date ?? '');
  const skewMs = Number.isNaN(theirs) ? 0 : askedAt.getTime() - theirs;
  if (Math.abs(skewMs) > SKEW_WORTH_TELLING_MS) {
    const direction = skewMs > 0 ? 'ahead of' : 'behind';
    return ` This machine's clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${direction} NetSuite's: set it right.`;
  }
  return /\b(iat|exp|nbf|expired|clock)\b/i.test(words) ? " Check this machine's clock (time of the assertion)." : '';
}

function failure(type: ConnectorError['type'], response: HttpResponse, code: string, message: string): ConnectorError {
  return new ConnectorError({ type, system: 'netsuite', status: response.status, code, message });
}
