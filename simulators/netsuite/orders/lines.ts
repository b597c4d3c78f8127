// Fills in the lines of an order-like record: line numbers, keys, item types and prices.
// Trap: without the Custom price level (-1) an item's own base price replaces the sent rate; with it a sent amount stands.
import { Big } from 'big.js';
import { money, times } from '../decimal.ts';
import { applyGross } from '../money/tax.ts';
import { setTotals } from '../money/totals.ts';
import { invalidFieldValue, missingValue, userError } from '../ns-error.ts';
import { nextLineNumber } from '../records/merge.ts';
import { asNumber, findItem, type Line, listOf, type Rec, spaceMap, type World } from '../world.ts';
import { itemTypeById, kitMembers } from './items.ts';

const CUSTOM_PRICE = '-1';
const PURCHASES = ['purchaseOrder', 'vendorBill', 'vendorCredit'];
/** Item types whose lines have an amount but no quantity. */
const AMOUNT_ONLY = ['Discount', 'Markup', 'Subtotal', 'Description', 'Payment'];
const RATE_DIGITS = 8;
const NEEDS_ITEM_BEFORE = ['Discount', 'Markup', 'Subtotal'];

export const isAmountOnly = (itemType: string): boolean => AMOUNT_ONLY.includes(itemType);

function assignNumber(world: World, lines: readonly Line[], line: Line, before: Line | undefined): void {
  if (typeof line.line !== 'number') {
    const hidden = before === undefined ? 0 : kitMembers(world, before.item).length;
    line.line = nextLineNumber(world, lines, hidden);
  }
  if (line.lineUniqueKey === undefined) {
    line.lineUniqueKey = String(world.nextLineKey);
    world.nextLineKey += 1;
  }
}

function amountOnly(world: World, line: Line, previous: Line | undefined): void {
  delete line.quantity;
  if (line.itemType === 'Subtotal' || line.itemType === 'Description') {
    line.amount = 0;
    return;
  }
  const own = findItem(world, line.item)?.body.rate;
  const rateSent = line.rate !== undefined && line.rate !== previous?.rate;
  const amountSent = line.amount !== undefined && line.amount !== previous?.amount;
  const amount = amountSent || !rateSent ? (line.amount ?? line.rate ?? own) : line.rate;
  line.amount = money(asNumber(amount));
  line.rate = line.amount;
  line.price ??= CUSTOM_PRICE;
}

/** The price level's rate, when it is to be used. */
function levelRate(world: World, rec: Rec, line: Line): number | undefined {
  const item = findItem(world, line.item);
  if (PURCHASES.includes(rec.type)) return line.rate === undefined ? asRate(item?.body.cost) : undefined;
  if (line.price === CUSTOM_PRICE) return undefined;
  const base = asRate(item?.body.basePrice);
  return line.rate === undefined || world.switches.priceLevelOverwritesRate ? base : undefined;
}

const asRate = (value: unknown) => (typeof value === 'number' ? value : undefined);

function priceLine(world: World, rec: Rec, line: Line, previous: Line | undefined): void {
  const level = levelRate(world, rec, line);
  if (level !== undefined) {
    line.rate = level;
    delete line.amount;
  }
  const quantity = asNumber(line.quantity);
  const amountSent = typeof line.amount === 'number' && line.amount !== previous?.amount;
  const unchanged = previous !== undefined && previous.quantity === line.quantity && previous.rate === line.rate;
  if (applyGross(world, rec, line, previous)) line.rate ??= line.amount ?? 0;
  else if (amountSent || (unchanged && line.amount !== undefined)) {
    line.amount = money(asNumber(line.amount));
    if (line.rate === undefined && quantity !== 0)
      line.rate = new Big(line.amount).div(quantity).round(RATE_DIGITS).toNumber();
  } else if (line.rate !== undefined) line.amount = money(times(quantity, asNumber(line.rate)));
  if (!PURCHASES.includes(rec.type)) line.price ??= CUSTOM_PRICE;
}

function checkItem(world: World, rec: Rec, line: Line, path: string, fresh: boolean): void {
  const item = findItem(world, line.item);
  if (fresh && item?.body.isInactive === true) throw invalidFieldValue(line.item, 'item', `${path}.item`);
  const subsidiaries = item === undefined ? [] : listOf(item, 'subsidiary').map((entry) => entry.id);
  const own = rec.body.subsidiary;
  if (subsidiaries.length > 0 && own !== undefined && !subsidiaries.includes(own))
    throw invalidFieldValue(line.item, 'item', `${path}.item`);
}

function checkLine(world: World, rec: Rec, line: Line, index: number, fresh: boolean): void {
  const path = `item.items[${index}]`;
  if (line.item === undefined) throw missingValue('Items list: Item');
  checkItem(world, rec, line, path, fresh);
  line.itemType = itemTypeById(world, line.item);
  if (index === 0 && NEEDS_ITEM_BEFORE.includes(line.itemType) && world.switches.discountNeedsItem)
    throw userError('A discount, markup or subtotal line must follow the line that it applies to.', path);
  if (isAmountOnly(line.itemType)) return;
  line.quantity ??= 1;
  if (typeof line.quantity === 'number' && line.quantity < 0)
    throw invalidFieldValue(line.quantity, 'quantity', `${path}.quantity`);
}

const SUBSIDIARY_LISTS = { location: 'location', department: 'department', class: 'classification' } as const;

/** A location, department or class of another subsidiary is refused like one that does not exist. */
export function checkSegments(world: World, rec: Rec, values: Line, path: string): void {
  for (const [field, space] of Object.entries(SUBSIDIARY_LISTS)) {
    const id = values[field];
    const found = typeof id === 'string' ? spaceMap(world, space).get(id) : undefined;
    const owner = found?.body.subsidiary;
    if (owner !== undefined && rec.body.subsidiary !== undefined && owner !== rec.body.subsidiary)
      throw invalidFieldValue(id, field, `${path}${field}`);
  }
}

function checkCount(world: World, rec: Rec): void {
  for (const [name, lines] of Object.entries(rec.lists)) {
    if (lines.length > world.switches.maxLines)
      throw userError(`The sublist ${name} has more than the maximum of ${world.switches.maxLines} lines.`);
  }
}

const sameLine = (previous: Rec, line: Line) =>
  line.line === undefined ? undefined : listOf(previous, 'item').find((old) => old.line === line.line);

/** Normalises `item` lines in place and sets the totals. */
export function prepareItemLines(world: World, rec: Rec, previous?: Rec): void {
  checkCount(world, rec);
  checkSegments(world, rec, rec.body, '');
  const lines = listOf(rec, 'item');
  for (const [index, line] of lines.entries()) {
    const before = previous === undefined ? undefined : sameLine(previous, line);
    checkLine(world, rec, line, index, before === undefined);
    checkSegments(world, rec, line, `item.items[${index}].`);
    assignNumber(world, lines, line, lines[index - 1]);
    if (isAmountOnly(String(line.itemType))) amountOnly(world, line, before);
    else priceLine(world, rec, line, before);
    line.isClosed ??= false;
  }
  for (const [index, line] of listOf(rec, 'expense').entries())
    checkSegments(world, rec, line, `expense.items[${index}].`);
  setTotals(world, rec);
}
