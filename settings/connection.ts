/**
 * A connection: one customer's pair of systems, as its file says (YAML, in git, no secrets). Each pair has its own schema
 * in settings/pairs. The trap: generic code must not reach into a pair's own keys; it asks `syncsOf` and `systemsOf`.
 */
import { z } from 'zod';
import type { Pair } from '../workflows/manifest.ts';
import type { AnySync } from './common.ts';
import { fusionShipStationSchema } from './pairs/fusion-shipstation.ts';
import { netSuiteShipBobSchema } from './pairs/netsuite-shipbob.ts';
import { netSuiteShipStationSchema } from './pairs/netsuite-shipstation.ts';
import { netSuiteShopifySchema } from './pairs/netsuite-shopify.ts';
import { type ReconcileSettings, reconcileShape } from './reconcile.ts';

export const PAIR_SCHEMAS = {
  'netsuite-shipstation': netSuiteShipStationSchema,
  'netsuite-shopify': netSuiteShopifySchema,
  'netsuite-shipbob': netSuiteShipBobSchema,
  'fusion-shipstation': fusionShipStationSchema,
} as const;

export const BUILT_PAIRS = Object.keys(PAIR_SCHEMAS) as BuiltPair[];

export const connectionSchema = z
  .discriminatedUnion('pair', [
    PAIR_SCHEMAS['netsuite-shipstation'],
    PAIR_SCHEMAS['netsuite-shopify'],
    PAIR_SCHEMAS['netsuite-shipbob'],
    PAIR_SCHEMAS['fusion-shipstation'],
  ])
  .meta({ title: 'ml-connector connection' });

export type BuiltPair = keyof typeof PAIR_SCHEMAS & Pair;
export type ConnectionOf<P extends BuiltPair> = z.output<(typeof PAIR_SCHEMAS)[P]>;
export type Connection = { [P in BuiltPair]: ConnectionOf<P> }[BuiltPair];

/** Each sync of a connection with what generic code may know of it. */
export const syncsOf = (connection: Connection): [name: string, sync: AnySync][] => Object.entries(connection.syncs);

/** undefined when the connection has no such sync. */
export const syncOf = (connection: Connection, name: string): AnySync | undefined =>
  syncsOf(connection).find(([sync]) => sync === name)?.[1];

/** What a connection says of its reconciliation; the defaults where its pair has no such section. */
export const reconcileOf = (connection: Connection): ReconcileSettings =>
  'reconcile' in connection ? connection.reconcile : reconcileShape.parse(undefined);

/** The store's `settings` column → the connection. Throws ZodError when an older release wrote what we no longer know. */
export const parseStoredConnection = (settings: string): Connection => connectionSchema.parse(JSON.parse(settings));
