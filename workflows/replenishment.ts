/**
 * replenishment: a purchase order is approved in NetSuite, and ShipBob is told what comes: a receiving order, once.
 * One workflow per purchase order for its whole life: change, closing and cancelling reach ShipBob the same way.
 * The trap: nothing here counts what was done; both systems are looked at again after every write.
 */
import { isCancellation } from '@temporalio/workflow';
import type { ReplenishmentAnswer } from '../activities/netsuite-shipbob/replenishment.ts';
import type { ReplenishmentWrite } from '../mappings/netsuite-shipbob/replenishment/types.ts';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'replenishment';
const SHADOW = 'shadow-mode';
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNSEEN_RECHECK_MS = 60_000;

type Scope = { connection: string; sync: string; recordKey: string };
/** `tried`: what was written in this look; `refused`: what was not taken. Neither is tried twice in one look. */
type Progress = { done: string[]; made: string[]; tried: Set<string>; refused: Map<string, Obstacle> };

export async function replenishment(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const progress: Progress = { done: [], made: [], tried: new Set(), refused: new Map() };
    for (;;) {
      const { po, absent } = await steps.netSuite.observePurchaseOrder(scope);
      if (po === undefined) return nothingToDo(absent ?? 'nothing to do');
      const plan = await steps.shipBob.planPurchaseOrder({ ...scope, po });
      const open = plan.mode === 'live' ? plan.writes.filter((write) => isOpen(write, progress)) : [];
      if (open.length === 0) return outcomeOf(plan, progress);
      for (const write of open) await tryWrite(steps, scope, write, progress);
    }
  });
}

/** A write that was made and is planned again does not hold: it is told instead of being repeated for ever. */
function isOpen(write: ReplenishmentWrite, { tried, refused }: Progress): boolean {
  const name = nameOf(write);
  if (refused.has(name)) return false;
  if (!tried.has(name)) return true;
  const reason = `"${write.title}" was done, but does not show yet`;
  refused.set(name, { cause: 'not-seen-yet', reason, recheckMs: UNSEEN_RECHECK_MS });
  return false;
}

/** What was refused stays refused, whichever day of arrival it would have now. */
const nameOf = (write: ReplenishmentWrite): string => `${write.kind} ${'name' in write ? write.name : write.title}`;

/** A refusal does not hold up what stands on its own; a conflict means that everything must be looked at again. */
async function tryWrite(
  steps: Round['steps'],
  scope: Scope,
  write: ReplenishmentWrite,
  progress: Progress,
): Promise<void> {
  progress.tried.add(nameOf(write));
  try {
    const { done, number } = await carryOut(steps, scope, write);
    progress.done.push(done);
    if (number !== undefined) progress.made.push(number);
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    progress.refused.set(nameOf(write), obstacle);
  }
}

function carryOut(
  steps: Round['steps'],
  scope: Scope,
  write: ReplenishmentWrite,
): Promise<{ done: string; number?: string }> {
  const summary = { summary: write.title };
  if (write.kind !== 'note') return steps.shipBob.applyReceiving.executeWithOptions(summary, [{ ...scope, write }]);
  return steps.netSuite.applyRecord
    .executeWithOptions(summary, [{ ...scope, write: write.write }])
    .then(({ done }) => ({ done }));
}

function outcomeOf(plan: ReplenishmentAnswer, { done, made, refused }: Progress): Outcome {
  const { sources, notes } = plan;
  const told = new Set(plan.numbers.map(({ value }) => value));
  const more = made.filter((value) => !told.has(value)).map((value) => ({ kind: 'ShipBob receiving order', value }));
  const numbers = [...plan.numbers, ...more];
  const problems: Obstacle[] = [...refused.values(), ...plan.problems, ...shadowed(plan)];
  const [first, ...others] = problems;
  if (first === undefined) {
    const sentences = [...done, ...notes];
    return { status: 'done', summary: sentences.join('; ') || 'both systems agree', numbers, sources };
  }
  const rest = others.length > 0 ? ` (and ${others.length} more: ${others.map((one) => one.reason).join('; ')})` : '';
  const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
  return { status: 'waiting', cause: first.cause, reason: `${first.reason}${rest}`, recheckMs, numbers, sources };
}

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed({ mode, writes }: ReplenishmentAnswer): Obstacle[] {
  if (mode === 'live' || writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
