/** The steps of this pair on ShipStation's queue. Names here are names in histories. */
import type { ActivityDeps } from '../deps.ts';
import { observeSoldOrder, type SoldOrderRequest } from './order-source.ts';

export const createSoldShipStationSteps = (deps: ActivityDeps) => ({
  observeSoldOrder: (request: SoldOrderRequest) => observeSoldOrder(deps, request),
});
