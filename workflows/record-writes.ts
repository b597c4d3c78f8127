/**
 * How the records of a plan come to stand in NetSuite: plan, write, plan again, until nothing is missing.
 * The trap: what is planned together was seen at one moment; after a write that others may build on, it is planned anew.
 */
import { isCancellation } from '@temporalio/workflow';
import type { ApplyRecordResult } from '../activities/apply-record.ts';
import type { RecordPlan } from '../activities/netsuite-shopify/answers.ts';
import type { RecordWrite } from '../connectors/netsuite/record-types.ts';
import { codeOf, type Obstacle, obstacleOf } from './blocked-by.ts';
import type { Outcome, Round } from './record.ts';

type Scope = { connection: string; sync: string; recordKey: string };
/** `refused`: by write, what NetSuite would not take; not tried twice in one look. `made`: what was written in this look. */
type Progress = { done: ApplyRecordResult[]; refused: Map<string, Obstacle>; made: Set<string> };

const SHADOW = 'shadow-mode';
/** What another program posts meanwhile is seen once a day; the budget belongs to the live syncs. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNSEEN_RECHECK_MS = 60_000;
/** Records that change nothing for the other writes of the same plan. */
const LEAVE_OTHERS_ALONE = ['customer', 'customerDeposit'];

/** Plans and writes until nothing is missing or everything that is missing is refused. */
export async function convergeRecords(
  steps: Round['steps'],
  scope: Scope,
  planNow: () => Promise<RecordPlan>,
): Promise<Outcome> {
  const progress: Progress = { done: [], refused: new Map(), made: new Set() };
  for (;;) {
    const plan = await planNow();
    const missing = plan.mode === 'live' ? plan.writes.filter((write) => isOpen(write, progress)) : [];
    if (missing.length === 0) return outcomeOf(plan, progress);
    await writeSome(steps, scope, missing, progress);
  }
}

/** A write that was made and is planned again does not hold: it is told instead of being repeated for ever. */
function isOpen(write: RecordWrite, { refused, made }: Progress): boolean {
  const name = nameOf(write);
  if (refused.has(name)) return false;
  if (!made.has(name)) return true;
  const reason = `NetSuite took "${write.title}", but does not show it yet`;
  refused.set(name, { cause: 'not-seen-yet', reason, recheckMs: UNSEEN_RECHECK_MS });
  return false;
}

const nameOf = (write: RecordWrite): string => JSON.stringify(write);

/** Writes until something was made that the others may build on. A refusal does not hold up what stands on its own. */
async function writeSome(
  steps: Round['steps'],
  scope: Scope,
  writes: RecordWrite[],
  progress: Progress,
): Promise<void> {
  const refusedNames: string[] = [];
  for (const write of writes) {
    if (refusedNames.some((name) => buildsOn(write, name))) continue;
    const made = await tryWrite(steps, scope, write, progress);
    if (!made && 'externalId' in write) refusedNames.push(write.externalId);
    if (made && !LEAVE_OTHERS_ALONE.includes(write.recordType)) return;
  }
}

/** Whether a body refers to the record of this name. */
const buildsOn = (write: RecordWrite, name: string): boolean =>
  'body' in write && JSON.stringify(write.body).includes(JSON.stringify({ externalId: name }));

/** A conflict means that everything must be looked at again. */
async function tryWrite(steps: Round['steps'], scope: Scope, write: RecordWrite, progress: Progress): Promise<boolean> {
  const { applyRecord } = steps.netSuite;
  const apply = (one: RecordWrite) =>
    applyRecord.executeWithOptions({ summary: one.title }, [{ ...scope, write: one }]);
  try {
    const result = await apply(write).catch((error: unknown) => {
      const otherwise = codeOf(error) === 'NAME_TAKEN' ? withOwnName(write) : undefined;
      if (otherwise === undefined) throw error;
      return apply(otherwise);
    });
    progress.done.push(result);
    progress.made.add(nameOf(write));
    return true;
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    progress.refused.set(nameOf(write), obstacle);
    return false;
  }
}

/** Where NetSuite numbers nobody, a customer's name is its number, and a second person of that name needs another one. */
function withOwnName(write: RecordWrite): RecordWrite | undefined {
  if (write.kind !== 'create' || write.recordType !== 'customer' || write.body.entityId !== undefined) return undefined;
  return { ...write, body: { ...write.body, entityId: write.externalId } };
}

function outcomeOf(plan: RecordPlan, { done, refused }: Progress): Outcome {
  const { numbers, sources, notes } = plan;
  // What was refused and is not wanted any more (somebody else's posting took its place) keeps nobody waiting.
  const wanted = new Set(plan.writes.map(nameOf));
  const open = [...refused].flatMap(([name, obstacle]) => (wanted.has(name) ? [obstacle] : []));
  const problems: Obstacle[] = [...open, ...plan.problems, ...held(plan), ...shadowed(plan)];
  const [first, ...others] = problems;
  if (first === undefined) {
    const sentences = [...done.map((result) => result.done), ...notes];
    const summary = sentences.length > 0 ? sentences.join('; ') : 'both systems agree';
    return { status: 'done', summary, numbers, sources };
  }
  const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((one) => one.reason).join('; ')})` : '';
  const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
  return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, numbers, sources };
}

/** The hold window: nothing is wrong, it is only too early. */
function held({ holdMs, notes }: RecordPlan): Obstacle[] {
  return holdMs === undefined ? [] : [{ cause: 'hold', reason: notes.join('; '), recheckMs: holdMs }];
}

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed({ mode, writes }: RecordPlan): Obstacle[] {
  if (mode === 'live' || writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}
