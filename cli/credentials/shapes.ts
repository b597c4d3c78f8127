/**
 * What credentials must look like before they are sealed. Messages name keys, never values.
 * The trap: a private key that is only pasted in part is accepted by everything until the first token is asked for, so
 * it is parsed here.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { FusionCredentials } from '../../connectors/fusion/types.ts';
import type { NetSuiteCredentials } from '../../connectors/netsuite/types.ts';
import type { ShipBobCredentials } from '../../connectors/shipbob/types.ts';
import type { ShipStationCredentials } from '../../connectors/shipstation/types.ts';
import type { ShopifyCredentials } from '../../connectors/shopify/types.ts';
import { closest } from '../../settings/explain.ts';
import { SYSTEMS } from '../../workflows/manifest.ts';
import { usageError } from '../errors.ts';

/** What `credentials set` takes: each system, and the secret that NetSuite's own event notifications must bring. */
export const CREDENTIAL_NAMES = [...SYSTEMS, 'netsuite-push'] as const;
export type CredentialName = (typeof CREDENTIAL_NAMES)[number];

const text = z.string().trim().min(1);

const netSuiteSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('m2m'),
    clientId: text,
    certificateId: text,
    privateKeyPem: text,
    algorithm: z.enum(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']).exactOptional(),
    certificatePem: text.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('tba'),
    consumerKey: text,
    consumerSecret: text,
    tokenId: text,
    tokenSecret: text,
  }),
]);

const pushSchema = z.strictObject({ secret: text.min(16, 'is shorter than 16 characters') });

const shipStationSchema = z.strictObject({
  v1: z.strictObject({ apiKey: text, apiSecret: text }),
  v2: z.strictObject({ apiKey: text }).exactOptional(),
});

const webhookSecrets = z.array(text).exactOptional();
const shopifySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('offline'), accessToken: text, webhookSecrets }),
  z.strictObject({
    kind: z.literal('expiring'),
    clientId: text,
    clientSecret: text,
    refreshToken: text,
    accessToken: text.exactOptional(),
    expiresAt: z.iso.datetime().exactOptional(),
    webhookSecrets,
  }),
  z.strictObject({
    kind: z.literal('online'),
    accessToken: text,
    expiresAt: z.iso.datetime().exactOptional(),
    webhookSecrets,
  }),
  z.strictObject({ kind: z.literal('clientCredentials'), clientId: text, clientSecret: text, webhookSecrets }),
]);

const shipBobSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pat'), token: text, webhookSecrets }),
  z.strictObject({
    kind: z.literal('oauth'),
    clientId: text,
    clientSecret: text.exactOptional(),
    refreshToken: text,
    accessToken: text.exactOptional(),
    expiresAt: z.iso.datetime().exactOptional(),
    webhookSecrets,
  }),
]);

const signing = { privateKeyPem: text, keyId: text.exactOptional(), x5t: text.exactOptional() };
const fusionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('secret'), clientId: text, clientSecret: text }),
  z.strictObject({ kind: z.literal('assertion'), clientId: text, ...signing }),
  z.strictObject({ kind: z.literal('user'), clientId: text, clientSecret: text, user: text, ...signing }),
  z.strictObject({ kind: z.literal('basic'), username: text, password: text }),
]);

const EXAMPLES: Record<CredentialName, string> = {
  netsuite: '{"kind":"m2m","clientId":"…","certificateId":"…","privateKeyPem":"-----BEGIN PRIVATE KEY-----…"}',
  shipstation: '{"v1":{"apiKey":"…","apiSecret":"…"},"v2":{"apiKey":"…"}}',
  shopify:
    '{"kind":"clientCredentials","clientId":"…","clientSecret":"…"} or {"kind":"offline","accessToken":"…","webhookSecrets":["…"]}',
  shipbob: '{"kind":"pat","token":"…"}, or `connections authorize` for OAuth',
  fusion: '{"kind":"secret","clientId":"…","clientSecret":"…"}',
  'netsuite-push': '{"secret":"…"}   (at least 16 characters; the script in NetSuite sends it)',
};

/** JSON text → checked credentials. Throws a usage error that names what is missing and never shows a value. */
export function parseCredentials(name: CredentialName, json: unknown): object {
  return PARSERS[name](json);
}

const PARSERS: Record<CredentialName, (json: unknown) => object> = {
  netsuite: (json) => checkedNetSuite(json),
  shipstation: (json): ShipStationCredentials => checked('shipstation', shipStationSchema, json),
  shopify: (json): ShopifyCredentials => checked('shopify', shopifySchema, json),
  shipbob: (json): ShipBobCredentials => checked('shipbob', shipBobSchema, json),
  fusion: (json) => checkedFusion(json),
  'netsuite-push': (json) => checked('netsuite-push', pushSchema, json),
};

export function parseJson(system: CredentialName, given: string): unknown {
  if (given.trim() === '') throw usageError('No credentials were given.', `Expected JSON: ${EXAMPLES[system]}`);
  try {
    return JSON.parse(given);
  } catch {
    // The parser's own message quotes the text, which is secret.
    throw usageError('The credentials are not readable as JSON.', `Expected: ${EXAMPLES[system]}`);
  }
}

function checkedNetSuite(json: unknown): NetSuiteCredentials {
  const credentials = checked('netsuite', netSuiteSchema, json);
  if (credentials.kind === 'm2m') checkKey(credentials.privateKeyPem, credentials.algorithm);
  return credentials;
}

function checkedFusion(json: unknown): FusionCredentials {
  const credentials = checked('fusion', fusionSchema, json);
  if ('privateKeyPem' in credentials) readKey(credentials.privateKeyPem);
  return credentials;
}

function checked<T>(system: CredentialName, schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => sentences(issue));
  throw usageError(`The ${system} credentials are not complete: ${lines.join('; ')}.`, `Expected: ${EXAMPLES[system]}`);
}

const KEYS = ['kind', 'clientId', 'certificateId', 'privateKeyPem', 'algorithm', 'certificatePem'].concat([
  'consumerKey',
  'consumerSecret',
  'tokenId',
  'tokenSecret',
  'v1',
  'v2',
  'apiKey',
  'apiSecret',
  'secret',
  'accessToken',
  'refreshToken',
  'expiresAt',
  'clientSecret',
  'webhookSecrets',
  'token',
  'username',
  'password',
  'user',
  'keyId',
  'x5t',
]);

function sentences(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const guess = closest(key, KEYS);
      return `"${key}" is not known${guess === undefined ? '' : `, did you mean "${guess}"?`}`;
    });
  }
  if (issue.code === 'invalid_union') return [`"${path}" is not one of the known kinds`];
  if (issue.code === 'invalid_type')
    return [path === '' ? 'a JSON object is expected' : `"${path}" is missing or not text`];
  return [`"${path}" is empty or not allowed`];
}

const CURVES: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
const LEAST_RSA_BITS = 3072;

function checkKey(pem: string, algorithm: string | undefined): void {
  const key = readKey(pem);
  const fits = fittingFamily(key);
  if (algorithm !== undefined && !algorithm.startsWith(fits.slice(0, 2))) {
    throw usageError(
      `The private key is for ${fits}, but "algorithm" says ${algorithm}.`,
      'Take "algorithm" out, or give the other key.',
    );
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const fix =
      'Give the whole PEM text, from -----BEGIN to -----END, without a passphrase; --key-file reads it from a file.';
    throw usageError('The private key cannot be read.', fix);
  }
}

function fittingFamily(key: KeyObject): string {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss') {
    if (modulusLength >= LEAST_RSA_BITS) return 'PS256';
    throw usageError(
      `The private key is RSA of ${modulusLength} bits.`,
      `NetSuite takes RSA of ${LEAST_RSA_BITS} or 4096 bits, or an EC key.`,
    );
  }
  const curve = CURVES[namedCurve];
  if (curve !== undefined) return curve;
  throw usageError(
    'The private key is neither RSA nor on the curve P-256, P-384 or P-521.',
    'Make one that NetSuite takes.',
  );
}
