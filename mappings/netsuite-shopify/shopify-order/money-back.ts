/**
 * Refunded money as customer refunds: one per transaction, drawn from the credit first, then from the deposit it refunds.
 * The trap: a customer refund without a document leaves both the credit and the money open, so it waits for its source.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { Refund, Transaction } from '../../../connectors/shopify/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isMore, isZero, least, subtract } from '../../shared/money.ts';
import type { Change } from './edit.ts';
import { depositName, moneyBackName, paymentName } from './names.ts';
import { applied } from './payments.ts';
import type { Posting } from './pick.ts';
import { accountOf, moneyFields } from './received.ts';
import type { RefundMoney } from './refund-money.ts';
import { currencyOf, reference } from './sales-order.ts';
import type { OrderPlanInput, Problem, TargetMoney, TargetOrder } from './types.ts';

type Context = { input: OrderPlanInput; held: TargetOrder; refund: Refund; money: RefundMoney; posting: Posting };

/** `credit`: the credit memo of this refund, when it has one. */
export function planMoneyBack(context: Context, credit: TargetMoney | undefined, change: Change): void {
  const { input, money, posting } = context;
  let left = credit?.amount ?? '0';
  for (const transaction of money.moves) {
    const amount = posting.pick(transaction.amount);
    const credited = least(left, amount);
    left = subtract(left, credited);
    const name = moneyBackName(input.settings.externalIdPrefix, transaction.id);
    if (isZero(amount) || input.target.customerRefunds.some((one) => one.externalId === name)) continue;
    const documents = documentsOf(context, transaction, credit, credited);
    const fields = 'cause' in documents ? documents : fieldsOf(context, transaction);
    if ('cause' in documents || 'cause' in fields) {
      if ('cause' in fields) change.problems.push(fields);
      continue;
    }
    change.writes.push({
      kind: 'create',
      source: `refund:${context.refund.id}`,
      title: `give ${amount} ${posting.currency} back for refund ${context.refund.id} of ${input.order.name}`,
      recordType: 'customerRefund',
      externalId: name,
      body: { ...fields.body, ...documents.body },
      expect: [{ field: 'total', value: amount }],
    });
  }
}

function fieldsOf({ input, held, refund, posting }: Context, transaction: Transaction): { body: RecordBody } | Problem {
  const account = accountOf(input, transaction);
  if ('cause' in account) return account;
  const currency = currencyOf(input, posting.currency);
  if ('cause' in currency) return currency;
  if (account.account === undefined) {
    const gateway = transaction.gateway ?? 'its gateway';
    return {
      cause: 'setting-missing',
      reason: `refund ${refund.id} of ${input.order.name} needs an account to pay from; give ${gateway} one in payments.gateways`,
    };
  }
  return {
    body: {
      ...reference('customer', held.entityId),
      ...currency.body,
      ...moneyFields(account),
      tranDate: dayIn(transaction.processedAt ?? transaction.createdAt, input.timeZone),
      memo: `Shopify refund ${refund.id} of ${input.order.name}`,
    },
  };
}

/** The documents that the money is drawn from: the credit, and for the rest the deposit (or the payment). */
function documentsOf(
  { input, refund, posting }: Context,
  transaction: Transaction,
  credit: TargetMoney | undefined,
  credited: string,
): { body: RecordBody } | Problem {
  const isDeposit = input.settings.payments.as === 'customerDeposit';
  const amount = posting.pick(transaction.amount);
  const rest = subtract(amount, credited);
  const source = isMore(rest, '0') ? sourceOf(input, transaction.parentId, rest) : undefined;
  if (source === undefined && isMore(rest, '0')) {
    return {
      cause: 'refund-without-payment',
      reason:
        `refund ${refund.id} of ${input.order.name} gives ${rest} ${posting.currency} back, but no payment in NetSuite is ` +
        'large enough for it; look at the deposits of the order',
    };
  }
  const fromCredit = credit === undefined ? [] : applied([{ id: credit.id, left: credited }], credited);
  const drawn = source === undefined ? [] : applied([{ id: source.id, left: rest }], rest);
  const apply = isDeposit ? fromCredit : [...fromCredit, ...drawn];
  const deposit = isDeposit ? drawn : [];
  return {
    body: {
      ...(apply.length === 0 ? {} : { apply: { items: apply } }),
      ...(deposit.length === 0 ? {} : { deposit: { items: deposit } }),
    },
  };
}

/** The deposit or payment that the refunded transaction became; else one of ours that is large enough. */
function sourceOf(
  { settings, target }: OrderPlanInput,
  parentId: string | undefined,
  amount: string,
): TargetMoney | undefined {
  const isDeposit = settings.payments.as === 'customerDeposit';
  const nameOf = isDeposit ? depositName : paymentName;
  const prefix = settings.externalIdPrefix;
  const parent = parentId === undefined ? undefined : nameOf(prefix, parentId);
  const held = isDeposit ? target.deposits : target.payments;
  const own = held.filter((one) => one.externalId?.startsWith(nameOf(prefix, '')));
  return own.find((one) => one.externalId === parent) ?? own.find((one) => !isMore(amount, one.amount));
}
