// Sends webhooks: at least once at best, with loss, doubles, overtaking, wrong signatures and the vendor's 8 retries.
// Trap: retry gaps run on the simulated clock; advancing it (or a small `retrySpanMs`) compresses four hours.
import { randomUUID } from 'node:crypto';
import { createRng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { WebhookSettings } from '../options.ts';
import type { Scheduler } from '../scheduler.ts';
import { type ChaosMode, type Delivery, outgoingHeaders, post } from './delivery.ts';

export interface CourierParts {
  clock: SimClock;
  scheduler: Scheduler;
  settings: () => WebhookSettings;
  /** The secret that signs now. */
  secret: () => string;
  /** A delivery used up its retries and nothing got through meanwhile. */
  onDead: (subscriptionId: number) => void;
  seed: number;
}

export type Parcel = Pick<Delivery, 'subscriptionId' | 'topic' | 'url' | 'eventId' | 'orderId' | 'body' | 'headers'> & {
  /** Part of the `updated` tail of an action. */
  later?: boolean;
  debounce?: boolean;
};

interface Order {
  mode: ChaosMode;
  left: number;
  topic: string | null;
  delayMs: number;
}

export class Courier {
  readonly #parts: CourierParts;
  #rng;
  #all: Delivery[] = [];
  #nextId = 1;
  #inFlight = 0;
  /** Deliveries that were never tried yet. */
  #untried = 0;
  #waiting: (() => void)[] = [];
  #waiters = new Set<() => void>();
  #orders: Order[] = [];
  #closed = false;
  #lastBodies = new Map<string, { body: string; atMs: number }>();
  /** Elapsed ms of the last delivery that got through, per subscription. */
  #lastSuccess = new Map<number, number>();
  #generation = 0;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#rng = createRng(parts.seed);
  }

  /** Queues one delivery with whatever chaos is due. */
  post(parcel: Parcel): void {
    const s = this.#parts.settings();
    const key = `${parcel.subscriptionId} ${parcel.topic} ${parcel.orderId}`;
    const before = this.#lastBodies.get(key);
    const atMs = this.#parts.clock.elapsedMs();
    this.#lastBodies.set(key, { body: parcel.body, atMs });
    const delivery = this.#make(parcel);
    if (parcel.debounce && before && before.body === parcel.body && atMs - before.atMs < s.debounceMs) {
      delivery.state = 'debounced';
      return;
    }
    const order = this.#takeOrder(delivery.topic);
    if (order?.mode === 'drop' || this.#rng.chance(s.lossProbability)) {
      delivery.state = 'lost';
      return;
    }
    this.#spoil(delivery, order?.mode, s);
    const held = this.#rng.chance(s.reorderProbability) ? s.reorderMs : 0;
    const delayMs =
      s.delayMs + held + (order?.mode === 'delay' ? order.delayMs : 0) + (parcel.later ? s.updatedLagMs : 0);
    this.#queue(delivery, delayMs);
    const twice = order?.mode === 'duplicate' || order?.mode === 'duplicate-new-id';
    if (twice || this.#rng.chance(s.duplicateProbability)) {
      const fresh = twice ? order.mode === 'duplicate-new-id' : s.duplicateKind === 'new-id';
      this.#queue(this.#copy(delivery, { newId: fresh }), delayMs + s.duplicateGapMs);
    }
    if (before && (order?.mode === 'stale' || this.#rng.chance(s.staleProbability))) {
      this.#queue(this.#copy(delivery, { newId: true, body: before.body }), delayMs + s.duplicateGapMs);
    }
  }

  #spoil(delivery: Delivery, ordered: ChaosMode | undefined, s: WebhookSettings): void {
    if (ordered === 'bad-hmac' || ordered === 'missing-headers' || ordered === 'old-version') delivery.mode = ordered;
    else if (this.#rng.chance(s.badHmacProbability)) delivery.mode = 'bad-hmac';
    else if (this.#rng.chance(s.missingHeaderProbability)) delivery.mode = 'missing-headers';
  }

  #takeOrder(topic: string): Order | undefined {
    const order = this.#orders.find((one) => one.left > 0 && (one.topic === null || one.topic === topic));
    if (order) order.left -= 1;
    return order;
  }

  #make(parcel: Parcel): Delivery {
    const { later: _later, debounce: _debounce, ...rest } = parcel;
    const webhookId = randomUUID();
    const delivery: Delivery = {
      ...rest,
      ...{ id: this.#nextId++, webhookId, mode: null, state: 'pending', attempts: [], copyOf: null },
      headers: { ...parcel.headers, 'X-Shopify-Webhook-Id': webhookId },
    };
    this.#all.push(delivery);
    return delivery;
  }

  #copy(old: Delivery, change: { newId?: boolean; body?: string; mode?: ChaosMode | null }): Delivery {
    const webhookId = change.newId ? randomUUID() : old.webhookId;
    const copy: Delivery = {
      ...old,
      ...{ id: this.#nextId++, webhookId, state: 'pending', attempts: [], copyOf: old.id },
      mode: change.mode === undefined ? old.mode : change.mode,
      body: change.body ?? old.body,
      headers: { ...old.headers, 'X-Shopify-Webhook-Id': webhookId },
    };
    this.#all.push(copy);
    return copy;
  }

  /** Sends a known delivery once more, e.g. changed into a wrong one or later. */
  redeliver(id: number, how: { newId?: boolean; mode?: ChaosMode | null; delayMs?: number } = {}): Delivery {
    const old = this.#all.find((delivery) => delivery.id === id);
    if (!old) throw new Error(`no delivery ${id}`);
    const copy = this.#copy(old, how);
    this.#queue(copy, how.delayMs ?? 0);
    return copy;
  }

  /** The next `times` deliveries (of a topic) get this treatment. */
  setChaos(mode: ChaosMode | null, how: { times?: number; topic?: string; delayMs?: number } = {}): void {
    if (mode === null) this.#orders = [];
    else this.#orders.push({ mode, left: how.times ?? 1, topic: how.topic ?? null, delayMs: how.delayMs ?? 1000 });
  }

  #queue(delivery: Delivery, delayMs: number): void {
    this.#untried += delivery.attempts.length === 0 ? 1 : 0;
    const generation = this.#generation;
    this.#parts.scheduler.after(delayMs, () => {
      if (generation === this.#generation) this.#start(delivery);
    });
  }

  #start(delivery: Delivery): void {
    if (this.#closed) return;
    if (this.#inFlight >= this.#parts.settings().concurrency) {
      this.#waiting.push(() => this.#start(delivery));
      return;
    }
    if (delivery.attempts.length === 0) this.#untried -= 1;
    this.#inFlight += 1;
    delivery.state = 'sending';
    const generation = this.#generation;
    void this.#attempt(delivery, generation).finally(() => {
      if (generation !== this.#generation) return;
      this.#inFlight -= 1;
      this.#waiting.shift()?.();
      for (const check of this.#waiters) check();
    });
  }

  async #attempt(delivery: Delivery, generation: number): Promise<void> {
    const startedAt = Date.now();
    const result: Delivery['attempts'][number] = {
      ...{ at: new Date(startedAt).toISOString(), status: null, error: null, durationMs: 0 },
    };
    const startedMs = this.#parts.clock.elapsedMs();
    delivery.attempts.push(result);
    try {
      const headers = outgoingHeaders(delivery, this.#parts.secret());
      result.status = await post(delivery.url, delivery.body, headers, this.#parts.settings());
    } catch (error) {
      result.error = error instanceof Error ? error.message : String(error);
    }
    result.durationMs = Date.now() - startedAt;
    if (this.#closed || generation !== this.#generation) return;
    if (result.status !== null && result.status >= 200 && result.status < 300) {
      delivery.state = 'delivered';
      if (delivery.subscriptionId !== null) this.#lastSuccess.set(delivery.subscriptionId, startedMs);
    } else this.#retryOrDrop(delivery);
  }

  #retryOrDrop(delivery: Delivery): void {
    const { retries, retrySpanMs } = this.#parts.settings();
    const done = delivery.attempts.length - 1;
    if (done < retries) {
      delivery.state = 'pending';
      this.#queue(delivery, (retrySpanMs * 2 ** done) / (2 ** retries - 1));
      return;
    }
    delivery.state = 'dropped';
    const { subscriptionId } = delivery;
    if (subscriptionId === null) return;
    const span = this.#parts.clock.elapsedMs() - (this.#lastSuccess.get(subscriptionId) ?? Number.NEGATIVE_INFINITY);
    if (span >= retrySpanMs) this.#parts.onDead(subscriptionId);
  }

  /** Makes everything pending due now, retries too, and waits until each was tried once more. */
  async flush(): Promise<void> {
    const due = this.#all.filter((delivery) => delivery.state === 'pending');
    const before = new Map(due.map((delivery) => [delivery, delivery.attempts.length]));
    this.#parts.scheduler.hurry();
    await this.#until(
      () => due.every((one) => one.state !== 'sending' && one.attempts.length > (before.get(one) ?? 0)),
      60_000,
    );
  }

  /** Resolves when nothing is in flight or waits for its first attempt; rejects after `timeoutMs`. */
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
        if (this.#closed || done()) finish();
      };
      this.#waiters.add(check);
    });
  }

  deliveries(): Delivery[] {
    return [...this.#all];
  }

  clear(): void {
    this.#generation += 1;
    this.#all = [];
    this.#waiting = [];
    this.#orders = [];
    this.#inFlight = 0;
    this.#untried = 0;
    this.#lastBodies.clear();
    this.#lastSuccess.clear();
    this.#rng = createRng(this.#parts.seed);
    for (const check of this.#waiters) check();
  }

  close(): void {
    this.#closed = true;
    for (const check of this.#waiters) check();
  }
}
