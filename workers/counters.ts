/** What activities count, kept in the worker's metrics. The trap: labels name connections and systems, never records. */
import type { ActivityCounters } from '../activities/deps.ts';
import type { Metrics } from '../runtime/metrics.ts';

const SYNC = 'orderShipped';

export const countersOf = (metrics: Metrics): ActivityCounters => ({
  effect: (connection, outcome) => metrics.effectsTotal.inc({ connection, sync: SYNC, outcome }),
  foundBySweep: (connection, rows) => metrics.foundBySweepTotal.inc({ connection, sync: SYNC }, rows),
  throttled: (connection, system) => metrics.throttledTotal.inc({ connection, system }),
  duplicatePrevented: (connection) => metrics.duplicatesPreventedTotal.inc({ connection, sync: SYNC }),
});
