/**
 * Shipments of ShipBob ↔ item fulfilments of NetSuite. The trap: orders are listed by the day they were made and may ship
 * weeks later; and where fulfilments are not recorded here, there is nothing to compare.
 */
import { rowsOfPosted, rowsOfTracked, TRACKING_RULES } from '../../mappings/netsuite-shipbob/reconcile/tracking.ts';
import { nameOf } from '../../mappings/netsuite-shipbob/shipment-tracking/draft.ts';
import { planShipmentTracking } from '../../mappings/netsuite-shipbob/shipment-tracking/plan.ts';
import type { TrackingRules, TrackingTarget } from '../../mappings/netsuite-shipbob/shipment-tracking/types.ts';
import { verdictOf } from '../../mappings/shared/reconcile/explain.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { trackedOrder } from '../netsuite-shipbob/tracked-order.ts';
import { readTrackingTarget } from '../netsuite-shipbob/tracking-target.ts';
import { madeBefore } from './charged-orders-stream.ts';
import { shipBobSettings } from './charges-stream.ts';
import type { ReconcileStream, SecondLook, SidePage } from './contract.ts';

const PAGE = 500;

export const trackingStream: ReconcileStream = {
  name: 'tracking',
  sync: 'shipmentTracking',
  source: 'shipbob',
  target: 'netsuite',
  isOn(open) {
    const { enabled, fulfillment } = shipBobSettings(open).syncs.shipmentTracking;
    return enabled && fulfillment === 'record';
  },
  async readSource(open, window, cursor): Promise<SidePage> {
    const rules = rulesOf(open);
    const page = await (await open.shipBob()).listOrders(madeBefore(window), cursor);
    const served = page.rows.filter(({ channelId }) => isServed(channelId, rules));
    const rows = served.flatMap((order) => rowsOfTracked(trackedOrder(order), rules, window.zone));
    return { rows, ...(page.next === undefined ? {} : { next: page.next }) };
  },
  async readTarget(open, window, cursor): Promise<SidePage> {
    const page = { pageSize: PAGE, ...(cursor === undefined ? {} : { after: cursor }) };
    const { rows, next } = await (await open.netSuite()).listPostedFulfillments(window.read, page);
    const rules = rulesOf(open);
    return { rows: rows.flatMap((row) => rowsOfPosted(row, rules)), ...(next === undefined ? {} : { next }) };
  },
  rules: () => TRACKING_RULES,
  look,
};

function rulesOf(open: OpenConnection): TrackingRules {
  const { syncs, locations, defaultLocation, skuAliases } = shipBobSettings(open);
  return { ...syncs.shipmentTracking, locations, defaultLocation, skuAliases };
}

const isServed = (channelId: string | undefined, { channelIds }: TrackingRules): boolean =>
  channelIds.length === 0 || channelId === undefined || channelIds.includes(channelId);

/** One order with all its fulfilments, and what the sync would do about it now. */
async function look(open: OpenConnection, orderId: string): Promise<SecondLook | undefined> {
  const { timeZone } = shipBobSettings(open);
  const rules = rulesOf(open);
  const found = await (await open.shipBob()).getOrder(orderId);
  // What NetSuite has of an order that is gone stays as the list told it.
  if (found === undefined) return undefined;
  if (!isServed(found.channelId, rules)) return { rows: [], verdicts: {} };
  const order = trackedOrder(found);
  const target = await readTrackingTarget(await open.netSuite(), order, rules, {});
  const verdict = verdictOf(planShipmentTracking({ order, target, rules, timeZone }));
  const keys = order.shipments.map((shipment) => nameOf(shipment, rules));
  return {
    rows: [...rowsOfTracked(order, rules, timeZone), ...postedIn(target, rules)],
    verdicts: Object.fromEntries(keys.map((key) => [key, verdict])),
  };
}

const postedIn = ({ fulfillments }: TrackingTarget, rules: TrackingRules) =>
  fulfillments.flatMap(({ id, tranId, tranDate, externalId, packages }) =>
    rowsOfPosted(
      {
        id,
        tranId,
        day: tranDate,
        goods: [],
        ...(externalId === undefined ? {} : { externalId }),
        trackingNumbers: packages.flatMap((one) => one.trackingNumber ?? []),
      },
      rules,
    ),
  );
