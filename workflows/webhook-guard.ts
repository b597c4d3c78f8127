/**
 * webhookGuard: are the vendor's webhook subscriptions still what they should be? Restores them and sweeps the gap; once a
 * day it removes what the owner no longer wants to keep.
 * Run by a Temporal Schedule.
 */
import { executeChild, isCancellation, ParentClosePolicy } from '@temporalio/workflow';
import type { SubscriptionAnswer } from '../activities/guard.ts';
import { obstacleOf } from './blocked-by.ts';
import type { GuardInput, GuardResult } from './contracts.ts';
import { gapSweepId } from './ids.ts';
import { MAIN_QUEUE, priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';
import type { sweep } from './sweep.ts';

const SYNC = 'orderShipped';

export async function webhookGuard(input: GuardInput): Promise<GuardResult> {
  const { shipStation, slow } = stepsFor(priorityOf('sweep', input.connection));
  const scope = { connection: input.connection, sync: 'guard', recordKey: '-' };
  await slow.pruneOld(scope);
  const found = await shipStation.checkSubscriptions(scope).catch(stopped);
  if (found.gapSince !== undefined) {
    await executeChild<typeof sweep>('sweep', {
      workflowId: gapSweepId(input.connection, SYNC, found.gapSince),
      taskQueue: MAIN_QUEUE,
      args: [{ connection: input.connection, sync: SYNC, since: found.gapSince }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  }
  return { ...found, ...(found.gapSince === undefined ? {} : { sweptSince: found.gapSince }) };
}

/** A parked connection has its own watch; here it is only told. */
function stopped(error: unknown): SubscriptionAnswer & { stopped: string } {
  if (isCancellation(error)) throw error;
  return { checked: 0, restored: [], removed: [], stopped: obstacleOf(error).reason };
}
