/**
 * backfill: the same streams as the sweep for a range of the past, behind everything else. Takes plain JSON from the Web UI
 * or the `temporal` CLI. The trap: a long range would outgrow one history, so it continues as new every few pages.
 */
import { continueAsNew, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { PageAnswer } from '../activities/sweeps.ts';
import type { BackfillInput, BackfillProgress } from './contracts.ts';
import { progressQuery } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';

const PAGES_PER_RUN = 50;

export async function backfill(input: BackfillInput): Promise<BackfillProgress> {
  const progress: BackfillProgress = input.carried ?? {
    stream: 0,
    page: 1,
    rows: 0,
    woken: 0,
    settled: 0,
    streams: 0,
    done: false,
  };
  setHandler(progressQuery, () => progress);
  // Started by hand it has none of these, and would be missing from the connection's lists.
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: input.connection },
    { key: SEARCH_ATTRIBUTES.sync, value: input.sync },
  ]);
  const { vendor, store } = stepsFor(priorityOf('backfill', input.connection));
  const scope = { connection: input.connection, sync: input.sync, recordKey: '-' };
  const window = await store.resolveRange({ ...scope, from: input.from, to: input.to });
  const streams = await store.listStreams({ ...scope, cause: 'backfill' });
  progress.streams = streams.length;

  for (let pages = 0; ; pages++) {
    const stream = streams[progress.stream];
    if (stream === undefined) break;
    if (pages === PAGES_PER_RUN) await continueAsNew({ ...input, carried: progress } satisfies BackfillInput);
    const at = progress.cursor === undefined ? {} : { cursor: progress.cursor };
    const request = { ...scope, stream: stream.name, window, ...at, cause: 'backfill' as const };
    note(progress, await vendor(stream.system).sweepPage(request));
    setCurrentDetails(
      `${progress.rows}${progress.total === undefined ? '' : ` of ${progress.total}`} rows read, ${progress.woken} records woken, ${progress.settled} settled already`,
    );
  }
  progress.done = true;
  return progress;
}

function note(progress: BackfillProgress, found: PageAnswer): void {
  progress.rows += found.rows;
  // Told with a stream's first page, perhaps better by a later one.
  if (found.total !== undefined) progress.total = Math.max(found.total, progress.rows);
  progress.woken += found.woken;
  progress.settled += found.settled;
  progress.page = found.next === undefined ? 1 : progress.page + 1;
  if (found.next === undefined) {
    progress.stream++;
    delete progress.cursor;
  } else progress.cursor = found.next;
}
