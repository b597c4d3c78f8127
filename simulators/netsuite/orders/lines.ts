// Fills in the lines of an order-like record: line numbers, keys, item types, prices and totals.
// Trap: without the Custom price level (-1) an item's own base price replaces the sent rate.
import { money, plus, sum, times } from '../decimal.ts';
import { invalidFieldValue, missingValue } from '../ns-error.ts';
import { nextLineNumber } from '../records/merge.ts';
import { asNumber, findItem, type Line, listOf, type Rec, type World } from '../world.ts';
import { isFulfillable, itemTypeById, kitMembers } from './items.ts';

const CUSTOM_PRICE = '-1';

function assignNumber(world: World, lines: readonly Line[], line: Line, previous: Line | undefined): void {
  if (typeof line.line !== 'number') {
    const hidden = previous === undefined ? 0 : kitMembers(world, previous.item).length;
    line.line = nextLineNumber(world, lines, hidden);
  }
  if (line.lineUniqueKey === undefined) {
    line.lineUniqueKey = String(world.nextLineKey);
    world.nextLineKey += 1;
  }
}

function priceLine(world: World, line: Line): void {
  const base = findItem(world, line.item)?.body.basePrice;
  const ownPrice = line.price === CUSTOM_PRICE;
  if (typeof base === 'number' && !ownPrice && (line.rate === undefined || world.switches.priceLevelOverwritesRate)) {
    line.rate = base;
    delete line.amount;
  }
  const quantity = asNumber(line.quantity);
  if (line.rate !== undefined) line.amount = money(times(quantity, asNumber(line.rate)));
  line.price ??= CUSTOM_PRICE;
}

function checkLine(line: Line, index: number): void {
  if (line.item === undefined) throw missingValue('Items list: Item');
  const quantity = line.quantity;
  if (quantity === undefined) line.quantity = 1;
  if (typeof quantity === 'number' && quantity < 0) {
    throw invalidFieldValue(quantity, 'quantity', `item.items[${index}].quantity`);
  }
}

/** Normalises `item` lines in place and sets subtotal and total. */
export function prepareItemLines(world: World, rec: Rec): void {
  const lines = listOf(rec, 'item');
  for (const [index, line] of lines.entries()) {
    checkLine(line, index);
    assignNumber(world, lines, line, lines[index - 1]);
    priceLine(world, line);
    line.itemType = itemTypeById(world, line.item);
    line.isClosed ??= false;
  }
  const subtotal = money(sum(lines.map((line) => asNumber(line.amount))));
  rec.body.subtotal = subtotal;
  rec.body.total = money(plus(plus(subtotal, asNumber(rec.body.shippingCost)), asNumber(rec.body.taxTotal)));
  rec.body.exchangeRate ??= 1;
}

/** Checks and completes a sales order before it is stored. */
export function prepareSalesOrder(world: World, rec: Rec): void {
  if (listOf(rec, 'item').length === 0) throw missingValue('Items');
  prepareItemLines(world, rec);
  for (const line of listOf(rec, 'item')) {
    if (isFulfillable(world, line.item)) line.commitInventory ??= '1';
  }
  const wanted = rec.body.orderStatus;
  rec.body.orderStatus = wanted ?? world.switches.defaultOrderStatus;
  if (rec.body.status === undefined) rec.body.status = rec.body.orderStatus;
  const entity = world.spaces.get('entity')?.get(String(rec.body.entity));
  rec.body.subsidiary ??= entity?.body.subsidiary ?? '1';
  rec.body.currency ??= entity?.body.currency ?? '1';
}
