// Sends webhooks: at least once at best, with loss, doubles, overtaking, wrong signatures and the vendor's 8 attempts.
// Trap: the waits run on the simulated clock; advancing it compresses a day of retries.
import { createRng } from '../../shared/rng.ts';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Subscription } from '../domain/model.ts';
import type { WebhookSettings } from '../options.ts';
import type { Scheduler } from '../scheduler.ts';
import { type ChaosMode, type Delivery, outgoing, post } from './delivery.ts';

export interface CourierParts {
  clock: SimClock;
  scheduler: Scheduler;
  /** Real epoch ms: what signatures are stamped with. */
  realNow: () => number;
  settings: () => WebhookSettings;
  subscription: (id: string) => Subscription | undefined;
  seed: number;
}

export type Parcel = Pick<Delivery, 'subscriptionId' | 'topic' | 'url' | 'subject' | 'body'>;

interface ChaosOrder {
  mode: ChaosMode;
  left: number;
  topic: string | null;
  delayMs: number;
}

export interface Redelivery {
  newId?: boolean;
  mode?: ChaosMode | null;
  delayMs?: number;
}

export class Courier {
  readonly #parts: CourierParts;
  #rng;
  #all: Delivery[] = [];
  #nextId = 1;
  #inFlight = 0;
  #untried = 0;
  #waiting: (() => void)[] = [];
  #waiters = new Set<() => void>();
  #orders: ChaosOrder[] = [];
  #closed = false;
  /** Elapsed ms since when a subscription has failed without a success. */
  #failingSince = new Map<string, number>();
  #generation = 0;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#rng = createRng(parts.seed);
  }

  /** Queues one delivery with whatever chaos is due. */
  post(parcel: Parcel): void {
    const s = this.#parts.settings();
    const delivery = this.#make({ ...parcel, webhookId: this.#webhookId(), mode: null, copyOf: null });
    const order = this.#orders.find((one) => one.left > 0 && (one.topic === null || one.topic === parcel.topic));
    if (order) order.left -= 1;
    const mode = order?.mode;
    const carrierSilent = parcel.topic.endsWith('.delivered') && this.#rng.chance(s.deliveredLossProbability);
    if (mode === 'drop' || carrierSilent || this.#rng.chance(s.lossProbability)) {
      delivery.state = 'lost';
      return;
    }
    if (mode && mode !== 'duplicate' && mode !== 'delay') delivery.mode = mode;
    else if (this.#rng.chance(s.badSignatureProbability)) delivery.mode = 'bad-signature';
    else if (this.#rng.chance(s.staleProbability)) delivery.mode = 'stale';
    const held = this.#rng.chance(s.reorderProbability) ? this.#rng.next() * s.reorderMs : 0;
    const delayMs = s.delayMs + (s.gapsMs[0] ?? 0) + held + (mode === 'delay' ? (order?.delayMs ?? 0) : 0);
    this.#queue(delivery, delayMs);
    if (mode === 'duplicate' || this.#rng.chance(s.duplicateProbability))
      this.#queue(this.#copy(delivery, {}), delayMs + s.duplicateGapMs);
  }

  #webhookId(): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return `msg_${Array.from({ length: 27 }, () => letters[this.#rng.below(letters.length)]).join('')}`;
  }

  #make(row: Omit<Delivery, 'id' | 'state' | 'attempts'>): Delivery {
    const delivery: Delivery = { ...row, id: this.#nextId++, state: 'pending', attempts: [] };
    this.#all.push(delivery);
    return delivery;
  }

  #copy(old: Delivery, how: Redelivery): Delivery {
    const { subscriptionId, topic, url, subject, body } = old;
    const webhookId = how.newId ? this.#webhookId() : old.webhookId;
    const mode = how.mode === undefined ? old.mode : how.mode;
    return this.#make({ subscriptionId, topic, url, subject, body, webhookId, mode, copyOf: old.id });
  }

  /** Sends a known delivery once more, as the portal's resend does, or changed into a wrong one. */
  redeliver(id: number, how: Redelivery = {}): Delivery {
    const old = this.#all.find((delivery) => delivery.id === id);
    if (!old) throw new Error(`no delivery ${id}`);
    const copy = this.#copy(old, how);
    this.#queue(copy, how.delayMs ?? 0);
    return copy;
  }

  /** The portal's recover: everything lost or failed of a subscription (or of all) goes out again under its old id. */
  recover(subscriptionId?: string): number {
    const missed = this.#all.filter(
      (one) =>
        (one.state === 'lost' || one.state === 'failed') && (!subscriptionId || one.subscriptionId === subscriptionId),
    );
    for (const one of missed) this.#queue(this.#copy(one, { mode: null }), 0);
    return missed.length;
  }

  /** The next `times` deliveries (of a topic) get this treatment; null ends all orders. */
  setChaos(mode: ChaosMode | null, how: { times?: number; topic?: string; delayMs?: number } = {}): void {
    if (mode === null) this.#orders = [];
    else this.#orders.push({ mode, left: how.times ?? 1, topic: how.topic ?? null, delayMs: how.delayMs ?? 1000 });
  }

  #queue(delivery: Delivery, delayMs: number): void {
    if (delivery.attempts.length === 0) this.#untried += 1;
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
    const subscription = this.#parts.subscription(delivery.subscriptionId);
    if (!subscription?.enabled) {
      delivery.state = 'failed';
      this.#settled();
      return;
    }
    this.#inFlight += 1;
    delivery.state = 'sending';
    const generation = this.#generation;
    void this.#attempt(delivery, subscription, generation).finally(() => {
      if (generation !== this.#generation) return;
      this.#inFlight -= 1;
      this.#settled();
    });
  }

  #settled(): void {
    this.#waiting.shift()?.();
    for (const check of this.#waiters) check();
  }

  async #attempt(delivery: Delivery, subscription: Subscription, generation: number): Promise<void> {
    const { realNow, settings } = this.#parts;
    const startedAt = Date.now();
    const result: Delivery['attempts'][number] = {
      at: new Date(realNow()).toISOString(),
      status: null,
      error: null,
      durationMs: 0,
    };
    delivery.attempts.push(result);
    try {
      const { headers, body } = outgoing(delivery, subscription.secrets, realNow() / 1000);
      result.status = await post(delivery.url, headers, body, settings().timeoutMs);
    } catch (error) {
      result.error = error instanceof Error ? error.message : String(error);
    }
    result.durationMs = Date.now() - startedAt;
    if (this.#closed || generation !== this.#generation) return;
    if (result.status !== null && result.status >= 200 && result.status < 300) {
      delivery.state = 'delivered';
      this.#failingSince.delete(subscription.id);
    } else this.#failed(delivery, subscription);
  }

  #failed(delivery: Delivery, subscription: Subscription): void {
    const { gapsMs, disableAfterMs } = this.#parts.settings();
    const now = this.#parts.clock.elapsedMs();
    const since = this.#failingSince.get(subscription.id) ?? now;
    this.#failingSince.set(subscription.id, since);
    if (now - since >= disableAfterMs) subscription.enabled = false;
    const gap = gapsMs[delivery.attempts.length];
    if (gap === undefined || !subscription.enabled) {
      delivery.state = 'failed';
      return;
    }
    delivery.state = 'pending';
    this.#queue(delivery, gap);
  }

  /** Resolves when nothing is in flight or waits for its first attempt; rejects after `timeoutMs`. */
  idle(timeoutMs = 120_000): Promise<void> {
    const done = () => this.#closed || (this.#inFlight === 0 && this.#untried === 0);
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
    return [...this.#all];
  }

  clear(): void {
    this.#generation += 1;
    this.#all = [];
    this.#waiting = [];
    this.#orders = [];
    this.#inFlight = 0;
    this.#untried = 0;
    this.#failingSince.clear();
    this.#rng = createRng(this.#parts.seed);
    for (const check of this.#waiters) check();
  }

  close(): void {
    this.#closed = true;
    for (const check of this.#waiters) check();
  }
}
