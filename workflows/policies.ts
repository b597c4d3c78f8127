/**
 * Task queues, priorities, timeouts and retries, in one place, with the failure types that decide them.
 * The trap: Temporal ignores priorities and fairness unless the server's dynamic config turns them on.
 */
import type { Duration, Priority, RetryPolicy } from '@temporalio/common';
import type { WakeCause } from './contracts.ts';

/** Workflows and steps on our own store. */
export const MAIN_QUEUE = 'ml-connector';
/** Activities that call a vendor run on a queue of that vendor's name, so that its slots are its own. */
export const vendorQueue = (system: string): string => `ml-connector-${system}`;

/** Failure types that a person or the workflow must deal with; Temporal does not retry them. */
export const NON_RETRYABLE = ['Auth', 'Config', 'Invalid', 'NotFound', 'Conflict', 'Uncertain'] as const;

const PRIORITY: Record<WakeCause, number> = { webhook: 1, person: 1, replay: 3, sweep: 3, backfill: 5 };

/** Live events before sweeps before backfills; fair between connections. */
export const priorityOf = (cause: WakeCause, connection: string): Priority => ({
  priorityKey: PRIORITY[cause],
  fairnessKey: connection,
});

/** RateLimited brings the vendor's own waiting time along; Unavailable backs off to a minute. */
export const VENDOR_RETRY: RetryPolicy = {
  initialInterval: '250ms',
  backoffCoefficient: 3,
  maximumInterval: '60s',
  nonRetryableErrorTypes: [...NON_RETRYABLE],
};
export const VENDOR_TIMEOUT: Duration = '5 minutes';
/** A killed worker is noticed after this long; the interceptor beats for every activity. */
export const HEARTBEAT_TIMEOUT: Duration = '2s';
export const HEARTBEAT_EVERY_MS = 500;
/** A workflow task that a killed worker held is given to another one after this long. */
export const WORKFLOW_TASK_TIMEOUT: Duration = '3s';
