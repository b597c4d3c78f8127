/**
 * What is in a parcel, where ShipStation does not say it. The trap: an order's items may be taken for a parcel's only
 * when it is the order's sole label; anything more would be a guess.
 */
import { isPositive, minus, smaller, sum } from '../../shared/quantity.ts';
import { goodsOf, nameParcel } from './parcels.ts';
import type { Parcel, ParcelItem, Problem, SourceView } from './types.ts';

/** The goods in this parcel, or why they cannot be known. */
export function contentsOf(parcel: Parcel, all: Parcel[], source: SourceView): ParcelItem[] | Problem {
  if (parcel.items !== undefined) return parcel.items;
  const live = all.filter((other) => !other.voided);
  if (parcel.kind === 'fulfillment') return restOfOrder(parcel, live, source);
  if (live.filter((other) => other.kind === 'shipment').length === 1) return goodsOf(source);
  return {
    cause: 'shipment-without-items',
    source: parcel.source,
    reason:
      `${nameParcel(parcel)} names no items and is not the only shipment of order ${source.order.orderNumber}; ` +
      'nobody can tell what is in it: post it in NetSuite by hand and skip this record, or give it items in ShipStation',
  };
}

/** An order marked as shipped: everything that no label, and no earlier mark, has taken. */
function restOfOrder(parcel: Parcel, live: Parcel[], source: SourceView): ParcelItem[] | Problem {
  const firstMark = live.find((other) => other.kind === 'fulfillment');
  if (firstMark !== undefined && firstMark.source !== parcel.source) return [];
  const labels = live.filter((other) => other.kind === 'shipment');
  const wordless = labels.filter((label) => label.items === undefined);
  // A sole label without items holds the whole order, so the mark adds nothing.
  if (wordless.length > 0) return labels.length === 1 ? [] : noItems(parcel, source);
  const shipped = labels.flatMap((label) => label.items ?? []);
  return goodsOf(source)
    .map((item) => ({ ...item, quantity: minus(item.quantity, smaller(item.quantity, shippedOf(item, shipped))) }))
    .filter((item) => isPositive(item.quantity));
}

function shippedOf(item: ParcelItem, shipped: ParcelItem[]): string {
  return sum(shipped.filter((s) => isSameOrderItem(s, item)).map((s) => s.quantity));
}

function isSameOrderItem(a: ParcelItem, b: ParcelItem): boolean {
  if (a.orderItemId !== undefined && b.orderItemId !== undefined) return a.orderItemId === b.orderItemId;
  return a.sku !== undefined && a.sku === b.sku;
}

function noItems(parcel: Parcel, source: SourceView): Problem {
  return {
    cause: 'shipment-without-items',
    source: parcel.source,
    reason:
      `order ${source.order.orderNumber} was marked as shipped (${parcel.source}) and has labels that name no items; ` +
      'what is left to post cannot be known: post it in NetSuite by hand and skip this record',
  };
}
