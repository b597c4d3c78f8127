/**
 * Invoices and what they are made of. Amounts are decimal strings with their sign as ShipBob sends it; days are `yyyy-MM-dd`.
 * The trap: fees appear up to six hours late and are first not invoiced; later the same id comes back with its invoice.
 */

export type Invoice = {
  id: string;
  date: string;
  /** Shipping, Inbound Fee, WarehouseStorage, AdditionalFee, Return, Credits, BalanceAdjustment, Payment, or a new word. */
  type: string;
  amount: string;
  currency: string;
  runningBalance?: string;
};

export type BillingTransaction = {
  /** Stable: the same charge keeps it when it is invoiced. */
  id: string;
  /** Charge, Refund, Credit, Payment, BalanceAdjustment. */
  type: string;
  /** e.g. Shipping, Per Pick Fee, WRO Receiving Fee, Credit. */
  fee: string;
  amount: string;
  currency: string;
  chargedOn: string;
  /** Shipment, return or WRO id, or `0` and other words for charges of nothing in particular. */
  referenceId?: string;
  /** Shipment, Return, WRO, URO, Ticket Number, TicketNumber, FC, LPN Reference, Transfer Plan, Default, or a new word. */
  referenceType?: string;
  fulfillmentCenter?: string;
  isInvoiced: boolean;
  invoiceId?: string;
  invoiceDate?: string;
  invoiceType?: string;
  /** Whether `amount` includes them is not promised: receiving fees have been seen with tax, others without. */
  taxes: { type?: string; rate?: string; amount: string }[];
  /** PascalCase keys as sent, e.g. TrackingId, InventoryId, SKU, LocationType, Comment, CreditReason, TicketReference. */
  details: Record<string, string>;
};

/** Days `yyyy-MM-dd` or instants; ShipBob's default is the last month. `types` of ShipBob's own words. */
export type InvoiceFilter = { from?: string; to?: string; types?: string[] };

/** ShipBob's default window is the last 7 days by day of charge. */
export type TransactionFilter = {
  from?: string;
  to?: string;
  invoiceIds?: string[];
  isInvoiced?: boolean;
  referenceIds?: string[];
  referenceTypes?: ('Shipment' | 'Return' | 'WRO' | 'URO')[];
  fees?: string[];
  types?: ('Charge' | 'Refund' | 'Credit' | 'Payment' | 'BalanceAdjustment')[];
};
