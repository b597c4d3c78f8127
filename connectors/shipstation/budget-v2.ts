/**
 * The V2 budget: 200 calls in any minute, counted here because V2's documents promise no counters, and its Retry-After
 * obeyed. As soon as an answer does carry the counters that V1 has, they are believed instead, the limit included.
 * The trap: while none come, other tools on the key are not seen until a 429.
 */
import { denialDelay, PriorityBacklog } from './backlog.ts';
import { type AnswerHeaders, keptFree, numberIn, rateLimited, V1Budget, waitingOf } from './budget.ts';
import type { StoredBudget, WaitingCalls } from './shared-budget.ts';
import type { RateBudget } from './types.ts';

const WINDOW_MS = 60_000;
/** A call is counted for longer than its window: it may arrive late, and the next one at once. */
const COUNTED_MS = WINDOW_MS + 1_000;
const V2_LIMIT = 200;

type V2State = {
  sentAtMs: number[];
  closedUntilMs: number;
  drainedAtMs: number;
  waiting: readonly number[];
  /** The state of `told`. */
  told?: string;
};

/** V2: 200 calls in any minute, counted here; a 429 with Retry-After closes the gate for that long. */
export class V2Budget implements StoredBudget {
  private readonly reserve: number;
  private readonly backlog: PriorityBacklog;
  private sentAtMs: number[] = [];
  private closedUntilMs = 0;
  private drainedAtMs = 0;
  /** Takes over once the vendor has told its counters. */
  private told: V1Budget | undefined;

  constructor(reserve: number, saved?: string) {
    this.reserve = reserve;
    const state = saved === undefined ? undefined : (JSON.parse(saved) as V2State);
    this.backlog = new PriorityBacklog(state?.waiting);
    if (state === undefined) return;
    this.sentAtMs = state.sentAtMs;
    this.closedUntilMs = state.closedUntilMs;
    this.drainedAtMs = state.drainedAtMs;
    if (state.told !== undefined) this.told = new V1Budget(reserve, state.told, 'V2');
  }

  save(): string {
    const { sentAtMs, closedUntilMs, drainedAtMs } = this;
    const waiting = this.backlog.counts();
    const told = this.told === undefined ? {} : { told: this.told.save() };
    return JSON.stringify({ sentAtMs, closedUntilMs, drainedAtMs, waiting, ...told } satisfies V2State);
  }

  waiting(): WaitingCalls {
    return this.told?.waiting() ?? waitingOf(this.backlog);
  }

  check(priority: number, nowMs: number): void {
    if (this.told !== undefined && nowMs >= this.closedUntilMs) {
      this.told.check(priority, nowMs);
      return;
    }
    this.forget(nowMs);
    const remaining = nowMs < this.closedUntilMs ? 0 : V2_LIMIT - this.sentAtMs.length;
    if (remaining <= keptFree(V2_LIMIT, this.reserve, priority)) {
      throw rateLimited('V2', this.deny(priority, nowMs), remaining);
    }
    this.sentAtMs.push(nowMs);
  }

  answered(answer: { status: number; headers: AnswerHeaders }, priority: number, nowMs: number): number | undefined {
    if (tellsCounters(answer.headers)) this.told ??= new V1Budget(this.reserve, undefined, 'V2');
    const toldDelay = this.told?.answered(answer, priority, nowMs);
    if (answer.status !== 429) return undefined;
    this.forget(nowMs);
    const seconds = Math.max(1, retryAfterSeconds(answer.headers['retry-after'], nowMs));
    this.closedUntilMs = Math.max(this.closedUntilMs, nowMs + seconds * 1_000);
    return Math.max(toldDelay ?? 0, this.deny(priority, nowMs));
  }

  lost(): void {
    this.told?.lost();
  }

  snapshot(nowMs: number): RateBudget {
    const told = nowMs < this.closedUntilMs ? undefined : this.told?.snapshot(nowMs);
    if (told !== undefined) return told;
    this.forget(nowMs);
    const remaining = nowMs < this.closedUntilMs ? 0 : V2_LIMIT - this.sentAtMs.length;
    return { limit: V2_LIMIT, remaining, resetAt: new Date(this.opensAtMs(nowMs)).toISOString() };
  }

  private opensAtMs(nowMs: number): number {
    const oldest = this.sentAtMs[0];
    const slides = oldest === undefined ? nowMs : oldest + WINDOW_MS;
    return Math.max(nowMs, nowMs < this.closedUntilMs ? this.closedUntilMs : slides);
  }

  private deny(priority: number, nowMs: number): number {
    const perWindow = Math.max(1, V2_LIMIT - keptFree(V2_LIMIT, this.reserve, priority));
    const place = this.backlog.deny(priority);
    return denialDelay({ place, perWindow, windowMs: WINDOW_MS, toResetMs: this.opensAtMs(nowMs) - nowMs });
  }

  private forget(nowMs: number): void {
    this.sentAtMs = this.sentAtMs.filter((at) => at > nowMs - COUNTED_MS);
    if (this.drainedAtMs === 0) this.drainedAtMs = nowMs;
    const minutes = Math.floor((nowMs - this.drainedAtMs) / WINDOW_MS);
    this.drainedAtMs += minutes * WINDOW_MS;
    this.backlog.drain(minutes * Math.max(1, V2_LIMIT - this.reserve));
  }
}

const tellsCounters = (headers: AnswerHeaders): boolean =>
  ['limit', 'remaining', 'reset'].every((name) => numberIn(headers[`x-rate-limit-${name}`]) !== undefined);

/** Retry-After as seconds or as an HTTP date; a minute when it is neither. */
export function retryAfterSeconds(text: string | undefined, nowMs: number): number {
  const seconds = numberIn(text);
  if (seconds !== undefined) return seconds;
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? WINDOW_MS / 1_000 : Math.max(0, Math.ceil((at - nowMs) / 1_000));
}
