/**
 * Who waits for the budget, so that a herd of held-back calls does not come back at one moment: each gets a place in line,
 * and each window takes as many as it has calls. The trap: live calls must not stand behind a held-back backfill, so a
 * place counts only those of the same or a more urgent class.
 */

const classOf = (priority: number): 0 | 1 | 2 => (priority >= 5 ? 2 : priority >= 3 ? 1 : 0);

export class PriorityBacklog {
  private readonly waiting: [number, number, number];

  constructor(waiting: readonly number[] = []) {
    const [live = 0, sweep = 0, backfill = 0] = waiting;
    this.waiting = [live, sweep, backfill];
  }

  counts(): readonly [live: number, sweep: number, backfill: number] {
    return this.waiting;
  }

  /** Adds one who waits; its place in line, from 0. */
  deny(priority: number): number {
    const own = classOf(priority);
    const place = this.waiting.slice(0, own + 1).reduce((sum, count) => sum + count, 0);
    this.waiting[own] += 1;
    return place;
  }

  /** This many were served meanwhile, the most urgent first. */
  drain(served: number): void {
    let left = served;
    for (const own of [0, 1, 2] as const) {
      const gone = Math.min(left, this.waiting[own]);
      this.waiting[own] -= gone;
      left -= gone;
    }
  }
}
