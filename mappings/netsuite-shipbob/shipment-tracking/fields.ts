/**
 * Carrier, numbers, links, status and days of shipments as fields of a sales order or fulfilment.
 * The trap: several shipments share one field, and text fields are short; values are left out whole, never cut.
 */
import type { Expectation, RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { ShipmentTrackingSettings } from '../../../settings/shipment-tracking.ts';
import { dayIn } from '../../shared/calendar.ts';
import { hasLeft, isCancelled, newestOf, stateOfAll, statusValue } from './state.ts';
import { isEarlier } from './times.ts';
import type { TrackedShipment } from './types.ts';

type Fields = ShipmentTrackingSettings['salesOrderFields'];
export type FieldChange = { body: RecordBody; expect: Expectation[]; notes: string[] };

export const fieldNames = (fields: Fields): string[] => Object.values(fields).filter((name) => name !== undefined);

/** What differs from what NetSuite shows. Nothing when NetSuite shows a newer state by ShipBob's own time. */
export function fieldChange(
  fields: Fields,
  shipments: TrackedShipment[],
  shown: Record<string, string>,
  { settings, timeZone }: { settings: ShipmentTrackingSettings; timeZone: string },
): FieldChange {
  const change: FieldChange = { body: {}, expect: [], notes: [] };
  const newest = newestOf(shipments);
  const known = fields.changedAt === undefined ? undefined : instant(shown[fields.changedAt]);
  if (known !== undefined && newest !== '' && isEarlier(new Date(newest).toISOString(), known)) {
    change.notes.push(`NetSuite shows a newer state of ShipBob's (${known}); it stays`);
    return change;
  }
  const wanted = valuesOf(shipments, settings, timeZone);
  for (const [kind, value] of Object.entries(wanted)) {
    const field = fields[kind as keyof Fields];
    if (field === undefined || (shown[field] ?? '') === value) continue;
    if (kind === 'changedAt' && instant(shown[field]) === instant(value)) continue;
    const isList = kind === 'status' && settings.statusIsList;
    change.body[field] = value === '' ? null : isList ? { id: value } : value;
    change.expect.push({ field, value });
  }
  return change;
}

const instant = (text: string | undefined): string | undefined =>
  text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString();

type Values = { [K in keyof Fields]-?: string };

/** The empty text clears a field. A list without a value for this state keeps what it shows. */
function valuesOf(shipments: TrackedShipment[], settings: ShipmentTrackingSettings, timeZone: string): Partial<Values> {
  const live = shipments.filter((shipment) => !isCancelled(shipment));
  const parcels = live.flatMap(({ tracking }) => (tracking?.number === undefined ? [] : [tracking]));
  const left = live.filter((shipment) => hasLeft(shipment, settings)).flatMap(({ fulfilledAt }) => fulfilledAt ?? []);
  const arrived = live.flatMap(({ deliveredAt }) => deliveredAt ?? []);
  const day = (instants: string[]) =>
    instants
      .map((at) => dayIn(at, timeZone))
      .sort()
      .at(-1) ?? '';
  const join = (values: (string | undefined)[]) => joined(values, settings.maxLength);
  const status = statusValue(stateOfAll(shipments, settings), settings);
  return {
    ...(status === undefined ? {} : { status }),
    carrier: join(parcels.map(({ carrier, service }) => [carrier, service].filter(Boolean).join(' '))),
    trackingNumber: join(parcels.map(({ number }) => number)),
    trackingLink: join(parcels.map(({ url }) => url)),
    shippedOn: day(left),
    deliveredOn: live.length > 0 && arrived.length === live.length ? day(arrived) : '',
    shipment: join(live.map(({ id }) => id)),
    changedAt: newestOf(shipments),
  };
}

/** Each value once, in their order, as many as fit. */
function joined(values: (string | undefined)[], maxLength: number): string {
  let text = '';
  for (const value of new Set(values)) {
    if (value === undefined || value === '') continue;
    const longer = text === '' ? value : `${text}, ${value}`;
    if (longer.length <= maxLength) text = longer;
  }
  return text;
}
