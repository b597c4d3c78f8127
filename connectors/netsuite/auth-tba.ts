/**
 * Token-based authentication: OAuth 1.0a (RFC 5849) with HMAC-SHA256.
 * The trap: query parameters are signed, the JSON body and `realm` are not, and everything is encoded by RFC 3986.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { encode } from '../http/encode.ts';
import type { NetSuiteCredentials } from './types.ts';

export type TbaCredentials = Extract<NetSuiteCredentials, { kind: 'tba' }>;

export type TbaRequest = { method: string; url: string; query?: Record<string, string> };

/** The Authorization header of one request; `url` without its query. A nonce may not be used twice. */
export function signTba(
  request: TbaRequest,
  credentials: TbaCredentials,
  realm: string,
  at: Date,
  nonce = randomBytes(16).toString('hex'),
): string {
  const oauth: Record<string, string> = {
    oauth_consumer_key: credentials.consumerKey,
    oauth_token: credentials.tokenId,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(at.getTime() / 1000)),
    oauth_nonce: nonce,
    oauth_version: '1.0',
  };
  const key = `${encode(credentials.consumerSecret)}&${encode(credentials.tokenSecret)}`;
  const signature = createHmac('sha256', key).update(baseString(request, oauth)).digest('base64');
  const fields = Object.entries({ realm, ...oauth, oauth_signature: signature });
  return `OAuth ${fields.map(([name, value]) => `${name}="${encode(value)}"`).join(', ')}`;
}

function baseString(request: TbaRequest, oauth: Record<string, string>): string {
  const url = new URL(request.url);
  const pairs = Object.entries({ ...request.query, ...oauth })
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return [request.method.toUpperCase(), encode(url.origin + url.pathname), encode(pairs.join('&'))].join('&');
}
