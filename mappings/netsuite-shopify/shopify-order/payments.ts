/**
 * Payments in NetSuite: every successful sale or capture once, as a deposit, a payment of the invoice, or a cash sale.
 * The trap: what is named is looked up by its name, so a payment is never judged by its amount.
 */
import type { Json, RecordBody } from '../../../connectors/netsuite/record-types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isMore, least, subtract } from '../../shared/money.ts';
import { planCashSale } from './cash-sale.ts';
import type { Change } from './edit.ts';
import { applicationName, depositName, invoiceName, paymentName } from './names.ts';
import { postingOf } from './pick.ts';
import { accountOf, KINDS, moneyFields, type Received, receivedOf } from './received.ts';
import { currencyOf, reference } from './sales-order.ts';
import type { OrderPlanInput, Problem, TargetMoney, TargetOrder } from './types.ts';

export function planPayments(input: OrderPlanInput, held: TargetOrder): Change {
  const change: Change = { writes: [], problems: [], notes: [] };
  const { as, invoice, applyDeposits } = input.settings.payments;
  if (as !== 'cashSale' && invoice === 'whenShipped') planInvoice(input, held, change);
  if (as === 'none') return change;
  noteWaiting(input, change);
  if (as === 'cashSale') planCashSale(input, held, change);
  else if (as === 'customerDeposit') planDeposits(input, held, change);
  else planCustomerPayments(input, held, change);
  if (as === 'customerDeposit' && applyDeposits) planApplications(input, change);
  return change;
}

function noteWaiting({ order }: OrderPlanInput, change: Change): void {
  const open = order.transactions.filter((one) => KINDS.includes(one.kind) && one.status === 'PENDING');
  if (open.length > 0) change.notes.push(`${open.length} payment of ${order.name} is pending in Shopify`);
  const captured = new Set(order.transactions.filter((one) => one.kind === 'CAPTURE').map((one) => one.parentId));
  const held = order.transactions.filter((one) => one.kind === 'AUTHORIZATION' && one.status === 'SUCCESS');
  if (held.some((one) => !captured.has(one.id)))
    change.notes.push(`money of ${order.name} is authorised, not captured`);
}

/** The parts of a money record that all kinds share; or what is missing. */
function commonOf(
  input: OrderPlanInput,
  received: Received,
  entity: string | undefined,
): { body: RecordBody } | Problem {
  const { transaction, amount } = received;
  const account = accountOf(input, transaction);
  if ('cause' in account) return account;
  const currency = currencyOf(input, postingOf(input.order, input.settings).currency);
  if ('cause' in currency) return currency;
  const gateway = transaction.formattedGateway ?? transaction.gateway ?? 'payment';
  return {
    body: {
      ...reference('customer', entity),
      tranDate: dayIn(transaction.processedAt ?? transaction.createdAt, input.timeZone),
      memo: `Shopify order ${input.order.name}, ${gateway}`,
      payment: { decimal: amount },
      ...currency.body,
      ...moneyFields(account),
    },
  };
}

function planDeposits(input: OrderPlanInput, held: TargetOrder, change: Change): void {
  const { order, settings, target } = input;
  for (const received of receivedOf(input)) {
    const name = depositName(settings.externalIdPrefix, received.transaction.id);
    if (target.deposits.some((deposit) => deposit.externalId === name)) continue;
    const common = commonOf(input, received, held.entityId);
    if ('cause' in common) {
      change.problems.push(common);
      continue;
    }
    change.writes.push({
      kind: 'create',
      source: `transaction:${received.transaction.id}`,
      title: `deposit ${received.amount} for ${order.name} (${received.transaction.gateway ?? 'payment'})`,
      recordType: 'customerDeposit',
      externalId: name,
      body: { ...common.body, salesOrder: { id: held.id } },
      expect: [{ field: 'payment', value: received.amount }],
    });
  }
}

function planCustomerPayments(input: OrderPlanInput, held: TargetOrder, change: Change): void {
  const { order, settings, target } = input;
  const missing = receivedOf(input).filter(
    ({ transaction }) =>
      !target.payments.some((one) => one.externalId === paymentName(settings.externalIdPrefix, transaction.id)),
  );
  if (missing.length === 0) return;
  if (target.invoices.length === 0) {
    change.problems.push({
      cause: 'waits-for-invoice',
      reason: `${order.name} is paid, and its payment is posted when ${held.tranId} is invoiced (payments.as: customerPayment)`,
    });
    return;
  }
  const open = target.invoices.map((invoice) => ({ id: invoice.id, left: invoice.remaining ?? invoice.amount }));
  for (const received of missing) {
    const common = commonOf(input, received, held.entityId);
    if ('cause' in common) {
      change.problems.push(common);
      continue;
    }
    change.writes.push({
      kind: 'create',
      source: `transaction:${received.transaction.id}`,
      title: `payment of ${received.amount} for ${order.name} (${received.transaction.gateway ?? 'payment'})`,
      recordType: 'customerPayment',
      externalId: paymentName(settings.externalIdPrefix, received.transaction.id),
      body: { ...common.body, apply: { items: applied(open, received.amount) } },
      expect: [{ field: 'payment', value: received.amount }],
    });
  }
}

/** Takes an amount from what is open, document by document; changes `open`. */
export function applied(open: { id: string; left: string }[], amount: string): Json[] {
  let rest = amount;
  const items: Json[] = [];
  for (const document of open) {
    const part = least(document.left, rest);
    if (!isMore(part, '0')) continue;
    document.left = subtract(document.left, part);
    rest = subtract(rest, part);
    items.push({ doc: { id: document.id }, apply: true, amount: { decimal: part } });
  }
  return items;
}

function planInvoice(
  { order, settings, target, timeZone, now }: OrderPlanInput,
  held: TargetOrder,
  change: Change,
): void {
  if (held.status !== 'F' || target.invoices.length > 0) return;
  change.writes.push({
    kind: 'transform',
    source: `order:${order.id}`,
    title: `invoice ${held.tranId}, all of it is shipped`,
    from: { recordType: 'salesOrder', id: held.id },
    recordType: 'invoice',
    externalId: invoiceName(settings.externalIdPrefix, order.id),
    body: { tranDate: dayIn(now, timeZone) },
    expect: [],
  });
}

/** Our deposits against what the invoices still owe. */
function planApplications({ settings, target }: OrderPlanInput, change: Change): void {
  const prefix = settings.externalIdPrefix;
  const owed = target.invoices.map((invoice) => ({ ...invoice, left: invoice.remaining ?? '0' }));
  for (const deposit of target.deposits.filter((one) => one.externalId?.startsWith(`${prefix}_DEP_`))) {
    for (const invoice of owed) {
      const amount = least(remainingOf(deposit), invoice.left);
      const transactionId = deposit.externalId?.slice(`${prefix}_DEP_`.length) ?? deposit.id;
      const name = applicationName(prefix, transactionId, invoice.id);
      if (!isMore(amount, '0') || target.applications.some((one) => one.externalId === name)) continue;
      invoice.left = subtract(invoice.left, amount);
      change.writes.push({
        kind: 'transform',
        source: `transaction:${transactionId}`,
        title: `apply ${amount} of deposit ${deposit.tranId} to ${invoice.tranId}`,
        from: { recordType: 'customerDeposit', id: deposit.id },
        recordType: 'depositApplication',
        externalId: name,
        body: { apply: { items: [{ doc: { id: invoice.id }, apply: true, amount: { decimal: amount } }] } },
        expect: [],
      });
      break;
    }
  }
}

/** Unknown is taken as nothing: applying twice is worse than leaving it to a person. */
const remainingOf = (deposit: TargetMoney): string => deposit.remaining ?? '0';
