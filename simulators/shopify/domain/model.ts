// The rows of a simulated shop. Ids are plain numbers; gids are made when a row is shown.
// Trap: nothing derived is stored here (totals, statuses, current quantities come from totals.ts and status.ts).
import type { Bag, Currencies } from './money.ts';

export type * from './shop-model.ts';

export interface Address {
  id: number;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  provinceCode: string | null;
  zip: string | null;
  country: string | null;
  countryCode: string | null;
  phone: string | null;
}

export interface Attribute {
  key: string;
  value: string | null;
}

export interface TaxLineRow {
  title: string;
  rate: number;
  channelLiable: boolean;
  source: string;
  price: Bag;
}

export interface Allocation {
  /** Index into the order's discountApplications. */
  application: number;
  amount: Bag;
}

export interface DiscountRow {
  type: 'code' | 'manual' | 'automatic' | 'script';
  code: string | null;
  title: string | null;
  description: string | null;
  value: string;
  valueType: 'percentage' | 'fixed_amount';
  target: 'line_item' | 'shipping_line';
  method: 'across' | 'each';
  selection: 'all' | 'entitled' | 'explicit';
  /** Value in both currencies, for fixed amounts. */
  amount: Bag | null;
}

export interface DutyRow {
  id: number;
  hsCode: string | null;
  country: string | null;
  price: Bag;
  taxLines: TaxLineRow[];
}

export interface GroupRow {
  id: number;
  title: string;
  quantity: number;
  variantId: number | null;
  variantSku: string | null;
  productId: number | null;
}

export interface LineRow {
  id: number;
  variantId: number | null;
  productId: number | null;
  productExists: boolean;
  inventoryItemId: number | null;
  title: string;
  variantTitle: string | null;
  sku: string | null;
  vendor: string | null;
  quantity: number;
  /** Units taken out by an edit. */
  removed: number;
  unitPrice: Bag;
  allocations: Allocation[];
  taxLines: TaxLineRow[];
  duties: DutyRow[];
  requiresShipping: boolean;
  taxable: boolean;
  giftCard: boolean;
  tip: boolean;
  group: GroupRow | null;
  customAttributes: Attribute[];
  /** Came with an edit, not with the checkout. */
  added: boolean;
}

export interface ShippingRow {
  id: number;
  title: string;
  code: string | null;
  source: string | null;
  carrierIdentifier: string | null;
  removed: boolean;
  price: Bag;
  allocations: Allocation[];
  taxLines: TaxLineRow[];
}

export interface FeeRow {
  id: number;
  name: string;
  price: Bag;
  taxLines: TaxLineRow[];
}

export type TransactionKind = 'AUTHORIZATION' | 'CAPTURE' | 'SALE' | 'REFUND' | 'VOID' | 'CHANGE';
export type TransactionStatus = 'SUCCESS' | 'PENDING' | 'FAILURE' | 'ERROR';

export interface TransactionRow {
  id: number;
  kind: TransactionKind;
  status: TransactionStatus;
  gateway: string;
  amount: Bag;
  test: boolean;
  parentId: number | null;
  paymentId: string | null;
  createdAt: number;
  processedAt: number;
  authorizationExpiresAt: number | null;
  errorCode: string | null;
}

export type RestockType = 'NO_RESTOCK' | 'CANCEL' | 'RETURN';

export interface RefundLineRow {
  id: number;
  lineId: number;
  quantity: number;
  restockType: RestockType;
  restocked: boolean;
  locationId: number | null;
  price: Bag;
  subtotal: Bag;
  tax: Bag;
  discount: Bag;
}

export interface RefundRow {
  id: number;
  createdAt: number;
  updatedAt: number;
  note: string | null;
  lines: RefundLineRow[];
  shipping: { id: number; shippingLineId: number; subtotal: Bag; tax: Bag }[];
  duties: { dutyId: number; amount: Bag }[];
  adjustments: { id: number; reason: string; amount: Bag; tax: Bag }[];
  transactionIds: number[];
}

export type FulfillmentOrderStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  | 'CLOSED'
  | 'CANCELLED'
  | 'ON_HOLD'
  | 'SCHEDULED'
  | 'INCOMPLETE';

export interface FulfillmentOrderRow {
  id: number;
  orderId: number;
  locationId: number;
  status: FulfillmentOrderStatus;
  requestStatus: string;
  methodType: 'SHIPPING' | 'NONE' | 'RETAIL' | 'PICK_UP' | 'LOCAL';
  fulfillAt: number | null;
  createdAt: number;
  updatedAt: number;
  holds: { id: number; reason: string; notes: string | null; handle: string }[];
  lines: { id: number; lineId: number; total: number; remaining: number }[];
}

export interface TrackingRow {
  company: string | null;
  number: string | null;
  url: string | null;
}

export interface FulfillmentRow {
  id: number;
  orderId: number;
  name: string;
  status: 'SUCCESS' | 'CANCELLED' | 'ERROR' | 'FAILURE';
  displayStatus: string;
  locationId: number;
  createdAt: number;
  updatedAt: number;
  tracking: TrackingRow[];
  notifyCustomer: boolean;
  /** `source` names the fulfilment order line that was drawn on. */
  lines: { id: number; lineId: number; quantity: number; source: number }[];
  events: { id: number; status: string; happenedAt: number; message: string | null }[];
}

export interface MetafieldRow {
  id: number;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: number;
  updatedAt: number;
}

/** What the search index knows of an order; it may lag behind the row. */
export interface SearchDoc {
  [field: string]: string | number | boolean | null | string[];
}

/** A version of an order in the search index; its fields are worked out when they are first asked for. */
export interface IndexEntry {
  visibleAtMs: number;
  doc: SearchDoc | null;
}

export interface OrderRow {
  id: number;
  number: number;
  name: string;
  confirmationNumber: string;
  createdAt: number;
  processedAt: number;
  updatedAt: number;
  closedAt: number | null;
  cancelledAt: number | null;
  cancelReason: string | null;
  test: boolean;
  edited: boolean;
  money: Currencies;
  taxesIncluded: boolean;
  dutiesIncluded: boolean;
  taxExempt: boolean;
  estimatedTaxes: boolean;
  sourceName: string;
  sourceIdentifier: string | null;
  appId: number | null;
  retailLocationId: number | null;
  customerId: number | null;
  company: { id: number; name: string; externalId: string | null; locationId: number; locationName: string } | null;
  paymentTerms: string | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  poNumber: string | null;
  tags: string[];
  customAttributes: Attribute[];
  billingAddress: Address | null;
  shippingAddress: Address | null;
  discounts: DiscountRow[];
  lines: LineRow[];
  shippingLines: ShippingRow[];
  fees: FeeRow[];
  transactions: TransactionRow[];
  refunds: RefundRow[];
  fulfillments: FulfillmentRow[];
  fulfillmentOrders: FulfillmentOrderRow[];
  metafields: MetafieldRow[];
  cashRounding: { payment: Bag; refund: Bag };
  originalTotal: Bag;
  /** Versions for the search index, each with the elapsed time from which it is seen. */
  index: IndexEntry[];
}
