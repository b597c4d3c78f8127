// An order is placed: its lines become one or more shipments, by stock and centre, or as told.
// Trap: an order whose stock is nowhere still gets a shipment, in Exception with detail 303.
import { componentsOf } from './catalog.ts';
import type { Order, OrderLine, Recipient, Shipment, ShipmentItem } from './model.ts';
import { freeUnits, moveStock, pickLots } from './stock.ts';
import { newId, nowMs, type World } from './world.ts';

export interface NewOrder {
  referenceId: string;
  orderNumber?: string | null;
  channelId: number;
  type?: string;
  purchaseDate?: string | null;
  shippingMethod?: string;
  recipient: Recipient;
  lines: OrderLine[];
  tags?: Order['tags'];
  giftMessage?: string | null;
  totalPrice?: number | null;
  centerId?: number | null;
  /** Split as told: which lines (by position) go with which quantity into each shipment. */
  parcels?: { line: number; quantity: number }[][];
  /** Stock plays no part in this order. */
  ignoreStock?: boolean;
  madeBy: string;
}

type Parcel = { line: OrderLine; quantity: number }[];

const needs = (world: World, parcel: Parcel) =>
  parcel.flatMap(({ line, quantity }) => {
    const variant = world.variants.get(line.variantId);
    return variant ? componentsOf(world, variant, quantity) : [];
  });

function holds(world: World, parcel: Parcel, centerId: number): boolean {
  const wanted = new Map<number, number>();
  for (const { inventoryId, quantity } of needs(world, parcel))
    wanted.set(inventoryId, (wanted.get(inventoryId) ?? 0) + quantity);
  return [...wanted].every(([id, quantity]) => freeUnits(world, id, centerId) >= quantity);
}

/** Parcels with their centres: one where everything lies, else one per centre, else nothing in stock. */
function route(world: World, given: NewOrder): { parcel: Parcel; centerId: number; short: boolean }[] {
  const whole: Parcel = given.lines.map((line) => ({ line, quantity: line.quantity }));
  const centers = given.centerId ? [given.centerId] : [...world.centers.keys()];
  const first = centers[0] ?? 0;
  const told = given.parcels?.map((parcel) =>
    parcel.flatMap(({ line, quantity }) => {
      const row = given.lines[line];
      return row ? [{ line: row, quantity }] : [];
    }),
  );
  if (told || given.ignoreStock || !world.settings.behaviour.checkStock)
    return (told ?? [whole]).map((parcel) => ({ parcel, centerId: first, short: false }));
  const one = centers.find((id) => holds(world, whole, id));
  if (one !== undefined) return [{ parcel: whole, centerId: one, short: false }];
  const byCenter = new Map<number, Parcel>();
  const missing: Parcel = [];
  for (const part of whole) {
    const center = centers.find((id) => holds(world, [part], id));
    if (center === undefined) missing.push(part);
    else byCenter.set(center, [...(byCenter.get(center) ?? []), part]);
  }
  const routed = [...byCenter].map(([centerId, parcel]) => ({ parcel, centerId, short: false }));
  return missing.length > 0 ? [...routed, { parcel: missing, centerId: first, short: true }] : routed;
}

function itemsOf(world: World, parcel: Parcel, centerId: number, stocked: boolean): ShipmentItem[] {
  return parcel.map(({ line, quantity }) => {
    const variant = world.variants.get(line.variantId);
    const parts = variant ? componentsOf(world, variant, quantity) : [];
    const inventory = parts.flatMap((part) => {
      const picks = stocked
        ? pickLots(world, part.inventoryId, centerId, part.quantity)
        : [{ lot: null, lotMs: null, quantity: part.quantity }];
      return picks.map((pick) => ({ inventoryId: part.inventoryId, ...pick }));
    });
    return { variantId: line.variantId, inventory };
  });
}

/** Commits (+1) or frees (-1) the stock of a shipment. */
export function commitStock(world: World, shipment: Shipment, direction: 1 | -1): void {
  if (!shipment.stocked) return;
  for (const one of shipment.items.flatMap((item) => item.inventory))
    moveStock(world, {
      ...{ category: 'OrderCommitted', inventoryId: one.inventoryId, centerId: shipment.centerId },
      ...{ lotNumber: one.lot, lotMs: one.lotMs, committed: direction * one.quantity, orderId: shipment.orderId },
    });
}

function makeShipment(
  world: World,
  order: Order,
  part: { parcel: Parcel; centerId: number; short: boolean },
  stocked: boolean,
): Shipment {
  const at = nowMs(world);
  const takes = stocked && !part.short;
  const items = itemsOf(world, part.parcel, part.centerId, takes);
  const missing = part.short
    ? items.flatMap((item) => item.inventory).map((one) => ({ id: 303, inventoryId: one.inventoryId }))
    : [];
  const shipment: Shipment = {
    ...{
      id: newId(world, 'shipment'),
      orderId: order.id,
      status: part.short ? 'Exception' : 'Processing',
      details: missing,
    },
    ...{
      createdMs: at,
      updatedMs: at,
      lastTrackingMs: null,
      actualMs: null,
      deliveryMs: null,
      centerId: part.centerId,
    },
    ...{ shipOption: order.shippingMethod, trackingUploaded: false, tracking: null, items, stocked: takes },
    ...{ invoiceAmount: null, timeline: [{ id: 601, atMs: at }] },
  };
  world.shipments.set(shipment.id, shipment);
  order.shipmentIds.push(shipment.id);
  commitStock(world, shipment, 1);
  return shipment;
}

/** Files an order; reads show it after the order lag. Uniqueness of the reference is the caller's check. */
export function placeOrder(world: World, given: NewOrder): Order {
  const order: Order = {
    ...{ id: newId(world, 'order'), orderNumber: given.orderNumber ?? null, referenceId: given.referenceId },
    ...{ channelId: given.channelId, type: given.type ?? 'DTC', createdMs: nowMs(world) },
    visibleAtMs: world.clock.elapsedMs() + (given.madeBy === 'control' ? 0 : world.settings.behaviour.orderLagMs),
    ...{ purchaseDate: given.purchaseDate ?? null, shippingMethod: given.shippingMethod ?? 'Standard' },
    ...{
      recipient: given.recipient,
      lines: given.lines,
      tags: given.tags ?? [],
      giftMessage: given.giftMessage ?? null,
    },
    ...{ totalPrice: given.totalPrice ?? null, shipmentIds: [], madeBy: given.madeBy },
  };
  world.orders.set(order.id, order);
  const stocked = world.settings.behaviour.checkStock && !given.ignoreStock && !given.parcels;
  for (const part of route(world, given)) {
    const shipment = makeShipment(world, order, part, stocked);
    if (part.short) world.emit({ kind: 'shipment', topic: 'order.shipment.exception', row: shipment });
  }
  return order;
}

/** The order with a reference in a channel, cancelled or not: references are unique forever. */
export function findByReference(world: World, channelId: number, referenceId: string): Order | undefined {
  for (const row of world.orders.values())
    if (row.channelId === channelId && row.referenceId === referenceId) return row;
  return undefined;
}
