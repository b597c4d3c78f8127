/**
 * backfill: the same streams as the sweep for a range of the past, behind everything else and a few records at a time; it
 * is done when all of them have been looked at. Takes plain JSON from the Web UI or the `temporal` CLI.
 * The trap: a long range would outgrow one history, so it continues as new every few pages.
 */
import { continueAsNew, patched, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import type { UnderWay } from '../activities/feed-records.ts';
import type { PageAnswer } from '../activities/sweeps.ts';
import type { BackfillInput, BackfillProgress } from './contracts.ts';
import { progressQuery } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';

const PAGES_PER_RUN = 50;
const PAGES_FED_PER_RUN = 10;

type Feeding = {
  steps: ReturnType<typeof stepsFor>;
  scope: { connection: string; sync: string; recordKey: string };
  progress: BackfillProgress;
  underWay: UnderWay[];
  /** How many records may be woken now. */
  room: number;
};

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
  const steps = stepsFor(priorityOf('backfill', input.connection));
  const { vendor, store } = steps;
  const scope = { connection: input.connection, sync: input.sync, recordKey: '-' };
  const window = await store.resolveRange({ ...scope, from: input.from, to: input.to });
  const streams = await store.listStreams({ ...scope, cause: 'backfill' });
  progress.streams = streams.length;
  const isFed = patched('backfill-feeds');
  const feeding: Feeding = { steps, scope, progress, underWay: input.underWay ?? [], room: 0 };

  for (let pages = 0; ; pages++) {
    const stream = streams[progress.stream];
    if (stream === undefined) break;
    if (pages === (isFed ? PAGES_FED_PER_RUN : PAGES_PER_RUN)) {
      const { underWay } = feeding;
      const carried = { ...input, carried: progress, ...(isFed ? { underWay } : {}) };
      await continueAsNew(carried satisfies BackfillInput);
    }
    const at = progress.cursor === undefined ? {} : { cursor: progress.cursor };
    const request = { ...scope, stream: stream.name, window, ...at, cause: 'backfill' as const };
    const found = await vendor(stream.system).sweepPage(isFed ? { ...request, hold: true } : request);
    note(progress, found);
    if (isFed) await feed(feeding, found.held ?? []);
    tell(progress);
  }
  while (feeding.underWay.length > 0) await look(feeding, [], 0, true);
  progress.done = true;
  return progress;
}

function note(progress: BackfillProgress, found: PageAnswer): void {
  progress.rows += found.rows;
  // Told with a stream's first page, perhaps better by a later one.
  if (found.total !== undefined) progress.total = Math.max(found.total, progress.rows);
  progress.woken += found.woken - (found.held?.length ?? 0);
  progress.settled += found.settled;
  progress.page = found.next === undefined ? 1 : progress.page + 1;
  if (found.next === undefined) {
    progress.stream++;
    delete progress.cursor;
  } else progress.cursor = found.next;
}

/** Wakes the records of a page, some whenever there is room. */
async function feed(feeding: Feeding, rows: NonNullable<PageAnswer['held']>): Promise<void> {
  counted(feeding, rows.length);
  for (let woken = 0; woken < rows.length; ) {
    const next = rows.slice(woken, woken + feeding.room);
    woken += next.length;
    feeding.progress.woken += next.length;
    await look(feeding, next, rows.length - woken);
  }
}

async function look(
  feeding: Feeding,
  rows: NonNullable<PageAnswer['held']>,
  left: number,
  untilEmpty = false,
): Promise<void> {
  const { steps, scope, underWay } = feeding;
  const more = untilEmpty ? { untilEmpty } : {};
  const answer = await steps.slow.feedRecords({ ...scope, rows, underWay, ...more });
  feeding.underWay = answer.underWay;
  feeding.room = answer.room;
  counted(feeding, left);
}

/** `left`: records of the page that are still to be woken. */
function counted({ progress, underWay }: Feeding, left: number): void {
  progress.underWay = underWay.length;
  progress.finished = progress.rows - left - underWay.length;
  tell(progress);
}

function tell({ rows, total, woken, settled, finished, underWay }: BackfillProgress): void {
  const of = total === undefined ? '' : ` of ${total}`;
  const words = finished === undefined ? [] : [`${finished}${of} finished`, `${underWay ?? 0} under way`];
  setCurrentDetails(
    [...words, `${rows}${of} rows read`, `${woken} records woken`, `${settled} settled already`].join(', '),
  );
}
