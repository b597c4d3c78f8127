/**
 * The budget: 150 calls in any minute per user and application, over all paths. What we sent is counted here; what the
 * vendor's `x-remaining-calls` says beyond that is others' use of the same token. A 429 closes the gate for as long as it says.
 * The trap: PAT and OAuth app have budgets of their own, and calls under way are not yet in the vendor's figure.
 */
import { ConnectorError } from '../http/errors.ts';
import { PriorityBacklog } from './backlog.ts';
import type { BudgetView } from './types.ts';

export type AnswerHeaders = Record<string, string | undefined>;
export type Answered = { status: number; headers: AnswerHeaders; text: string };

const WINDOW_MS = 60_000;
/** A call is counted for longer than its window: it may have arrived late. */
const COUNTED_MS = WINDOW_MS + 1_000;
const LIMIT = 150;
/** How soon a held-back call comes again when nobody can say when there is room. */
const BLIND_WAIT_MS = 10_000;
/** A 429 that names no time. */
const CLOSED_MS = 5_000;
const MARGIN_MS = 250;
const STEP_MS = 25;

type State = {
  limit: number;
  sentAtMs: number[];
  others: { calls: number; atMs: number };
  closedUntilMs: number;
  drainedAtMs: number;
  isTold: boolean;
  waiting: readonly number[];
};

/** Calls that a priority leaves alone: 1 live, 3 and 4 sweeps (25 % more), 5 and up backfills (50 % more). */
export function keptFree(limit: number, reserve: number, priority: number): number {
  const share = priority >= 5 ? 0.5 : priority >= 3 ? 0.25 : 0;
  return Math.max(0, Math.min(limit - 1, reserve + Math.ceil(limit * share)));
}

export class SlidingBudget {
  private readonly reserve: number;
  private readonly backlog: PriorityBacklog;
  private limit = LIMIT;
  private sentAtMs: number[] = [];
  private others = { calls: 0, atMs: 0 };
  private closedUntilMs = 0;
  private drainedAtMs = 0;
  private isTold = false;

  constructor(reserve: number, saved?: string) {
    this.reserve = reserve;
    const state = saved === undefined ? undefined : (JSON.parse(saved) as State);
    this.backlog = new PriorityBacklog(state?.waiting);
    if (state === undefined) return;
    this.limit = state.limit;
    this.sentAtMs = state.sentAtMs;
    this.others = state.others;
    this.closedUntilMs = state.closedUntilMs;
    this.drainedAtMs = state.drainedAtMs;
    this.isTold = state.isTold;
  }

  save(): string {
    const { limit, sentAtMs, others, closedUntilMs, drainedAtMs, isTold } = this;
    const waiting = this.backlog.counts();
    return JSON.stringify({ limit, sentAtMs, others, closedUntilMs, drainedAtMs, isTold, waiting } satisfies State);
  }

  /** Lets a call through or throws RateLimited, unsent. */
  check(priority: number, nowMs: number): void {
    this.forget(nowMs);
    const remaining = this.remaining(nowMs);
    if (remaining <= keptFree(this.limit, this.reserve, priority))
      throw heldBack(remaining, this.deny(priority, nowMs));
    this.sentAtMs.push(nowMs);
  }

  /** Takes in an answer. For a 429 gives back how long that caller shall wait, in ms, where ShipBob says so. */
  answered(answer: Answered, priority: number, nowMs: number): number | undefined {
    this.forget(nowMs);
    this.takeIn(numberIn(answer.headers['x-remaining-calls']), nowMs);
    if (answer.status !== 429) return undefined;
    const adviceMs = adviceOf(answer, nowMs);
    this.closedUntilMs = Math.max(this.closedUntilMs, nowMs + (adviceMs ?? CLOSED_MS));
    const waitMs = this.deny(priority, nowMs);
    return adviceMs === undefined ? undefined : waitMs;
  }

  /** undefined before the first answer. */
  snapshot(nowMs: number): BudgetView | undefined {
    if (!this.isTold) return undefined;
    this.forget(nowMs);
    const [live, sweep, backfill] = this.backlog.counts();
    const first = this.sentAtMs[0];
    const resetMs = Math.max(nowMs, this.closedUntilMs, first === undefined ? 0 : first + WINDOW_MS);
    return {
      limit: this.limit,
      remaining: Math.max(0, this.remaining(nowMs)),
      resetAt: new Date(resetMs).toISOString(),
      waiting: { live, sweep, backfill },
    };
  }

  private remaining(nowMs: number): number {
    if (nowMs < this.closedUntilMs) return 0;
    return this.limit - this.sentAtMs.length - this.othersNow(nowMs);
  }

  /** Their calls leave the window little by little; the next answer tells anew. */
  private othersNow(nowMs: number): number {
    const share = 1 - (nowMs - this.others.atMs) / COUNTED_MS;
    return Math.ceil(this.others.calls * Math.min(1, Math.max(0, share)));
  }

  /** More than we believed possible means a higher limit; less means that somebody else calls too. */
  private takeIn(remaining: number | undefined, nowMs: number): void {
    if (remaining === undefined) return;
    this.isTold = true;
    this.limit = Math.max(this.limit, remaining + 1);
    this.others = { calls: Math.max(0, this.limit - remaining - this.sentAtMs.length), atMs: nowMs };
  }

  private deny(priority: number, nowMs: number): number {
    const kept = keptFree(this.limit, this.reserve, priority);
    const perWindow = Math.max(1, this.limit - kept);
    const place = this.backlog.deny(priority);
    const windows = Math.floor(place / perWindow);
    return this.toOpenMs(kept, nowMs) + windows * WINDOW_MS + MARGIN_MS + (place % perWindow) * STEP_MS;
  }

  /** Until so many of our calls have left the window that one more than `kept` is free. */
  private toOpenMs(kept: number, nowMs: number): number {
    if (nowMs < this.closedUntilMs) return this.closedUntilMs - nowMs;
    const needed = kept + 1 - this.remaining(nowMs);
    const leaves = this.sentAtMs[needed - 1];
    return leaves === undefined ? BLIND_WAIT_MS : Math.max(0, leaves + COUNTED_MS - nowMs);
  }

  private forget(nowMs: number): void {
    this.sentAtMs = this.sentAtMs.filter((at) => at > nowMs - COUNTED_MS);
    if (this.drainedAtMs === 0) this.drainedAtMs = nowMs;
    const minutes = Math.max(0, Math.floor((nowMs - this.drainedAtMs) / WINDOW_MS));
    this.drainedAtMs += minutes * WINDOW_MS;
    this.backlog.drain(minutes * Math.max(1, this.limit - this.reserve));
  }
}

/** `x-retry-after`, `retry-after` (seconds or a date), or the seconds in the body's words; at least one second. */
export function adviceOf({ headers, text }: Answered, nowMs: number): number | undefined {
  const seconds =
    numberIn(headers['x-retry-after']) ??
    numberIn(headers['retry-after']) ??
    secondsUntil(headers['retry-after'], nowMs) ??
    numberIn(/try again in (\d+) second/i.exec(text)?.[1]);
  return seconds === undefined ? undefined : Math.max(1, seconds) * 1_000;
}

function secondsUntil(date: string | undefined, nowMs: number): number | undefined {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : Math.ceil((at - nowMs) / 1_000);
}

const numberIn = (text: string | undefined): number | undefined => {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
};

const heldBack = (remaining: number, retryAfterMs: number) =>
  new ConnectorError({
    type: 'RateLimited',
    system: 'shipbob',
    code: 'BUDGET',
    message: `ShipBob: ${Math.max(0, remaining)} calls left in this minute, kept free; not sent`,
    retryAfterMs,
  });
