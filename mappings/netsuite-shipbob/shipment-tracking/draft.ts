/**
 * The item fulfilment of one shipment, and later changes of its tracking.
 * The trap: NetSuite ships every open line in full that the fulfilment does not name, so the others are named as left alone.
 */
import type { Expectation, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { PackageSublist, SalesOrder } from '../../../connectors/netsuite/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { leaveOut, type OpenLine } from '../../shared/open-lines.ts';
import type { FieldChange } from './fields.ts';
import type { Share } from './goods.ts';
import type { Problem, TrackedOrder, TrackedShipment, TrackingRules } from './types.ts';

/** NetSuite wants a weight above zero, and ShipBob's orders tell none. */
const LEAST_WEIGHT = '0.01';
const SUFFIX: Record<PackageSublist, string> = {
  package: '',
  packageUps: 'Ups',
  packageFedex: 'FedEx',
  packageUsps: 'Usps',
};

export const nameOf = (
  { id }: Pick<TrackedShipment, 'id'>,
  { externalIdPrefix }: Pick<TrackingRules, 'externalIdPrefix'>,
): string => `${externalIdPrefix}_${id}`;

export type DraftInput = {
  order: TrackedOrder;
  shipment: TrackedShipment;
  salesOrder: SalesOrder;
  shares: Share[];
  lines: OpenLine[];
  fields: FieldChange;
  rules: TrackingRules;
  timeZone: string;
};

/** A centre that is missing from a map that has entries is a gap in the map, not a reason to take the line's own. */
export function locationProblem(shipment: TrackedShipment, rules: TrackingRules): Problem | undefined {
  const { locationId } = shipment;
  const hasMap = Object.keys(rules.locations).length > 0;
  if (!hasMap || locationId === undefined || locationOf(shipment, rules) !== undefined) return undefined;
  const reason = `ShipBob shipment ${shipment.id} left centre ${locationId}, which has no NetSuite location; add it under locations and apply the file`;
  return { cause: 'warehouse-unmapped', reason };
}

function locationOf(
  { locationId }: TrackedShipment,
  { locations, defaultLocation }: TrackingRules,
): string | undefined {
  return (locationId === undefined ? undefined : locations[locationId]) ?? defaultLocation;
}

export function fulfillmentWrite(input: DraftInput): RecordWrite {
  const { order, shipment, salesOrder, shares, lines, fields, rules, timeZone } = input;
  const shipMethod = shipMethodOf(shipment, rules);
  const location = locationOf(shipment, rules);
  const used = new Set(shares.map(({ open }) => open.line.line));
  const items = shares.map(({ open, quantity }) => {
    const id = location ?? open.line.locationId;
    return {
      ...lineKey(open.line.line),
      quantity: { decimal: quantity },
      itemReceive: true,
      ...(id === undefined ? {} : { location: { id } }),
    };
  });
  const rest = leaveOut(lines, salesOrder.id, used).map((line) => ({ ...lineKey(line), itemReceive: false }));
  const packed = packageBody(shipment, sublistOf(shipMethod ?? salesOrder.shipMethodId, rules));
  const number = shipment.tracking?.number;
  return {
    kind: 'transform',
    source: sourceOf(shipment),
    title: `fulfil ${shares.map(({ open, quantity }) => `${quantity} × ${open.names[0] ?? `line ${open.line.line}`}`).join(', ')} of ${salesOrder.tranId}: ShipBob shipment ${shipment.id}${number === undefined ? '' : `, ${number}`}`,
    from: { recordType: 'salesOrder', id: salesOrder.id },
    recordType: 'itemFulfillment',
    externalId: nameOf(shipment, rules),
    body: {
      tranDate: dayIn(shipment.fulfilledAt ?? shipment.changedAt, timeZone),
      memo: `ShipBob shipment ${shipment.id}, order ${order.id}`,
      ...(rules.shipStatus === 'none' ? {} : { shipStatus: { id: rules.shipStatus } }),
      ...(shipMethod === undefined ? {} : { shipMethod: { id: shipMethod } }),
      item: { items: [...items, ...rest] },
      ...packed.body,
      ...fields.body,
    },
    expect: [
      { field: 'createdFrom.id', value: salesOrder.id },
      ...shares.map(({ open, quantity }) => ({
        field: `item.items[orderLine=${open.line.line}].quantity`,
        value: quantity,
      })),
      ...packed.expect,
      ...fields.expect,
    ],
  };
}

const lineKey = (line: number) => ({ orderLine: { decimal: String(line) } });
export const sourceOf = ({ id }: Pick<TrackedShipment, 'id'>): string => `shipment:${id}`;

/** Carrier and service first, then the carrier alone; undefined = NetSuite keeps the sales order's. */
function shipMethodOf({ tracking }: TrackedShipment, { shipMethods }: TrackingRules): string | undefined {
  const { carrier = '', service = '' } = tracking ?? {};
  return shipMethods[`${carrier}/${service}`] ?? shipMethods[carrier];
}

function sublistOf(shipMethodId: string | undefined, { packageSublists }: TrackingRules): PackageSublist {
  return (shipMethodId === undefined ? undefined : packageSublists[shipMethodId]) ?? 'package';
}

/** One package. FedEx's have no description. */
export function packageBody(
  { tracking }: TrackedShipment,
  sublist: PackageSublist,
): { body: RecordBody; expect: Expectation[] } {
  const suffix = SUFFIX[sublist];
  const numberField = `packageTrackingNumber${suffix}`;
  const words = [tracking?.carrier, tracking?.service].filter((part) => part !== undefined).join(' ');
  const line = {
    ...(words === '' || sublist === 'packageFedex' ? {} : { [`packageDescr${suffix}`]: words }),
    ...(tracking?.number === undefined ? {} : { [numberField]: tracking.number }),
    [`packageWeight${suffix}`]: { decimal: LEAST_WEIGHT },
  };
  const expect =
    tracking?.number === undefined ? [] : [{ field: `${sublist}.items[0].${numberField}`, value: tracking.number }];
  return { body: { [sublist]: { items: [line] } }, expect };
}
