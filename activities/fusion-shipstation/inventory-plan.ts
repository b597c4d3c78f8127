/**
 * Looks at what Fusion's inventory holds of an order, decides what is missing, and notes what is found as posted.
 * The trap: a parcel whose postings are all noted as seen is not read again; the reconciliation does that.
 */
import { Context } from '@temporalio/activity';
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { StockContext } from '../../mappings/fusion-shipstation/inventory/draft.ts';
import { stockLines } from '../../mappings/fusion-shipstation/inventory/lines.ts';
import { openParcels, planLines } from '../../mappings/fusion-shipstation/inventory/plan.ts';
import { numbersOf } from '../../mappings/fusion-shipstation/inventory/told.ts';
import type {
  Known,
  LineProblem,
  Parcel,
  StockLine,
  StockPlan,
  StockTarget,
  StockWrite,
} from '../../mappings/fusion-shipstation/inventory/types.ts';
import type { SoldView } from '../../mappings/fusion-shipstation/types.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ConnectionMode } from '../../store/contract.ts';
import { recordWorkflowId } from '../../workflows/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { knownOf, putKnown } from './inventory-known.ts';
import { rowsOfParcel } from './inventory-rows.ts';
import { periodsOf } from './periods.ts';

const PAIR = 'fusion-shipstation';
const USUAL_RECHECK_MS = 900_000;

/**
 * `again`: a person asked to send what disappeared in Fusion; `nextPeriod`: to post in the next open period.
 * `periodsAnew`: Fusion has refused something in this look, so what is kept of its periods may be out of date.
 */
export type Asked = { again?: boolean; nextPeriod?: boolean; periodsAnew?: boolean };
export type InventoryPlanRequest = RecordScope & Asked & { sold: SoldView };
export type InventoryPlan = {
  mode: ConnectionMode;
  writes: StockWrite[];
  problems: LineProblem[];
  notes: string[];
  /** Lines that stand in Fusion. */
  posted: number;
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  recheckMs: number;
};

export async function planInventoryPosting(deps: ActivityDeps, request: InventoryPlanRequest): Promise<InventoryPlan> {
  const { sold } = request;
  const { settings, row, fusion } = await deps.connections.open(request.connection, PAIR);
  const context = stockContext(settings, deps.now(), request);
  const { parcels, lines, problems } = stockLines(sold, { ...context, ...context.sync });
  const planned = await planAgainst(deps, request, await fusion(), { parcels, lines }, context);
  const plan = { ...planned, problems: [...problems, ...planned.problems] };
  await noteDecision(deps, request, plan, row.mode);
  return {
    mode: row.mode,
    writes: plan.writes,
    problems: plan.problems,
    notes: plan.notes,
    posted: plan.posted,
    numbers: numbersOf(sold),
    sources: parcels.map(({ source, voided }) => ({ source, state: voided ? 'voided' : 'live' })),
    recheckMs: durationMs(context.sync.recheck) ?? USUAL_RECHECK_MS,
  };
}

/** What the mappings need of the connection's file. */
export function stockContext(
  settings: ConnectionOf<typeof PAIR>,
  now: Date,
  { connection, sync, recordKey, again, nextPeriod }: RecordScope & Asked,
): StockContext {
  const { timeZone, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods } = settings;
  return {
    sync: settings.syncs.inventoryPosting,
    ...{ timeZone, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods },
    periodRecheckMs: durationMs(periods.recheck) ?? USUAL_RECHECK_MS,
    record: recordWorkflowId({ connection, sync, key: recordKey }),
    now: now.toISOString(),
    ...(again === true ? { again } : {}),
    ...(nextPeriod === true ? { nextPeriod } : {}),
  };
}

/** Reads what is needed, plans, and notes what was found to stand. */
export async function planAgainst(
  deps: ActivityDeps,
  scope: RecordScope & Asked,
  api: Fusion,
  wanted: { parcels: Parcel[]; lines: StockLine[] },
  context: StockContext,
): Promise<StockPlan> {
  const known = await knownOf(deps, scope);
  const target = await readTarget(deps, scope, api, wanted, known, context);
  const plan = planLines(wanted, target, context);
  for (const { name, parcel, detail, transactionId } of plan.seen) {
    const made: Known = { name, state: 'made', parcel: `${parcel.kind}/${parcel.id}`, detail };
    await putKnown(deps, scope, made, `inventoryTransaction/${transactionId}`);
  }
  for (const { name, parcel, detail } of plan.nothingSent) {
    await putKnown(deps, scope, { name, state: 'gone', parcel: `${parcel.kind}/${parcel.id}`, detail });
  }
  return plan;
}

async function readTarget(
  deps: ActivityDeps,
  { connection, periodsAnew: anew }: RecordScope & Asked,
  api: Fusion,
  wanted: { parcels: Parcel[]; lines: StockLine[] },
  known: Known[],
  { sync }: StockContext,
): Promise<StockTarget> {
  const open = openParcels(wanted, known);
  const rows: StockTarget['rows'] = {};
  for (const parcel of open) {
    const keys = { sourceCode: sync.sourceCode, sourceHeaderId: parcel.id };
    const sent = known.filter((one) => one.parcel === `${parcel.kind}/${parcel.id}` && one.state === 'intent');
    const sought = sent.map(({ name, detail }) => ({ ...detail, name }));
    rows[parcel.source] = await rowsOfParcel(api, keys, sought);
    Context.current().heartbeat();
  }
  const { settings } = await deps.connections.open(connection, PAIR);
  const periods =
    open.length === 0 ? undefined : await periodsOf(api, settings, 'inventory', { now: deps.now(), anew });
  return { known, rows, ...(periods === undefined ? {} : { periods }) };
}

async function noteDecision(
  deps: ActivityDeps,
  { connection, sync, recordKey, sold }: InventoryPlanRequest,
  plan: StockPlan,
  mode: ConnectionMode,
): Promise<void> {
  if (plan.writes.length === 0) return;
  const titles = plan.writes.map((write) => write.title).join('; ');
  const entry = entryFor(Context.current(), { connection, sync, recordKey }, deps.now(), {
    kind: 'decision',
    outcome: 'planned',
    step: 'plan',
    summary: mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
    sealedPayload: deps.vault.seal(JSON.stringify({ sold, plan }), `ledger/${connection}`),
  });
  await deps.store.ledger.append([entry]);
}
