/**
 * What `shopifyOrder` observes and what it plans. Money and quantities are decimal strings, in the currency that is posted.
 * The trap: names, e-mails and addresses are in here, so a view or a plan stays inside one activity and never crosses
 * the workflow boundary; notes, problems and numbers name nobody and may.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Item } from '../../../connectors/netsuite/types.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import type { ShopifyCustomerSettings } from '../../../settings/shopify-customer.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import type { CustomerMatches, SourceCustomer } from '../shopify-customer/types.ts';

/** One line of the sales order, in NetSuite's order; kit members and other hidden sub-lines are left out. */
export type TargetLine = {
  line: number;
  itemId: string;
  /** Empty lines (discount, subtotal) have quantity "0". */
  quantity: string;
  amount: string;
  quantityFulfilled: string;
  quantityBilled: string;
  isClosed: boolean;
  /** False for items that are no goods, such as charges; absent when it was not read. */
  ships?: boolean;
  /** Value of the custom column `settings.lineKey`. */
  key?: string;
};

export type TargetOrder = {
  id: string;
  tranId: string;
  /** A to H. */
  status: string;
  /** Of the transaction's own currency, tax and shipping included. */
  total: string;
  taxTotal?: string;
  shippingCost?: string;
  entityId?: string;
  lines: TargetLine[];
};

/** `amount`: the total; `remaining`: not yet applied (deposits, payments, credits) or still owed (invoices). */
export type TargetMoney = { id: string; tranId: string; externalId?: string; amount: string; remaining?: string };

export type TargetReturn = {
  id: string;
  tranId: string;
  externalId?: string;
  status: string;
  /** `orderLine`: line of the sales order, where NetSuite tells it. */
  lines: { line: number; itemId: string; quantity: string; orderLine?: number; isClosed: boolean }[];
};

export type TargetFulfillment = { id: string; tranId: string; externalId?: string; trackingNumbers: string[] };

/** All that NetSuite holds of one Shopify order; every list is complete, ours and foreign ones. */
export type TargetView = {
  salesOrder?: TargetOrder;
  deposits: TargetMoney[];
  applications: TargetMoney[];
  payments: TargetMoney[];
  invoices: TargetMoney[];
  cashSales: TargetMoney[];
  /** Credit memos and cash refunds. */
  credits: TargetMoney[];
  customerRefunds: TargetMoney[];
  returns: TargetReturn[];
  receipts: TargetMoney[];
  fulfillments: TargetFulfillment[];
  /** Shopify fulfilments that this connector made from NetSuite's. */
  ownFulfillmentIds: string[];
};

/** What looking a SKU up in NetSuite found: alias already applied, none = unknown, several = a person must decide. */
export type ItemMatch = { sku: string; items: (Item & { isInactive?: boolean })[] };

export type OrderPlanInput = {
  order: Order;
  target: TargetView;
  settings: ShopifyOrderSettings;
  customerSettings: ShopifyCustomerSettings;
  items: ItemMatch[];
  /** NetSuite customers that may be the order's (see `lookupsOf`), and the Shopify customer when it was read. */
  customer: CustomerMatches & { source?: SourceCustomer };
  /** ISO-8601 UTC. */
  now: string;
  /** IANA zone of the NetSuite account. */
  timeZone: string;
};

/** `cause` groups records; `reason` says in plain words what is wrong, what to do and where. */
export type Problem = { cause: string; reason: string; recheckMs?: number };

export type OrderPlan = {
  writes: RecordWrite[];
  problems: Problem[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  /** ISO-8601 UTC: nothing is posted before; look again then. */
  holdUntil?: string;
  /** Why the order is left out by the settings; nothing will be done about it. */
  skipped?: string;
};

/** What a line of the sales order stands for. */
export type LineKind =
  | 'goods'
  | 'discount'
  | 'tip'
  | 'duty'
  | 'fee'
  | 'shipping'
  | 'tax'
  | 'marketplaceTax'
  | 'cashRounding'
  | 'rounding';

export type TaxShare = { title: string; rate?: string; amount: string };

/** A line as the sales order shall have it. `isGone`: Shopify has taken it off; it is only settled where it exists. */
export type PlannedLine = {
  /** Stable over edits: `L<line id>`, `D<line id>`, `S<shipping>`, `TAX` … */
  key: string;
  kind: LineKind;
  itemId: string;
  quantity?: number;
  amount: string;
  description?: string;
  taxes: TaxShare[];
  custom: Record<string, string | boolean>;
  location?: string;
  isGone: boolean;
};

/** The sales order as Shopify says it now. */
export type PlannedOrder = {
  lines: PlannedLine[];
  /** Header shipping cost; absent when shipping is a line. */
  shippingCost?: string;
  shippingTaxes: TaxShare[];
  shipMethod?: string;
  currency: string;
  /** Tax that goes into tax details or that NetSuite computes; zero when it is a line. */
  taxTotal: string;
  total: string;
};
