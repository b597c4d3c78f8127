/**
 * receivablesPosting: parcels of an order leave in ShipStation, and Fusion's receivables get their invoices; voided ones are
 * taken back. One workflow per ShipStation order, for all its parcels.
 * The trap: shares of shipping and discounts depend on what is posted, so after every invoice Fusion is looked at anew.
 */
import { isCancellation } from '@temporalio/workflow';
import type { ReceivablesWriteResult } from '../activities/fusion-shipstation/apply-fusion.ts';
import type {
  ReceivablesPlanAnswer,
  ReceivablesPlanRequest,
} from '../activities/fusion-shipstation/receivables-plan.ts';
import type { ReceivablesWrite } from '../mappings/fusion-shipstation/receivables/types.ts';
import type { SoldView } from '../mappings/fusion-shipstation/types.ts';
import { codeOf, type Obstacle, obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';
import { orderNumbers } from './sold-order.ts';

const SYNC = 'receivablesPosting';
const SHADOW = 'shadow-mode';
/** What another program posts meanwhile is seen once a day. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNSEEN_RECHECK_MS = 60_000;
/** Made, compared and deleted again: not tried more than once a day, unless a person asks. */
const DELETED_RECHECK_MS = 24 * 3_600_000;

type Scope = { connection: string; sync: string; recordKey: string };
/** `refused`: by write, what Fusion would not take; not tried twice in one look. `made`: by write, in this look. */
type Progress = { done: ReceivablesWriteResult[]; refused: Map<string, Obstacle>; made: Set<string> };

export async function receivablesPosting(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps, wasWaiting, nextPeriod, tellNumbers }) => {
    const since = new Date().toISOString();
    // Always with the marks "as shipped": one that is taken back must not be missed where labels took its place.
    const asked = { ...scope, orderId: input.key, thorough: true, since };
    const { sold, absent } = await steps.shipStation.observeSoldOrder(asked);
    if (sold === undefined) return nothingToDo(absent ?? 'nothing to do');
    tellNumbers(orderNumbers(sold));
    return converge(steps, scope, { sold, fresh: wasWaiting, nextPeriod });
  });
}

/** `fresh`: what is remembered of the order's owner is asked anew. */
type Look = { sold: SoldView; fresh: boolean; nextPeriod: boolean };
type Request = Scope & { sold: SoldView; billTo?: Billed; nextPeriod?: boolean; periodsAnew?: boolean };
type Billed = NonNullable<ReceivablesPlanRequest['billTo']>;

/** Plans and writes until nothing is missing or everything that is missing is refused. */
async function converge(steps: Round['steps'], scope: Scope, look: Look): Promise<Outcome> {
  const progress: Progress = { done: [], refused: new Map(), made: new Set() };
  const { sold, fresh, nextPeriod } = look;
  let request: Request = { ...scope, sold, ...(nextPeriod ? { nextPeriod } : {}) };
  for (;;) {
    const plan = await steps.fusion.planReceivablesPosting(request);
    if (plan.needsCustomer && request.billTo === undefined) {
      request = { ...request, billTo: await billedTo(steps, scope, sold, fresh) };
      continue;
    }
    const missing = plan.mode === 'live' ? plan.writes.filter((write) => isOpen(write, progress)) : [];
    if (missing.length === 0) return outcomeOf(plan, progress);
    await writeSome(steps, scope, missing, progress);
    // What was refused may be so for its day.
    if (progress.refused.size > 0) request = { ...request, periodsAnew: true };
  }
}

/** Whose account it is; a customer that is not known may be created by this. */
async function billedTo(steps: Round['steps'], scope: Scope, { order }: SoldView, fresh: boolean): Promise<Billed> {
  const asked = { ...scope, order, ...(fresh ? { fresh } : {}) };
  const { customer, problem } = await steps.fusion.findCustomer(asked);
  if (customer !== undefined) return customer;
  const reason = `nobody was found to bill order ${order.orderNumber} to`;
  return { problem: problem ?? { cause: 'customer-unknown', reason } };
}

/** A write that was made and is planned again does not hold: it is told instead of being repeated for ever. */
function isOpen(write: ReceivablesWrite, { refused, made }: Progress): boolean {
  const name = nameOf(write);
  if (refused.has(name)) return false;
  if (!made.has(name)) return true;
  const reason = `Fusion took "${write.title}", but does not show it yet`;
  refused.set(name, { cause: 'not-seen-yet', reason, recheckMs: UNSEEN_RECHECK_MS });
  return false;
}

const nameOf = ({ kind, bill }: ReceivablesWrite): string => `${kind} ${bill}`;

/** Until one was made: the next one's share is planned anew. A refused one does not hold up the others. */
async function writeSome(
  steps: Round['steps'],
  scope: Scope,
  writes: ReceivablesWrite[],
  progress: Progress,
): Promise<void> {
  for (const write of writes) if (await tryWrite(steps, scope, write, progress)) return;
}

/** A conflict means that everything must be looked at again. */
async function tryWrite(
  steps: Round['steps'],
  scope: Scope,
  write: ReceivablesWrite,
  progress: Progress,
): Promise<boolean> {
  try {
    const { applyReceivables } = steps.fusion;
    progress.done.push(await applyReceivables.executeWithOptions({ summary: write.title }, [{ ...scope, write }]));
    progress.made.add(nameOf(write));
    return true;
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    const isDeleted = codeOf(error) === 'TOTAL_DIFFERS';
    progress.refused.set(nameOf(write), { ...obstacle, ...(isDeleted ? { recheckMs: DELETED_RECHECK_MS } : {}) });
    return false;
  }
}

function outcomeOf(plan: ReceivablesPlanAnswer, { done, refused }: Progress): Outcome {
  const made = done.flatMap(({ kind, number }) => (number === undefined ? [] : [{ kind, value: number }]));
  const parts = { numbers: unique([...plan.numbers, ...made]), sources: plan.sources };
  // What was refused and is not wanted any more keeps nobody waiting.
  const wanted = new Set(plan.writes.map(nameOf));
  const open = [...refused].flatMap(([name, obstacle]) => (wanted.has(name) ? [obstacle] : []));
  const problems: Obstacle[] = [...open, ...plan.problems, ...shadowed(plan)];
  const [first, ...others] = problems;
  if (first === undefined) {
    const sentences = [...new Set([...done.map((result) => result.done), ...plan.notes])];
    const summary = sentences.length > 0 ? sentences.join('; ') : 'nothing has left the house yet';
    return { status: 'done', summary, ...parts };
  }
  const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((one) => one.reason).join('; ')})` : '';
  const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
  return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, ...parts };
}

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed({ mode, writes }: ReceivablesPlanAnswer): Obstacle[] {
  if (mode === 'live' || writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}

const unique = (numbers: Outcome['numbers']): Outcome['numbers'] => [
  ...new Map(numbers.map((number) => [`${number.kind} ${number.value}`, number])).values(),
];

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
