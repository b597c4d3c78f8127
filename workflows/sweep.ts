/**
 * sweep: what the webhooks lost. Reads each stream since its high-water mark (minus an overlap) and wakes the orders that
 * are not settled. Run by a Temporal Schedule; never two at once.
 */
import { isCancellation, setCurrentDetails } from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { SweepInput, SweepResult } from './contracts.ts';
import { priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';

export async function sweep(input: SweepInput): Promise<SweepResult> {
  const result: SweepResult = { rows: 0, settled: 0, woken: 0, foundBySweep: 0, from: '', to: '' };
  try {
    await sweepStreams(input, result);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // The high-water marks stand where they were, so the next sweep looks at all of this again.
    result.stopped = obstacleOf(error).reason;
    setCurrentDetails(`stopped: ${result.stopped}`);
  }
  return result;
}

async function sweepStreams(input: SweepInput, result: SweepResult): Promise<void> {
  const { vendor, store } = stepsFor(priorityOf('sweep', input.connection));
  const scope = { connection: input.connection, sync: input.sync, recordKey: '-' };
  for (const { name: stream, system } of await store.listStreams({ ...scope, cause: 'sweep' })) {
    const window = await store.openWindow({
      ...scope,
      stream,
      ...(input.since === undefined ? {} : { since: input.since }),
    });
    let cursor: string | undefined;
    do {
      const at = cursor === undefined ? {} : { cursor };
      const found = await vendor(system).sweepPage({ ...scope, stream, window, ...at, cause: 'sweep' });
      result.rows += found.rows;
      result.settled += found.settled;
      result.woken += found.woken;
      result.foundBySweep += found.foundBySweep;
      cursor = found.next;
    } while (cursor !== undefined);
    await store.closeWindow({ ...scope, stream, to: window.to });
    result.from = result.from === '' || window.from < result.from ? window.from : result.from;
    result.to = window.to;
  }
}
