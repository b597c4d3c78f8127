/**
 * Lets many callers share one transaction: those that wait at the same moment are written and committed together, so
 * that a disk flush is paid once. Each caller's promise resolves after COMMIT.
 * The trap: after a failed COMMIT nobody knows whether it counted, so nothing is written again then.
 */
import { hitsEveryWrite, StoreError } from './errors.ts';
import type { Db, Trx } from './schema.ts';

const MOST_PER_WRITER = 256;

/** Writes all items inside the given transaction; answers one result for each, in order. */
type BatchWrite<Item, Result> = (trx: Trx, items: Item[]) => Promise<Result[]>;

export type GroupCommit = {
  /** Makes a function that queues one item. Writers run in the order in which they were made (one order of locks). */
  writer<Item, Result>(write: BatchWrite<Item, Result>): (item: Item) => Promise<Result>;
  /** Refuses new items and resolves when all that wait are written. */
  close(): Promise<void>;
};

type Job<Item, Result> = { item: Item; resolve(result: Result): void; reject(error: unknown): void };

/** What is taken from one writer's queue for one transaction. */
type Batch = {
  size: number;
  write(trx: Trx): Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
  singles(): Batch[];
};

export function createGroupCommit(db: Db): GroupCommit {
  const queues: (() => Batch | undefined)[] = [];
  let running: Promise<void> | undefined;
  let closed = false;

  const drain = async (): Promise<void> => {
    // Callers of the same tick come into the same transaction.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const batches = queues.map((take) => take()).filter((batch) => batch !== undefined);
      if (batches.length === 0) break;
      await writeTogether(db, batches);
    }
    running = undefined;
  };

  return {
    writer(write) {
      const jobs = queue(write);
      queues.push(jobs.take);
      return (item) => {
        if (closed) return Promise.reject(new StoreError('invalid', 'The store is closed.', 'Open it again.'));
        const done = jobs.add(item);
        running ??= drain();
        return done;
      };
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

function queue<Item, Result>(write: BatchWrite<Item, Result>) {
  const waiting: Job<Item, Result>[] = [];
  return {
    add: (item: Item) => new Promise<Result>((resolve, reject) => waiting.push({ item, resolve, reject })),
    take: () => (waiting.length === 0 ? undefined : batchOf(write, waiting.splice(0, MOST_PER_WRITER))),
  };
}

function batchOf<Item, Result>(write: BatchWrite<Item, Result>, jobs: Job<Item, Result>[]): Batch {
  let results: Result[] = [];
  return {
    size: jobs.length,
    async write(trx) {
      results = await write(
        trx,
        jobs.map((job) => job.item),
      );
    },
    succeed() {
      for (const [index, job] of jobs.entries()) job.resolve(results[index] as Result);
    },
    fail(error) {
      for (const job of jobs) job.reject(error);
    },
    singles: () => jobs.map((job) => batchOf(write, [job])),
  };
}

async function writeTogether(db: Db, batches: Batch[]): Promise<void> {
  let written = false;
  try {
    await db.transaction().execute(async (trx) => {
      for (const batch of batches) await batch.write(trx);
      written = true;
    });
  } catch (error) {
    const alone = batches.length === 1 && batches[0]?.size === 1;
    if (written || alone || hitsEveryWrite(error)) {
      for (const batch of batches) batch.fail(error);
      return;
    }
    // One bad row must not fail its neighbours.
    for (const single of batches.flatMap((batch) => batch.singles())) await writeTogether(db, [single]);
    return;
  }
  for (const batch of batches) batch.succeed();
}
