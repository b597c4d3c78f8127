/** Every workflow and schedule id is made (and taken apart) here and nowhere else. */

export type RecordRef = { connection: string; sync: string; key: string };

export const recordWorkflowId = (ref: RecordRef): string => `${ref.connection}/${ref.sync}/${ref.key}`;

/** The inverse of recordWorkflowId; undefined for ids of other workflows. */
export function parseRecordWorkflowId(id: string): RecordRef | undefined {
  const [connection, sync, ...rest] = id.split('/');
  const key = rest.join('/');
  if (connection === undefined || sync === undefined || key === '' || RESERVED.has(sync)) return undefined;
  // A schedule puts the time behind its workflow's id: `acme/orderShipped/sweep-2026-11-21T05:00:00Z`.
  return /^(sweep|backfill|run)(-|\/|$)/.test(key) ? undefined : { connection, sync, key };
}

const RESERVED = new Set(['webhook', 'guard', 'sweep', 'backfill', 'preview', 'catalog', 'reconcile']);

/** One per distinct pointer: a redelivery wakes the same workflow. */
export const pointerWorkflowId = (connection: string, dedupeKey: string): string =>
  `${connection}/webhook/${dedupeKey.slice(0, 32)}`;

export const sweepId = (connection: string, sync: string): string => `${connection}/${sync}/sweep`;
/** One run of a sync that runs as a whole, e.g. stockLevels; never two at once. */
export const runId = (connection: string, sync: string): string => `${connection}/${sync}/run`;
export const gapSweepId = (connection: string, sync: string, since: string): string =>
  `${connection}/${sync}/sweep/${since}`;
export const backfillId = (connection: string, sync: string, from: string, to: string): string =>
  `${connection}/${sync}/backfill/${from}..${to}`;
export const guardId = (connection: string): string => `${connection}/guard`;
/** Looks after a parked connection until it is well again. */
export const parkedId = (connection: string): string => `${connection}/guard/parked`;
export const previewId = (connection: string, order: string): string => `${connection}/preview/${order}`;

/** One comparison of both systems over a range of days; its schedule's id without the range. */
export const reconcileScheduleId = (connection: string): string => `${connection}/reconcile`;
export const reconcileId = (connection: string, from: string, to: string): string =>
  `${connection}/reconcile/${from}..${to}`;
export const healId = (connection: string, run: string): string => `${connection}/reconcile/heal/${run}`;
export const catalogId = (connection: string): string => `${connection}/catalog/check`;
