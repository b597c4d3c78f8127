/**
 * ShipBob order and NetSuite sales order → what is still to be written. Pure.
 * The trap: a fulfilment that somebody else made for a shipment is never made a second time, also when its tracking number
 * has changed since.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Fulfillment } from '../../../connectors/netsuite/types.ts';
import { statusProblem } from '../../netsuite-shipstation/order-shipped/orders.ts';
import { type OpenLine, openLines } from '../../shared/open-lines.ts';
import { normaliseSku } from '../../shared/sku.ts';
import { fulfillmentWrite, locationProblem, nameOf, packageBody, sourceOf } from './draft.ts';
import { fieldChange } from './fields.ts';
import { allocate, goodsOf } from './goods.ts';
import { hasLeft, isCancelled, orderState, tellOf } from './state.ts';
import type { Problem, TrackedOrder, TrackedShipment, TrackingRules, TrackingTarget } from './types.ts';

export type TrackingInput = { order: TrackedOrder; target: TrackingTarget; rules: TrackingRules; timeZone: string };

export type TrackingPlan = {
  writes: RecordWrite[];
  problems: Problem[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  /** Fulfilments of others that are taken for a shipment from now on. */
  taken: { shipmentId: string; fulfillmentId: string }[];
};

type Known = TrackingTarget['fulfillments'][number];

export function planShipmentTracking(input: TrackingInput): TrackingPlan {
  const { order, target, rules } = input;
  const plan: TrackingPlan = { writes: [], problems: [], notes: [], numbers: numbersOf(order), sources: [], taken: [] };
  plan.sources.push({ source: orderSource(order.id), state: orderState(order) });
  const { salesOrder } = target;
  if (salesOrder === undefined) {
    const problem = matchProblem(order, target);
    if (rules.notFound === 'ignore' && target.match.candidates.length === 0) plan.notes.push(problem.reason);
    else plan.problems.push(problem);
    return plan;
  }
  plan.numbers.push({ kind: 'sales order', value: salesOrder.tranId });
  plan.notes.push(...order.shipments.map(tellOf));
  showOnOrder(input, plan, salesOrder.id, salesOrder.tranId);
  if (rules.fulfillment === 'none') return plan;
  const lines = openLines({ salesOrders: [salesOrder], items: target.items, fulfillments: target.fulfillments });
  for (const shipment of inOrder(order.shipments)) settleShipment(input, plan, shipment, lines);
  plan.numbers.push(...target.fulfillments.map(({ tranId }) => ({ kind: 'item fulfilment', value: tranId })));
  return plan;
}

export const orderSource = (id: string): string => `order:${id}`;

/** In the order in which they left, so that lines are filled alike every time. */
const inOrder = (shipments: TrackedShipment[]): TrackedShipment[] =>
  [...shipments].sort(
    (a, b) =>
      (a.fulfilledAt ?? a.createdAt ?? '').localeCompare(b.fulfilledAt ?? b.createdAt ?? '') ||
      Number(a.id) - Number(b.id),
  );

function numbersOf({ id, number, referenceId, shipments }: TrackedOrder): TrackingPlan['numbers'] {
  const told = (kind: string, value: string | undefined) => (value === undefined ? [] : [{ kind, value }]);
  return [
    { kind: 'ShipBob order', value: id },
    ...told('order number', number),
    ...told('order reference', referenceId),
    ...shipments.flatMap((shipment) => [
      { kind: 'ShipBob shipment', value: shipment.id },
      ...told('tracking number', shipment.tracking?.number),
    ]),
  ];
}

function matchProblem({ id, number }: TrackedOrder, { match }: TrackingTarget): Problem {
  const name = `ShipBob order ${number ?? id}`;
  if (match.candidates.length > 1) {
    const names = match.candidates.map((one) => `${one.tranId} (id ${one.id})`).join(', ');
    const reason = `${name} fits ${match.candidates.length} sales orders: ${names}; make one of them fit, or add a narrower match rule`;
    return { cause: 'order-ambiguous', reason };
  }
  const tried = match.tried.length === 0 ? 'it names none' : `looked for ${match.tried.join(', ')}`;
  const reason = `no sales order for ${name} (${tried}); create it in NetSuite or correct the match rules`;
  return { cause: 'order-not-found', reason };
}

function showOnOrder(
  { order, target, rules, timeZone }: TrackingInput,
  plan: TrackingPlan,
  id: string,
  tranId: string,
): void {
  const change = fieldChange(rules.salesOrderFields, order.shipments, target.orderFields, {
    settings: rules,
    timeZone,
  });
  plan.notes.push(...change.notes);
  if (change.expect.length === 0) return;
  const title = `show ${order.shipments.map(({ id: shipment }) => `shipment ${shipment}`).join(', ')} on sales order ${tranId}`;
  const { body, expect } = change;
  plan.writes.push({
    kind: 'update',
    source: orderSource(order.id),
    title,
    recordType: 'salesOrder',
    id,
    body,
    expect,
  });
}

function settleShipment(input: TrackingInput, plan: TrackingPlan, shipment: TrackedShipment, lines: OpenLine[]): void {
  const { target, rules } = input;
  const own = target.fulfillments.find(({ externalId }) => externalId === nameOf(shipment, rules));
  const posted = own ?? takenFor(input, shipment);
  if (isCancelled(shipment)) {
    if (posted !== undefined) cancelled(plan, shipment, posted, own !== undefined && rules.onCancelled === 'remove');
    return;
  }
  if (posted === undefined) {
    if (rules.fulfillment === 'record' && hasLeft(shipment, rules)) record(input, plan, shipment, lines);
    return;
  }
  if (own === undefined && target.taken[shipment.id] === undefined)
    plan.taken.push({ shipmentId: shipment.id, fulfillmentId: posted.id });
  keepUp(input, plan, shipment, posted, own !== undefined || rules.fulfillment === 'adopt');
}

/** A fulfilment without a name of ours: taken before, of the same tracking number, or the only one there can be. */
function takenFor({ order, target, rules }: TrackingInput, shipment: TrackedShipment): Known | undefined {
  const taken = target.fulfillments.find(({ id }) => id === target.taken[shipment.id]);
  if (taken !== undefined) return taken;
  const others = Object.values(target.taken);
  const free = target.fulfillments.filter(
    ({ id, externalId }) => !others.includes(id) && externalId?.startsWith(`${rules.externalIdPrefix}_`) !== true,
  );
  const number = shipment.tracking?.number;
  const same = free.find(
    ({ packages }) => number !== undefined && packages.some((one) => isSame(one.trackingNumber, number)),
  );
  if (same !== undefined || rules.fulfillment !== 'adopt') return same;
  const left = order.shipments.filter((one) => hasLeft(one, rules));
  const blank = free.filter(({ packages }) => packages.every(({ trackingNumber }) => trackingNumber === undefined));
  return left.length === 1 && left[0]?.id === shipment.id && blank.length === 1 ? blank[0] : undefined;
}

const isSame = (a: string | undefined, b: string): boolean => a !== undefined && normaliseSku(a) === normaliseSku(b);

function cancelled(plan: TrackingPlan, shipment: TrackedShipment, posted: Known, mayRemove: boolean): void {
  const { id, tranId, externalId } = posted;
  if (!mayRemove || externalId === undefined) {
    const reason = `ShipBob shipment ${shipment.id} was cancelled after ${tranId} was posted; delete ${tranId} in NetSuite if the goods did not leave, or skip this record`;
    plan.problems.push({ cause: 'cancelled-after-posting', reason });
    return;
  }
  const title = `take back ${tranId}: ShipBob shipment ${shipment.id} was cancelled`;
  plan.writes.push({
    kind: 'remove',
    source: sourceOf(shipment),
    title,
    recordType: 'itemFulfillment',
    id,
    externalId,
  });
}

function record(input: TrackingInput, plan: TrackingPlan, shipment: TrackedShipment, lines: OpenLine[]): void {
  const { order, target, rules, timeZone } = input;
  const { salesOrder } = target;
  if (salesOrder === undefined) return;
  const contents = goodsOf(shipment, order, rules);
  const blocked = [statusProblem(salesOrder), locationProblem(shipment, rules)].filter((one) => one !== undefined);
  const problems = [...blocked, ...contents.problems].map(({ cause, reason }) => ({ cause, reason }));
  if (problems.length === 0 && contents.goods.length === 0) {
    const reason = `ShipBob shipment ${shipment.id} has left, but names no goods; post it in NetSuite by hand and skip this record`;
    problems.push({ cause: 'shipment-without-items', reason });
  }
  const laid =
    problems.length > 0 ? { shares: [], problems } : allocate(shipment, contents.goods, lines, target, rules);
  plan.problems.push(...laid.problems);
  if (laid.problems.length > 0) return;
  const fields = fieldChange(rules.fulfillmentFields, [shipment], {}, { settings: rules, timeZone });
  // What is empty need not be cleared on a new record.
  const filled = Object.fromEntries(Object.entries(fields.body).filter(([, value]) => value !== null));
  const expect = fields.expect.filter(({ value }) => value !== '');
  plan.writes.push(
    fulfillmentWrite({
      order,
      shipment,
      salesOrder,
      shares: laid.shares,
      lines,
      fields: { ...fields, body: filled, expect },
      rules,
      timeZone,
    }),
  );
}

/** Tracking that came or was replaced after the posting, and the fields. Packages of others stay as they are. */
function keepUp(
  { rules, timeZone }: TrackingInput,
  plan: TrackingPlan,
  shipment: TrackedShipment,
  posted: Known,
  mayPack: boolean,
): void {
  const { id, tranId, packageSublist = 'package' } = posted;
  const fields = fieldChange(rules.fulfillmentFields, [shipment], posted.fields, { settings: rules, timeZone });
  plan.notes.push(...fields.notes);
  const isNewer = fields.notes.length === 0;
  const packed =
    mayPack && isNewer && !bears(posted, shipment) ? packageBody(shipment, packageSublist) : { body: {}, expect: [] };
  const expect = [...packed.expect, ...fields.expect];
  if (expect.length === 0) return;
  const title = `ShipBob shipment ${shipment.id}${shipment.tracking?.number === undefined ? '' : ` (${shipment.tracking.number})`} on ${tranId}`;
  const body = { ...packed.body, ...fields.body };
  const replace = packed.expect.length > 0 ? { replace: [packageSublist] } : {};
  plan.writes.push({
    kind: 'update',
    source: sourceOf(shipment),
    title,
    recordType: 'itemFulfillment',
    id,
    body,
    expect,
    ...replace,
  });
}

const bears = ({ packages }: Fulfillment, { tracking }: TrackedShipment): boolean => {
  const number = tracking?.number;
  return number === undefined || packages.some((one) => isSame(one.trackingNumber, number));
};
