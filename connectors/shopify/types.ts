/**
 * Shopify records as the rest of the program sees them: ids are the numeric tail of the gid as text, instants ISO-8601
 * UTC, money decimal strings in both currencies. Enums stay plain text, because Shopify adds values.
 * The trap: `quantity` and allocations include units that were removed or refunded; `currentQuantity` does not.
 */
import type { Money, TaxLine } from './types-money.ts';
import type { Fulfillment, Refund, Transaction } from './types-order-parts.ts';

export type * from './types-inventory.ts';
export type * from './types-money.ts';
export type * from './types-order-parts.ts';

/** `webhookSecrets`: every secret that may still sign deliveries; a client secret counts by itself. */
export type ShopifyCredentials = { webhookSecrets?: string[] } & (
  | { kind: 'offline'; accessToken: string }
  | {
      kind: 'expiring';
      clientId: string;
      clientSecret: string;
      refreshToken: string;
      accessToken?: string;
      expiresAt?: string;
    }
  | { kind: 'online'; accessToken: string; expiresAt?: string }
  | { kind: 'clientCredentials'; clientId: string; clientSecret: string }
);

/** What a rotating refresh gives; only ever stored and replaced as a whole. Instants ISO-8601 UTC. */
export type RotatingPair = {
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
  refreshExpiresAt?: string;
};

/** An order as finance asks for it. `total`: as it stands now, after edits and refunds. */
export type BookedOrder = OrderRef & {
  processedAt: string;
  sourceName?: string;
  total: Money;
  isRefunded: boolean;
  transactions: Transaction[];
};

/** `after` of the next page; absent on the last one. */
export type CursorPage<T> = { rows: T[]; next?: string };

export type Attribute = { key: string; value?: string };

export type Address = {
  firstName?: string;
  lastName?: string;
  company?: string;
  address1?: string;
  address2?: string;
  city?: string;
  province?: string;
  provinceCode?: string;
  zip?: string;
  country?: string;
  countryCode?: string;
  phone?: string;
};

export type DiscountApplication = {
  index: number;
  kind: 'code' | 'manual' | 'automatic' | 'script' | 'other';
  /** LINE_ITEM or SHIPPING_LINE. */
  targetType: string;
  targetSelection: string;
  allocationMethod: string;
  /** The code, or the title of a manual or automatic discount. */
  name?: string;
  value: { percentage: string } | { amount: string; currency: string };
};

/** What one discount takes off one line (of all its units). The sum over these is the whole discount of the line. */
export type Allocation = { applicationIndex: number; targetType: string; amount: Money };

export type Duty = {
  id: string;
  price: Money;
  taxLines: TaxLine[];
  harmonizedSystemCode?: string;
  countryOfOrigin?: string;
};

/** The bundle that a component line belongs to; its price stands on the components. */
export type LineGroup = {
  id: string;
  title: string;
  quantity: number;
  variantId?: string;
  sku?: string;
  productId?: string;
};

export type OrderLine = {
  id: string;
  title: string;
  name: string;
  variantTitle?: string;
  /** As written in the shop, not trimmed. Absent for custom lines without one. */
  sku?: string;
  vendor?: string;
  /** As sold, removed units included. */
  quantity: number;
  /** After edits, cancellation and refunds. */
  currentQuantity: number;
  unfulfilledQuantity: number;
  nonFulfillableQuantity: number;
  refundableQuantity: number;
  requiresShipping: boolean;
  taxable: boolean;
  isGiftCard: boolean;
  /** A tip: no variant, never shipped, and its amount is already in `totals.tip`. */
  isTip: boolean;
  attributes: Attribute[];
  productId?: string;
  /** Absent for custom lines and deleted variants. */
  variantId?: string;
  inventoryItemId?: string;
  group?: LineGroup;
  /** One unit before all discounts. */
  unitPrice: Money;
  /** All units of `quantity` before all discounts. */
  originalTotal: Money;
  /** After line-level discounts only: order-level and code discounts are in `allocations` alone. */
  discountedTotal: Money;
  allocations: Allocation[];
  /** After discounts, before returns. */
  taxLines: TaxLine[];
  duties: Duty[];
};

export type ShippingLine = {
  /** Absent for lines that Shopify gives no id. */
  id?: string;
  title: string;
  code?: string;
  source?: string;
  carrierIdentifier?: string;
  isRemoved: boolean;
  originalPrice: Money;
  /** After discounts, before refunds. */
  discountedPrice: Money;
  /** After refunds and edits. */
  currentDiscountedPrice: Money;
  taxLines: TaxLine[];
  allocations: Allocation[];
};

export type AdditionalFee = { id: string; name: string; price: Money; taxLines: TaxLine[] };

/** `email` and `phone` are absent for guests, phone-only checkouts and where the app may not see them. */
export type OrderCustomer = {
  id: string;
  displayName?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  taxExempt: boolean;
};

export type PurchasingCompany = {
  companyId: string;
  companyName: string;
  companyExternalId?: string;
  locationId: string;
  locationName: string;
  locationExternalId?: string;
};

/** `dueAt` is the last unpaid instalment's date. */
export type PaymentTerms = { name: string; type: string; dueInDays?: number; dueAt?: string; overdue: boolean };

/** `recommendation` ACCEPT, INVESTIGATE, CANCEL or NONE; `levels` HIGH, MEDIUM, LOW, NONE, PENDING, one per assessor. */
export type OrderRisk = { recommendation: string; levels: string[] };

/** No prefix: before returns. `current…`: after edits and returns. Tax is inside subtotal and shipping if taxesIncluded. */
export type OrderTotals = {
  subtotal: Money;
  shipping: Money;
  tax: Money;
  discounts: Money;
  tip: Money;
  duties: Money;
  additionalFees: Money;
  total: Money;
  originalTotal: Money;
  currentSubtotal: Money;
  currentShipping: Money;
  currentTax: Money;
  currentDiscounts: Money;
  currentDuties: Money;
  currentAdditionalFees: Money;
  currentTotal: Money;
  received: Money;
  refunded: Money;
  refundedShipping: Money;
  outstanding: Money;
  netPayment: Money;
  cashRoundingPayment: Money;
  cashRoundingRefund: Money;
};

/** `namespace.key` as asked for. */
export type Metafield = { namespace: string; key: string; type: string; value: string };

export type OrderRef = {
  id: string;
  /** With the shop's prefix and suffix, e.g. `#1001`; not unique over shops. */
  name: string;
  createdAt: string;
  /** One-second resolution; two changes of one second look alike. */
  updatedAt: string;
  cancelledAt?: string;
  test: boolean;
  financialStatus?: string;
  fulfillmentStatus: string;
};

export type Order = OrderRef & {
  number: number;
  confirmationNumber?: string;
  poNumber?: string;
  email?: string;
  phone?: string;
  note?: string;
  tags: string[];
  attributes: Attribute[];
  /** Business date; in the shop's time zone it is the day to book. */
  processedAt: string;
  closedAt?: string;
  cancelReason?: string;
  confirmed: boolean;
  edited: boolean;
  returnStatus: string;
  /** web, pos, shopify_draft_order, or an app's id. */
  sourceName?: string;
  sourceIdentifier?: string;
  appName?: string;
  retailLocationId?: string;
  taxesIncluded: boolean;
  dutiesIncluded: boolean;
  taxExempt: boolean;
  estimatedTaxes: boolean;
  /** ISO 4217: `shop` and `presentment` of every Money in this order. */
  currencies: { shop: string; presentment: string };
  paymentGatewayNames: string[];
  discountCodes: string[];
  customer?: OrderCustomer;
  company?: PurchasingCompany;
  billingAddress?: Address;
  shippingAddress?: Address;
  paymentTerms?: PaymentTerms;
  risk?: OrderRisk;
  /** All of them, removed ones too, in the order of the shop. */
  lines: OrderLine[];
  shippingLines: ShippingLine[];
  discountApplications: DiscountApplication[];
  additionalFees: AdditionalFee[];
  taxLines: TaxLine[];
  totals: OrderTotals;
  transactions: Transaction[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
  metafields: Metafield[];
  /** Fields that the app may not see (protected customer data, missing scope), e.g. `order.customer`; usually empty. */
  hidden: string[];
};

export type Customer = {
  id: string;
  displayName: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  /** Consent to e-mail marketing: SUBSCRIBED, UNSUBSCRIBED, NOT_SUBSCRIBED, PENDING, … */
  emailConsent?: string;
  phone?: string;
  state: string;
  tags: string[];
  note?: string;
  taxExempt: boolean;
  createdAt: string;
  updatedAt: string;
  defaultAddress?: Address;
  hidden: string[];
};
