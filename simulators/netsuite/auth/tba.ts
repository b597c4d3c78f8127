// Token-based authentication: OAuth 1.0a signatures with HMAC-SHA256.
// Trap: query parameters are part of the signed text, JSON bodies and the realm are not.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TbaSetup } from '../options.ts';
import type { World } from '../world.ts';

const WINDOW_SECONDS = 300;

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The fields of an `Authorization: OAuth …` header, decoded. */
function parseOAuthHeader(header: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [, name, value] of header.matchAll(/(\w+)="([^"]*)"/g)) {
    if (name !== undefined && value !== undefined) out[name] = decodeURIComponent(value);
  }
  return out;
}

/** The base64 signature for a request. `url` may have a query. */
export function signatureFor(method: string, url: string, oauth: Record<string, string>, secrets: TbaSetup): string {
  const target = new URL(url);
  const pairs: [string, string][] = [...target.searchParams.entries()];
  for (const [name, value] of Object.entries(oauth)) {
    if (name !== 'realm' && name !== 'oauth_signature') pairs.push([name, value]);
  }
  const sorted = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const base = [method.toUpperCase(), encode(`${target.origin}${target.pathname}`), encode(sorted.join('&'))].join('&');
  const key = `${encode(secrets.consumerSecret)}&${encode(secrets.tokenSecret)}`;
  return createHmac('sha256', key).update(base).digest('base64');
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface TbaService {
  register(setup: TbaSetup): void;
  revokeAll(): void;
  /** Consumer key for a rightly signed request, else undefined. */
  clientOf(header: string, method: string, url: string): string | undefined;
}

/** TBA tokens of one account; remembers nonces. */
export function createTbaService(world: World, setups: readonly TbaSetup[]): TbaService {
  const tokens = new Map(setups.map((setup) => [setup.tokenId, setup]));
  const nonces = new Set<string>();
  const realm = world.settings.accountId.toUpperCase().replaceAll('-', '_');
  return {
    register: (setup) => {
      tokens.set(setup.tokenId, setup);
    },
    revokeAll: () => tokens.clear(),
    clientOf: (header, method, url) => {
      const oauth = parseOAuthHeader(header);
      const setup = tokens.get(oauth.oauth_token ?? '');
      if (setup === undefined || setup.consumerKey !== oauth.oauth_consumer_key) return undefined;
      if (oauth.realm !== realm || oauth.oauth_signature_method !== 'HMAC-SHA256') return undefined;
      const age = Math.abs(Date.now() / 1000 - Number(oauth.oauth_timestamp));
      const nonce = `${oauth.oauth_timestamp}|${oauth.oauth_nonce ?? ''}`;
      if (!(age <= WINDOW_SECONDS) || nonces.has(nonce)) return undefined;
      if (!equal(signatureFor(method, url, oauth, setup), oauth.oauth_signature ?? '')) return undefined;
      nonces.add(nonce);
      return setup.consumerKey;
    },
  };
}
