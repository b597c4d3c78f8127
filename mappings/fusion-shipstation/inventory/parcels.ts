/**
 * The parcels of a sold order and what is in them, where ShipStation does not say it.
 * The trap: the order's items may be taken for a parcel's only when it is the order's sole label; more would be a guess.
 */
import type { Shipment, ShipmentItem } from '../../../connectors/shipstation/types.ts';
import { isPositive, minus, smaller, sum } from '../../shared/quantity.ts';
import type { Problem, SoldView } from '../types.ts';
import type { Parcel } from './types.ts';

export type ParcelItem = Pick<ShipmentItem, 'orderItemId' | 'lineItemKey' | 'sku' | 'quantity'>;
/** `items` undefined: ShipStation gave none. */
export type Packed = { parcel: Parcel; items?: ParcelItem[] };

export type ParcelSettings = { returns: 'ignore' | 'receipt'; marks: 'rest' | 'ignore' };

/** Oldest first. Voided ones too; return labels only where they are booked. */
export function parcelsOf(sold: SoldView, { returns, marks }: ParcelSettings): Packed[] {
  const labels = sold.shipments
    .filter((one) => !one.isReturnLabel || returns === 'receipt')
    .map((one) => label(one, sold));
  const marked = marks === 'ignore' ? [] : sold.fulfillments.map((one) => mark(one, sold));
  return [...labels, ...marked].sort(
    (a, b) => a.parcel.createdAt.localeCompare(b.parcel.createdAt) || a.parcel.source.localeCompare(b.parcel.source),
  );
}

function label(shipment: Shipment, { order }: SoldView): Packed {
  const { shipmentId, createdAt, shipDate, voided, voidedAt, warehouseId, items } = shipment;
  const storeId = shipment.storeId ?? order.storeId;
  const parcel: Parcel = {
    kind: 'shipment',
    id: shipmentId,
    source: `shipment:${shipmentId}`,
    ...{ createdAt, shipDate, voided, returned: shipment.isReturnLabel },
    ...(voidedAt === undefined ? {} : { voidedAt }),
    ...(warehouseId === undefined ? {} : { warehouseId }),
    ...(storeId === undefined ? {} : { storeId }),
  };
  return { parcel, ...(items === undefined || items.length === 0 ? {} : { items }) };
}

function mark(fulfillment: SoldView['fulfillments'][number], { order }: SoldView): Packed {
  const { fulfillmentId, createdAt, shipDate, voided, voidedAt } = fulfillment;
  const parcel: Parcel = {
    kind: 'fulfillment',
    id: fulfillmentId,
    source: `fulfillment:${fulfillmentId}`,
    ...{ createdAt, shipDate, voided, returned: false },
    ...(voidedAt === undefined ? {} : { voidedAt }),
    ...(order.warehouseId === undefined ? {} : { warehouseId: order.warehouseId }),
    ...(order.storeId === undefined ? {} : { storeId: order.storeId }),
  };
  return { parcel };
}

/** The goods in this parcel, or why they cannot be known. A voided parcel without items holds nothing. */
export function contentsOf({ parcel, items }: Packed, all: Packed[], sold: SoldView): ParcelItem[] | Problem {
  if (items !== undefined) return items;
  if (parcel.voided || parcel.returned) return [];
  const live = all.filter((other) => !other.parcel.voided && !other.parcel.returned);
  const labels = live.filter((other) => other.parcel.kind === 'shipment');
  if (parcel.kind === 'shipment') return labels.length === 1 ? goodsOf(sold) : unknown(parcel, sold);
  const first = live.find((other) => other.parcel.kind === 'fulfillment');
  if (first?.parcel.source !== parcel.source) return [];
  // A sole label without items holds the whole order, so the mark adds nothing.
  if (labels.some((one) => one.items === undefined)) return labels.length === 1 ? [] : unknown(parcel, sold);
  return restOf(
    sold,
    labels.flatMap((one) => one.items ?? []),
  );
}

const goodsOf = ({ order }: SoldView): ParcelItem[] => order.items.filter((item) => !item.adjustment);

function restOf(sold: SoldView, shipped: ParcelItem[]): ParcelItem[] {
  const taken = (item: ParcelItem) => sum(shipped.filter((one) => isSameLine(one, item)).map((one) => one.quantity));
  return goodsOf(sold)
    .map((item) => ({ ...item, quantity: minus(item.quantity, smaller(item.quantity, taken(item))) }))
    .filter((item) => isPositive(item.quantity));
}

export function isSameLine(a: ParcelItem, b: ParcelItem): boolean {
  if (a.orderItemId !== undefined && b.orderItemId !== undefined) return a.orderItemId === b.orderItemId;
  return a.sku !== undefined && a.sku === b.sku;
}

const unknown = (parcel: Parcel, { order }: SoldView): Problem => ({
  cause: 'shipment-without-items',
  reason: `${parcelWords(parcel)} names no items and is not the only one of order ${order.orderNumber}; nobody can tell what is in it: book it in Fusion by hand and skip this record, or give it items in ShipStation`,
});

export const parcelWords = ({ kind, id, returned }: Parcel): string => {
  if (kind === 'adjustment') return `stock adjustment ${id}`;
  return kind === 'shipment'
    ? `ShipStation ${returned ? 'return label' : 'shipment'} ${id}`
    : `ShipStation fulfilment ${id} (marked as shipped)`;
};
