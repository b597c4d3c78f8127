/**
 * Which line of the sales order in NetSuite stands for which line of Shopify.
 * The trap: without a key column only the item and the order of lines tell, so a line that a person added in NetSuite is
 * never taken for one of ours as long as it can be avoided.
 */
import { isZero } from '../../shared/money.ts';
import { isSame } from '../../shared/quantity.ts';
import type { TargetLine } from './types.ts';

export type Wanted = { key: string; itemId: string; quantity?: number; isGone: boolean };

/** Closed and without money: what we make of lines that Shopify took off. */
export const isSettled = (line: TargetLine): boolean => line.isClosed && isZero(line.amount);

/** key of the wanted line → its line in NetSuite. */
export function matchLines(wanted: readonly Wanted[], lines: readonly TargetLine[]): Map<string, TargetLine> {
  const matches = new Map<string, TargetLine>();
  for (const one of wanted) {
    const named = lines.find((line) => line.key === one.key);
    if (named !== undefined) matches.set(one.key, named);
  }
  const open = wanted.filter((one) => !matches.has(one.key));
  for (const itemId of new Set(open.map((one) => one.itemId))) {
    const own = lines.filter((line) => line.key === undefined && line.itemId === itemId);
    matchItem(
      open.filter((one) => one.itemId === itemId),
      own,
      matches,
    );
  }
  return matches;
}

/** Lines of one item. Neither side ever changes its order, so equal numbers match one by one. */
function matchItem(wanted: Wanted[], lines: TargetLine[], matches: Map<string, TargetLine>): void {
  const live = wanted.filter((one) => !one.isGone);
  const settled = wanted.length > live.length ? lines.filter(isSettled) : [];
  const open = lines.filter((line) => !settled.includes(line));
  if (wanted.length === lines.length) zip(wanted, lines, matches);
  else if (live.length === open.length) zip(live, open, matches);
  else guess(live, open, matches);
  const used = new Set(matches.values());
  const left = wanted.filter((one) => one.isGone && !matches.has(one.key));
  zip(
    left,
    lines.filter((line) => !used.has(line)),
    matches,
  );
}

function zip(wanted: Wanted[], lines: TargetLine[], matches: Map<string, TargetLine>): void {
  for (const [index, one] of wanted.entries()) {
    const line = lines[index];
    if (line !== undefined) matches.set(one.key, line);
  }
}

/** The same quantity first, then in order. */
function guess(wanted: Wanted[], lines: TargetLine[], matches: Map<string, TargetLine>): void {
  const used = new Set<TargetLine>();
  const take = (one: Wanted, fits: (line: TargetLine) => boolean): void => {
    const line = matches.has(one.key) ? undefined : lines.find((candidate) => !used.has(candidate) && fits(candidate));
    if (line === undefined) return;
    matches.set(one.key, line);
    used.add(line);
  };
  for (const one of wanted) {
    take(one, (line) => one.quantity !== undefined && isSame(line.quantity, String(one.quantity)));
  }
  for (const one of wanted) take(one, () => true);
}
