/**
 * journalImport: what waits in the queue of journal entries goes into Fusion's ledger, one file for each accounting day.
 * Started by its schedule; an import that an earlier run has begun is brought to its end first.
 * The trap: a job that ended well may still have left journals out; each entry is settled by what stands in the ledger.
 */
import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { JournalProgress, RunInput } from './contracts.ts';
import { journalProgressQuery, retrySignal, wakeSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';
import { isGivenUp } from './stock-run.ts';

const SYNC = 'journalImport';
const RUN_KEY = 'run';
/** About a day of asking at the usual pace; the next run goes on with the import. */
const MOST_POLLS = 5_000;
const LONGEST_POLL_MS = 5 * 60_000;

export type JournalRunInput = RunInput & { carried?: { progress: JournalProgress } };
type Run = {
  progress: JournalProgress;
  scope: { connection: string; sync: string; recordKey: string };
  steps: ReturnType<typeof stepsFor>;
  wakes: number;
};

export async function journalImport(input: JournalRunInput): Promise<JournalProgress> {
  const run = begin(input);
  let obstacle: Obstacle | undefined;
  try {
    while (await importNext(run)) {
      if (workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof journalImport>({ ...input, carried: { progress: run.progress } });
      }
    }
  } catch (error) {
    if (!isGivenUp(error)) throw error;
    obstacle = obstacleOf(error);
    run.progress.stopped = obstacle.reason;
  }
  await finish(run, obstacle);
  return run.progress;
}

function begin({ connection, cause, carried }: JournalRunInput): Run {
  const run: Run = {
    progress: carried?.progress ?? { phase: 'gathering', imports: 0, posted: 0, rejected: 0, stuck: 0 },
    scope: { connection, sync: SYNC, recordKey: RUN_KEY },
    steps: stepsFor(priorityOf(cause ?? 'sweep', connection)),
    wakes: 0,
  };
  setHandler(journalProgressQuery, () => run.progress, { description: 'How far the import is.' });
  const wakeUp = () => {
    run.wakes += 1;
  };
  setHandler(retrySignal, wakeUp, { description: 'Ask now how the import stands.' });
  setHandler(wakeSignal, wakeUp);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: connection },
    { key: SEARCH_ATTRIBUTES.sync, value: SYNC },
    { key: SEARCH_ATTRIBUTES.status, value: 'working' },
  ]);
  return run;
}

/** False when nothing is due any more. */
async function importNext(run: Run): Promise<boolean> {
  const { scope, steps, progress } = run;
  tell(run, { phase: 'gathering' });
  const { groupId, entries, woken } = await steps.fusion.openJournalGroup(scope);
  if (woken.length > 0) await steps.slow.wakeJournalRecords({ ...scope, groupId: 'waiting', records: woken });
  if (groupId === undefined) return false;
  tell(run, { phase: 'sending', group: groupId, entries });
  const { job, pollMs } = await steps.fusion.sendJournalGroup({ ...scope, groupId });
  if (job !== undefined) tell(run, { job });
  tell(run, { phase: 'importing' });
  const state = job === undefined ? undefined : await jobsEnd(run, { groupId, job, pollMs });
  tell(run, { phase: 'settling' });
  const request = { ...scope, groupId, ...(state === undefined ? {} : { state }) };
  const result = await steps.fusion.closeJournalGroup(request);
  await steps.slow.wakeJournalRecords({ ...scope, groupId, records: result.records });
  tell(run, {
    imports: progress.imports + 1,
    posted: progress.posted + result.posted,
    rejected: progress.rejected + result.rejected,
    stuck: progress.stuck + result.stuck,
    ...(result.posting === undefined ? {} : { posting: result.posting }),
  });
  delete progress.job;
  delete progress.group;
  delete progress.entries;
  return true;
}

/** Asks until the job and its children are over. */
async function jobsEnd(run: Run, { groupId, job, pollMs }: { groupId: string; job: string; pollMs: number }) {
  const { scope, steps } = run;
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    const state = await steps.fusion.readJournalJob({ ...scope, groupId, job });
    tell(run, { status: state.status });
    if (state.state !== 'running') return state;
    const { wakes } = run;
    const delayMs = Math.min(LONGEST_POLL_MS, pollMs * (1 + Math.floor(polls / 20)));
    await condition(() => run.wakes > wakes, delayMs, { summary: 'asks again how the import stands' });
  }
  throw new Error(`request ${job} has not come to an end; the next run asks again`);
}

function tell(run: Run, news: Partial<JournalProgress>): void {
  Object.assign(run.progress, news);
  setCurrentDetails(wordsOf(run.progress));
}

const wordsOf = ({ phase, imports, posted, rejected, stuck, job, status }: JournalProgress): string =>
  [
    `**${phase}**${job === undefined ? '' : ` (request ${job}${status === undefined ? '' : `: ${status}`})`}`,
    `${imports} imports: ${posted} entries posted, ${rejected} refused, ${stuck} in part`,
  ].join('\n\n');

async function finish(run: Run, obstacle: Obstacle | undefined): Promise<void> {
  const { progress, scope, steps } = run;
  tell(run, { phase: 'done' });
  const { imports, posted, rejected, stuck } = progress;
  const summary = `${imports} imports: ${posted} entries posted, ${rejected} refused, ${stuck} in part`;
  const status = obstacle === undefined ? ('done' as const) : ('waiting' as const);
  // A run with nothing to do is no news.
  if (imports > 0 || obstacle !== undefined || progress.stopped !== undefined) {
    const words = obstacle === undefined ? { summary } : { cause: obstacle.cause, reason: obstacle.reason };
    await steps.slow.settleRecord({ ...scope, status, foundBy: 'sweep', numbers: [], sources: [], ...words });
  }
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.status, value: status },
    { key: SEARCH_ATTRIBUTES.cause, value: obstacle?.cause ?? null },
  ]);
}
