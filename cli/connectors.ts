/**
 * Connectors of a connection for the CLI's own few calls (ping, subscriptions). Their tokens live in memory only.
 * The trap: credentials are opened here; never print what this file holds.
 */
import type { AccessToken, TokenCache } from '../connectors/http/contract.ts';
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import type { NetSuiteCredentials } from '../connectors/netsuite/types.ts';
import type { ShipStation } from '../connectors/shipstation/contract.ts';
import type { ShipStationCredentials } from '../connectors/shipstation/types.ts';
import type { Connection } from '../settings/connection.ts';
import type { Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';

type Keeper = { store: Store; vault: Vault };

/** undefined when no credentials are set. */
export async function openShipStation(keeper: Keeper, connection: Connection): Promise<ShipStation | undefined> {
  const credentials = await secretOf<ShipStationCredentials>(keeper, connection.id, 'shipstation');
  if (credentials === undefined) return undefined;
  const { createShipStation } = await import('../connectors/shipstation/index.ts');
  return createShipStation(connection.shipstation, credentials, {});
}

/** undefined when no credentials are set. */
export async function openNetSuite(keeper: Keeper, connection: Connection): Promise<NetSuite | undefined> {
  const credentials = await secretOf<NetSuiteCredentials>(keeper, connection.id, 'netsuite');
  if (credentials === undefined) return undefined;
  const { createNetSuite } = await import('../connectors/netsuite/index.ts');
  return createNetSuite(connection.netsuite, credentials, { tokens: inMemory() });
}

async function secretOf<T>({ store, vault }: Keeper, connection: string, name: string): Promise<T | undefined> {
  const found = await store.secrets.get(connection, name);
  if (found === undefined) return undefined;
  return JSON.parse(vault.open(found.sealed, `secret/${connection}/${name}`)) as T;
}

function inMemory(): TokenCache {
  let kept: AccessToken | undefined;
  return {
    load: () => Promise.resolve(kept),
    save: (token) => {
      kept = token;
      return Promise.resolve();
    },
  };
}
