/**
 * What waits for its connection alone, and which syncs go on in the order in which their records came.
 * The trap: one record after another is slow, so it is only done where books are dated by what comes first.
 */
import { syncManifest } from './manifest.ts';

/** Causes of waiting that end when the connection is well again. */
export const CONNECTION_CAUSES: readonly string[] = [
  'connection-parked',
  'connection-paused',
  'auth',
  'config',
  'unavailable',
];

/** Whether `parkedConnection` wakes it, each after the one before, once its connection is well. */
export const isWokenInOrder = ({ sync, cause }: { sync: string; cause?: string }): boolean =>
  syncManifest(sync)?.inOrder === true && CONNECTION_CAUSES.includes(cause ?? '');
