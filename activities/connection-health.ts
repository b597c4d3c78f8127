/**
 * What of a connection runs out or must stand, for the metrics: tokens, certificate, rate budgets, webhook subscriptions.
 * The trap: it is asked every few seconds by whoever collects metrics, so it reads only our own store and never throws.
 */
import { certificateEnds } from '../connectors/netsuite/certificate.ts';
import type { NetSuiteCredentials } from '../connectors/netsuite/types.ts';
import type { Connection } from '../settings/connection.ts';
import type { Store } from '../store/contract.ts';
import { sealedSlot } from '../store/sealed-slot.ts';
import type { Vault } from '../vault/contract.ts';
import { manifestOf, type System } from '../workflows/manifest.ts';
import type { ConnectionRegistry, OpenConnection } from './connection-registry.ts';
import { guardCursor } from './subscriptions.ts';

export type Health = {
  connection: string;
  tokens: Record<string, string>;
  certificates: Record<string, string>;
  budgets: Record<string, number>;
  subscriptions: Record<string, boolean>;
};
type Places = { store: Store; vault: Vault; connections: Pick<ConnectionRegistry, 'get'> };

/** The guard looks every quarter of an hour. */
const SUBSCRIPTION_AGE_MS = 3_600_000;

export async function healthOf(places: Places, connections: readonly { id: string }[], now: Date): Promise<Health[]> {
  const found = await Promise.all(connections.map(({ id }) => healthOfOne(places, id, now).catch(() => undefined)));
  return found.filter((one) => one !== undefined);
}

async function healthOfOne({ store, vault, connections }: Places, id: string, now: Date): Promise<Health> {
  const open = await connections.get(id);
  const keeper = { secrets: store.secrets, vault };
  const slot = <T>(name: string) => sealedSlot<T>(keeper, id, name).load();
  const tokens: Record<string, string> = {};
  for (const system of manifestOf(open.settings.pair).systems) {
    const ends = await slot<{ expiresAt?: string }>(`token/${system}`);
    const pair = ends ?? (await slot<{ expiresAt?: string }>(`rotating/${system}`));
    if (pair?.expiresAt !== undefined) tokens[system] = pair.expiresAt;
  }
  return {
    connection: id,
    tokens,
    certificates: certificatesOf(open.settings, await slot<NetSuiteCredentials>('netsuite')),
    budgets: await budgetsOf(open).catch(() => ({})),
    subscriptions: open.row.mode === 'paused' ? {} : await subscriptionsOf(store, open, now),
  };
}

function certificatesOf(settings: Connection, credentials: NetSuiteCredentials | undefined): Record<string, string> {
  if (!('netsuite' in settings) || credentials === undefined) return {};
  const ends = certificateEnds(settings.netsuite, credentials);
  return ends === undefined ? {} : { netsuite: ends };
}

/** As the vendors' own headers told last; unknown before the first call. */
async function budgetsOf({ settings, shipStation, shipBob }: OpenConnection): Promise<Record<string, number>> {
  if ('shipbob' in settings) {
    const budget = await (await shipBob()).budget();
    return budget === undefined ? {} : { shipbob: budget.remaining };
  }
  if (!('shipstation' in settings)) return {};
  const { v1, v2 } = await (await shipStation()).budgets();
  return {
    ...(v1 === undefined ? {} : { 'shipstation-v1': v1.remaining }),
    ...(v2 === undefined ? {} : { 'shipstation-v2': v2.remaining }),
  };
}

/** Nothing where the guard never found any that are wanted. */
async function subscriptionsOf(
  store: Store,
  { settings }: OpenConnection,
  now: Date,
): Promise<Record<string, boolean>> {
  const found: Record<string, boolean> = {};
  for (const system of manifestOf(settings.pair).hooks satisfies readonly System[]) {
    const last = await store.cursors.get(settings.id, guardCursor(system));
    if (last !== undefined) found[system] = now.getTime() - Date.parse(last.value) < SUBSCRIPTION_AGE_MS;
  }
  return found;
}
