/**
 * What is missing of the refunds of an order: credit, goods, money; each once, named by the refund or its transaction.
 * The trap: units that never left are off the sales order already, so their money comes out of the deposit and is not
 * credited a second time; a cancellation before shipping is nothing but that.
 */
import type { Refund } from '../../../connectors/shopify/types.ts';
import { isMore } from '../../shared/money.ts';
import { isUntouched } from './cancel.ts';
import { creditWrite } from './credit.ts';
import type { Change } from './edit.ts';
import { planMoneyBack } from './money-back.ts';
import { creditName } from './names.ts';
import type { Sale } from './planned.ts';
import { refundMoneyOf } from './refund-money.ts';
import { planGoods, receivedReturn, rowsOf } from './returns.ts';
import type { Slot } from './slots.ts';
import type { OrderPlanInput, TargetLine, TargetOrder } from './types.ts';

export function planRefunds(
  input: OrderPlanInput,
  held: TargetOrder,
  sale: Sale,
  slots: Slot[],
  matches: Map<string, TargetLine>,
): Change {
  const change: Change = { writes: [], problems: [], notes: [] };
  if (input.settings.refunds.as === 'ignore') return change;
  for (const refund of input.order.refunds) planRefund(input, held, refund, sale, slots, matches, change);
  return change;
}

function planRefund(
  input: OrderPlanInput,
  held: TargetOrder,
  refund: Refund,
  sale: Sale,
  slots: Slot[],
  matches: Map<string, TargetLine>,
  change: Change,
): void {
  const { settings, target } = input;
  const credit = target.credits.find((one) => one.externalId === creditName(settings.externalIdPrefix, refund.id));
  const rows = rowsOf(input, refund, slots, matches, sale.units);
  change.writes.push(...planGoods(input, held, refund, rows, credit !== undefined));
  const money = refundMoneyOf(input, refund, sale.units, sale.posting, credit === undefined && neverLeft(input, held));
  if (money === undefined) return;
  if ('cause' in money) {
    change.problems.push(money);
    return;
  }
  change.notes.push(...money.notes);
  if (credit === undefined && isMore(money.credited, '0')) {
    const received = receivedReturn(input, refund, rows);
    if (received === 'wait') return;
    const origin = received === 'none' ? undefined : received;
    const write = creditWrite(input, held, refund, money, slots, sale.units, sale.posting, origin);
    if ('cause' in write) change.problems.push(write);
    else change.writes.push(write);
    return;
  }
  if (settings.payments.as === 'customerDeposit' || settings.payments.as === 'customerPayment') {
    planMoneyBack({ input, held, refund, money, posting: sale.posting }, credit, change);
  }
}

/**
 * Cancelled before anything left or was billed: all its money comes out of the deposit. What has left is NetSuite's word;
 * Shopify's own fulfilments only count where they become NetSuite's, else a credit would stand against nothing billed.
 */
function neverLeft({ order, settings, target }: OrderPlanInput, held: TargetOrder): boolean {
  return (
    order.cancelledAt !== undefined &&
    isUntouched(held, target) &&
    (settings.fulfillments.as === 'ignore' ||
      order.refunds.every((refund) => refund.lines.every((line) => line.restockType !== 'RETURN')))
  );
}
