// Rules for inventory adjustments, transfers and item receipts before they are stored.
// Trap: `adjustQtyBy` is a difference, never the new quantity; a unit cost counts only for what comes in.
import { minus, money, plus, sum, times } from '../decimal.ts';
import { invalidFieldValue, missingValue, staticSublist, userError } from '../ns-error.ts';
import { checkInventoryDetail } from '../orders/inventory-detail.ts';
import { isStocked } from '../orders/items.ts';
import { checkSegments } from '../orders/lines.ts';
import { tallyOf, tallySource } from '../orders/tally.ts';
import { nextLineNumber } from '../records/merge.ts';
import { asNumber, asText, findTransaction, type Line, listOf, type Rec, stockCell, type World } from '../world.ts';

function placeOf(draft: Rec, line: Line): string | undefined {
  return asText(line.location) ?? asText(draft.body.adjLocation) ?? asText(draft.body.location);
}

function checkMovement(world: World, draft: Rec, line: Line, index: number): void {
  const path = `inventory.items[${index}]`;
  if (line.item === undefined) throw missingValue('Inventory list: Item');
  if (!isStocked(world, line.item)) throw invalidFieldValue(line.item, 'item', `${path}.item`);
  if (typeof line.adjustQtyBy !== 'number') throw missingValue('Inventory list: Adjust Qty. By');
  if (line.adjustQtyBy === 0) throw invalidFieldValue(0, 'adjustQtyBy', `${path}.adjustQtyBy`);
  if (typeof line.unitCost === 'number' && line.unitCost < 0)
    throw invalidFieldValue(line.unitCost, 'unitCost', `${path}.unitCost`);
  if (placeOf(draft, line) === undefined) throw missingValue('Inventory list: Location');
  checkSegments(world, draft, line, `${path}.`);
  checkInventoryDetail(world, line, index + 1, line.adjustQtyBy);
}

/** Adjustments and transfers. */
export function prepareMovement(world: World, draft: Rec, previous: Rec | undefined): void {
  const lines = listOf(draft, 'inventory');
  if (lines.length === 0) throw missingValue('Inventory');
  if (world.switches.oneWorld && draft.body.subsidiary === undefined) throw missingValue('Subsidiary');
  for (const [index, line] of lines.entries()) {
    checkMovement(world, draft, line, index);
    line.line ??= nextLineNumber(world, lines);
    if (draft.type !== 'inventoryAdjustment') continue;
    if (asNumber(line.adjustQtyBy) < 0) delete line.unitCost;
    const old =
      previous === undefined ? undefined : listOf(previous, 'inventory').find((one) => one.line === line.line);
    if (old !== undefined) continue;
    const onHand = stockCell(world, String(line.item), placeOf(draft, line) ?? '').onHand;
    line.quantityOnHand = onHand;
    line.newQuantity = plus(onHand, asNumber(line.adjustQtyBy));
    if (world.switches.refuseNegativeStock && line.newQuantity < 0)
      throw userError('The adjustment would make the quantity on hand negative.');
  }
  draft.body.estimatedTotalValue = money(
    sum(lines.map((line) => times(asNumber(line.adjustQtyBy), asNumber(line.unitCost)))),
  );
}

function checkReceiptEdit(world: World, draft: Rec, previous: Rec): void {
  const numbers = (rec: Rec) => listOf(rec, 'item').map((line) => String(line.line));
  if (numbers(draft).join() !== numbers(previous).join()) throw staticSublist('item');
  const source = findTransaction(world, asText(draft.body.createdFrom) ?? '');
  if (source === undefined || world.switches.allowOverReceipt) return;
  const tallies = tallySource(world, source);
  for (const [index, line] of listOf(draft, 'item').entries()) {
    const ordered = listOf(source, 'item').find((one) => one.line === line.orderLine);
    const before = listOf(previous, 'item').find((one) => one.line === line.line);
    if (ordered === undefined) continue;
    const others = minus(tallyOf(tallies, ordered).received, asNumber(before?.quantity));
    if (plus(others, asNumber(line.quantity)) > asNumber(ordered.quantity))
      throw invalidFieldValue(line.quantity, 'quantity', `item.items[${index}].quantity`);
  }
}

/** Item receipts, new or edited. */
export function prepareReceipt(world: World, draft: Rec, previous: Rec | undefined): void {
  const lines = listOf(draft, 'item');
  if (lines.length === 0) throw userError('You must enter at least one line item for this transaction.');
  if (previous !== undefined) checkReceiptEdit(world, draft, previous);
  for (const [index, line] of lines.entries()) {
    if (!isStocked(world, line.item)) continue;
    const place = line.location ?? draft.body.location;
    if (place === undefined && world.switches.requireLineLocation) throw missingValue('Items list: Location');
    checkSegments(world, draft, line, `item.items[${index}].`);
    checkInventoryDetail(world, line, index + 1);
  }
}
