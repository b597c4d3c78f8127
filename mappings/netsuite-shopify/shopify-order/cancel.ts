/**
 * A cancelled order: what has not left is closed; what has left is expected back, or waits for a person.
 * The trap: NetSuite has no cancel over REST. All lines closed is "Closed", and the amounts stay as they were sold.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { isPositive, minus } from '../../shared/quantity.ts';
import type { Change } from './edit.ts';
import { creditName, returnName } from './names.ts';
import { goodsBack } from './returns.ts';
import type { Slot } from './slots.ts';
import type { OrderPlanInput, Problem, TargetLine, TargetOrder } from './types.ts';
import type { LineUnits } from './units.ts';

const DONE = ['C', 'G', 'H'];

export function planCancel(
  input: OrderPlanInput,
  held: TargetOrder,
  slots: Slot[],
  matches: Map<string, TargetLine>,
  units: LineUnits[],
): Change {
  const { order } = input;
  const change: Change = { writes: [], problems: [], notes: [] };
  const open = held.lines.filter((line) => !line.isClosed && isOpen(line));
  if (!DONE.includes(held.status) && open.length > 0) {
    change.writes.push(closing(input, held, open));
    return change;
  }
  const shipped = held.lines.filter((line) => isPositive(line.quantityFulfilled));
  if (shipped.length === 0) {
    change.notes.push(`${order.name} is cancelled, and ${held.tranId} is closed`);
    change.problems.push(...creditedBefore(input, held));
    return change;
  }
  const late = expectReturn(input, held, slots, matches, units);
  if ('cause' in late) change.problems.push(late);
  else change.writes.push(...late.writes);
  return change;
}

/** Nothing of the order was shipped or billed in NetSuite. */
export const isUntouched = (held: TargetOrder, target: OrderPlanInput['target']): boolean =>
  target.invoices.length + target.cashSales.length === 0 &&
  held.lines.every((line) => !isPositive(line.quantityFulfilled) && !isPositive(line.quantityBilled));

/** A credit of the time before: the order that it credits will never be billed, so as much of the deposit stays open. */
function creditedBefore({ order, settings, target }: OrderPlanInput, held: TargetOrder): Problem[] {
  const names = order.refunds.map((refund) => creditName(settings.externalIdPrefix, refund.id));
  const credits = target.credits.filter((one) => names.includes(one.externalId ?? ''));
  if (!isUntouched(held, target) || credits.length === 0) return [];
  const listed = credits.map((one) => `${one.tranId} (${one.amount})`).join(', ');
  return [
    {
      cause: 'credited-before-cancel',
      reason:
        `${order.name} was cancelled after a refund of it had been credited with ${listed}; ${held.tranId} is never billed, so ` +
        'as much of its deposit stays open: delete the credit and its customer refund in NetSuite, then retry, and the money is drawn from the deposit',
    },
  ];
}

/** Something is left to ship, or it is a line that ships nothing at all. */
const isOpen = (line: TargetLine): boolean =>
  !isPositive(line.quantity) || isPositive(minus(line.quantity, line.quantityFulfilled));

const closing = ({ order }: OrderPlanInput, held: TargetOrder, open: TargetLine[]): RecordWrite => ({
  kind: 'update',
  source: `order:${order.id}`,
  title: `close ${open.length} ${open.length === 1 ? 'line' : 'lines'} of ${held.tranId}, ${order.name} was cancelled`,
  recordType: 'salesOrder',
  id: held.id,
  body: { item: { items: open.map((line) => ({ line: { decimal: String(line.line) }, isClosed: true })) } },
  expect: open.map((line) => ({ field: `item.items[line=${line.line}].isClosed`, value: 'true' })),
});

/** Shipped goods that no refund names. Those that a refund names come back with that refund. */
function expectReturn(
  input: OrderPlanInput,
  held: TargetOrder,
  slots: Slot[],
  matches: Map<string, TargetLine>,
  units: LineUnits[],
): { writes: RecordWrite[] } | Problem {
  const { order, settings, target } = input;
  const name = returnName(settings.externalIdPrefix, order.id);
  if (target.returns.some((one) => one.externalId === name)) return { writes: [] };
  const rows = slots.flatMap((slot) => {
    const match = matches.get(slot.key);
    if (match === undefined || !isPositive(match.quantityFulfilled)) return [];
    const named = units
      .filter((unit) => slot.lines.includes(unit.line))
      .flatMap((unit) => unit.refunded)
      .reduce((sum, unit) => sum + unit.returned, 0);
    const left = Number(match.quantityFulfilled) - named;
    return left > 0 ? [{ slot, match, quantity: left }] : [];
  });
  if (rows.length === 0) return { writes: [] };
  if (settings.cancelShipped === 'wait') {
    return {
      cause: 'cancelled-after-shipping',
      reason:
        `${order.name} was cancelled in Shopify, but ${held.tranId} is shipped (${rows.map((row) => row.slot.title).join(', ')}); ` +
        'get the goods back and post the return in NetSuite, or set cancelShipped: returnAuthorization',
    };
  }
  return {
    writes: [goodsBack(input, held, name, `order:${order.id}`, rows, `${order.name} was cancelled after shipping`)],
  };
}
