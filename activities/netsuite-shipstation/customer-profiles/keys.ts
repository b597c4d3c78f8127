/**
 * Names under which customers, orders and settings are remembered without saying what they are.
 * The trap: after a rotation of the master key old hashes are still found, because each key is stored under all keys.
 */
import { createHash } from 'node:crypto';
import type { Profile } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { Vault } from '../../../vault/contract.ts';

export const customerKey = (customerId: string): string => `customer/${customerId}`;
export const orderKey = (orderId: string): string => `order/${orderId}`;

/** Keyed hashes of keys such as `email=…`, for the directory and the orders alike. */
export const hashKeys = (vault: Vault, connection: string, keys: string[]): string[] =>
  keys.flatMap((key) => vault.lookupHashes(key, `customer/${connection}`));

/** Equal for equal profiles. */
export const fingerprintOf = (vault: Vault, connection: string, profile: Profile): string =>
  vault.lookupHashes(JSON.stringify(profile), `profile/${connection}`)[0] ?? '';

export const profileContext = (connection: string, customerId: string): string =>
  `customer/${connection}/${customerId}`;
export const writtenContext = (connection: string, orderId: string): string => `written/${connection}/${orderId}`;

/** Changed settings make every order and customer due again: this stands in the state of what was settled. */
export function settingsDigest(settings: CustomerProfilesSettings): string {
  const { enabled: _e, webhook: _w, sweep: _s, recheck: _r, ...mapping } = settings;
  return createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 8);
}

/** A settled state: this version of the thing, looked at with these settings. */
export const stateOf = (modifiedAt: string | undefined, settings: CustomerProfilesSettings): string =>
  `${modifiedAt ?? '-'} ${settingsDigest(settings)}`;
