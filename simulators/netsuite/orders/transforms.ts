// Turns one record into another (order into invoice, return, receipt, …); fulfilments have their own file.
// Trap: receipts have the same default-to-full rule as fulfilments; bills and returns take whole lines or a replaced list.
import { minus } from '../decimal.ts';
import { invalidFieldValue, unknownUrl, userError } from '../ns-error.ts';
import type { ParsedBody } from '../records/parse.ts';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, type Line, listOf, newRecord, type Rec, type World } from '../world.ts';
import { draftFulfillment, invalidReference } from './fulfil.ts';
import { lineOffset, tallyOf, tallySource } from './tally.ts';

const COPIED = [
  'entity',
  'subsidiary',
  'currency',
  'exchangeRate',
  'location',
  'department',
  'class',
  'terms',
  'otherRefNum',
  'memo',
  'shippingAddress',
  'billingAddress',
  'shipMethod',
  'shippingCost',
];
const LINE_FIELDS = ['item', 'rate', 'price', 'description', 'location', 'department', 'class', 'units', 'itemType'];

type Measure = (line: Line) => number;

function measureFor(world: World, source: Rec, target: string): Measure {
  const tallies = tallySource(world, source);
  if (target === 'itemReceipt') {
    return (line) => {
      const limit = source.type === 'transferOrder' ? tallyOf(tallies, line).shipped : asNumber(line.quantity);
      return line.isClosed === true ? 0 : minus(limit, tallyOf(tallies, line).received);
    };
  }
  if (target === 'returnAuthorization') return (line) => asNumber(line.quantity);
  return (line) => minus(asNumber(line.quantity), tallyOf(tallies, line).billed);
}

function sourceLines(source: Rec, target: string, measure: Measure): Line[] {
  const offset = target === 'itemReceipt' ? lineOffset(source) : 0;
  const open = listOf(source, 'item').flatMap((line) => {
    const quantity = measure(line);
    if (quantity <= 0) return [];
    const copied = Object.fromEntries(
      LINE_FIELDS.flatMap((name) => (line[name] === undefined ? [] : [[name, line[name]]])),
    );
    return [{ ...copied, orderLine: asNumber(line.line) + offset, quantity } as Line];
  });
  return open.map((line, index) => ({ ...line, line: index + 1 }));
}

function adjustLines(lines: Line[], sent: readonly Line[], receipt: boolean): Line[] {
  for (const [index, change] of sent.entries()) {
    const key = change.orderLine === undefined ? 'line' : 'orderLine';
    const source = change[key];
    const match = lines.find((line) => line.orderLine === source || (key === 'line' && line.line === source));
    if (match === undefined) throw userError(`Invalid line reference ${String(source)} on sublist item.`);
    if (asNumber(change.quantity) > asNumber(match.quantity)) {
      throw invalidFieldValue(change.quantity, 'quantity', `item.items[${index}].quantity`);
    }
    const { line: _line, orderLine: _orderLine, ...values } = change;
    Object.assign(match, values);
  }
  return lines.filter((line) => asNumber(line.quantity) > 0 && !(receipt && line.itemReceive === false));
}

/** Lines given whole (`?replace=item`), tied to the source line of the same item where there is one. */
function replacedLines(sent: readonly Line[], open: readonly Line[]): Line[] {
  return sent.map((line, index) => {
    const source = open.find((candidate) => candidate.orderLine === line.orderLine || candidate.item === line.item);
    return {
      ...line,
      line: index + 1,
      orderLine: line.orderLine ?? source?.orderLine,
      item: line.item ?? source?.item,
    };
  });
}

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  salesOrder: ['A', 'C', 'G', 'H'],
  purchaseOrder: ['A', 'G', 'H'],
  returnAuthorization: ['A', 'C', 'G', 'H'],
};

/** A draft of the target from the source; throws NsError when this is not possible. */
export function draftTransform(
  world: World,
  source: Rec,
  target: string,
  sent: ParsedBody,
  replace: readonly string[],
): Rec {
  if (!schemaOf(source.type).transforms?.includes(target)) throw unknownUrl();
  if (target === 'itemFulfillment') return draftFulfillment(world, source, sent);
  const returning = target === 'returnAuthorization' || target === 'creditMemo';
  if (!returning && REFUSED[source.type]?.includes(String(source.body.status)))
    throw invalidReference(target, source.id);
  if (returning && source.body.status === 'A' && source.type !== 'invoice') throw invalidReference(target, source.id);
  const receipt = target === 'itemReceipt';
  const open = sourceLines(source, target, measureFor(world, source, target));
  if (open.length === 0) throw invalidReference(target, source.id);
  const changes = sent.lists.item ?? [];
  const whole = replace.some((name) => name.toLowerCase() === 'item') && changes.length > 0;
  const lines = whole ? replacedLines(changes, open) : adjustLines(open, changes, receipt);
  if (lines.length === 0) throw userError('You must enter at least one line item for this transaction.');
  const draft = newRecord(world, target, undefined);
  for (const name of COPIED)
    if (source.body[name] !== undefined && schemaOf(target).body[name] !== undefined)
      draft.body[name] = source.body[name];
  for (const [name, value] of Object.entries(sent.body)) if (value !== null) draft.body[name] = value;
  draft.body.createdFrom = source.id;
  if (receipt) for (const line of lines) line.itemReceive = true;
  draft.lists = { ...sent.lists, item: lines };
  return draft;
}
