// Views of fulfilment orders and fulfilments.
// Trap: a fulfilment order's lines have their own ids; those, not line item ids, are what fulfillmentCreate takes.
import { itemOf, supportedActions } from '../../domain/fulfil.ts';
import type { FulfillmentOrderRow, FulfillmentRow, OrderRow } from '../../domain/model.ts';
import { share } from '../../domain/money.ts';
import { lineList, lineNet } from '../../domain/totals.ts';
import { requireOrder, type World } from '../../domain/world.ts';
import { connection, listConnection, plainList } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid } from '../ids.ts';
import { addressView, instant, moneyBag } from './basics.ts';
import { locationView } from './inventory.ts';
import { lineView } from './line.ts';
import { orderView } from './order.ts';

function assignedLocation(world: World, row: FulfillmentOrderRow): View {
  const place = world.locations.get(row.locationId);
  return {
    name: place?.name ?? 'Removed location',
    location: () => (place ? locationView(world, place) : null),
    ...{ address1: place?.address1 ?? null, address2: null, city: place?.city ?? null, zip: place?.zip ?? null },
    ...{ province: place?.provinceCode ?? null, phone: null, countryCode: place?.countryCode ?? 'US' },
  };
}

function lineOf(world: World, order: OrderRow, part: FulfillmentOrderRow['lines'][number]): View {
  const line = order.lines.find((one) => one.id === part.lineId);
  const item = itemOf(order, part.lineId);
  return {
    __typename: 'FulfillmentOrderLineItem',
    id: gid('FulfillmentOrderLineItem', part.id),
    totalQuantity: part.total,
    remainingQuantity: part.remaining,
    sku: line?.sku ?? null,
    productTitle: line?.title ?? '',
    variantTitle: line?.variantTitle ?? null,
    vendor: line?.vendor ?? null,
    requiresShipping: line?.requiresShipping ?? true,
    inventoryItemId: item === null ? null : gid('InventoryItem', item),
    lineItem: () => (line ? lineView(world, order, line) : null),
    image: null,
    weight: null,
    warnings: [],
  };
}

export function fulfillmentOrderView(world: World, row: FulfillmentOrderRow): View {
  const order = requireOrder(world, row.orderId);
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', row.id),
    status: row.status,
    requestStatus: row.requestStatus,
    fulfillAt: instant(row.fulfillAt ?? order.processedAt),
    fulfillBy: null,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    orderId: gid('Order', order.id),
    orderName: order.name,
    orderProcessedAt: instant(order.processedAt),
    order: () => orderView(world, order),
    assignedLocation: () => assignedLocation(world, row),
    destination: () => addressView(order.shippingAddress),
    supportedActions: () => supportedActions(row).map((action) => ({ action, externalUrl: null })),
    fulfillmentHolds: () =>
      row.holds.map((hold) => ({
        ...{ id: gid('FulfillmentHold', hold.id), reason: hold.reason, reasonNotes: hold.notes, handle: hold.handle },
        ...{
          displayReason: hold.reason.toLowerCase().replaceAll('_', ' '),
          heldByRequestingApp: false,
          heldByApp: null,
        },
      })),
    deliveryMethod: {
      id: gid('DeliveryMethod', row.id),
      methodType: row.methodType,
      presentedName: null,
      serviceCode: null,
    },
    internationalDuties: null,
    lineItems: (args: Args, context: Context) =>
      listConnection(row.lines, args, context, (part) => lineOf(world, order, part)),
    fulfillments: (args: Args, context: Context) => {
      const own = new Set(row.lines.map((line) => line.id));
      const rows = order.fulfillments.filter((one) => one.lines.some((line) => own.has(line.source)));
      return listConnection(rows, args, context, (one) => fulfillmentView(world, order, one));
    },
  };
}

export function fulfillmentView(world: World, order: OrderRow, row: FulfillmentRow): View {
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', row.id),
    legacyResourceId: String(row.id),
    name: row.name,
    status: row.status,
    displayStatus: row.displayStatus,
    createdAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    deliveredAt: null,
    inTransitAt: null,
    estimatedDeliveryAt: null,
    requiresShipping: true,
    service: null,
    originAddress: null,
    totalQuantity: row.lines.reduce((all, line) => all + line.quantity, 0),
    order: () => orderView(world, order),
    location: () => {
      const place = world.locations.get(row.locationId);
      return place ? locationView(world, place) : null;
    },
    trackingInfo: (args: Args) => plainList(row.tracking, args, (one) => ({ ...one })),
    events: (args: Args, context: Context) =>
      listConnection(row.events, args, context, (event) => fulfillmentEventView(event)),
    fulfillmentOrders: (args: Args, context: Context) => {
      const sources = new Set(row.lines.map((line) => line.source));
      const rows = order.fulfillmentOrders.filter((one) => one.lines.some((line) => sources.has(line.id)));
      return connection(
        rows.map((one) => ({ row: one, id: one.id, value: one.id })),
        args,
        context,
        (one) => fulfillmentOrderView(world, one),
      );
    },
    fulfillmentLineItems: (args: Args, context: Context) =>
      listConnection(row.lines, args, context, (part) => {
        const line = order.lines.find((one) => one.id === part.lineId);
        const part_ = (of: typeof lineList) =>
          line && moneyBag(share(of(line), part.quantity, line.quantity, order.money), order.money);
        return {
          ...{ __typename: 'FulfillmentLineItem', id: gid('FulfillmentLineItem', part.id), quantity: part.quantity },
          lineItem: () => (line ? lineView(world, order, line) : null),
          originalTotalSet: () => part_(lineList),
          discountedTotalSet: () => part_(lineNet),
        };
      }),
  };
}

export const fulfillmentEventView = (event: FulfillmentRow['events'][number]): View => ({
  id: gid('FulfillmentEvent', event.id),
  status: event.status,
  happenedAt: instant(event.happenedAt),
  createdAt: instant(event.happenedAt),
  message: event.message,
});
