// Things that happen later in simulated time: concurrent stock runs, AutoMatch, jobs, rows kept after a 408.
// Trap: it follows elapsed time (real time plus jumps), so it goes on while the wall clock of the pod is frozen.
import type { SimClock } from '../shared/sim-clock.ts';

interface Task {
  dueAtMs: number;
  run: () => void;
}

export interface Scheduler {
  /** Runs `run` after `delayMs`, never in this turn. */
  after(delayMs: number, run: () => void): void;
  pending(): number;
  clear(): void;
  close(): void;
}

/** Keeps a timer from overflowing. */
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
    const wait = first.dueAtMs - clock.elapsedMs();
    timer = setTimeout(pump, Math.min(LONGEST_TIMER_MS, Math.max(0, wait)));
    timer.unref();
  };
  const pump = (): void => {
    for (let first = tasks[0]; !closed && first && first.dueAtMs <= clock.elapsedMs(); first = tasks[0]) {
      tasks.shift();
      first.run();
    }
    arm();
  };
  clock.onJump(pump);
  return {
    after(delayMs, run) {
      if (closed) return;
      const dueAtMs = clock.elapsedMs() + delayMs;
      let place = tasks.length;
      while (place > 0 && (tasks[place - 1]?.dueAtMs ?? 0) > dueAtMs) place -= 1;
      tasks.splice(place, 0, { dueAtMs, run });
      if (place === 0) arm();
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
