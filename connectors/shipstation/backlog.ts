/**
 * Who waits for the budget, so that a herd of denied calls does not come back at one moment: each denial gets a place
 * in line, and each window takes as many as it has calls. The trap: live calls must not stand behind a denied backfill,
 * so a place counts only those of the same or a more urgent class.
 */

const classOf = (priority: number): 0 | 1 | 2 => (priority >= 5 ? 2 : priority >= 3 ? 1 : 0);

const threeOf = ([live = 0, sweep = 0, backfill = 0]: readonly number[]): [number, number, number] => [
  live,
  sweep,
  backfill,
];

export class PriorityBacklog {
  private readonly waiting: [number, number, number];
  /** Of those that waited, the ones that come back in the present window and have not been let through yet. */
  private due: [number, number, number];

  constructor(waiting: readonly number[] = [], due: readonly number[] = []) {
    this.waiting = threeOf(waiting);
    this.due = threeOf(due);
  }

  counts(): readonly [live: number, sweep: number, backfill: number] {
    return this.waiting;
  }

  /** Adds a denial; its place in line, from 0. */
  deny(priority: number): number {
    const own = classOf(priority);
    const place = this.waiting.slice(0, own + 1).reduce((sum, count) => sum + count, 0);
    this.waiting[own] += 1;
    return place;
  }

  /** Windows went by and serve this many, the most urgent first; those of the present one are due now. */
  drain(served: number): void {
    let left = served;
    this.due = [0, 0, 0];
    for (const own of [0, 1, 2] as const) {
      const gone = Math.min(left, this.waiting[own]);
      this.waiting[own] -= gone;
      this.due[own] = gone;
      left -= gone;
    }
  }

  dueCounts(): readonly [live: number, sweep: number, backfill: number] {
    return this.due;
  }

  /** How many more urgent calls are still to come in this window: a sweep that knocks first must leave them their place. */
  dueBefore(priority: number): number {
    return this.due.slice(0, classOf(priority)).reduce((sum, count) => sum + count, 0);
  }

  /** A call was let through; should it be one that was due, it is due no more. */
  pass(priority: number): void {
    const own = classOf(priority);
    this.due[own] = Math.max(0, this.due[own] - 1);
  }
}

/** The vendor's headers are whole seconds, rounded who knows how; this much later the new window has surely begun. */
const MARGIN_MS = 1_000;
/** Those of one window come back this far apart, so that they do not all knock at once. */
const STEP_MS = 25;

/** Milliseconds to wait: to the next window, plus the windows that are already spoken for, plus a small spread. */
export function denialDelay(at: { place: number; perWindow: number; windowMs: number; toResetMs: number }): number {
  const windows = Math.floor(at.place / at.perWindow);
  const margin = Math.min(MARGIN_MS, at.windowMs * 0.25);
  const step = Math.min(STEP_MS, (at.windowMs * 0.25) / at.perWindow);
  const spread = Math.round((at.place % at.perWindow) * step);
  return Math.max(0, Math.ceil(at.toResetMs)) + windows * at.windowMs + margin + spread;
}
