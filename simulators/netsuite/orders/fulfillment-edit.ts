// Rules for storing an item fulfilment, new or edited: its lines are fixed by the order, its ship status moves on.
// Trap: going from Shipped back to Picked or Packed is allowed and takes the stock relief back.
import { minus } from '../decimal.ts';
import { invalidFieldValue, missingValue, staticSublist, userError } from '../ns-error.ts';
import { asNumber, asText, findTransaction, type Line, listOf, type Rec, today, type World } from '../world.ts';
import { checkPackages } from './packages.ts';
import { remainingOf } from './remaining.ts';
import { tallySource } from './tally.ts';

const DATE_FIELDS: Readonly<Record<string, string>> = { A: 'pickedDate', B: 'packedDate', C: 'shippedDate' };

function sameLines(draft: Rec, previous: Rec): boolean {
  const before = listOf(previous, 'item').map((line) => line.line);
  const after = listOf(draft, 'item').map((line) => line.line);
  return before.length === after.length && after.every((line) => before.includes(line));
}

function checkQuantities(world: World, draft: Rec, previous: Rec): void {
  const order = findTransaction(world, asText(draft.body.createdFrom) ?? '');
  if (order === undefined) return;
  const tallies = tallySource(world, order);
  for (const [index, line] of listOf(draft, 'item').entries()) {
    const before = listOf(previous, 'item').find((old) => old.line === line.line);
    const source = listOf(order, 'item').find((candidate) => candidate.line === line.orderLine);
    if (before === undefined || source === undefined || line.kitMemberOf !== undefined) continue;
    const more = minus(asNumber(line.quantity), asNumber(before.quantity));
    if (more > 0 && more > remainingOf(source, tallies) && !world.switches.allowOverFulfillment) {
      throw invalidFieldValue(line.quantity, 'quantity', `item.items[${index}].quantity`);
    }
  }
}

/** Finds the stored line that an edit means by its orderLine. */
export function adoptLineNumbers(previous: Rec, sent: readonly Line[]): void {
  for (const line of sent) {
    if (line.line !== undefined) continue;
    const match = listOf(previous, 'item').find(
      (old) => old.orderLine === line.orderLine && old.kitMemberOf === undefined,
    );
    if (match === undefined) throw staticSublist('item');
    line.line = match.line;
  }
}

/** Checks a fulfilment before it is stored and mirrors its ship status. */
export function prepareFulfillment(world: World, draft: Rec, previous: Rec | undefined): void {
  if (draft.body.createdFrom === undefined)
    throw userError('You can not initialize itemfulfillment: a source is needed.');
  const status = asText(draft.body.shipStatus) ?? 'C';
  if (listOf(draft, 'item').length === 0)
    throw userError('You must enter at least one line item for this transaction.');
  if (previous !== undefined) {
    if (!sameLines(draft, previous)) throw staticSublist('item');
    checkQuantities(world, draft, previous);
  }
  if (world.switches.requireLineLocation) requireLocations(draft);
  checkPackages(world, draft);
  draft.body.status = status;
  const field = DATE_FIELDS[status];
  if (field !== undefined && world.switches.pickPackShip) draft.body[field] ??= today(world);
  if (status === 'C') draft.body.shippedDate ??= today(world);
  else delete draft.body.shippedDate;
}

function requireLocations(draft: Rec): void {
  for (const line of listOf(draft, 'item')) {
    if (line.location === null) throw missingValue('Items list: Location');
  }
}
