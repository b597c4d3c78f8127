/**
 * Starting, finding and following a stock run. The trap: scheduled runs have the time behind their id, so a run that is on
 * is looked for, not guessed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { RunInput, StockProgress } from '../../workflows/contracts.ts';
import { runId } from '../../workflows/ids.ts';
import { MAIN_QUEUE, priorityOf, WORKFLOW_TASK_TIMEOUT } from '../../workflows/policies.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import type { Output } from '../output.ts';
import { untilStopped } from '../until-stopped.ts';
import { barValues } from './words.ts';

/** The sync of a pair that compares stock; undefined: it has none. */
export const stockSyncOf = (syncs: object): StockSync | undefined =>
  'stockLevels' in syncs ? 'stockLevels' : 'shopifyStock' in syncs ? 'shopifyStock' : undefined;
export type StockSync = 'stockLevels' | 'shopifyStock';

/** The run over all SKUs that is on now. */
export async function runningStock(
  client: Client,
  connection: string,
  sync: StockSync,
): Promise<WorkflowHandle | undefined> {
  const whole = runId(connection, sync);
  // A run that was started a moment ago is not listed yet.
  const byHand = client.workflow.getHandle(whole);
  const found = await byHand.describe().catch(() => undefined);
  if (found?.status.name === 'RUNNING') return byHand;
  const query = `WorkflowType = '${sync}' AND MlConnection = '${connection}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query }))
    if (workflowId.startsWith(`${whole}-`)) return client.workflow.getHandle(workflowId);
  return undefined;
}

/** A run over some SKUs has an id of its own and does not wait for one over all. */
export async function startOrFind(
  client: Client,
  connection: string,
  sync: StockSync,
  skus: string[] | undefined,
): Promise<{ handle: WorkflowHandle; isNew: boolean }> {
  const running = skus === undefined ? await runningStock(client, connection, sync) : undefined;
  if (running !== undefined) return { handle: running, isNew: false };
  const only = skus === undefined ? undefined : [...new Set(skus)].sort();
  const workflowId = runId(connection, sync) + (only === undefined ? '' : `/${only.join(',').slice(0, 200)}`);
  const input: RunInput = { connection, sync, cause: 'person', ...(only === undefined ? {} : { only }) };
  const handle = await client.workflow
    .start(sync, {
      workflowId,
      taskQueue: MAIN_QUEUE,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [input],
      // Levels are never more urgent than what leaves the house, whoever asks.
      priority: priorityOf('sweep', connection),
      typedSearchAttributes: new TypedSearchAttributes([
        { key: SEARCH_ATTRIBUTES.connection, value: connection },
        { key: SEARCH_ATTRIBUTES.sync, value: sync },
      ]),
    })
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return undefined;
      throw error;
    });
  return handle === undefined
    ? { handle: client.workflow.getHandle(workflowId), isNew: false }
    : { handle, isNew: true };
}

const LOOK_EVERY_MS = 500;

/** A bar on a terminal, nothing otherwise; ends with the workflow, or with Ctrl-C. */
export async function follow(
  handle: WorkflowHandle,
  out: Output,
): Promise<{ progress: StockProgress | undefined; ended: boolean }> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const bar = await progressBar(out);
  let end: { progress: StockProgress } | { error: unknown } | undefined;
  const finished = untilStopped(handle, stop.signal, () => handle.result()).then(
    (progress: unknown) => ({ progress: progress as StockProgress }),
    (error: unknown) => ({ error }),
  );
  void finished.then((found) => {
    if (stop.signal.aborted) return;
    end = found;
    stop.abort();
  });
  let progress: StockProgress | undefined;
  try {
    while (!stop.signal.aborted) {
      progress = (await lookAt(handle, stop.signal)) ?? progress;
      if (progress !== undefined) bar?.update(progress);
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    bar?.stop();
    process.removeListener('SIGINT', onInterrupt);
  }
  if (end === undefined) return { progress, ended: false };
  if ('error' in end) throw end.error;
  return { progress: end.progress, ended: true };
}

/** A query needs a worker; while there is none nothing is known. */
export async function lookAt(
  handle: WorkflowHandle,
  signal: AbortSignal = new AbortController().signal,
): Promise<StockProgress | undefined> {
  try {
    return await untilStopped(handle, signal, () => handle.query<StockProgress>('progress'));
  } catch {
    return undefined;
  }
}

type Bar = { update(progress: StockProgress): void; stop(): void };

async function progressBar(out: Output): Promise<Bar | undefined> {
  if (!out.interactive) return undefined;
  const { SingleBar, Presets } = await import('cli-progress');
  const format = '{bar} {value}/{total} {phase} · {changed} changed, {waiting} waiting, {failed} failed{budget}{end}';
  const bar = new SingleBar({ format, clearOnComplete: false, fps: 4 }, Presets.shades_classic);
  const empty = { phase: '', changed: 0, waiting: 0, failed: 0, budget: '', end: '' };
  bar.start(1, 0, empty);
  return {
    update: (progress) => {
      const { total, done, ...words } = barValues(progress);
      bar.setTotal(total);
      bar.update(done, words);
    },
    stop: () => bar.stop(),
  };
}
