/** The numbers that an order's goods are found by: order, labels, tracking. Nothing personal is among them. */
import type { SoldView } from '../types.ts';

export function numbersOf({ order, shipments, fulfillments }: SoldView): { kind: string; value: string }[] {
  const tracking = [...shipments, ...fulfillments].flatMap(({ trackingNumber }) =>
    trackingNumber === undefined || trackingNumber === '' ? [] : [{ kind: 'tracking', value: trackingNumber }],
  );
  const numbers = [
    { kind: 'order', value: order.orderNumber },
    { kind: 'order id', value: order.orderId },
    ...shipments.map(({ shipmentId }) => ({ kind: 'shipment', value: shipmentId })),
    ...tracking,
  ];
  return [...new Map(numbers.map((number) => [`${number.kind} ${number.value}`, number])).values()];
}
