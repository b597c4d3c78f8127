/**
 * What is to be done with a level, and what a level that moved meanwhile means.
 * The trap: a sale lowers the level before NetSuite knows of it; writing NetSuite's number then would sell the goods twice.
 */

/** A level as Shopify shows it. `shown` absent: not stocked there. `committed`: sold and not shipped yet. */
export type Cell = { shown?: number; committed: number };

export type Verdict =
  | { state: 'same' | 'changed' | 'todo'; wanted: number }
  | { state: 'waiting'; wanted: number; cause: string; reason: string };

export type Wish = {
  sku: string;
  /** What NetSuite has for it, buffers and rounding done. */
  level: number;
  /** Sold in orders that NetSuite does not have yet. */
  keptBack: number;
  shown: number | undefined;
  /** It was written in this run already. */
  wasWritten: boolean;
  activate: boolean;
};

export function verdictOn({ sku, level, keptBack, shown, wasWritten, activate }: Wish): Verdict {
  const wanted = Math.max(0, level - keptBack);
  if (shown === wanted) return { state: wasWritten ? 'changed' : 'same', wanted };
  if (shown !== undefined || (wanted > 0 && activate)) return { state: 'todo', wanted };
  if (wanted === 0) return { state: 'same', wanted };
  const reason = `SKU ${sku} is not stocked at this Shopify location though NetSuite has ${wanted}; stock it there, or set activate: true`;
  return { state: 'waiting', wanted, cause: 'not-stocked', reason };
}

/**
 * How many units were sold between two looks. A sale moves units from available to committed; what is shipped or corrected
 * does not. For stock on hand every fall counts, because goods that left are not in NetSuite's number yet.
 */
export function soldBetween(before: Cell, after: Cell, name: 'available' | 'on_hand'): number {
  const fallen = Math.max(0, (before.shown ?? 0) - (after.shown ?? 0));
  if (name === 'on_hand') return fallen;
  return Math.min(fallen, Math.max(0, after.committed - before.committed));
}

/** A refused compare-and-set, decided again: what was sold meanwhile stays sold. */
export const decideAgain = (wanted: number, before: Cell, after: Cell, name: 'available' | 'on_hand'): number =>
  Math.max(0, wanted - soldBetween(before, after, name));

/** Whether a level moved by sales alone, so that NetSuite will hear of it by the orders. */
export const movedBySales = (before: Cell, after: Cell): boolean =>
  before.shown !== undefined &&
  after.shown !== undefined &&
  before.shown - after.shown === soldBetween(before, after, 'available');
