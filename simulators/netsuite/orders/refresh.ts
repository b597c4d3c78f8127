// Brings a source record up to date after something was made from it: line quantities, status, reservations.
// Trap: this is a system-driven change; it bumps the modified date but fires no user event.
import { minus } from '../decimal.ts';
import { draftOf } from '../records/merge.ts';
import { asNumber, asText, findTransaction, listOf, type Rec, saveRecord, spaceMap, type World } from '../world.ts';
import { commitOrder, expectOrder } from './commit.ts';
import { receivingStatus, salesOrderStatus, transferStatus } from './status.ts';
import { type LineTally, tallyOf, tallySource } from './tally.ts';

const ORDERS = ['salesOrder', 'purchaseOrder', 'returnAuthorization', 'transferOrder'];

export const isOrder = (rec: Rec): boolean => ORDERS.includes(rec.type);

function writeLines(order: Rec, tallies: ReadonlyMap<number, LineTally>): void {
  for (const line of listOf(order, 'item')) {
    const tally = tallyOf(tallies, line);
    const moved = order.type === 'salesOrder' || order.type === 'transferOrder' ? tally.shipped : tally.received;
    line.quantityBilled = tally.billed;
    line.quantityFulfilled = tally.shipped;
    if (order.type !== 'salesOrder') line.quantityReceived = tally.received;
    if (order.type === 'salesOrder') {
      line.quantityPicked = tally.picked;
      line.quantityPacked = tally.packed;
    }
    line.isOpen = line.isClosed !== true && minus(asNumber(line.quantity), moved) > 0;
  }
}

function statusOf(world: World, order: Rec, tallies: ReadonlyMap<number, LineTally>): string {
  if (order.type === 'salesOrder') return salesOrderStatus(world, order, tallies);
  return order.type === 'transferOrder'
    ? transferStatus(world, order, tallies)
    : receivingStatus(world, order, tallies);
}

/** Computes quantities, status and reservations of an order in place. */
export function computeOrder(world: World, order: Rec): void {
  const tallies = tallySource(world, order);
  writeLines(order, tallies);
  order.body.status = statusOf(world, order, tallies);
  if (order.type === 'salesOrder') {
    commitOrder(world, order, tallies);
    order.body.linkedTrackingNumbers = trackingNumbersOf(world, order) || null;
  }
  if (order.type === 'purchaseOrder') expectOrder(world, order, tallies);
}

/** Tracking numbers of all fulfilments of an order, space separated as the service shows them. */
function trackingNumbersOf(world: World, order: Rec): string {
  const numbers = new Set<string>();
  for (const id of world.children.get(order.id) ?? []) {
    const child = findTransaction(world, id);
    if (child?.type === 'itemFulfillment') for (const number of packageTracking(child)) numbers.add(number);
  }
  return [...numbers].join(' ');
}

/** Tracking numbers in whichever package list the fulfilment has. */
export function packageTracking(fulfillment: Rec): string[] {
  return ['package', 'packageUps', 'packageFedex', 'packageUsps'].flatMap((list) =>
    listOf(fulfillment, list).flatMap((line) => {
      const name = Object.keys(line).find((key) => /^packageTrackingNumber(Ups|FedEx|Usps)?$/.test(key));
      const value = name === undefined ? undefined : asText(line[name]);
      return value === undefined ? [] : [value];
    }),
  );
}

/** Recomputes and stores a source record as a system change. */
export function refreshOrder(world: World, orderId: string): void {
  const stored = findTransaction(world, orderId);
  if (stored === undefined || !isOrder(stored)) return;
  const order = draftOf(stored);
  computeOrder(world, order);
  saveRecord(world, order, 'system');
}

/** Gives fresh stock to the oldest back-ordered orders. */
export function recommitBackOrders(world: World, gained: ReadonlySet<string>): void {
  if (gained.size === 0) return;
  for (const order of spaceMap(world, 'transaction').values()) {
    if (order.type !== 'salesOrder') continue;
    const waits = listOf(order, 'item').some(
      (line) =>
        asNumber(line.quantityBackOrdered) > 0 &&
        gained.has(`${String(line.item)}|${String(line.location ?? order.body.location)}`),
    );
    if (waits) refreshOrder(world, order.id);
  }
}
