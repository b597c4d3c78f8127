/**
 * The NetSuite connector put together: settings and credentials in, the contract out.
 * The trap: nothing here retries or limits how many calls are under way; whoever calls does, by its `gate`.
 */
import type { CallGate, CallObserver, TokenCache } from '../http/contract.ts';
import { createAuthorizer } from './auth.ts';
import type { NetSuite } from './contract.ts';
import {
  createFulfillment,
  deleteFulfillment,
  listFulfillments,
  readFulfillment,
  updateFulfillment,
} from './fulfillments.ts';
import { findItems, readItems } from './items.ts';
import { ping } from './ping.ts';
import { createReads } from './reads.ts';
import { createRecord, deleteRecord, readRecord, transformRecord, updateRecord } from './records.ts';
import { findSalesOrders, readSalesOrder } from './sales-orders.ts';
import { createSession } from './session.ts';
import { type NetSuiteSettings, resolveNetSuiteSettings } from './settings.ts';
import { suiteQl, suiteQlKeyset } from './suiteql.ts';
import type { NetSuiteCredentials } from './types.ts';

export type NetSuiteDeps = { tokens: TokenCache; observe?: CallObserver; now?: () => Date; gate?: CallGate };

/** Opens nothing yet: a bad key or address shows with the first call. Throws ZodError for settings that are not valid. */
export function createNetSuite(
  settings: NetSuiteSettings,
  credentials: NetSuiteCredentials,
  deps: NetSuiteDeps,
): NetSuite {
  const resolved = resolveNetSuiteSettings(settings);
  const now = deps.now ?? (() => new Date());
  const observe = deps.observe === undefined ? {} : { observe: deps.observe };
  const authorizer = createAuthorizer(resolved, credentials, { tokens: deps.tokens, now, ...observe });
  const session = createSession(resolved, authorizer, deps.observe, deps.gate);
  return {
    suiteQl: (query, params, page) => suiteQl(session, query, params, page),
    suiteQlKeyset: (input) => suiteQlKeyset(session, input),
    findSalesOrders: (field, value) => findSalesOrders(session, field, value),
    readSalesOrder: (id, customLineFields) => readSalesOrder(session, id, customLineFields ?? []),
    readItems: (ids) => readItems(session, ids),
    findItems: (sku) => findItems(session, sku),
    listFulfillments: (salesOrderId) => listFulfillments(session, salesOrderId),
    readFulfillment: (name) => readFulfillment(session, name),
    createFulfillment: (draft) => createFulfillment(session, draft),
    updateFulfillment: (id, change) => updateFulfillment(session, id, change),
    deleteFulfillment: (id) => deleteFulfillment(session, id),
    createRecord: (type, body) => createRecord(session, type, body),
    readRecord: (type, name, options) => readRecord(session, type, name, options),
    updateRecord: (type, id, body, options) => updateRecord(session, type, id, body, options),
    deleteRecord: (type, id) => deleteRecord(session, type, id),
    transformRecord: (from, to, body, options) => transformRecord(session, from, to, body, options),
    ...createReads(session),
    ping: (needs) => ping({ session, authorizer, credentials, now }, needs),
  };
}
