/**
 * Connectors of a connection for the CLI's own few calls (ping, subscriptions). Their tokens live in memory only.
 * The trap: credentials are opened here; never print what this file holds.
 */
import type { Fusion } from '../connectors/fusion/contract.ts';
import type { FusionNeeds } from '../connectors/fusion/needs.ts';
import { resolveFusionSettings } from '../connectors/fusion/settings.ts';
import type { FusionCredentials } from '../connectors/fusion/types.ts';
import type { AccessToken, PingReport, TokenCache } from '../connectors/http/contract.ts';
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import type { PingNeed } from '../connectors/netsuite/ping-checks.ts';
import { resolveNetSuiteSettings } from '../connectors/netsuite/settings.ts';
import type { NetSuiteCredentials } from '../connectors/netsuite/types.ts';
import type { ShipBob } from '../connectors/shipbob/contract.ts';
import { resolveShipBobSettings } from '../connectors/shipbob/settings.ts';
import type { ShipBobCredentials, RotatingPair as ShipBobPair } from '../connectors/shipbob/types.ts';
import type { ShipStation } from '../connectors/shipstation/contract.ts';
import type { ShipStationCredentials } from '../connectors/shipstation/types.ts';
import type { Shopify } from '../connectors/shopify/contract.ts';
import { resolveShopifySettings } from '../connectors/shopify/settings.ts';
import type { RotatingPair, ShopifyCredentials } from '../connectors/shopify/types.ts';
import type { Connection } from '../settings/connection.ts';
import type { Store } from '../store/contract.ts';
import { refreshLock } from '../store/lease.ts';
import { sealedSlot } from '../store/sealed-slot.ts';
import type { Vault } from '../vault/contract.ts';
import type { System } from '../workflows/manifest.ts';

type Keeper = { store: Store; vault: Vault };

/** What `ping` asks of any system. `touch` is one cheap read: whether it is `Unavailable` tells a refusal from an absence. */
export type Probe = { ping(): Promise<PingReport>; touch(): Promise<unknown> };

const PROBES: { [S in System]: (keeper: Keeper, connection: Connection) => Promise<Probe | undefined> } = {
  async netsuite(keeper, connection) {
    const api = await openNetSuite(keeper, connection);
    return (
      api && {
        ping: () => api.ping(netSuiteNeeds(connection)),
        touch: () => api.suiteQl('SELECT 1 AS one FROM dual', []),
      }
    );
  },
  async shipstation(keeper, connection) {
    const api = await openShipStation(keeper, connection);
    return api && { ping: () => api.ping(), touch: () => api.listWebhooks() };
  },
  async shopify(keeper, connection) {
    const api = await openShopify(keeper, connection);
    return api && { ping: () => api.ping(), touch: () => api.shop() };
  },
  async shipbob(keeper, connection) {
    const api = await openShipBob(keeper, connection);
    return api && { ping: () => api.ping(), touch: () => api.channels() };
  },
  async fusion(keeper, connection) {
    const api = await openFusion(keeper, connection);
    return api && { ping: () => api.ping(), touch: () => api.touch() };
  },
};

/** What the enabled syncs read of NetSuite beyond what every connection does. */
export function netSuiteNeeds(connection: Connection): PingNeed[] {
  if (connection.pair !== 'netsuite-shipstation') return [];
  const { stockLevels, customerProfiles } = connection.syncs;
  const stock: PingNeed[] = stockLevels.kitsFromNetSuite ? ['stock', 'kits'] : ['stock'];
  return [...(stockLevels.enabled ? stock : []), ...(customerProfiles.enabled ? (['customers'] as const) : [])];
}

/** undefined when no credentials are set. */
export const openProbe = (keeper: Keeper, connection: Connection, system: System): Promise<Probe | undefined> =>
  PROBES[system](keeper, connection);

/** Where a system is, for clocks and for the question whether it can call us; undefined when the pair has it not. */
export function addressOf(connection: Connection, system: System): string | undefined {
  if (system === 'fusion') return 'fusion' in connection ? resolveFusionSettings(connection.fusion).baseUrl : undefined;
  if (system === 'shipbob')
    return 'shipbob' in connection ? resolveShipBobSettings(connection.shipbob).baseUrl : undefined;
  if (system === 'shopify')
    return 'shopify' in connection ? resolveShopifySettings(connection.shopify).baseUrl : undefined;
  if (system === 'shipstation') return 'shipstation' in connection ? connection.shipstation.v1BaseUrl : undefined;
  return 'netsuite' in connection ? resolveNetSuiteSettings(connection.netsuite).baseUrl : undefined;
}

/** undefined when no credentials are set or the pair has no ShipStation. */
export async function openShipStation(keeper: Keeper, connection: Connection): Promise<ShipStation | undefined> {
  const credentials = await secretOf<ShipStationCredentials>(keeper, connection.id, 'shipstation');
  if (credentials === undefined || !('shipstation' in connection)) return undefined;
  const { createShipStation } = await import('../connectors/shipstation/index.ts');
  return createShipStation(connection.shipstation, credentials, { shared: keeper.store.shared });
}

/** undefined when no credentials are set or the pair has no Shopify. */
export async function openShopify(keeper: Keeper, connection: Connection): Promise<Shopify | undefined> {
  const credentials = await secretOf<ShopifyCredentials>(keeper, connection.id, 'shopify');
  if (credentials === undefined || !('shopify' in connection)) return undefined;
  const { createShopify } = await import('../connectors/shopify/index.ts');
  const slots = { secrets: keeper.store.secrets, vault: keeper.vault };
  return createShopify(connection.shopify, credentials, {
    tokens: inMemory(),
    // A rotating token that is renewed here must be the one that the worker goes on with.
    rotating: {
      store: sealedSlot<RotatingPair>(slots, connection.id, 'rotating/shopify'),
      lock: refreshLock(keeper.store.shared, connection.id, 'shopify'),
    },
  });
}

/** undefined when no credentials are set or the pair has no ShipBob. */
export async function openShipBob(keeper: Keeper, connection: Connection): Promise<ShipBob | undefined> {
  const credentials = await secretOf<ShipBobCredentials>(keeper, connection.id, 'shipbob');
  if (credentials === undefined || !('shipbob' in connection)) return undefined;
  const { createShipBob } = await import('../connectors/shipbob/index.ts');
  const slots = { secrets: keeper.store.secrets, vault: keeper.vault };
  return createShipBob(connection.shipbob, credentials, {
    shared: keeper.store.shared,
    rotating: {
      store: sealedSlot<ShipBobPair>(slots, connection.id, 'rotating/shipbob'),
      lock: refreshLock(keeper.store.shared, connection.id, 'shipbob'),
    },
  });
}

/** undefined when no credentials are set or the pair has no Fusion. */
export async function openFusion(keeper: Keeper, connection: Connection): Promise<Fusion | undefined> {
  const credentials = await secretOf<FusionCredentials>(keeper, connection.id, 'fusion');
  if (credentials === undefined || !('fusion' in connection)) return undefined;
  const { createFusion } = await import('../connectors/fusion/index.ts');
  return createFusion(connection.fusion, credentials, { tokens: inMemory(), needs: fusionNeeds(connection) });
}

/** What `ping` looks for in Fusion: the names and ids that postings of this connection will use. */
export function fusionNeeds(connection: Connection): FusionNeeds {
  if (connection.pair !== 'fusion-shipstation') return {};
  const { business, periods, warehouses, defaultWarehouse, syncs } = connection;
  const places = [...Object.values(warehouses), ...(defaultWarehouse === undefined ? [] : [defaultWarehouse])];
  const { enabled, book } = syncs.inventoryPosting;
  const isStaged = enabled && book === 'inventory';
  const applications = {
    ...(syncs.receivablesPosting.enabled ? { receivables: periods.receivables } : {}),
    ...(isStaged ? { inventory: periods.inventory } : {}),
    ...(enabled && book === 'journal' ? { ledger: periods.ledger } : {}),
  };
  return {
    businessUnit: business.businessUnit,
    ...(business.ledgerId === undefined || !periods.check ? {} : { ledgerId: business.ledgerId, applications }),
    ...(isStaged ? { organizations: [...new Set(places.map((place) => place.organization))] } : {}),
  };
}

async function openNetSuite(keeper: Keeper, connection: Connection): Promise<NetSuite | undefined> {
  const credentials = await secretOf<NetSuiteCredentials>(keeper, connection.id, 'netsuite');
  if (credentials === undefined || !('netsuite' in connection)) return undefined;
  const { createNetSuite } = await import('../connectors/netsuite/index.ts');
  return createNetSuite({ timeZone: connection.timeZone, ...connection.netsuite }, credentials, { tokens: inMemory() });
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
