// Things that happen later on the simulated clock: webhook attempts, planned receipts and parcels, the Monday invoices.
// Trap: a jump runs all that became due at once; each task is told the simulated instant it was due at.
import type { SimClock } from '../shared/sim-clock.ts';

interface Task {
  dueAtMs: number;
  run: (atMs: number) => void;
}

export interface Scheduler {
  /** Runs `run` after `delayMs` of the clock's elapsed time (0 = in the next turn); it gets the simulated epoch ms it was due at. */
  after(delayMs: number, run: (atMs: number) => void): void;
  pending(): number;
  clear(): void;
  close(): void;
}

/** Longest single timer; also keeps a timer from overflowing. */
const LONGEST_TIMER_MS = 60_000;

/** A scheduler on a simulated clock; its timers do not keep the process alive. */
export function createScheduler(clock: SimClock): Scheduler {
  let tasks: Task[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const arm = () => {
    clearTimeout(timer);
    const first = tasks[0];
    if (closed || !first) return;
    timer = setTimeout(pump, Math.min(LONGEST_TIMER_MS, Math.max(0, first.dueAtMs - clock.elapsedMs())));
    timer.unref();
  };
  const pump = (): void => {
    for (let first = tasks[0]; !closed && first && first.dueAtMs <= clock.elapsedMs(); first = tasks[0]) {
      tasks.shift();
      first.run(clock.now() - Math.max(0, clock.elapsedMs() - first.dueAtMs));
    }
    arm();
  };
  clock.onJump(pump);
  return {
    after(delayMs, run) {
      if (closed) return;
      const task = { dueAtMs: clock.elapsedMs() + delayMs, run };
      let at = tasks.length;
      while (at > 0 && (tasks[at - 1]?.dueAtMs ?? 0) > task.dueAtMs) at -= 1;
      tasks.splice(at, 0, task);
      if (at === 0) arm();
    },
    pending: () => tasks.length,
    clear: () => {
      tasks = [];
      clearTimeout(timer);
    },
    close: () => {
      closed = true;
      tasks = [];
      clearTimeout(timer);
    },
  };
}
