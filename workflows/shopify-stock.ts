/**
 * shopifyStock: NetSuite's stock becomes what the shop shows. Page by page: read Shopify, ask NetSuite, set what differs,
 * read back. Started by its schedule over everything, and for a few SKUs by an event, under an id of their own.
 * The trap: what is to be done lies in the store, never in the history; only cursors and counts pass through here.
 */
import { condition, continueAsNew, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
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

type Carried = { run: string; progress: StockProgress; cursor: string | undefined; wakes: number };
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
        const { run: id, progress, cursor } = run;
        await continueAsNew<typeof shopifyStock>({ ...input, carried: { run: id, progress, cursor, wakes } });
      }
      // What was said meanwhile may be about what was read before.
      if (run.wakes === wakes) break;
      Object.assign(run.progress, freshCounts(), { pass: run.progress.pass + 1 });
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
    cursor: carried?.cursor,
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

async function compareAll(run: Run): Promise<'done' | 'afresh'> {
  const { scope, steps } = run;
  const { mode, enabled, locations, waiting } = await patiently(run, () => steps.shopify.beginShopStock(scope));
  if (!enabled || locations.length === 0) {
    tell(run, { stopped: enabled ? 'no mapped location can be written' : 'the sync is switched off' });
    return 'done';
  }
  const isFirstPage = run.cursor === undefined;
  tell(run, { shadow: mode === 'shadow', ...(isFirstPage ? { waiting: run.progress.waiting + waiting } : {}) });
  const { keys } = run;
  if (keys !== undefined) {
    const found = await patiently(run, () => steps.netSuite.shopStockKeys({ ...scope, keys }));
    if (found.length > 0) await comparePage(run, locations, { keys: found });
    return 'done';
  }
  for (let pages = 0; pages < PAGES_PER_RUN && !workflowInfo().continueAsNewSuggested; pages++) {
    const at = run.cursor === undefined ? {} : { cursor: run.cursor };
    run.cursor = await comparePage(run, locations, at);
    if (run.cursor === undefined) return 'done';
  }
  return 'afresh';
}

/** Answers where the next page begins. */
async function comparePage(
  run: Run,
  locations: string[],
  what: { cursor?: string; keys?: string[] },
): Promise<string | undefined> {
  const { progress, steps } = run;
  const scope = { ...run.scope, locations };
  tell(run, { phase: 'reading Shopify' });
  const { items, sales, waiting, next } = await patiently(run, () =>
    steps.shopify.readShopStock({ ...scope, ...what }),
  );
  tell(run, { phase: 'comparing', read: progress.read + items.length, waiting: progress.waiting + waiting });
  if (items.length === 0) return next;
  const wanted = await patiently(run, () => steps.netSuite.wantShopStock({ ...scope, items, sales }));
  tell(run, { same: progress.same + wanted.same, waiting: progress.waiting + wanted.waiting });
  if (wanted.todo === 0) return next;
  if (progress.shadow === true) {
    tell(run, { todo: progress.todo + wanted.todo });
    return next;
  }
  tell(run, { phase: 'writing' });
  const written = await patiently(run, () => steps.shopify.writeShopStock({ ...scope, items }));
  tell(run, {
    same: progress.same + written.same,
    changed: progress.changed + written.changed,
    waiting: progress.waiting + written.waiting,
    failed: progress.failed + written.failed,
    written: progress.written + written.calls,
  });
  return next;
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
