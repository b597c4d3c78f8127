/** What activities count, kept in the worker's metrics. The trap: labels name connections and systems, never records. */
import type { ActivityCounters } from '../activities/deps.ts';
import type { Metrics } from '../runtime/metrics.ts';

export const countersOf = (metrics: Metrics): ActivityCounters => ({
  effect: (connection, sync, outcome) => metrics.effectsTotal.inc({ connection, sync, outcome }),
  foundBySweep: (connection, sync, rows) => metrics.foundBySweepTotal.inc({ connection, sync }, rows),
  throttled: (connection, system) => metrics.throttledTotal.inc({ connection, system }),
  duplicatePrevented: (connection, sync) => metrics.duplicatesPreventedTotal.inc({ connection, sync }),
});
