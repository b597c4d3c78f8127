/** The reads by SuiteQL, bound to one session, as the contract names them. */
import type { NetSuite } from './contract.ts';
import { findCustomers, readCustomer, readCustomersChangedSince } from './customers.ts';
import { findItemsBySku, readItemsChangedSince, readKits } from './item-rows.ts';
import { readOrderFamily } from './order-family.ts';
import { readPeriods } from './periods.ts';
import { listPostedFulfillments } from './posted-fulfillments.ts';
import type { Session } from './session.ts';
import { readStock, readStockPlaces } from './stock.ts';
import {
  findByExternalIds,
  findTransactions,
  listTransactionsChanged,
  readPurchaseOrdersChanged,
  transactionsLinkedTo,
} from './transactions.ts';

type Reads = Pick<
  NetSuite,
  | 'readStock'
  | 'readStockPlaces'
  | 'readKits'
  | 'readItemsChangedSince'
  | 'findItemsBySku'
  | 'findCustomers'
  | 'readCustomersChangedSince'
  | 'readCustomer'
  | 'findTransactions'
  | 'transactionsLinkedTo'
  | 'readOrderFamily'
  | 'listTransactionsChanged'
  | 'readPurchaseOrdersChanged'
  | 'findByExternalIds'
  | 'readPeriods'
  | 'listPostedFulfillments'
>;

export function createReads(session: Session): Reads {
  return {
    readStock: (query, page) => readStock(session, query, page),
    readStockPlaces: (quantity) => readStockPlaces(session, quantity),
    readKits: () => readKits(session),
    readItemsChangedSince: (window, page) => readItemsChangedSince(session, window, page),
    findItemsBySku: (skus) => findItemsBySku(session, skus),
    findCustomers: (query) => findCustomers(session, query),
    readCustomersChangedSince: (window, page) => readCustomersChangedSince(session, window, page),
    readCustomer: (id, custom) => readCustomer(session, id, custom),
    findTransactions: (query) => findTransactions(session, query),
    transactionsLinkedTo: (id) => transactionsLinkedTo(session, id),
    readOrderFamily: (query) => readOrderFamily(session, query),
    listTransactionsChanged: (query, page) => listTransactionsChanged(session, query, page),
    readPurchaseOrdersChanged: (query, page) => readPurchaseOrdersChanged(session, query, page),
    findByExternalIds: (type, externalIds) => findByExternalIds(session, type, externalIds),
    readPeriods: (range) => readPeriods(session, range),
    listPostedFulfillments: (range, page) => listPostedFulfillments(session, range, page ?? {}),
  };
}
