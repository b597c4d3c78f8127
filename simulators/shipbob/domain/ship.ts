// The life of a shipment: picked, packed, labelled, scanned by the carrier, delivered, in exception, on hold, cancelled.
// Trap: carrier progress changes details and last_tracking_update_at, never the status; Completed stays Completed.
import { createRng } from '../../shared/rng.ts';
import { chargeShipment } from './billing.ts';
import type { Shipment, Tracking } from './model.ts';
import { commitStock } from './orders.ts';
import { DETAILS, SCANS, shipmentsOf } from './shipment-status.ts';
import { moveStock } from './stock.ts';
import { later, nowMs, type World } from './world.ts';

const say = (world: World, topic: string, row: Shipment) => world.emit({ kind: 'shipment', topic, row });

function touch(world: World, shipment: Shipment, logId?: number): void {
  const at = nowMs(world);
  shipment.updatedMs = Math.max(at, shipment.updatedMs);
  if (logId !== undefined) shipment.timeline.push({ id: logId, atMs: at });
}

const detail = (id: number, inventoryId: number | null = null) => [{ id, inventoryId }];

/** Carrier and number of a label; members not given are made up. */
export interface LabelInput {
  carrier?: string;
  carrierService?: string;
  trackingNumber?: string;
  trackingUrl?: string;
  /** `order.shipped` goes out before the number is known. */
  withoutTracking?: boolean;
}

function trackingFor(shipment: Shipment, given: LabelInput, revision = 0): Tracking {
  const number =
    given.trackingNumber ?? `94${String(shipment.id).padStart(18, '0')}${String(revision).padStart(2, '0')}`;
  return {
    ...{ carrier: given.carrier ?? 'USPS', carrierService: given.carrierService ?? 'GroundAdvantage', number },
    ...{ url: given.trackingUrl ?? `https://tools.usps.com/go/TrackConfirmAction?tLabels=${number}`, shippedMs: null },
  };
}

/** Picked (100) or packed (101). */
export function work(world: World, shipment: Shipment, step: 'picked' | 'packed'): void {
  if (shipment.status !== 'Processing') throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.details = detail(step === 'picked' ? 100 : 101);
  touch(world, shipment, step === 'picked' ? 602 : 603);
}

function takeStock(world: World, shipment: Shipment): void {
  if (!shipment.stocked) return;
  for (const one of shipment.items.flatMap((item) => item.inventory))
    moveStock(world, {
      ...{
        category: 'OrderPicked',
        inventoryId: one.inventoryId,
        centerId: shipment.centerId,
        orderId: shipment.orderId,
      },
      ...{ lotNumber: one.lot, lotMs: one.lotMs, onHand: -one.quantity, committed: -one.quantity },
    });
}

/** A label is bought and printed: the shipment gets its tracking, its fees fall due. */
export function label(world: World, shipment: Shipment, given: LabelInput = {}): void {
  if (shipment.status !== 'Processing') throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.status = 'LabeledCreated';
  shipment.details = detail(102);
  if (!given.withoutTracking) shipment.tracking = trackingFor(shipment, given);
  shipment.actualMs = nowMs(world);
  takeStock(world, shipment);
  touch(world, shipment, 604);
  chargeShipment(world, shipment);
  const order = world.orders.get(shipment.orderId);
  if (!order) return;
  const open = shipmentsOf(world, order).filter((row) => row.status !== 'Cancelled' && row.actualMs === null);
  if (world.settings.behaviour.shippedWhen === 'each' || open.length === 0)
    world.emit({ kind: 'order', topic: 'order.shipped', row: order });
}

/** It left the building: Completed 200. */
export function ship(world: World, shipment: Shipment, given: LabelInput = {}): void {
  if (shipment.status === 'Processing') label(world, shipment, given);
  if (shipment.status !== 'LabeledCreated') throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.status = 'Completed';
  shipment.details = detail(200);
  if (shipment.tracking) shipment.tracking.shippedMs = nowMs(world);
  touch(world, shipment, 605);
}

/** A carrier scan. `silent` keeps the webhooks back, as some carriers do with Delivered. */
export function scan(world: World, shipment: Shipment, name: string, silent = false): void {
  const known = SCANS[name];
  if (!known) throw new Error(`scan is one of: ${Object.keys(SCANS).join(', ')}`);
  if (shipment.status === 'Processing' || shipment.status === 'LabeledCreated') ship(world, shipment);
  if (shipment.status !== 'Completed') throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.details = detail(known.detail);
  shipment.lastTrackingMs = Math.max(nowMs(world), (shipment.lastTrackingMs ?? 0) + 1);
  if (name === 'Delivered') shipment.deliveryMs = shipment.lastTrackingMs;
  touch(world, shipment, known.log);
  if (silent) return;
  say(world, 'order.shipment.tracking.updated', shipment);
  if (name !== 'Delivered') return;
  say(world, 'order.shipment.delivered', shipment);
  const order = world.orders.get(shipment.orderId);
  const all = order && shipmentsOf(world, order).every((row) => row.deliveryMs !== null || row.status === 'Cancelled');
  if (order && all) world.emit({ kind: 'order', topic: 'order.delivered', row: order });
}

/** The tracking number is replaced, or comes late. */
export function correctTracking(world: World, shipment: Shipment, given: LabelInput): void {
  const shippedMs = shipment.tracking?.shippedMs ?? null;
  shipment.tracking = { ...trackingFor(shipment, given, 1 + shipment.timeline.length), shippedMs };
  shipment.lastTrackingMs = Math.max(nowMs(world), (shipment.lastTrackingMs ?? 0) + 1);
  touch(world, shipment);
  say(world, 'order.shipment.tracking.updated', shipment);
}

/** Exception (300…) or hold (400…) by detail id. */
export function block(world: World, shipment: Shipment, detailId: number): void {
  if (!DETAILS[detailId] || detailId < 300) throw new Error('detail is an id from 300 (exception) or 400 (hold) on');
  if (['Completed', 'Cancelled', 'LabeledCreated'].includes(shipment.status))
    throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.status = detailId < 400 ? 'Exception' : 'OnHold';
  const item = shipment.items[0]?.inventory[0]?.inventoryId ?? null;
  shipment.details = detail(detailId, detailId < 400 ? item : null);
  touch(world, shipment);
  say(world, detailId < 400 ? 'order.shipment.exception' : 'order.shipment.on_hold', shipment);
}

/** Exception or hold is over. */
export function unblock(world: World, shipment: Shipment): void {
  if (shipment.status !== 'Exception' && shipment.status !== 'OnHold')
    throw new Error(`shipment ${shipment.id} is ${shipment.status}`);
  shipment.status = 'Processing';
  shipment.details = [];
  touch(world, shipment);
}

/** True while nothing of it was picked. */
export const cancellable = (shipment: Shipment): boolean =>
  ['None', 'Exception', 'OnHold', 'ImportReview'].includes(shipment.status) ||
  (shipment.status === 'Processing' && shipment.details.length === 0);

/** Cancels it and frees its stock. */
export function cancelShipment(world: World, shipment: Shipment): void {
  shipment.status = 'Cancelled';
  shipment.details = [];
  commitStock(world, shipment, -1);
  touch(world, shipment);
  say(world, 'order.shipment.cancelled', shipment);
}

export interface ShipPlan {
  /** Days from now to delivery; default 4. */
  days?: number;
  /** Chance of a delivery exception on the way; default 0. */
  exceptions?: number;
  /** Chance that the number is corrected after the label; default 0. */
  corrections?: number;
  seed?: number;
}

/** Plans the way of a shipment from label to delivery; advancing the clock makes it happen. */
export function planShipment(world: World, shipment: Shipment, plan: ShipPlan = {}): void {
  const rng = createRng((plan.seed ?? 1) * 104_729 + shipment.id);
  const span = (plan.days ?? 4) * 86_400_000;
  const step = (share: number, act: () => void) =>
    later(world, span * share, () => {
      if (shipment.status !== 'Cancelled' && shipment.deliveryMs === null) act();
    });
  step(0.05 + 0.1 * rng.next(), () => label(world, shipment));
  step(0.2 + 0.05 * rng.next(), () => ship(world, shipment));
  if (rng.chance(plan.corrections ?? 0)) step(0.27, () => correctTracking(world, shipment, {}));
  step(0.3 + 0.3 * rng.next(), () => scan(world, shipment, 'InTransit'));
  if (rng.chance(plan.exceptions ?? 0)) step(0.7, () => scan(world, shipment, 'DeliveryException'));
  step(0.8 + 0.1 * rng.next(), () => scan(world, shipment, 'OutForDelivery'));
  step(1, () => scan(world, shipment, 'Delivered'));
}
