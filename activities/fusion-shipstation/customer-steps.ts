/** The steps of customerAlignment on Fusion's queue. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import type { CustomerRequest } from '../netsuite-shipstation/customer-profiles/customer.ts';
import { type FindCustomerRequest, findCustomer } from './customer-find.ts';
import { type AccountOwnerRequest, keepAccount, observeAccountOwner } from './customer-keep.ts';

export const createCustomerFusionSteps = (deps: ActivityDeps) => ({
  findCustomer: (request: FindCustomerRequest) => findCustomer(deps, request),
  keepAccount: (request: CustomerRequest) => keepAccount(deps, request),
  observeAccountOwner: (request: AccountOwnerRequest) => observeAccountOwner(deps, request),
});
