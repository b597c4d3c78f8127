/**
 * A stock run while it goes: what it carries over to a new execution, what it shows, and how it waits for what is in the way.
 * The trap: "look again" may be said at any moment; it is counted, so that none is lost between two readings.
 */
import {
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { RunInput, StockProgress } from './contracts.ts';
import { retrySignal, stockProgressQuery, wakeSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { type Steps, stepsFor } from './steps.ts';
import { describeProgress } from './stock-progress.ts';

const SYNC = 'stockLevels';
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** About a day of waiting for the same step. */
const MOST_WAITS = 100;
/** These pass by themselves, or when somebody mends the connection. */
const PASSING = new Set([
  'auth',
  'connection-parked',
  'connection-paused',
  'unavailable',
  'step-timed-out',
  'conflict',
]);

/** What waits without a level of its own. */
export type Other = { key: string; cause: string; reason: string };

type Carried = {
  run: string;
  progress: StockProgress;
  phase: 'read' | 'write';
  readBack: 'now' | 'later';
  /** Pages of ShipStation's list. */
  pages: number;
  missing: string[];
  others: Other[];
  /** Somebody said "look again" meanwhile. */
  again: boolean;
};

/** A whole run; with `only` just these SKUs. */
export type StockInput = RunInput & { carried?: Carried };

export type Run = Omit<Carried, 'again'> & {
  scope: { connection: string; sync: string; recordKey: string; run: string; only?: string[] };
  steps: Steps;
  only: string[] | undefined;
  /** How often somebody said "look again", and how often when the last reading of everything began. */
  wakes: number;
  wakesSeen: number;
};

/** Not a cancellation, and not the hand-over to the next execution. */
export const isGivenUp = (error: unknown): boolean =>
  !isCancellation(error) && !(error instanceof Error && error.name === 'ContinueAsNew');

/** Takes up where the execution before left off; sets the handlers. */
export function beginRun(input: StockInput): Run {
  const { connection, carried, only } = input;
  const id = carried?.run ?? workflowInfo().runId;
  const scope = { connection, sync: SYNC, recordKey: '-', run: id, ...(only === undefined ? {} : { only }) };
  const run: Run = {
    run: id,
    progress: carried?.progress ?? freshProgress(),
    phase: carried?.phase ?? 'read',
    readBack: carried?.readBack ?? 'now',
    pages: carried?.pages ?? 0,
    missing: carried?.missing ?? [],
    others: carried?.others ?? [],
    scope,
    steps: stepsFor(priorityOf('sweep', connection)),
    only,
    wakes: carried?.again === true ? 1 : 0,
    wakesSeen: 0,
  };
  setHandler(stockProgressQuery, () => run.progress, {
    description: 'How far the run is, and when it will be through.',
  });
  const wakeUp = () => {
    run.wakes += 1;
  };
  setHandler(retrySignal, wakeUp, { description: 'Try again now what the run waits for.' });
  setHandler(wakeSignal, wakeUp);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: connection },
    { key: SEARCH_ATTRIBUTES.sync, value: SYNC },
    { key: SEARCH_ATTRIBUTES.status, value: 'working' },
  ]);
  return run;
}

const freshProgress = (): StockProgress => ({
  phase: 'reading NetSuite',
  pass: 1,
  same: 0,
  changed: 0,
  waiting: 0,
  failed: 0,
  todo: 0,
  read: 0,
  written: 0,
  startedAt: new Date().toISOString(),
});

/** Changes what the query and the Web UI show. */
export function tell(run: Pick<Run, 'progress'>, news: Partial<StockProgress>): void {
  Object.assign(run.progress, news);
  setCurrentDetails(describeProgress(run.progress));
}

/** A step; what stands in its way and will pass is waited for. */
export async function patiently<T>(run: Pick<Run, 'progress' | 'wakes'>, step: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits++) {
    try {
      const answer = await step();
      delete run.progress.waitsFor;
      return answer;
    } catch (error) {
      const { cause, reason } = obstacleOf(error);
      if (!isGivenUp(error) || !PASSING.has(cause) || waits >= MOST_WAITS) throw error;
      tell(run, { waitsFor: reason });
      const { wakes } = run;
      const delayMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(waits, 10), LONGEST_WAIT_MS);
      await condition(() => run.wakes > wakes, delayMs, { summary: 'tries again' });
    }
  }
}
