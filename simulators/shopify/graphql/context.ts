// What a resolver knows of the request that it serves.
// Trap: `bulk` lifts page limits; it is set only while a bulk operation collects its rows.
import { GraphQLError } from 'graphql';
import type { BulkRunner } from '../bulk/runner.ts';
import type { World } from '../domain/world.ts';
import type { RequestEntry } from '../http/request-log.ts';
import type { AdminSchema } from '../schema/load.ts';
import type { IdempotencyStore } from './idempotency.ts';

export interface SearchNote {
  path: string[];
  query: string;
  parsed: unknown;
  warnings: { field: string; message: string; code: string }[];
}

export interface Caller {
  appId: number;
  clientId: string;
  scopes: ReadonlySet<string>;
}

export interface Context {
  world: World;
  access: AdminSchema;
  caller: Caller;
  idempotency: IdempotencyStore;
  bulkRunner: BulkRunner;
  entry: RequestEntry | null;
  notes: SearchNote[];
  bulk: boolean;
  /** Pause inside an idempotent mutation, so that another one meets it running. */
  insideDelayMs: number;
  /** Let the next idempotent mutation fail after its key was registered. */
  failInside: boolean;
}

export type Args = Record<string, unknown>;
/** A resolver of one field: its arguments, the request, and which field was asked. */
export type Field = (args: Args, context: Context, info: import('graphql').GraphQLResolveInfo) => unknown;
/** An object as graphql-js walks it: plain values and field functions. */
export type View = Record<string, unknown>;

/** A top-level error with the vendor's code. */
export const vendorError = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** A plain UserError. */
export const userError = (field: string[] | null, message: string, code?: string) => ({
  field,
  message,
  ...(code !== undefined && { code }),
});

/** True from this version on; `unstable` is newer than all. */
export const versionAtLeast = (context: Context, version: string): boolean =>
  context.access.version === 'unstable' || context.access.version >= version;
