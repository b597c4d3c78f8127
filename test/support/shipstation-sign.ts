// Signs a webhook body as ShipStation V2 does, with keys made for the test.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export type TestKey = { kid: string; privateKey: KeyObject; jwk: Record<string, unknown> };

export function createTestKey(kid: string, modulusLength = 2048): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** The three headers of a delivery; `at` is the signed time. */
export function signForTest(key: TestKey, rawBody: Buffer, at: Date): Record<string, string> {
  const timestamp = at.toISOString();
  const signature = sign('RSA-SHA256', Buffer.concat([Buffer.from(`${timestamp}.`), rawBody]), key.privateKey);
  return {
    'x-shipengine-rsa-sha256-key-id': key.kid,
    'x-shipengine-rsa-sha256-signature': signature.toString('base64'),
    'x-shipengine-timestamp': timestamp,
  };
}
