/** Sums of a comparison by day and place, from its rows. The trap: rows go when the run ends, so this comes before. */
import { addToTotals, sortedTotals, type Total } from '../../mappings/shared/reconcile/totals.ts';
import type { ReconcileStore } from '../../store/reconcile-contract.ts';
import type { StreamTotal } from '../../workflows/contracts.ts';
import { groupsOf } from './rows.ts';

const KEYS_PER_PAGE = 400;

/** Of the lists whose rows carry sums; empty for all others. */
export async function totalsOf(store: ReconcileStore, run: string, streams: string[]): Promise<StreamTotal[]> {
  const all: StreamTotal[] = [];
  for (const stream of streams) {
    const totals = new Map<string, Total>();
    for (let after: string | undefined; ; ) {
      const keys = await store.keys(run, stream, { limit: KEYS_PER_PAGE, ...(after === undefined ? {} : { after }) });
      for (const group of await groupsOf(store, run, stream, keys)) addToTotals(totals, group);
      after = keys.at(-1);
      if (keys.length < KEYS_PER_PAGE) break;
    }
    all.push(...sortedTotals(totals).map((total) => ({ stream, ...total })));
  }
  return all;
}
