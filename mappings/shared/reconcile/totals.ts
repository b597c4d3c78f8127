/**
 * Both sides summed up by day and place, for the person who closes a month.
 * The trap: what is taken back comes on a later day, and shares of an order's tax may lie a cent apart although the order
 * agrees; so everything counts where its source stands, and what agrees as a whole is shown as equal.
 */
import { add, isEqual } from '../money.ts';
import type { Group, JudgedRow, Sum } from './types.ts';

/** `source`, `target`: decimal text in `unit` (a currency, or units of goods). */
export type Total = { day: string; place: string; unit: string; source: string; target: string };

/** Adds what bears one key. A group counts where a source row of it is judged, or, without any source, a target row. */
export function addToTotals(
  totals: Map<string, Total>,
  { sources, targets }: Pick<Group, 'sources' | 'targets'>,
): void {
  const deciding = sources.length > 0 ? sources : targets;
  if (!deciding.some(({ judged }) => judged)) return;
  const wanted = sumsOf(sources);
  const found = sumsOf(targets);
  const isAgreed = wanted.length > 0 && isEqual(comesTo(wanted), comesTo(found));
  for (const ref of new Set([...wanted, ...found].map((sum) => sum.ref))) {
    const isIt = (sum: Sum) => sum.ref === ref;
    const where = wanted.find(isIt) ?? wanted[0] ?? found.find(isIt);
    const target = comesTo(found.filter(isIt));
    if (where !== undefined) put(totals, where, isAgreed ? target : comesTo(wanted.filter(isIt)), target);
  }
}

const sumsOf = (rows: JudgedRow[]): Sum[] => rows.flatMap(({ facts }) => facts.sums ?? []);
const comesTo = (sums: Sum[]): string => add(...sums.map(({ value }) => value));

function put(totals: Map<string, Total>, { day = '-', place = '-', unit }: Sum, source: string, target: string): void {
  const key = [day, place, unit].join('\n');
  const before = totals.get(key) ?? { day, place, unit, source: '0', target: '0' };
  totals.set(key, { ...before, source: add(before.source, source), target: add(before.target, target) });
}

/** By day, then place; nothing where both sides are empty. */
export const sortedTotals = (totals: Map<string, Total>): Total[] =>
  [...totals]
    .filter(([, { source, target }]) => !isEqual(source, '0') || !isEqual(target, '0'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, total]) => total);
