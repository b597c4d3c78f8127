/**
 * Shipments that left ShipBob and the item fulfilments that NetSuite has for them, with their tracking numbers.
 * The trap: a fulfilment that somebody else made bears no name of ours and is known again by its tracking number only.
 */
import type { PostedFulfillment } from '../../../connectors/netsuite/posted-fulfillments.ts';
import { dayIn } from '../../shared/calendar.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { ReconcileRow } from '../../shared/reconcile/types.ts';
import { nameOf } from '../shipment-tracking/draft.ts';
import { hasLeft } from '../shipment-tracking/state.ts';
import type { TrackedOrder, TrackedShipment, TrackingRules } from '../shipment-tracking/types.ts';

export const TRACKING_RULES: CompareRules = { source: 'ShipBob', target: 'NetSuite', thing: 'item fulfilment' };

type Rules = Pick<TrackingRules, 'externalIdPrefix' | 'when'>;

export const rowsOfTracked = (order: TrackedOrder, rules: Rules, timeZone: string): ReconcileRow[] =>
  order.shipments.filter((one) => hasLeft(one, rules)).map((one) => rowOfShipment(one, order, rules, timeZone));

function rowOfShipment(one: TrackedShipment, order: TrackedOrder, rules: Rules, timeZone: string): ReconcileRow {
  const { id, tracking, changedAt, fulfilledAt = changedAt } = one;
  const number = tracking?.number;
  return {
    side: 'source',
    id,
    key: nameOf(one, rules),
    ...(number === undefined ? {} : { altKey: plain(number) }),
    recordKey: order.id,
    day: dayIn(fulfilledAt, timeZone),
    at: changedAt,
    facts: {
      label: `ShipBob shipment ${id}`,
      order: order.referenceId ?? order.id,
      ...(number === undefined ? {} : { tracking: [number] }),
    },
  };
}

const plain = (number: string): string => number.replaceAll(/\s/g, '').toUpperCase();

/** Those of other hands only where a tracking number may tell that they stand for a shipment of ShipBob's. */
export function rowsOfPosted(
  { id, tranId, externalId, day, trackingNumbers }: PostedFulfillment,
  { externalIdPrefix }: Rules,
): ReconcileRow[] {
  const isOurs = externalId?.startsWith(`${externalIdPrefix}_`) === true;
  const [first] = trackingNumbers ?? [];
  if (!isOurs && first === undefined) return [];
  return [
    {
      side: 'target',
      id: `itemFulfillment/${id}`,
      key: isOurs ? externalId : `itemFulfillment/${id}`,
      ...(isOurs || first === undefined ? {} : { altKey: plain(first) }),
      day,
      facts: {
        label: tranId,
        ...(isOurs ? { ours: true } : {}),
        ...(trackingNumbers === undefined ? {} : { tracking: trackingNumbers }),
      },
    },
  ];
}
