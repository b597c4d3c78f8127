/** The steps of `shipmentTracking`, by the queue on which they run. Names here are names in histories. */

import { fieldNames } from '../../mappings/netsuite-shipbob/shipment-tracking/fields.ts';
import { planShipmentTracking } from '../../mappings/netsuite-shipbob/shipment-tracking/plan.ts';
import { hasLeft, isCancelled } from '../../mappings/netsuite-shipbob/shipment-tracking/state.ts';
import type { TrackedOrder, TrackingRules } from '../../mappings/netsuite-shipbob/shipment-tracking/types.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from '../netsuite-shopify/answers.ts';
import { answerOf } from '../netsuite-shopify/plan-answer.ts';
import { observeTrackedOrder, TRACKING } from './tracked-order.ts';
import { readTrackingTarget } from './tracking-target.ts';

export type TrackingPlanRequest = RecordScope & { order: TrackedOrder };

async function planTracking(deps: ActivityDeps, request: TrackingPlanRequest): Promise<RecordPlan> {
  const { connection, order } = request;
  const { settings, row, netSuite } = await deps.connections.open(connection, 'netsuite-shipbob');
  const { locations, defaultLocation, skuAliases, timeZone } = settings;
  const rules: TrackingRules = { ...settings.syncs.shipmentTracking, locations, defaultLocation, skuAliases };
  const { mode } = row;
  const told = { mode, recheck: rules.recheck, basis: { order } };
  if (!isToBeShown(order, rules)) {
    const idle = planShipmentTracking({ order, rules, timeZone, target: NOTHING });
    const planned = { ...idle, problems: [], notes: ['nothing has left ShipBob yet'] };
    return answerOf(deps, request, { planned, ...told });
  }
  const owned = { connection, sync: TRACKING, sourceOwner: shipmentsOf(order.id) };
  const links = await deps.store.links.find(owned);
  const taken = links.map(({ sourceRef, targetRef = '' }) => [idIn(sourceRef), idIn(targetRef)]);
  const target = await readTrackingTarget(await netSuite(), order, rules, Object.fromEntries(taken));
  const plan = planShipmentTracking({ order, target, rules, timeZone });
  for (const { shipmentId, fulfillmentId } of plan.taken) {
    await deps.store.links.put({
      ...owned,
      sourceRef: `shipment/${shipmentId}`,
      targetOwner: `salesOrder/${target.salesOrder?.id ?? '-'}`,
      targetRef: `itemFulfillment/${fulfillmentId}`,
      state: 'found',
      at: deps.now().toISOString(),
    });
  }
  return answerOf(deps, request, { planned: plan, ...told });
}

const NOTHING = {
  match: { tried: [], candidates: [] },
  orderFields: {},
  items: [],
  fulfillments: [],
  taken: {},
  foreignSkus: [],
};
const shipmentsOf = (orderId: string): string => `shipments/${orderId}`;
const idIn = (ref: string): string => ref.split('/').at(-1) ?? '';

/** Before anything has left, only an account that shows the status needs its sales order. */
const isToBeShown = ({ shipments }: TrackedOrder, rules: TrackingRules): boolean =>
  fieldNames(rules.salesOrderFields).length > 0 || shipments.some((one) => hasLeft(one, rules) || isCancelled(one));

/** On ShipBob's queue. */
export const createTrackingShipBobSteps = (deps: ActivityDeps) => ({
  observeTrackedOrder: (request: RecordScope) => observeTrackedOrder(deps, request),
});

/** On NetSuite's queue. */
export const createTrackingNetSuiteSteps = (deps: ActivityDeps) => ({
  planTracking: (request: TrackingPlanRequest) => planTracking(deps, request),
});
