/**
 * The Shopify connector put together: settings and credentials in, the contract out.
 * The trap: the cost bucket lives in this object, so make one per connection and process and keep it.
 */
import { createHttpClient } from '../http/client.ts';
import type { CallObserver, TokenCache } from '../http/contract.ts';
import { createAuthorizer } from './auth.ts';
import { ordersForBooks } from './books.ts';
import { CostBucket } from './budget.ts';
import { readBulkOperation, startBulk } from './bulk.ts';
import { readBulkFile } from './bulk-file.ts';
import { type Caller, createCaller } from './call.ts';
import type { RefreshLock, RotatingStore, Shopify } from './contract.ts';
import * as fulfilling from './fulfillment.ts';
import * as stock from './inventory.ts';
import * as lists from './lists.ts';
import * as orders from './order-writes.ts';
import { pingShopify } from './ping.ts';
import { readOrder } from './read-order.ts';
import { type ResolvedShopifySettings, resolveShopifySettings, type ShopifySettings } from './settings.ts';
import { readShop } from './shop.ts';
import * as hooks from './subscriptions.ts';
import type { OrderRef, ShopifyCredentials } from './types.ts';

export type ShopifyDeps = {
  /** For client credentials: the minted token between calls and processes. */
  tokens: TokenCache;
  /** Needed for credentials of the kind `expiring` only. */
  rotating?: { store: RotatingStore; lock: RefreshLock };
  observe?: CallObserver;
  now?: () => Date;
  /** Asked at each call: 1 live (default) to 5 backfill. */
  priority?: () => number;
};

/** A connector for one shop. Opens nothing yet. Throws ZodError for settings that are not valid. */
export function createShopify(settings: ShopifySettings, credentials: ShopifyCredentials, deps: ShopifyDeps): Shopify {
  const resolved = resolveShopifySettings(settings);
  const now = deps.now ?? (() => new Date());
  const observe = deps.observe === undefined ? {} : { observe: deps.observe };
  const http = createHttpClient({
    system: 'shopify',
    baseUrl: resolved.baseUrl,
    timeoutMs: resolved.timeoutMs,
    ...observe,
  });
  const rotating = deps.rotating === undefined ? {} : { rotating: deps.rotating };
  const authorizer = createAuthorizer(credentials, { http, tokens: deps.tokens, now, ...rotating });
  const bucket = new CostBucket(resolved.reservePercent);
  const priority = deps.priority ?? (() => 1);
  const caller = createCaller({ settings: resolved, authorizer, bucket, now, priority, ...observe });
  const bulkLimits = { maxBytes: resolved.bulkMaxBytes, baseUrl: resolved.baseUrl };
  return {
    ...reads(caller, resolved),
    ...writes(caller),
    startBulk: (query) => startBulk(caller, query),
    startBulkOrders: (window) => startBulk(caller, lists.bulkOrdersQuery(window)),
    bulkOperation: (id) => readBulkOperation(caller, id),
    readBulk: (url) => readBulkFile(url, bulkLimits),
    readBulkOrders: (url) => bulkOrders(readBulkFile(url, bulkLimits)),
    listWebhooks: () => hooks.listWebhooks(caller),
    subscribe: (wanted) => hooks.subscribe(caller, wanted),
    unsubscribe: (id) => hooks.unsubscribe(caller, id),
    budget: () => bucket.snapshot(now().getTime()),
    ping: () => pingShopify({ caller, settings: resolved, authorizer, bucket, now }),
  };
}

async function* bulkOrders(rows: AsyncGenerator<Record<string, unknown>>): AsyncGenerator<OrderRef> {
  for await (const row of rows) {
    const order = lists.bulkOrderRef(row);
    if (order !== undefined) yield order;
  }
}

function reads(caller: Caller, settings: ResolvedShopifySettings) {
  const { scopes } = settings;
  return {
    getOrder: (id, options) => readOrder(caller, id, { scopes, ...options }),
    ordersUpdatedSince: (window, cursor) => lists.ordersUpdatedSince(caller, window, cursor),
    ordersCreatedIn: (window, cursor) => lists.ordersCreatedIn(caller, window, cursor),
    ordersForBooks: (since, cursor) => ordersForBooks(caller, since, cursor),
    countOrdersCreated: (window) => lists.countOrdersCreated(caller, window),
    findOrders: (name) => lists.findOrders(caller, name),
    getCustomer: (id) => lists.getCustomer(caller, id),
    customersUpdatedSince: (window, cursor) => lists.customersUpdatedSince(caller, window, cursor),
    findVariants: (skus) => lists.findVariants(caller, skus),
    listVariants: (cursor) => lists.listVariants(caller, cursor),
    inventoryItem: (id) => stock.readInventoryItem(caller, id),
    stockAt: (locationId, ids) => stock.stockAt(caller, locationId, ids),
    locations: () => stock.locations(caller),
    fulfillmentOrders: (orderId) => fulfilling.fulfillmentOrders(caller, orderId),
    fulfillments: (orderId) => fulfilling.listFulfillments(caller, orderId),
    job: (id) => orders.readJob(caller, id),
    shop: () => readShop(caller),
  } satisfies Partial<Shopify>;
}

function writes(caller: Caller) {
  return {
    setInventory: (draft, key) => stock.setInventory(caller, draft, key),
    activateInventory: (input, key) => stock.activateInventory(caller, input, key),
    createFulfillment: (draft) => fulfilling.createFulfillment(caller, draft),
    updateTracking: (id, tracking, notify) => fulfilling.updateTracking(caller, id, tracking, notify),
    cancelFulfillment: (id) => fulfilling.cancelFulfillment(caller, id),
    cancelOrder: (draft) => orders.cancelOrder(caller, draft),
    addTags: (orderId, tags) => orders.addTags(caller, orderId, tags),
    setMetafields: (metafields) => orders.setMetafields(caller, metafields),
    updateOrder: (orderId, change) => orders.updateOrder(caller, orderId, change),
  } satisfies Partial<Shopify>;
}
