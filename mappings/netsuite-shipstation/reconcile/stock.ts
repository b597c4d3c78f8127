/**
 * Stock levels as rows of a reconciliation, and what the last stock run knows of a difference. The trap: stock never stands
 * still, so a level that moved on either side since that run is explained; one that both sides kept and that still differs is not.
 */
import { isSame } from '../../shared/quantity.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Finding, Group, ReconcileRow, ReconcileSide } from '../../shared/reconcile/types.ts';
import { normaliseSku } from '../../shared/sku.ts';

export const STOCK_RULES: CompareRules = {
  source: 'NetSuite',
  target: 'ShipStation',
  thing: 'level',
  heals: false,
  // SKUs that NetSuite does not stock are none of ours.
  leavesOrphans: true,
};

export function rowOfLevel(
  side: ReconcileSide,
  level: { sku: string; location: string; quantity: number },
): ReconcileRow {
  const { sku, location, quantity } = level;
  const skuKey = normaliseSku(sku);
  const whose = side === 'source' ? 'NetSuite stock' : 'ShipStation level';
  const key = `${skuKey}@${location}`;
  return {
    side,
    id: key,
    key,
    ...(side === 'source' ? { recordKey: sku } : {}),
    facts: {
      label: `${whose} of ${sku} at ${location}`,
      order: sku,
      ours: true,
      goods: [{ names: [skuKey], quantity: String(quantity) }],
    },
  };
}

/** What the last stock run saw and wanted of this level. */
export type LastRun = { wanted: number; shown?: number; state: string; reason?: string; wantedAt: string };

/** `staleBefore`: a run that saw it longer ago than this explains nothing. */
export function explainStock(found: Finding, group: Group, last: LastRun | undefined, staleBefore: string): Finding {
  if (last === undefined) return { ...found, reason: `${found.reason}; no stock run has seen it yet` };
  const because = (cause: 'waiting' | 'moved', words: string): Finding => ({
    ...found,
    cause,
    explained: true,
    reason: `${found.reason}; ${words}`,
  });
  if (last.state === 'waiting' || last.state === 'failed') return because('waiting', last.reason ?? last.state);
  const when = `the stock run of ${last.wantedAt}`;
  if (last.wantedAt < staleBefore) return { ...found, reason: `${found.reason}; ${when} was the last that saw it` };
  const source = quantityOf(group.sources);
  const target = quantityOf(group.targets);
  const hasMoved = !isSame(source, String(last.wanted)) || !isSame(target, String(last.shown ?? 0));
  if (hasMoved) return because('moved', `it changed since ${when}, and the next one sets it`);
  return { ...found, reason: `${found.reason}; ${when} left it so` };
}

const quantityOf = (rows: Group['sources']): string => rows[0]?.facts.goods?.[0]?.quantity ?? '0';
