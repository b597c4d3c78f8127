/** Looks at what Fusion holds of one stock adjustment, and decides what is missing: the same way as for shipped lines. */
import { adjustmentLine } from '../../mappings/fusion-shipstation/inventory/adjust.ts';
import { isProblem } from '../../mappings/fusion-shipstation/inventory/draft.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { type Asked, type InventoryPlan, planAgainst, stockContext } from './inventory-plan.ts';
import { readAdjustment } from './stock-look.ts';

const USUAL_RECHECK_MS = 900_000;

export type AdjustmentPlanRequest = RecordScope & Asked;

export async function planStockAdjustment(deps: ActivityDeps, request: AdjustmentPlanRequest): Promise<InventoryPlan> {
  const { settings, row, fusion } = await deps.connections.open(request.connection, 'fusion-shipstation');
  const { inventoryPosting, stockAdjustments } = settings.syncs;
  const recheckMs = durationMs(inventoryPosting.recheck) ?? USUAL_RECHECK_MS;
  const empty = { mode: row.mode, writes: [], problems: [], notes: [], posted: 0, numbers: [], sources: [], recheckMs };
  const adjustment = await readAdjustment(deps, request);
  if (adjustment === undefined) return { ...empty, notes: ['the adjustment is not known'] };
  const { id, sku } = adjustment;
  const told = {
    numbers: [
      { kind: 'adjustment', value: id },
      { kind: 'SKU', value: sku },
    ],
    sources: [{ source: `adjustment:${id}`, state: 'live' }],
  };
  if (inventoryPosting.book === 'journal') return { ...empty, ...told, problems: [noInventory(sku)] };
  const { skuAliases } = settings;
  const { prefix } = inventoryPosting;
  const found = adjustmentLine(adjustment, { prefix, skuAliases, ...stockAdjustments });
  if (isProblem(found)) return { ...empty, ...told, problems: [found] };
  const given = stockContext(settings, deps.now(), request);
  // An adjustment has a moment, and no day of ShipStation's.
  const context = { ...given, sync: { ...given.sync, day: 'labelCreated' as const } };
  const wanted = { parcels: [found.parcel], lines: [found.line] };
  const { writes, problems, notes, posted } = await planAgainst(deps, request, await fusion(), wanted, context);
  return { ...empty, ...told, writes, problems, notes, posted };
}

/** Fusion's costing would make a journal of it, beside those that are imported. */
const noInventory = (sku: string) => ({
  cause: 'config',
  reason: `the stock adjustment of SKU ${sku} waits: syncs.inventoryPosting.book is journal by now, so nothing is booked in inventory; book it by hand and skip this record`,
});
