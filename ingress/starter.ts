/**
 * The one thing that the front door asks of Temporal: wake the workflow that follows a webhook's pointer.
 * The trap: the SDK retries an absent server by itself for long, so each call carries a deadline.
 */
import type { Client } from '@temporalio/client';
import { followPointer } from '../workflows/starts.ts';

/** A stored inbox row, as far as signalling needs it. */
export type StoredPointer = { id: string; connection: string; dedupeKey: string; system: string };

/** Resolves with the workflow's id once Temporal has the signal for certain; rejects otherwise. */
export type PointerStarter = (pointer: StoredPointer) => Promise<string>;

/** signalWithStart: a redelivery wakes the same workflow, so sending twice is harmless. */
export function createPointerStarter(client: Client, options: { timeoutMs: number }): PointerStarter {
  return async ({ id, connection, dedupeKey, system }) => {
    const start = followPointer({ connection, inboxId: id, dedupeKey, system });
    const deadline = Date.now() + options.timeoutMs;
    await client.withDeadline(deadline, () => client.workflow.signalWithStart('webhookPointer', start));
    return start.workflowId;
  };
}
