/** The steps of what goes from Shopify to NetSuite, by the queue on which they run. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { catalogPage, matchSkus } from './catalog.ts';
import { findShopifyOrders, previewShopifyOrder } from './preview.ts';
import {
  type CustomerPlanRequest,
  type CustomerRequest,
  observeShopifyCustomer,
  planCustomer,
} from './shopify-customer.ts';
import { type OrderPlanRequest, type OrderRequest, observeShopifyOrder, planOrder } from './shopify-order.ts';

/** On Shopify's queue. */
export const createFromShopSteps = (deps: ActivityDeps) => ({
  observeShopifyOrder: (request: OrderRequest) => observeShopifyOrder(deps, request),
  observeShopifyCustomer: (request: CustomerRequest) => observeShopifyCustomer(deps, request),
  findShopifyOrders: (request: RecordScope & { order: string }) => findShopifyOrders(deps, request),
  catalogPage: (request: RecordScope & { cursor?: string }) => catalogPage(deps, request),
});

/** On NetSuite's queue. */
export const createToNetSuiteSteps = (deps: ActivityDeps) => ({
  planShopifyOrder: (request: OrderPlanRequest) => planOrder(deps, request),
  planShopifyCustomer: (request: CustomerPlanRequest) => planCustomer(deps, request),
  previewShopifyOrder: (request: OrderPlanRequest) => previewShopifyOrder(deps, request),
  matchSkus: (request: RecordScope & { skus: string[] }) => matchSkus(deps, request),
});
