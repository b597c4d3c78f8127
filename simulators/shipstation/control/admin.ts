// What a person does in ShipStation's web page: buy labels, mark, void, split, merge, cancel, edit, hold.
// Trap: an order is named by orderId, orderKey or exact orderNumber; a number used twice means the first order.
import * as fulfillments from '../domain/fulfillments.ts';
import * as labels from '../domain/labels.ts';
import type { FulfillmentRow, OrderRow, ShipmentRow } from '../domain/model.ts';
import * as orders from '../domain/orders.ts';
import { notFound, Refusal } from '../domain/refusal.ts';
import { mergeOrders, type SplitPart, splitOrder } from '../domain/restructure.ts';
import { ordersByPrefix, type World } from '../domain/world.ts';
import { looseBody, readOrder } from '../v1/order-input.ts';
import { v1Order } from '../v1/render.ts';

export type OrderRef = { orderId: number } | { orderKey: string } | { orderNumber: string };
export type LabelOrder = OrderRef & Omit<labels.LabelRequest, 'orderId'>;
export type MarkOrder = OrderRef & Omit<fulfillments.MarkRequest, 'orderId'>;

export interface Admin {
  /** Buys labels for all given orders as one batch, hence one webhook. */
  buyLabels(requests: LabelOrder[]): { batchId: number; rows: ShipmentRow[] };
  buyReturnLabel(request: LabelOrder): ShipmentRow;
  markAsShipped(request: MarkOrder): FulfillmentRow;
  voidLabel(shipmentId: number): labels.VoidResult;
  voidFulfillment(fulfillmentId: number): FulfillmentRow;
  /** Splits parts off an order; the parent comes first. */
  split(ref: OrderRef, parts: SplitPart[]): OrderRow[];
  /** Merges orders into the first. */
  merge(refs: OrderRef[]): OrderRow;
  cancel(ref: OrderRef): OrderRow;
  /** Changes single members given in createorder's shape, whatever the order's status. */
  edit(ref: OrderRef, changes: Record<string, unknown>): OrderRow;
  /** `until`: ISO-8601 instant, or null for no end. */
  hold(ref: OrderRef, until?: string | null): OrderRow;
  restore(ref: OrderRef): OrderRow;
  reject(ref: OrderRef): OrderRow;
  /** Sends a track event for a label; returns never carry one. */
  track(shipmentId: number, statusCode: string): void;
}

/** The order an admin request names; Refusal 404 when there is none. */
export function resolveOrder(
  world: World,
  ref: Partial<Record<'orderId' | 'orderKey' | 'orderNumber', unknown>>,
): OrderRow {
  if (ref.orderId !== undefined) return orders.requireOrder(world, Number(ref.orderId));
  const { orderKey, orderNumber } = ref;
  const found =
    orderKey !== undefined
      ? world.ordersByKey.get(String(orderKey))?.find((row) => row.active)
      : ordersByPrefix(world, String(orderNumber)).find((row) => row.active && row.orderNumber === orderNumber);
  if (!found) throw notFound(`Order ${JSON.stringify(ref)}`);
  return found;
}

/** Members of an edit, read as createorder reads them; those not given stay. */
function readChanges(world: World, row: OrderRow, changes: Record<string, unknown>) {
  const shown = v1Order(row);
  const { body, findings } = looseBody({ ...shown, ...changes }, 'apiOrder');
  const { content } = readOrder(body, world);
  const problems = Object.entries(findings.problems).flat();
  if (problems.length > 0) throw new Refusal(400, problems.join(' '));
  const items = content.items.map((item, i) => {
    const before =
      row.items.find((old) => old.lineItemKey !== null && old.lineItemKey === item.lineItemKey) ?? row.items[i];
    return { ...item, orderItemId: before?.orderItemId ?? 0, createdAt: before?.createdAt ?? item.createdAt };
  });
  const advanced = { ...row.advancedOptions, ...(changes.advancedOptions as object | undefined) };
  return { ...content, items: changes.items ? items : row.items, advancedOptions: advanced };
}

function trackLabel(world: World, shipmentId: number, statusCode: string): void {
  const row = world.shipments.get(shipmentId);
  if (!row) throw notFound(`Shipment ${shipmentId}`);
  if (row.isReturnLabel) throw new Refusal(400, 'Return labels raise no track events.');
  world.emit({ type: 'tracked', row, statusCode });
}

/** The web page's acts over an account. */
export function createAdmin(world: World): Admin {
  const idOf = (ref: OrderRef) => resolveOrder(world, ref).orderId;
  const withId = <T extends OrderRef>(request: T) => ({ ...request, orderId: idOf(request) });
  return {
    buyLabels: (requests) => labels.buyLabels(world, requests.map(withId)),
    buyReturnLabel: (request) => labels.buyReturnLabel(world, withId(request)),
    markAsShipped: (request) => fulfillments.markAsShipped(world, withId(request), true),
    voidLabel: (shipmentId) => labels.voidLabel(world, shipmentId, true),
    voidFulfillment: (id) => fulfillments.voidFulfillment(world, id),
    split: (ref, parts) => splitOrder(world, idOf(ref), parts),
    merge: (refs) => mergeOrders(world, refs.map(idOf)),
    cancel: (ref) => orders.cancelOrder(world, idOf(ref)),
    edit: (ref, changes) => {
      const row = resolveOrder(world, ref);
      return orders.editOrder(world, row.orderId, readChanges(world, row, changes));
    },
    hold: (ref, until = null) => orders.holdOrder(world, idOf(ref), until === null ? null : Date.parse(until)),
    restore: (ref) => orders.restoreOrder(world, idOf(ref)),
    reject: (ref) => fulfillments.rejectOrder(world, idOf(ref)),
    track: (shipmentId, statusCode) => trackLabel(world, shipmentId, statusCode),
  };
}
