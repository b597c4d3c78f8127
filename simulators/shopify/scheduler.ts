// Things that happen later on the simulated clock: webhook attempts, cancel jobs, bulk operations.
// Trap: due times run on the clock's elapsed time, so advancing the clock makes them due at once.
import type { SimClock } from '../shared/sim-clock.ts';

interface Task {
  dueAtMs: number;
  run: () => void;
}

export interface Scheduler {
  /** Runs `act` after `delayMs` of the clock's elapsed time (0 = in the next turn). */
  after(delayMs: number, act: () => void): void;
  /** Makes everything that waits due now. */
  hurry(): void;
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
  const pump = (): void => {
    clearTimeout(timer);
    if (closed) return;
    for (let first = tasks[0]; first && first.dueAtMs <= clock.elapsedMs(); first = tasks[0]) {
      tasks.shift();
      first.run();
    }
    const next = tasks[0];
    if (!next) return;
    timer = setTimeout(pump, Math.min(LONGEST_TIMER_MS, Math.max(1, next.dueAtMs - clock.elapsedMs())));
    timer.unref();
  };
  clock.onJump(pump);
  return {
    after(delayMs, run) {
      if (closed) return;
      const task = { dueAtMs: clock.elapsedMs() + delayMs, run };
      let at = tasks.length;
      while (at > 0 && (tasks[at - 1]?.dueAtMs ?? 0) > task.dueAtMs) at -= 1;
      tasks.splice(at, 0, task);
      clearTimeout(timer);
      timer = setTimeout(pump, Math.max(0, (tasks[0]?.dueAtMs ?? 0) - clock.elapsedMs()));
      timer.unref();
    },
    hurry() {
      const now = clock.elapsedMs();
      for (const task of tasks) task.dueAtMs = now;
      pump();
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
