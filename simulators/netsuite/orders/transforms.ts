// Turns one record into another (order into invoice, return, receipt, …); fulfilments and payments have their own files.
// Trap: receipts have the same default-to-full rule as fulfilments; bills and returns take whole lines or a replaced list.
import { minus, sum } from '../decimal.ts';
import { draftPayment, isPaymentTransform } from '../money/payment-transforms.ts';
import { invalidFieldValue, unknownUrl, userError } from '../ns-error.ts';
import type { ParsedBody } from '../records/parse.ts';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, findTransaction, type Line, newRecord, type Rec, type World } from '../world.ts';
import { draftFulfillment, invalidReference } from './fulfil.ts';
import { shareAmounts, shareTaxDetails, sourceLines } from './source-lines.ts';
import { lineOffset } from './tally.ts';

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
  'email',
  'salesRep',
  'partner',
  'paymentOption',
  'shippingAddress',
  'billingAddress',
  'shipMethod',
  'discountItem',
  'taxItem',
  'taxRate',
  'shippingTaxCode',
  'shippingTax1Rate',
  'taxDetailsOverride',
];
/** Header amounts of which each bill takes what the earlier ones have left. */
const CONSUMED = ['shippingCost', 'handlingCost', 'discountRate'];

function adjustLines(world: World, lines: Line[], sent: readonly Line[], receipt: boolean): Line[] {
  for (const [index, change] of sent.entries()) {
    const key = change.orderLine === undefined ? 'line' : 'orderLine';
    const source = change[key];
    const match = lines.find((line) => line.orderLine === source || (key === 'line' && line.line === source));
    if (match === undefined && change.quantity === 0) continue;
    if (match === undefined) throw userError(`Invalid line reference ${String(source)} on sublist item.`);
    const over = receipt && world.switches.allowOverReceipt;
    if (asNumber(change.quantity) > asNumber(match.quantity) && !over) {
      throw invalidFieldValue(change.quantity, 'quantity', `item.items[${index}].quantity`);
    }
    const { line: _line, orderLine: _orderLine, ...values } = change;
    Object.assign(match, values);
  }
  const kept = (line: Line) => (line.quantity === undefined ? !receipt : asNumber(line.quantity) > 0);
  return lines.filter((line) => kept(line) && !(receipt && line.itemReceive === false));
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
const CREDITING = ['returnAuthorization', 'creditMemo'];

function checkSource(source: Rec, target: string): void {
  if (!schemaOf(source.type).transforms?.includes(target)) throw unknownUrl();
  const status = String(source.body.status);
  const fromOrder = ['salesOrder', 'returnAuthorization'].includes(source.type);
  const refused = CREDITING.includes(target) ? fromOrder && status === 'A' : REFUSED[source.type]?.includes(status);
  if (refused === true) throw invalidReference(target, source.id);
}

function header(world: World, source: Rec, target: string, draft: Rec): void {
  const takes = schemaOf(target).body;
  for (const name of COPIED) {
    if (source.body[name] !== undefined && takes[name] !== undefined) draft.body[name] = source.body[name];
  }
  for (const [name, value] of Object.entries(source.body)) {
    if (name.toLowerCase().startsWith('custbody')) draft.body[name] = value;
  }
  if (target === 'returnAuthorization' || target === 'itemReceipt') return;
  const earlier = [...(world.children.get(source.id) ?? [])]
    .map((id) => findTransaction(world, id))
    .filter((child) => child?.type === target);
  for (const name of CONSUMED) {
    if (typeof source.body[name] !== 'number' || takes[name] === undefined) continue;
    const left = minus(source.body[name], sum(earlier.map((child) => asNumber(child?.body[name]))));
    if (left !== 0) draft.body[name] = left;
  }
}

/** A draft of the target from the source; throws NsError when this is not possible. */
export function draftTransform(
  world: World,
  source: Rec,
  target: string,
  sent: ParsedBody,
  replace: readonly string[],
): Rec {
  checkSource(source, target);
  if (target === 'itemFulfillment') return draftFulfillment(world, source, sent);
  if (isPaymentTransform(target)) return draftPayment(world, source, target, sent);
  const receipt = target === 'itemReceipt';
  const open = sourceLines(world, source, target);
  if (open.length === 0 && source.lists.expense === undefined) throw invalidReference(target, source.id);
  const changes = sent.lists.item ?? [];
  const whole = replace.some((name) => name.toLowerCase() === 'item') && changes.length > 0;
  const lines = whole ? replacedLines(changes, open) : adjustLines(world, open, changes, receipt);
  if (lines.length === 0 && source.lists.expense === undefined)
    throw userError('You must enter at least one line item for this transaction.');
  shareAmounts(source, lines, receipt ? lineOffset(source) : 0);
  const draft = newRecord(world, target, undefined);
  header(world, source, target, draft);
  for (const [name, value] of Object.entries(sent.body)) {
    if (value === null) delete draft.body[name];
    else draft.body[name] = value;
  }
  draft.body.createdFrom = source.id;
  if (receipt) for (const line of lines) line.itemReceive = true;
  draft.lists = { ...carriedLists(source, target, lines, draft), ...sent.lists, item: lines };
  return draft;
}

/** Tax details and expense lines that a bill takes over. */
function carriedLists(source: Rec, target: string, lines: readonly Line[], draft: Rec): Record<string, Line[]> {
  const out: Record<string, Line[]> = {};
  if (draft.body.taxDetailsOverride === true && target !== 'itemReceipt')
    out.taxDetails = shareTaxDetails(source, lines, asNumber(draft.body.shippingCost) !== 0);
  const expenses = source.lists.expense;
  if (expenses !== undefined && schemaOf(target).body.expense !== undefined)
    out.expense = expenses.map(({ line: _line, ...rest }) => ({ ...rest }));
  return out;
}
