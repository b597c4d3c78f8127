/**
 * webhookGuard: are the vendor's webhook subscriptions still what they should be? Restores them and sweeps the gap; once a
 * day it removes what the owner no longer wants to keep.
 * Run by a Temporal Schedule.
 */
import { executeChild, isCancellation, ParentClosePolicy } from '@temporalio/workflow';
import type { SubscriptionAnswer } from '../activities/subscriptions.ts';
import { obstacleOf } from './blocked-by.ts';
import type { GuardInput, GuardResult } from './contracts.ts';
import { gapSweepId } from './ids.ts';
import { manifestOf, type System } from './manifest.ts';
import { MAIN_QUEUE, priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';
import type { sweep } from './sweep.ts';

/** Runs of older releases were not told which syncs to sweep; the list of syncs must not be asked here, for it grows. */
const BEFORE_IT_WAS_TOLD = ['orderShipped'];

export async function webhookGuard(input: GuardInput): Promise<GuardResult> {
  const { slow } = stepsFor(priorityOf('sweep', input.connection));
  await slow.pruneOld(scopeOf(input));
  const result: GuardResult = { checked: 0, restored: [], removed: [] };
  for (const system of manifestOf(input.pair ?? 'netsuite-shipstation').hooks) await guardSystem(input, system, result);
  return result;
}

const scopeOf = ({ connection }: GuardInput) => ({ connection, sync: 'guard', recordKey: '-' });

async function guardSystem(input: GuardInput, system: System, result: GuardResult): Promise<void> {
  const { vendor } = stepsFor(priorityOf('sweep', input.connection));
  const found = await vendor(system).checkSubscriptions(scopeOf(input)).catch(stopped);
  result.checked += found.checked;
  result.restored.push(...found.restored);
  result.removed.push(...found.removed);
  if ('stopped' in found) result.stopped = found.stopped;
  if (found.gapSince === undefined) return;
  result.sweptSince = found.gapSince;
  for (const sync of found.syncs ?? BEFORE_IT_WAS_TOLD) await sweepGap(input.connection, sync, found.gapSince);
}

const sweepGap = (connection: string, sync: string, since: string) =>
  executeChild<typeof sweep>('sweep', {
    workflowId: gapSweepId(connection, sync, since),
    taskQueue: MAIN_QUEUE,
    args: [{ connection, sync, since }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });

/** A parked connection has its own watch; here it is only told. */
function stopped(error: unknown): SubscriptionAnswer & { stopped: string } {
  if (isCancellation(error)) throw error;
  return { checked: 0, restored: [], removed: [], stopped: obstacleOf(error).reason };
}
