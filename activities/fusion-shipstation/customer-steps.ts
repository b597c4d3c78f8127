/** The steps of customerAlignment on Fusion's queue. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import { type FindCustomerRequest, findCustomer } from './customer-find.ts';

export const createCustomerFusionSteps = (deps: ActivityDeps) => ({
  findCustomer: (request: FindCustomerRequest) => findCustomer(deps, request),
});
