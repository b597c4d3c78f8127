// What else happens to an order: payment, cancellation, edits, tags and notes, deletion.
// Trap: an edit leaves `quantity` of a line alone; only the current quantity goes down.
import { orderNotices } from '../hooks/notices.ts';
import { assignUnits, isShippable, takeBackUnits } from './fulfil.ts';
import { commitStock, settleStock } from './inventory.ts';
import type { LevelRow, OrderRow } from './model.ts';
import { bagFromShop } from './money.ts';
import type { LineInput, TaxInput } from './order-input.ts';
import { lineRow, transactionRow } from './place.ts';
import { taxLinesOn } from './pricing.ts';
import { refundOrder } from './refund.ts';
import { closeWhenDone } from './status.ts';
import { currentQuantity, lineNet, totalsOf } from './totals.ts';
import { newId, stamp, touchOrder, type World } from './world.ts';

function settle(world: World, order: OrderRow): void {
  closeWhenDone(order, totalsOf(order, world.settings.behaviour), stamp(world));
  touchOrder(world, order);
}

/** Takes the money that is due: captures an authorisation, settles a pending payment or books a manual one. */
export function markAsPaid(world: World, order: OrderRow, gateway = 'manual'): void {
  const totals = totalsOf(order, world.settings.behaviour);
  const authorised = order.transactions.find((row) => row.kind === 'AUTHORIZATION' && row.status === 'SUCCESS');
  const pending = order.transactions.find((row) => row.status === 'PENDING' && row.kind === 'SALE');
  const kind = authorised ? 'CAPTURE' : 'SALE';
  const row = transactionRow(world, order, {
    ...{ kind, amount: totals.outstanding, parentId: authorised?.id ?? pending?.id ?? null },
    gateway: authorised?.gateway ?? pending?.gateway ?? gateway,
  });
  order.transactions.push(row);
  settle(world, order);
  world.emit(orderNotices.paid(world, order, row));
}

export interface TransactionInput {
  kind: 'AUTHORIZATION' | 'CAPTURE' | 'SALE' | 'VOID' | 'CHANGE' | 'REFUND';
  amount: string;
  status?: 'SUCCESS' | 'PENDING' | 'FAILURE' | 'ERROR';
  gateway?: string;
  parentId?: number;
}

/** Books any further transaction, e.g. a declined card or a void. */
export function addTransaction(world: World, order: OrderRow, given: TransactionInput): void {
  const amount = bagFromShop(given.amount, order.money);
  const row = transactionRow(world, order, { ...given, amount });
  order.transactions.push(row);
  settle(world, order);
  world.emit(orderNotices.paid(world, order, row));
}

export interface CancelRequest {
  reason?: string;
  restock?: boolean;
  refund?: boolean;
}

/** Cancels an order: units come off fulfilment orders, money goes back when `refund`, or an authorisation is voided. */
export function cancelOrder(world: World, order: OrderRow, request: CancelRequest): void {
  const { reason = 'CUSTOMER', restock = true, refund = true } = request;
  const paid = totalsOf(order, world.settings.behaviour).netPayment.shop.gt(0);
  const lines = order.lines
    .map((line) => ({ lineId: line.id, quantity: currentQuantity(order, line) }))
    .filter((line) => line.quantity > 0)
    .map((line) => ({ ...line, restockType: restock ? ('CANCEL' as const) : ('NO_RESTOCK' as const) }));
  const now = stamp(world);
  const money = refund && paid ? {} : { transactions: [] };
  const made = refundOrder(world, order, { lines, shipping: true, silent: true, ...money });
  if (!refund || !paid) made.adjustments = [];
  for (const row of order.transactions.filter((one) => one.kind === 'AUTHORIZATION')) {
    const captured = order.transactions.some((one) => one.kind === 'CAPTURE' && one.parentId === row.id);
    if (!captured)
      order.transactions.push(transactionRow(world, order, { kind: 'VOID', amount: row.amount, parentId: row.id }));
  }
  Object.assign(order, { cancelledAt: now, cancelReason: reason });
  for (const row of order.fulfillmentOrders) if (row.status !== 'CLOSED') row.status = 'CANCELLED';
  for (const row of order.fulfillmentOrders) if (row.lines.every((line) => line.total === 0)) row.status = 'CANCELLED';
  settle(world, order);
  const levels = order.lines.flatMap((line) => levelsOf(world, line.inventoryItemId));
  world.emit(orderNotices.cancelled(world, order, made, restock ? levels : []));
}

const levelsOf = (world: World, itemId: number | null): LevelRow[] =>
  [...world.levels.values()].filter((level) => level.itemId === itemId && level.active);

export interface EditRequest {
  /** New quantities of known lines; fewer units are removed, more are a new line at the vendor. */
  quantities?: { lineId: number; quantity: number; restock?: boolean }[];
  add?: LineInput[];
  /** Taxes of added lines. */
  taxes?: TaxInput[];
  staffNote?: string;
}

function removeUnits(world: World, order: OrderRow, lineId: number, units: number, restock: boolean) {
  return takeBackUnits(world, order, lineId, units).map((part) => {
    const item = order.lines.find((line) => line.id === lineId)?.inventoryItemId ?? null;
    return settleStock(world, item, part.locationId, part.quantity, restock ? 'released' : 'discarded');
  });
}

/** Edits and commits: removed units stay in `quantity`, added lines get new ids and fulfilment orders. */
export function editOrder(world: World, order: OrderRow, request: EditRequest): void {
  const additions: { id: number; delta: number }[] = [];
  const removals: { id: number; delta: number }[] = [];
  const levels: (LevelRow | null)[] = [];
  for (const { lineId, quantity, restock = true } of request.quantities ?? []) {
    const line = order.lines.find((row) => row.id === lineId);
    if (!line) throw new Error(`order ${order.name} has no line ${lineId}`);
    const delta = currentQuantity(order, line) - quantity;
    if (delta < 0) throw new Error('add a line to add units');
    levels.push(...removeUnits(world, order, lineId, delta, restock));
    line.removed += delta;
    if (delta > 0) removals.push({ id: lineId, delta });
  }
  for (const given of request.add ?? []) {
    const line = { ...lineRow(world, given, order.money), added: true };
    const rates = given.taxes ?? request.taxes ?? [];
    if (line.taxable) line.taxLines = taxLinesOn(lineNet(line), rates, order.taxesIncluded, order.money);
    order.lines.push(line);
    additions.push({ id: line.id, delta: line.quantity });
    if (!isShippable(line)) continue;
    const locationId = given.locationId ?? order.fulfillmentOrders[0]?.locationId ?? 0;
    assignUnits(world, order, line, { quantity: line.quantity, locationId });
    levels.push(commitStock(world, line.inventoryItemId, locationId, line.quantity));
  }
  order.edited = true;
  settle(world, order);
  const edit = { id: newId(world), additions, removals, staffNote: request.staffNote ?? '' };
  world.emit(orderNotices.edited(world, order, edit, levels));
}

/** Members that orderUpdate may change; a given member replaces, tags and attributes too. */
export type OrderPatch = Partial<
  Pick<OrderRow, 'note' | 'tags' | 'email' | 'phone' | 'poNumber' | 'customAttributes' | 'shippingAddress'>
>;

/** Changes plain members and announces orders/updated. */
export function updateOrder(world: World, order: OrderRow, patch: OrderPatch): void {
  Object.assign(order, patch);
  touchOrder(world, order);
  world.emit(orderNotices.updated(world, order));
}

/** Removes an order for good. */
export function deleteOrder(world: World, order: OrderRow): void {
  world.orders.delete(order.id);
  world.emit(orderNotices.deleted(order));
}
