/** The steps of `replenishment`, by the queue on which they run. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { type ApplyReceivingInput, applyReceiving } from './apply-receiving.ts';
import { observePurchaseOrder } from './purchase-order.ts';
import { planPurchaseOrder, type ReplenishmentRequest } from './replenishment.ts';

/** On NetSuite's queue. */
export const createReplenishmentNetSuiteSteps = (deps: ActivityDeps) => ({
  observePurchaseOrder: (request: RecordScope) => observePurchaseOrder(deps, request),
});

/** On ShipBob's queue. */
export const createReplenishmentShipBobSteps = (deps: ActivityDeps) => ({
  planPurchaseOrder: (request: ReplenishmentRequest) => planPurchaseOrder(deps, request),
  applyReceiving: (input: ApplyReceivingInput) => applyReceiving(deps, input),
});
