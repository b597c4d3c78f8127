/** What activities need from outside; handed in once by the worker. Nothing in this room reaches for a global. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';
import type { ConnectionRegistry } from './connection-registry.ts';

export type ActivityDeps = {
  store: Store;
  vault: Vault;
  client: Client;
  connections: ConnectionRegistry;
  log: Logger;
  now(): Date;
  /** Counters that the worker's metrics keep; absent in tests. */
  count?: ActivityCounters;
};

export type ActivityCounters = {
  effect(connection: string, sync: string, outcome: string): void;
  foundBySweep(connection: string, sync: string, rows: number): void;
  throttled(connection: string, system: string): void;
  duplicatePrevented(connection: string, sync: string): void;
};
