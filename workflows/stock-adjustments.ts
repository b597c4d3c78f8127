/**
 * stockAdjustments: stock that was corrected in ShipStation by hand is corrected in Fusion too. Once a day by its schedule.
 * What no label explains becomes one record of inventoryPosting each, which books it and waits by itself.
 * The trap: a first run only remembers; and very many differences at once are a person's matter.
 */
import { condition, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { AdjustmentProgress, RunInput } from './contracts.ts';
import { adjustmentProgressQuery, retrySignal, wakeSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';
import { isGivenUp } from './stock-run.ts';

const SYNC = 'stockAdjustments';
const RUN_KEY = 'run';
const HOUR_MS = 3_600_000;
/** The next run of the schedule takes over. */
const MOST_TRIES = 12;
const PASSING = new Set(['auth', 'connection-parked', 'connection-paused', 'unavailable', 'step-timed-out']);

export async function stockAdjustments({ connection, cause }: RunInput): Promise<AdjustmentProgress> {
  const scope = { connection, sync: SYNC, recordKey: RUN_KEY };
  const steps = stepsFor(priorityOf(cause ?? 'sweep', connection));
  const progress: AdjustmentProgress = { phase: 'comparing', levels: 0, adjustments: 0, postponed: 0 };
  let wakes = 0;
  const wakeUp = () => {
    wakes += 1;
  };
  setHandler(adjustmentProgressQuery, () => progress, { description: 'How far the run is.' });
  setHandler(retrySignal, wakeUp, { description: 'Try again now what the run waits for.' });
  setHandler(wakeSignal, wakeUp);
  let obstacle: Obstacle | undefined;
  for (let tries = 1; ; tries++) {
    const present = wakes;
    obstacle = await compare(steps, scope, progress);
    if (obstacle === undefined || !PASSING.has(obstacle.cause) || tries >= MOST_TRIES) break;
    progress.stopped = obstacle.reason;
    await condition(() => wakes > present, HOUR_MS, { summary: 'tries again' });
    delete progress.stopped;
  }
  progress.phase = 'done';
  if (obstacle !== undefined) progress.stopped = obstacle.reason;
  await settle(steps, scope, progress, obstacle);
  return progress;
}

type Steps = ReturnType<typeof stepsFor>;
type Scope = { connection: string; sync: string; recordKey: string };

/** What stands in the way; undefined at the end. */
async function compare(steps: Steps, scope: Scope, progress: AdjustmentProgress): Promise<Obstacle | undefined> {
  try {
    // What an earlier run has kept is handed on first; then the stock is looked at.
    await steps.slow.handOnAdjustments(scope);
    const answer = await steps.shipStation.compareStock(scope);
    const { enabled, levels, adjustments, postponed, tooMany, first } = answer;
    Object.assign(progress, { levels, adjustments, postponed, ...(first ? { first } : {}) });
    if (!enabled) progress.stopped = 'the sync is switched off, or no location is mapped';
    if (tooMany !== undefined) return manyWords(tooMany);
    await steps.slow.handOnAdjustments(scope);
    return undefined;
  } catch (error) {
    if (!isGivenUp(error)) throw error;
    return obstacleOf(error);
  }
}

const manyWords = (count: number): Obstacle => ({
  cause: 'too-many-differences',
  reason: `${count} stock levels differ from what labels explain: nothing was booked. If that is right, raise syncs.stockAdjustments.most above it for one run; if the levels were imported anew, take the location out of the file for one run, which forgets its levels`,
});

async function settle(
  steps: Steps,
  scope: Scope,
  { levels, adjustments, postponed, first }: AdjustmentProgress,
  obstacle: Obstacle | undefined,
): Promise<void> {
  const words =
    first === true
      ? `first look: ${levels} levels remembered`
      : `${levels} levels compared, ${adjustments} adjustments handed on, ${postponed} left for the next run`;
  const told = obstacle === undefined ? { summary: words } : { cause: obstacle.cause, reason: obstacle.reason };
  const status = obstacle === undefined ? ('done' as const) : ('waiting' as const);
  await steps.slow.settleRecord({ ...scope, status, foundBy: 'sweep', numbers: [], sources: [], ...told });
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.status, value: status },
    { key: SEARCH_ATTRIBUTES.cause, value: obstacle?.cause ?? null },
  ]);
}
