/**
 * What is missing in Fusion's receivables for an order, from what left the house and what is posted.
 * The trap: the same plan is made again after every write and every event; what is posted and right is never touched, and
 * what cannot be made right waits with both sums instead of being guessed.
 */

import { dayIn } from '../../shared/calendar.ts';
import { isEqual, isMore, isZero, negate } from '../../shared/money.ts';
import { accountingDay, type DayAnswer, decideDay } from '../posting-day.ts';
import type { Problem, SoldOrder, SoldView } from '../types.ts';
import { amountsOf, type BillAmount, overshipped, type Posted, roundingProblem, totalProblem } from './amounts.ts';
import { sourcesOf } from './bills.ts';
import { draftCreditMemo, draftReceipt, receiptNumberOf } from './credit.ts';
import { crossReferenceOf, currencyOf, draftInvoice, statedTotal } from './draft.ts';
import type {
  Bill,
  BillTo,
  Frame,
  PostedInvoice,
  ReceivablesPlan,
  ReceivablesTarget,
  ReceivablesWrite,
} from './types.ts';

export type PlanRequest = {
  sold: SoldView;
  bills: Bill[];
  target: ReceivablesTarget;
  frame: Frame;
  /** Undefined = not asked for yet; the plan says whether it is needed. */
  billTo?: BillTo | { problem: Problem };
  nextPeriod?: boolean;
};

type Planning = PlanRequest & { order: SoldOrder; plan: ReceivablesPlan };

export function planReceivables(request: PlanRequest): ReceivablesPlan {
  const { sold, bills, target, frame } = request;
  const plan: ReceivablesPlan = {
    writes: [],
    problems: [],
    notes: [],
    needsCustomer: false,
    numbers: numbersOf(sold, bills, target),
    sources: sourcesOf(sold, frame.settings),
  };
  const planning: Planning = { ...request, order: sold.order, plan };
  for (const bill of bills.filter(({ voided }) => voided)) planVoided(bill, planning);
  const live = bills.filter(({ voided }) => !voided);
  const ours = live.flatMap((bill) => postedOf(bill, planning));
  for (const posted of ours) planPosted(posted, planning);
  planOpen(
    live.filter((bill) => !ours.some((one) => one.bill === bill)),
    ours,
    planning,
  );
  return plan;
}

/** Whether anything may be posted, so that periods are worth asking for. */
export const mayPost = (bills: readonly Bill[], target: ReceivablesTarget): boolean =>
  bills.some((bill) => {
    const isPosted = invoicesOf(bill, target).length > 0;
    return bill.voided ? isPosted && (target.creditMemos[bill.id] ?? []).length === 0 : true;
  });

const invoicesOf = ({ id }: Bill, { invoices }: ReceivablesTarget): PostedInvoice[] => invoices[id] ?? [];

/** The bill with its invoice, where it has one and it is ours (its comments state its total). */
function postedOf(bill: Bill, { target }: Planning): Posted[] {
  const [invoice, second] = invoicesOf(bill, target);
  return invoice === undefined || second !== undefined || statedTotal(invoice.comments) === undefined
    ? []
    : [{ bill, invoice }];
}

function planVoided(bill: Bill, { target, frame, plan, nextPeriod }: Planning): void {
  const [invoice, second] = invoicesOf(bill, target);
  if (invoice === undefined) return void plan.notes.push(`${bill.words} was voided before anything was posted`);
  if (second !== undefined) return void plan.problems.push(several(bill, invoicesOf(bill, target), frame));
  if (statedTotal(invoice.comments) === undefined)
    return void plan.problems.push(notOursToCredit(bill, invoice, frame));
  if (invoice.status === 'Incomplete') return void plan.writes.push(discard(bill, invoice, `${bill.words} was voided`));
  const currency = invoice.currency ?? currencyOf(bill, frame);
  const [memo] = target.creditMemos[bill.id] ?? [];
  if (memo !== undefined) {
    plan.notes.push(`invoice ${invoice.number} is taken back by credit memo ${memo.number}`);
    if (memo.amount === undefined || isEqual(memo.amount, negate(invoice.amount))) return;
    const reason = `credit memo ${memo.number} is over ${memo.amount} ${currency}, but takes back invoice ${invoice.number} over ${invoice.amount} ${currency}; mend it in Fusion, then retry`;
    return void plan.problems.push({ cause: 'read-back-differs', reason });
  }
  if ((target.receipts[bill.id] ?? []).length > 0)
    plan.notes.push(`receipt ${receiptNumberOf(bill, frame)} stays on account; give the money back in Fusion`);
  if (isZero(invoice.amount)) return;
  if (frame.settings.onVoid === 'handOver') {
    const reason = `${bill.words} was voided after invoice ${invoice.number} over ${invoice.amount} ${currency} was posted (onVoid: handOver); credit it in Fusion, then ml-connector skip ${frame.record}`;
    return void plan.problems.push({ cause: 'void-after-posting', reason });
  }
  const day = dayIn(bill.voidedAt ?? bill.createdAt, frame.timeZone);
  const decided = dayFor(day, `the credit memo for ${bill.words}`, { target, frame, nextPeriod });
  if ('problem' in decided) return void plan.problems.push({ ...decided.problem, recheckMs: decided.recheckMs });
  const note = decided.note === undefined ? {} : { note: decided.note };
  plan.writes.push(draftCreditMemo({ bill, invoice, currency, frame, day, bookedOn: decided.day, ...note }));
}

const discard = (bill: Bill, { id, number }: PostedInvoice, why: string): ReceivablesWrite => ({
  kind: 'discard',
  bill: bill.id,
  id,
  number,
  title: `delete the incomplete invoice ${number}, because ${why}`,
});

const notOursToCredit = ({ words }: Bill, { number }: PostedInvoice, { record }: Frame): Problem => ({
  cause: 'void-after-posting',
  reason: `${words} was voided, and invoice ${number}, which somebody else made, bears its cross reference; credit it in Fusion, then ml-connector skip ${record}`,
});

/** Ours and live: it must be complete, and come to what it says. */
function planPosted({ bill, invoice }: Posted, planning: Planning): void {
  const { order, target, frame, plan, nextPeriod } = planning;
  const wanted = statedTotal(invoice.comments) ?? invoice.amount;
  const currency = invoice.currency ?? currencyOf(bill, frame);
  if (!isEqual(wanted, invoice.amount)) {
    if (invoice.status === 'Incomplete') return void plan.writes.push(discard(bill, invoice, 'its sum is another one'));
    const reason = `invoice ${invoice.number} came to ${invoice.amount} ${currency} in Fusion, but ${bill.words} of order ${order.orderNumber} comes to ${wanted} ${currency} in ShipStation; mend it in Fusion (tax set-up?), then retry`;
    return void plan.problems.push({ cause: 'read-back-differs', reason });
  }
  if (bill.notYet !== undefined) {
    const reason = `a shipment of order ${order.orderNumber} was voided after its invoice ${invoice.number} over ${wanted} ${currency} was posted, and nothing took its place; ship it anew, or credit the invoice in Fusion and skip this record`;
    return void plan.problems.push({ cause: 'void-after-posting', reason });
  }
  if (invoice.status === 'Incomplete') {
    const title = `complete invoice ${invoice.number}`;
    const expect = { amount: wanted, currency };
    return void plan.writes.push({
      kind: 'complete',
      bill: bill.id,
      id: invoice.id,
      number: invoice.number,
      expect,
      title,
    });
  }
  plan.notes.push(`invoice ${invoice.number} over ${wanted} ${currency} is posted`);
  const { receipt } = frame.settings;
  if (receipt === undefined || isZero(wanted) || (target.receipts[bill.id] ?? []).length > 0) return;
  if (receipt.when === 'paid' && !isPaid(order)) return;
  const day = accountingDay(bill, frame.timeZone, frame.settings.day);
  const decided = dayFor(day, `the receipt for invoice ${invoice.number}`, { target, frame, nextPeriod });
  if ('problem' in decided) return void plan.problems.push({ ...decided.problem, recheckMs: decided.recheckMs });
  const dates = { day, bookedOn: decided.day };
  plan.writes.push(draftReceipt({ bill, invoice, currency }, { frame, method: receipt.method, ...dates }));
}

const isPaid = ({ amountPaid, total }: SoldOrder): boolean => isMore(amountPaid, '0') && !isMore(total, amountPaid);

/** Live bills without an invoice of ours. */
function planOpen(bills: Bill[], posted: Posted[], planning: Planning): void {
  const { order, frame, plan } = planning;
  const [first] = bills;
  if (first === undefined) return;
  const currency = currencyOf({ storeId: first.storeId ?? order.storeId }, frame);
  const wrong = bills.some(({ problem, notYet }) => problem === undefined && notYet === undefined)
    ? totalProblem(order, frame.settings, currency)
    : undefined;
  const amounts = amountsOf(order, { open: bills, posted }, frame.settings, currency);
  for (const [index, bill] of bills.entries()) {
    const amount = amounts[index];
    if (bill.problem !== undefined) plan.problems.push(bill.problem);
    else if (bill.notYet !== undefined) plan.notes.push(bill.notYet);
    else if (wrong === undefined && amount !== undefined) planBill(bill, amount, currency, planning);
  }
  if (wrong !== undefined) plan.problems.push(wrong);
}

function planBill(bill: Bill, amount: BillAmount, currency: string, planning: Planning): void {
  const { order, bills, target, frame, plan, billTo, nextPeriod } = planning;
  const found = invoicesOf(bill, target);
  if (found.length > 0) return void adopt(bill, amount, currency, planning);
  const problem =
    overshipped(order, bills, bill) ??
    roundingProblem(bill, amount, order, frame.settings, currency) ??
    signProblem(bill, amount, currency);
  if (problem !== undefined) return void plan.problems.push(problem);
  if (isZero(amount.total) && frame.settings.zero === 'skip')
    return void plan.notes.push(`${bill.words} comes to 0 ${currency}; no invoice is made for it`);
  if (billTo === undefined) {
    plan.needsCustomer = true;
    return;
  }
  if ('problem' in billTo) return void plan.problems.push(billTo.problem);
  const day = accountingDay(bill, frame.timeZone, frame.settings.day);
  const decided = dayFor(day, `the invoice for ${bill.words}`, { target, frame, nextPeriod });
  if ('problem' in decided) return void plan.problems.push({ ...decided.problem, recheckMs: decided.recheckMs });
  const note = decided.note === undefined ? {} : { note: decided.note };
  const draft = draftInvoice({ order, bill, amount, currency, frame, billTo, day, bookedOn: decided.day, ...note });
  if (Array.isArray(draft)) plan.problems.push(...draft);
  else plan.writes.push(draft);
}

/** Somebody else's under our cross reference: fine when it comes to the same. */
function adopt(bill: Bill, amount: BillAmount, currency: string, { target, frame, plan }: Planning): void {
  const found = invoicesOf(bill, target);
  const [invoice] = found;
  if (invoice === undefined) return;
  if (found.length > 1) return void plan.problems.push(several(bill, found, frame));
  const isSame = isEqual(invoice.amount, amount.total) && (invoice.currency ?? currency) === currency;
  if (isSame)
    return void plan.notes.push(`invoice ${invoice.number} was there already over ${amount.total} ${currency}`);
  const reason = `invoice ${invoice.number} bears our cross reference ${crossReferenceOf(bill, frame)} but is not ours: it is over ${invoice.amount} ${invoice.currency ?? ''}, while ${bill.words} comes to ${amount.total} ${currency}; mend or credit it in Fusion and clear its cross reference, or skip this record`;
  plan.problems.push({ cause: 'conflict', reason });
}

function several(bill: Bill, found: PostedInvoice[], frame: Frame): Problem {
  const numbers = found.map(({ number }) => number).join(', ');
  const reason = `invoices ${numbers} all bear the cross reference ${crossReferenceOf(bill, frame)} of ${bill.words}; keep one of them in Fusion and credit the others, then retry`;
  return { cause: 'conflict', reason };
}

function signProblem({ words }: Bill, { total }: BillAmount, currency: string): Problem | undefined {
  if (!isMore('0', total)) return undefined;
  const reason = `${words} comes to ${total} ${currency}; Fusion takes no invoice below zero: credit it by hand and skip this record`;
  return { cause: 'negative-total', reason };
}

function dayFor(
  day: string,
  what: string,
  { target, frame, nextPeriod }: { target: ReceivablesTarget; frame: Frame; nextPeriod: boolean | undefined },
): DayAnswer {
  return decideDay(day, target.periods, {
    what,
    number: frame.record,
    books: 'receivables',
    onClosed: frame.periods.onClosed,
    recheckMs: frame.periodRecheckMs,
    ...(nextPeriod === true ? { nextPeriod: true } : {}),
  });
}

function numbersOf(
  sold: SoldView,
  bills: Bill[],
  { invoices, creditMemos }: ReceivablesTarget,
): ReceivablesPlan['numbers'] {
  const rows = [
    { kind: 'order', value: sold.order.orderNumber },
    { kind: 'order id', value: sold.order.orderId },
    ...sold.shipments.map(({ shipmentId }) => ({ kind: 'shipment', value: shipmentId })),
    ...sold.fulfillments.map(({ fulfillmentId }) => ({ kind: 'shipment', value: fulfillmentId })),
    ...bills.flatMap(({ tracking }) => tracking.map((value) => ({ kind: 'tracking', value }))),
    ...Object.values(invoices).flatMap((found) => found.map(({ number }) => ({ kind: 'invoice', value: number }))),
    ...Object.values(creditMemos).flatMap((found) =>
      found.map(({ number }) => ({ kind: 'credit memo', value: number })),
    ),
  ];
  return [...new Map(rows.map((row) => [`${row.kind} ${row.value}`, row])).values()];
}
