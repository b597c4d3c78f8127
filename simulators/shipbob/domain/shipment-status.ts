// Names of status details and timeline entries, and the order status that follows from its shipments.
// Trap: Completed means it left ShipBob; Delivered is detail 203 of a Completed shipment.
import type { Order, Shipment } from './model.ts';
import type { World } from './world.ts';

export const DETAILS: Readonly<Record<number, [name: string, description: string]>> = {
  100: ['Picked', 'Shipment Picked'],
  101: ['Packed', 'Shipment Packed'],
  102: ['Labeled', 'Shipment Labeled'],
  200: ['Processing', 'Shipment Awaiting Carrier'],
  201: ['InTransit', 'Shipment In Transit'],
  202: ['OutForDelivery', 'Shipment Out For Delivery'],
  203: ['Delivered', 'Shipment Delivered'],
  204: ['DeliveryException', 'Shipment Delivery Exception'],
  300: ['Bundle', 'Bundle'],
  301: ['MergedItem', 'Merged Item'],
  302: ['InactiveSku', 'Inactive Sku'],
  303: ['OutOfStock', 'Out Of Stock'],
  304: ['UnknownSku', 'Unknown Sku'],
  305: ['InternalTransferInProgress', 'Internal Transfer In Progress'],
  306: ['BinTransferInProgress', 'Bin Transfer In Progress'],
  307: ['InventoryInNonPickableLocation', 'Inventory In Non Pickable Location'],
  308: ['InventoryPartiallyCommitted', 'Inventory Partially Committed'],
  400: ['PaymentDeclined', 'Payment Declined'],
  401: ['InvalidAddress', 'Invalid Address'],
  402: ['ReserveDateNotMet', 'Reserve Date Not Met'],
  404: ['MissingTarriffInformation', 'Missing Tarriff Information'],
};

export const LOGS: Readonly<Record<number, [name: string, text: string]>> = {
  601: ['OrderCreated', 'Order created'],
  602: ['OrderPicked', 'Order picked'],
  603: ['OrderPacked', 'Order packed'],
  604: ['OrderLabeled', 'Order labeled'],
  605: ['LabelValidated', 'Label validated'],
  607: ['OrderInTransit', 'Order in transit'],
  608: ['OutForDelivery', 'Order out for delivery'],
  609: ['Delivered', 'Order delivered'],
  611: ['DeliveryAttemptFailed', 'Delivery attempt failed'],
};

/** What a carrier says, with its detail id and timeline id. */
export const SCANS: Readonly<Record<string, { detail: number; log: number }>> = {
  InTransit: { detail: 201, log: 607 },
  OutForDelivery: { detail: 202, log: 608 },
  Delivered: { detail: 203, log: 609 },
  DeliveryException: { detail: 204, log: 611 },
};

/** The order's shipments. */
export const shipmentsOf = (world: World, order: Order): Shipment[] =>
  order.shipmentIds.flatMap((id) => world.shipments.get(id) ?? []);

/** The order's status, imputed from its shipments. */
export function orderStatus(world: World, order: Order): string {
  const states = shipmentsOf(world, order).map((row) => row.status);
  const open = states.filter((state) => state !== 'Cancelled');
  if (open.length === 0) return states.length === 0 ? 'Processing' : 'Cancelled';
  const left = open.filter((state) => state === 'Completed' || state === 'LabeledCreated').length;
  if (left === open.length) return 'Fulfilled';
  if (left > 0) return 'PartiallyFulfilled';
  if (open.some((state) => state === 'Exception')) return 'Exception';
  return 'Processing';
}
