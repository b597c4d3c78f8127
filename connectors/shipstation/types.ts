/**
 * ShipStation records as the rest of the program sees them: V1 and V2 spellings folded into one, ids without the `se-`
 * prefix, instants as ISO-8601 UTC, calendar days as plain dates. Only OrderDetail and RawOrder hold personal data.
 * The trap: V1 "shipment" = V2 "label" (shipmentId); V1 "order" = V2 "shipment" (orderId).
 */

export type ShipStationCredentials = { v1: { apiKey: string; apiSecret: string }; v2?: { apiKey: string } };

export type OrderItem = {
  orderItemId: string;
  lineItemKey?: string;
  sku?: string;
  name: string;
  quantity: string;
  /** A discount or fee row, never goods. */
  adjustment: boolean;
};

export type Weight = { value: string; units: string };

export type Order = {
  orderId: string;
  orderNumber: string;
  orderKey?: string;
  orderStatus: string;
  storeId?: string;
  warehouseId?: string;
  customFields: { customField1?: string; customField2?: string; customField3?: string };
  items: OrderItem[];
  mergedOrSplit: boolean;
  mergedIds: string[];
  parentId?: string;
  weight?: Weight;
  createdAt: string;
  modifiedAt: string;
};

/** Members that are empty are absent. */
export type OrderAddress = Partial<
  Record<
    'name' | 'company' | 'street1' | 'street2' | 'street3' | 'city' | 'state' | 'postalCode' | 'country' | 'phone',
    string
  >
>;

/** `unitPrice` may be negative on adjustment rows (discounts). `taxAmount` is the line's. */
export type SoldItem = OrderItem & {
  unitPrice: string;
  taxAmount?: string;
  shippingAmount?: string;
  productId?: string;
};

/**
 * An order with its money. Personal data in customerEmail, customerUsername and the addresses: never in summaries, numbers
 * or search attributes. A deleted order of which only labels are left has no items and no money.
 */
export type SoldOrder = Omit<Order, 'items'> & {
  items: SoldItem[];
  /** Instant, UTC. */
  orderedAt?: string;
  paidAt?: string;
  paymentMethod?: string;
  /** ShipStation's own sum of lines, tax and shipping. */
  total: string;
  amountPaid: string;
  taxAmount: string;
  shippingAmount: string;
  customerId?: string;
  customerUsername?: string;
  customerEmail?: string;
  billTo: OrderAddress;
  shipTo: OrderAddress;
};

/** An order's own fields that a customer's profile can fill. Personal data: never in logs, summaries or records. */
export type OrderDetail = Pick<
  Order,
  | 'orderId'
  | 'orderNumber'
  | 'orderKey'
  | 'orderStatus'
  | 'storeId'
  | 'customFields'
  | 'mergedOrSplit'
  | 'mergedIds'
  | 'parentId'
  | 'createdAt'
  | 'modifiedAt'
> & {
  /** The vendor's own text of `modifiedAt`, finer than an instant: equal texts mean that nobody changed it. */
  modifyDate: string;
  customerUsername?: string;
  customerEmail?: string;
  billTo: OrderAddress;
  shipTo: OrderAddress;
  tagIds: string[];
};

/** The order just as V1 gave it; only good for putting it back. */
export type RawOrder = Readonly<Record<string, unknown>>;

/** What to change on an order; `''` clears a field, an address is given whole. */
export type OrderChange = Partial<
  Record<'customerUsername' | 'customField1' | 'customField2' | 'customField3', string> &
    Record<'billTo' | 'shipTo', OrderAddress>
>;

/** An order in a list: where it stands, without anything personal. */
export type OrderSight = Pick<
  Order,
  'orderId' | 'orderNumber' | 'orderStatus' | 'storeId' | 'mergedOrSplit' | 'mergedIds' | 'parentId' | 'modifiedAt'
>;

export type ShipmentItem = { orderItemId?: string; lineItemKey?: string; sku?: string; name: string; quantity: string };

/** A label. `items` is undefined when ShipStation gave none (null or an empty list). */
export type Shipment = {
  shipmentId: string;
  orderId?: string;
  orderNumber?: string;
  createdAt: string;
  /** Plain Pacific calendar day. */
  shipDate: string;
  trackingNumber?: string;
  isReturnLabel: boolean;
  carrierCode?: string;
  serviceCode?: string;
  warehouseId?: string;
  storeId?: string;
  voided: boolean;
  voidedAt?: string;
  weight?: Weight;
  items?: ShipmentItem[];
};

/** Shipped outside ShipStation's labels ("marked as shipped"): no items, no warehouse. */
export type ShipStationFulfillment = {
  fulfillmentId: string;
  orderId: string;
  orderNumber?: string;
  createdAt: string;
  shipDate: string;
  trackingNumber?: string;
  carrierCode?: string;
  voided: boolean;
  voidedAt?: string;
};

/** One row behind a webhook's pointer or in a sweep's page: which order to look at, and what told us. */
export type PointerRow = {
  orderId: string;
  /** `shipment:<id>` or `fulfillment:<id>` or `order:<id>`. */
  source: string;
  voided: boolean;
  isReturnLabel: boolean;
  /** The vendor's own time of it, ISO-8601 UTC. */
  at: string;
  /** Where the row is an order of V1. */
  order?: OrderSight;
};

export type WebhookSubscription = {
  api: 'v1' | 'v2';
  id: string;
  event: string;
  url: string;
  name?: string;
  storeId?: string;
};

/** What the vendor's own counters said last. `resetAt` ISO-8601 UTC. */
export type RateBudget = { limit: number; remaining: number; resetAt: string };
