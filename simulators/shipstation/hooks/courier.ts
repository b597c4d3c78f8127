// Sends webhooks: delays, loss, duplicates, overtaking, retries; at-least-once at best, like the vendor.
// Trap: due times run on the clock's elapsed time, so advancing the clock makes retries due at once.
import { createRng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Subscription } from '../domain/model.ts';
import type { WebhookSettings } from '../options.ts';
import { type Delivery, type HostileMode, newDelivery, outgoing } from './delivery.ts';
import type { Signer } from './signing.ts';

export interface CourierParts {
  clock: SimClock;
  settings: () => WebhookSettings;
  signer: Signer;
  seed: number;
}

export interface Courier {
  /** Queues one event for one subscription. */
  post(to: Subscription, body: Record<string, unknown>): void;
  /** Sends a known delivery once more, changed into a hostile one when a mode is given. */
  redeliver(id: number, mode?: HostileMode | null): Delivery;
  /** The next `times` deliveries are sent in this mode; null ends it. */
  setHostile(mode: HostileMode | null, times?: number): void;
  /** Makes everything pending due now, retries too, and waits until all of it was tried. */
  flush(): Promise<void>;
  /** Resolves when nothing is in flight or waits for its first attempt; rejects after `timeoutMs`. */
  idle(timeoutMs?: number): Promise<void>;
  deliveries(): Delivery[];
  clear(): void;
  close(): void;
}

/** Longest single timer; also keeps a timer from overflowing. */
const LONGEST_TIMER_MS = 60_000;
const SHORTEST_TIMER_MS = 2;

async function send(request: { url: string; body: string; headers: Record<string, string> }, signal: AbortSignal) {
  const { url, body, headers } = request;
  const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
  await response.arrayBuffer();
  return response.status;
}

class QueueCourier implements Courier {
  readonly #parts: CourierParts;
  #rng;
  #all = new Map<number, Delivery>();
  /** Sorted by due time, so that a burst of thousands costs no sorting per delivery. */
  #pending: Delivery[] = [];
  /** Pending deliveries that were never tried. */
  #untried = 0;
  #inFlight = 0;
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;
  #closed = new AbortController();
  #waiters = new Set<() => void>();
  #hostile: { mode: HostileMode; left: number } | null = null;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#rng = createRng(parts.seed);
    parts.clock.onJump(() => this.#pump());
  }

  post(to: Subscription, body: Record<string, unknown>): void {
    const s = this.#parts.settings();
    const delivery = this.#make(to, body, s);
    if (this.#rng.chance(s.lossProbability)) {
      delivery.state = 'lost';
      return;
    }
    this.#queue(delivery);
    if (this.#rng.chance(s.duplicateProbability)) {
      const copy = this.#make(to, body, s);
      copy.copyOf = delivery.id;
      copy.dueAtMs += s.duplicateGapMs;
      this.#queue(copy);
    }
    this.#pump();
  }

  #make(to: Subscription, body: Record<string, unknown>, s: WebhookSettings): Delivery {
    const held = this.#rng.chance(s.reorderProbability) ? s.reorderMs : 0;
    const jitter = s.jitterMs > 0 ? this.#rng.below(s.jitterMs) : 0;
    const dueAtMs = this.#parts.clock.elapsedMs() + s.delayMs + jitter + held;
    const delivery = newDelivery(this.#nextId++, to, body, dueAtMs);
    if (this.#hostile && this.#hostile.left > 0) {
      this.#hostile.left -= 1;
      delivery.mode = this.#hostile.mode;
    }
    this.#all.set(delivery.id, delivery);
    return delivery;
  }

  /** Puts a delivery behind all that are due no later. */
  #queue(delivery: Delivery): void {
    let [low, high] = [0, this.#pending.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pending[middle]?.dueAtMs ?? 0) <= delivery.dueAtMs) low = middle + 1;
      else high = middle;
    }
    this.#pending.splice(low, 0, delivery);
    if (delivery.attempts.length === 0) this.#untried += 1;
  }

  redeliver(id: number, mode: HostileMode | null = null): Delivery {
    const old = this.#all.get(id);
    if (!old) throw new Error(`no delivery ${id}`);
    const copy: Delivery = {
      ...old,
      ...{ id: this.#nextId++, mode, state: 'pending', attempts: [], copyOf: id },
      dueAtMs: this.#parts.clock.elapsedMs(),
    };
    this.#all.set(copy.id, copy);
    this.#queue(copy);
    this.#pump();
    return copy;
  }

  setHostile(mode: HostileMode | null, times = Number.POSITIVE_INFINITY): void {
    this.#hostile = mode && { mode, left: times };
  }

  /** Starts what is due and sets one timer for the rest. */
  #pump(): void {
    if (this.#closed.signal.aborted) return;
    clearTimeout(this.#timer);
    const now = this.#parts.clock.elapsedMs();
    const room = this.#parts.settings().concurrency;
    while (this.#inFlight < room) {
      const first = this.#pending[0];
      if (!first || first.dueAtMs > now) break;
      this.#pending.shift();
      this.#start(first);
    }
    const next = this.#pending[0];
    if (!next || this.#inFlight >= room) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(SHORTEST_TIMER_MS, next.dueAtMs - now));
    this.#timer = setTimeout(() => this.#pump(), wait);
    this.#timer.unref();
  }

  #start(delivery: Delivery): void {
    if (delivery.attempts.length === 0) this.#untried -= 1;
    this.#inFlight += 1;
    delivery.state = 'sending';
    void this.#attempt(delivery).finally(() => {
      this.#inFlight -= 1;
      this.#pump();
      for (const check of this.#waiters) check();
    });
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const s = this.#parts.settings();
    const { clock, signer } = this.#parts;
    const startedAt = Date.now();
    const attempt = { at: new Date(startedAt).toISOString(), status: null, error: null, durationMs: 0 };
    const result: Delivery['attempts'][number] = attempt;
    delivery.attempts.push(result);
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(s.timeoutMs)]);
    try {
      const stamp = s.signatureClock === 'real' ? startedAt : clock.now();
      result.status = await send(outgoing(delivery, stamp, signer), signal);
    } catch (error) {
      result.error = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    result.durationMs = Date.now() - startedAt;
    if (result.status !== null && result.status >= 200 && result.status < 300) delivery.state = 'delivered';
    else this.#retryOrDrop(delivery, s);
  }

  #retryOrDrop(delivery: Delivery, s: WebhookSettings): void {
    const [retries, gapMs] = delivery.api === 'v1' ? [s.v1Retries, s.v1RetryGapMs] : [s.v2Retries, s.v2RetryGapMs];
    if (delivery.attempts.length > retries || this.#closed.signal.aborted) {
      delivery.state = 'dropped';
      return;
    }
    delivery.state = 'pending';
    delivery.dueAtMs = this.#parts.clock.elapsedMs() + gapMs;
    if (this.#all.has(delivery.id)) this.#queue(delivery);
  }

  async flush(): Promise<void> {
    const due = [...this.#pending];
    const now = this.#parts.clock.elapsedMs();
    for (const delivery of due) delivery.dueAtMs = now;
    const before = new Map(due.map((d) => [d, d.attempts.length]));
    this.#pump();
    await this.#until(
      () => due.every((d) => d.state !== 'sending' && d.attempts.length > (before.get(d) ?? 0)),
      60_000,
    );
  }

  idle(timeoutMs = 120_000): Promise<void> {
    return this.#until(() => this.#inFlight === 0 && this.#untried === 0, timeoutMs);
  }

  #until(done: () => boolean, timeoutMs: number): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (error?: Error) => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        if (error) reject(error);
        else resolve();
      };
      const timer = setTimeout(() => finish(new Error('webhook deliveries did not come to rest')), timeoutMs);
      const check = () => {
        if (done()) finish();
      };
      this.#waiters.add(check);
    });
  }

  deliveries(): Delivery[] {
    return [...this.#all.values()];
  }

  clear(): void {
    this.#all.clear();
    this.#pending = [];
    this.#untried = 0;
    this.#hostile = null;
    this.#rng = createRng(this.#parts.seed);
    clearTimeout(this.#timer);
    for (const check of this.#waiters) check();
  }

  close(): void {
    this.#closed.abort(new Error('simulator closed'));
    this.#pending = [];
    this.#untried = 0;
    clearTimeout(this.#timer);
    for (const check of this.#waiters) check();
  }
}

/** A courier that sends until it is closed. */
export const createCourier = (parts: CourierParts): Courier => new QueueCourier(parts);
