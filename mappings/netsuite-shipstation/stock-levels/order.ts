/**
 * Whether a level must be written, and which first: sold-out ones, then low ones, then the largest differences.
 * The trap: where ShipStation shows no row at all it shows nothing, so a level of 0 is equal to that.
 */

/** ShipStation's `shown` is undefined where it has no row. */
export const differs = (level: number, shown: number | undefined): boolean => level !== (shown ?? 0);

const CLASS = 2 ** 50;

/** Smaller comes first; an exact integer. */
export function rankOf(level: number, shown: number | undefined, lowStock: number): number {
  const urgency = level === 0 ? 0 : level <= lowStock ? 1 : 2;
  const difference = Math.min(Math.abs(level - (shown ?? 0)), CLASS - 1);
  return urgency * CLASS + (CLASS - 1 - difference);
}
