/**
 * Which worker processes are alive, told by each of them in the shared store: limits that a vendor counts over the whole
 * account are divided by their number. The trap: one that was killed is missed only after a while; until then the others
 * have less than they could, never more.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { SharedStateStore } from '../store/contract.ts';

const KEY = 'workers/live';
const TELL_EVERY_MS = 3_000;
const DEAD_AFTER_MS = 12_000;

type Seen = Record<string, number>;

export type LiveWorkers = { count(): number; stop(): Promise<void> };

/** Resolves when this process is counted. `everyMs` is for tests. */
export async function joinWorkers(
  shared: SharedStateStore,
  log: Logger,
  everyMs = TELL_EVERY_MS,
): Promise<LiveWorkers> {
  const own = randomUUID();
  let count = 1;
  const tell = async (isAlive: boolean) => {
    count = await shared.change(KEY, (value) => {
      const nowMs = Date.now();
      const seen = Object.entries(JSON.parse(value ?? '{}') as Seen);
      const others = seen.filter(([id, at]) => id !== own && nowMs - at < DEAD_AFTER_MS);
      const all = isAlive ? [...others, [own, nowMs] as const] : others;
      return { value: JSON.stringify(Object.fromEntries(all)), answer: Math.max(1, all.length) };
    });
  };
  const quietly = (work: Promise<void>) =>
    work.catch((error: unknown) => log.warn({ err: error }, 'worker: could not tell that it is alive'));
  await quietly(tell(true));
  let telling: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    telling = quietly(tell(true));
  }, everyMs);
  return {
    count: () => count,
    async stop() {
      clearInterval(timer);
      await telling;
      await quietly(tell(false));
    },
  };
}
