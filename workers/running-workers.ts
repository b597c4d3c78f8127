/**
 * The workers of this process while they run. NetSuite's is replaced when the connections allow another number of calls at
 * once, e.g. when the first connection is applied. The trap: two workers of one process may not share a queue, so the old
 * one finishes what it has before the new one is made.
 */
import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

const LOOK_EVERY_MS = 5_000;

export type RunningWorkers = { areRunning(): boolean; stop(): Promise<void> };

export type ResizingOptions = {
  workers: Worker[];
  /** The one among `workers` that is replaced. */
  sized: { worker: Worker; slots: number; slotsNow(): Promise<number>; create(slots: number): Promise<Worker> };
  log: Logger;
  /** A worker stopped by an error. */
  failed(error: unknown): undefined;
};

export function runWorkers({ workers, sized, log, failed }: ResizingOptions): RunningWorkers {
  const runs = new Set<Promise<void>>();
  const run = (worker: Worker) => {
    const running = worker.run().catch(failed);
    runs.add(running);
    void running.finally(() => runs.delete(running));
    return running;
  };
  const fixed = workers.filter((worker) => worker !== sized.worker);
  let { worker, slots } = sized;
  for (const each of fixed) void run(each);
  let ended = run(worker);

  const look = async () => {
    const wanted = await sized.slotsNow();
    if (wanted === slots) return;
    log.info({ slots: wanted, before: slots }, 'worker: NetSuite calls at once have changed');
    worker.shutdown();
    await ended;
    // Without a worker on NetSuite's queue the process is of no use: then it ends and is started again.
    const next = await sized.create(wanted).catch(failed);
    if (next === undefined) return;
    worker = next;
    slots = wanted;
    ended = run(worker);
  };
  let looking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(look)
      .catch((error: unknown) => log.warn({ err: error }, 'worker: the connections could not be read'));
  }, LOOK_EVERY_MS);

  return {
    areRunning: () => [...fixed, worker].every((each) => each.getState() === 'RUNNING'),
    async stop() {
      clearInterval(timer);
      await looking;
      for (const each of [...fixed, worker]) if (each.getState() === 'RUNNING') each.shutdown();
      await Promise.all(runs);
    },
  };
}
