// Things that happen later: on the clock's elapsed time (webhook attempts), or at simulated instants (planned work, Monday invoices).
// Trap: with a frozen clock simulated instants come only by a jump, while elapsed time goes on.
import type { SimClock } from '../shared/sim-clock.ts';

interface Task {
  dueAtMs: number;
  run: (dueAtMs: number) => void;
}

export interface Scheduler {
  /** Runs `run` once this scheduler's time has reached `dueAtMs` (never in this turn); it gets `dueAtMs`. */
  at(dueAtMs: number, run: (dueAtMs: number) => void): void;
  /** Runs `run` after `delayMs` of this scheduler's time. */
  after(delayMs: number, run: () => void): void;
  pending(): number;
  clear(): void;
  close(): void;
}

/** Longest single timer; also keeps a timer from overflowing. */
const LONGEST_TIMER_MS = 60_000;
/** Shortest wait for a simulated instant, which may stand still. */
const LOOK_AGAIN_MS = 50;

/** A scheduler on a simulated clock; its timers do not keep the process alive. */
export function createScheduler(clock: SimClock, time: 'elapsed' | 'instant'): Scheduler {
  const now = () => (time === 'elapsed' ? clock.elapsedMs() : clock.now());
  const shortest = time === 'elapsed' ? 1 : LOOK_AGAIN_MS;
  let tasks: Task[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const arm = () => {
    clearTimeout(timer);
    const first = tasks[0];
    if (closed || !first) return;
    const wait = first.dueAtMs - now();
    timer = setTimeout(pump, wait <= 0 ? 0 : Math.min(LONGEST_TIMER_MS, Math.max(shortest, wait)));
    timer.unref();
  };
  const pump = (): void => {
    for (let first = tasks[0]; !closed && first && first.dueAtMs <= now(); first = tasks[0]) {
      tasks.shift();
      first.run(first.dueAtMs);
    }
    arm();
  };
  clock.onJump(pump);
  const at = (dueAtMs: number, run: (dueAtMs: number) => void) => {
    if (closed) return;
    let place = tasks.length;
    while (place > 0 && (tasks[place - 1]?.dueAtMs ?? 0) > dueAtMs) place -= 1;
    tasks.splice(place, 0, { dueAtMs, run });
    if (place === 0) arm();
  };
  return {
    at,
    after: (delayMs, run) => at(now() + delayMs, run),
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
