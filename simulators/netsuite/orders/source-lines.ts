// What of a source's lines can still go into a new record, and the values that go along.
// Trap: lines without a quantity (discounts) go along once, with the first bill.
import { minus, money, times } from '../decimal.ts';
import { asNumber, type Line, listOf, type Rec, type World } from '../world.ts';
import { isFulfillable } from './items.ts';
import { isAmountOnly } from './lines.ts';
import { type LineTally, lineOffset, tallyOf, tallySource } from './tally.ts';

const LINE_FIELDS = [
  'item',
  'rate',
  'price',
  'description',
  'location',
  'department',
  'class',
  'units',
  'itemType',
  'taxCode',
  'taxRate1',
  'isTaxable',
  'taxDetailsReference',
];
const BILLS_OF_ORDERS = ['invoice', 'cashSale'];
const CREDITS = ['creditMemo', 'cashRefund'];

type Measure = (line: Line, tally: LineTally) => number;

/** How much of a line of an order may be billed altogether. */
function billable(world: World, line: Line, tally: LineTally): number {
  const ships = isFulfillable(world, line.item);
  if (line.isClosed === true) return ships ? tally.shipped : 0;
  return ships && !world.switches.invoiceInAdvance ? tally.shipped : asNumber(line.quantity);
}

function creditable(world: World, line: Line, tally: LineTally): number {
  const waits = isFulfillable(world, line.item) && !world.switches.refundInAdvance;
  return waits || line.isClosed === true ? tally.received : asNumber(line.quantity);
}

function measureFor(world: World, source: Rec, target: string): Measure {
  if (target === 'itemReceipt') {
    return (line, tally) => {
      const limit = source.type === 'transferOrder' ? tally.shipped : asNumber(line.quantity);
      const receivable = source.type === 'transferOrder' || isFulfillable(world, line.item);
      return line.isClosed === true || !receivable ? 0 : minus(limit, tally.received);
    };
  }
  if (target === 'returnAuthorization') return (line) => asNumber(line.quantity);
  if (source.type === 'salesOrder' && BILLS_OF_ORDERS.includes(target))
    return (line, tally) => minus(billable(world, line, tally), tally.billed);
  if (source.type === 'returnAuthorization' && CREDITS.includes(target))
    return (line, tally) => minus(creditable(world, line, tally), tally.billed);
  return (line, tally) => minus(line.isClosed === true ? tally.received : asNumber(line.quantity), tally.billed);
}

const custom = (line: Line) => Object.keys(line).filter((name) => name.toLowerCase().startsWith('custcol'));

function copyOf(line: Line, offset: number): Line {
  const names = [...LINE_FIELDS, ...custom(line)].filter((name) => line[name] !== undefined);
  return { ...Object.fromEntries(names.map((name) => [name, line[name]])), orderLine: asNumber(line.line) + offset };
}

/** Copies of the open lines, numbered from 1, each with the quantity that is left. */
export function sourceLines(world: World, source: Rec, target: string): Line[] {
  const tallies = tallySource(world, source);
  const measure = measureFor(world, source, target);
  const offset = target === 'itemReceipt' ? lineOffset(source) : 0;
  const open = listOf(source, 'item').flatMap((line): Line[] => {
    const copy = copyOf(line, offset);
    if (isAmountOnly(String(line.itemType))) {
      const done = target === 'itemReceipt' || (tallies.has(asNumber(line.line)) && target !== 'returnAuthorization');
      return done ? [] : [{ ...copy, amount: asNumber(line.amount) }];
    }
    const quantity = measure(line, tallyOf(tallies, line));
    return quantity > 0 ? [{ ...copy, quantity }] : [];
  });
  return open.map((line, index) => ({ ...line, line: index + 1 }));
}

/** Gives each line its share of the source line's amount, unless a rate or amount of its own was sent. */
export function shareAmounts(source: Rec, lines: readonly Line[], offset: number): void {
  for (const line of lines) {
    const origin = listOf(source, 'item').find((one) => asNumber(one.line) + offset === line.orderLine);
    const whole = asNumber(origin?.quantity);
    if (origin === undefined || line.amount !== undefined || line.rate !== origin.rate || whole === 0) continue;
    if (typeof origin.amount === 'number' && typeof line.quantity === 'number')
      line.amount = money(times(origin.amount, line.quantity) / whole);
  }
}

/** Tax details of the lines that go along, by their share of the quantity. */
export function shareTaxDetails(source: Rec, lines: readonly Line[], withShipping: boolean): Line[] {
  return listOf(source, 'taxDetails').flatMap((detail) => {
    const origin = listOf(source, 'item').find((one) => one.taxDetailsReference === detail.taxDetailsReference);
    if (origin === undefined) return withShipping ? [{ ...detail }] : [];
    const line = lines.find((one) => one.taxDetailsReference === detail.taxDetailsReference);
    if (line === undefined) return [];
    const whole = asNumber(origin.quantity);
    const share = whole === 0 ? 1 : asNumber(line.quantity) / whole;
    const part = (value: unknown) => money(times(asNumber(value as number), share));
    return [{ ...detail, taxBasis: part(detail.taxBasis), taxAmount: part(detail.taxAmount) }];
  });
}
