/**
 * When the calls that wait will have been made, at the vendor's pace. The trap: it is a forecast: new live events come
 * first, and one record may need more calls than it has asked for yet.
 */
import type { BudgetView } from './shared-budget.ts';

const DEFAULT_WINDOW_MS = 60_000;

export type Forecast = { waiting: number; perMinute: number; drainsAt: string };

/** `queued`: calls that nobody has tried yet. ISO-8601 UTC; now when nothing waits. */
export function forecastOf(budget: BudgetView, queued: number, reserve: number, now: Date): Forecast {
  const { live, sweep, backfill } = budget.waiting;
  const waiting = live + sweep + backfill + queued;
  const perMinute = Math.max(1, budget.limit - reserve);
  const leftNow = Math.max(0, budget.remaining - reserve);
  const later = Math.max(0, waiting - leftNow);
  const toResetMs = Math.max(0, Date.parse(budget.resetAt) - now.getTime());
  const waitMs = later === 0 ? 0 : toResetMs + (Math.ceil(later / perMinute) - 1) * DEFAULT_WINDOW_MS;
  return { waiting, perMinute, drainsAt: new Date(now.getTime() + waitMs).toISOString() };
}
