/**
 * inventoryPosting: goods leave in ShipStation, and Fusion's inventory (or, by setting, its ledger) is told of each line once.
 * One workflow per ShipStation order, for all its labels, voids and re-labels.
 * The trap: a row that Fusion has taken may still be refused, or wait for its inventory manager; only a completed
 * transaction counts as posted.
 */
import { isCancellation } from '@temporalio/workflow';
import type { InventoryPlan } from '../activities/fusion-shipstation/inventory-plan.ts';
import type { StockWrite } from '../mappings/fusion-shipstation/inventory/types.ts';
import type { SoldView } from '../mappings/fusion-shipstation/types.ts';
import { type Obstacle, obstacleOf } from './blocked-by.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';
import { orderNumbers } from './sold-order.ts';

const SYNC = 'inventoryPosting';
/** Keys of what stockAdjustments has found; all others are orders. */
const ADJUSTMENT = 'adjustment/';
const SHADOW = 'shadow-mode';
/** What another program posts meanwhile is seen once a day; the budget belongs to the live syncs. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNSEEN_RECHECK_MS = 5_000;

type Scope = { connection: string; sync: string; recordKey: string };

export async function inventoryPosting(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async (round) => {
    const { steps, wasWaiting } = round;
    const asked = askedOf(round);
    if (input.key.startsWith(ADJUSTMENT)) {
      return converge(round, scope, (more) => steps.fusion.planStockAdjustment({ ...scope, ...asked, ...more }));
    }
    const since = new Date().toISOString();
    const request = { ...scope, orderId: input.key, thorough: wasWaiting, since };
    const { sold, absent } = await steps.shipStation.observeSoldOrder(request);
    if (sold === undefined) return nothingToDo(absent ?? 'nothing to do');
    round.tellNumbers(orderNumbers(sold));
    const { book, skus } = await steps.store.journalNeeds({ ...scope, sold, ...asked });
    if (book === 'journal') return queueJournal(round, scope, { sold, skus });
    return converge(round, scope, (more) => steps.fusion.planInventoryPosting({ ...scope, sold, ...asked, ...more }));
  });
}

/** What a person's retry asks for. */
const askedOf = ({ byPerson, nextPeriod }: Round) => ({
  ...(byPerson ? { again: true } : {}),
  ...(nextPeriod ? { nextPeriod: true } : {}),
});

/** By name of the posting: what became of it in this look; undefined = it was taken. */
type Tried = Map<string, Obstacle | undefined>;

type PlanNow = (more: { periodsAnew?: true }) => Promise<InventoryPlan>;

/** Plans, writes all that is missing, and plans again until nothing new is missing. What was refused may be so for its day. */
async function converge(round: Round, scope: Scope, planNow: PlanNow): Promise<Outcome> {
  const tried: Tried = new Map();
  const done: string[] = [];
  for (;;) {
    const isRefused = [...tried.values()].some((obstacle) => obstacle !== undefined);
    const plan = await planNow(isRefused ? { periodsAnew: true } : {});
    const missing = plan.mode === 'live' ? plan.writes.filter((write) => !tried.has(nameOf(write))) : [];
    if (missing.length === 0) return outcomeOf(plan, tried, done);
    for (const write of missing) tried.set(nameOf(write), await tryWrite(round, scope, write, done));
  }
}

/** A row that is refused when it is sent is not mended in the same look. */
const nameOf = ({ kind, name }: StockWrite): string => `${kind === 'withdraw' ? 'withdraw' : 'post'} ${name}`;

/** A line that is refused does not hold up the next one; a conflict means that everything must be looked at again. */
async function tryWrite(
  { steps }: Round,
  scope: Scope,
  write: StockWrite,
  done: string[],
): Promise<Obstacle | undefined> {
  try {
    const { applyInventory } = steps.fusion;
    const result = await applyInventory.executeWithOptions({ summary: write.title }, [{ ...scope, write }]);
    if (result.outcome === 'rejected') return { cause: 'rejected', reason: result.reason ?? result.done };
    done.push(result.done);
    return undefined;
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (obstacle.lookAgain === true || isCancellation(error)) throw error;
    return obstacle;
  }
}

function outcomeOf(plan: InventoryPlan, tried: Tried, done: string[]): Outcome {
  const open = plan.writes.flatMap((write) => (tried.has(nameOf(write)) ? [obstacleIn(tried, write)] : []));
  return settled(plan, [...open, ...plan.problems, ...shadowed(plan)], [...done, ...plan.notes]);
}

const obstacleIn = (tried: Tried, write: StockWrite): Obstacle =>
  tried.get(nameOf(write)) ?? {
    cause: 'not-seen-yet',
    reason: `Fusion took the ${write.title}, but does not show it yet`,
    recheckMs: UNSEEN_RECHECK_MS,
  };

/** In shadow mode the record waits with what it would write; going live wakes it. */
function shadowed({ mode, writes }: InventoryPlan): Obstacle[] {
  if (mode === 'live' || writes.length === 0) return [];
  const reason = `shadow mode writes nothing; would: ${writes.map((write) => write.title).join('; ')}`;
  return [{ cause: SHADOW, reason, recheckMs: SHADOW_RECHECK_MS }];
}

/** The goods' cost goes into the queue of journals; the record waits there until an import has posted it. */
async function queueJournal(
  round: Round,
  scope: Scope,
  { sold, skus }: { sold: SoldView; skus: string[] },
): Promise<Outcome> {
  const { steps } = round;
  const { costs } = skus.length === 0 ? { costs: {} } : await steps.shipStation.readProductCosts({ ...scope, skus });
  const plan = await steps.store.bookJournal({ ...scope, sold, costs, ...askedOf(round) });
  return settled(plan, plan.problems, plan.notes);
}

function settled(plan: Omit<InventoryPlan, 'writes'>, problems: Obstacle[], notes: string[]): Outcome {
  const { numbers, sources, posted } = plan;
  const [first, ...others] = problems;
  if (first === undefined) {
    const count = posted === 0 ? 'nothing to book' : `${posted} ${posted === 1 ? 'line is' : 'lines are'} booked`;
    return { status: 'done', summary: [count, ...notes].join('; '), numbers, sources };
  }
  const more = others.length > 0 ? ` (and ${others.length} more: ${others.map((one) => one.reason).join('; ')})` : '';
  const recheckMs = Math.min(...problems.map((problem) => problem.recheckMs ?? plan.recheckMs));
  return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, numbers, sources };
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
