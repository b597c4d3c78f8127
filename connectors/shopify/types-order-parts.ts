/**
 * What happens to an order after it is placed: payments, refunds, fulfilments, and the fulfilment orders to act on.
 * The trap: a refund exists before its money moves; only its transactions with status SUCCESS say that it did.
 */
import type { Money } from './types-money.ts';

export type Transaction = {
  id: string;
  /** SALE, AUTHORIZATION, CAPTURE, REFUND, VOID, CHANGE, … */
  kind: string;
  /** SUCCESS, PENDING, FAILURE, ERROR, AWAITING_RESPONSE, UNKNOWN. */
  status: string;
  test: boolean;
  /** E.g. `shopify_payments`, `gift_card`, `cash`, `manual`. */
  gateway?: string;
  formattedGateway?: string;
  isGiftCard: boolean;
  isManual: boolean;
  amount: Money;
  parentId?: string;
  paymentId?: string;
  createdAt: string;
  processedAt?: string;
  authorizationExpiresAt?: string;
  errorCode?: string;
};

export type RefundLine = {
  /** Absent for lines that Shopify gives no id. */
  id?: string;
  lineId: string;
  sku?: string;
  quantity: number;
  /** RETURN, CANCEL, NO_RESTOCK, LEGACY_RESTOCK. */
  restockType: string;
  restocked: boolean;
  locationId?: string;
  unitPrice: Money;
  subtotal: Money;
  tax: Money;
};

export type RefundShippingLine = { id: string; shippingLineId?: string; title: string; subtotal: Money; tax: Money };

/** Money given back beyond the lines (or kept back); the sign is the vendor's. */
export type OrderAdjustment = { id: string; reason?: string; amount: Money; tax: Money };

export type RefundDuty = { originalDutyId?: string; amount: Money };

export type Refund = {
  id: string;
  createdAt?: string;
  processedAt: string;
  updatedAt: string;
  note?: string;
  returnId?: string;
  returnName?: string;
  total: Money;
  lines: RefundLine[];
  shippingLines: RefundShippingLine[];
  adjustments: OrderAdjustment[];
  duties: RefundDuty[];
  transactions: Transaction[];
};

export type Tracking = { company?: string; number?: string; url?: string };

export type Fulfillment = {
  id: string;
  /** E.g. `#1001-F1`. */
  name: string;
  /** SUCCESS, CANCELLED, ERROR, FAILURE, PENDING, OPEN. */
  status: string;
  displayStatus?: string;
  createdAt: string;
  updatedAt: string;
  locationId?: string;
  tracking: Tracking[];
  lines: { id: string; lineId: string; sku?: string; quantity: number }[];
};

export type FulfillmentOrderLine = {
  id: string;
  lineId: string;
  sku?: string;
  inventoryItemId?: string;
  totalQuantity: number;
  remainingQuantity: number;
};

/** Shippable by us when `supportedActions` has CREATE_FULFILLMENT. */
export type FulfillmentOrder = {
  id: string;
  /** OPEN, IN_PROGRESS, ON_HOLD, SCHEDULED, CLOSED, CANCELLED, INCOMPLETE. */
  status: string;
  requestStatus: string;
  supportedActions: string[];
  holds: { id: string; reason: string; notes?: string }[];
  /** Absent once the location was deleted. */
  locationId?: string;
  locationName: string;
  deliveryMethod?: string;
  fulfillAt?: string;
  lines: FulfillmentOrderLine[];
};

export type TrackingDraft = { company?: string; numbers: string[]; urls?: string[] };

/** `lines` empty or absent means everything that is left of that fulfilment order. All of one location. */
export type FulfillmentDraft = {
  fulfillmentOrders: { id: string; lines?: { id: string; quantity: number }[] }[];
  tracking?: TrackingDraft;
  notifyCustomer: boolean;
};

export type CancelDraft = {
  orderId: string;
  reason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';
  restock: boolean;
  /** True gives the money back by the original means of payment; false moves no money. */
  refund: boolean;
  notifyCustomer: boolean;
  /** At most 255 characters. */
  staffNote?: string;
};
