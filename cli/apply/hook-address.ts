/**
 * The address that vendors call. Its last part is a secret token: the store keeps the token sealed and its hash apart.
 * The trap: a vendor on the internet cannot call 127.0.0.1, so such an address is never subscribed there.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';

export const hookUrl = (publicUrl: string, connection: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/hooks/${connection}/${token}`;

/** The address with its token hidden, for the screen. */
export const shownHookUrl = (publicUrl: string, connection: string): string => hookUrl(publicUrl, connection, '…');

export const newHookToken = (): string => randomBytes(32).toString('base64url');

const context = (connection: string) => `secret/${connection}/hook`;

/** undefined before the connection was applied for the first time. */
export async function readHookToken(store: Store, vault: Vault, connection: string): Promise<string | undefined> {
  const found = await store.secrets.get(connection, 'hook');
  return found === undefined ? undefined : vault.open(found.sealed, context(connection));
}

/** The hash first: an address that is shown must be answered. */
export async function saveHookToken(store: Store, vault: Vault, connection: string, token: string): Promise<void> {
  await store.hookTokens.put(connection, createHash('sha256').update(token).digest('hex'));
  const sealed = vault.seal(token, context(connection));
  await store.secrets.put(connection, 'hook', sealed, vault.keyIdOf(sealed));
}

/** Loopback, private networks, `.local`, `.internal`: nothing outside reaches these. */
function isLocalAddress(address: string): boolean {
  const host = new URL(address).hostname.replaceAll(/[[\]]/g, '');
  if (host === 'localhost' || host === '::1' || host === '::' || /\.(localhost|local|internal)$/.test(host))
    return true;
  if (/^f[cd][0-9a-f]{2}:/i.test(host)) return true;
  return /^(127\.|10\.|192\.168\.|169\.254\.|0\.0\.0\.0$|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
}

/** Can a vendor at `vendorUrl` call `publicUrl`? */
export const canBeCalled = (publicUrl: string, vendorUrl: string): boolean =>
  !isLocalAddress(publicUrl) || isLocalAddress(vendorUrl);
