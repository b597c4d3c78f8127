// The OAuth 2.0 token endpoint for machine-to-machine clients, and the table of access tokens.
// Trap: RS256 is refused; the assertion's audience must be this account's own token address.
import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { CertificateSetup } from '../options.ts';
import type { World } from '../world.ts';

const ALGORITHMS = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SCOPES = ['rest_webservices', 'restlets', 'suite_analytics'];
const MAX_LIFE_SECONDS = 3600;
const MIN_RSA_BITS = 3072;
export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';

interface Certificate {
  kid: string;
  clientId: string;
  key: KeyObject;
}

interface Token {
  clientId: string;
  kid: string;
  expiresMs: number;
}

interface LoginAudit {
  at: string;
  detail: string;
  kid: string | undefined;
}

export interface TokenService {
  register(setup: CertificateSetup): void;
  revokeCertificate(kid: string): boolean;
  revokeAllCertificates(): void;
  expireTokens(): void;
  /** Client id for a valid access token. */
  clientOf(token: string): string | undefined;
  /** The answer to a token request. `audience` is the address that was called. */
  grant(form: URLSearchParams, audience: string): Promise<{ status: number; body: object }>;
  audit: LoginAudit[];
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

function readKey(setup: CertificateSetup): KeyObject {
  const key = createPublicKey(setup.pem);
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS)
    throw new Error(`RSA keys need ${MIN_RSA_BITS} or 4096 bits, this one has ${bits}`);
  if (!['rsa', 'rsa-pss', 'ec'].includes(key.asymmetricKeyType ?? ''))
    throw new Error('only RSA and EC certificates are taken');
  return key;
}

function checkForm(form: URLSearchParams): string {
  if (form.get('grant_type') !== 'client_credentials') throw new Refusal(400, 'unsupported_grant_type', 'GrantType');
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    throw new Refusal(400, 'invalid_request', 'ClientAssertionType');
  const assertion = form.get('client_assertion');
  if (assertion === null || assertion === '') throw new Refusal(400, 'invalid_request', 'MissingClientAssertion');
  return assertion;
}

function headerOf(assertion: string): { alg: string; kid: string } {
  try {
    const { alg, kid } = decodeProtectedHeader(assertion);
    if (alg !== undefined && kid !== undefined) return { alg, kid };
  } catch {
    throw new Refusal(400, 'invalid_request', 'MalformedAssertion');
  }
  throw new Refusal(400, 'invalid_request', 'MissingKid');
}

function checkClaims(claims: JWTPayload, audiences: readonly string[], clientId: string, nowSeconds: number): void {
  if (claims.iss !== clientId) throw new Refusal(400, 'invalid_client', 'InvalidIntegration');
  const aud = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!aud.some((value) => value !== undefined && audiences.includes(value)))
    throw new Refusal(400, 'invalid_grant', `InvalidAudience ${aud.join(' ')}`);
  const { iat, exp } = claims;
  if (iat === undefined || exp === undefined) throw new Refusal(400, 'invalid_request', 'MissingIatOrExp');
  if (exp - iat > MAX_LIFE_SECONDS || exp <= nowSeconds || iat > nowSeconds + 60)
    throw new Refusal(400, 'invalid_grant', 'AssertionLifetime');
  const raw = claims.scope;
  const scopes = (Array.isArray(raw) ? raw : String(raw ?? '').split(/[,\s]+/)).map(String).filter(Boolean);
  if (!scopes.includes('rest_webservices') || scopes.some((scope) => !SCOPES.includes(scope))) {
    throw new Refusal(400, 'invalid_scope', 'ScopeMismatched');
  }
}

/** Times are checked against the real clock, as the client signs by it; the simulated clock only ages tokens. */
async function verified(assertion: string, key: KeyObject): Promise<JWTPayload> {
  try {
    const options = { algorithms: ALGORITHMS, currentDate: new Date() };
    return (await jwtVerify(assertion, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Refusal(400, 'invalid_grant', 'AssertionExpired');
    throw new Refusal(401, 'invalid_client', 'InvalidSignature');
  }
}

/** Certificates, tokens and the login audit of one account. */
export function createTokenService(world: World, setups: readonly CertificateSetup[]): TokenService {
  const certificates = new Map<string, Certificate>();
  const tokens = new Map<string, Token>();
  const audit: LoginAudit[] = [];
  const accountHost = `${world.settings.accountId.toLowerCase().replaceAll('_', '-')}.suitetalk.api.netsuite.com`;
  const issue = (certificate: Certificate) => {
    const head = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: 'sim' })).toString('base64url');
    const token = `${head}.${randomBytes(60).toString('base64url')}.${randomBytes(48).toString('base64url')}`;
    const seconds = world.settings.tokenLifetimeSeconds;
    tokens.set(token, {
      clientId: certificate.clientId,
      kid: certificate.kid,
      expiresMs: world.clock.now() + seconds * 1000,
    });
    return { access_token: token, expires_in: seconds, token_type: 'Bearer' };
  };
  const decide = async (form: URLSearchParams, audience: string) => {
    const assertion = checkForm(form);
    const { alg, kid } = headerOf(assertion);
    if (!ALGORITHMS.includes(alg)) throw new Refusal(400, 'invalid_request', `AlgorithmNotAllowed ${alg}`);
    const certificate = certificates.get(kid);
    if (certificate === undefined) throw new Refusal(401, 'invalid_client', 'UnknownCertificate');
    const claims = await verified(assertion, certificate.key);
    const audiences = [audience, `https://${accountHost}${TOKEN_PATH}`, ...world.settings.extraAudiences];
    checkClaims(claims, audiences, certificate.clientId, Date.now() / 1000);
    return issue(certificate);
  };
  const service: TokenService = {
    audit,
    register: (setup) => {
      certificates.set(setup.kid, { kid: setup.kid, clientId: setup.clientId, key: readKey(setup) });
    },
    revokeCertificate: (kid) => certificates.delete(kid),
    revokeAllCertificates: () => certificates.clear(),
    expireTokens: () => tokens.clear(),
    clientOf: (token) => {
      const known = tokens.get(token);
      return known !== undefined && known.expiresMs > world.clock.now() ? known.clientId : undefined;
    },
    grant: async (form, audience) => {
      try {
        return { status: 200, body: await decide(form, audience) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        audit.push({ at: new Date(world.clock.now()).toISOString(), detail: error.message, kid: undefined });
        return { status: error.status, body: { error: error.code } };
      }
    },
  };
  for (const setup of setups) service.register(setup);
  return service;
}
