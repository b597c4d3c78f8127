/**
 * What the ShipStation connector offers. Each method is one HTTP exchange, throws only ConnectorError, and never waits.
 * Before a call it looks at the budget that the vendor told last; with too little left it throws RateLimited unsent.
 */
import type { Page, PingReport } from '../http/contract.ts';
import type { Inventory } from './inventory.ts';
import type { BudgetView } from './shared-budget.ts';
import type {
  Order,
  OrderChange,
  OrderDetail,
  OrderSight,
  PointerRow,
  RawOrder,
  Shipment,
  ShipStationFulfillment,
  SoldOrder,
  WebhookSubscription,
} from './types.ts';

export type ShipmentFilter = {
  orderId?: string;
  orderNumber?: string;
  trackingNumber?: string;
  /** ISO-8601 UTC; sent as Pacific wall clock. */
  createdFrom?: string;
  createdTo?: string;
  voidedFrom?: string;
  voidedTo?: string;
  storeId?: string;
  includeItems: boolean;
};

/** `modifiedSince`: ISO-8601 UTC; newest change first. */
export type OrderFilter = { modifiedSince: string } | { status: string };

export type ShipStation = Inventory & {
  /** undefined when it does not exist (deleted, merged away). */
  getOrder(orderId: string): Promise<Order | undefined>;
  /** The order with its money and its owner. undefined when it does not exist. */
  readSoldOrder(orderId: string): Promise<SoldOrder | undefined>;
  /** With their money, changed since an instant; newest change first. */
  listSoldOrders(modifiedSince: string, page?: number): Promise<Page<SoldOrder>>;
  /** What a product costs by ShipStation's own catalogue (exact SKU); undefined when it has none or no cost is set. */
  findProductCost(sku: string): Promise<string | undefined>;
  /** Orders whose number is exactly this (the vendor matches prefixes; filtered here). */
  findOrders(orderNumber: string): Promise<Order[]>;
  /** An order as it must be put back. undefined when it does not exist. */
  readOrderWhole(orderId: string): Promise<{ raw: RawOrder; detail: OrderDetail } | undefined>;
  /** Replaces the order by what was read with these changes; open orders only. Nothing guards against another writer:
   *  compare `modifyDate` just before. */
  replaceOrder(raw: RawOrder, change: OrderChange): Promise<OrderDetail>;
  setTag(orderId: string, tagId: string, present: boolean): Promise<void>;
  listTags(): Promise<{ tagId: string; name: string }[]>;
  listOrders(filter: OrderFilter, page?: number): Promise<Page<OrderSight>>;
  listShipments(filter: ShipmentFilter, page?: number): Promise<Page<Shipment>>;
  listFulfillments(
    filter: { orderId?: string; createdFrom?: string; createdTo?: string },
    page?: number,
  ): Promise<Page<ShipStationFulfillment>>;
  /** One page of a webhook's pointer, re-hosted onto the connection's own base address. Config error for a foreign host. */
  readPointer(pointer: { resourceUrl: string; resourceType: string }, page?: number): Promise<Page<PointerRow>>;
  /** Rows of one page as a sweep needs them. */
  sweepPage(
    stream: 'shipmentsCreated' | 'shipmentsVoided' | 'fulfillments',
    window: { from: string; to: string; storeId?: string },
    page: number,
  ): Promise<Page<PointerRow>>;
  listWebhooks(): Promise<WebhookSubscription[]>;
  subscribe(wanted: {
    api: 'v1' | 'v2';
    event: string;
    url: string;
    name: string;
    storeId?: string;
  }): Promise<{ id: string }>;
  unsubscribe(api: 'v1' | 'v2', id: string): Promise<void>;
  /** Last known budgets, for ping, metrics and the governor. */
  budgets(): Promise<{ v1?: BudgetView; v2?: BudgetView }>;
  ping(): Promise<PingReport>;
};
