/**
 * The workers of this process while they run. NetSuite's is replaced when the connections allow another number of calls at
 * once, e.g. when the first connection is applied. The trap: the old one finishes what it has while the new one works.
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
  failed(error: unknown): void;
};

export function runWorkers({ workers, sized, log, failed }: ResizingOptions): RunningWorkers {
  const runs = new Set<Promise<void>>();
  const run = (worker: Worker) => {
    const running = worker.run().catch(failed);
    runs.add(running);
    void running.finally(() => runs.delete(running));
  };
  const fixed = workers.filter((worker) => worker !== sized.worker);
  let { worker, slots } = sized;
  for (const each of workers) run(each);

  const look = async () => {
    const wanted = await sized.slotsNow();
    if (wanted === slots) return;
    const next = await sized.create(wanted);
    log.info({ slots: wanted, before: slots }, 'worker: NetSuite calls at once have changed');
    run(next);
    worker.shutdown();
    worker = next;
    slots = wanted;
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
