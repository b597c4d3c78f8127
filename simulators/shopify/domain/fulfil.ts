// Fulfilment orders per location and the fulfilments that draw on them.
// Trap: one fulfilment belongs to one location; a fulfilment order closes when nothing remains on it.
import { fulfillmentNotices } from '../hooks/notices.ts';
import { activeLevel, commitStock, quantityOf, settleStock } from './inventory.ts';
import type { FulfillmentOrderRow, FulfillmentRow, LevelRow, LineRow, OrderRow, TrackingRow } from './model.ts';
import type { PlaceOrder } from './order-input.ts';
import { closeWhenDone } from './status.ts';
import { totalsOf } from './totals.ts';
import { newId, requireOrder, stamp, touchOrder, type World } from './world.ts';

/** Where a line ships from: where it was told to, where enough is in stock, where it is stocked, the first location. */
function locationFor(world: World, line: LineRow, wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  const places = [...world.locations.values()].filter((row) => row.active && row.fulfillsOnlineOrders);
  const level = (locationId: number) =>
    line.inventoryItemId !== null && activeLevel(world, line.inventoryItemId, locationId);
  const enough = places.find((row) => quantityOf(level(row.id) || undefined, 'available') >= line.quantity);
  return (enough ?? places.find((row) => level(row.id)) ?? places[0])?.id ?? 0;
}

function methodOf(order: OrderRow, line: LineRow): FulfillmentOrderRow['methodType'] {
  if (order.sourceName === 'pos') return 'RETAIL';
  return line.requiresShipping ? 'SHIPPING' : 'NONE';
}

/** A new empty fulfilment order. */
export function addFulfillmentOrder(
  world: World,
  order: OrderRow,
  given: Pick<FulfillmentOrderRow, 'locationId' | 'methodType'>,
): FulfillmentOrderRow {
  const now = stamp(world);
  const row: FulfillmentOrderRow = {
    ...{ id: newId(world), orderId: order.id, status: 'OPEN', requestStatus: 'UNSUBMITTED', fulfillAt: null },
    ...{ createdAt: now, updatedAt: now, holds: [], lines: [] },
    ...given,
  };
  order.fulfillmentOrders.push(row);
  world.fulfillmentOrders.set(row.id, row);
  return row;
}

/** Puts units of a line on the order's open fulfilment order of a location. */
export function assignUnits(
  world: World,
  order: OrderRow,
  line: LineRow,
  { quantity, locationId }: { quantity: number; locationId: number },
): FulfillmentOrderRow {
  const methodType = methodOf(order, line);
  const fits = (row: FulfillmentOrderRow) =>
    row.locationId === locationId && row.methodType === methodType && !['CLOSED', 'CANCELLED'].includes(row.status);
  const target = order.fulfillmentOrders.find(fits) ?? addFulfillmentOrder(world, order, { locationId, methodType });
  target.lines.push({ id: newId(world), lineId: line.id, total: quantity, remaining: quantity });
  return target;
}

export const isShippable = (line: LineRow): boolean => !line.tip && !line.giftCard;

/** Makes a new order's fulfilment orders and commits its stock; returns the levels that changed. */
export function routeOrder(world: World, order: OrderRow, input: PlaceOrder): (LevelRow | null)[] {
  const levels = order.lines.map((line, at) => {
    if (!isShippable(line)) return null;
    const wanted = input.lines?.[at]?.locationId ?? (order.sourceName === 'pos' ? order.retailLocationId : null);
    const locationId = locationFor(world, line, wanted ?? undefined);
    assignUnits(world, order, line, { quantity: line.quantity, locationId });
    return commitStock(world, line.inventoryItemId, locationId, line.quantity);
  });
  const later = input.fulfillAt === undefined ? null : Date.parse(input.fulfillAt);
  for (const row of order.fulfillmentOrders) {
    row.fulfillAt = later;
    if (later !== null && later > world.clock.now()) schedule(world, row, later);
    if (input.hold) holdFulfillmentOrder(world, row, input.hold, null);
  }
  return levels;
}

/** Keeps a fulfilment order back until its date. */
function schedule(world: World, row: FulfillmentOrderRow, atMs: number): void {
  row.status = 'SCHEDULED';
  world.scheduler.after(atMs - world.clock.now(), () => {
    const order = world.orders.get(row.orderId);
    if (row.status !== 'SCHEDULED' || !order) return;
    row.status = 'OPEN';
    touchOrder(world, order);
  });
}

/** Puts a fulfilment order on hold. */
export function holdFulfillmentOrder(world: World, row: FulfillmentOrderRow, reason: string, notes: string | null) {
  const hold = { id: newId(world), reason, notes, handle: '' };
  row.holds.push(hold);
  row.status = 'ON_HOLD';
  row.updatedAt = stamp(world);
  return hold;
}

/** Ends all holds of a fulfilment order. */
export function releaseHolds(world: World, row: FulfillmentOrderRow): void {
  row.holds = [];
  if (row.status === 'ON_HOLD') row.status = 'OPEN';
  row.updatedAt = stamp(world);
}

/** What may be done with a fulfilment order, as `supportedActions` tells it. */
export function supportedActions(row: FulfillmentOrderRow): string[] {
  if (row.status === 'CLOSED' || row.status === 'CANCELLED' || row.status === 'INCOMPLETE') return [];
  if (row.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE'];
  if (row.status === 'SCHEDULED') return ['MARK_AS_OPEN'];
  if (row.requestStatus === 'SUBMITTED' || row.requestStatus === 'ACCEPTED') return ['REQUEST_CANCELLATION'];
  if (row.status === 'IN_PROGRESS') return ['CREATE_FULFILLMENT', 'HOLD', 'SPLIT'];
  return ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT', 'MERGE'];
}

export interface FulfillmentPart {
  target: FulfillmentOrderRow;
  line: FulfillmentOrderRow['lines'][number];
  quantity: number;
}

export interface FulfillmentRequest {
  parts: FulfillmentPart[];
  tracking: TrackingRow[];
  notifyCustomer: boolean;
  silent?: boolean;
}

function closeIfEmpty(row: FulfillmentOrderRow, now: number): void {
  row.updatedAt = now;
  if (row.lines.every((line) => line.remaining === 0)) row.status = 'CLOSED';
}

/** Ships parts of one location's fulfilment orders; the request is already checked. */
export function createFulfillment(world: World, order: OrderRow, request: FulfillmentRequest): FulfillmentRow {
  const now = stamp(world);
  const parts = request.parts.filter((part) => part.quantity > 0);
  const locationId = parts[0]?.target.locationId ?? 0;
  const row: FulfillmentRow = {
    id: newId(world),
    orderId: order.id,
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    ...{ status: 'SUCCESS', displayStatus: 'FULFILLED', locationId, createdAt: now, updatedAt: now, events: [] },
    tracking: request.tracking,
    notifyCustomer: request.notifyCustomer,
    lines: parts.map(({ line, quantity }) => ({ id: newId(world), lineId: line.lineId, quantity, source: line.id })),
  };
  const levels = parts.map(({ target, line, quantity }) => {
    line.remaining -= quantity;
    closeIfEmpty(target, now);
    return settleStock(world, itemOf(order, line.lineId), target.locationId, quantity, 'fulfilled');
  });
  order.fulfillments.push(row);
  world.fulfillments.set(row.id, row);
  closeWhenDone(order, totalsOf(order, world.settings.behaviour), now);
  touchOrder(world, order);
  if (!request.silent) world.emit(fulfillmentNotices(world, order, row, { created: true, levels }));
  return row;
}

export const itemOf = (order: OrderRow, lineId: number): number | null =>
  order.lines.find((line) => line.id === lineId)?.inventoryItemId ?? null;

/** Cancels a fulfilment; its units go to a new fulfilment order. Cancelling again changes nothing. */
export function cancelFulfillment(world: World, row: FulfillmentRow): void {
  if (row.status === 'CANCELLED') return;
  const order = requireOrder(world, row.orderId);
  const now = stamp(world);
  Object.assign(row, { status: 'CANCELLED', displayStatus: 'CANCELED', updatedAt: now });
  const levels = row.lines.map((part) => {
    const line = order.lines.find((one) => one.id === part.lineId);
    if (!line) return null;
    assignUnits(world, order, line, { quantity: part.quantity, locationId: row.locationId });
    return settleStock(world, line.inventoryItemId, row.locationId, part.quantity, 'unfulfilled');
  });
  closeWhenDone(order, totalsOf(order, world.settings.behaviour), now);
  touchOrder(world, order);
  world.emit(fulfillmentNotices(world, order, row, { created: false, levels }));
}

/** Replaces a fulfilment's tracking; works on cancelled ones too. */
export function setTracking(world: World, row: FulfillmentRow, tracking: TrackingRow[]): void {
  const order = requireOrder(world, row.orderId);
  row.tracking = tracking;
  row.updatedAt = stamp(world);
  touchOrder(world, order);
  world.emit(fulfillmentNotices(world, order, row, { created: false, levels: [] }));
}

/** Moves what remains of a fulfilment order to another location; returns the new one. */
export function moveFulfillmentOrder(world: World, row: FulfillmentOrderRow, locationId: number): FulfillmentOrderRow {
  const order = requireOrder(world, row.orderId);
  const moved = addFulfillmentOrder(world, order, { locationId, methodType: row.methodType });
  for (const line of row.lines.filter((one) => one.remaining > 0)) {
    const { lineId, remaining } = line;
    const item = itemOf(order, lineId);
    settleStock(world, item, row.locationId, remaining, 'released');
    commitStock(world, item, locationId, remaining);
    moved.lines.push({ id: newId(world), lineId, total: remaining, remaining });
    line.total -= remaining;
    line.remaining = 0;
  }
  closeIfEmpty(row, stamp(world));
  touchOrder(world, order);
  return moved;
}

/** Takes up to `quantity` unshipped units of a line off its open fulfilment orders; tells how many and from where. */
export function takeBackUnits(
  world: World,
  order: OrderRow,
  lineId: number,
  quantity: number,
): { locationId: number; quantity: number }[] {
  const taken: { locationId: number; quantity: number }[] = [];
  let left = quantity;
  for (const row of order.fulfillmentOrders) {
    if (row.status === 'CLOSED' || row.status === 'CANCELLED') continue;
    for (const line of row.lines.filter((one) => one.lineId === lineId)) {
      const units = Math.min(left, line.remaining);
      if (units === 0) continue;
      line.remaining -= units;
      line.total -= units;
      left -= units;
      taken.push({ locationId: row.locationId, quantity: units });
    }
    closeIfEmpty(row, stamp(world));
  }
  return taken;
}
