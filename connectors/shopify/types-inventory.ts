/**
 * Variants, stock, locations, bulk files, subscriptions, the shop and the cost bucket.
 * The trap: a SKU is not unique in Shopify, and a variant's id is not its inventory item's id; stock hangs on the latter.
 */

export type Variant = {
  id: string;
  productId: string;
  productTitle: string;
  productStatus: string;
  /** Exactly as written in the shop. */
  sku?: string;
  barcode?: string;
  inventoryItemId: string;
  tracked: boolean;
  requiresShipping: boolean;
  /** A bundle's parent: its stock cannot be set. */
  requiresComponents: boolean;
  isGiftCard: boolean;
  taxable: boolean;
  /** Shop currency. */
  price: string;
  updatedAt: string;
};

/** Every variant whose trimmed SKU is exactly `sku`: none = unknown, more than one = duplicate, a person must decide. */
export type VariantsOfSku = { sku: string; variants: Variant[] };

/** Quantities by Shopify's names: available, on_hand, committed, incoming, reserved, damaged, safety_stock, quality_control. */
export type InventoryLevel = {
  inventoryItemId: string;
  locationId: string;
  isActive: boolean;
  quantities: Record<string, number>;
  updatedAt: string;
};

/** `levels` of one item: one per location that stocks it. undefined item = it does not exist. */
export type InventoryItem = { id: string; sku?: string; tracked: boolean; levels: InventoryLevel[] };

/** One cell of a stock sheet; `level` absent where the item is not stocked at the location (or does not exist). */
export type StockCell = {
  inventoryItemId: string;
  sku?: string;
  tracked: boolean;
  exists: boolean;
  level?: InventoryLevel;
};

export type Location = {
  id: string;
  name: string;
  isActive: boolean;
  fulfillsOnlineOrders: boolean;
  shipsInventory: boolean;
  /** Belongs to a third party's app: only that app may fulfil from it. */
  isFulfillmentService: boolean;
  city?: string;
  countryCode?: string;
};

/** `changeFrom` is the compare-and-swap value: what we last read, or null for "whatever it is". It must be given. */
export type InventoryQuantity = {
  inventoryItemId: string;
  locationId: string;
  quantity: number;
  changeFrom: number | null;
};

export type InventoryDraft = {
  /** What the numbers mean: sellable stock, or physically there. */
  name: 'available' | 'on_hand';
  reason: string;
  /** Any URI, best `gid://<app>/<Entity>/<id>`; shown in the shop's inventory history. */
  referenceUri?: string;
  /** 1 to 250; all are written or none. */
  quantities: InventoryQuantity[];
};

/** One refused quantity: its place in the draft where Shopify says it. */
export type InventoryRefusal = { code?: string; message: string; index?: number };

/** `written` even where nothing changed. `refused`: nothing at all was written. */
export type InventoryOutcome =
  | { state: 'written'; groupId?: string }
  | { state: 'refused'; refusals: InventoryRefusal[] };

export type MetafieldDraft = {
  ownerType: 'Order' | 'Customer' | 'ProductVariant' | 'InventoryItem' | 'Location';
  ownerId: string;
  namespace: string;
  key: string;
  /** E.g. `single_line_text_field`; needed where no definition of the metafield exists. */
  type?: string;
  value: string;
};

export type OrderChange = {
  note?: string;
  poNumber?: string;
  email?: string;
  phone?: string;
  tags?: string[];
  attributes?: { key: string; value: string }[];
};

export type BulkOperation = {
  id: string;
  /** CREATED, RUNNING, COMPLETED, CANCELING, CANCELED, FAILED, EXPIRED. */
  status: string;
  errorCode?: string;
  objectCount: string;
  fileSizeBytes?: string;
  /** Signed and valid for seven days; absent when there are no rows. Never log it. */
  url?: string;
  partialDataUrl?: string;
};

export type WebhookSubscription = {
  id: string;
  /** The enum spelling, e.g. ORDERS_CREATE. */
  topic: string;
  uri: string;
  name?: string;
  apiVersion: string;
};

export type ShopInfo = {
  id: string;
  name: string;
  domain: string;
  currency: string;
  timeZone: string;
  taxesIncluded: boolean;
  plan: string;
  scopes: string[];
  /** The version that really answered. */
  apiVersion?: string;
};

/** Points of the leaky bucket as Shopify last told them, refilled by the clock since. */
export type CostBudget = { maximum: number; available: number; restorePerSecond: number };
