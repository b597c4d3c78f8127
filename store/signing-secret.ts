/**
 * The secret with which a vendor signs its webhooks, made by us once for each connection and kept sealed.
 * The trap: two processes may make one at the same moment; the one that was stored is the one that counts.
 */
import { randomBytes } from 'node:crypto';
import type { SecretStore } from './contract.ts';
import { type Sealer, sealedSlot } from './sealed-slot.ts';

/** Standard Webhooks: `whsec_` and base64 of 24 random bytes. */
export async function signingSecret(
  keeper: { secrets: SecretStore; vault: Sealer },
  connection: string,
  system: string,
): Promise<string> {
  const slot = sealedSlot<string>(keeper, connection, signingSecretName(system));
  const known = await slot.load();
  if (known !== undefined) return known;
  await slot.save(`whsec_${randomBytes(24).toString('base64')}`);
  return (await slot.load()) ?? '';
}

export const signingSecretName = (system: string): string => `signing/${system}`;
