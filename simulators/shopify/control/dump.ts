// The whole state as a test wants to compare it: expected totals per order, fulfilments, stock, counts.
// Trap: the amounts here are what an ERP should end with; they are worked out apart from the GraphQL views.
import { quantityOf } from '../domain/inventory.ts';
import type { LineRow, OrderRow } from '../domain/model.ts';
import { type Bag, minus, sum, webhookAmount } from '../domain/money.ts';
import { financialStatus, fulfillmentStatus } from '../domain/status.ts';
import {
  allocated,
  currentQuantity,
  lineList,
  lineNet,
  lineTax,
  shippingNet,
  shippingTax,
  totalsOf,
} from '../domain/totals.ts';
import type { World } from '../domain/world.ts';
import type { Courier } from '../hooks/courier.ts';
import type { RequestLog } from '../http/request-log.ts';

type Amounts = { shop: string; presentment: string };

export interface Dump {
  orders: ReturnType<typeof orderDump>[];
  inventory: {
    sku: string | null;
    itemId: number;
    location: string;
    locationId: number;
    active: boolean;
    quantities: Record<string, number>;
  }[];
  counts: Record<string, number>;
}

function amounts(bag: Bag, order: OrderRow): Amounts {
  return {
    shop: webhookAmount(bag.shop, order.money.shop),
    presentment: webhookAmount(bag.presentment, order.money.presentment),
  };
}

/** A line as it should be booked: gross, discount and net without tax, and its tax. */
function lineDump(order: OrderRow, line: LineRow) {
  const net = order.taxesIncluded ? minus(lineNet(line), lineTax(line)) : lineNet(line);
  return {
    id: line.id,
    sku: line.sku,
    title: line.title,
    kind: line.tip ? 'tip' : line.giftCard ? 'gift-card' : 'goods',
    quantity: line.quantity,
    currentQuantity: currentQuantity(order, line),
    group: line.group?.title ?? null,
    list: amounts(lineList(line), order),
    discount: amounts(allocated(line), order),
    net: amounts(net, order),
    tax: amounts(lineTax(line), order),
  };
}

function shippingDump(order: OrderRow) {
  const rows = order.shippingLines.filter((row) => !row.removed);
  const tax = sum(rows.map(shippingTax));
  const paid = sum(rows.map(shippingNet));
  return { net: amounts(order.taxesIncluded ? minus(paid, tax) : paid, order), tax: amounts(tax, order) };
}

function fulfillmentDumps(world: World, order: OrderRow) {
  return order.fulfillments.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.status,
    location: world.locations.get(row.locationId)?.name ?? null,
    locationId: row.locationId,
    notifyCustomer: row.notifyCustomer,
    tracking: row.tracking,
    lines: row.lines.map((part) => {
      const line = order.lines.find((one) => one.id === part.lineId);
      return { lineId: part.lineId, sku: line?.sku ?? null, quantity: part.quantity };
    }),
  }));
}

function refundDumps(order: OrderRow) {
  return order.refunds.map((row) => ({
    id: row.id,
    lines: row.lines.map((one) => ({ lineId: one.lineId, quantity: one.quantity, restockType: one.restockType })),
    refunded: amounts(
      sum(
        order.transactions
          .filter((one) => row.transactionIds.includes(one.id) && one.status === 'SUCCESS')
          .map((one) => one.amount),
      ),
      order,
    ),
    adjustments: row.adjustments.map((one) => amounts(one.amount, order)),
  }));
}

/** One order with its expected totals. */
export function orderDump(world: World, order: OrderRow) {
  const totals = totalsOf(order, world.settings.behaviour);
  const show = (bag: Bag) => amounts(bag, order);
  return {
    id: order.id,
    gid: `gid://shopify/Order/${order.id}`,
    name: order.name,
    test: order.test,
    sourceName: order.sourceName,
    currency: { shop: order.money.shop, presentment: order.money.presentment },
    taxesIncluded: order.taxesIncluded,
    customerId: order.customerId,
    email: order.email,
    tags: order.tags,
    note: order.note,
    metafields: order.metafields.map(({ namespace, key, value }) => ({ namespace, key, value })),
    cancelledAt: order.cancelledAt,
    updatedAt: new Date(order.updatedAt).toISOString(),
    financialStatus: financialStatus(order, totals, world.clock.now()),
    fulfillmentStatus: fulfillmentStatus(order),
    lines: order.lines.map((line) => lineDump(order, line)),
    shipping: shippingDump(order),
    fees: order.fees.map((fee) => ({ name: fee.name, amount: show(fee.price) })),
    totals: {
      ...{ subtotal: show(totals.subtotal), shipping: show(totals.shipping), tax: show(totals.tax) },
      ...{ discounts: show(totals.discounts), duties: show(totals.duties), fees: show(totals.fees) },
      ...{ tips: show(totals.tips), total: show(totals.total), current: show(totals.current.total) },
      ...{ received: show(totals.received), refunded: show(totals.refunded), outstanding: show(totals.outstanding) },
    },
    payments: order.transactions.map((row) => ({
      id: row.id,
      kind: row.kind,
      status: row.status,
      gateway: row.gateway,
      amount: show(row.amount),
    })),
    fulfillmentOrders: order.fulfillmentOrders.map((row) => ({
      id: row.id,
      status: row.status,
      locationId: row.locationId,
      lines: row.lines,
    })),
    fulfillments: fulfillmentDumps(world, order),
    refunds: refundDumps(order),
  };
}

/** Quantities per item and location. */
export function inventoryDump(world: World): Dump['inventory'] {
  return [...world.levels.values()].map((level) => ({
    sku: world.variantsByItem.get(level.itemId)?.sku ?? null,
    itemId: level.itemId,
    location: world.locations.get(level.locationId)?.name ?? '',
    locationId: level.locationId,
    active: level.active,
    quantities: Object.fromEntries([...level.quantities.keys()].map((name) => [name, quantityOf(level, name)])),
  }));
}

/** How many there are of everything, and how often the writes that matter were called. */
export function countState(world: World, courier: Courier, log: RequestLog): Record<string, number> {
  const states = courier.deliveries().map((delivery) => delivery.state);
  const count = (state: string) => states.filter((one) => one === state).length;
  const calls = log.entries();
  const mutations = calls.filter((entry) => entry.kind === 'mutation' && entry.valid);
  const called = (field: string) =>
    mutations.filter((entry) => entry.fields.includes(field) && !entry.throttled).length;
  return {
    ...{ orders: world.orders.size, customers: world.customers.size, products: world.products.size },
    ...{ fulfillments: world.fulfillments.size, subscriptions: world.subscriptions.size, drafts: world.drafts.size },
    refunds: [...world.orders.values()].reduce((all, order) => all + order.refunds.length, 0),
    adjustmentGroups: world.adjustments.length,
    ...{ deliveries: states.length, delivered: count('delivered'), lost: count('lost'), dropped: count('dropped') },
    ...{ requests: log.total(), invalidRequests: calls.filter((entry) => entry.valid === false).length },
    missingIdempotency: calls.filter((entry) => entry.missingIdempotency.length > 0).length,
    throttled: calls.filter((entry) => entry.throttled).length,
    ...{ fulfillmentCreateCalls: called('fulfillmentCreate'), inventorySetCalls: called('inventorySetQuantities') },
    refundCreateCalls: called('refundCreate'),
  };
}

/** Everything at once. */
export function dumpState(world: World, courier: Courier, log: RequestLog): Dump {
  return {
    orders: [...world.orders.values()].map((order) => orderDump(world, order)),
    inventory: inventoryDump(world),
    counts: countState(world, courier, log),
  };
}
