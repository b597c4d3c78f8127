// Lot, serial and bin items say which of them move.
// Trap: the amounts in the detail must add up to the line's quantity.
import { sum } from '../decimal.ts';
import { userError } from '../ns-error.ts';
import { assignmentsOf } from '../supply/lots.ts';
import { asNumber, type Line, type World } from '../world.ts';
import { trackingOf } from './items.ts';

/** Throws when a tracked item's line has no fitting inventory detail. `position` counts from 1; `quantity` may be negative. */
export function checkInventoryDetail(world: World, line: Line, position: number, quantity = line.quantity): void {
  const tracking = trackingOf(world, line.item);
  if (tracking === 'none') return;
  const assignments = assignmentsOf(line.inventoryDetail);
  if (assignments.length === 0)
    throw userError(`Please configure the inventory detail in line ${position} of the item list.`);
  const total = sum(assignments.map((assignment) => asNumber(assignment.quantity)));
  if (total !== quantity) {
    throw userError(`The total inventory detail quantity must be ${String(quantity)}.`);
  }
  for (const assignment of assignments) {
    const number = assignment.issueInventoryNumber ?? assignment.receiptInventoryNumber;
    if (tracking !== 'bin' && number === undefined) throw userError('Please enter value(s) for: Serial/Lot Number');
    if (tracking === 'serial' && Math.abs(asNumber(assignment.quantity)) !== 1)
      throw userError('Serial numbers must have a quantity of 1.');
    if (tracking === 'bin' && assignment.binNumber === undefined) throw userError('Please enter value(s) for: Bin');
  }
}
