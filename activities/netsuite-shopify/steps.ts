/**
 * The steps of what goes from NetSuite to Shopify, by the queue on which they run. Names here are names in histories.
 */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { type ApplyFulfillmentInput, applyFulfillment } from './apply-fulfillment.ts';
import { type FulfillmentPlanRequest, planShopifyFulfillments } from './fulfillment-plan.ts';
import { observeFulfillments } from './fulfillment-source.ts';
import { beginShopStock, type FinishRequest, finishShopStock } from './stock-places.ts';
import { type CatalogRequest, catalogShopStock, type ReadRequest, readShopStock } from './stock-read.ts';
import type { StockScope } from './stock-scope.ts';
import { shopStockKeys, type WantRequest, wantShopStock } from './stock-want.ts';
import { type WriteRequest, writeShopStock } from './stock-write.ts';

/** On Shopify's queue. */
export const createToShopSteps = (deps: ActivityDeps) => ({
  planShopifyFulfillments: (request: FulfillmentPlanRequest) => planShopifyFulfillments(deps, request),
  applyFulfillment: (input: ApplyFulfillmentInput) => applyFulfillment(deps, input),
  beginShopStock: (request: StockScope) => beginShopStock(deps, request),
  catalogShopStock: (request: CatalogRequest) => catalogShopStock(deps, request),
  readShopStock: (request: ReadRequest) => readShopStock(deps, request),
  writeShopStock: (request: WriteRequest) => writeShopStock(deps, request),
});

/** On NetSuite's queue. */
export const createFromNetSuiteSteps = (deps: ActivityDeps) => ({
  observeFulfillments: (request: RecordScope) => observeFulfillments(deps, request),
  shopStockKeys: (request: RecordScope & { keys: string[] }) => shopStockKeys(deps, request),
  wantShopStock: (request: WantRequest) => wantShopStock(deps, request),
});

/** On the workflows' own queue. */
export const createShopStoreSteps = (deps: ActivityDeps) => ({
  finishShopStock: (request: FinishRequest) => finishShopStock(deps, request),
});
