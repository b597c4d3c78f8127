// Standard Webhooks signatures: HMAC-SHA256 over id.timestamp.body with the bytes behind `whsec_`.
// Trap: the key is the base64-decoded part after the prefix, never the text itself.
import { createHmac, randomBytes } from 'node:crypto';

/** `v1,<base64>` of one secret. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** A new secret: 24 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`;
