/**
 * The whole decision of `orderShipped`: from what ShipStation and NetSuite hold now to the writes that are missing.
 * Pure: the same view and settings give the same plan, so an event that comes twice, late or out of order plans nothing.
 * The trap: takings-back come alone, and the rest is planned from a new look, or a re-label would find no quantity left.
 */
import type { Fulfillment } from '../../../connectors/netsuite/types.ts';
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { isPositive, isSame, plus, sum } from '../../shared/quantity.ts';
import { allocate, type Share } from './allocate.ts';
import { contentsOf } from './contents.ts';
import { draftsOf, locationProblem } from './draft.ts';
import { mendSteps } from './mend.ts';
import { lostMergeProblem, matchProblem, statusProblem } from './orders.ts';
import { nameParcel, parcelsOf } from './parcels.ts';
import { postedAs, postedByHand, quantityOf, quantityProblem, trackingWrite, voidSteps } from './posted.ts';
import { type OpenLine, openLines } from './remaining.ts';
import type { Parcel, ParcelItem, Plan, Problem, SourceView, TargetView, Write } from './types.ts';

/** `heal`: a person asked that posted fulfilments which differ from their parcels be mended (`reconcile --heal`). */
export type PlanInput = {
  source: SourceView;
  target: TargetView;
  settings: OrderShippedSettings;
  timeZone: string;
  heal?: boolean;
};

export function planOrderShipped(input: PlanInput): Plan {
  const plan = decide(input);
  return needsMarks(input, plan) ? { ...plan, writes: [], lookThoroughly: true } : plan;
}

/** Marks "as shipped" matter as soon as one was posted, or something does not add up. */
function needsMarks(input: PlanInput, plan: Plan): boolean {
  if (input.source.complete) return false;
  const markNames = `${input.settings.externalIdPrefix}F_`;
  return plan.problems.length > 0 || input.target.fulfillments.some((f) => f.externalId?.startsWith(markNames));
}

function decide(input: PlanInput): Plan {
  const parcels = parcelsOf(input.source, input.settings.externalIdPrefix);
  const plan: Plan = {
    writes: [],
    problems: [],
    notes: [],
    lookThoroughly: false,
    numbers: numbersOf(input, parcels),
    sources: parcels.map((p) => ({ source: p.source, state: p.voided ? 'voided' : 'live' })),
  };
  planVoids(input, parcels, plan);
  if (plan.writes.length > 0) return plan;
  const live = parcels.filter((parcel) => !parcel.voided);
  if (live.length === 0) return plan;
  const unmatched = matchProblem(input.source, input.target);
  if (unmatched !== undefined) plan.problems.push(unmatched);
  else planLive(input, parcels, live, plan);
  const mends = input.heal === true && unmatched === undefined ? planMends(input, parcels, live) : noMends;
  const told = plan.problems.filter(({ source }) => !mends.problems.some((problem) => problem.source === source));
  plan.problems = [...told, ...mends.problems];
  if (mends.writes.length === 0) return plan;
  // Mending frees quantities too, so it comes alone like a void; what it mends is in nobody's way any more.
  const mended = new Set(mends.writes.map((write) => write.source));
  const problems = plan.problems.filter(({ source }) => source === undefined || !mended.has(source));
  return { ...plan, writes: mends.writes, problems, mends: true };
}

const noMends: { writes: Write[]; problems: Problem[] } = { writes: [], problems: [] };

/** What differs on posted fulfilments, and how it is put right. */
function planMends(input: PlanInput, parcels: Parcel[], live: Parcel[]): typeof noMends {
  const found = live.map((parcel) => {
    const posted = postedAs(parcel, input.target.fulfillments);
    const contents = contentsOf(parcel, parcels, input.source);
    return posted.length > 0 && Array.isArray(contents) ? mendSteps(input, parcel, contents, posted) : noMends;
  });
  return { writes: found.flatMap(({ writes }) => writes), problems: found.flatMap(({ problems }) => problems) };
}

function planVoids(input: PlanInput, parcels: Parcel[], plan: Plan): void {
  for (const parcel of parcels.filter((p) => p.voided)) {
    const posted = postedAs(parcel, input.target.fulfillments);
    const steps = voidSteps(parcel, posted, input.settings);
    plan.writes.push(...steps.writes);
    plan.problems.push(...steps.problems);
  }
}

function planLive(input: PlanInput, parcels: Parcel[], live: Parcel[], plan: Plan): void {
  const lines = openLines(input.target);
  for (const parcel of live) {
    const contents = contentsOf(parcel, parcels, input.source);
    const posted = postedAs(parcel, input.target.fulfillments);
    if (posted.length > 0) planPosted(input, parcel, contents, posted, lines, plan);
    else if (!Array.isArray(contents)) plan.problems.push(contents);
    else planParcel(input, parcel, contents, lines, plan);
  }
}

function planPosted(
  input: PlanInput,
  parcel: Parcel,
  contents: ParcelItem[] | Problem,
  posted: Fulfillment[],
  lines: OpenLine[],
  plan: Plan,
): void {
  const { settings, target } = input;
  if (Array.isArray(contents) && !planRestOfMerged(input, parcel, contents, posted, lines, plan)) {
    const differs = quantityProblem(parcel, contents, posted, settings);
    if (differs !== undefined) plan.problems.push(differs);
  }
  for (const fulfillment of posted) {
    const tracking = trackingWrite(parcel, fulfillment, target.salesOrders, settings);
    if (tracking !== undefined) plan.writes.push(tracking);
    plan.notes.push(`${nameParcel(parcel)} is posted as ${fulfillment.tranId}`);
  }
}

/**
 * A parcel of merged orders gets one fulfilment for each of them, one after another; here those that are still missing.
 * Laid out anew as if none of it were posted, so that every look comes to the same shares. False when nothing is missing,
 * or when what is posted is not what this layout says: then the quantities are compared instead.
 */
function planRestOfMerged(
  input: PlanInput,
  parcel: Parcel,
  contents: ParcelItem[],
  posted: Fulfillment[],
  lines: OpenLine[],
  plan: Plan,
): boolean {
  const { settings, target } = input;
  const byOrder = posted.every((f) => f.externalId === `${parcel.name}_${f.createdFromId}`);
  if (target.salesOrders.length < 2 || !byOrder) return false;
  const ofOrder = (id: string) => posted.filter((f) => f.createdFromId === id);
  const whole = lines.map((open) => {
    const own = ofOrder(open.salesOrder.id).flatMap((f) => f.lines);
    const back = own.filter((l) => l.orderLine === open.line.line && l.kitMemberOf === undefined && l.itemReceive);
    return { ...open, remaining: plus(open.remaining, sum(back.map((l) => l.quantity))) };
  });
  const { shares, problems } = allocate(parcel, contents, whole, settings, target.foreignSkus);
  const missing = shares.filter((share) => ofOrder(share.open.salesOrder.id).length === 0);
  const isAsPosted = posted.every((f) => {
    const planned = shares.filter((share) => share.open.salesOrder.id === f.createdFromId);
    return isSame(sum(planned.map((share) => share.quantity)), quantityOf([f]));
  });
  if (problems.length > 0 || missing.length === 0 || !isAsPosted) return false;
  for (const [index, open] of lines.entries()) open.remaining = whole[index]?.remaining ?? open.remaining;
  planShares(input, parcel, missing, lines, plan);
  return true;
}

function planParcel(input: PlanInput, parcel: Parcel, contents: ParcelItem[], lines: OpenLine[], plan: Plan): void {
  const { settings, source, target } = input;
  const byHand = postedByHand(parcel, target.fulfillments, settings.externalIdPrefix);
  if (byHand !== undefined) {
    plan.notes.push(`${nameParcel(parcel)} was posted by hand as ${byHand.tranId} (same tracking number)`);
    return;
  }
  if (!isPositive(sum(contents.map((item) => item.quantity)))) {
    plan.notes.push(`${nameParcel(parcel)} has nothing left to post`);
    return;
  }
  const lost = lostMergeProblem(parcel, source);
  if (lost !== undefined) {
    plan.problems.push(lost);
    return;
  }
  const allocation = allocate(parcel, contents, lines, settings, target.foreignSkus);
  if (allocation.shortage && isCovered(input, parcel)) {
    plan.notes.push(`${nameParcel(parcel)} ships goods that the order marked as shipped has already posted`);
    return;
  }
  plan.problems.push(...allocation.problems);
  planShares(input, parcel, allocation.shares, lines, plan, allocation.problems.length > 0);
}

/** The fulfilments of one parcel, or what is in their way. `isBlocked`: only tell what else is in the way. */
function planShares(
  input: PlanInput,
  parcel: Parcel,
  shares: Share[],
  lines: OpenLine[],
  plan: Plan,
  isBlocked = false,
): void {
  const { settings, source, target, timeZone } = input;
  const unmapped = locationProblem(parcel, settings);
  const blocked = shares.map((share) => statusProblem(share.open.salesOrder)).find((p) => p !== undefined);
  const problems = [...(unmapped ? [unmapped] : []), ...(blocked ? [blocked] : [])];
  plan.problems.push(...problems);
  if (isBlocked || problems.length > 0) return;
  const context = {
    settings,
    timeZone,
    orderNumber: source.order.orderNumber,
    lines,
    severalOrders: target.salesOrders.length > 1,
  };
  for (const draft of draftsOf(parcel, shares, context)) {
    const order = target.salesOrders.find((salesOrder) => salesOrder.id === draft.salesOrderId);
    const pieces = sum(draft.lines.map((line) => line.quantity));
    plan.writes.push({
      kind: 'create',
      source: parcel.source,
      title: `fulfil ${pieces} on ${order?.tranId ?? draft.salesOrderId} for ${nameParcel(parcel)}`,
      draft,
    });
  }
}

/** A label bought for goods that a mark "as shipped" has posted before: the mark spoke for the whole rest of the order. */
function isCovered(input: PlanInput, parcel: Parcel): boolean {
  return input.source.fulfillments.some(
    (mark) =>
      !mark.voided &&
      parcel.source !== `fulfillment:${mark.fulfillmentId}` &&
      input.target.fulfillments.some((f) =>
        f.externalId?.startsWith(`${input.settings.externalIdPrefix}F_${mark.fulfillmentId}`),
      ),
  );
}

function numbersOf(input: PlanInput, parcels: Parcel[]): Plan['numbers'] {
  const { order } = input.source;
  const all: Plan['numbers'] = [
    { kind: 'order', value: order.orderNumber },
    { kind: 'order id', value: order.orderId },
    ...(order.orderKey === undefined ? [] : [{ kind: 'order key', value: order.orderKey }]),
    ...input.target.salesOrders.map((salesOrder) => ({ kind: 'sales order', value: salesOrder.tranId })),
    ...parcels.map((parcel) => ({ kind: parcel.kind, value: parcel.id })),
    ...parcels.flatMap((p) => (p.trackingNumber === undefined ? [] : [{ kind: 'tracking', value: p.trackingNumber }])),
    ...input.target.fulfillments.map((f) => ({ kind: 'item fulfilment', value: f.tranId })),
  ];
  const seen = new Set<string>();
  return all.filter(({ kind, value }) => value !== '' && !seen.has(`${kind} ${value}`) && seen.add(`${kind} ${value}`));
}
