/**
 * Cash sale: bills the whole order and its money in one record.
 * The trap: it has one account only, and NetSuite makes it from what is shipped, so it waits until all is shipped and paid.
 */

import { dayIn } from '../../shared/calendar.ts';
import { add, isMore } from '../../shared/money.ts';
import type { Change } from './edit.ts';
import { cashSaleName } from './names.ts';
import { accountOf, moneyFields, receivedOf } from './received.ts';
import type { OrderPlanInput, Problem, TargetOrder } from './types.ts';

/** A cash sale bills the whole order and its money at once, so it waits until both are there. */
export function planCashSale(input: OrderPlanInput, held: TargetOrder, change: Change): void {
  const { order, settings, target, timeZone } = input;
  const name = cashSaleName(settings.externalIdPrefix, order.id);
  if (target.cashSales.length > 0) return;
  const received = receivedOf(input);
  const [first] = received;
  if (first === undefined || order.cancelledAt !== undefined) return;
  const accounts = received.map(({ transaction }) => accountOf(input, transaction));
  const problem = accounts.find((account): account is Problem => 'cause' in account);
  if (problem !== undefined) {
    change.problems.push(problem);
    return;
  }
  if (new Set(accounts.map((account) => JSON.stringify(account))).size > 1) {
    change.problems.push({
      cause: 'cash-sale-split',
      reason: `${order.name} was paid in ${received.length} ways, and a cash sale has one account; post it by hand, or use payments.as: customerDeposit`,
    });
    return;
  }
  if (held.status !== 'F') {
    change.notes.push(`the cash sale of ${order.name} is posted when ${held.tranId} is shipped`);
    return;
  }
  const paid = add(...received.map(({ amount }) => amount));
  if (isMore(held.total, paid)) {
    change.notes.push(`the cash sale of ${order.name} is posted when it is paid in full`);
    return;
  }
  const [account] = accounts;
  const money = account === undefined || 'cause' in account ? {} : moneyFields(account);
  change.writes.push({
    kind: 'transform',
    source: `order:${order.id}`,
    title: `cash sale of ${held.total} for ${order.name}`,
    from: { recordType: 'salesOrder', id: held.id },
    recordType: 'cashSale',
    externalId: name,
    body: { tranDate: dayIn(first.transaction.processedAt ?? first.transaction.createdAt, timeZone), ...money },
    expect: [{ field: 'total', value: held.total }],
  });
}
