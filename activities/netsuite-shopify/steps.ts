/**
 * The steps of what goes from NetSuite to Shopify, by the queue on which they run. Names here are names in histories.
 */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { type ApplyFulfillmentInput, applyFulfillment } from './apply-fulfillment.ts';
import { type FulfillmentPlanRequest, planShopifyFulfillments } from './fulfillment-plan.ts';
import { observeFulfillments } from './fulfillment-source.ts';

/** On Shopify's queue. */
export const createToShopSteps = (deps: ActivityDeps) => ({
  planShopifyFulfillments: (request: FulfillmentPlanRequest) => planShopifyFulfillments(deps, request),
  applyFulfillment: (input: ApplyFulfillmentInput) => applyFulfillment(deps, input),
});

/** On NetSuite's queue. */
export const createFromNetSuiteSteps = (deps: ActivityDeps) => ({
  observeFulfillments: (request: RecordScope) => observeFulfillments(deps, request),
});
