/**
 * Stock that ShipBob has taken in, and what NetSuite has booked of it: the canonical shapes of receivingOrder and
 * customerReturn. Quantities are decimal text.
 * The trap: `lot` is the empty text for items that NetSuite keeps without lots, whatever ShipBob says.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';

export type Problem = { cause: string; reason: string; recheckMs?: number };

export type ItemTracking = 'none' | 'lot' | 'serial';
export type StockItem = {
  id: string;
  /** NetSuite's item name. */
  name: string;
  isInactive: boolean;
  /** NetSuite's code, e.g. `InvtPart`. */
  itemType?: string;
  tracking: ItemTracking;
};
/** All items that bear the SKU asked for (alias applied). */
export type ItemMatch = { sku: string; items: StockItem[] };

/** What came in of one SKU in one lot, in all until now. */
export type Intake = {
  inventoryId: string;
  sku?: string;
  quantity: number;
  lotNumber?: string;
  /** Calendar date, yyyy-mm-dd. */
  lotDay?: string;
  /** NetSuite location; absent when the centre is not mapped. */
  location?: string;
  /** It is received and taken out again. */
  isWrittenOff?: boolean;
};

/** What NetSuite shall hold of one item in one place and lot. */
export type Want = {
  key: string;
  item: StockItem;
  sku: string;
  location: string;
  lot: string;
  lotDay?: string;
  /** Came in, with what is written off. */
  come: string;
  writeOff: string;
};

export type PostedLine = {
  itemId: string;
  location?: string;
  /** With sign. */
  quantity: string;
  /** Signed, too; empty where the line names none. */
  lots: { number: string; quantity: string }[];
};
/** One record that we made, `number` from its name. */
export type Posting = {
  number: number;
  type: 'itemReceipt' | 'inventoryAdjustment';
  id: string;
  tranId: string;
  /** Calendar date. */
  day?: string;
  lines: PostedLine[];
};

export type OrderLine = {
  line: string;
  itemId: string;
  itemType?: string;
  quantity: string;
  received: string;
  isClosed: boolean;
  locationId?: string;
  rate?: string;
};
/** A purchase order or return authorisation. `status` is NetSuite's letter. */
export type SourceOrder = {
  type: 'purchaseOrder' | 'returnAuthorization';
  id: string;
  tranId: string;
  status: string;
  lines: OrderLine[];
};

/** Lots that NetSuite knows. */
export type LotRef = { id: string; itemId: string; number: string };

/** Fitting records of one kind, and which field was looked for with which value. */
export type Match = { tried: string[]; candidates: { id: string; tranId: string; status: string }[] };

export type StockPlan = { writes: RecordWrite[]; problems: Problem[]; notes: string[] };

export type RecordOutcome = StockPlan & {
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  /** ISO-8601 UTC: nothing is posted before; look again then. */
  holdUntil?: string;
};
