/** The steps of receivingOrder and customerReturn, by the queue on which they run. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { observeCustomerReturn, planCustomerReturn, type ReturnPlanRequest } from './customer-return.ts';
import { observeReceivingOrder, planReceivingOrder, type ReceivingPlanRequest } from './receiving-order.ts';

/** On ShipBob's queue. */
export const createBookingShipBobSteps = (deps: ActivityDeps) => ({
  observeReceivingOrder: (request: RecordScope) => observeReceivingOrder(deps, request),
  observeCustomerReturn: (request: RecordScope) => observeCustomerReturn(deps, request),
});

/** On NetSuite's queue. */
export const createBookingNetSuiteSteps = (deps: ActivityDeps) => ({
  planReceivingOrder: (request: ReceivingPlanRequest) => planReceivingOrder(deps, request),
  planCustomerReturn: (request: ReturnPlanRequest) => planCustomerReturn(deps, request),
});
