/**
 * Signed assertions for the identity domain: for the client instead of its secret, or for a Fusion user.
 * The trap: the identity domain takes RS256 only, and finds the certificate by `kid` (its alias) or `x5t`.
 */
import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { ConnectorError } from '../http/errors.ts';

export type Signer = { clientId: string; privateKeyPem: string; keyId?: string; x5t?: string };

const LIFE_S = 300;

/** `subject`: the client itself, or the Fusion user. Throws `Auth` BAD_PRIVATE_KEY without a word of the key. */
export async function signAssertion(signer: Signer, subject: string, audience: string, at: Date): Promise<string> {
  const issuedAt = Math.floor(at.getTime() / 1_000);
  return new SignJWT({})
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      ...(signer.keyId === undefined ? {} : { kid: signer.keyId }),
      ...(signer.x5t === undefined ? {} : { x5t: signer.x5t }),
    })
    .setSubject(subject)
    .setIssuer(signer.clientId)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFE_S)
    .setJti(randomUUID())
    .sign(keyOf(signer.privateKeyPem));
}

function keyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw badKey('cannot be read: give the whole PEM text, without a passphrase');
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  throw badKey('is not an RSA key; Oracle’s identity domain takes RS256 only');
}

const badKey = (what: string) =>
  new ConnectorError({
    type: 'Auth',
    system: 'fusion',
    code: 'BAD_PRIVATE_KEY',
    message: `The private key of the Fusion credentials ${what}.`,
  });
