// The query root.
// Trap: a field of the real schema that is not here answers INTERNAL_SERVER_ERROR "not modelled", never a made-up null.
import { levelKey } from '../domain/inventory.ts';
import type { SubscriptionRow } from '../domain/model.ts';
import { SERVED_VERSIONS, UNSTABLE } from '../schema/load.ts';
import { connection } from './connection.ts';
import { type Args, type Context, type Field, type View, vendorError } from './context.ts';
import * as dialects from './dialects.ts';
import { gid, idOf, parseGid } from './ids.ts';
import { orderCount, orderPage, page, visible } from './lists.ts';
import { bulkView, draftView, subscriptionView } from './views/app.ts';
import { countView } from './views/basics.ts';
import { customerView } from './views/customer.ts';
import { fulfillmentOrderView, fulfillmentView } from './views/fulfillment.ts';
import { itemView, levelView, locationView } from './views/inventory.ts';
import { orderView } from './views/order.ts';
import { refundView } from './views/payment.ts';
import { productView, variantView } from './views/product.ts';
import { installationView, shopView } from './views/shop.ts';

function orderById(id: number, context: Context): View | null {
  const row = context.world.orders.get(id);
  return row && visible(row, context) ? orderView(context.world, row) : null;
}

type Finder = (id: number, context: Context, rest: string) => View | null;

const byMap =
  <T>(map: (context: Context) => Map<number, T>, show: (context: Context, row: T) => View): Finder =>
  (id, context) => {
    const row = map(context).get(id);
    return row ? show(context, row) : null;
  };

function levelById(id: number, context: Context, rest: string): View | null {
  const item = Number(new URLSearchParams(rest).get('inventory_item_id'));
  const level = context.world.levels.get(levelKey(item, id));
  return level ? levelView(context.world, level) : null;
}

function fulfillmentById(id: number, context: Context): View | null {
  const row = context.world.fulfillments.get(id);
  const order = row && context.world.orders.get(row.orderId);
  return row && order ? fulfillmentView(context.world, order, row) : null;
}

function refundById(id: number, context: Context): View | null {
  for (const order of context.world.orders.values()) {
    const row = order.refunds.find((one) => one.id === id);
    if (row) return refundView(context.world, order, row);
  }
  return null;
}

const FINDERS: Record<string, Finder> = {
  Order: orderById,
  Customer: byMap(
    (c) => c.world.customers,
    (c, row) => customerView(c.world, row),
  ),
  Product: byMap(
    (c) => c.world.products,
    (c, row) => productView(c.world, row),
  ),
  ProductVariant: byMap(
    (c) => c.world.variants,
    (c, row) => variantView(c.world, row),
  ),
  InventoryItem: byMap(
    (c) => c.world.variantsByItem,
    (c, row) => itemView(c.world, row),
  ),
  InventoryLevel: levelById,
  Location: byMap(
    (c) => c.world.locations,
    (c, row) => locationView(c.world, row),
  ),
  FulfillmentOrder: byMap(
    (c) => c.world.fulfillmentOrders,
    (c, row) => fulfillmentOrderView(c.world, row),
  ),
  Fulfillment: fulfillmentById,
  Refund: refundById,
  WebhookSubscription: byMap(
    (c) => c.world.subscriptions,
    (_c, row) => subscriptionView(row),
  ),
  DraftOrder: byMap(
    (c) => c.world.drafts,
    (c, row) => draftView(c.world, row),
  ),
  BulkOperation: (id, context) => {
    const row = context.bulkRunner.find(id);
    return row ? bulkView(context.bulkRunner, row) : null;
  },
};

/** The object behind a gid of any type, or null. */
export function nodeOf(value: unknown, context: Context): View | null {
  const { type, id, rest } = parseGid(value);
  return FINDERS[type]?.(id, context, rest) ?? null;
}

const one =
  (type: string): Field =>
  ({ id }, context) => {
    idOf(id, type);
    return nodeOf(id, context);
  };

function subscriptionPage(args: Args, context: Context): View {
  const topics = args.topics as string[] | null | undefined;
  const wanted = (row: SubscriptionRow) =>
    row.appId === context.caller.appId &&
    (topics == null || topics.includes(row.topic)) &&
    (args.uri == null || row.uri === args.uri);
  const rows = [...context.world.subscriptions.values()].filter(wanted);
  return connection(
    rows.map((row) => ({ row, id: row.id, value: row.id })),
    args,
    context,
    subscriptionView,
  );
}

function locationPage(args: Args, context: Context): View {
  const rows = [...context.world.locations.values()].filter(
    (row) => (args.includeInactive === true || row.active) && (args.includeLegacy === true || !row.fulfillmentService),
  );
  const sorted = { sortKey: 'NAME', ...args };
  const docOf = (row: (typeof rows)[number]) => ({ id: row.id, name: row.name, active: row.active });
  const { PLAIN_DIALECT } = dialects;
  return page(rows, docOf, sorted, { context, dialect: PLAIN_DIALECT, path: 'locations', show: locationView });
}

const lists: Record<string, Field> = {
  orders: orderPage,
  ordersCount: orderCount,
  customers: (args, context) =>
    page(context.world.customers.values(), dialects.customerDoc, args, {
      ...{ context, dialect: dialects.CUSTOMER_DIALECT, path: 'customers', show: customerView },
    }),
  customersCount: (_args, context) => countView(context.world.customers.size),
  productVariants: (args, context) =>
    page(
      context.world.variants.values(),
      (row) => dialects.variantDoc(row, context.world.products.get(row.productId)),
      args,
      {
        ...{ context, dialect: dialects.VARIANT_DIALECT, path: 'productVariants', show: variantView },
      },
    ),
  products: (args, context) =>
    page(context.world.products.values(), dialects.productDoc, args, {
      ...{ context, dialect: dialects.PRODUCT_DIALECT, path: 'products', show: productView },
    }),
  inventoryItems: (args, context) =>
    page(
      [...context.world.variants.values()],
      (row) => ({ ...dialects.variantDoc(row, undefined), id: row.inventoryItemId }),
      args,
      {
        ...{ context, dialect: dialects.VARIANT_DIALECT, path: 'inventoryItems', show: itemView },
      },
    ),
  draftOrders: (args, context) =>
    page(context.world.drafts.values(), dialects.draftDoc, args, {
      ...{ context, dialect: dialects.DRAFT_DIALECT, path: 'draftOrders', show: draftView },
    }),
  locations: locationPage,
  fulfillmentOrders: (args, context) => {
    const rows = [...context.world.fulfillmentOrders.values()].filter(
      (row) => args.includeClosed === true || row.status !== 'CLOSED',
    );
    const docOf = (row: (typeof rows)[number]) => ({ id: row.id, status: row.status, updated_at: row.updatedAt });
    return page(rows, docOf, args, {
      context,
      dialect: dialects.PLAIN_DIALECT,
      path: 'fulfillmentOrders',
      show: fulfillmentOrderView,
    });
  },
  webhookSubscriptions: subscriptionPage,
  webhookSubscriptionsCount: (_args, context) => countView(context.world.subscriptions.size),
  bulkOperations: (args, context) =>
    connection(
      context.bulkRunner.list().map((row) => ({ row, id: row.id, value: row.id })),
      args,
      context,
      (row) => bulkView(context.bulkRunner, row),
    ),
};

function job({ id }: Args, context: Context): View | null {
  const found = context.world.jobs.get(String(id));
  return found ? { id, done: () => found.done, query: () => ({}) } : null;
}

/** All root queries that are modelled. */
export const queries: Record<string, Field> = {
  ...lists,
  order: one('Order'),
  orderByIdentifier: (args, context) => {
    const { id } = args.identifier as Args;
    if (id == null) throw vendorError('Orders can be identified by id only here.', 'BAD_REQUEST');
    return orderById(idOf(id, 'Order'), context);
  },
  customer: one('Customer'),
  product: one('Product'),
  productVariant: one('ProductVariant'),
  inventoryItem: one('InventoryItem'),
  inventoryLevel: one('InventoryLevel'),
  location: ({ id }, context) => {
    const first = [...context.world.locations.keys()][0] ?? 0;
    return nodeOf(id ?? gid('Location', first), context);
  },
  fulfillmentOrder: one('FulfillmentOrder'),
  fulfillment: one('Fulfillment'),
  refund: one('Refund'),
  webhookSubscription: one('WebhookSubscription'),
  draftOrder: one('DraftOrder'),
  bulkOperation: one('BulkOperation'),
  currentBulkOperation: (_args, context) => {
    const last = context.bulkRunner.list().at(-1);
    return last ? bulkView(context.bulkRunner, last) : null;
  },
  job,
  node: ({ id }, context) => nodeOf(id, context),
  nodes: ({ ids }, context) => (ids as unknown[]).map((id) => nodeOf(id, context)),
  shop: (_args, context) => shopView(context.world),
  app: (_args, context) => installationView(context).app,
  currentAppInstallation: (_args, context) => installationView(context),
  publicApiVersions: () =>
    [...SERVED_VERSIONS, UNSTABLE].map((handle) => ({ handle, displayName: handle, supported: handle !== UNSTABLE })),
};
