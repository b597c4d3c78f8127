// What merchants, buyers and packers do outside the API: orders, payments, refunds, edits, stock, the app's life.
// Trap: an order is named by id, gid or name; lines by id, gid, SKU or position.
import type { TokenStore } from '../auth/tokens.ts';
import * as change from '../domain/change.ts';
import { addCustomer } from '../domain/customers.ts';
import * as fulfil from '../domain/fulfil.ts';
import { activate, move, quantityOf, record } from '../domain/inventory.ts';
import type { CustomerRow, FulfillmentRow, LineRow, OrderRow, RefundRow, TrackingRow } from '../domain/model.ts';
import type { CustomerInput, LineInput, PlaceOrder, TaxInput } from '../domain/order-input.ts';
import { placeOrder } from '../domain/place.ts';
import { type RefundRequest, refundOrder } from '../domain/refund.ts';
import { stamp, touchOrder, variantsBySku, type World } from '../domain/world.ts';
import type { Courier } from '../hooks/courier.ts';
import { sendPrivacy } from '../hooks/emitter.ts';
import { customerNotice, levelNotices, mergeNotice, orderNotices } from '../hooks/notices.ts';
import { itemBody, locationBody, type PrivacyTopic, shopBody } from '../hooks/other-bodies.ts';

export type OrderRef = number | string;
export type LineRef = number | string;

export interface AdminRefund extends Omit<RefundRequest, 'lines'> {
  lines?: { line: LineRef; quantity: number; restockType?: 'NO_RESTOCK' | 'CANCEL' | 'RETURN'; locationId?: number }[];
}

export interface AdminEdit {
  quantities?: { line: LineRef; quantity: number; restock?: boolean }[];
  add?: LineInput[];
  taxes?: TaxInput[];
  staffNote?: string;
}

export interface AdminFulfil {
  lines?: { line: LineRef; quantity: number }[];
  locationId?: number;
  tracking?: Partial<TrackingRow>[];
  notifyCustomer?: boolean;
}

export interface Admin {
  place(input: PlaceOrder): OrderRow;
  markAsPaid(order: OrderRef, gateway?: string): OrderRow;
  transaction(order: OrderRef, given: change.TransactionInput): OrderRow;
  cancel(order: OrderRef, request?: change.CancelRequest): OrderRow;
  refund(order: OrderRef, request: AdminRefund): RefundRow;
  edit(order: OrderRef, request: AdminEdit): OrderRow;
  /** Changes plain members. `keepUpdatedAt` makes a second orders/updated with the same updated_at. */
  update(order: OrderRef, patch: change.OrderPatch, keepUpdatedAt?: boolean): OrderRow;
  fulfil(order: OrderRef, request?: AdminFulfil): FulfillmentRow;
  cancelFulfillment(fulfillmentId: number): FulfillmentRow;
  hold(order: OrderRef, reason?: string): OrderRow;
  release(order: OrderRef): OrderRow;
  deleteOrder(order: OrderRef): void;
  customer(input: CustomerInput): CustomerRow;
  /** The second becomes part of the first, with its orders. */
  mergeCustomers(keptId: number, deletedId: number): void;
  /** Sets available stock by hand. */
  stock(sku: string, locationId: number, available: number): void;
  product(sku: string, patch: { sku?: string; price?: string; gone?: boolean }): void;
  location(id: number, patch: { name?: string; active?: boolean }): void;
  privacy(topic: PrivacyTopic, url: string, customerId?: number): void;
  uninstall(): void;
}

const numberIn = (ref: OrderRef): number =>
  typeof ref === 'number' ? ref : Number(/(\d+)$/.exec(ref)?.[1] ?? Number.NaN);

/** The order that a reference names; Error when there is none. */
export function findOrder(world: World, ref: OrderRef): OrderRow {
  const named = [...world.orders.values()].find((row) => row.name === ref);
  const found = named ?? world.orders.get(numberIn(ref));
  if (!found) throw new Error(`no order ${ref}`);
  return found;
}

function findLine(order: OrderRow, ref: LineRef): LineRow {
  const position = typeof ref === 'number' ? order.lines[ref] : undefined;
  const found = order.lines.find((line) => line.sku === ref || line.id === numberIn(ref)) ?? position;
  if (!found) throw new Error(`order ${order.name} has no line ${ref}`);
  return found;
}

function fulfilBy(world: World, order: OrderRow, request: AdminFulfil): FulfillmentRow {
  const open = order.fulfillmentOrders.filter((row) => row.status === 'OPEN' || row.status === 'IN_PROGRESS');
  const place = request.locationId ?? open.find((row) => row.lines.some((line) => line.remaining > 0))?.locationId;
  const rows = open
    .filter((row) => row.locationId === place)
    .flatMap((target) => target.lines.map((line) => ({ target, line })));
  const wanted = request.lines?.map(({ line, quantity }) => ({ id: findLine(order, line).id, quantity }));
  const parts = rows.map(({ target, line }) => {
    const asked = wanted ? (wanted.find((one) => one.id === line.lineId)?.quantity ?? 0) : line.remaining;
    return { target, line, quantity: Math.min(asked, line.remaining) };
  });
  if (parts.every((part) => part.quantity === 0)) throw new Error(`order ${order.name} has nothing to fulfil there`);
  const tracking = (request.tracking ?? []).map((one) => ({ company: null, number: null, url: null, ...one }));
  return fulfil.createFulfillment(world, order, { parts, tracking, notifyCustomer: request.notifyCustomer ?? false });
}

function setStock(world: World, sku: string, locationId: number, available: number): void {
  for (const variant of variantsBySku(world, sku)) {
    const level = activate(world, variant.inventoryItemId, locationId);
    const delta = available - quantityOf(level, 'available');
    if (delta === 0) continue;
    move(world, level, 'available', delta);
    const change = { name: 'available', delta, itemId: level.itemId, locationId, ledgerDocumentUri: null };
    record(world, 'correction', null, [change]);
    world.emit(levelNotices(world, [level]));
  }
}

function changeProduct(world: World, sku: string, patch: Parameters<Admin['product']>[1]): void {
  for (const variant of variantsBySku(world, sku)) {
    variant.updatedAt = stamp(world);
    if (patch.price !== undefined) variant.price = patch.price;
    if (patch.sku !== undefined) variant.sku = patch.sku;
    if (patch.gone) {
      world.variants.delete(variant.id);
      world.variantsByItem.delete(variant.inventoryItemId);
      for (const order of world.orders.values())
        for (const line of order.lines.filter((one) => one.variantId === variant.id))
          Object.assign(line, { variantId: null, productId: null, productExists: false, inventoryItemId: null });
    }
    world.emit([{ topic: 'INVENTORY_ITEMS_UPDATE', body: () => itemBody(world, variant) }]);
  }
}

function updateBy(world: World, order: OrderRow, patch: change.OrderPatch, keepUpdatedAt: boolean): void {
  Object.assign(order, patch);
  touchOrder(world, order, keepUpdatedAt);
  world.emit(orderNotices.updated(world, order));
}

/** The acts of people over a shop. */
export function createAdmin(world: World, { tokens, courier }: { tokens: TokenStore; courier: Courier }): Admin {
  const on = (ref: OrderRef, act: (order: OrderRow) => void): OrderRow => {
    const order = findOrder(world, ref);
    act(order);
    return order;
  };
  return {
    place: (input) => placeOrder(world, input),
    markAsPaid: (ref, gateway) => on(ref, (order) => change.markAsPaid(world, order, gateway)),
    transaction: (ref, given) => on(ref, (order) => change.addTransaction(world, order, given)),
    cancel: (ref, request = {}) => on(ref, (order) => change.cancelOrder(world, order, request)),
    refund: (ref, { lines, ...request }) => {
      const order = findOrder(world, ref);
      const rows = (lines ?? []).map(({ line, ...rest }) => ({ ...rest, lineId: findLine(order, line).id }));
      return refundOrder(world, order, { ...request, lines: rows });
    },
    edit: (ref, { quantities, ...request }) =>
      on(ref, (order) => {
        const rows = (quantities ?? []).map(({ line, ...rest }) => ({ ...rest, lineId: findLine(order, line).id }));
        change.editOrder(world, order, { ...request, quantities: rows });
      }),
    update: (ref, patch, keepUpdatedAt = false) => on(ref, (order) => updateBy(world, order, patch, keepUpdatedAt)),
    fulfil: (ref, request = {}) => fulfilBy(world, findOrder(world, ref), request),
    cancelFulfillment: (id) => {
      const row = world.fulfillments.get(id);
      if (!row) throw new Error(`no fulfillment ${id}`);
      fulfil.cancelFulfillment(world, row);
      return row;
    },
    hold: (ref, reason = 'AWAITING_PAYMENT') =>
      on(ref, (order) => {
        const open = order.fulfillmentOrders.filter((row) => row.status === 'OPEN');
        for (const row of open) fulfil.holdFulfillmentOrder(world, row, reason, null);
        change.updateOrder(world, order, {});
      }),
    release: (ref) =>
      on(ref, (order) => {
        for (const row of order.fulfillmentOrders) fulfil.releaseHolds(world, row);
        change.updateOrder(world, order, {});
      }),
    deleteOrder: (ref) => change.deleteOrder(world, findOrder(world, ref)),
    customer: (input) => {
      const old = input.id === undefined ? undefined : world.customers.get(input.id);
      const { defaultAddress: _address, ...plain } = input;
      const row = old ? Object.assign(old, plain, { updatedAt: stamp(world) }) : addCustomer(world, input);
      world.knownCustomers.add(row.id);
      world.emit([customerNotice(world, row, !old)]);
      return row;
    },
    mergeCustomers: (keptId, deletedId) => {
      if (!world.customers.has(keptId) || !world.customers.delete(deletedId)) throw new Error('no such customers');
      for (const order of world.orders.values()) if (order.customerId === deletedId) order.customerId = keptId;
      world.emit([mergeNotice(keptId, deletedId)]);
    },
    stock: (sku, locationId, available) => setStock(world, sku, locationId, available),
    product: (sku, patch) => changeProduct(world, sku, patch),
    location: (id, patch) => {
      const row = world.locations.get(id);
      if (!row) throw new Error(`no location ${id}`);
      Object.assign(row, patch);
      world.emit([{ topic: 'LOCATIONS_UPDATE', body: () => locationBody(world, row) }]);
    },
    privacy: (topic, url, customerId) => sendPrivacy(world, courier, topic, url, customerId),
    uninstall: () => {
      tokens.uninstall();
      world.emit([{ topic: 'APP_UNINSTALLED', body: () => shopBody(world) }]);
      world.subscriptions.clear();
    },
  };
}
