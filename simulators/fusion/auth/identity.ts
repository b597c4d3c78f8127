// The identity domain: clients, token endpoint, access tokens.
// Trap: the scope is compared verbatim (audience and scope joined without a blank), and no refresh token is ever given.
import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { AuthSettings, ClientSetup } from '../options.ts';

const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const AUDIENCE = 'https://identity.oraclecloud.com/';

interface Client {
  clientId: string;
  clientSecret: string;
  scopes: string[];
  /** Public keys by key id; '' = the key for assertions without one. */
  keys: Map<string, KeyObject>;
  revoked: boolean;
}

interface Token {
  client: string;
  /** Who the API sees. */
  user: string;
  bornElapsedMs: number;
  bornRealMs: number;
  lifeSec: number;
  dead: boolean;
}

export interface TokenAnswer {
  status: number;
  body: Record<string, string | number>;
}

export interface AuthStats {
  granted: number;
  refused: number;
  /** API calls with a token that was no longer good. */
  unauthorized: number;
}

class TokenRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

const invalidClient = (why: string) => new TokenRefusal(401, 'invalid_client', why);

export interface IdentityParts {
  clock: SimClock;
  realNow: () => number;
  settings: () => AuthSettings;
}

export type Form = Record<string, string>;

export class Identity {
  readonly #parts: IdentityParts;
  #clients = new Map<string, Client>();
  #tokens = new Map<string, Token>();
  #users = new Map<string, string>();
  /** Issuers of self-made bearer tokens. */
  #issuers = new Map<string, KeyObject>();
  #seen = new Set<string>();
  stats: AuthStats = { granted: 0, refused: 0, unauthorized: 0 };

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  addClient({ clientId, clientSecret, scopes = [] }: ClientSetup): void {
    this.#clients.set(clientId, { clientId, clientSecret, scopes, keys: new Map(), revoked: false });
  }

  addUser(name: string, password: string): void {
    this.#users.set(name, password);
  }

  /** Registers a public key (PEM) for a client's assertions; throws an Error for an unknown client. */
  addKey(clientId: string, pem: string, keyId = ''): void {
    this.#known(clientId).keys.set(keyId, createPublicKey(pem));
  }

  addIssuer(issuer: string, pem: string): void {
    this.#issuers.set(issuer, createPublicKey(pem));
  }

  #known(clientId: string): Client {
    const client = this.#clients.get(clientId);
    if (!client) throw new Error(`no client ${clientId}`);
    return client;
  }

  /** Gives a client another secret; the old one is refused at once. */
  rotate(clientId: string, clientSecret: string): void {
    this.#known(clientId).clientSecret = clientSecret;
  }

  /** Takes a client's rights away, or gives them back: no new tokens, the old ones die. */
  revoke(clientId: string, revoked = true): void {
    this.#known(clientId).revoked = revoked;
    if (revoked) this.killTokens(clientId);
  }

  /** Ends tokens now; without a client all of them. */
  killTokens(clientId?: string): void {
    for (const token of this.#tokens.values())
      if (clientId === undefined || token.client === clientId) token.dead = true;
  }

  /** The user of a bearer token or Basic credentials, undefined when it is not good. */
  async caller(authorization: string): Promise<string | undefined> {
    const [kind = '', value = ''] = authorization.split(' ');
    const user =
      kind.toLowerCase() === 'bearer'
        ? (this.#bearer(value) ?? (await this.#selfIssued(value)))
        : kind.toLowerCase() === 'basic'
          ? this.#basicUser(value)
          : undefined;
    if (user === undefined) this.stats.unauthorized += 1;
    return user;
  }

  #bearer(value: string): string | undefined {
    const token = this.#tokens.get(value);
    if (!token || token.dead) return undefined;
    const { clock, realNow, settings } = this.#parts;
    const ageMs = settings().followClock ? clock.elapsedMs() - token.bornElapsedMs : realNow() - token.bornRealMs;
    return ageMs < token.lifeSec * 1000 ? token.user : undefined;
  }

  #basicUser(value: string): string | undefined {
    const [name = '', ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':');
    return this.#users.has(name) && this.#users.get(name) === rest.join(':') ? name : undefined;
  }

  async #selfIssued(value: string): Promise<string | undefined> {
    if (this.#issuers.size === 0) return undefined;
    try {
      const { iss = '' } = decodeJwt(value);
      const key = this.#issuers.get(iss);
      if (!key) return undefined;
      const { payload, protectedHeader } = await jwtVerify(value, key, { algorithms: ['RS256'] });
      return protectedHeader.x5t !== undefined && typeof payload.prn === 'string' ? payload.prn : undefined;
    } catch {
      return undefined;
    }
  }

  /** Answers a request to the token endpoint. */
  async token(authorization: string, contentType: string, form: Form): Promise<TokenAnswer> {
    try {
      if (!contentType.startsWith('application/x-www-form-urlencoded'))
        throw new TokenRefusal(400, 'invalid_request', 'The request must be form encoded.');
      const client = await this.#authenticate(authorization, form);
      const scope = form.scope ?? '';
      if (scope === '' || (client.scopes.length > 0 && !client.scopes.includes(scope)))
        throw new TokenRefusal(400, 'invalid_scope', `The scope ${scope} is not allowed.`);
      return { status: 200, body: this.#issue(client.clientId, await this.#subject(client, form)) };
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error;
      this.stats.refused += 1;
      const body = { error: error.code, error_description: error.message, ecid: randomBytes(8).toString('hex') };
      return { status: error.status, body };
    }
  }

  async #authenticate(authorization: string, form: Form): Promise<Client> {
    if (form.client_assertion !== undefined) return this.#byAssertion(form);
    const [id = '', ...rest] = /^Basic /i.test(authorization)
      ? Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')
      : [form.client_id ?? '', form.client_secret ?? ''];
    const client = this.#clients.get(id);
    if (!client || client.revoked || client.clientSecret !== rest.join(':'))
      throw invalidClient('Client authentication failed.');
    return client;
  }

  async #byAssertion(form: Form): Promise<Client> {
    if (form.client_assertion_type !== CLIENT_ASSERTION) throw invalidClient('The assertion type is not supported.');
    const claims = this.#decoded(form.client_assertion ?? '', invalidClient);
    const client = this.#clients.get(String(claims.sub));
    if (!client || client.revoked || claims.iss !== claims.sub) throw invalidClient('The client is not known.');
    await this.#verify(client, form.client_assertion ?? '', invalidClient);
    return client;
  }

  async #subject(client: Client, form: Form): Promise<string> {
    if (form.grant_type === 'client_credentials') return client.clientId;
    if (form.grant_type !== JWT_BEARER) throw new TokenRefusal(400, 'unsupported_grant_type', 'Not supported.');
    const refuse = (why: string) => new TokenRefusal(400, 'invalid_grant', why);
    const claims = this.#decoded(form.assertion ?? '', refuse);
    if (claims.iss !== client.clientId) throw refuse('The issuer is not the client.');
    await this.#verify(client, form.assertion ?? '', refuse);
    if (typeof claims.sub !== 'string' || claims.sub === '') throw refuse('The assertion has no subject.');
    return claims.sub;
  }

  #decoded(assertion: string, refuse: (why: string) => TokenRefusal): JWTPayload {
    try {
      return decodeJwt(assertion);
    } catch {
      throw refuse('The assertion is no JWT.');
    }
  }

  /** Signature, audience and times; times by the real clock, as clients sign by it. */
  async #verify(client: Client, assertion: string, refuse: (why: string) => TokenRefusal): Promise<void> {
    const find = (header: { kid?: string }) => {
      const key = client.keys.get(header.kid ?? '') ?? client.keys.get('');
      if (!key) throw refuse('No key is registered for the assertion.');
      return key;
    };
    let claims: JWTPayload;
    try {
      const options = { algorithms: ['RS256'], requiredClaims: ['exp', 'iat'], audience: AUDIENCE };
      claims = (await jwtVerify(assertion, find, options)).payload;
    } catch (error) {
      throw error instanceof TokenRefusal ? error : refuse(`The assertion is not good: ${String(error)}`);
    }
    if (typeof claims.jti !== 'string') return;
    if (this.#seen.has(claims.jti)) throw refuse('The assertion was used before.');
    this.#seen.add(claims.jti);
  }

  #issue(clientId: string, user: string): Record<string, string | number> {
    const { clock, realNow, settings } = this.#parts;
    const lifeSec = settings().accessSec;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const iat = Math.floor(clock.now() / 1000);
    const claims = { sub: user, client_id: clientId, iat, exp: iat + lifeSec, jti: randomBytes(8).toString('hex') };
    const signature = randomBytes(64).toString('base64url');
    const access = `${part({ alg: 'RS256', typ: 'JWT', kid: 'sim' })}.${part(claims)}.${signature}`;
    const born = { bornElapsedMs: clock.elapsedMs(), bornRealMs: realNow() };
    this.#tokens.set(access, { client: clientId, user, ...born, lifeSec, dead: false });
    this.stats.granted += 1;
    return { access_token: access, token_type: 'Bearer', expires_in: lifeSec };
  }

  clear(): void {
    this.#clients.clear();
    this.#tokens.clear();
    this.#users.clear();
    this.#issuers.clear();
    this.#seen.clear();
    this.stats = { granted: 0, refused: 0, unauthorized: 0 };
  }
}
