/**
 * webhookGuard: are the vendor's webhook subscriptions still what they should be? Restores them and sweeps the gap.
 * Run by a Temporal Schedule.
 */
import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import type { GuardInput, GuardResult } from './contracts.ts';
import { gapSweepId } from './ids.ts';
import { MAIN_QUEUE, priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';
import type { sweep } from './sweep.ts';

const SYNC = 'orderShipped';

export async function webhookGuard(input: GuardInput): Promise<GuardResult> {
  const { shipStation } = stepsFor(priorityOf('sweep', input.connection));
  const found = await shipStation.checkSubscriptions({ connection: input.connection, sync: 'guard', recordKey: '-' });
  if (found.gapSince !== undefined) {
    await executeChild<typeof sweep>('sweep', {
      workflowId: gapSweepId(input.connection, SYNC, found.gapSince),
      taskQueue: MAIN_QUEUE,
      args: [{ connection: input.connection, sync: SYNC, since: found.gapSince }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  }
  return { ...found, unparked: false, ...(found.gapSince === undefined ? {} : { sweptSince: found.gapSince }) };
}
