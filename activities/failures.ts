/**
 * Turns every error of an activity into a Temporal failure of the closed list, parks the connection when its credentials
 * or permissions are refused, and writes the attempt into the ledger.
 * The trap: connectors know nothing of Temporal; this is the only place where the two meet.
 */

import type { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ConnectorError } from '../connectors/http/errors.ts';
import type { LedgerEntry } from '../store/contract.ts';
import { HEARTBEAT_EVERY_MS, MAIN_QUEUE, NON_RETRYABLE, vendorQueue } from '../workflows/policies.ts';
import { parkedWatch } from '../workflows/starts.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';

/** Writes tell of themselves: intent and effect. */
const WRITES = new Set([
  'applyWrite',
  'applyRecord',
  'applyFulfillment',
  'writeShopStock',
  'applyProfile',
  'applyReceiving',
  'applyInventory',
  'applyReceivables',
]);
/** After this many attempts an outage is shown as waiting instead of being tried silently. */
const PATIENCE_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 30_000;

export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  readonly #context: Context;
  readonly #deps: ActivityDeps;

  constructor(context: Context, deps: ActivityDeps) {
    this.#context = context;
    this.#deps = deps;
  }

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const scope = scopeOf(input.args[0]);
    const beat = setInterval(() => this.#context.heartbeat(), HEARTBEAT_EVERY_MS);
    try {
      if (this.#context.info.taskQueue !== MAIN_QUEUE) await this.#assertOpen(scope);
      const startedAt = performance.now();
      const answer = await next(input);
      this.#noteSuccess(scope, performance.now() - startedAt);
      return answer;
    } catch (error) {
      throw await this.#toFailure(error, scope);
    } finally {
      clearInterval(beat);
    }
  }

  /** Steps on our own queue only touch our own store, or look whether the connection is well again; the others wait. */
  async #assertOpen(scope: RecordScope): Promise<void> {
    const { row } = await this.#deps.connections.get(scope.connection);
    if (row.parked !== undefined) {
      if (isOnlyNews(scope, this.#context.info.taskQueue, row.parked.system)) return;
      await keepWatched(this.#deps, row.id);
      throw gateFailure(
        'Auth',
        'connection-parked',
        `connection ${row.id} is parked since ${row.parked.since}: ${row.parked.reason}`,
      );
    }
    if (row.mode === 'paused')
      throw gateFailure(
        'Config',
        'connection-paused',
        `connection ${row.id} is paused; resume it with \`ml-connector connections resume ${row.id}\``,
      );
  }

  /** Reads that went well are told without holding up the step; writes tell of themselves (intent and effect). */
  #noteSuccess(scope: RecordScope, tookMs: number): void {
    const { activityType, taskQueue, isLocal } = this.#context.info;
    if (isLocal || WRITES.has(activityType) || scope.recordKey === '-') return;
    const entry = entryFor(this.#context, scope, this.#deps.now(), {
      kind: 'attempt',
      outcome: 'ok',
      system: taskQueue.replace(`${MAIN_QUEUE}-`, ''),
      summary: `${activityType} answered after ${Math.round(tookMs)} ms`,
    });
    void this.#append(entry);
  }

  #append(entry: LedgerEntry): Promise<void> {
    const lost = (error: unknown) => this.#deps.log.error({ err: error }, 'a ledger row could not be written');
    return this.#deps.store.ledger.append([entry]).catch(lost);
  }

  async #toFailure(error: unknown, scope: RecordScope): Promise<unknown> {
    if (error instanceof CancelledFailure) return error;
    if (error instanceof ApplicationFailure) {
      if (error.details?.[0] !== 'gate') await this.#record(scope, error.type ?? 'Bug', error.message);
      return error;
    }
    if (!(error instanceof ConnectorError)) {
      this.#deps.log.error(
        { err: error, activity: this.#context.info.activityType, ...scope },
        'unexpected error in an activity',
      );
      const message = error instanceof Error ? error.message : String(error);
      await this.#record(scope, 'Bug', message);
      return ApplicationFailure.create({
        type: 'Bug',
        message,
        nonRetryable: false,
        ...(error instanceof Error ? { cause: error } : {}),
      });
    }
    if (error.type === 'RateLimited') this.#deps.count?.throttled(scope.connection, error.system);
    else await this.#record(scope, error.type, error.message, error.system);
    if (parks(error)) await this.#park(scope, error);
    return toApplicationFailure(error, this.#context.info.attempt);
  }

  async #record(scope: RecordScope, failureType: string, summary: string, system?: string): Promise<void> {
    const entry = entryFor(this.#context, scope, this.#deps.now(), {
      kind: 'attempt',
      outcome: 'failed',
      failureType,
      summary,
      ...(system === undefined ? {} : { system }),
    });
    await this.#append(entry);
  }

  async #park(scope: RecordScope, error: ConnectorError): Promise<void> {
    const why = { system: error.system, failureType: error.type, reason: error.message };
    await parkConnection(this.#deps, scope.connection, why);
  }
}

/** Everything of the connection waits until the watch finds it well again. */
export async function parkConnection(
  deps: ActivityDeps,
  connection: string,
  why: { system: string; failureType: string; reason: string },
): Promise<void> {
  const parked = await deps.store.connections.park(connection, why);
  deps.connections.forget(connection);
  if (!parked) return;
  const { system, failureType } = why;
  deps.log.error({ connection, system, failureType }, `connection parked: ${why.reason}`);
  await startWatch(deps, connection);
}

/** Wrong credentials, or a permission that the vendor names with 403: every other record would fail alike. */
const parks = (error: ConnectorError): boolean =>
  error.type === 'Auth' || (error.type === 'Config' && error.status === 403);

async function startWatch(deps: ActivityDeps, connection: string): Promise<void> {
  await deps.client.workflow
    .signalWithStart('parkedConnection', parkedWatch(connection))
    .catch((error: unknown) =>
      deps.log.warn({ connection, err: error }, 'the watch over the parked connection could not be started yet'),
    );
}

/** What another system tells is still read, so that its records are known, wait with their reason, and keep their order. */
const isOnlyNews = ({ sync }: RecordScope, taskQueue: string, parkedBy: string): boolean =>
  sync === 'webhook' && taskQueue !== vendorQueue(parkedBy);

const WATCH_EVERY_MS = 60_000;
const watchedAtMs = new Map<string, number>();

/** A crash between parking and starting the watch, or a lost Temporal database, must not leave it parked for good. */
async function keepWatched(deps: ActivityDeps, connection: string): Promise<void> {
  const nowMs = Date.now();
  if (nowMs - (watchedAtMs.get(connection) ?? 0) < WATCH_EVERY_MS) return;
  watchedAtMs.set(connection, nowMs);
  await startWatch(deps, connection);
}

/** `retryAfterMs` becomes the next attempt's time; a rate limit is nothing to be alarmed about. */
export function toApplicationFailure(error: ConnectorError, attempt: number): ApplicationFailure {
  const givenUp = error.type === 'Unavailable' && attempt >= PATIENCE_ATTEMPTS;
  return ApplicationFailure.create({
    type: error.type,
    message: error.message,
    nonRetryable: givenUp || NON_RETRYABLE.some((type) => type === error.type),
    details: [error.code ?? '', error.system],
    ...waitOf(error, attempt),
    ...(error.type === 'RateLimited' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}

/** The vendor's advice as it is; without advice a growing, spread pause, so that a refused crowd does not come back as one. */
function waitOf(error: ConnectorError, attempt: number): { nextRetryDelay?: number } {
  if (error.retryAfterMs !== undefined) return { nextRetryDelay: error.retryAfterMs };
  if (error.type !== 'RateLimited') return {};
  const grown = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
  return { nextRetryDelay: Math.round(grown * (0.5 + Math.random())) };
}

function gateFailure(type: 'Auth' | 'Config', code: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: ['gate', code],
    category: ApplicationFailureCategory.BENIGN,
  });
}

function scopeOf(argument: unknown): RecordScope {
  const fields = (typeof argument === 'object' && argument !== null ? argument : {}) as Partial<RecordScope>;
  return { connection: fields.connection ?? '-', sync: fields.sync ?? '-', recordKey: fields.recordKey ?? '-' };
}
