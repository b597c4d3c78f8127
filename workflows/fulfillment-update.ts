/**
 * fulfillmentUpdate: something leaves the warehouse in NetSuite, and the buyer sees it in Shopify with its tracking numbers.
 * One workflow per sales order that came from Shopify, for all its fulfilments, changes and takings-back.
 * The trap: Shopify has no names for fulfilments, so after each one that is made or cancelled everything is planned anew.
 */
import { isCancellation } from '@temporalio/workflow';
import type { ApplyFulfillmentResult } from '../activities/netsuite-shopify/apply-fulfillment.ts';
import type { FulfillmentAnswer } from '../activities/netsuite-shopify/fulfillment-plan.ts';
import type { FulfillmentSource, FulfillmentWrite } from '../mappings/netsuite-shopify/fulfillment-update/types.ts';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'fulfillmentUpdate';
const SHADOW = 'shadow-mode';
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNSEEN_RECHECK_MS = 60_000;
/** Each plans anew; more of them in one look would be a quarrel with another program. */
const MOST_PLANS = 30;

type Scope = { connection: string; sync: string; recordKey: string };
/** `tried`: what was written in this look; `refused`: what Shopify would not take. Neither is tried twice in one look. */
type Progress = { done: ApplyFulfillmentResult[]; tried: Set<string>; refused: Map<string, Obstacle> };

export async function fulfillmentUpdate(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps, heal }) => {
    const { source, absent, sources } = await steps.netSuite.observeFulfillments(scope);
    if (source === undefined) return { status: 'done', summary: absent ?? 'nothing to do', numbers: [], sources };
    return converge(steps, scope, source, heal);
  });
}

async function converge(
  steps: Round['steps'],
  scope: Scope,
  source: FulfillmentSource,
  heal: boolean,
): Promise<Outcome> {
  const progress: Progress = { done: [], tried: new Set(), refused: new Map() };
  for (let plans = 1; ; plans++) {
    // Once in a look: what is cancelled again right away is a person's matter.
    const mend = heal && plans === 1 ? { heal } : {};
    const plan = await steps.shopify.planShopifyFulfillments({ ...scope, source, ...mend });
    const open = plan.mode === 'live' ? plan.writes.filter((write) => isOpen(write, progress)) : [];
    if (open.length === 0 || plans > MOST_PLANS) return outcomeOf(plan, progress);
    await writeSome(steps, scope, open, progress);
  }
}

/** A write that was made and is planned again does not hold: it is told instead of being repeated for ever. */
function isOpen(write: FulfillmentWrite, { tried, refused }: Progress): boolean {
  const name = nameOf(write);
  if (refused.has(name)) return false;
  if (!tried.has(name)) return true;
  const reason = `Shopify took "${write.title}", but does not show it yet`;
  refused.set(name, { cause: 'not-seen-yet', reason, recheckMs: UNSEEN_RECHECK_MS });
  return false;
}

/** What is refused stays refused under another running number. */
const nameOf = (write: FulfillmentWrite): string =>
  JSON.stringify(write.kind === 'create' ? { ...write, name: '' } : write);

/** Writes until something was made or cancelled, which changes what is left of the fulfilment orders. */
async function writeSome(
  steps: Round['steps'],
  scope: Scope,
  writes: FulfillmentWrite[],
  progress: Progress,
): Promise<void> {
  for (const write of writes) {
    const made = await tryWrite(steps, scope, write, progress);
    if (made && (write.kind === 'create' || write.kind === 'cancel')) return;
  }
}

async function tryWrite(
  steps: Round['steps'],
  scope: Scope,
  write: FulfillmentWrite,
  progress: Progress,
): Promise<boolean> {
  try {
    const { applyFulfillment } = steps.shopify;
    progress.tried.add(nameOf(write));
    progress.done.push(await applyFulfillment.executeWithOptions({ summary: write.title }, [{ ...scope, write }]));
    return true;
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    progress.refused.set(nameOf(write), obstacle);
    return false;
  }
}

function outcomeOf(plan: FulfillmentAnswer, { done, refused }: Progress): Outcome {
  const { sources, notes } = plan;
  const made = done.flatMap(({ number }) =>
    number === undefined ? [] : [{ kind: 'Shopify fulfilment', value: number }],
  );
  const numbers = [...plan.numbers, ...made];
  const problems: Obstacle[] = [...refused.values(), ...plan.problems, ...shadowed(plan)];
  const [first, ...others] = problems;
  if (first === undefined) {
    const sentences = [...done.map((result) => result.done), ...notes];
    const summary = sentences.length > 0 ? sentences.join('; ') : 'Shopify shows what NetSuite ships';
    return { status: 'done', summary, numbers, sources };
  }
  const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((one) => one.reason).join('; ')})` : '';
  const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
  return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, numbers, sources };
}

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed({ mode, writes }: FulfillmentAnswer): Obstacle[] {
  if (mode === 'live' || writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}
