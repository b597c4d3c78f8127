// Mutations on fulfilments and fulfilment orders, with the vendor's recorded refusals in their recorded order.
// Trap: fulfillmentCreate has no idempotency; the same call twice makes two fulfilments or fails on a closed order.
import * as fulfil from '../../domain/fulfil.ts';
import type { FulfillmentOrderRow, TrackingRow } from '../../domain/model.ts';
import { newId, requireOrder, stamp, touchOrder } from '../../domain/world.ts';
import { fulfillmentNotices } from '../../hooks/notices.ts';
import { type Args, type Context, type Field, userError } from '../context.ts';
import { idOf } from '../ids.ts';
import { fulfillmentEventView, fulfillmentOrderView, fulfillmentView } from '../views/fulfillment.ts';

const FIELD = ['fulfillment'];
const FULFILLABLE = new Set(['OPEN', 'IN_PROGRESS']);

/** Tracking rows from an input: number/url, or numbers/urls side by side. */
function trackingOf(input: Args | null | undefined): TrackingRow[] {
  if (!input) return [];
  const list = (many: unknown, single: unknown) =>
    (many as string[] | null | undefined) ?? (single == null ? [] : [String(single)]);
  const numbers = list(input.numbers, input.number);
  const urls = list(input.urls, input.url);
  const company = (input.company ?? null) as string | null;
  const count = Math.max(numbers.length, urls.length);
  return Array.from({ length: count }, (_, at) => ({ company, number: numbers[at] ?? null, url: urls[at] ?? null }));
}

interface Wanted {
  target: FulfillmentOrderRow;
  items: { id: number; quantity: number }[] | null;
}

function quantityErrors(groups: Args[]) {
  return groups.flatMap((group, at) =>
    ((group.fulfillmentOrderLineItems ?? []) as Args[]).flatMap((item, index) => {
      if (Number(item.quantity) > 0) return [];
      const field = [
        'fulfillment',
        'lineItemsByFulfillmentOrder',
        String(at),
        'fulfillmentOrderLineItems',
        String(index),
        'quantity',
      ];
      return [userError(field, 'Quantity must be greater than 0')];
    }),
  );
}

function readTargets(groups: Args[], context: Context): { wanted: Wanted[]; missing: boolean } {
  const wanted: Wanted[] = [];
  for (const group of groups) {
    const target = context.world.fulfillmentOrders.get(idOf(group.fulfillmentOrderId, 'FulfillmentOrder'));
    if (!target) return { wanted, missing: true };
    const items = (group.fulfillmentOrderLineItems as Args[] | null | undefined)?.map((item) => ({
      id: idOf(item.id, 'FulfillmentOrderLineItem'),
      quantity: Number(item.quantity),
    }));
    wanted.push({ target, items: items && items.length > 0 ? items : null });
  }
  return { wanted, missing: false };
}

function targetError(wanted: Wanted[]): string | null {
  const ids = (list: number[]) => [...new Set(list)];
  const orders = ids(wanted.map(({ target }) => target.orderId));
  if (orders.length > 1)
    return `All fulfillment orders must belong to the same order. Multiple orders with ids [${orders.join(', ')}] were found.`;
  const places = ids(wanted.map(({ target }) => target.locationId));
  if (places.length > 1)
    return `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${places.join(', ')}] were found.`;
  const stuck = wanted.find(({ target }) => !FULFILLABLE.has(target.status));
  return stuck
    ? `Fulfillment order ${stuck.target.id} has an unfulfillable status= ${stuck.target.status.toLowerCase()}.`
    : null;
}

function partsOf(wanted: Wanted[]): { parts: fulfil.FulfillmentPart[]; error: string | null } {
  const parts: fulfil.FulfillmentPart[] = [];
  const drawn = new Map<number, number>();
  for (const { target, items } of wanted) {
    const asked =
      items ??
      target.lines.filter((line) => line.remaining > 0).map((line) => ({ id: line.id, quantity: line.remaining }));
    for (const { id, quantity } of asked) {
      const line = target.lines.find((one) => one.id === id);
      if (!line) return { parts, error: 'Fulfillment order line item does not exist.' };
      const all = (drawn.get(id) ?? 0) + quantity;
      if (all > line.remaining) return { parts, error: 'Invalid fulfillment order line item quantity requested.' };
      drawn.set(id, all);
      parts.push({ target, line, quantity });
    }
  }
  return { parts, error: null };
}

const fulfillmentCreate: Field = ({ fulfillment }, context) => {
  const input = fulfillment as Args;
  const groups = input.lineItemsByFulfillmentOrder as Args[];
  const refuse = (errors: unknown[]) => ({ fulfillment: null, userErrors: errors });
  const wrong = quantityErrors(groups);
  if (wrong.length > 0) return refuse(wrong);
  const { wanted, missing } = readTargets(groups, context);
  const problem = missing || wanted.length === 0 ? 'Fulfillment order does not exist.' : targetError(wanted);
  if (problem) return refuse([userError(FIELD, problem)]);
  const { parts, error } = partsOf(wanted);
  const order = context.world.orders.get(wanted[0]?.target.orderId ?? 0);
  if (error || !order) return refuse([userError(FIELD, error ?? 'Fulfillment order does not exist.')]);
  const row = fulfil.createFulfillment(context.world, order, {
    parts,
    tracking: trackingOf(input.trackingInfo as Args | null | undefined),
    notifyCustomer: input.notifyCustomer === true,
  });
  return { fulfillment: fulfillmentView(context.world, order, row), userErrors: [] };
};

function findFulfillment(id: unknown, context: Context) {
  const row = context.world.fulfillments.get(idOf(id, 'Fulfillment'));
  const order = row && context.world.orders.get(row.orderId);
  return row && order ? { row, order, view: () => fulfillmentView(context.world, order, row) } : null;
}

const fulfillmentTrackingInfoUpdate: Field = ({ fulfillmentId, trackingInfoInput }, context) => {
  const found = findFulfillment(fulfillmentId, context);
  if (!found) return { fulfillment: null, userErrors: [userError(['fulfillmentId'], 'Fulfillment does not exist.')] };
  fulfil.setTracking(context.world, found.row, trackingOf(trackingInfoInput as Args));
  return { fulfillment: found.view(), userErrors: [] };
};

const fulfillmentCancel: Field = ({ id }, context) => {
  const found = findFulfillment(id, context);
  if (!found) return { fulfillment: null, userErrors: [userError(['id'], 'Fulfillment not found.')] };
  fulfil.cancelFulfillment(context.world, found.row);
  return { fulfillment: found.view(), userErrors: [] };
};

const fulfillmentEventCreate: Field = ({ fulfillmentEvent }, context) => {
  const { world } = context;
  const input = fulfillmentEvent as Args;
  const found = findFulfillment(input.fulfillmentId, context);
  if (!found)
    return { fulfillmentEvent: null, userErrors: [userError(['fulfillmentId'], 'Fulfillment does not exist.')] };
  const happenedAt = input.happenedAt == null ? stamp(world) : Date.parse(String(input.happenedAt));
  const event = {
    id: newId(world),
    status: String(input.status),
    happenedAt,
    message: (input.message ?? null) as string | null,
  };
  found.row.events.push(event);
  Object.assign(found.row, { displayStatus: event.status, updatedAt: stamp(world) });
  touchOrder(world, found.order);
  world.emit(fulfillmentNotices(world, found.order, found.row, { created: false, levels: [] }));
  return { fulfillmentEvent: fulfillmentEventView(event), userErrors: [] };
};

function findFulfillmentOrder(id: unknown, context: Context) {
  return context.world.fulfillmentOrders.get(idOf(id, 'FulfillmentOrder'));
}

const missingOrder = {
  userErrors: [userError(['id'], 'Fulfillment order does not exist.', 'FULFILLMENT_ORDER_NOT_FOUND')],
};

const fulfillmentOrderHold: Field = ({ id, fulfillmentHold }, context) => {
  const row = findFulfillmentOrder(id, context);
  if (!row) return { fulfillmentOrder: null, fulfillmentHold: null, remainingFulfillmentOrder: null, ...missingOrder };
  const input = fulfillmentHold as Args;
  const hold = fulfil.holdFulfillmentOrder(
    context.world,
    row,
    String(input.reason),
    (input.reasonNotes ?? null) as string | null,
  );
  touchOrder(context.world, requireOrder(context.world, row.orderId));
  const view = fulfillmentOrderView(context.world, row);
  const shown = (view.fulfillmentHolds as () => { id: string }[])().find((one) => one.id.endsWith(String(hold.id)));
  return { fulfillmentOrder: view, fulfillmentHold: shown, remainingFulfillmentOrder: null, userErrors: [] };
};

const fulfillmentOrderReleaseHold: Field = ({ id }, context) => {
  const row = findFulfillmentOrder(id, context);
  if (!row) return { fulfillmentOrder: null, ...missingOrder };
  fulfil.releaseHolds(context.world, row);
  touchOrder(context.world, requireOrder(context.world, row.orderId));
  return { fulfillmentOrder: fulfillmentOrderView(context.world, row), userErrors: [] };
};

const fulfillmentOrderOpen: Field = ({ id }, context) => {
  const row = findFulfillmentOrder(id, context);
  if (!row) return { fulfillmentOrder: null, ...missingOrder };
  if (row.status === 'SCHEDULED') row.status = 'OPEN';
  return { fulfillmentOrder: fulfillmentOrderView(context.world, row), userErrors: [] };
};

const fulfillmentOrderMove: Field = ({ id, newLocationId }, context) => {
  const row = findFulfillmentOrder(id, context);
  const empty = { movedFulfillmentOrder: null, originalFulfillmentOrder: null, remainingFulfillmentOrder: null };
  if (!row) return { ...empty, ...missingOrder };
  const locationId = idOf(newLocationId, 'Location');
  if (!context.world.locations.has(locationId))
    return { ...empty, userErrors: [userError(['newLocationId'], 'Location does not exist.', 'LOCATION_NOT_FOUND')] };
  const moved = fulfil.moveFulfillmentOrder(context.world, row, locationId);
  const view = (one: FulfillmentOrderRow) => fulfillmentOrderView(context.world, one);
  return {
    movedFulfillmentOrder: view(moved),
    originalFulfillmentOrder: view(row),
    remainingFulfillmentOrder: null,
    userErrors: [],
  };
};

export const fulfillmentMutations: Record<string, Field> = {
  fulfillmentCreate,
  fulfillmentCreateV2: fulfillmentCreate,
  fulfillmentTrackingInfoUpdate,
  fulfillmentTrackingInfoUpdateV2: fulfillmentTrackingInfoUpdate,
  fulfillmentCancel,
  fulfillmentEventCreate,
  fulfillmentOrderHold,
  fulfillmentOrderReleaseHold,
  fulfillmentOrderOpen,
  fulfillmentOrderMove,
};
