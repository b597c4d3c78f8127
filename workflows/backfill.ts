/**
 * backfill: the same streams as the sweep for a range of the past, behind everything else. Takes plain JSON from the Web UI
 * or the `temporal` CLI. The trap: a long range would outgrow one history, so it continues as new every few pages.
 */
import { continueAsNew, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { Stream } from '../activities/sweeps.ts';
import type { BackfillInput, BackfillProgress } from './contracts.ts';
import { progressQuery } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';

const STREAMS: readonly Stream[] = ['shipmentsCreated', 'fulfillments'];
const PAGES_PER_RUN = 50;

export async function backfill(input: BackfillInput): Promise<BackfillProgress> {
  const progress: BackfillProgress = input.carried ?? {
    stream: 0,
    page: 1,
    rows: 0,
    woken: 0,
    settled: 0,
    streams: STREAMS.length,
    done: false,
  };
  setHandler(progressQuery, () => progress);
  // Started by hand it has none of these, and would be missing from the connection's lists.
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: input.connection },
    { key: SEARCH_ATTRIBUTES.sync, value: input.sync },
  ]);
  const { shipStation, store } = stepsFor(priorityOf('backfill', input.connection));
  const scope = { connection: input.connection, sync: input.sync, recordKey: '-' };
  const window = await store.resolveRange({ ...scope, from: input.from, to: input.to });

  for (let pages = 0; progress.stream < STREAMS.length; pages++) {
    if (pages === PAGES_PER_RUN) await continueAsNew({ ...input, carried: progress } satisfies BackfillInput);
    const stream = STREAMS[progress.stream] ?? 'shipmentsCreated';
    const found = await shipStation.sweepPage({ ...scope, stream, window, page: progress.page, cause: 'backfill' });
    progress.rows += found.rows;
    progress.woken += found.woken;
    progress.settled += found.settled;
    progress.page = found.hasMore ? progress.page + 1 : 1;
    if (!found.hasMore) progress.stream++;
    setCurrentDetails(
      `${progress.rows} rows read, ${progress.woken} orders woken, ${progress.settled} settled already`,
    );
  }
  progress.done = true;
  return progress;
}
