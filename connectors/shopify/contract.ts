/**
 * What the Shopify connector offers. Each method is one exchange per page (and one token exchange when needed), throws
 * only ConnectorError, and never waits: before a request it looks at the cost bucket and throws RateLimited unsent.
 * The trap: writes without an idempotency key (`createFulfillment`) may be `Uncertain`: read back before trying again.
 */
import type { PingReport } from '../http/contract.ts';
import type {
  BookedOrder,
  BulkOperation,
  CancelDraft,
  CostBudget,
  CursorPage,
  Customer,
  Fulfillment,
  FulfillmentDraft,
  FulfillmentOrder,
  InventoryDraft,
  InventoryItem,
  InventoryOutcome,
  Location,
  MetafieldDraft,
  Order,
  OrderChange,
  OrderRef,
  RotatingPair,
  ShopInfo,
  StockCell,
  TrackingDraft,
  Variant,
  VariantsOfSku,
  WebhookSubscription,
} from './types.ts';

/** ISO-8601 UTC, both ends included. */
export type Window = { from: string; to?: string };

/** Where the rotating pair lives. `load` gives undefined before the first refresh of this connection. */
export type RotatingStore = { load(): Promise<RotatingPair | undefined>; save(pair: RotatingPair): Promise<void> };

/** Runs `work` while nobody else, in any process, runs work for the same connection. */
export type RefreshLock = { run<T>(work: () => Promise<T>): Promise<T> };

type Reads = {
  /** The whole order, all pages of lines and refunds; undefined if unknown (or older than 60 days without read_all_orders).
   *  `metafields` are `namespace.key`. */
  getOrder(id: string, options?: { metafields?: string[] }): Promise<Order | undefined>;
  /** One page of orders changed in the window, oldest change first. `cursor` is `next` of the page before. */
  ordersUpdatedSince(window: Window, cursor?: string): Promise<CursorPage<OrderRef>>;
  /** One page of orders made in the window, oldest first, whatever happened to them since. */
  ordersCreatedIn(window: Window, cursor?: string): Promise<CursorPage<OrderRef>>;
  /** One page of orders changed since then, with their sums and payments; `cursor` as above. */
  ordersForBooks(since: string, cursor?: string): Promise<CursorPage<BookedOrder>>;
  /** How many those are; Shopify stops counting at 10,000 (`isExact` false). */
  countOrdersCreated(window: Window): Promise<{ count: number; isExact: boolean }>;
  /** Orders whose name is exactly this, e.g. `#1001`. */
  findOrders(name: string): Promise<OrderRef[]>;
  getCustomer(id: string): Promise<Customer | undefined>;
  customersUpdatedSince(window: Window, cursor?: string): Promise<CursorPage<Customer>>;
  /** One entry per asked SKU, in that order (at most 50). Shopify's search is fuzzy; only exact ones come back. */
  findVariants(skus: string[]): Promise<VariantsOfSku[]>;
  /** One page of all variants, 250 each. */
  listVariants(cursor?: string): Promise<CursorPage<Variant>>;
  inventoryItem(id: string): Promise<InventoryItem | undefined>;
  /** Stock of at most 100 items at one location, in that order. */
  stockAt(locationId: string, inventoryItemIds: string[]): Promise<StockCell[]>;
  /** All, inactive ones and those of fulfilment services too. */
  locations(): Promise<Location[]>;
  fulfillmentOrders(orderId: string): Promise<FulfillmentOrder[]>;
  /** Only the fulfilments: for looking a lost `createFulfillment` up by its tracking number. */
  fulfillments(orderId: string): Promise<Fulfillment[]>;
  /** undefined when there is no such job. */
  job(id: string): Promise<{ id: string; done: boolean } | undefined>;
  shop(): Promise<ShopInfo>;
};

type Bulk = {
  /** `RateLimited` code OPERATION_IN_PROGRESS when the shop's five are taken. `query` uses `edges { node }` only. */
  startBulk(query: string): Promise<BulkOperation>;
  /** Starts an export of the orders made in the window; its rows are read by `readBulkOrders`. */
  startBulkOrders(window: Window): Promise<BulkOperation>;
  bulkOperation(id: string): Promise<BulkOperation | undefined>;
  /** The orders of such a file, in no promised order. */
  readBulkOrders(url: string): AsyncGenerator<OrderRef>;
  /** The rows of a finished file, children with `__parentId`, in no promised order. The url is fetched without any
   *  credentials; `Unavailable` when the file breaks off, so take the rows as a whole or not at all. */
  readBulk(url: string): AsyncGenerator<Record<string, unknown>>;
};

type Writes = {
  /** All or nothing. `key`: a UUID that stays the same for the same draft and is new for another; good for 24 hours.
   *  Stale compare-and-swap values and unknown items come back as `refused`, not as errors. `Unavailable` code
   *  IDEMPOTENCY_CONCURRENT_REQUEST: the same call again, a little later. `Conflict` code
   *  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED: read again and take a new key. */
  setInventory(draft: InventoryDraft, key: string): Promise<InventoryOutcome>;
  /** Stocks an item at a location; already active is fine and then `available` is left alone. */
  activateInventory(
    input: { inventoryItemId: string; locationId: string; available?: number },
    key: string,
  ): Promise<void>;
  /** Not idempotent. `Uncertain` when the answer was lost; `Conflict` when a fulfilment order has changed meanwhile. */
  createFulfillment(draft: FulfillmentDraft): Promise<Fulfillment>;
  updateTracking(fulfillmentId: string, tracking: TrackingDraft, notifyCustomer: boolean): Promise<void>;
  /** Cancelled already is fine. */
  cancelFulfillment(fulfillmentId: string): Promise<void>;
  /** Irreversible and asynchronous: follow `job`. `Conflict` code ALREADY_CANCELLED when it is cancelled. */
  cancelOrder(draft: CancelDraft): Promise<{ jobId?: string; done: boolean }>;
  /** Adds only. */
  addTags(orderId: string, tags: string[]): Promise<void>;
  /** At most 25; the same value again changes nothing. */
  setMetafields(metafields: MetafieldDraft[]): Promise<void>;
  /** `tags` and `attributes` replace what is there. */
  updateOrder(orderId: string, change: OrderChange): Promise<{ updatedAt: string }>;
};

type Hooks = {
  listWebhooks(): Promise<WebhookSubscription[]>;
  /** `name` 1 to 50 of letters, digits, `_`, `-`, unique in the shop. */
  subscribe(wanted: { topic: string; uri: string; name: string }): Promise<{ id: string }>;
  /** Gone already is fine. */
  unsubscribe(id: string): Promise<void>;
};

export type Shopify = Reads &
  Bulk &
  Writes &
  Hooks & {
    /** Last known bucket, for ping, metrics and the governor. undefined before the first answer. */
    budget(): CostBudget | undefined;
    /** Reachable, shop, scopes, version, clock, bucket, token time. Reads only, never throws. */
    ping(): Promise<PingReport>;
  };
