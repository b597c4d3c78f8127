/** A small strict stand-in for one NetSuite account: checks the sign-in for real, then answers what the test says. */
import { generateKeyPairSync } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { AccessToken, TokenCache } from '../../../connectors/http/contract.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';
import { createNetSuite, type NetSuiteDeps } from '../../../connectors/netsuite/index.ts';
import type { NetSuiteSettings } from '../../../connectors/netsuite/settings.ts';
import type { NetSuiteCredentials } from '../../../connectors/netsuite/types.ts';

export type Seen = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  /** The body as it came. */
  text: string;
};
export type Answer = {
  /** A JSON body as it stands, digit for digit. */ text?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  cut?: boolean;
};
type Responder = (seen: Seen) => Answer;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pemOf = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
export const m2m: Extract<NetSuiteCredentials, { kind: 'm2m' }> = {
  kind: 'm2m',
  clientId: 'client-id-4711',
  certificateId: 'cert-1',
  privateKeyPem: pemOf(rsa.privateKey),
};

export const nsError = (status: number, code: string, detail: string, more: Record<string, string> = {}): Answer => ({
  status,
  body: { type: 'x', title: 'y', status, 'o:errorDetails': [{ detail, 'o:errorCode': code, ...more }] },
});

export class FakeAccount {
  readonly app: FastifyInstance = fastify();
  readonly seen: Seen[] = [];
  readonly assertions: { header: JWTHeaderParameters; claims: JWTPayload }[] = [];
  publicKey = rsa.publicKey;
  baseUrl = '';
  validTokens = new Set<string>();
  tokenAnswer: (() => Answer) | undefined;
  respond: Responder = () => ({ status: 404, body: {} });
  /** Given, the fake answers without looking at the Authorization header. */
  open = false;

  async start(): Promise<this> {
    this.app.removeAllContentTypeParsers();
    this.app.addContentTypeParser('*', { parseAs: 'string' }, (_req, body, done) => done(null, body));
    this.app.all('/*', async (request, reply) => {
      const url = new URL(request.url, 'http://x');
      const text = typeof request.body === 'string' ? request.body : '';
      const isToken = url.pathname === '/services/rest/auth/oauth2/v1/token';
      const json = /json/.test(request.headers['content-type'] ?? '') && text !== '';
      const seen: Seen = {
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: json ? JSON.parse(text) : text,
        text,
      };
      const answer = isToken ? await this.token(seen) : this.guarded(seen);
      if (answer.cut === true) {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      reply.code(answer.status ?? 200).headers(answer.headers ?? {});
      if (answer.text !== undefined) return reply.type('application/json').send(answer.text);
      return answer.body === undefined
        ? reply.send()
        : typeof answer.body === 'string'
          ? reply.send(answer.body)
          : reply.type('application/vnd.oracle.resource+json; type=singular').send(JSON.stringify(answer.body));
    });
    this.baseUrl = await this.app.listen({ port: 0, host: '127.0.0.1' });
    return this;
  }

  private guarded(seen: Seen): Answer {
    this.seen.push(seen);
    const token = String(seen.headers.authorization ?? '').replace('Bearer ', '');
    if (this.open || this.validTokens.has(token)) return this.respond(seen);
    return {
      ...nsError(401, 'INVALID_LOGIN', 'Invalid login attempt. For more details, see the Login Audit Trail.'),
      headers: { 'www-authenticate': 'Bearer realm="123456", error="invalid_token"' },
    };
  }

  private async token(seen: Seen): Promise<Answer> {
    const form = new URLSearchParams(String(seen.body));
    if (!String(seen.headers['content-type']).startsWith('application/x-www-form-urlencoded')) return { status: 415 };
    if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'invalid_request' } };
    if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      return { status: 400, body: { error: 'invalid_request' } };
    const assertion = form.get('client_assertion') ?? '';
    const jwt = await jwtVerify(assertion, this.publicKey, {
      algorithms: ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
      clockTolerance: 10 ** 9,
    }).catch(() => undefined);
    if (jwt === undefined) return { status: 401, body: { error: 'invalid_client' } };
    this.assertions.push({ header: jwt.protectedHeader as JWTHeaderParameters, claims: jwt.payload });
    if (this.tokenAnswer !== undefined) return this.tokenAnswer();
    const token = `token-${this.assertions.length}`;
    this.validTokens.add(token);
    return { body: { access_token: token, expires_in: '3600', token_type: 'bearer' } };
  }

  connect(
    more: Partial<NetSuiteSettings> = {},
    deps: Partial<NetSuiteDeps> = {},
    credentials: NetSuiteCredentials = m2m,
  ) {
    const settings = { account: '123456_SB1', baseUrl: this.baseUrl, ...more };
    return createNetSuite(settings, credentials, { tokens: memoryTokens(), ...deps });
  }
}

export function memoryTokens(stored?: AccessToken): TokenCache & { saved: (AccessToken | undefined)[] } {
  let kept = stored;
  const saved: (AccessToken | undefined)[] = [];
  return {
    saved,
    load: async () => kept,
    save: async (token) => {
      kept = token;
      saved.push(token);
    },
  };
}

export async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
}
