/**
 * What the NetSuite connector offers. Each method is one HTTP exchange (two when a token must be minted or re-issued
 * after a 401), throws only ConnectorError, and never waits.
 */
import type { PingReport } from '../http/contract.ts';
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
  /** Reachable, signed in as whom, permissions, clock skew, concurrency, certificate days. Reads only, never throws. */
  ping(): Promise<PingReport>;
};
