/**
 * The parcels of an order, in the order in which they were made, each with its name in NetSuite.
 * The trap: a parcel is known by the shipment's id, never by the order's: one order has many parcels, voids and re-labels.
 */
import type { Shipment, ShipStationFulfillment } from '../../../connectors/shipstation/types.ts';
import type { Parcel, ParcelItem, SourceView } from './types.ts';

/** Labels and marked-as-shipped records, voided ones too; return labels are none of ours. */
export function parcelsOf(source: SourceView, prefix: string): Parcel[] {
  const labels = source.shipments.filter((s) => !s.isReturnLabel).map((s) => labelParcel(s, prefix));
  const marked = source.fulfillments.map((f) => markedParcel(f, prefix));
  return [...labels, ...marked].sort(
    (a, b) => a.createdAt.localeCompare(b.createdAt) || a.source.localeCompare(b.source),
  );
}

function labelParcel(shipment: Shipment, prefix: string): Parcel {
  const { shipmentId, createdAt, shipDate, voided, trackingNumber, carrierCode, serviceCode, warehouseId, weight } =
    shipment;
  return {
    kind: 'shipment',
    id: shipmentId,
    source: `shipment:${shipmentId}`,
    name: `${prefix}_${shipmentId}`,
    createdAt,
    shipDate,
    voided,
    ...(trackingNumber ? { trackingNumber } : {}),
    ...(carrierCode ? { carrierCode } : {}),
    ...(serviceCode ? { serviceCode } : {}),
    ...(warehouseId ? { warehouseId } : {}),
    ...(weight ? { weight } : {}),
    ...(shipment.items && shipment.items.length > 0 ? { items: shipment.items } : {}),
  };
}

function markedParcel(fulfillment: ShipStationFulfillment, prefix: string): Parcel {
  const { fulfillmentId, createdAt, shipDate, voided, trackingNumber, carrierCode } = fulfillment;
  return {
    kind: 'fulfillment',
    id: fulfillmentId,
    source: `fulfillment:${fulfillmentId}`,
    name: `${prefix}F_${fulfillmentId}`,
    createdAt,
    shipDate,
    voided,
    ...(trackingNumber ? { trackingNumber } : {}),
    ...(carrierCode ? { carrierCode } : {}),
  };
}

/** Goods of the order: discount and fee rows left out. */
export function goodsOf(source: SourceView): ParcelItem[] {
  return source.order.items
    .filter((item) => !item.adjustment)
    .map(({ orderItemId, lineItemKey, sku, name, quantity }) => ({
      orderItemId,
      name,
      quantity,
      ...(lineItemKey ? { lineItemKey } : {}),
      ...(sku ? { sku } : {}),
    }));
}

/** `label 271726263` or `fulfilment 33974374 (marked as shipped)`, for sentences. */
export const nameParcel = (parcel: Parcel): string =>
  parcel.kind === 'shipment'
    ? `ShipStation shipment ${parcel.id}`
    : `ShipStation fulfilment ${parcel.id} (marked as shipped)`;
