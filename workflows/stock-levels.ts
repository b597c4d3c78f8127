/**
 * stockLevels: NetSuite's stock becomes what ShipStation shows. Reads both sides into a table, compares, sets what differs,
 * and reads NetSuite once more for what changed meanwhile, until nothing is left.
 * The trap: what is to be done lies in the table and never in the history, so a run over 100,000 SKUs stays short; a write
 * always carries what NetSuite said moments ago, never what was planned.
 */
import { continueAsNew, sleep, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { StockProgress } from './contracts.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { forecast, sumOf } from './stock-progress.ts';
import { readAll, readSome } from './stock-reading.ts';
import { beginRun, isGivenUp, patiently, type Run, type StockInput, tell } from './stock-run.ts';

/** In a shop where stock changes all the time, each reading finds something; the next run goes on with it. */
const MOST_PASSES = 6;
const BATCHES_PER_RUN = 120;
/** So few are read back one by one, whatever the list costs. */
const FEW_SKUS = 50;

export async function stockLevels(input: StockInput): Promise<StockProgress> {
  const run = beginRun(input);
  try {
    if (input.carried === undefined && !(await start(run, input.cause !== undefined))) return run.progress;
    if ((await converge(run)) === 'afresh') {
      const { run: id, progress, phase, readBack, pages, missing, others } = run;
      const again = run.wakes > run.wakesSeen;
      const carried = { run: id, progress, phase, readBack, pages, missing, others, again };
      await continueAsNew<typeof stockLevels>({ ...input, carried });
    }
    await finish(run);
  } catch (error) {
    if (!isGivenUp(error)) throw error;
    await finish(run, obstacleOf(error));
  }
  return run.progress;
}

/** False when another run over everything is under way; then this one has nothing to do. */
async function start(run: Run, asked: boolean): Promise<boolean> {
  const { busy } = await patiently(run, () => run.steps.slow.beginStock({ ...run.scope, asked }));
  if (busy !== undefined) tell(run, { phase: 'done', stopped: `another run is under way: ${busy}` });
  return busy === undefined;
}

async function converge(run: Run): Promise<'done' | 'afresh'> {
  for (; ; run.progress.pass++) {
    if (run.phase === 'read' && !(await readAndPlan(run))) {
      if (run.wakes === run.wakesSeen) return 'done';
      // What the person has mended may be anywhere.
      run.progress.pass = 0;
      continue;
    }
    run.phase = 'write';
    if ((await writeAll(run)) === 'afresh') return 'afresh';
    run.phase = 'read';
    if (run.progress.pass >= MOST_PASSES) return 'done';
  }
}

/** Whether there is something to write. */
async function readAndPlan(run: Run): Promise<boolean> {
  const { progress, scope, steps } = run;
  if (progress.pass === 1) {
    run.wakesSeen = run.wakes;
    run.others = [];
  }
  const answered = run.only === undefined ? await readAll(run) : await readSome(run, run.only);
  tell(run, { phase: 'comparing' });
  const request = { ...scope, missing: run.missing, ...(answered === undefined ? {} : { answered }) };
  const { mode, todoSkus, confirm, ...counts } = await patiently(run, () =>
    steps.slow.planStock({ ...request, startedAt: progress.startedAt }),
  );
  tell(run, { ...counts, shadow: mode === 'shadow' });
  if (mode !== 'live') return false;
  // With few to write, reading each back is cheaper than reading the whole list again.
  const isLast = progress.pass >= MOST_PASSES;
  run.readBack = run.only === undefined && todoSkus > Math.max(run.pages, FEW_SKUS) && !isLast ? 'later' : 'now';
  return counts.todo > 0 || (confirm && progress.pass === 1);
}

async function writeAll(run: Run): Promise<'done' | 'afresh'> {
  const { scope, steps, progress } = run;
  const sinceMs = Date.now();
  let done = 0;
  tell(run, { phase: 'writing' });
  for (let batches = 0; ; batches++) {
    if (batches >= BATCHES_PER_RUN || workflowInfo().continueAsNewSuggested) return 'afresh';
    const { skus } = await patiently(run, () => steps.netSuite.refreshStock(scope));
    if (skus === 0) break;
    const answer = await patiently(run, () => steps.shipStation.writeStock({ ...scope, readBack: run.readBack }));
    const { todoSkus, ...counts } = answer.counts;
    done += answer.skus;
    const endsAt = forecast(done, todoSkus, sinceMs, Date.now());
    tell(run, {
      ...counts,
      written: progress.written + answer.written,
      ...(answer.budget === undefined ? {} : { budget: answer.budget }),
      ...(endsAt === undefined ? {} : { endsAt }),
    });
    // No longer live: nothing more is written.
    if (answer.skus === 0 && answer.waitMs === undefined) break;
    if (answer.waitMs !== undefined) await sleep(answer.waitMs, { summary: 'the rate budget opens again' });
  }
  delete progress.endsAt;
  return 'done';
}

async function finish(run: Run, obstacle?: Obstacle): Promise<void> {
  const { progress, scope, others } = run;
  progress.waiting += others.length;
  if (obstacle !== undefined) progress.stopped = obstacle.reason;
  const stopped = obstacle === undefined ? {} : { stopped: { cause: obstacle.cause, reason: obstacle.reason } };
  await run.steps.slow.finishStock({
    ...scope,
    startedAt: progress.startedAt,
    summary: sumOf(progress),
    others,
    ...stopped,
  });
  delete progress.waitsFor;
  tell(run, { phase: 'done' });
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.status, value: obstacle === undefined ? 'done' : 'waiting' },
    { key: SEARCH_ATTRIBUTES.cause, value: obstacle?.cause ?? null },
  ]);
}
