/**
 * orderShipped: a parcel leaves in ShipStation, the sales order in NetSuite gets its item fulfilment.
 * One workflow per ShipStation order, for all its parcels, voids and re-labels.
 * The trap: a fulfilment names every open line it leaves alone, so after each one that was made NetSuite is read again.
 */
import { isCancellation } from '@temporalio/workflow';
import type { ApplyResult } from '../activities/apply-write.ts';
import type { PlanAnswer } from '../activities/decide.ts';
import type { SourceView, Write } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'orderShipped';
const SHADOW = 'shadow-mode';
/** What another program posts meanwhile is seen once a day; the budget belongs to the live syncs. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;

export async function orderShipped(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps, wasWaiting, heal }) => {
    // What did not add up before is looked at thoroughly at once: three calls to ShipStation instead of five.
    for (const thorough of wasWaiting ? [true] : [false, true]) {
      const { source, absent } = await steps.shipStation.observeOrder({ ...scope, orderId: input.key, thorough });
      if (source === undefined) return nothingToDo(absent ?? 'nothing to do');
      const outcome = await converge(steps, scope, source, heal);
      if (outcome !== 'look thoroughly') return outcome;
    }
    throw new Error('a thorough look asked for another one');
  });
}

type Scope = { connection: string; sync: string; recordKey: string };
/** `refused`: by source, what NetSuite would not take; not tried twice in one look. */
type Progress = { done: ApplyResult[]; refused: Map<string, Obstacle> };

/** Observes NetSuite, plans, writes the next thing, and starts over until nothing is missing. */
async function converge(
  steps: Round['steps'],
  scope: Scope,
  source: SourceView,
  heal: boolean,
): Promise<Outcome | 'look thoroughly'> {
  const progress: Progress = { done: [], refused: new Map() };
  let mend = heal;
  for (;;) {
    const target = await steps.netSuite.observeSalesOrder({ ...scope, source });
    const plan = await steps.store.planOrderShipped({ ...scope, source, target, ...(mend ? { heal: true } : {}) });
    if (plan.lookThoroughly) return 'look thoroughly';
    const missing = plan.mode === 'shadow' ? [] : plan.writes.filter((write) => !progress.refused.has(write.source));
    // Once in a look: what differs even after it was made again is a person's matter.
    if (plan.mends === true) mend = false;
    const left = await writeNext(steps, scope, missing, progress);
    if (left === 0 && !missing.some(opensUp)) return outcomeOf(plan, progress);
    if (missing.length === 0) return outcomeOf(plan, progress);
  }
}

/** Writes until something was made that changes what is open on the sales order; answers how many writes are left. */
async function writeNext(steps: Round['steps'], scope: Scope, writes: Write[], progress: Progress): Promise<number> {
  for (const [index, write] of writes.entries()) {
    const made = await tryWrite(steps, scope, write, progress);
    if (made && write.kind === 'create') return writes.length - index - 1;
  }
  return 0;
}

/** A parcel that is refused does not hold up the next one; a conflict means that everything must be looked at again. */
async function tryWrite(steps: Round['steps'], scope: Scope, write: Write, progress: Progress): Promise<boolean> {
  try {
    const { applyWrite } = steps.netSuite;
    progress.done.push(await applyWrite.executeWithOptions({ summary: write.title }, [{ ...scope, write }]));
    return true;
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    progress.refused.set(write.source, obstacle);
    return false;
  }
}

/** Takings-back free quantities, so what remains is planned from a new look. */
const opensUp = (write: Write): boolean =>
  write.kind === 'remove' || write.kind === 'markVoided' || write.kind === 'correct';

function outcomeOf(plan: PlanAnswer, { done, refused }: Progress): Outcome {
  const posted = done.flatMap(({ tranId }) =>
    tranId === undefined ? [] : [{ kind: 'item fulfilment', value: tranId }],
  );
  const parts = { numbers: [...plan.numbers, ...posted], sources: plan.sources };
  const problems: Obstacle[] = [...refused.values(), ...plan.problems, ...shadowed(plan)];
  const [first, ...others] = problems;
  if (first !== undefined) {
    const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((p) => p.reason).join('; ')})` : '';
    const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
    return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, ...parts };
  }
  return { status: 'done', summary: summaryOf(plan, done), ...parts };
}

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed(plan: PlanAnswer): Obstacle[] {
  if (plan.mode !== 'shadow' || plan.writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${plan.writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}

function summaryOf(plan: PlanAnswer, done: ApplyResult[]): string {
  const sentences = [...done.map((result) => result.done), ...plan.notes];
  return sentences.length > 0 ? sentences.join('; ') : 'nothing has left the house yet';
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
