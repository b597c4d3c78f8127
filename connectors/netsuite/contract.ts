/**
 * What the NetSuite connector offers. A write is one HTTP exchange (two when a token must be minted or re-issued after a
 * 401); a read may be several where it says so, has long sublists or more than 1,000 rows. Methods throw only
 * ConnectorError and never wait.
 */
import type { PingReport } from '../http/contract.ts';
import type { PingNeed } from './ping-checks.ts';
import type { PostedFulfillment } from './posted-fulfillments.ts';
import type {
  Customer,
  CustomerQuery,
  CustomerWithParents,
  ExternalRef,
  ItemRow,
  KeysetPage,
  Kit,
  LinkedTransaction,
  LookupType,
  OrderFamilyQuery,
  Period,
  ReadPage,
  SkuMatch,
  StockPlace,
  StockQuery,
  StockRow,
  TimeWindow,
  TransactionQuery,
  TransactionRow,
} from './read-types.ts';
import type { RecordBody, RecordName, RecordType, RecordView } from './record-types.ts';
import type { ReadOptions } from './records.ts';
import type {
  Fulfillment,
  FulfillmentDraft,
  FulfillmentPackage,
  FulfillmentRef,
  Item,
  PackageSublist,
  SalesOrder,
  SalesOrderField,
  SalesOrderRef,
  SuiteQlPage,
} from './types.ts';

export type NetSuite = {
  /** One page of SuiteQL; `offset` must be a multiple of `limit` (at most 1000). Values are strings, keys lower case. */
  suiteQl(query: string, params: string[], page?: { limit?: number; offset?: number }): Promise<SuiteQlPage>;
  /** All rows beyond 1,000 and 100,000, page by page, by keyset on a numeric column that the query selects as `keyColumn`.
   *  `query` has the placeholder `{after}` where the condition `AND <keyExpression> > ?` belongs and orders by it. */
  suiteQlKeyset(input: {
    query: string;
    params: string[];
    keyColumn: string;
    keyExpression: string;
    pageSize?: number;
    after?: string;
  }): AsyncGenerator<Record<string, string>[]>;
  findSalesOrders(field: SalesOrderField, value: string): Promise<SalesOrderRef[]>;
  /** Header and lines; `customLineFields` are read into each line's `custom`. */
  readSalesOrder(id: string, customLineFields?: string[]): Promise<SalesOrder>;
  /** Items by internal id (chunks of at most 1000 ids are the caller's care). */
  readItems(ids: string[]): Promise<Item[]>;
  /** Items whose itemid, external id or UPC is the given text, for saying whether a SKU exists at all. */
  findItems(sku: string): Promise<Item[]>;
  listFulfillments(salesOrderId: string): Promise<FulfillmentRef[]>;
  /** By internal id or `eid:<external id>`; undefined when it does not exist. */
  readFulfillment(idOrExternalId: { id: string } | { externalId: string }): Promise<Fulfillment | undefined>;
  /** POST …/!transform/itemFulfillment. `Uncertain` when the answer was lost; `Conflict` code `ALREADY_EXISTS` when
   *  the external id is taken. */
  createFulfillment(draft: FulfillmentDraft): Promise<{ id: string }>;
  /** PATCH with ?replace=<sublist> when packages are given. */
  updateFulfillment(
    id: string,
    change: { memo?: string; packages?: FulfillmentPackage[]; packageSublist?: PackageSublist },
  ): Promise<void>;
  /** DELETE; a record already gone is fine. */
  deleteFulfillment(id: string): Promise<void>;
  /** POST /<type>. The id comes from the Location header. `Uncertain` when the answer was lost, told no id, or was a job
   *  that is still running (code STILL_RUNNING): look the record up by its external id. `Conflict` code `ALREADY_EXISTS`
   *  when the external id (or an entity's own name) is taken. Numbers of `body` are sent digit for digit. */
  createRecord(type: RecordType, body: RecordBody): Promise<{ id: string }>;
  /** undefined when it does not exist. Numbers come as decimal text, sublists whole; see RecordView and `valueAt`. */
  readRecord(type: RecordType, name: RecordName, options?: ReadOptions): Promise<RecordView | undefined>;
  /** PATCH. Sublists named in `replace` become exactly what `body` says; in others a line without its key is appended. */
  updateRecord(type: RecordType, id: string, body: RecordBody, options?: { replace?: string[] }): Promise<void>;
  /** DELETE; a record already gone is fine. */
  deleteRecord(type: RecordType, id: string): Promise<void>;
  /** POST …/!transform/<to>, failing as createRecord does. Without `replace`, NetSuite takes over every open line of the
   *  source that `body` does not mention. */
  transformRecord(
    from: { recordType: RecordType; id: string },
    to: RecordType,
    body: RecordBody,
    options?: { replace?: string[] },
  ): Promise<{ id: string }>;
  /** Stock per (item, location), in that order; `pageSize` (default 1000) may be thousands, one exchange per 1,000 rows.
   *  Where there never was stock there is no row. Kits have none: see readKits. */
  readStock(query: StockQuery, page?: KeysetPage): Promise<ReadPage<StockRow>>;
  /** Locations where anything is in stock. */
  readStockPlaces(quantity: StockQuery['quantity']): Promise<StockPlace[]>;
  /** Every kit with its members and how many of each are in it. */
  readKits(): Promise<Kit[]>;
  /** Items changed in the window, oldest change first. */
  readItemsChangedSince(window: TimeWindow, page?: KeysetPage): Promise<ReadPage<ItemRow>>;
  /** For each SKU every item that bears exactly it in one of the columns of the setting `itemColumns`. */
  findItemsBySku(skus: string[]): Promise<SkuMatch[]>;
  /** All that are given must fit; every match is answered. Personal data: see Customer. */
  findCustomers(query: CustomerQuery): Promise<Customer[]>;
  readCustomersChangedSince(window: TimeWindow, page?: KeysetPage & { custom?: string[] }): Promise<ReadPage<Customer>>;
  /** With the chain of parents above it; undefined when there is none. */
  readCustomer(id: string, custom?: string[]): Promise<CustomerWithParents | undefined>;
  /** Of one type: by external ids, by the transaction they were made from or belong to (a deposit to its order), or by
   *  `otherRefNum` (which is not unique). */
  findTransactions(query: TransactionQuery): Promise<TransactionRow[]>;
  /** What it was made from and what was made from it; one entry per transaction and link type. */
  transactionsLinkedTo(id: string): Promise<LinkedTransaction[]>;
  /** Everything made from a sales order down to the last refund, and whatever bears one of the names; not the order. */
  readOrderFamily(query: OrderFamilyQuery): Promise<TransactionRow[]>;
  /** Changed in the window, oldest change first; every side effect counts as a change. */
  listTransactionsChanged(
    query: TimeWindow & { types: RecordType[]; lines?: boolean },
    page?: KeysetPage,
  ): Promise<ReadPage<TransactionRow>>;
  /** Purchase orders with a line at one of the locations, changed in the window, with all lines; `statuses` as letters,
   *  e.g. B and D for those still to be received. */
  readPurchaseOrdersChanged(
    query: TimeWindow & { locationIds: string[]; statuses?: string[] },
    page?: KeysetPage,
  ): Promise<ReadPage<TransactionRow>>;
  /** Those of the external ids that exist; of transactions only those of this type. */
  findByExternalIds(type: LookupType, externalIds: string[]): Promise<ExternalRef[]>;
  /** Item fulfilments whose posting day (yyyy-mm-dd) lies in the range, both days included, with goods and tracking. */
  listPostedFulfillments(range: { from: string; to: string }, page?: KeysetPage): Promise<ReadPage<PostedFulfillment>>;
  /** Accounting periods that share a day with the range (yyyy-mm-dd), earliest first, without quarters and years. */
  readPeriods(range: { from: string; to: string }): Promise<Period[]>;
  /** Reachable, signed in as whom, permissions, clock skew, concurrency, certificate days; `needs` adds the tables of
   *  further reads. Reads only, never throws. */
  ping(needs?: PingNeed[]): Promise<PingReport>;
};
