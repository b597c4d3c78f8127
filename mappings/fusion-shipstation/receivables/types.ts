/**
 * What the mapping of `receivablesPosting` speaks of: bills (what one invoice is for), what Fusion holds of them, and what
 * is to be written. Amounts are decimal text with tax.
 * The trap: an invoice is posted with the share that was right on its day; it is never recomputed afterwards.
 */
import type { FusionBody, Period, TransactionName } from '../../../connectors/fusion/types.ts';
import type { Business, Channel, PeriodSettings, WarehousePlace } from '../../../settings/fusion-common.ts';
import type { ReceivablesPostingSettings } from '../../../settings/receivables-posting.ts';
import type { Problem } from '../types.ts';

export type GoodsLine = {
  orderItemId: string;
  sku?: string;
  name: string;
  quantity: string;
  unitPrice: string;
  /** Of the shipment that holds it. */
  warehouseId?: string;
};

/** One invoice's worth: a shipment, a mark "as shipped", or a whole order. */
export type Bill = {
  /** `<shipmentId>`, `F<fulfilmentId>`, `O<orderId>`, `O<orderId>-2`: part of number and cross reference. */
  id: string;
  /** In sentences. */
  words: string;
  /** By its own instant and ShipStation's day it is booked. */
  createdAt: string;
  shipDate: string;
  voided: boolean;
  voidedAt?: string;
  warehouseId?: string;
  storeId?: string;
  tracking: string[];
  lines: GoodsLine[];
  /** Why its contents are not known, or may not be posted. */
  problem?: Problem;
  /** It is not all there yet: nothing is wrong, and nothing is posted. */
  notYet?: string;
};

/** A line of a posted invoice; `description` tells which extra it is, where it bears no item. */
export type PostedLine = {
  number: string;
  item?: string;
  memo?: string;
  description?: string;
  quantity: string;
  price: string;
  unit?: string;
  taxCode?: string;
  warehouse?: string;
};

export type PostedInvoice = {
  id: string;
  number: string;
  source: string;
  crossReference?: string;
  status?: string;
  currency?: string;
  /** EnteredAmount, with tax. */
  amount: string;
  comments?: string;
  customer?: string;
  site?: string;
  lines: PostedLine[];
  distributions: { accountClass: string; account: string; amount: string; line?: string }[];
};

export type PostedMemo = { id: string; number: string; amount?: string };

/** By bill id. `invoices`: all that bear the cross reference. */
export type ReceivablesTarget = {
  invoices: Record<string, PostedInvoice[]>;
  creditMemos: Record<string, PostedMemo[]>;
  receipts: Record<string, { id: string; amount: string }[]>;
  /** Absent = periods are not asked. */
  periods?: Period[];
};

export type BillTo = { account: string; site?: string };

/** Everything of the connection's file that the plan looks at. */
export type Frame = {
  settings: ReceivablesPostingSettings;
  business: Business;
  warehouses: Record<string, WarehousePlace>;
  defaultWarehouse?: WarehousePlace | undefined;
  channels: Record<string, Channel>;
  skuAliases: Record<string, string>;
  ignoreSkus: string[];
  periods: PeriodSettings;
  periodRecheckMs: number;
  timeZone: string;
  /** What a person names the record by in commands. */
  record: string;
};

/** `amount` is what Fusion must show afterwards. */
export type Expected = { amount: string; currency: string };

/** One step in Fusion's receivables. `bill`: which one it is of. Titles and names hold nothing personal. */
export type ReceivablesWrite = { title: string; bill: string } & (
  | { kind: 'invoice'; name: TransactionName; number?: string; body: FusionBody; expect: Expected; check: boolean }
  | { kind: 'complete'; id: string; number: string; expect: Expected }
  | { kind: 'discard'; id: string; number: string }
  | { kind: 'creditMemo'; name: TransactionName; number?: string; body: FusionBody; expect: Expected }
  | { kind: 'receipt'; number: string; businessUnit: string; body: FusionBody; expect: Expected }
);

export type ReceivablesPlan = {
  writes: ReceivablesWrite[];
  problems: (Problem & { recheckMs?: number })[];
  notes: string[];
  /** Something is to be invoiced, and it is not known yet whom it is billed to. */
  needsCustomer: boolean;
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};
