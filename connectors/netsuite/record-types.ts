/**
 * Records as plans write them and as reads answer them: any record type, money and quantities as decimal text.
 * The trap: a number that passes through a float may lose a digit, so it is a `Decimal` here and is written into the
 * request's text as it stands; in a `RecordView` every number is text already.
 */
import type { Json, ViewValue } from '../http/exact-json.ts';

export type { Decimal, Json, ViewValue } from '../http/exact-json.ts';

/** As NetSuite's REST takes it. References are `{ id }` or `{ externalId }`, never `refName`; null clears a body field. */
export type RecordBody = { [field: string]: Json };

export type RecordType =
  | 'customer'
  | 'salesOrder'
  | 'invoice'
  | 'cashSale'
  | 'customerDeposit'
  | 'depositApplication'
  | 'customerPayment'
  | 'creditMemo'
  | 'cashRefund'
  | 'customerRefund'
  | 'returnAuthorization'
  | 'itemReceipt'
  | 'itemFulfillment'
  | 'inventoryAdjustment'
  | 'inventoryTransfer'
  | 'transferOrder'
  | 'purchaseOrder'
  | 'vendorReturnAuthorization'
  | 'vendorBill'
  | 'vendorCredit'
  | 'vendorPayment'
  | 'journalEntry';

/** A record's name: NetSuite's internal id, or the external id that we gave it. */
export type RecordName = { id: string } | { externalId: string };

/** A record as NetSuite holds it: numbers are decimal text without needless zeros, sublists are complete arrays under
 *  `<sublist>.items`, links are left out. Read single values with `valueAt`. */
export type RecordView = { [field: string]: ViewValue };

/** Compared with what NetSuite holds afterwards; a difference is an error that names field, wanted and found. `field` is
 *  a path as `valueAt` takes it: `total`, `entity.id`, `item.items[line=3].amount`, `item.items.length`. `value` is compared
 *  as a number where both sides are numbers, flags are `true` and `false`, the empty text means that there is nothing. */
export type Expectation = { field: string; value: string };

/** What every write tells: `source` is the fact it comes from, `title` one line for a person. */
type Told = { source: string; title: string; expect: Expectation[] };

/**
 * One write of a plan. What it makes has a name (`externalId`) before it is tried; after a lost answer it is looked up
 * by that name. `body` need not repeat the external id.
 */
export type RecordWrite =
  | (Told & { kind: 'create'; recordType: RecordType; externalId: string; body: RecordBody })
  | (Told & {
      kind: 'transform';
      from: { recordType: RecordType; id: string };
      recordType: RecordType;
      externalId: string;
      body: RecordBody;
      /** Sublists that shall be exactly what `body` says instead of what NetSuite takes over from the source. */
      replace?: string[];
    })
  | (Told & {
      kind: 'update';
      recordType: RecordType;
      id: string;
      body: RecordBody;
      /** Sublists that shall be exactly what `body` says. Any other sublist line needs its `line` number, or it is appended. */
      replace?: string[];
    })
  /** Deleted only while it bears this external id; `expect` is not looked at. */
  | { kind: 'remove'; source: string; title: string; recordType: RecordType; id: string; externalId: string };

/** Words for a person: `sales order`, `customer deposit`. */
export const recordWords = (type: RecordType): string => type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
