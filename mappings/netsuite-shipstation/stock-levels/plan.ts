/**
 * What is to be done with each level of a SKU, seen together because a SKU is known to ShipStation as a whole.
 * The trap: reading again within a run must not undo what was found out by writing (a refusal, a failed read-back).
 */
import { differs, rankOf } from './order.ts';

export type PlanState = 'same' | 'todo' | 'writing' | 'written' | 'changed' | 'waiting' | 'failed';

export type PlannedRow = {
  location: string;
  wanted: number;
  shown?: number;
  known: boolean;
  state: PlanState;
  rank: number;
  tries: number;
  changedIn?: string;
  cause?: string;
  reason?: string;
};

export type PlanRules = {
  run: string;
  lowStock: number;
  unknownSkus: 'wait' | 'ignore';
  /** ShipStation location id → why nothing is written there. */
  blocked: ReadonlyMap<string, { cause: string; reason: string }>;
};

export type Verdict = Pick<PlannedRow, 'state' | 'rank' | 'tries'> & { cause?: string; reason?: string };

/** So often a level is written that does not stay as it was set. */
const MOST_TRIES = 3;
/** Found out by a refused write, or by reading two items of one name: stands until the next run. */
const stands = ({ state, cause, tries }: PlannedRow): boolean =>
  state === 'waiting' && (tries > 0 || cause === 'sku-ambiguous');

/** The verdict on each row of one SKU. */
export function planSku<T extends PlannedRow>(
  sku: string,
  rows: T[],
  rules: PlanRules,
): { row: T; verdict: Verdict }[] {
  const known = rows.some((row) => row.known || row.shown !== undefined);
  return rows.map((row) => ({ row, verdict: verdictOn(sku, row, known, rules) }));
}

function verdictOn(sku: string, row: PlannedRow, known: boolean, rules: PlanRules): Verdict {
  const { wanted, shown, tries } = row;
  const waiting = (cause: string, reason: string): Verdict => ({ state: 'waiting', rank: 0, tries, cause, reason });
  if (stands(row)) return waiting(row.cause ?? 'refused', row.reason ?? 'refused');
  const blocked = rules.blocked.get(row.location);
  if (blocked !== undefined) return waiting(blocked.cause, blocked.reason);
  const rank = rankOf(wanted, shown, rules.lowStock);
  if (row.state === 'writing') return { state: 'writing', rank, tries };
  if (!differs(wanted, shown)) return { state: row.changedIn === rules.run ? 'changed' : 'same', rank: 0, tries };
  if (!known) {
    if (rules.unknownSkus === 'ignore') return { state: 'same', rank: 0, tries };
    return waiting('sku-unknown', unknownReason(sku));
  }
  return again(row, rank);
}

/** Written already and still different: NetSuite has moved on, or ShipStation did not keep it. */
function again({ state, tries, wanted, shown, reason }: PlannedRow, rank: number): Verdict {
  const next = state === 'written' ? tries + 1 : tries;
  if (state !== 'failed' && next < MOST_TRIES) return { state: 'todo', rank, tries: next };
  const words = `set to ${wanted} ${MOST_TRIES} times, and ShipStation still shows ${shown ?? 'nothing'}`;
  return { state: 'failed', rank, tries: next, cause: 'read-back-differs', reason: reason ?? words };
}

export const unknownReason = (sku: string): string =>
  `ShipStation has no product ${sku}; add it there, or name the SKU that it goes by under skuAliases, or leave it out with ignoreSkus`;
