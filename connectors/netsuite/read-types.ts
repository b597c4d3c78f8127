/**
 * What the lists of SuiteQL answer: small rows, ids as text, quantities and money as decimal text, times as ISO-8601 UTC.
 * The trap: `id` and `…Id` are NetSuite's internal ids; what people call an item's number is `sku` (its `itemid`).
 */
import type { RecordType } from './record-types.ts';

/** `after` is a page's `next`, of the same list with the same conditions; `pageSize` may be some thousands. */
export type KeysetPage = { after?: string; pageSize?: number };
/** The last page has no `next`. */
export type ReadPage<T> = { rows: T[]; next?: string };
/** ISO-8601 instants with a zone. Both bounds belong to it, and it may answer a little more: rows may come twice. */
export type TimeWindow = { since: string; until?: string };

export type ItemRow = {
  id: string;
  sku: string;
  externalId?: string;
  upc?: string;
  vendorName?: string;
  displayName?: string;
  /** NetSuite's code, e.g. `InvtPart`, `Kit`, `NonInvtPart`. */
  itemType?: string;
  isInactive: boolean;
  modifiedAt?: string;
};

/** All items whose number is the text asked for; `column` tells in which column it stands. */
export type SkuMatch = { sku: string; candidates: (ItemRow & { column: string })[] };

export type StockQuery = {
  locationIds: string[];
  quantity: 'available' | 'onHand';
  /** Only items whose stock changed since this instant, where the account keeps that time. */
  changedSince?: string;
  /** Only these items; some hundreds. */
  itemIds?: string[];
};
/** Stock of one item at one location; kits have none of their own. `modifiedAt` is the item record's. */
export type StockRow = Omit<ItemRow, 'id' | 'vendorName' | 'displayName'> & {
  itemId: string;
  locationId: string;
  quantity: string;
};

/** `items`: how many of them are in stock there. */
export type StockPlace = { locationId: string; name?: string; items: number };

export type Kit = Pick<ItemRow, 'id' | 'sku' | 'externalId' | 'upc' | 'isInactive'> & {
  members: { itemId: string; quantity: string }[];
};

/** Personal data: entityId, companyName and email may name a person. Never in logs, summaries or search attributes. */
export type Customer = {
  id: string;
  entityId: string;
  externalId?: string;
  companyName?: string;
  email?: string;
  isPerson?: boolean;
  /** The customer above, e.g. the company of a sub-customer. */
  parentId?: string;
  subsidiaryId?: string;
  termsId?: string;
  categoryId?: string;
  partnerId?: string;
  isInactive: boolean;
  modifiedAt?: string;
  /** Values of the custom columns that were asked for, ids where they are references. */
  custom: Record<string, string>;
};
/** `parentIds`: from the direct parent up to the top. */
export type CustomerWithParents = Customer & { parentIds: string[] };
/** All that are given must fit. */
export type CustomerQuery = {
  id?: string;
  externalId?: string;
  entityId?: string;
  email?: string;
  /** Column names `custentity…` to read into `custom`. */
  custom?: string[];
};

export type TransactionLine = {
  /** REST's line number. */
  line: number;
  uniqueKey?: string;
  itemId?: string;
  /** Absent on lines of no item that can be sold, such as shipping. */
  sku?: string;
  /** NetSuite's code, e.g. `InvtPart`, `ShipItem`, `Discount`; some accounts do not show it. */
  itemType?: string;
  /** Without sign, though NetSuite's own are negative on sales. */
  quantity: string;
  /** Shipped on a sales order, received on a purchase order or return. */
  quantityShippedOrReceived: string;
  quantityBilled?: string;
  rate?: string;
  /** In the transaction's currency, with NetSuite's sign: negative on sales. */
  amount?: string;
  locationId?: string;
  isClosed: boolean;
  memo?: string;
};

export type TransactionRow = {
  id: string;
  tranId: string;
  /** Record type, or NetSuite's own code where that is not one of ours. */
  type: RecordType | string;
  /** The bare letter; its meaning depends on the type. */
  status: string;
  externalId?: string;
  otherRefNum?: string;
  entityId?: string;
  currencyId?: string;
  /** In the transaction's currency; of credits without NetSuite's minus sign. */
  total?: string;
  /** Of an invoice what is still owed, of money and credits what is not used yet; only `readOrderFamily` tells it. */
  remaining?: string;
  /** Calendar date, yyyy-mm-dd. */
  tranDate?: string;
  modifiedAt?: string;
  /** Present where lines were asked for. */
  lines?: TransactionLine[];
};
export type LinkedTransaction = TransactionRow & { direction: 'previous' | 'next'; linkType?: string };

export type TransactionQuery = { type: RecordType; lines?: boolean } & (
  | { externalIds: string[] }
  | { createdFrom: string }
  | { otherRefNum: string }
);

/** `externalIds`: names that members may bear which hang on no link; `linesOf`: types whose lines are read too. */
export type OrderFamilyQuery = { salesOrderId?: string; externalIds: string[]; linesOf: RecordType[] };

/** What external ids are looked up in. */
export type LookupType = RecordType | 'vendor' | 'item' | 'location';
export type ExternalRef = { externalId: string; id: string; tranId?: string; status?: string };

/** `from` and `to` are its first and last day. */
export type Period = {
  id: string;
  name: string;
  from: string;
  to: string;
  isClosed: boolean;
  /** Locked for everybody, for receivables, for payables, where the account shows it. */
  isLocked?: boolean;
  isArLocked?: boolean;
  isApLocked?: boolean;
};
