// Which topics one action raises, with their bodies; all of them share one Event-Id.
// Trap: orders/updated comes last and may be held back further by `updatedLagMs`.
import type { CustomerRow, FulfillmentRow, LevelRow, OrderRow, RefundRow, TransactionRow } from '../domain/model.ts';
import { financialStatus, fulfillmentStatus } from '../domain/status.ts';
import { totalsOf } from '../domain/totals.ts';
import type { Notice, World } from '../domain/world.ts';
import { shopTime } from './format.ts';
import { orderBody } from './order-body.ts';
import { customerBody, fulfillmentBody, levelBody, refundBody, transactionBody } from './other-bodies.ts';

type Levels = Iterable<LevelRow | null>;

const onOrder = (world: World, order: OrderRow, topic: string, more: Partial<Notice> = {}): Notice => ({
  ...{ topic, orderId: order.id, test: order.test, body: () => orderBody(world, order) },
  ...more,
});

const updated = (world: World, order: OrderRow): Notice => onOrder(world, order, 'ORDERS_UPDATED', { later: true });

/** inventory_levels/update for each level, once. */
export function levelNotices(world: World, levels: Levels): Notice[] {
  const unique = new Set([...levels].filter((level) => level !== null));
  return [...unique].map((level) => ({ topic: 'INVENTORY_LEVELS_UPDATE', body: () => levelBody(world, level) }));
}

const isPaid = (world: World, order: OrderRow) =>
  financialStatus(order, totalsOf(order, world.settings.behaviour), world.clock.now()) === 'PAID';

const transactionNotices = (world: World, order: OrderRow, rows: TransactionRow[]): Notice[] =>
  rows.map((row) => ({ topic: 'ORDER_TRANSACTIONS_CREATE', body: () => transactionBody(world, order, row) }));

/** A customer was made or changed. */
export const customerNotice = (world: World, row: CustomerRow, fresh: boolean): Notice => ({
  topic: fresh ? 'CUSTOMERS_CREATE' : 'CUSTOMERS_UPDATE',
  body: () => customerBody(world, row),
});

/** One customer became part of another. */
export const mergeNotice = (kept: number, deleted: number): Notice => ({
  topic: 'CUSTOMERS_MERGE',
  body: () => ({
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${deleted}`,
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  }),
});

function customerNotices(world: World, order: OrderRow): Notice[] {
  const row = order.customerId === null ? undefined : world.customers.get(order.customerId);
  if (!row) return [];
  const fresh = !world.knownCustomers.has(row.id);
  world.knownCustomers.add(row.id);
  return [customerNotice(world, row, fresh)];
}

function placed(world: World, order: OrderRow, levels: Levels): Notice[] {
  const routed = order.fulfillmentOrders.map((row) => ({
    topic: 'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE',
    body: () => ({
      fulfillment_order: { id: `gid://shopify/FulfillmentOrder/${row.id}`, status: row.status.toLowerCase() },
    }),
  }));
  return [
    onOrder(world, order, 'ORDERS_CREATE'),
    ...(isPaid(world, order) ? [onOrder(world, order, 'ORDERS_PAID')] : []),
    ...transactionNotices(world, order, order.transactions),
    ...customerNotices(world, order),
    ...levelNotices(world, levels),
    ...routed,
    updated(world, order),
  ];
}

function edited(
  world: World,
  order: OrderRow,
  edit: { id: number; additions: unknown[]; removals: unknown[]; staffNote: string },
  levels: Levels,
): Notice[] {
  const at = shopTime(order.updatedAt, world.settings.shop.timeZone);
  const order_edit = {
    ...{ id: edit.id, app_id: null, created_at: at, committed_at: at, notify_customer: false, order_id: order.id },
    ...{ staff_note: edit.staffNote, user_id: null },
    line_items: { additions: edit.additions, removals: edit.removals },
    discounts: { line_item: { additions: [], removals: [] } },
    shipping_lines: { additions: [], removals: [] },
  };
  return [
    { ...onOrder(world, order, 'ORDERS_EDITED'), body: () => ({ order_edit }) },
    ...levelNotices(world, levels),
    updated(world, order),
  ];
}

const refundNotice = (world: World, order: OrderRow, refund: RefundRow): Notice =>
  onOrder(world, order, 'REFUNDS_CREATE', { body: () => refundBody(world, order, refund) });

const moneyOf = (order: OrderRow, refund: RefundRow) =>
  order.transactions.filter((row) => refund.transactionIds.includes(row.id));

/** Topic sets of what happens to an order. */
export const orderNotices = {
  placed,
  edited,
  updated: (world: World, order: OrderRow): Notice[] => [updated(world, order)],
  paid: (world: World, order: OrderRow, row: TransactionRow): Notice[] => [
    ...transactionNotices(world, order, [row]),
    ...(isPaid(world, order) ? [onOrder(world, order, 'ORDERS_PAID')] : []),
    updated(world, order),
  ],
  refunded: (world: World, order: OrderRow, refund: RefundRow, levels: Levels): Notice[] => [
    refundNotice(world, order, refund),
    ...transactionNotices(world, order, moneyOf(order, refund)),
    ...levelNotices(world, levels),
    updated(world, order),
  ],
  cancelled: (world: World, order: OrderRow, refund: RefundRow, levels: Levels): Notice[] => [
    onOrder(world, order, 'ORDERS_CANCELLED'),
    refundNotice(world, order, refund),
    ...transactionNotices(world, order, moneyOf(order, refund)),
    ...levelNotices(world, levels),
    updated(world, order),
  ],
  deleted: (order: OrderRow): Notice[] => [
    { topic: 'ORDERS_DELETE', orderId: order.id, test: order.test, body: () => ({ id: order.id }) },
  ],
};

/** A fulfilment was made or changed. */
export function fulfillmentNotices(
  world: World,
  order: OrderRow,
  row: FulfillmentRow,
  { created, levels }: { created: boolean; levels: Levels },
): Notice[] {
  const whole = fulfillmentStatus(order) === 'FULFILLED' ? 'ORDERS_FULFILLED' : 'ORDERS_PARTIALLY_FULFILLED';
  const topic = created ? 'FULFILLMENTS_CREATE' : 'FULFILLMENTS_UPDATE';
  return [
    onOrder(world, order, topic, { body: () => fulfillmentBody(world, order, row) }),
    ...(created ? [onOrder(world, order, whole)] : []),
    ...levelNotices(world, levels),
    updated(world, order),
  ];
}
