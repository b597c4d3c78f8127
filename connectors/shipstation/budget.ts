/**
 * The two rate budgets as the vendor last told them, and the decision to stop before a 429. V1 tells limit, remaining
 * and seconds to its next fixed window with every answer; V2 tells nothing but Retry-After, so its calls are counted.
 * The trap: answers lag behind calls, so a call counts from when it is let through, not from when it is answered.
 */
import { ConnectorError } from '../http/errors.ts';
import { denialDelay, PriorityBacklog } from './backlog.ts';
import type { StoredBudget, WaitingCalls } from './shared-budget.ts';
import type { RateBudget } from './types.ts';

export type AnswerHeaders = Record<string, string | undefined>;

/** `check` lets a call through or throws RateLimited; after it, exactly one of `answered` and `lost` is due. */
export type CallBudget = {
  check(priority: number, nowMs: number): void;
  /** Takes in the headers; for a 429 gives back how long that caller shall wait, in ms. */
  answered(answer: { status: number; headers: AnswerHeaders }, priority: number, nowMs: number): number | undefined;
  lost(): void;
  snapshot(nowMs: number): RateBudget | undefined;
};

const DEFAULT_WINDOW_MS = 60_000;
const V1_LIMIT = 40;
/** While no answer has come yet, a denied call comes back this soon: by then the vendor's counters are known. */
const UNKNOWN_RETRY_MS = 1_000;

/** Calls of a window that a priority leaves alone: 1 live, 3 and 4 sweeps (25 % more), 5 and up backfills (50 % more). */
export function keptFree(limit: number, reserve: number, priority: number): number {
  const share = priority >= 5 ? 0.5 : priority >= 3 ? 0.25 : 0;
  return Math.max(0, Math.min(limit - 1, reserve + Math.ceil(limit * share)));
}

/** The error of a call that was not sent. */
export function rateLimited(api: string, retryAfterMs: number, remaining: number): ConnectorError {
  return new ConnectorError({
    type: 'RateLimited',
    system: 'shipstation',
    code: 'BUDGET',
    message: `ShipStation ${api}: ${remaining} calls left in this window, kept free; not sent`,
    retryAfterMs,
  });
}

/** A header that holds a number of 0 or more. */
export const numberIn = (text: string | undefined): number | undefined => {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
};

/** As the class's fields; `inFlight` are the moments at which the calls without an answer were let through. */
type V1State = {
  limit: number;
  remaining: number;
  resetAtMs: number;
  toldResetAtMs: number;
  windowMs: number;
  inFlight: number[];
  waiting: readonly number[];
  /** Absent in states of earlier versions. */
  due?: readonly number[];
};

/** Whoever lets a call through and is killed never tells its end; so long after, it surely has one. */
const LONGEST_CALL_MS = 120_000;

export const waitingOf = (backlog: PriorityBacklog): WaitingCalls => {
  const [live, sweep, backfill] = backlog.counts();
  return { live, sweep, backfill };
};

/** V1: a fixed window per key pair, counted by the vendor. */
export class V1Budget implements StoredBudget {
  private readonly reserve: number;
  private readonly api: 'V1' | 'V2';
  private readonly backlog: PriorityBacklog;
  private limit = V1_LIMIT;
  private remaining = V1_LIMIT;
  /** End of the present window, partly guessed; and the last end that the vendor told. */
  private resetAtMs = 0;
  private toldResetAtMs = 0;
  private windowMs = DEFAULT_WINDOW_MS;
  private inFlight: number[] = [];

  constructor(reserve: number, saved?: string, api: 'V1' | 'V2' = 'V1') {
    this.reserve = reserve;
    this.api = api;
    const state = saved === undefined ? undefined : (JSON.parse(saved) as V1State);
    this.backlog = new PriorityBacklog(state?.waiting, state?.due);
    if (state === undefined) return;
    this.limit = state.limit;
    this.remaining = state.remaining;
    this.resetAtMs = state.resetAtMs;
    this.toldResetAtMs = state.toldResetAtMs;
    this.windowMs = state.windowMs;
    this.inFlight = state.inFlight;
  }

  save(): string {
    const { limit, remaining, resetAtMs, toldResetAtMs, windowMs, inFlight } = this;
    const waiting = this.backlog.counts();
    const due = this.backlog.dueCounts();
    return JSON.stringify({
      limit,
      remaining,
      resetAtMs,
      toldResetAtMs,
      windowMs,
      inFlight,
      waiting,
      due,
    } satisfies V1State);
  }

  waiting(): WaitingCalls {
    return waitingOf(this.backlog);
  }

  check(priority: number, nowMs: number): void {
    this.roll(nowMs);
    if (this.remaining <= this.kept(priority)) {
      throw rateLimited(
        this.api,
        this.toldResetAtMs > 0 ? this.deny(priority, nowMs) : UNKNOWN_RETRY_MS,
        this.remaining,
      );
    }
    this.remaining -= 1;
    this.backlog.pass(priority);
    this.inFlight.push(nowMs);
  }

  /** The share that is kept free, or more while more urgent calls of this window are still to come. */
  private kept(priority: number): number {
    const share = keptFree(this.limit, this.reserve, priority);
    const urgent = this.backlog.dueBefore(priority);
    return urgent === 0 ? share : Math.max(share, this.reserve + urgent);
  }

  answered(answer: { status: number; headers: AnswerHeaders }, priority: number, nowMs: number): number | undefined {
    this.inFlight.shift();
    this.takeIn(answer.headers, nowMs);
    if (answer.status !== 429) return undefined;
    this.remaining = 0;
    if (this.resetAtMs <= nowMs) this.resetAtMs = nowMs + this.secondsToReset(answer.headers) * 1_000;
    return this.deny(priority, nowMs);
  }

  lost(): void {
    this.inFlight.shift();
  }

  snapshot(nowMs: number): RateBudget | undefined {
    if (this.toldResetAtMs === 0) return undefined;
    this.roll(nowMs);
    return { limit: this.limit, remaining: this.remaining, resetAt: new Date(this.resetAtMs).toISOString() };
  }

  /** A 429 that names no time, or 0 seconds (rounded down), asks for at least one. */
  private secondsToReset(headers: AnswerHeaders): number {
    return Math.max(1, numberIn(headers['x-rate-limit-reset']) ?? DEFAULT_WINDOW_MS / 1_000);
  }

  private deny(priority: number, nowMs: number): number {
    const perWindow = Math.max(1, this.limit - keptFree(this.limit, this.reserve, priority));
    const place = this.backlog.deny(priority);
    return denialDelay({ place, perWindow, windowMs: this.windowMs, toResetMs: this.resetAtMs - nowMs });
  }

  /** Starts the windows that have begun since the last look. */
  private roll(nowMs: number): void {
    if (nowMs < this.resetAtMs) return;
    if (this.resetAtMs === 0) this.resetAtMs = nowMs;
    const passed = Math.floor((nowMs - this.resetAtMs) / this.windowMs) + 1;
    this.resetAtMs += passed * this.windowMs;
    this.inFlight = this.inFlight.filter((at) => at > nowMs - LONGEST_CALL_MS);
    this.begin(passed);
  }

  private begin(windows: number): void {
    this.remaining = Math.max(0, this.limit - this.inFlight.length);
    this.backlog.drain(windows * (this.limit - keptFree(this.limit, this.reserve, 1)));
  }

  private takeIn(headers: AnswerHeaders, nowMs: number): void {
    const remaining = numberIn(headers['x-rate-limit-remaining']);
    const resetSec = numberIn(headers['x-rate-limit-reset']);
    if (remaining === undefined || resetSec === undefined) return;
    this.takeLimit(numberIn(headers['x-rate-limit-limit']));
    this.takeWindow(nowMs + resetSec * 1_000, nowMs);
    this.remaining = Math.min(this.remaining, remaining);
  }

  private takeLimit(limit: number | undefined): void {
    if (!limit || limit === this.limit) return;
    this.remaining = Math.max(0, this.remaining + limit - this.limit);
    this.limit = limit;
  }

  /**
   * The header tells the rest of a window, not its length: that shows in the distance of two windows' ends. Only a much
   * shorter one is believed, because whole seconds make every distance a second wrong.
   */
  private takeWindow(resetAtMs: number, nowMs: number): void {
    const distance = resetAtMs - this.toldResetAtMs;
    const isNew = this.toldResetAtMs > 0 && (nowMs >= this.toldResetAtMs || distance > this.windowMs / 2);
    if (isNew && distance >= 1_000 && distance < this.windowMs * 0.75) this.windowMs = distance;
    this.windowMs = Math.max(this.windowMs, resetAtMs - nowMs);
    const begunAlready = this.resetAtMs !== this.toldResetAtMs;
    if (isNew && !begunAlready) this.begin(1);
    this.resetAtMs = resetAtMs;
    this.toldResetAtMs = resetAtMs;
  }
}
