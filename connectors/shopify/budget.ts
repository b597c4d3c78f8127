/**
 * Shopify's leaky bucket of query cost, one per app and shop, as its answers tell it; and the decision to stop before a
 * THROTTLED. The requested cost is taken at once and the unused part given back with the answer.
 * The trap: answers arrive out of order, so what others still have under way is always taken off what an answer tells.
 */
import { ConnectorError } from '../http/errors.ts';
import type { CostBudget } from './types.ts';

export type ThrottleStatus = { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };

/** A standard shop's bucket, believed until the first answer tells the real one. */
const STANDARD: CostBudget = { maximum: 2_000, available: 2_000, restorePerSecond: 100 };
const LEAST_WAIT_MS = 1_000;
/** Of those that wait, as much as comes back in this time is counted: more would only be guessed. */
const MOST_AHEAD_SECONDS = 60;

type Class = 0 | 1 | 2;
const classOf = (priority: number): Class => (priority >= 5 ? 2 : priority >= 3 ? 1 : 0);
/** Of the whole bucket: what sweeps and backfills leave to those above them, on top of the reserve. */
const KEPT_SHARE = [0, 0.25, 0.5] as const;

export class CostBucket {
  private readonly reservePercent: number;
  private maximum = STANDARD.maximum;
  private available = STANDARD.available;
  private rate = STANDARD.restorePerSecond;
  private told = false;
  private atMs = 0;
  /** Points of calls that are under way. */
  private pending = 0;
  /** Points that denied calls will take, by class, so that they do not all come back at one moment. */
  private readonly waiting: [number, number, number] = [0, 0, 0];

  constructor(reservePercent: number) {
    this.reservePercent = reservePercent;
  }

  /**
   * Lets a call of this cost through or throws RateLimited, unsent. After it, `answered` or `lost` is due once.
   * `spent`: what such a call really takes in the end; most give back nearly all that was asked for.
   */
  check(cost: number, priority: number, nowMs: number, spent = cost): void {
    this.refill(nowMs);
    const floor = this.keptFree(cost, priority);
    if (this.available - cost < floor) throw this.denied(cost, this.deny(cost + floor, spent, priority));
    this.available -= cost;
    this.pending += cost;
  }

  /** Takes in what the answer to a call of this cost tells. */
  answered(cost: number, status: ThrottleStatus | undefined, nowMs: number): void {
    this.lost(cost);
    if (status === undefined) return;
    this.refill(nowMs);
    this.maximum = status.maximumAvailable;
    this.rate = Math.max(1, status.restoreRate);
    this.available = Math.max(0, Math.min(this.maximum, status.currentlyAvailable - this.pending));
    this.told = true;
  }

  /** No answer, or one without figures: what was taken stays taken until the next answer corrects it. */
  lost(cost: number): void {
    this.pending = Math.max(0, this.pending - cost);
  }

  /** Shopify said THROTTLED: how long this call shall wait, in ms. */
  throttled(requestedCost: number, priority: number, spent = requestedCost): number {
    return this.deny(requestedCost, spent, priority);
  }

  /** undefined before the first answer. */
  snapshot(nowMs: number): CostBudget | undefined {
    if (!this.told) return undefined;
    this.refill(nowMs);
    return { maximum: this.maximum, available: Math.floor(this.available), restorePerSecond: this.rate };
  }

  private keptFree(cost: number, priority: number): number {
    const share = this.reservePercent / 100 + KEPT_SHARE[classOf(priority)];
    return Math.max(0, Math.min(this.maximum - cost, Math.ceil(this.maximum * share)));
  }

  /** Milliseconds until `needed` points are there and those waiting in front have had theirs. */
  private deny(needed: number, spent: number, priority: number): number {
    const own = classOf(priority);
    const ahead = this.waiting.slice(0, own + 1).reduce((sum, points) => sum + points, 0);
    this.waiting[own] = Math.min(this.waiting[own] + spent, this.rate * MOST_AHEAD_SECONDS);
    const missing = Math.max(0, needed - this.available) + ahead;
    return Math.max(LEAST_WAIT_MS, Math.ceil((missing / this.rate) * 1_000));
  }

  private refill(nowMs: number): void {
    const restored = this.atMs === 0 ? 0 : (Math.max(0, nowMs - this.atMs) / 1_000) * this.rate;
    this.atMs = Math.max(this.atMs, nowMs);
    this.available = Math.min(this.maximum, this.available + restored);
    let left = restored;
    for (const own of [0, 1, 2] as const) {
      const gone = Math.min(left, this.waiting[own]);
      this.waiting[own] -= gone;
      left -= gone;
    }
  }

  private denied(cost: number, retryAfterMs: number): ConnectorError {
    const left = Math.floor(this.available);
    return new ConnectorError({
      type: 'RateLimited',
      system: 'shopify',
      code: 'BUDGET',
      message: `Shopify: ${left} of ${this.maximum} points left, ${cost} needed and some kept free; not sent`,
      retryAfterMs,
    });
  }
}
