/**
 * shopifyStock: NetSuite's stock becomes what the shop shows. Page by page: read Shopify, ask NetSuite, set what differs,
 * read back. Started by its schedule over everything, and for a few SKUs by an event, under an id of their own.
 * The trap: what is to be done lies in the store, never in the history; only cursors and counts pass through here.
 */
import { condition, continueAsNew, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Place } from '../activities/netsuite-shopify/stock-read.ts';
import { obstacleOf } from './blocked-by.ts';
import type { RunInput, StockProgress, WakeCause } from './contracts.ts';
import { retrySignal, stockProgressQuery, wakeSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { stepsFor } from './steps.ts';
import { sumOf } from './stock-progress.ts';
import { isGivenUp, patiently, tell } from './stock-run.ts';

const SYNC = 'shopifyStock';
const PAGES_PER_RUN = 100;
/** Events of one item come in crowds. */
const SETTLE_MS = 300;

/** `listed`: all variants are rows of the run, which are worked through `after` the last. */
type Carried = {
  run: string;
  progress: StockProgress;
  listed: boolean;
  cursor?: string;
  after?: Place;
  wakes: number;
};
/** `key` instead of `only` where an event means one thing: a SKU, `item/<id>`, `transaction/<id>`, `inventory/<id>`. */
export type ShopStockInput = Omit<RunInput, 'sync'> & {
  sync?: string;
  key?: string;
  foundBy?: WakeCause;
  carried?: Carried;
};

type Run = Carried & {
  scope: { connection: string; sync: string; recordKey: string; run: string };
  steps: ReturnType<typeof stepsFor>;
  keys: string[] | undefined;
};

export async function shopifyStock(input: ShopStockInput): Promise<StockProgress> {
  const run = begin(input);
  try {
    for (;;) {
      const { wakes } = run;
      if ((await compareAll(run)) === 'afresh') {
        await continueAsNew<typeof shopifyStock>({ ...input, carried: carriedOf(run, wakes) });
      }
      // What was said meanwhile may be about what was read before.
      if (run.wakes === wakes) break;
      Object.assign(run.progress, freshCounts(), { pass: run.progress.pass + 1 });
      run.listed = false;
      await condition(() => false, SETTLE_MS);
    }
    await finish(run);
  } catch (error) {
    if (!isGivenUp(error)) throw error;
    await finish(run, obstacleOf(error));
  }
  return run.progress;
}

function begin({ connection, only, key, carried, cause, foundBy }: ShopStockInput): Run {
  const id = carried?.run ?? workflowInfo().runId;
  const urgency = cause ?? foundBy ?? 'sweep';
  const run: Run = {
    run: id,
    progress: carried?.progress ?? { ...freshCounts(), pass: 1, written: 0, startedAt: new Date().toISOString() },
    listed: carried?.listed ?? false,
    ...(carried?.cursor === undefined ? {} : { cursor: carried.cursor }),
    ...(carried?.after === undefined ? {} : { after: carried.after }),
    wakes: carried?.wakes ?? 0,
    scope: { connection, sync: SYNC, recordKey: '-', run: id },
    steps: stepsFor(priorityOf(urgency === 'webhook' ? 'webhook' : 'sweep', connection)),
    keys: only ?? (key === undefined ? undefined : [key]),
  };
  setHandler(stockProgressQuery, () => run.progress, { description: 'How far the run is.' });
  const wakeUp = () => {
    run.wakes += 1;
  };
  setHandler(retrySignal, wakeUp, { description: 'Look once more when this is through.' });
  setHandler(wakeSignal, wakeUp);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: connection },
    { key: SEARCH_ATTRIBUTES.sync, value: SYNC },
    { key: SEARCH_ATTRIBUTES.status, value: 'working' },
  ]);
  return run;
}

const freshCounts = () => ({
  phase: 'comparing' as const,
  ...{ same: 0, changed: 0, waiting: 0, failed: 0, todo: 0, read: 0 },
});

const carriedOf = ({ run, progress, listed, cursor, after }: Run, wakes: number): Carried => ({
  ...{ run, progress, listed, wakes },
  ...(cursor === undefined ? {} : { cursor }),
  ...(after === undefined ? {} : { after }),
});

async function compareAll(run: Run): Promise<'done' | 'afresh'> {
  const { scope, steps, keys, progress } = run;
  const { mode, enabled, locations, waiting } = await patiently(run, () => steps.shopify.beginShopStock(scope));
  if (!enabled || locations.length === 0) {
    tell(run, { stopped: enabled ? 'no mapped location can be written' : 'the sync is switched off' });
    return 'done';
  }
  tell(run, { shadow: mode === 'shadow' });
  if (keys !== undefined) {
    const found = await patiently(run, () => steps.netSuite.shopStockKeys({ ...scope, keys }));
    if (found.length > 0) await comparePage(run, locations, { keys: found });
    return 'done';
  }
  if (!run.listed && run.cursor === undefined) progress.waiting += waiting;
  for (let pages = 0; pages < PAGES_PER_RUN && !workflowInfo().continueAsNewSuggested; pages++) {
    if (!run.listed) await listPage(run, locations);
    else if (!(await comparePage(run, locations, run.after === undefined ? {} : { after: run.after }))) return 'done';
  }
  return 'afresh';
}

async function listPage(run: Run, locations: string[]): Promise<void> {
  const { progress, steps } = run;
  tell(run, { phase: 'reading Shopify' });
  const request = { ...run.scope, locations, ...(run.cursor === undefined ? {} : { cursor: run.cursor }) };
  const { read, waiting, next } = await patiently(run, () => steps.shopify.catalogShopStock(request));
  tell(run, { read: progress.read + read, waiting: progress.waiting + waiting });
  run.listed = next === undefined;
  delete run.cursor;
  delete run.after;
  if (next !== undefined) run.cursor = next;
}

/** False at the end. */
async function comparePage(run: Run, locations: string[], what: { after?: Place; keys?: string[] }): Promise<boolean> {
  const { progress, steps } = run;
  const scope = { ...run.scope, locations };
  tell(run, { phase: 'comparing' });
  const { items, sales, waiting, next } = await patiently(run, () =>
    steps.shopify.readShopStock({ ...scope, ...what }),
  );
  tell(run, { waiting: progress.waiting + waiting });
  delete run.after;
  if (next !== undefined) run.after = next;
  if (items.length === 0) return next !== undefined;
  const wanted = await patiently(run, () => steps.netSuite.wantShopStock({ ...scope, items, sales }));
  tell(run, { same: progress.same + wanted.same, waiting: progress.waiting + wanted.waiting });
  if (progress.shadow === true) tell(run, { todo: progress.todo + wanted.todo });
  else if (wanted.todo > 0) await writePage(run, scope, items);
  return next !== undefined;
}

async function writePage(run: Run, scope: Run['scope'] & { locations: string[] }, items: string[]): Promise<void> {
  const { progress, steps } = run;
  tell(run, { phase: 'writing' });
  const written = await patiently(run, () => steps.shopify.writeShopStock({ ...scope, items }));
  tell(run, {
    same: progress.same + written.same,
    changed: progress.changed + written.changed,
    waiting: progress.waiting + written.waiting,
    failed: progress.failed + written.failed,
    written: progress.written + written.calls,
  });
}

async function finish(run: Run, obstacle?: { cause: string; reason: string }): Promise<void> {
  const { progress, scope, keys } = run;
  if (obstacle !== undefined) progress.stopped = obstacle.reason;
  const stopped = progress.stopped === undefined ? {} : { stopped: progress.stopped };
  await run.steps.slow.finishShopStock({
    ...scope,
    startedAt: progress.startedAt,
    summary: sumOf(progress),
    whole: keys === undefined,
    ...stopped,
  });
  delete progress.waitsFor;
  tell(run, { phase: 'done' });
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.status, value: obstacle === undefined ? 'done' : 'waiting' },
    { key: SEARCH_ATTRIBUTES.cause, value: obstacle?.cause ?? null },
  ]);
}
