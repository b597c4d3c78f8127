// How much of an order line a new fulfilment may still take.
// Trap: picked and packed quantities are taken already, although the order does not call them fulfilled.
import { minus, plus } from '../decimal.ts';
import { asNumber, type Line } from '../world.ts';
import { type LineTally, tallyOf } from './tally.ts';

/** Ordered less picked, packed and shipped; 0 for a closed line. */
export function remainingOf(line: Line, tallies: ReadonlyMap<number, LineTally>): number {
  if (line.isClosed === true) return 0;
  const tally = tallyOf(tallies, line);
  const taken = plus(plus(tally.picked, tally.packed), tally.shipped);
  return Math.max(0, minus(asNumber(line.quantity), taken));
}
