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

/** key of the wanted line → its line in NetSuite. Lines in `taken` belong to others already. */
export function matchLines(
  wanted: readonly Wanted[],
  lines: readonly TargetLine[],
  taken: Iterable<TargetLine> = [],
): Map<string, TargetLine> {
  const used = new Set(taken);
  const matches = new Map<string, TargetLine>();
  const take = (one: Wanted, line: TargetLine | undefined): void => {
    if (line === undefined || matches.has(one.key)) return;
    matches.set(one.key, line);
    used.add(line);
  };
  const free = (one: Wanted, fits: (line: TargetLine) => boolean): TargetLine | undefined =>
    lines.find((line) => !used.has(line) && line.key === undefined && line.itemId === one.itemId && fits(line));
  for (const one of wanted) {
    take(
      one,
      lines.find((line) => !used.has(line) && line.key === one.key),
    );
  }
  const goneItems = new Set(wanted.filter((one) => one.isGone).map((one) => one.itemId));
  const isLive = (line: TargetLine) => !(isSettled(line) && goneItems.has(line.itemId));
  const isExact = (one: Wanted) => (line: TargetLine) =>
    isLive(line) && one.quantity !== undefined && isSame(line.quantity, String(one.quantity));
  const live = wanted.filter((one) => !one.isGone);
  for (const one of live) if (!matches.has(one.key)) take(one, free(one, isExact(one)));
  for (const one of live) if (!matches.has(one.key)) take(one, free(one, isLive));
  for (const one of wanted)
    if (!matches.has(one.key))
      take(
        one,
        free(one, () => true),
      );
  return matches;
}
