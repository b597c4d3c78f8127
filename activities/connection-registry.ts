/**
 * A connection with its settings and its connectors, ready to use; kept in memory and refreshed when the store's
 * revision or a credential changed. The trap: connectors hold rate budgets, so they are built anew only when needed.
 */
import { Context } from '@temporalio/activity';
import type { Fusion } from '../connectors/fusion/contract.ts';
import { createFusion } from '../connectors/fusion/index.ts';
import { resolveFusionSettings } from '../connectors/fusion/settings.ts';
import type { FusionCredentials } from '../connectors/fusion/types.ts';
import type { AccessToken, CallGate, CallObserver } from '../connectors/http/contract.ts';
import { ConnectorError } from '../connectors/http/errors.ts';
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import { createNetSuite } from '../connectors/netsuite/index.ts';
import type { NetSuiteCredentials } from '../connectors/netsuite/types.ts';
import type { ShipBob } from '../connectors/shipbob/contract.ts';
import { createShipBob } from '../connectors/shipbob/index.ts';
import type { ShipBobCredentials, RotatingPair as ShipBobPair } from '../connectors/shipbob/types.ts';
import type { ShipStation } from '../connectors/shipstation/contract.ts';
import { createShipStation } from '../connectors/shipstation/index.ts';
import { type OrdersOnly, ordersOnly } from '../connectors/shipstation/orders-only.ts';
import type { ShipStationCredentials } from '../connectors/shipstation/types.ts';
import type { Shopify } from '../connectors/shopify/contract.ts';
import { createShopify } from '../connectors/shopify/index.ts';
import type { RotatingPair, ShopifyCredentials } from '../connectors/shopify/types.ts';
import { type BuiltPair, type Connection, type ConnectionOf, parseStoredConnection } from '../settings/connection.ts';
import type { ConnectionRow, Store } from '../store/contract.ts';
import { refreshLock } from '../store/lease.ts';
import { sealedSlot } from '../store/sealed-slot.ts';
import type { Vault } from '../vault/contract.ts';
import { manifestOf, type System } from '../workflows/manifest.ts';
import { createCallGate } from './call-gate.ts';

/** What each system's connector is called here. */
export type Apis = { netsuite: NetSuite; shipstation: ShipStation; shopify: Shopify; shipbob: ShipBob; fusion: Fusion };

export type OpenConnection<P extends BuiltPair = BuiltPair> = {
  settings: { [Q in P]: ConnectionOf<Q> }[P];
  row: ConnectionRow;
  /** A system's connector. Throws Auth without credentials, Config when the pair has no such system. */
  api<S extends System>(system: S): Promise<Apis[S]>;
  netSuite(): Promise<NetSuite>;
  /** Where the books are Fusion's, only what is not financial can be written. */
  shipStation(): Promise<P extends 'fusion-shipstation' ? OrdersOnly : ShipStation>;
  shopify(): Promise<Shopify>;
  shipBob(): Promise<ShipBob>;
  fusion(): Promise<Fusion>;
};

export type ConnectionRegistry = {
  /** Throws Config when there is no such connection. */
  get(id: string): Promise<OpenConnection>;
  /** The same for a step that belongs to one pair. Throws Config when the connection is of another one. */
  open<P extends BuiltPair>(id: string, pair: P): Promise<OpenConnection<P>>;
  /** Forget what is cached, e.g. after the connection was parked. */
  forget(id: string): void;
};

/** The gate of one system of a connection, which outlives the connector. */
type GateOf = (name: string, calls: number) => CallGate;

/** `workers`: how many worker processes share the vendor's limits. */
type RegistryOptions = {
  observe?: (connection: string) => CallObserver;
  freshMs?: number;
  workers?: () => number;
};

type Cached = { open: OpenConnection; stamp: string; checkedAt: number };

/** How long a connection's row and credentials are taken as they are; then the store is asked again. */
const FRESH_MS = 1_000;

export function createConnectionRegistry(
  store: Store,
  vault: Vault,
  options: RegistryOptions = {},
): ConnectionRegistry {
  const { observe, freshMs = FRESH_MS, workers = () => 1 } = options;
  const gates = new Map<string, { gate: CallGate; allow(calls: number): void }>();
  const gateOf: GateOf = (id, calls) => {
    const known = gates.get(id) ?? createCallGate(calls, workers, { urgency: currentPriority });
    gates.set(id, known);
    known.allow(calls);
    return known.gate;
  };
  const cache = new Map<string, Cached>();
  const loading = new Map<string, Promise<OpenConnection>>();

  const load = async (id: string): Promise<OpenConnection> => {
    const known = cache.get(id);
    const row = await store.connections.get(id);
    if (row === undefined) throw unknownConnection(id);
    const stamp = await stampOf(store, row);
    const open =
      known?.stamp === stamp ? { ...known.open, row } : openConnection(store, vault, row, gateOf, observe?.(id));
    cache.set(id, { open, stamp, checkedAt: Date.now() });
    return open;
  };

  const get = (id: string): Promise<OpenConnection> => {
    const known = cache.get(id);
    if (known !== undefined && Date.now() - known.checkedAt < freshMs) return Promise.resolve(known.open);
    const running = loading.get(id) ?? load(id).finally(() => loading.delete(id));
    loading.set(id, running);
    return running;
  };
  return {
    get,
    forget: (id) => cache.delete(id),
    async open(id, pair) {
      const open = await get(id);
      const { pair: actual } = open.settings;
      if (!isOfPair(open, pair)) throw otherPair(id, actual, pair);
      return open;
    },
  };
}

const isOfPair = <P extends BuiltPair>(open: OpenConnection, pair: P): open is OpenConnection<P> & OpenConnection =>
  open.settings.pair === pair;

async function stampOf(store: Store, row: ConnectionRow): Promise<string> {
  const { pair } = parseStoredConnection(row.settings);
  const systems = await Promise.all(manifestOf(pair).systems.map((system) => store.secrets.get(row.id, system)));
  return JSON.stringify([row.revision, ...systems.map((secret) => secret?.sealed ?? '')]);
}

function openConnection(
  store: Store,
  vault: Vault,
  row: ConnectionRow,
  gateOf: GateOf,
  observe?: CallObserver,
): OpenConnection {
  const settings = parseStoredConnection(row.settings);
  const watched = observe === undefined ? {} : { observe };
  const keeper = { secrets: store.secrets, vault };
  const secret = async <T>(system: string): Promise<T> => {
    const found = await store.secrets.get(row.id, system);
    if (found === undefined) throw missingCredentials(row.id, system);
    return JSON.parse(vault.open(found.sealed, `secret/${row.id}/${system}`)) as T;
  };
  const openers: { [S in System]: () => Promise<Apis[S]> } = {
    netsuite: once(async () => {
      const tokens = sealedSlot<AccessToken>(keeper, row.id, 'token/netsuite');
      const { netsuite } = sectionsOf(settings, 'netsuite');
      const zoned = { timeZone: settings.timeZone, ...netsuite };
      return createNetSuite(zoned, await secret<NetSuiteCredentials>('netsuite'), {
        tokens,
        gate: gateOf(`${row.id}/netsuite`, netsuite.concurrency),
        ...watched,
      });
    }),
    shipstation: once(async () => {
      const { shipstation } = sectionsOf(settings, 'shipstation');
      const credentials = await secret<ShipStationCredentials>('shipstation');
      const api = createShipStation(shipstation, credentials, {
        ...watched,
        priority: currentPriority,
        shared: store.shared,
      });
      return settings.pair === 'fusion-shipstation' ? ordersOnly(api) : api;
    }),
    shopify: once(async () => {
      const { shopify } = sectionsOf(settings, 'shopify');
      return createShopify(shopify, await secret<ShopifyCredentials>('shopify'), {
        ...watched,
        priority: currentPriority,
        tokens: sealedSlot<AccessToken>(keeper, row.id, 'token/shopify'),
        rotating: {
          store: sealedSlot<RotatingPair>(keeper, row.id, 'rotating/shopify'),
          lock: refreshLock(store.shared, row.id, 'shopify'),
        },
      });
    }),
    shipbob: once(async () => {
      const { shipbob } = sectionsOf(settings, 'shipbob');
      return createShipBob(shipbob, await secret<ShipBobCredentials>('shipbob'), {
        ...watched,
        priority: currentPriority,
        shared: store.shared,
        rotating: {
          store: sealedSlot<ShipBobPair>(keeper, row.id, 'rotating/shipbob'),
          lock: refreshLock(store.shared, row.id, 'shipbob'),
        },
      });
    }),
    fusion: once(async () => {
      const { fusion } = sectionsOf(settings, 'fusion');
      return createFusion(fusion, await secret<FusionCredentials>('fusion'), {
        ...watched,
        gate: gateOf(`${row.id}/fusion`, resolveFusionSettings(fusion).concurrency),
        tokens: sealedSlot<AccessToken>(keeper, row.id, 'token/fusion'),
      });
    }),
  };
  return {
    settings,
    row,
    api: (system) => openers[system](),
    netSuite: openers.netsuite,
    shipStation: openers.shipstation,
    shopify: openers.shopify,
    shipBob: openers.shipbob,
    fusion: openers.fusion,
  };
}

/** The connection as one that has this system. Throws Config when its pair has not. */
function sectionsOf<S extends System>(settings: Connection, system: S): Extract<Connection, Record<S, unknown>> {
  if (hasSystem(settings, system)) return settings;
  throw new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'OTHER_PAIR',
    message: `connection ${settings.id} (${settings.pair}) has no ${system}`,
  });
}

const hasSystem = <S extends System>(
  settings: Connection,
  system: S,
): settings is Extract<Connection, Record<S, unknown>> => system in settings;

/** Remembers a success; a failure is tried again next time. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** The running activity's priority (1 live … 5 backfill); live outside an activity (ping, preview). */
function currentPriority(): number {
  try {
    return Context.current().info.priority?.priorityKey ?? 3;
  } catch {
    return 1;
  }
}

const unknownConnection = (id: string) =>
  new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'UNKNOWN_CONNECTION',
    message: `there is no connection "${id}"; apply its file with \`ml-connector connections apply\``,
  });

const otherPair = (id: string, is: string, wanted: string) =>
  new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'OTHER_PAIR',
    message: `connection ${id} is of the pair ${is}; this step belongs to ${wanted}`,
  });

const missingCredentials = (id: string, system: string) =>
  new ConnectorError({
    type: 'Auth',
    system,
    code: 'NO_CREDENTIALS',
    message: `connection ${id} has no ${system} credentials; set them with \`ml-connector credentials set ${id} ${system}\``,
  });
