// Orders shipped without a ShipStation label: marked as shipped by hand or API, or by a fulfilment provider.
// Trap: they never appear among shipments, carry no line items, and may have no tracking number for ever.

import type { FulfillmentRow, OrderRow } from './model.ts';
import { requireOrder } from './orders.ts';
import { pacificDay, pacificMidnight } from './pacific.ts';
import { notFound, Refusal } from './refusal.ts';
import { nextId, pushTo, type World } from './world.ts';

export interface MarkRequest {
  orderId: number;
  carrierCode?: string;
  trackingNumber?: string | null;
  /** Pacific day `yyyy-mm-dd`, default today. */
  shipDate?: string;
  notifySalesChannel?: boolean;
  /** Name of a fulfilment provider; makes it a provider's shipment instead of a mark. */
  providerName?: string;
}

/** Fulfillments show the carrier's display name, unlike shipments. */
const CARRIER_NAMES: Record<string, string> = {
  stamps_com: 'USPS',
  usps: 'USPS',
  ups: 'UPS',
  ups_walleted: 'UPS',
  fedex: 'FedEx',
  dhl_express: 'DHL Express',
  other: 'Other',
};

function fulfillmentOf(world: World, order: OrderRow, request: MarkRequest): FulfillmentRow {
  const now = world.clock.now();
  const shipDate = request.shipDate ?? pacificDay(now);
  const carrierCode = request.carrierCode ?? 'other';
  return {
    fulfillmentId: nextId(world, 'fulfillment'),
    orderId: order.orderId,
    orderNumber: order.orderNumber,
    storeId: order.advancedOptions.storeId,
    userId: world.users[0]?.userId ?? null,
    customerEmail: order.customerEmail,
    trackingNumber: request.trackingNumber ?? null,
    createdAt: now,
    shipDate,
    shipDateMs: pacificMidnight(shipDate),
    voidedAt: null,
    voidRequested: false,
    deliveredAt: null,
    carrierName: CARRIER_NAMES[carrierCode.toLowerCase()] ?? carrierCode,
    providerName: request.providerName ?? null,
    marketplaceNotified: request.notifySalesChannel ?? false,
    shipTo: { ...order.shipTo, city: order.shipTo.city?.toUpperCase() ?? null, addressVerified: null },
  };
}

/** Marks an order as shipped: it is locked, one fulfilment row appears. Refusal 404 or 400 (cancelled, shipped). */
export function markAsShipped(world: World, request: MarkRequest, force = false): FulfillmentRow {
  const order = requireOrder(world, request.orderId);
  if (order.orderStatus === 'cancelled' || (order.orderStatus === 'shipped' && !force)) {
    throw new Refusal(400, `Order ${order.orderNumber} is already ${order.orderStatus}.`, 'invalid_status');
  }
  const row = fulfillmentOf(world, order, request);
  world.fulfillments.set(row.fulfillmentId, row);
  pushTo(world.fulfillmentsByOrder, row.orderId, row);
  Object.assign(order, { orderStatus: 'shipped', shipDate: row.shipDate, modifiedAt: row.createdAt });
  world.emit({ type: 'fulfilled', row, byProvider: row.providerName !== null });
  return row;
}

/** Voids a fulfilment and opens its order again; no webhook tells of it. */
export function voidFulfillment(world: World, fulfillmentId: number): FulfillmentRow {
  const row = world.fulfillments.get(fulfillmentId);
  if (!row) throw notFound(`Fulfillment ${fulfillmentId}`);
  const now = world.clock.now();
  Object.assign(row, { voidRequested: true, voidedAt: now });
  const order = world.orders.get(row.orderId);
  if (order?.orderStatus === 'shipped') {
    Object.assign(order, { orderStatus: 'awaiting_shipment', shipDate: null, modifiedAt: now });
  }
  return row;
}

/** A fulfilment provider refuses an order. */
export function rejectOrder(world: World, orderId: number): OrderRow {
  const order = requireOrder(world, orderId);
  Object.assign(order, { orderStatus: 'rejected_fulfillment', modifiedAt: world.clock.now() });
  world.emit({ type: 'rejected', row: order });
  return order;
}
