/**
 * How far a parcel is, from status, status details and time of delivery.
 * The trap: `Completed` says only that ShipBob is done with it; a detail of the carrier decides, the farthest one first.
 */
import type { DeliveryState } from './types.ts';

export type DeliveryFacts = {
  status: string;
  /** Ids of the status details. */
  detailIds: readonly number[];
  deliveredAt: string | undefined;
  hasLabel: boolean;
};

/** In the order in which they win. */
const BY_DETAIL: readonly [number, DeliveryState][] = [
  [203, 'delivered'],
  [204, 'deliveryException'],
  [202, 'outForDelivery'],
  [201, 'inTransit'],
  [200, 'awaitingCarrier'],
];
const LABELED = 102;

export function deliveryOf({ status, detailIds, deliveredAt, hasLabel }: DeliveryFacts): DeliveryState {
  if (status === 'Cancelled') return 'cancelled';
  if (deliveredAt !== undefined) return 'delivered';
  const told = BY_DETAIL.find(([detail]) => detailIds.includes(detail));
  if (told !== undefined) return told[1];
  if (status === 'Completed') return 'awaitingCarrier';
  return status === 'LabeledCreated' || hasLabel || detailIds.includes(LABELED) ? 'labelled' : 'pending';
}
