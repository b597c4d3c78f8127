// /admin/oauth: the authorize redirect and the token endpoint with all its grants.
// Trap: the redirect's hmac is hex over the sorted query without it; webhooks use base64.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pair, TokenStore } from './tokens.ts';

export interface AppKeys {
  clientId: string;
  /** Oldest first; the oldest unrevoked one signs webhooks. */
  secrets: { value: string; revoked: boolean }[];
  scopes: string[];
}

export interface OAuthAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface OAuth {
  /** Address to redirect the merchant to, or null when the app is unknown. */
  authorize(query: Record<string, string>, shop: string): string | null;
  token(body: Record<string, unknown>, shop: string): OAuthAnswer;
  /** Own-store apps only may use client credentials. */
  allowClientCredentials(allowed: boolean): void;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const OFFLINE = 'urn:shopify:params:oauth:token-type:offline-access-token';
const ONLINE = 'urn:shopify:params:oauth:token-type:online-access-token';

/** The secret that signs webhooks now. */
export const signingSecret = (app: AppKeys): string => app.secrets.find((one) => !one.revoked)?.value ?? '';

const refuse = (error: string, description: string, status = 400): OAuthAnswer => ({
  status,
  body: { error, error_description: description },
});

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** True for a session token (JWT, HS256) that one of the app's secrets signed and that is not over. */
function validSession(jwt: string, app: AppKeys, nowMs: number): boolean {
  const [head, payload, signature] = jwt.split('.');
  if (!head || !payload || !signature) return false;
  const signed = app.secrets.some(
    (secret) =>
      !secret.revoked &&
      sameText(createHmac('sha256', secret.value).update(`${head}.${payload}`).digest('base64url'), signature),
  );
  if (!signed) return false;
  const { exp, aud } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: number; aud?: string };
  return aud === app.clientId && (exp ?? 0) * 1000 > nowMs;
}

const ASSOCIATED_USER = {
  associated_user_scope: 'read_orders',
  associated_user: {
    ...{ id: 902_541_635, first_name: 'Jo', last_name: 'Doe', email: 'jo@example.com', email_verified: true },
    ...{ account_owner: true, locale: 'en', collaborator: false },
  },
};

/** The OAuth endpoints of one app. */
export function createOAuth(app: AppKeys, tokens: TokenStore, now: () => number): OAuth {
  const codes = new Map<string, string[]>();
  let ownStore = true;
  const ok = (pair: Pair): OAuthAnswer => ({ status: 200, body: { ...pair } });
  const exchange = (body: Record<string, unknown>): OAuthAnswer => {
    const subject = String(body.subject_token ?? '');
    if (body.subject_token_type === OFFLINE) {
      const pair = tokens.migrate(subject);
      return pair ? ok(pair) : refuse('invalid_subject_token', 'The subject token is invalid.');
    }
    if (!validSession(subject, app, now())) return refuse('invalid_subject_token', 'The session token is invalid.');
    if (body.requested_token_type === ONLINE) {
      const pair = tokens.issueOnline(app.scopes);
      return { status: 200, body: { ...pair, ...ASSOCIATED_USER } };
    }
    return ok(tokens.issueOffline(app.scopes, String(body.expiring ?? '0') === '1'));
  };
  const byCode = (body: Record<string, unknown>): OAuthAnswer => {
    const scopes = codes.get(String(body.code));
    if (!scopes) return refuse('invalid_request', 'The authorization code was not found or was already used');
    codes.delete(String(body.code));
    return ok(tokens.issueOffline(scopes, String(body.expiring ?? '0') === '1'));
  };
  const byGrant = (body: Record<string, unknown>): OAuthAnswer => {
    if (body.grant_type === 'refresh_token') {
      const pair = tokens.refresh(String(body.refresh_token ?? ''));
      return pair ? ok(pair) : refuse('invalid_grant', 'This request requires an active refresh_token');
    }
    if (body.grant_type === 'client_credentials') {
      if (ownStore) return ok(tokens.issueClient(app.scopes));
      return refuse('shop_not_permitted', 'Client credentials cannot be performed on this shop.');
    }
    if (body.grant_type === GRANT) return exchange(body);
    return body.code === undefined ? refuse('unsupported_grant_type', 'The grant type is not supported') : byCode(body);
  };
  return {
    allowClientCredentials: (allowed) => {
      ownStore = allowed;
    },
    authorize(query, shop) {
      if (query.client_id !== app.clientId || !query.redirect_uri) return null;
      const code = randomBytes(16).toString('hex');
      const wanted = (query.scope ?? '').split(',').filter((scope) => scope !== '');
      codes.set(code, wanted.length > 0 ? wanted.filter((scope) => app.scopes.includes(scope)) : app.scopes);
      const host = Buffer.from(`admin.shopify.com/store/${shop.split('.')[0]}`).toString('base64');
      const answer: Record<string, string> = { code, host, shop, timestamp: String(Math.floor(now() / 1000)) };
      if (query.state) answer.state = query.state;
      const message = Object.keys(answer)
        .sort()
        .map((name) => `${name}=${answer[name]}`)
        .join('&');
      const hmac = createHmac('sha256', signingSecret(app)).update(message).digest('hex');
      return `${query.redirect_uri}?${new URLSearchParams({ ...answer, hmac })}`;
    },
    token(body) {
      if (body.client_id !== app.clientId) return refuse('application_cannot_be_found', 'No application was found');
      const known = app.secrets.some((one) => !one.revoked && sameText(one.value, String(body.client_secret ?? '')));
      return known ? byGrant(body) : refuse('invalid_client', 'The client secret is not valid');
    },
  };
}
