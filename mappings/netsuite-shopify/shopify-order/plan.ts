/**
 * The whole decision of `shopifyOrder`: from what Shopify and NetSuite hold now to the writes that are missing.
 * Pure: the same view gives the same plan, in whatever order the events came; after the writes it plans nothing.
 * The trap: what builds on a record (deposits, refunds) is only planned once a look has seen that record in NetSuite.
 */
import type { OrderLine } from '../../../connectors/shopify/types.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { planCancel } from './cancel.ts';
import { type Change, planEdit } from './edit.ts';
import { customerLookups, entityOf } from './entity.ts';
import { metafieldsOf } from './fields.ts';
import { planFulfillments } from './fulfillments.ts';
import { matchLines } from './match.ts';
import { salesOrderName } from './names.ts';
import { planPayments } from './payments.ts';
import { saleOf } from './planned.ts';
import { moneyKept, verdictOf } from './policy.ts';
import { planRefunds } from './refunds.ts';
import { salesOrderWrite } from './sales-order.ts';
import { type Slot, skusOf, slotsOf } from './slots.ts';
import type { OrderPlan, OrderPlanInput, TargetLine, TargetOrder } from './types.ts';

/** What must be read before an order can be planned. */
export type OrderLookups = {
  /** External id of the sales order. */
  salesOrder: string;
  /** SKUs to look up in NetSuite, aliases applied. */
  skus: string[];
  customer: { names: string[]; emails: string[] };
  /** `namespace.key`, to be read with the Shopify order. */
  metafields: string[];
};

export function lookupsOf(order: OrderPlanInput['order'], settings: ShopifyOrderSettings): OrderLookups {
  return {
    salesOrder: salesOrderName(settings.externalIdPrefix, order.id),
    skus: skusOf({ order, settings }),
    customer: customerLookups(order, settings),
    metafields: metafieldsOf(settings),
  };
}

export function planShopifyOrder(input: OrderPlanInput): OrderPlan {
  const plan: OrderPlan = {
    writes: [],
    problems: [],
    notes: [],
    numbers: numbersOf(input),
    sources: sourcesOf(input),
  };
  const held = input.target.salesOrder;
  if (held === undefined) planNew(input, plan);
  else planLife(input, held, plan);
  return plan;
}

function planNew(input: OrderPlanInput, plan: OrderPlan): void {
  const verdict = verdictOf(input);
  if (verdict.kind === 'skip') {
    plan.skipped = verdict.why;
    plan.notes.push(verdict.why);
  } else if (verdict.kind === 'wait') plan.problems.push(verdict.problem);
  else if (verdict.kind === 'hold') {
    plan.holdUntil = verdict.until;
    plan.notes.push(`${input.order.name} is held until ${verdict.until} (holdMinutes)`);
  } else planPosting(input, plan);
}

/** Everything that is in the way is told at once, not one after another. */
function planPosting(input: OrderPlanInput, plan: OrderPlan): void {
  const { slots, problems } = slotsOf(input);
  const sale = problems.length > 0 ? undefined : saleOf(input, slots, () => 0);
  const entity = entityOf(input);
  plan.problems.push(...problems, ...(sale?.problems ?? []), ...('cause' in entity ? [entity] : []));
  if (sale === undefined || plan.problems.length > 0 || 'cause' in entity) return;
  if (input.order.hidden.length > 0) plan.notes.push(`Shopify does not show the app ${input.order.hidden.join(', ')}`);
  if (sale.planned.lines.every((line) => line.isGone)) {
    const kept = moneyKept(input, `nothing is left of ${input.order.name}, which was never posted`);
    if (kept !== undefined) plan.problems.push(kept);
    else {
      plan.skipped = `nothing is left of ${input.order.name}, and it was never posted`;
      plan.notes.push(plan.skipped);
    }
    return;
  }
  const write = salesOrderWrite(input, entity, sale.planned);
  if ('cause' in write) plan.problems.push(write);
  else plan.writes.push(...(entity.write === undefined ? [] : [entity.write]), write);
}

function planLife(input: OrderPlanInput, held: TargetOrder, plan: OrderPlan): void {
  const { slots, problems } = slotsOf(input);
  const matches = matchLines(slots, held.lines);
  const sale = saleOf(input, slots, (line) => shippedOf(line, slots, matches));
  const isCancelled = input.order.cancelledAt !== undefined;
  const late = sale.units.filter((unit) => unit.lateEdited > 0);
  // Units that cannot be taken off any more explain a differing total.
  const trouble = [...problems, ...(isCancelled || late.length > 0 ? [] : sale.problems)];
  plan.problems.push(...trouble, ...late.map((unit) => lateProblem(input, held, unit.line, unit.lateEdited)));
  const others = new Set(matchLines(sale.planned.lines, held.lines).values());
  for (const match of matches.values()) others.delete(match);
  const left = planFulfillments(input, held, slots, matches, others);
  // What has left is posted before the rest is closed: NetSuite ships nothing of a closed line.
  if (isCancelled && left.writes.length === 0) take(plan, planCancel(input, held, slots, matches, sale.units));
  else if (!isCancelled && trouble.length + late.length === 0) take(plan, planEdit(input, sale, held));
  take(plan, left);
  const payments = planPayments(input, held);
  take(plan, payments);
  // A refund is drawn from its payment and compared with the lines, so both come first.
  if (payments.problems.length > 0 || plan.writes.length > 0) return;
  take(plan, planRefunds(input, held, sale, slots, matches));
}

function take(plan: OrderPlan, change: Change): void {
  plan.writes.push(...change.writes);
  plan.problems.push(...change.problems);
  plan.notes.push(...change.notes);
}

/** Units of a Shopify line that NetSuite has shipped or billed; for a kit the whole kits' units. */
function shippedOf(line: OrderLine, slots: Slot[], matches: Map<string, TargetLine>): number {
  const slot = slots.find((one) => one.lines.includes(line));
  const match = slot === undefined ? undefined : matches.get(slot.key);
  if (slot === undefined || match === undefined || slot.quantity === 0) return 0;
  const done = Math.max(Number(match.quantityFulfilled), Number(match.quantityBilled));
  return Math.min(line.quantity, Math.ceil((done * line.quantity) / slot.quantity));
}

const lateProblem = ({ order }: OrderPlanInput, held: TargetOrder, line: OrderLine, units: number) => ({
  cause: 'removed-after-shipping',
  reason:
    `${units} × ${line.name} were taken off ${order.name} in Shopify, but ${held.tranId} has shipped or billed them; ` +
    'post the return in NetSuite by hand, or put them back in Shopify',
});

function numbersOf({ order, target }: OrderPlanInput): OrderPlan['numbers'] {
  const named = (kind: string, rows: { tranId: string }[]) => rows.map((row) => ({ kind, value: row.tranId }));
  return [
    { kind: 'order', value: order.name },
    { kind: 'order id', value: order.id },
    ...(order.poNumber === undefined ? [] : [{ kind: 'PO number', value: order.poNumber }]),
    ...named('sales order', target.salesOrder === undefined ? [] : [target.salesOrder]),
    ...named('deposit', target.deposits),
    ...named('payment', target.payments),
    ...named('invoice', target.invoices),
    ...named('cash sale', target.cashSales),
    ...named('credit', target.credits),
    ...named('customer refund', target.customerRefunds),
    ...named('return', target.returns),
    ...named('item fulfilment', target.fulfillments),
  ];
}

function sourcesOf({ order }: OrderPlanInput): OrderPlan['sources'] {
  return [
    { source: `order:${order.id}`, state: order.cancelledAt === undefined ? 'live' : 'cancelled' },
    ...order.transactions
      .filter((one) => one.status === 'SUCCESS' && ['SALE', 'CAPTURE'].includes(one.kind))
      .map((one) => ({ source: `transaction:${one.id}`, state: 'live' })),
    ...order.refunds.map((one) => ({ source: `refund:${one.id}`, state: 'live' })),
    ...order.fulfillments.map((one) => ({
      source: `fulfillment:${one.id}`,
      state: one.status === 'CANCELLED' ? 'cancelled' : 'live',
    })),
  ];
}
