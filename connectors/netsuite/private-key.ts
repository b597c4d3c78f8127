/**
 * The private key of a machine-to-machine integration: reads any PEM and says which JWT algorithm fits it.
 * The trap: NetSuite refuses RS256; an RSA key signs with PS256.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ConnectorError } from '../http/errors.ts';

const ALGORITHM_OF_CURVE: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/** PKCS#8, PKCS#1 or SEC1. Throws `Auth` code BAD_PRIVATE_KEY without a word of the key. */
export function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw badKey('cannot be read: paste the whole PEM text, without a passphrase');
  }
}

/** PS256 for RSA, else by curve. */
export function algorithmOf(key: KeyObject, wanted: string | undefined): string {
  const isRsa = key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss';
  const fitting = isRsa ? 'PS256' : ALGORITHM_OF_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (fitting === undefined) throw badKey('is neither RSA nor on the curve P-256, P-384 or P-521');
  if (wanted === undefined) return fitting;
  if (wanted.startsWith('PS') !== isRsa) throw badKey(`does not fit the algorithm ${wanted}`);
  return wanted;
}

function badKey(what: string): ConnectorError {
  return new ConnectorError({
    type: 'Auth',
    system: 'netsuite',
    code: 'BAD_PRIVATE_KEY',
    message: `The private key of the NetSuite credentials ${what}.`,
  });
}
