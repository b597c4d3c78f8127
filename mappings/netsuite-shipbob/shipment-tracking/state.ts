/**
 * How far a shipment is, and an order of several.
 * The trap: ShipBob's `Completed` means that it has left, not that it has arrived.
 */
import type { ShipmentTrackingSettings, TrackedState } from '../../../settings/shipment-tracking.ts';
import type { TrackedOrder, TrackedShipment } from './types.ts';

const WORDS: Record<TrackedState, string> = {
  processing: 'Processing',
  onHold: 'On hold',
  exception: 'Exception',
  labelled: 'Label printed',
  partlyShipped: 'Partly shipped',
  awaitingCarrier: 'Awaiting carrier',
  inTransit: 'In transit',
  outForDelivery: 'Out for delivery',
  deliveryException: 'Delivery exception',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
};

/** Least advanced first. */
const PROGRESS: TrackedState[] = [
  'processing',
  'labelled',
  'awaitingCarrier',
  'inTransit',
  'outForDelivery',
  'delivered',
];
const TROUBLE: TrackedState[] = ['exception', 'onHold', 'deliveryException'];
const ON_THE_WAY: TrackedState[] = ['awaitingCarrier', 'inTransit', 'outForDelivery', 'delivered', 'deliveryException'];

export const isCancelled = ({ status }: TrackedShipment): boolean => status === 'Cancelled';

export function stateOf({ status, delivery }: TrackedShipment): TrackedState {
  if (status === 'Cancelled') return 'cancelled';
  if (status === 'Exception') return 'exception';
  if (status === 'OnHold') return 'onHold';
  return delivery === 'pending' ? 'processing' : delivery;
}

/** The state of all of it: what is in trouble first, else the least advanced part. */
export function stateOfAll(
  shipments: TrackedShipment[],
  { exceptionsAsStatus }: ShipmentTrackingSettings,
): TrackedState {
  const live = shipments.filter((shipment) => !isCancelled(shipment));
  if (live.length === 0) return shipments.length > 0 ? 'cancelled' : 'processing';
  const states = live.map(stateOf).map((state) => {
    const isHidden = !exceptionsAsStatus && (state === 'exception' || state === 'onHold');
    return isHidden ? 'processing' : state;
  });
  const trouble = TROUBLE.find((state) => states.includes(state));
  if (trouble !== undefined) return trouble;
  const left = states.filter((state) => ON_THE_WAY.includes(state));
  if (left.length > 0 && left.length < states.length) return 'partlyShipped';
  return PROGRESS.find((state) => states.includes(state)) ?? 'processing';
}

/** What the status field gets; undefined where a list has no value for it. */
export function statusValue(state: TrackedState, settings: ShipmentTrackingSettings): string | undefined {
  return settings.statuses[state] ?? (settings.statusIsList ? undefined : WORDS[state]);
}

/** Whether it counts as shipped. A shipment that is cancelled never does. */
export function hasLeft(shipment: TrackedShipment, { when }: Pick<ShipmentTrackingSettings, 'when'>): boolean {
  if (isCancelled(shipment)) return false;
  if (shipment.status === 'Completed') return true;
  return when === 'labelled' && shipment.tracking?.number !== undefined;
}

export const newestOf = (shipments: TrackedShipment[]): string =>
  shipments
    .map(({ changedAt }) => changedAt)
    .sort()
    .at(-1) ?? '';

/** `shipment 700000101 (USPS 9400…): on hold, InvalidAddress` for the trace. */
export function tellOf(shipment: TrackedShipment): string {
  const { carrier, number } = shipment.tracking ?? {};
  const parcel = [carrier, number].filter((part) => part !== undefined).join(' ');
  const state = stateOf(shipment);
  const why = TROUBLE.includes(state) ? shipment.details.map(({ name }) => `, ${name}`).join('') : '';
  return `shipment ${shipment.id}${parcel === '' ? '' : ` (${parcel})`}: ${WORDS[state].toLowerCase()}${why}`;
}

/** Changes whenever anything of its shipments does. */
export function orderState({ shipments }: Pick<TrackedOrder, 'shipments'>): string {
  const parts = shipments.map(({ id, status, delivery, changedAt, tracking }) =>
    [id, status, delivery, changedAt, tracking?.number ?? ''].join(' '),
  );
  return `${newestOf(shipments)}/${shipments.length}/${fingerprint(parts.sort().join('|'))}`;
}

/** FNV-1a, 32 bits: short enough for a row, and only ever compared with itself. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16);
}
