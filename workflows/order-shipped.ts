/**
 * orderShipped: a parcel leaves in ShipStation, the sales order in NetSuite gets its item fulfilment.
 * One workflow per ShipStation order, for all its parcels, voids and re-labels.
 */
import { isCancellation } from '@temporalio/workflow';
import type { PlanAnswer } from '../activities/decide.ts';
import type { Write } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'orderShipped';

export async function orderShipped(input: RecordInput): Promise<RecordState> {
  let thorough = false;
  return runRecord(SYNC, input, async ({ steps, repeats }) => {
    const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
    if (repeats === 0) thorough = false;

    const { source } = await steps.shipStation.observeOrder({ ...scope, orderId: input.key, thorough });
    if (source === undefined) return nothingToDo('ShipStation has no such order and nothing was shipped under it');
    const target = await steps.netSuite.observeSalesOrder({ ...scope, source });
    const plan = await steps.store.planOrderShipped({ ...scope, source, target });
    if (plan.lookThoroughly) {
      thorough = true;
      return { status: 'again' };
    }

    const applied = plan.mode === 'shadow' ? NOTHING_APPLIED : await applyAll(steps, scope, plan.writes);
    if (plan.mode !== 'shadow' && applied.problems.length === 0 && plan.writes.some(takesBack))
      return { status: 'again' };
    return outcomeOf(plan, applied);
  });
}

type Scope = { connection: string; sync: string; recordKey: string };
type Applied = { done: { done: string; tranId?: string }[]; problems: { cause: string; reason: string }[] };
const NOTHING_APPLIED: Applied = { done: [], problems: [] };

/**
 * Several parcels of one order go in one after another: NetSuite locks the sales order while it is fulfilled. A parcel
 * that is refused does not hold up the next one; a conflict means that everything must be looked at again.
 */
async function applyAll(steps: Round['steps'], scope: Scope, writes: Write[]): Promise<Applied> {
  const applied: Applied = { done: [], problems: [] };
  for (const write of writes) {
    try {
      applied.done.push(
        await steps.netSuite.applyWrite.executeWithOptions({ summary: write.title }, [{ ...scope, write }]),
      );
    } catch (error) {
      const obstacle = obstacleOf(error);
      if (obstacle.lookAgain === true || isCancellation(error)) throw error;
      applied.problems.push({ cause: obstacle.cause, reason: obstacle.reason });
    }
  }
  return applied;
}

const takesBack = (write: Write): boolean => write.kind === 'remove' || write.kind === 'markVoided';

function outcomeOf(plan: PlanAnswer, { done, problems }: Applied): Outcome {
  const posted = done.flatMap(({ tranId }) =>
    tranId === undefined ? [] : [{ kind: 'item fulfilment', value: tranId }],
  );
  // What was only planned in shadow mode stays unsettled, so that going live finds it again.
  const parts = { numbers: [...plan.numbers, ...posted], sources: plan.mode === 'shadow' ? [] : plan.sources };
  const [first, ...others] = [...problems, ...plan.problems];
  if (first !== undefined) {
    const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((p) => p.reason).join('; ')})` : '';
    return {
      status: 'waiting',
      cause: first.cause,
      reason: `${first.reason}${more}`,
      recheckMs: plan.recheckMs,
      ...parts,
    };
  }
  return { status: 'done', summary: summaryOf(plan, done), ...parts };
}

function summaryOf(plan: PlanAnswer, done: Applied['done']): string {
  if (plan.mode === 'shadow' && plan.writes.length > 0) {
    return `shadow mode, nothing written; would: ${plan.writes.map((write) => write.title).join('; ')}`;
  }
  const sentences = [...done.map((d) => d.done), ...plan.notes];
  return sentences.length > 0 ? sentences.join('; ') : 'nothing has left the house yet';
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
