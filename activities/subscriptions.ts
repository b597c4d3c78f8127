/**
 * A connection's webhook subscriptions are what they should be. The trap: a restored subscription means that events were
 * lost, so the workflow sweeps the gap afterwards; and ours are known by their name, never by their address alone.
 */
import { Context } from '@temporalio/activity';
import { syncOf } from '../settings/connection.ts';
import { manifestOf, type System } from '../workflows/manifest.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';
import { keepShipBobSubscriptions } from './shipbob-subscriptions.ts';
import { keepShipStationSubscriptions } from './shipstation-subscriptions.ts';
import { keepShopifySubscriptions } from './shopify-subscriptions.ts';

/** `syncs`: whose streams of this system must be swept since `gapSince`. */
export type SubscriptionAnswer = {
  checked: number;
  restored: string[];
  removed: string[];
  gapSince?: string;
  syncs?: string[];
};

/** Public address under which vendors reach the ingress, e.g. `https://hooks.example.com`. */
export type GuardSettings = { publicUrl: string };

/** `url` is the connection's own hook address; a secret. undefined: this connection wants no webhooks of the system. */
export type SubscriptionKeeper = (
  open: OpenConnection,
  url: string,
  deps: ActivityDeps,
) => Promise<{ wanted: number; created: string[]; removed: string[] } | undefined>;

const KEEPERS: Partial<Record<System, SubscriptionKeeper>> = {
  shipstation: keepShipStationSubscriptions,
  shopify: keepShopifySubscriptions,
  shipbob: keepShipBobSubscriptions,
};

/** Moves on with each look that ended well. The name is older than the second system that calls us. */
export const guardCursor = (system: System): string =>
  system === 'shipstation' ? 'guard/subscriptions' : `guard/subscriptions/${system}`;

export async function checkSubscriptions(
  deps: ActivityDeps & GuardSettings,
  request: RecordScope,
  system: System,
): Promise<SubscriptionAnswer> {
  const open = await deps.connections.get(request.connection);
  const token = await hookToken(deps, request.connection);
  const base = deps.publicUrl.replace(/\/+$/, '');
  const url = `${base}/hooks/${request.connection}/${token}${system === 'shipstation' ? '' : `/${system}`}`;
  const kept = token === undefined ? undefined : await KEEPERS[system]?.(open, url, deps);
  if (kept === undefined) return { checked: 0, restored: [], removed: [] };
  const last = await deps.store.cursors.get(request.connection, guardCursor(system));
  await deps.store.cursors.put(request.connection, guardCursor(system), deps.now().toISOString());
  if (kept.created.length > 0) await noteRestored(deps, request, system, kept.created);
  return {
    checked: kept.wanted,
    restored: kept.created,
    removed: kept.removed,
    ...(kept.created.length > 0 && last !== undefined ? { gapSince: last.value, syncs: syncsFedBy(open, system) } : {}),
  };
}

/** The connection's syncs that this system tells of changes; those that are switched off ask for nothing. */
const syncsFedBy = ({ settings }: OpenConnection, system: System): string[] =>
  manifestOf(settings.pair)
    .syncs.filter(({ streams }) => streams.some((stream) => stream.system === system))
    .map(({ name }) => name)
    .filter((name) => syncOf(settings, name)?.enabled === true);

async function hookToken(deps: ActivityDeps, connection: string): Promise<string | undefined> {
  const found = await deps.store.secrets.get(connection, 'hook');
  return found === undefined ? undefined : deps.vault.open(found.sealed, `secret/${connection}/hook`);
}

async function noteRestored(deps: ActivityDeps, request: RecordScope, system: System, events: string[]): Promise<void> {
  await deps.store.ledger.append([
    entryFor(Context.current(), request, deps.now(), {
      kind: 'action',
      outcome: 'ok',
      system,
      summary: `webhook subscription was missing and is restored: ${events.join(', ')}`,
    }),
  ]);
}
