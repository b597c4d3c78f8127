/**
 * What the ShipBob connector offers. Each method is one exchange per page (and one token exchange when needed), throws
 * only ConnectorError, and never waits: before a request it looks at the budget and throws RateLimited unsent.
 * The trap: a write may be `Uncertain`; then it is looked up by its name (purchase order number) before it is sent again.
 * Every write carries the channel header; without `channelId` in the settings it is a Config error and nothing is sent.
 */
import type { PingReport } from '../http/contract.ts';
import type {
  BillingTransaction,
  BudgetView,
  CarrierTracking,
  Channel,
  CreatedSubscription,
  FulfillmentCenter,
  InventoryByLocation,
  InventoryByLot,
  InventoryEvent,
  InventoryEventFilter,
  InventoryItem,
  InventoryLevel,
  Invoice,
  InvoiceFilter,
  ListPage,
  Order,
  OrderFilter,
  ReceivingBox,
  ReceivingDistribution,
  ReceivingDraft,
  ReceivingFilter,
  ReceivingOrder,
  Return,
  ReturnFilter,
  RotatingPair,
  Shipment,
  SyncFlagOutcome,
  TimelineEvent,
  TransactionFilter,
  Variant,
  VariantsOfSku,
  WebhookSubscription,
} from './types.ts';

/** Where the rotating pair lives. `load` gives undefined before the first refresh of this connection. */
export type RotatingStore = { load(): Promise<RotatingPair | undefined>; save(pair: RotatingPair): Promise<void> };

/** Runs `work` while nobody else, in any process, runs work for the same connection. */
export type RefreshLock = { run<T>(work: () => Promise<T>): Promise<T> };

/** In every list `cursor` is `next` of the page before, asked with the same filter. */
type ReceivingReads = {
  /** undefined if unknown. */
  getReceivingOrder(id: string): Promise<ReceivingOrder | undefined>;
  /** All boxes with lots; empty when the order is unknown. */
  receivingBoxes(id: string): Promise<ReceivingBox[]>;
  /** Empty for accounts without inventory placement. */
  receivingDistributions(id: string): Promise<ReceivingDistribution[]>;
  /** No filter by time of change exists: read the open statuses, and Completed ones by their day of completion. */
  listReceivingOrders(filter: ReceivingFilter, cursor?: string): Promise<ListPage<ReceivingOrder>>;
  /** Every order, cancelled ones too, whose number is this one but for blanks around it and capitals. */
  findReceivingOrders(purchaseOrderNumber: string): Promise<ReceivingOrder[]>;
};

type OrderReads = {
  getOrder(id: string): Promise<Order | undefined>;
  /** Orders with exactly this reference, over all channels. A new order shows only after some 5 seconds. */
  findOrders(referenceId: string): Promise<Order[]>;
  /** Oldest first. */
  listOrders(filter: OrderFilter, cursor?: string): Promise<ListPage<Order>>;
  getShipment(id: string): Promise<Shipment | undefined>;
  /** Empty before the first event. */
  shipmentTimeline(shipmentId: string): Promise<TimelineEvent[]>;
  /** At most 25 shipments; needs the scope tracking_read. */
  carrierTracking(shipmentIds: string[]): Promise<CarrierTracking[]>;
};

type ReturnReads = {
  getReturn(id: string): Promise<Return | undefined>;
  findReturns(referenceId: string): Promise<Return[]>;
  /** Oldest first. */
  listReturns(filter: ReturnFilter, cursor?: string): Promise<ListPage<Return>>;
};

type InventoryReads = {
  /** All items, or at most 150 given ones. */
  inventoryLevels(inventoryIds?: string[], cursor?: string): Promise<ListPage<InventoryLevel>>;
  inventoryByLocation(inventoryIds?: string[], cursor?: string): Promise<ListPage<InventoryByLocation>>;
  inventoryByLot(inventoryIds?: string[], cursor?: string): Promise<ListPage<InventoryByLot>>;
  getInventoryItem(inventoryId: string): Promise<InventoryItem | undefined>;
  /** What happened to stock, at one centre, in at most 90 days: for checking what was stowed. */
  inventoryEvents(filter: InventoryEventFilter, cursor?: string): Promise<ListPage<InventoryEvent>>;
  /** One entry per asked SKU, in that order (at most 50). */
  findVariants(skus: string[]): Promise<VariantsOfSku[]>;
  /** Variants that hold this inventory id; several after a merge. */
  findVariantsOf(inventoryId: string): Promise<Variant[]>;
  listVariants(filter: { updatedSince?: string }, cursor?: string): Promise<ListPage<Variant>>;
};

type PlaceReads = {
  fulfillmentCenters(): Promise<FulfillmentCenter[]>;
  channels(): Promise<Channel[]>;
};

/** All need the scope billing_read: without it Config. */
type BillingReads = {
  /** Oldest first; about one month is served. */
  listInvoices(filter: InvoiceFilter, cursor?: string): Promise<ListPage<Invoice>>;
  invoiceTransactions(invoiceId: string, cursor?: string): Promise<ListPage<BillingTransaction>>;
  findTransactions(filter: TransactionFilter, cursor?: string): Promise<ListPage<BillingTransaction>>;
  feeTypes(): Promise<string[]>;
};

type Writes = {
  /** `Conflict` code DUPLICATE when the purchase order number exists: find it. `Uncertain` when the answer was lost. */
  createReceivingOrder(draft: ReceivingDraft): Promise<ReceivingOrder>;
  /** Cancelled already is fine. `Conflict` code NOT_CANCELLABLE once anything has arrived. */
  cancelReceivingOrder(id: string): Promise<void>;
  /** Sets or clears a flag that everybody shares: only ever an optimisation. */
  setExternalSync(ids: string[], synced: boolean): Promise<SyncFlagOutcome[]>;
};

type Hooks = {
  listWebhooks(): Promise<WebhookSubscription[]>;
  /** Topics that ShipBob does not know are left out and told as `refused`; then there may be several subscriptions. */
  subscribe(wanted: {
    topics: string[];
    url: string;
    description: string;
    secret?: string;
  }): Promise<{ created: CreatedSubscription[]; refused: string[] }>;
  /** Gone already is fine. */
  unsubscribe(id: string): Promise<void>;
};

export type ShipBob = ReceivingReads &
  OrderReads &
  ReturnReads &
  InventoryReads &
  PlaceReads &
  BillingReads &
  Writes &
  Hooks & {
    /** Last known budget, for ping, metrics and the governor. undefined before the first answer. */
    budget(): Promise<BudgetView | undefined>;
    /** Reachable, channel, scopes, token, clock, budget. Reads only, never throws. */
    ping(): Promise<PingReport>;
  };
