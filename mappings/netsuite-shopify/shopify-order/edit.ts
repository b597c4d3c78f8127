/**
 * An order edited in Shopify after it was posted: the difference, line by line, while NetSuite still takes it.
 * The trap: a PATCH appends every line without its line number and can delete none, so what Shopify took off is closed and
 * loses its money; and a line that a person added in NetSuite is left alone.
 */
import type { Json, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { add, isEqual, isZero, subtract, total } from '../../shared/money.ts';
import { isLess, isPositive, isSame } from '../../shared/quantity.ts';
import { isSettled, matchLines } from './match.ts';
import type { Sale } from './planned.ts';
import { moneyOf, orderLine, reference, referenceOf, taxedLines } from './sales-order.ts';
import { taxDetails } from './tax.ts';
import type { OrderPlanInput, PlannedLine, PlannedOrder, Problem, TargetLine, TargetOrder } from './types.ts';

export type Change = { writes: RecordWrite[]; problems: Problem[]; notes: string[] };

type Diff = {
  changed: { line: PlannedLine; held: TargetLine }[];
  gone: { line: PlannedLine; held: TargetLine }[];
  added: PlannedLine[];
  same: { line: PlannedLine; held: TargetLine }[];
  /** Money of lines that are not ours. */
  foreign: string;
};

export function planEdit(input: OrderPlanInput, sale: Sale, held: TargetOrder): Change {
  const none: Change = { writes: [], problems: [], notes: [] };
  if (input.order.cancelledAt !== undefined) return none;
  const { planned } = sale;
  const diff = diffOf(planned, held);
  const shippingDiffers =
    planned.shippingCost !== undefined && !isEqual(planned.shippingCost, held.shippingCost ?? '0');
  const taxDiffers =
    input.settings.tax.mode === 'suiteTaxOverride' &&
    held.taxTotal !== undefined &&
    !isEqual(planned.taxTotal, held.taxTotal);
  const isSame = diff.changed.length + diff.gone.length + diff.added.length === 0;
  const wanted = add(planned.total, diff.foreign);
  if (isSame && !shippingDiffers && !taxDiffers) return { ...none, problems: unequal(input, planned, held, wanted) };
  const problem = whyNot(input, sale, held, diff);
  if (problem !== undefined) return { ...none, problems: [problem] };
  return { ...none, writes: [updateOf(input, planned, held, diff, wanted)] };
}

function diffOf(planned: PlannedOrder, held: TargetOrder): Diff {
  const matches = matchLines(planned.lines, held.lines);
  const diff: Diff = { changed: [], gone: [], added: [], same: [], foreign: '0' };
  for (const line of planned.lines) {
    const match = matches.get(line.key);
    if (match === undefined) {
      if (!line.isGone) diff.added.push(line);
    } else if (line.isGone) {
      if (!isSettled(match) && !(isZero(match.amount) && match.quantity === '0')) diff.gone.push({ line, held: match });
    } else if (differs(line, match)) diff.changed.push({ line, held: match });
    else diff.same.push({ line, held: match });
  }
  const ours = new Set(matches.values());
  diff.foreign = total(
    held.lines.filter((line) => !ours.has(line)),
    (line) => line.amount,
  );
  return diff;
}

const differs = (line: PlannedLine, held: TargetLine): boolean =>
  !isEqual(line.amount, held.amount) || (line.quantity !== undefined && !isSame(String(line.quantity), held.quantity));

/** Same lines, another total: NetSuite computed something of its own. */
function unequal(input: OrderPlanInput, planned: PlannedOrder, held: TargetOrder, wanted: string): Problem[] {
  if (isEqual(wanted, held.total)) return [];
  const words = `${held.tranId} comes to ${held.total} ${planned.currency}, Shopify's ${input.order.name} to ${wanted} ${planned.currency}`;
  const difference = subtract(wanted, held.total);
  const likely =
    input.settings.tax.mode === 'netsuite'
      ? 'NetSuite computed another tax'
      : 'NetSuite added tax, a discount or shipping of its own, or the order was changed there';
  return [
    {
      cause: 'total-differs',
      reason: `${words}; the difference is ${difference} ${planned.currency}: probably ${likely}. Correct the order in NetSuite, or skip this record if that is meant`,
    },
  ];
}

const OPEN = ['A', 'B', 'D', 'E'];

/** Why the difference cannot be carried out. */
function whyNot(input: OrderPlanInput, sale: Sale, held: TargetOrder, diff: Diff): Problem | undefined {
  const { order, settings } = input;
  const touched = [...diff.changed, ...diff.gone];
  const what = [
    ...touched.map(({ line }) => line.description ?? line.key),
    ...diff.added.map((line) => `new: ${line.description ?? line.key}`),
  ].join(', ');
  const late = (cause: string, why: string): Problem => ({
    cause,
    reason: `${order.name} differs from ${held.tranId} (${what || 'shipping or tax'}), and ${why}; change it in NetSuite by hand, then retry`,
  });
  if (!wasEdited(sale, order)) {
    return late(
      'changed-in-netsuite',
      'it was not edited in Shopify, so it was changed in NetSuite (skip this record if that is meant)',
    );
  }
  if (settings.edits === 'wait') return late('edited', 'edited orders wait (edits: wait)');
  if (!OPEN.includes(held.status))
    return late('edited-too-late', 'the sales order is billed, closed or wholly shipped');
  if (held.lines.some((line) => isPositive(line.quantityBilled)))
    return late('edited-too-late', 'a part of it is billed');
  const shipped = touched.find(({ line, held: match }) =>
    isLess(line.isGone ? '0' : String(line.quantity ?? 0), match.quantityFulfilled),
  );
  if (shipped !== undefined) return late('edited-too-late', `${shipped.line.description ?? 'a line'} is shipped`);
  return undefined;
}

/** Whether Shopify itself says that the order is not what it was when it was placed. */
const wasEdited = (sale: Sale, order: OrderPlanInput['order']): boolean =>
  order.edited ||
  sale.units.some((unit) => unit.kept !== unit.line.quantity || unit.edited > 0) ||
  order.shippingLines.some((line) => line.isRemoved);

function updateOf(
  input: OrderPlanInput,
  planned: PlannedOrder,
  held: TargetOrder,
  diff: Diff,
  wanted: string,
): RecordWrite {
  const { order, settings } = input;
  const overrides = settings.tax.mode === 'suiteTaxOverride';
  const live = planned.lines.filter((line) => !line.isGone);
  const taxOf = (line: PlannedLine) => referenceOf(live.indexOf(line));
  const tied = (line: PlannedLine): { [field: string]: Json } =>
    overrides ? { taxDetailsReference: taxOf(line) } : {};
  const items: Json[] = [
    ...diff.changed.map(({ line, held: match }) => ({ line: number(match.line), ...moneyOf(line), ...tied(line) })),
    ...diff.gone.map(({ held: match }) => ({ line: number(match.line), ...NOTHING })),
    ...(overrides ? diff.same.map(({ line, held: match }) => ({ line: number(match.line), ...tied(line) })) : []),
    ...diff.added.map((line) => orderLine(input, line, taxOf(line))),
  ];
  const body: RecordBody = {
    ...(items.length === 0 ? {} : { item: { items } }),
    ...shippingOf(planned),
    ...taxDetails(input, taxedLines(live)),
  };
  const counted = [
    [diff.added.length, 'added'],
    [diff.changed.length, 'changed'],
    [diff.gone.length, 'closed'],
  ] as const;
  const words = counted.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  return {
    kind: 'update',
    source: `order:${order.id}`,
    title: `edit ${held.tranId} as ${order.name} was edited: lines ${words.join(', ') || 'as they are'}, total ${planned.total} ${planned.currency}`,
    recordType: 'salesOrder',
    id: held.id,
    body,
    ...(overrides ? { replace: ['taxDetails'] } : {}),
    expect: settings.tax.mode === 'netsuite' ? appendedExpectation(held, diff) : [{ field: 'total', value: wanted }],
  };
}

/** Without a total to expect, the number of lines tells whether appended ones are there. */
const appendedExpectation = (held: TargetOrder, diff: Diff) =>
  diff.added.length === 0 ? [] : [{ field: 'item.items.length', value: String(held.lines.length + diff.added.length) }];

const number = (line: number): Json => ({ decimal: String(line) });

/** Closed and without money. */
const NOTHING: { [field: string]: Json } = {
  price: { id: '-1' },
  rate: { decimal: '0' },
  amount: { decimal: '0' },
  isClosed: true,
};

function shippingOf(planned: PlannedOrder): RecordBody {
  if (planned.shippingCost === undefined || planned.shipMethod === undefined) return {};
  return { ...reference('shipMethod', planned.shipMethod), shippingCost: { decimal: planned.shippingCost } };
}
