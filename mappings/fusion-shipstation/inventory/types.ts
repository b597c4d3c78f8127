/**
 * What the mappings of `inventoryPosting` and its journals speak of.
 * The trap: quantities of lines are always positive; only what is sent to Fusion bears a sign.
 */
import type { CompletedRow, FusionBody, Period, StagedRow } from '../../../connectors/fusion/types.ts';
import type { Problem } from '../types.ts';

/** What left the house (or came back) as one: a label, or a mark "as shipped". */
export type Parcel = {
  kind: 'shipment' | 'fulfillment' | 'adjustment';
  id: string;
  /** `shipment:<id>`, as sweeps name it. */
  source: string;
  /** Instant, UTC. */
  createdAt: string;
  /** Plain Pacific day. */
  shipDate: string;
  voided: boolean;
  voidedAt?: string;
  returned: boolean;
  warehouseId?: string;
  storeId?: string;
};

/** One item of one line of a parcel. */
export type StockLine = {
  /** Unique and readable; Fusion keeps it as the transaction's reference. */
  name: string;
  parcel: Parcel;
  /** The order line; numeric. */
  lineId: string;
  sku: string;
  /** Fusion's item number. */
  item: string;
  quantity: string;
  direction: 'issue' | 'receipt';
  /** What was posted is turned round just there. */
  place?: PostedPlace;
};

/** Where and on which account something was posted. */
export type PostedPlace = { organization: string; subinventory?: string; locator?: string; account: string };

/** What we know of a posting of our own: kept in the store under its name. */
export type Known = {
  name: string;
  /** intent: sent. made: seen in Fusion. undone: taken back before it was processed. gone: certainly not there. */
  state: 'intent' | 'made' | 'undone' | 'gone';
  /** `shipment/<id>`. */
  parcel: string;
  detail: KnownDetail;
};
/** `answer` is absent while it is not known. */
export type KnownDetail = PostedPlace & {
  answer?: 'processed' | 'queued' | 'rejected';
  sentAt: string;
  lineId: string;
  sku: string;
  item: string;
  /** With its sign. */
  quantity: string;
  direction: 'issue' | 'receipt';
  interfaceId?: string;
};

/** What Fusion shows under a parcel's source keys. */
export type SeenRows = { staged: StagedRow[]; completed: CompletedRow[] };

/** What a step is to do for one line. */
export type StockWrite = { title: string; name: string; parcel: Parcel } & (
  | { kind: 'send'; line: StockLine; body: FusionBody; detail: KnownDetail }
  | { kind: 'mend'; line: StockLine; body: FusionBody; detail: KnownDetail; interfaceId: string }
  | { kind: 'withdraw'; interfaceId?: string; detail: KnownDetail }
);

export type LineProblem = Problem & { recheckMs?: number };

export type StockPlan = {
  writes: StockWrite[];
  problems: LineProblem[];
  /** Postings of ours that Fusion shows as processed and that we had not noted as such. */
  seen: { name: string; parcel: Parcel; detail: KnownDetail; transactionId: string }[];
  /** Voided before anything was sent. */
  nothingSent: { name: string; parcel: Parcel; detail: KnownDetail }[];
  notes: string[];
  posted: number;
};

/** What a plan is made from, besides lines and settings. */
export type StockTarget = {
  known: Known[];
  /** By parcel source; parcels that are through are not read. */
  rows: Record<string, SeenRows>;
  /** Absent = periods are not asked. */
  periods?: Period[];
};
