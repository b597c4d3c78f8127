/** The steps of customerProfiles by queue: ShipStation's, NetSuite's, our own. Names here are names in histories. */
import type { ActivityDeps } from '../../deps.ts';
import { applyProfile, type ProfileApplyInput } from './apply.ts';
import { type CustomerRequest, keepCustomer, wakeConcerned, wakeCustomer } from './customer.ts';
import { observeProfileOrder, type ProfileOrderRequest } from './order.ts';
import { type OwnerRequest, observeOwner } from './owner.ts';
import { type ProfilePlanRequest, planProfileOrder } from './plan.ts';

export const createProfileShipStationSteps = (deps: ActivityDeps) => ({
  observeProfileOrder: (request: ProfileOrderRequest) => observeProfileOrder(deps, request),
  applyProfile: (input: ProfileApplyInput) => applyProfile(deps, input),
});

export const createProfileNetSuiteSteps = (deps: ActivityDeps) => ({
  keepCustomer: (request: CustomerRequest) => keepCustomer(deps, request),
  observeOwner: (request: OwnerRequest) => observeOwner(deps, request),
});

export const createProfileStoreSteps = (deps: ActivityDeps) => ({
  planProfileOrder: (request: ProfilePlanRequest) => planProfileOrder(deps, request),
  wakeConcerned: (request: CustomerRequest) => wakeConcerned(deps, request),
  wakeCustomer: (request: CustomerRequest) => wakeCustomer(deps, request),
});
