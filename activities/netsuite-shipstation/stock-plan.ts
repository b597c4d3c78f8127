/**
 * Steps of a stock run on our own table: compare and plan, count, and tell the outcome to `errors`, `trace` and the ledger.
 * The trap: there may be hundreds of thousands of rows, so everything goes page by page and only changes are written.
 */
import { Context } from '@temporalio/activity';
import { type PlanRules, planSku } from '../../mappings/netsuite-shipstation/stock-levels/plan.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import { durationMs } from '../../settings/duration.ts';
import type { LevelChange, StockLevelRow, StockState } from '../../store/stock-contract.ts';
import type { Wake } from '../../workflows/contracts.ts';
import { runId } from '../../workflows/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { PAIR, type StockRequest } from './stock-scope.ts';

export type Counts = Record<'same' | 'changed' | 'waiting' | 'failed' | 'todo', number> & {
  /** SKUs that are still to be written. */
  todoSkus: number;
};

export type PlanStockRequest = StockRequest & {
  /** ShipStation's inventory locations that do not exist. */
  missing: string[];
  /** NetSuite locations that answered at least one row; absent when single SKUs were asked for. */
  answered?: string[];
  startedAt: string;
};

export type PlanStockAnswer = Counts & {
  mode: 'live' | 'shadow' | 'paused';
  /** It took so long that NetSuite is read once more, even if nothing differs. */
  confirm: boolean;
};

/** `asked`: by a person, or because something was mended; not by the schedule. */
export type BeginRequest = StockRequest & { asked: boolean };

/** Forgets what an earlier run saw; unless another run over everything is under way: that one is named, and
 * told to look again when somebody asked. */
export async function beginStock(deps: ActivityDeps, request: BeginRequest): Promise<{ busy?: string }> {
  const busy = request.only === undefined ? await otherRun(deps, request) : undefined;
  if (busy !== undefined) {
    const wake: Wake = { eventId: request.run, cause: 'person', at: deps.now().toISOString() };
    if (request.asked) await deps.client.workflow.getHandle(busy).signal('wake', wake);
    return { busy };
  }
  await deps.store.stock.forgetShown(request.connection, request.only?.map(normaliseSku));
  return {};
}

async function otherRun(deps: ActivityDeps, { connection, sync }: StockRequest): Promise<string | undefined> {
  const own = Context.current().info.workflowExecution?.workflowId;
  const query = `WorkflowType = '${sync}' AND MlConnection = '${connection}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of deps.client.workflow.list({ query }))
    if (workflowId !== own && isWholeRun(connection, sync, workflowId)) return workflowId;
  return undefined;
}

/** By hand `…/run`, by the schedule `…/run-<time>`. */
const isWholeRun = (connection: string, sync: string, id: string): boolean =>
  id === runId(connection, sync) || id.startsWith(`${runId(connection, sync)}-`);

/** Whether a SKU with stock has no level anywhere in ShipStation, so that the products must be asked. */
export const needsProducts = (deps: ActivityDeps, request: StockRequest): Promise<boolean> =>
  deps.store.stock.hasUnknown(request.connection, request.run);

const PAGE_ROWS = 3_000;

export async function planStock(deps: ActivityDeps, request: PlanStockRequest): Promise<PlanStockAnswer> {
  const { settings, row } = await deps.connections.open(request.connection, PAIR);
  const { lowStock, unknownSkus, locations } = settings.syncs.stockLevels;
  const rules: PlanRules = { run: request.run, lowStock, unknownSkus, blocked: blockedPlaces(request, locations) };
  for await (const rows of pagesOfSkus(deps, request)) {
    const bySku = Map.groupBy(rows, (each) => each.skuKey);
    const planned = [...bySku.values()].flatMap((some) => planSku(some[0]?.sku ?? '', some, rules));
    const changes = planned.flatMap(({ row: before, verdict }): LevelChange[] =>
      isNews(before, verdict) ? [{ skuKey: before.skuKey, location: before.location, ...verdict }] : [],
    );
    await deps.store.stock.change(request.connection, changes);
    Context.current().heartbeat();
  }
  const tookMs = deps.now().getTime() - Date.parse(request.startedAt);
  const confirm = tookMs > (durationMs(settings.syncs.stockLevels.confirmAfter) ?? 0);
  return { ...(await countStock(deps, request)), mode: row.mode, confirm };
}

const isNews = (
  row: StockLevelRow,
  verdict: { state: StockState; rank: number; tries: number; cause?: string; reason?: string },
) =>
  row.state !== verdict.state ||
  (row.rank !== verdict.rank && verdict.state === 'todo') ||
  row.tries !== verdict.tries ||
  row.reason !== verdict.reason;

/** Pages that end behind a whole SKU. */
async function* pagesOfSkus(deps: ActivityDeps, { connection, run }: StockRequest): AsyncGenerator<StockLevelRow[]> {
  let after: { skuKey: string; location: string } | undefined;
  for (;;) {
    const query = { connection, run, limit: PAGE_ROWS, ...(after === undefined ? {} : { after }) };
    const rows = await deps.store.stock.list(query);
    const isLast = rows.length < PAGE_ROWS;
    const lastSku = isLast ? undefined : rows.at(-1)?.skuKey;
    const whole = rows.filter((row) => row.skuKey !== lastSku);
    if (whole.length > 0) yield whole;
    if (isLast) return;
    const last = whole.at(-1);
    if (last === undefined) throw new Error('a SKU has more places than a page has rows');
    after = { skuKey: last.skuKey, location: last.location };
  }
}

/** A place that is not there, or whose NetSuite locations answered nothing at all: a lost permission must not sell it out. */
function blockedPlaces(request: PlanStockRequest, locations: Record<string, string>): PlanRules['blocked'] {
  const blocked = new Map<string, { cause: string; reason: string }>();
  for (const place of request.missing)
    blocked.set(place, {
      cause: 'location-unmapped',
      reason: `ShipStation has no inventory location ${place}; correct the table locations`,
    });
  if (request.answered === undefined) return blocked;
  const answered = new Set(request.answered);
  for (const [place, sources] of Map.groupBy(Object.entries(locations), ([, place]) => place)) {
    const ids = sources.map(([id]) => id);
    if (blocked.has(place) || ids.some((id) => answered.has(id))) continue;
    const reason = `NetSuite shows no stock row at all for location ${ids.join(', ')}; is the id right, and may the role see it? Nothing is set to 0 for that`;
    blocked.set(place, { cause: 'location-empty', reason });
  }
  return blocked;
}

const KIND: Record<StockState, keyof Omit<Counts, 'todoSkus'>> = {
  same: 'same',
  changed: 'changed',
  written: 'changed',
  waiting: 'waiting',
  failed: 'failed',
  todo: 'todo',
  writing: 'todo',
};

export async function countStock(deps: ActivityDeps, { connection, run }: StockRequest): Promise<Counts> {
  const counts: Counts = { same: 0, changed: 0, waiting: 0, failed: 0, todo: 0, todoSkus: 0 };
  for (const { state, rows, skus } of await deps.store.stock.counts(connection, run)) {
    counts[KIND[state]] += rows;
    if (KIND[state] === 'todo') counts.todoSkus += skus;
  }
  return counts;
}
