/**
 * Turns the shares of a parcel into fulfilment drafts: location, day, package, ship method, name.
 * The trap: a line that is left out of the draft is shipped in full by NetSuite, so every open line is named.
 */
import type { FulfillmentDraft, FulfillmentPackage, PackageSublist } from '../../../connectors/netsuite/types.ts';
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { dayIn } from '../../shared/calendar.ts';
import { convertWeight, isPositive } from '../../shared/quantity.ts';
import type { Share } from './allocate.ts';
import { nameParcel } from './parcels.ts';
import { leaveOut, type OpenLine } from './remaining.ts';
import type { Parcel, Problem } from './types.ts';

/** NetSuite wants a weight above zero even where ShipStation has none. */
const LEAST_WEIGHT = '0.01';

export type DraftContext = {
  settings: OrderShippedSettings;
  timeZone: string;
  orderNumber: string;
  lines: OpenLine[];
  /** True when the ShipStation order was merged from several sales orders: then each draft's name ends in its order's id. */
  severalOrders: boolean;
};

/** One draft for each sales order that the parcel touches. */
export function draftsOf(parcel: Parcel, shares: Share[], context: DraftContext): FulfillmentDraft[] {
  const orderIds = [...new Set(shares.map((share) => share.open.salesOrder.id))].sort();
  return orderIds.map((orderId) => {
    const own = shares.filter((share) => share.open.salesOrder.id === orderId);
    return draftOf(parcel, own, context.severalOrders ? `${parcel.name}_${orderId}` : parcel.name, context);
  });
}

function draftOf(parcel: Parcel, shares: Share[], externalId: string, context: DraftContext): FulfillmentDraft {
  const { settings, timeZone, orderNumber, lines } = context;
  const salesOrder = shares[0]?.open.salesOrder;
  if (salesOrder === undefined) throw new Error('a draft needs at least one share');
  const shipMethodId = shipMethodOf(parcel, settings);
  const location = locationOf(parcel, settings);
  return {
    salesOrderId: salesOrder.id,
    externalId,
    tranDate: settings.shipDate === 'shipDate' ? parcel.shipDate : dayIn(parcel.createdAt, timeZone),
    memo: `${nameParcel(parcel)}, order ${orderNumber}`,
    ...(settings.shipStatus === 'none' ? {} : { shipStatus: settings.shipStatus }),
    ...(shipMethodId === undefined ? {} : { shipMethodId }),
    lines: shares.map(({ open, quantity }) => {
      const locationId = location ?? open.line.locationId;
      return { orderLine: open.line.line, quantity, ...(locationId === undefined ? {} : { locationId }) };
    }),
    leaveOut: leaveOut(lines, salesOrder.id, new Set(shares.map((share) => share.open.line.line))),
    packageSublist: sublistOf(shipMethodId ?? salesOrder.shipMethodId, settings),
    packages: [packageOf(parcel, settings)],
  };
}

/** The mapped ship method; undefined = NetSuite keeps the sales order's. */
export const shipMethodOf = (parcel: Parcel, settings: OrderShippedSettings): string | undefined =>
  settings.shipMethods[parcel.serviceCode ?? ''] ?? settings.shipMethods[parcel.carrierCode ?? ''];

/** The mapped location, the default, or undefined = the sales order line's own. */
function locationOf(parcel: Parcel, settings: OrderShippedSettings): string | undefined {
  const mapped = parcel.warehouseId === undefined ? undefined : settings.locations[parcel.warehouseId];
  return mapped ?? settings.defaultLocation;
}

/** A warehouse that is missing from a map that has entries is a gap in the map, not a reason to take the default. */
export function locationProblem(parcel: Parcel, settings: OrderShippedSettings): Problem | undefined {
  const hasMap = Object.keys(settings.locations).length > 0;
  if (!hasMap || parcel.warehouseId === undefined || settings.locations[parcel.warehouseId] !== undefined)
    return undefined;
  return {
    cause: 'warehouse-unmapped',
    source: parcel.source,
    reason: `ShipStation warehouse ${parcel.warehouseId} has no NetSuite location; add it under locations and apply the file`,
  };
}

export function sublistOf(shipMethodId: string | undefined, settings: OrderShippedSettings): PackageSublist {
  return (shipMethodId === undefined ? undefined : settings.packageSublists[shipMethodId]) ?? 'package';
}

export function packageOf(parcel: Parcel, settings: OrderShippedSettings): FulfillmentPackage {
  const converted = parcel.weight && convertWeight(parcel.weight.value, parcel.weight.units, settings.weightUnit);
  const weight = converted !== undefined && isPositive(converted) ? converted : LEAST_WEIGHT;
  const carrier = [parcel.carrierCode, parcel.serviceCode].filter((code) => code !== undefined).join(' ');
  return {
    ...(carrier === '' ? {} : { description: carrier }),
    ...(parcel.trackingNumber === undefined ? {} : { trackingNumber: parcel.trackingNumber }),
    weight,
  };
}
