// Shows orders and fulfilments in plain form and counts what went wrong, so that a demo can check itself.
// Trap: the checks look at what is stored, not at what a client believes.
import { plus } from '../decimal.ts';
import { packageTracking } from '../orders/refresh.ts';
import { asNumber, findTransaction, listOf, type Rec, spaceMap, type World } from '../world.ts';

interface DumpedFulfillment {
  id: string;
  tranId: string;
  externalId: string | undefined;
  createdFrom: string;
  shipStatus: string;
  memo: string | undefined;
  tranDate: string;
  trackingNumbers: string[];
  lines: {
    line: number;
    orderLine: number | undefined;
    item: string;
    quantity: number;
    location: string | undefined;
    kitMemberOf: number | undefined;
  }[];
}

interface DumpedOrder {
  id: string;
  tranId: string;
  externalId: string | undefined;
  otherRefNum: string | undefined;
  status: string;
  lines: {
    line: number;
    item: string;
    quantity: number;
    isClosed: boolean;
    fulfilled: number;
    picked: number;
    packed: number;
    billed: number;
  }[];
}

interface Checks {
  fulfillments: number;
  /** Keys are tracking numbers with more than one fulfilment. */
  trackingNumbersTwice: Record<string, string[]>;
  fulfillmentsWithoutExternalId: string[];
  /** Order lines with more shipped, picked and packed than ordered. */
  overFulfilled: { order: string; line: number; ordered: number; taken: number }[];
  fulfilledByOrderLine: Record<string, number>;
  ordersByStatus: Record<string, number>;
}

export interface Dump {
  itemFulfillments: DumpedFulfillment[];
  salesOrders: DumpedOrder[];
  checks: Checks;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const number = (value: unknown) => (typeof value === 'number' ? value : undefined);

function fulfillmentOf(rec: Rec): DumpedFulfillment {
  return {
    id: rec.id,
    tranId: String(rec.body.tranId),
    externalId: text(rec.body.externalId),
    createdFrom: String(rec.body.createdFrom),
    shipStatus: text(rec.body.shipStatus) ?? 'C',
    memo: text(rec.body.memo),
    tranDate: String(rec.body.tranDate),
    trackingNumbers: packageTracking(rec),
    lines: listOf(rec, 'item').map((line) => ({
      line: asNumber(line.line),
      orderLine: number(line.orderLine),
      item: String(line.item),
      quantity: asNumber(line.quantity),
      location: text(line.location),
      kitMemberOf: number(line.kitMemberOf),
    })),
  };
}

function orderOf(rec: Rec): DumpedOrder {
  return {
    id: rec.id,
    tranId: String(rec.body.tranId),
    externalId: text(rec.body.externalId),
    otherRefNum: text(rec.body.otherRefNum),
    status: String(rec.body.status),
    lines: listOf(rec, 'item').map((line) => ({
      line: asNumber(line.line),
      item: String(line.item),
      quantity: asNumber(line.quantity),
      isClosed: line.isClosed === true,
      fulfilled: asNumber(line.quantityFulfilled),
      picked: asNumber(line.quantityPicked),
      packed: asNumber(line.quantityPacked),
      billed: asNumber(line.quantityBilled),
    })),
  };
}

function takenByLine(fulfillments: readonly DumpedFulfillment[]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const fulfillment of fulfillments) {
    for (const line of fulfillment.lines) {
      if (line.orderLine === undefined) continue;
      const key = `${fulfillment.createdFrom}/${line.orderLine}`;
      taken.set(key, plus(taken.get(key) ?? 0, line.quantity));
    }
  }
  return taken;
}

function checksOf(world: World, fulfillments: readonly DumpedFulfillment[], orders: readonly DumpedOrder[]): Checks {
  const byTracking = new Map<string, string[]>();
  for (const one of fulfillments) {
    for (const tracking of one.trackingNumbers) byTracking.set(tracking, [...(byTracking.get(tracking) ?? []), one.id]);
  }
  const taken = takenByLine(fulfillments);
  const overFulfilled = [...taken].flatMap(([key, quantity]) => {
    const [order = '', line] = key.split('/');
    const source = findTransaction(world, order);
    if (source?.type !== 'salesOrder') return [];
    const ordered = asNumber(listOf(source, 'item').find((candidate) => candidate.line === Number(line))?.quantity);
    return quantity > ordered ? [{ order, line: Number(line), ordered, taken: quantity }] : [];
  });
  const ordersByStatus: Record<string, number> = {};
  for (const order of orders) ordersByStatus[order.status] = (ordersByStatus[order.status] ?? 0) + 1;
  return {
    fulfillments: fulfillments.length,
    trackingNumbersTwice: Object.fromEntries([...byTracking].filter(([, ids]) => ids.length > 1)),
    fulfillmentsWithoutExternalId: fulfillments.filter((one) => one.externalId === undefined).map((one) => one.id),
    overFulfilled,
    fulfilledByOrderLine: Object.fromEntries(taken),
    ordersByStatus,
  };
}

/** All orders and fulfilments with the checks. */
export function dumpWorld(world: World): Dump {
  const all = [...spaceMap(world, 'transaction').values()];
  const itemFulfillments = all.filter((rec) => rec.type === 'itemFulfillment').map(fulfillmentOf);
  const salesOrders = all.filter((rec) => rec.type === 'salesOrder').map(orderOf);
  return { itemFulfillments, salesOrders, checks: checksOf(world, itemFulfillments, salesOrders) };
}
