/**
 * Hands stored webhooks to Temporal outside the request: few calls at a time, a bounded queue, one signal for many
 * waiting copies of a row. What does not fit, or fails, stays `stored` in the inbox, and the relay sends it on.
 * The trap: a redelivery may come in while its row is being signalled; that row must be signalled once more before
 * it is marked, or the newer delivery would be forgotten.
 */
import type { Logger } from 'pino';
import type { InboxStore } from '../store/contract.ts';
import type { IngressMetrics } from './metrics.ts';
import type { PointerStarter, StoredPointer } from './starter.ts';

export type Forwarder = {
  /** Queues a row that was just stored; leaves it to the relay when the queue is full or Temporal is away. */
  offer(pointer: StoredPointer): void;
  /** Queues a row whatever was said before; resolves true when it was signalled and marked, false when it was left. */
  deliver(pointer: StoredPointer): Promise<boolean>;
  /** True while a row is queued, being signalled or being marked. */
  holds(id: string): boolean;
  /** True after several failures in a row, until something is delivered again. */
  away(): boolean;
  /** Takes no new rows; true when all held ones are through, false when some had to be left after `timeoutMs`. */
  drain(timeoutMs: number): Promise<boolean>;
};

export type ForwarderOptions = {
  start: PointerStarter;
  inbox: Pick<InboxStore, 'setState'>;
  log: Logger;
  metrics: IngressMetrics;
  /** Calls to Temporal at once. */
  inFlight: number;
  /** Rows that may wait in memory. */
  queue: number;
};

type Job = { pointer: StoredPointer; again: boolean; done: PromiseWithResolvers<boolean> };

/** With this many failures in a row Temporal counts as away. */
const FAILURES_UNTIL_AWAY = 3;

export const createForwarder = (options: ForwarderOptions): Forwarder => new QueueingForwarder(options);

class QueueingForwarder implements Forwarder {
  readonly #options: ForwarderOptions;
  readonly #waiting = new Map<string, Job>();
  readonly #working = new Map<string, Job>();
  #calls = 0;
  #failuresInRow = 0;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  holds = (id: string): boolean => this.#waiting.has(id) || this.#working.has(id);

  away = (): boolean => this.#failuresInRow >= FAILURES_UNTIL_AWAY;

  offer = (pointer: StoredPointer): void => {
    if (this.away() && !this.#working.has(pointer.id)) this.#options.metrics.signalled('left');
    else void this.deliver(pointer);
  };

  deliver = (pointer: StoredPointer): Promise<boolean> => {
    const held = this.#waiting.get(pointer.id) ?? this.#working.get(pointer.id);
    if (held !== undefined) {
      held.again = this.#working.has(pointer.id);
      return held.done.promise;
    }
    const job: Job = { pointer, again: false, done: Promise.withResolvers<boolean>() };
    if (this.#closing || this.#waiting.size >= this.#options.queue) this.#leave(job);
    else this.#waiting.set(pointer.id, job);
    this.#pump();
    return job.done.promise;
  };

  drain = (timeoutMs: number): Promise<boolean> => {
    this.#closing = true;
    if (this.#isIdle()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#leaveAllWaiting();
        resolve(false);
      }, timeoutMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  };

  #isIdle(): boolean {
    return this.#waiting.size + this.#working.size === 0;
  }

  #pump(): void {
    for (const [id, job] of this.#waiting) {
      if (this.#calls >= this.#options.inFlight) break;
      this.#waiting.delete(id);
      this.#working.set(id, job);
      void this.#work(job);
    }
    this.#options.metrics.queued(this.#waiting.size);
  }

  async #work(job: Job): Promise<void> {
    let sent = false;
    do {
      job.again = false;
      const workflowId = await this.#signal(job.pointer);
      sent = workflowId !== undefined && (job.again || (await this.#mark(job.pointer, workflowId)));
    } while (sent && job.again);
    this.#working.delete(job.pointer.id);
    job.done.resolve(sent);
    if (this.#isIdle()) this.#idle?.();
  }

  /** The workflow's id; undefined when Temporal did not take the signal. */
  async #signal(pointer: StoredPointer): Promise<string | undefined> {
    this.#calls += 1;
    try {
      const workflowId = await this.#options.start(pointer);
      this.#succeeded();
      return workflowId;
    } catch (err) {
      this.#failed(err);
      return undefined;
    } finally {
      this.#calls -= 1;
      this.#pump();
    }
  }

  #succeeded(): void {
    if (this.away()) this.#options.log.info('Temporal takes webhooks again');
    this.#failuresInRow = 0;
    this.#options.metrics.temporalAway(false);
    this.#options.metrics.signalled('sent');
  }

  #failed(err: unknown): void {
    this.#failuresInRow += 1;
    this.#options.metrics.signalled('failed');
    if (this.#failuresInRow !== FAILURES_UNTIL_AWAY) return;
    this.#options.metrics.temporalAway(true);
    this.#options.log.warn({ err }, 'Temporal is away: webhooks are stored and sent on later');
    this.#leaveAllWaiting();
  }

  async #mark(pointer: StoredPointer, workflowId: string): Promise<boolean> {
    try {
      await this.#options.inbox.setState(pointer.id, 'signalled', workflowId);
      return true;
    } catch (err) {
      this.#options.log.warn({ err, inboxId: pointer.id }, 'a webhook was signalled but not marked; it is sent again');
      return false;
    }
  }

  #leave(job: Job): void {
    this.#options.metrics.signalled('left');
    job.done.resolve(false);
  }

  #leaveAllWaiting(): void {
    for (const job of this.#waiting.values()) this.#leave(job);
    this.#waiting.clear();
  }
}
