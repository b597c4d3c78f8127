// /connect/authorize and /connect/token of the sign-in host: code with PKCE, refresh with rotation.
// Trap: by default the answer is in the URL fragment, which a server never sees; form_post sends it to the callback.
import { createHash } from 'node:crypto';
import { newId, type World } from '../domain/world.ts';
import type { TokenStore } from './tokens.ts';

export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  /** Empty = any. */
  redirectUris: string[];
}

export type Fields = Record<string, string>;

/** What to do with the browser. */
export type AuthorizeAnswer =
  | { kind: 'refused'; error: string }
  | { kind: 'redirect'; url: string }
  | { kind: 'form'; action: string; fields: Fields };

interface Code {
  redirectUri: string;
  challenge: string | null;
  scopes: string[];
  channelId: number;
  elapsedMs: number;
  nonce: string | null;
}

export interface OAuthAnswer {
  status: number;
  body: Record<string, unknown>;
}

export const ALL_SCOPES: readonly string[] = [
  ...[
    'channels_read',
    'channels_write',
    'inventory_read',
    'inventory_write',
    'orders_read',
    'orders_write',
    'products_read',
  ],
  ...['products_write', 'receiving_read', 'receiving_write', 'returns_read', 'returns_write', 'webhooks_read'],
  ...['webhooks_write', 'locations_read', 'tracking_read', 'fulfillments_read', 'billing_read'],
];

const GRANTABLE = [...ALL_SCOPES, 'offline_access', 'openid', 'profile'];
const refuse = (error: string): OAuthAnswer => ({ status: 400, body: { error } });
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export class OAuth {
  readonly #world: World;
  readonly #tokens: TokenStore;
  readonly #app: OAuthApp;
  readonly #issuer: () => string;
  #codes = new Map<string, Code>();

  constructor(world: World, tokens: TokenStore, app: OAuthApp, issuer: () => string) {
    this.#world = world;
    this.#tokens = tokens;
    this.#app = app;
    this.#issuer = issuer;
  }

  clear(): void {
    this.#codes.clear();
  }

  #fault(query: Fields, types: string[], scopes: string[]): string | null {
    const { pkce } = this.#world.settings.auth;
    if (types.length === 0 || types.some((type) => type !== 'code' && type !== 'id_token'))
      return 'unsupported_response_type';
    if (!types.includes('code')) return 'unauthorized_client';
    if (types.includes('id_token') && !query.nonce) return 'invalid_request';
    if (query.code_challenge ? query.code_challenge_method !== 'S256' : pkce === 'required') return 'invalid_request';
    if (scopes.length === 0 || scopes.some((scope) => !GRANTABLE.includes(scope))) return 'invalid_scope';
    if (types.includes('id_token') && !scopes.includes('openid')) return 'invalid_scope';
    return this.#world.settings.auth.deny ? 'access_denied' : null;
  }

  #channelFor(name: string): number {
    const known = [...this.#world.channels.values()].find((row) => row.name === name);
    if (known) return known.id;
    const id = newId(this.#world, 'channel');
    this.#world.channels.set(id, { id, name, applicationName: this.#app.clientId });
    return id;
  }

  #code(query: Fields, scopes: string[]): string {
    const code = `${createHash('sha256')
      .update(`${this.#codes.size} ${query.state ?? ''} ${Math.random()}`)
      .digest('hex')
      .toUpperCase()}-1`;
    this.#codes.set(code, {
      ...{ redirectUri: query.redirect_uri ?? '', challenge: query.code_challenge ?? null, nonce: query.nonce ?? null },
      ...{
        scopes,
        channelId: this.#channelFor(query.integration_name ?? 'OAuth App'),
        elapsedMs: this.#world.clock.elapsedMs(),
      },
    });
    return code;
  }

  #idToken(nonce: string | null): string {
    const iat = Math.floor(this.#world.clock.now() / 1000);
    const claims = {
      iss: this.#issuer(),
      aud: this.#app.clientId,
      sub: '100001',
      iat,
      exp: iat + 300,
      ...(nonce && { nonce }),
    };
    return `${base64url({ alg: 'RS256', typ: 'JWT' })}.${base64url(claims)}.c2lt`;
  }

  /** The merchant is signed in and says yes at once (or no, by setting). */
  authorize(query: Fields): AuthorizeAnswer {
    const { redirectUris, clientId } = this.#app;
    const to = query.redirect_uri ?? '';
    if (query.client_id !== clientId) return { kind: 'refused', error: 'unauthorized_client' };
    if (!URL.canParse(to) || (redirectUris.length > 0 && !redirectUris.includes(to)))
      return { kind: 'refused', error: 'Invalid redirect_uri' };
    const words = (text: string | undefined) => (text ?? '').split(' ').filter((word) => word !== '');
    const types = words(query.response_type);
    const scopes = words(query.scope);
    const error = this.#fault(query, types, scopes);
    const fields: Fields = error ? { error } : { code: this.#code(query, scopes) };
    if (!error && types.includes('id_token')) fields.id_token = this.#idToken(query.nonce ?? null);
    if (!error) fields.scope = scopes.join(' ');
    if (query.state) fields.state = query.state;
    if (query.response_mode === 'form_post') return { kind: 'form', action: to, fields };
    const mode = query.response_mode ?? (types.length > 1 ? 'fragment' : 'query');
    return {
      kind: 'redirect',
      url: `${to}${mode === 'query' ? (to.includes('?') ? '&' : '?') : '#'}${new URLSearchParams(fields)}`,
    };
  }

  #byCode(form: Fields): OAuthAnswer {
    const row = this.#codes.get(form.code ?? '');
    this.#codes.delete(form.code ?? '');
    const old = row && this.#world.clock.elapsedMs() - row.elapsedMs >= this.#world.settings.auth.codeSec * 1000;
    if (!row || old || row.redirectUri !== form.redirect_uri) return refuse('invalid_grant');
    const sent =
      form.code_verifier === undefined ? null : createHash('sha256').update(form.code_verifier).digest('base64url');
    if (row.challenge !== sent) return refuse('invalid_grant');
    const pair = this.#tokens.grant(row.scopes, row.channelId);
    return {
      status: 200,
      body: { ...(row.scopes.includes('openid') && { id_token: this.#idToken(row.nonce) }), ...pair },
    };
  }

  /** The token endpoint; errors are 400 with an `error` code. */
  token(form: Fields): OAuthAnswer {
    if (form.client_id !== this.#app.clientId || form.client_secret !== this.#app.clientSecret)
      return refuse('invalid_client');
    if (form.grant_type === 'authorization_code') return this.#byCode(form);
    if (form.grant_type !== 'refresh_token') return refuse('unsupported_grant_type');
    const pair = this.#tokens.refresh(form.refresh_token ?? '');
    return pair ? { status: 200, body: { ...pair } } : refuse('invalid_grant');
  }
}
